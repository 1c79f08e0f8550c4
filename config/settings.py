"""Settings, from the environment alone. Outside the demo it refuses to start without what it needs."""

import mimetypes
import socket
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import checks
from config.embedded.places import APP, OWNER, Places
from config.env import BASE_DIR, LOOPBACK, data_dir, environment

env = environment()
PLACES = Places(data_dir())
DATA_DIR = PLACES.data
PORT = env.number("PORT", 8000, most=65535)
WEB_WORKERS = env.number("WEB_WORKERS", 2, most=64)
WEB_THREADS = env.number("WEB_THREADS", 8, most=256)

# -- What has to be there ---------------------------------------------------------------------------------

DEBUG = False
DEMO = env.flag("DEMO", default=False)
DEMO_PASSWORD = env.text("DEMO_PASSWORD") if DEMO else ""
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")

_missing = [
    name
    for name, value in {"SECRET_KEY (or SECRET_KEY_FILE)": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS}.items()
    if not value
]
if _missing and not DEMO:
    raise ImproperlyConfigured(
        f"환경 변수가 필요합니다 / outside the demo these must be set: {', '.join(_missing)}"
    )
if not SECRET_KEY:
    raise ImproperlyConfigured("환경 변수가 필요합니다 / this must be set: SECRET_KEY (or SECRET_KEY_FILE)")

# On outside the demo; HTTPS=0 is for a closed network that has no certificate.
HTTPS = env.flag("HTTPS", default=not DEMO)
# Where links in mails and invitations lead. A host of `*` is no name: this machine's own stands in for it.
_host = next((host.lstrip(".") for host in ALLOWED_HOSTS if host != "*"), socket.gethostname())
_site = f"http://127.0.0.1:{PORT}" if DEMO else f"{'https' if HTTPS else 'http'}://{_host}"
SITE_URL = checks.site_url("SITE_URL", env.text("SITE_URL", _site)).rstrip("/")
# The machine asks itself for /healthz under these names.
ALLOWED_HOSTS = list(dict.fromkeys([*ALLOWED_HOSTS, *LOOPBACK]))

# -- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "audits",
    "tracker",
    "notifications",
    "config",
    "seeds",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "audits.web.sessions.SessionRules",
    # CSRF reads a body only after all of these have passed the request on.
    "config.bodies.BodyLimits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.errors.RefusalPages",
    # Last: it sees what a page answers before anybody else does, and refuses what it could not note.
    "config.web.access_log.AccessLog",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.web.frame.frame",
            ]
        },
    }
]

FORM_RENDERER = "config.forms.QuickWidgets"

# -- Database ---------------------------------------------------------------------------------------------

DATABASE_URL = checks.database_url("DATABASE_URL", env.text("DATABASE_URL"))
DATABASE_OWNER_URL = checks.database_url("DATABASE_OWNER_URL", env.text("DATABASE_OWNER_URL")) or DATABASE_URL
DATABASE_IS_BUNDLED = not DATABASE_URL


