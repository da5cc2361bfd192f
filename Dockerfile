# The hub in a container: see docs/production.md. No secret and no data are in the image.

# --- Dependencies, in a virtual environment -------------------------------------------------------
FROM python:3.11-slim AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /tmp/requirements.txt
# Wheels only, each checked against its hash.
RUN /opt/venv/bin/pip install --no-deps --only-binary :all: --require-hashes -r /tmp/requirements.txt

# --- Static files, collected once -----------------------------------------------------------------
FROM python:3.11-slim AS static
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=hub.settings.production
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Production settings refuse to start without these; nothing of them stays in the image.
RUN HUB_SECRET_KEY=build-only \
    HUB_ALLOWED_HOSTS=build.invalid \
    HUB_BASE_URL=https://build.invalid \
    HUB_EMAIL_FROM=build@build.invalid \
    HUB_TEAM_EMAIL=build@build.invalid \
    EMAIL_URL=dummymail:// \
    HUB_DATA_DIR=/tmp/build \
    python manage.py collectstatic --noinput

# --- What runs ------------------------------------------------------------------------------------
FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=hub.settings.production \
    HUB_DATA_DIR=/data
RUN groupadd --gid 10001 hub \
    && useradd --uid 10001 --gid hub --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub \
    && install --directory --owner=hub --group=hub /data
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /app
COPY --from=static /app /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
# /sante/ answers when the database does; the Host header must be one that the hub accepts.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/sante/', headers={'Host': os.environ['HUB_ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.')}), timeout=4)"]
# The number of worker processes is WEB_CONCURRENCY (2 for two cores).
CMD ["gunicorn", "hub.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", "--timeout", "60", "--max-requests", "2000", "--max-requests-jitter", "200", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
