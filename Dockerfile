# The portal for an installation with a PostgreSQL of its own (see compose.yaml and docs/operations.md).
FROM python:3.11-slim-trixie

# pg_dump and pg_restore for `manage.py backup` and `restore`: their version must not be older than the server's.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RIAL_DATA_DIR=/data \
    RIAL_STATIC_ROOT=/srv/rial-static

WORKDIR /srv/rial
COPY pyproject.toml README.md ./
RUN pip install --no-cache-dir --disable-pip-version-check '.[cloud]'

COPY . .
# Static files get their hashes and their compressed twins here, so that every container serves the same ones.
RUN RIAL_DEMO=1 python manage.py collectstatic --noinput \
 && useradd --system --uid 10001 --home-dir /data rial \
 && install -d -o rial -g rial /data

USER rial
VOLUME /data
EXPOSE 8000
# Asked under the public name: any other Host is refused.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; host = os.environ['RIAL_ALLOWED_HOSTS'].split(',')[0]; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]

# Two workers for one core, more cores: RIAL_WORKERS. A proxy in front ends TLS.
CMD ["sh", "-c", "exec gunicorn rial.wsgi:application --config python:rial.refusals --bind 0.0.0.0:8000 --worker-class gthread --workers ${RIAL_WORKERS:-2} --threads 4 --worker-tmp-dir /dev/shm --no-control-socket --limit-request-line 8190 --max-requests 20000 --max-requests-jitter 2000 --graceful-timeout 20"]
