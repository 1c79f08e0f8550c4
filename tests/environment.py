"""The environment of a test run: a data directory of its own, whatever the developer's shell says."""

import os
import tempfile
from pathlib import Path
from typing import Final

import django
import pytest
from django.conf import settings

from config.embedded.places import OWNER, Places

RUN: Final = "HUSOK_TEST_RUN"
WORKER: Final = "PYTEST_XDIST_WORKER"
PREFIX: Final = "husok-tests-"
NOT_OURS: Final = [
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "SECRET_KEY_FILE",
    "DEMO_PASSWORD",
    "EMAIL_URL",
    "HTTPS",
    "PORT",
    "SITE_URL",
    "STATIC_ROOT",
    "FILES_ROOT",
    "ANCHOR_FILE",
    "TIMESTAMP_URL",
    "TIMESTAMP_CA_FILE",
    "STATIC_MANIFEST",
    "TRUSTED_PROXIES",
    "CSRF_TRUSTED_ORIGINS",
    "TIME_ZONE",
    "SESSION_IDLE_MINUTES",
    "ACCESS_RECORD_MONTHS",
]


def is_worker() -> bool:
    """Whether this process is a worker of xdist: it uses the servers of the run and starts none."""
    return WORKER in os.environ


def places_of_this_run() -> Places:
    """Where the servers of this run are; known to its workers through the environment."""
    return Places(Path(os.environ[RUN]))


def point_settings_at_this_run() -> None:
    """Set the environment of this run and load Django. Raises UsageError when that was done before."""
    if settings.configured:
        raise pytest.UsageError(
            "settings were read too early: remove DJANGO_SETTINGS_MODULE from pyproject.toml"
        )
    if not is_worker():
        os.environ[RUN] = tempfile.mkdtemp(prefix=PREFIX)
    for name in NOT_OURS:
        os.environ.pop(name, None)
    places = places_of_this_run()
    redis_number = os.environ.get(WORKER, "gw0").removeprefix("gw")
    os.environ |= {
        "DATA_DIR": str(places.data),
        "DEMO": "1",
        "SECRET_KEY": "of-the-tests-alone",
        "SEND_AT_ANY_HOUR": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DATABASE_ROLE": OWNER,
        "REDIS_URL": places.redis_url.replace("?db=0", f"?db={redis_number}"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A worker inherits the environment and would read the settings before it comes here for its own Redis.
    del os.environ["DJANGO_SETTINGS_MODULE"]
