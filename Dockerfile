FROM python:3.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEMO=0 \
    DATA_DIR=/data \
    FILES_ROOT=/data/files \
    STATIC_ROOT=/srv/static \
    STATIC_MANIFEST=1

# What the PDF of a report is laid out with.
RUN apt-get update -qq \
    && apt-get install -qq --no-install-recommends \
    fontconfig fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/husok
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY . .
# The key of this step stays in this step: collecting files needs settings, not secrets.
RUN SECRET_KEY=of-the-build-alone ALLOWED_HOSTS=localhost python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --uid 10001 husok \
    && install -d -o husok -g husok /data/files /data/anchors
USER husok
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.webserver"]