def _database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; `dummy://` is none, for commands that need none."""
    if url.startswith("dummy:"):
        return {"ENGINE": "django.db.backends.dummy"}
    described: dict[str, Any] = env.db_url_config(url, engine="django.db.backends.postgresql")
    patience = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
    # A page takes the first rows of a list; where rows may be kept aside, the planner has all of it read before.
    # What a city has stays in memory, where rows here and there cost little more than rows in order.
    planning = {"options": "-c enable_material=off -c random_page_cost=1.1"}
    return described | {
        "OPTIONS": patience | planning | described.get("OPTIONS", {}),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _database_of(role: str) -> dict[str, Any]:
    """The one database, entered as `app` or as `owner`.

    Everything serves as `app`; only manage.py, for the commands that change tables, sets DATABASE_ROLE=owner.
    """
    given = DATABASE_OWNER_URL if role == OWNER else DATABASE_URL
    return _database(given or PLACES.database_url(role))


DATABASES = {"default": _database_of(env.text("DATABASE_ROLE", APP))}

# -- Redis: cache and broker ------------------------------------------------------------------------------

REDIS_IS_BUNDLED = not env.text("REDIS_URL")
REDIS_URL = checks.redis_url("REDIS_URL", env.text("REDIS_URL", PLACES.redis_url))
CACHES = {
    "default": {
        "BACKEND": "config.cache.FailOpenCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "husok",
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            # One more try, at once: a connection kept over a restart of Redis fails the first time.
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

# -- Celery: a bell. What waits, waits in the database ---------------------------------------------------

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SOFT_TIME_LIMIT = 210
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_POOL_LIMIT = 10
# A request that rings the bell waits for it a second at most; the sweeper makes up for what is not heard.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run (the time limit above), or the task would start again beside itself.
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_BEAT_SCHEDULER = "config.pulse:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

# -- Who comes in -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "audits.User"
# One e-mail address is one person in any letter case: a constraint the check does not know how to read.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "audits.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[행정사무감사] "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
}

SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30, most=12 * 60)
# How long the access record is kept; the rule behind it asks for a year at least.
ACCESS_RECORD_MONTHS = env.number("ACCESS_RECORD_MONTHS", 24, least=12, most=1200)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = checks.networks("TRUSTED_PROXIES", env.words("TRUSTED_PROXIES"))

# -- What the browser may do ------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# OpenSSL reads SSL_CERT_FILE itself: the office's own certificate authority, for the mail relay and the like.
SSL_CERT_FILE = env.text("SSL_CERT_FILE")
if SSL_CERT_FILE and not Path(SSL_CERT_FILE).is_file():
    raise ImproperlyConfigured(f"파일을 찾을 수 없습니다 / SSL_CERT_FILE is not a file: {SSL_CERT_FILE}")

# -- Files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
# Ours alone: what libraries bring is for pages of theirs that nobody gets here, and is ten times as much to compress.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
# Names carry their hash once the files are collected; before that (tests, bare commands) they are plain.
STATIC_MANIFEST = env.flag("STATIC_MANIFEST", default=(STATIC_ROOT / "staticfiles.json").is_file())
# Evidence: written by `tracker.files.store` alone, kept as long as the record speaks of it.
# Anchors of the record, outside the database: better still on another machine, or where nothing can be overwritten.
ANCHOR_FILE = Path(env.text("ANCHOR_FILE", str(DATA_DIR / "anchors.txt")))
TIMESTAMP_URL = checks.http_url("TIMESTAMP_URL", env.text("TIMESTAMP_URL"))
TIMESTAMP_CA_FILE = env.text("TIMESTAMP_CA_FILE")
FILES_ROOT = Path(env.text("FILES_ROOT", str(DATA_DIR / "files")))
STORAGES = {
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_MANIFEST
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
mimetypes.add_type("application/hwp+zip", ".hwpx")
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# One file may have 20 MB; a larger one has to arrive to be refused with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# -- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = checks.time_zone("TIME_ZONE", env.text("TIME_ZONE", "Asia/Seoul"))
CELERY_TIMEZONE = TIME_ZONE

# -- Mail -------------------------------------------------------------------------------------------------

# The demo's mail goes nowhere, it is kept and shown at /outbox/; elsewhere a relay that does not answer makes a
# failed mail, not a sent one.
_mail_url = env.text("EMAIL_URL", "" if DEMO else "smtp://localhost:25")
_mail = env.email_url_config(checks.email_url("EMAIL_URL", _mail_url or "dummymail://"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"] if _mail_url else "notifications.outbox.Backend"
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
# At night and on days off an office's mail waits. That of the demo wakes nobody, and a trial wants to see it.
SEND_AT_ANY_HOUR = env.flag("SEND_AT_ANY_HOUR", default=DEMO and not _mail_url)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "husok@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- Logging ----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "celery": {"level": "INFO"},
        **{app: {"level": "INFO"} for app in ("audits", "tracker", "notifications", "config")},
    },
}

# -- API --------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "audits.api.authentication.TokenAuthentication",
        "audits.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["tracker.api.limits.CallsPerMinute"],
    "DEFAULT_PARSER_CLASSES": ["tracker.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 600, most=1_000_000)
SPECTACULAR_SETTINGS = {
    "TITLE": "후속 API",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SERVE_INCLUDE_SCHEMA": False,
}
