# The application image of compose.yaml: web, worker and beat run from it with different commands.
FROM debian:13.1-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-dejavu-core fonts-noto-core fonts-noto-color-emoji fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
# Files whose hash is not in the lock are refused; `make lock` writes it for the Python of this image.
COPY requirements.lock .
RUN python3 -m venv .venv \
    && pip install --no-cache-dir --disable-pip-version-check --only-binary=:all: --require-hashes -r requirements.lock

COPY manage.py ./
COPY almacontact almacontact
COPY pipeline pipeline
COPY proposals proposals
COPY quality quality
COPY templates templates
COPY static static
COPY locale locale
RUN pybabel compile --directory locale --domain django \
    && useradd --system --uid 10001 almacontact \
    && mkdir /state && chown almacontact /state

USER almacontact
EXPOSE 8000
CMD ["gunicorn", "almacontact.wsgi:application", "--bind", "0.0.0.0:8000"]
