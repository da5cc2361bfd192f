"""Settings shared by every way of running the hub."""

from __future__ import annotations

from csp.constants import NONE, SELF

from .env import BASE_DIR, make_data_dir, read_environment

ENV = read_environment(BASE_DIR / ".env")

DATA_DIR = ENV.data_dir
if ENV.database["ENGINE"].endswith("sqlite3"):
    # SQLite creates its file, not the folder around it.
    make_data_dir(DATA_DIR)
DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    # Ours first, highest floor first: a template of ours wins over a library’s.
    "hub.legacy",
    "hub.starter",
    "pages.home",
    "pages.standard",
    "pages.conduct",
    "pages.onboarding",
    "pages.experience",
    "pages.news",
    "resources.centre",
    "resources.glossary",
    "pages.defis",
    "hub.people",
    "search",
    "hub.base",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    # In place of "wagtail.users": nobody becomes an administrator through the accounts screen.
    "hub.people.users_app.HubUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "widget_tweaks",
    "dsfr",
    "axes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Django adds random bytes to each compressed page: the BREACH attack cannot measure it.
    "django.middleware.gzip.GZipMiddleware",
    "hub.base.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.base.middleware.AccessScopeMiddleware",
    "hub.base.middleware.SignedInMiddleware",
    "hub.base.middleware.AdminDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hub.base.middleware.VisibleRedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.base.context_processors.hub",
            ],
            "builtins": ["hub.base.templatetags.hub"],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": ENV.database}
CACHES = (
    {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": ENV.cache_url}}
    if ENV.cache_url
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)
STORAGES = {
    "default": (
        {
            "BACKEND": "hub.base.storage.PrivateS3Storage",
            "OPTIONS": {"bucket_name": ENV.s3_bucket, "endpoint_url": ENV.s3_endpoint or None},
        }
        if ENV.s3_bucket
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
# Never given to a web server as a folder: every file goes through hub.base.files (same rule as pages).
MEDIA_URL = "/fichiers/"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
HUB_ACCEL_REDIRECT_PREFIX = ENV.accel_redirect_prefix
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_TEMP_DIR = None

# Wagtail’s and our own tasks run after the commit: see hub/base/tasks.py for why.
TASKS = {"default": {"BACKEND": "hub.base.tasks.OnCommitBackend"}}

# --- Language ---------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
# What an editor may choose: France, overseas included.
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
    "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis",
]  # fmt: skip
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]

# --- Sign-in ----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # 12 characters without composition rules: recommendation of the ANSSI and the CNIL (2022).
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "people:sign_in"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
SESSION_COOKIE_AGE = ENV.session_hours * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.base.views.csrf_failure"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "hub.base.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "hub.base.clients.client_address"
HUB_TRUSTED_PROXIES = ENV.trusted_proxies
# One-click demo accounts on the sign-in page; hub.settings.production refuses it.
HUB_DEMO = False
HUB_PRODUCTION = False

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Hub des EIG"
WAGTAILADMIN_BASE_URL = ENV.base_url or "http://127.0.0.1:8000"
WAGTAIL_FRONTEND_LOGIN_URL = "/compte/connexion/"
WAGTAILADMIN_LOGIN_URL = "/compte/connexion/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Nothing leaves for an outside host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_DOCUMENT_MODEL = "base.HubDocument"
WAGTAILIMAGES_IMAGE_MODEL = "base.HubImage"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt", "md", "json", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = ENV.upload_max_bytes
WAGTAILIMAGES_MAX_UPLOAD_SIZE = min(ENV.upload_max_bytes, 10 * 1024 * 1024)
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "code"]
        },
    }
}

# --- The house --------------------------------------------------------------------------------
# hub.base names no domain model: like AUTH_USER_MODEL, these say who owns a page and whom it is for.
HUB_OWNER_MODEL = "people.Person"
HUB_AUDIENCES = [
    ("eig", "EIG"),
    ("mentor", "Mentors"),
    ("alumni", "Alumni"),
    ("coach", "Coachs"),
    ("team", "Équipe du programme"),
]
HUB_TEAM_EMAIL = ENV.team_email or "equipe@hub-eig.example"
HUB_NAME = "Hub des EIG"
HUB_TAGLINE = "Entrepreneurs d’intérêt général"
# Conclusion of the accessibility statement, repeated in the footer (RGAA: « non conforme » without audit).
HUB_ACCESSIBILITY_STATUS = ENV.accessibility_status
HUB_BRAND_LINES = ["République", "Française"]
# The embedded engine alone, or Elasticsearch with the embedded engine behind it.
HUB_SEARCH_ENGINE = (
    "search.engines.resilient.ResilientEngine"
    if ENV.elasticsearch_url
    else "search.engines.sqlite.SqliteEngine"
)
HUB_SEARCH_DIR = DATA_DIR / "search"
# What follows a save of a page (texts of files, long catch-ups) runs in a thread; True: at once.
HUB_SEARCH_INLINE = False
HUB_UPLOAD_MAX_BYTES = ENV.upload_max_bytes
ELASTICSEARCH_URL = ENV.elasticsearch_url
ELASTICSEARCH_INDEX = ENV.elasticsearch_index
ELASTICSEARCH_CA_FILE = ENV.elasticsearch_ca_file

# --- DSFR -------------------------------------------------------------------------------------
# Manifest storage rewrites url() in the stylesheets: their published checksums cannot match any more.
DSFR_USE_INTEGRITY_CHECKSUMS = False
DSFR_MARK_OPTIONAL_FIELDS = True

# --- E-mail -----------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
for _name, _value in ENV.email.items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = ENV.email_from or "Hub des EIG <ne-pas-repondre@hub-eig.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL

# --- Security ---------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail’s preview panel frames our own pages.
_SITE_DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    # The design system draws its select and checkbox marks with data: images.
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _SITE_DIRECTIVES}
# Wagtail’s admin still writes inline scripts and styles, and previews pages in a frame.
HUB_ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **_SITE_DIRECTIVES,
        "script-src": [SELF, "'unsafe-inline'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "media-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "hub": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "modelsearch.index": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    # Wagtail’s preview panel shows our own pages in a frame: SAMEORIGIN, not DENY.
    "security.W019",
]
