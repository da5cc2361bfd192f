"""The only reader of the environment: one typed record, checked when the hub starts.

Every variable is described in ``.env.example``, which a test loads through this module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ACCESSIBILITY_STATUSES = ("non conforme", "partiellement conforme", "totalement conforme")
BASE_DIR = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Environment:
    """Everything that the outside tells the hub."""

    data_dir: Path
    secret_key: str
    allowed_hosts: list[str]
    base_url: str
    database: dict[str, Any]
    cache_url: str
    elasticsearch_url: str
    elasticsearch_index: str
    elasticsearch_ca_file: str
    email: dict[str, Any]
    email_from: str
    team_email: str
    s3_bucket: str
    s3_endpoint: str
    accel_redirect_prefix: str
    trusted_proxies: int
    session_hours: int
    upload_max_bytes: int
    accessibility_status: str


def read_environment(env_file: Path | None = None, *, overrides: dict[str, str] | None = None) -> Environment:
    """Read, convert and return the environment.

    Args:
        env_file: file of ``NAME=value`` lines read first; the real environment wins over it.
        overrides: used instead of the process environment (tests).

    Raises:
        ImproperlyConfigured: a value cannot be converted; the message names the variable.
    """
    env = environ.Env()
    if overrides is not None:
        env.ENVIRON = dict(overrides)
    if env_file is not None and env_file.is_file():
        env.read_env(env_file)
    try:
        data_dir = Path(env.str("HUB_DATA_DIR", default="") or BASE_DIR / "var").expanduser()
        if not data_dir.is_absolute():
            data_dir = BASE_DIR / data_dir
        if env.str("S3_BUCKET", default="") and env.str("HUB_ACCEL_REDIRECT_PREFIX", default=""):
            raise ImproperlyConfigured(
                "S3_BUCKET et HUB_ACCEL_REDIRECT_PREFIX s’excluent : le serveur web n’a pas ces fichiers."
            )
        return Environment(
            data_dir=data_dir,
            secret_key=env.str("HUB_SECRET_KEY", default=""),
            allowed_hosts=env.list("HUB_ALLOWED_HOSTS", default=[]),
            base_url=env.str("HUB_BASE_URL", default="").rstrip("/"),
            database=_database(env, data_dir),
            cache_url=env.str("CACHE_URL", default=""),
            elasticsearch_url=_elasticsearch_url(env),
            elasticsearch_index=_index_name(env),
            elasticsearch_ca_file=env.str("ELASTICSEARCH_CA_FILE", default=""),
            email=_named(env, "EMAIL_URL", env.email_url) if env.str("EMAIL_URL", default="") else {},
            email_from=env.str("HUB_EMAIL_FROM", default=""),
            team_email=env.str("HUB_TEAM_EMAIL", default=""),
            s3_bucket=env.str("S3_BUCKET", default=""),
            s3_endpoint=env.str("S3_ENDPOINT_URL", default=""),
            accel_redirect_prefix=env.str("HUB_ACCEL_REDIRECT_PREFIX", default=""),
            trusted_proxies=_positive(env, "HUB_TRUSTED_PROXIES", 0),
            session_hours=_positive(env, "HUB_SESSION_HOURS", 12),
            upload_max_bytes=_positive(env, "HUB_UPLOAD_MAX_MB", 20) * 1024 * 1024,
            accessibility_status=_choice(env, "HUB_ACCESSIBILITY_STATUS", ACCESSIBILITY_STATUSES),
        )
    except ImproperlyConfigured:
        raise
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(f"Une variable d’environnement est mal formée : {error}") from error


def make_data_dir(folder: Path) -> None:
    """Create the folder of everything that the hub writes.

    Raises:
        ImproperlyConfigured: it cannot be created, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "raison inconnue"
        message = f"HUB_DATA_DIR : « {folder} » ne peut pas être créé ({reason})."
        raise ImproperlyConfigured(message) from error
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(f"HUB_DATA_DIR : « {folder} » n’est pas ouvert en écriture.")


def require(environment: Environment, **fields: str) -> None:
    """Refuse to start when a required value is missing.

    Args:
        environment: what was read.
        fields: field of ``Environment`` -> name of its variable.

    Raises:
        ImproperlyConfigured: with one sentence that names every missing variable.
    """
    missing = [variable for field, variable in fields.items() if not getattr(environment, field)]
    if missing:
        names = ", ".join(missing)
        raise ImproperlyConfigured(
            f"Le hub ne peut pas démarrer en production : renseignez {names} "
            "(voir .env.example et docs/production.md)."
        )


def _database(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    if env.str("DATABASE_URL", default=""):
        config = _named(env, "DATABASE_URL", env.db_url)
        known = ("django.db.backends.postgresql", "django.db.backends.sqlite3")
        if config.get("ENGINE") not in known or not config.get("NAME"):
            raise ImproperlyConfigured("DATABASE_URL : adresse de base de données non reconnue.")
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "hub.sqlite3")}
    if config["ENGINE"].endswith("sqlite3"):
        # Several worker processes write: readers never wait (WAL), writers queue instead of failing.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


def _elasticsearch_url(env: environ.Env) -> str:
    """Return the addresses of Elasticsearch as they are written, once each of them makes sense."""
    url = env.str("ELASTICSEARCH_URL", default="").strip()
    for address in filter(None, (part.strip() for part in url.split(","))):
        try:
            split = urlsplit(address)
            understood = split.scheme in {"http", "https"} and bool(split.hostname) and split.port != 0
        except ValueError:
            understood = False
        if not understood:
            # Never the value: it may hold a password.
            raise ImproperlyConfigured(
                "ELASTICSEARCH_URL : l’adresse attendue est https://identifiant:secret@hôte:9200."
            )
    return url


def _index_name(env: environ.Env) -> str:
    name = env.str("ELASTICSEARCH_INDEX", default="") or "hub"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", name):
        message = "ELASTICSEARCH_INDEX : lettres minuscules, chiffres et tirets sont attendus."
        raise ImproperlyConfigured(message)
    return name


def _named(env: environ.Env, name: str, convert: Callable[[str], Any]) -> Any:
    """Convert a value, and name its variable when it makes no sense."""
    try:
        return convert(name)
    except Exception as error:
        message = f"{name} : cette adresse n’est pas comprise (voir .env.example)."
        raise ImproperlyConfigured(message) from error


def _choice(env: environ.Env, name: str, allowed: tuple[str, ...]) -> str:
    value = env.str(name, default="") or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} : choisissez parmi « {' », « '.join(allowed)} ».")
    return value


def _positive(env: environ.Env, name: str, default: int) -> int:
    raw = env.str(name, default="")
    if not raw:
        return default
    if not raw.isdecimal() or (int(raw) == 0 and default > 0):
        raise ImproperlyConfigured(f"{name} : un nombre entier positif est attendu, pas « {raw} ».")
    return int(raw)
