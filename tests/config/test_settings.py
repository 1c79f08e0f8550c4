"""What an office gets when it switches the demo off, read from settings loaded in a process of their own."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.config.running import ROOT, bare_environment

OFFICE = {"DEMO": "0", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "husok.example"}


def loaded(tmp_path: Path, name: str, **variables: str) -> Any:
    """Value of one setting under these variables. Fails when the settings do not load."""
    code = f"import json; from config import settings; print(json.dumps(settings.{name}, default=str))"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=bare_environment(tmp_path / "var", **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_an_office_speaks_tls_unless_it_says_otherwise(tmp_path: Path, name: str) -> None:
    assert loaded(tmp_path, name, **OFFICE) is True
    assert loaded(tmp_path, name, **OFFICE, HTTPS="0") is False


def test_an_offices_mail_goes_to_a_relay_and_never_nowhere(tmp_path: Path) -> None:
    assert loaded(tmp_path, "EMAIL_BACKEND", **OFFICE).endswith("smtp.EmailBackend")


def test_the_demos_mail_waits_for_no_hour_as_long_as_it_goes_nowhere(tmp_path: Path) -> None:
    assert loaded(tmp_path, "SEND_AT_ANY_HOUR", DEMO="1") is True
    assert loaded(tmp_path, "SEND_AT_ANY_HOUR", DEMO="1", EMAIL_URL="smtp://relay.example:25") is False
    assert loaded(tmp_path, "SEND_AT_ANY_HOUR", **OFFICE) is False


def test_a_mail_address_gives_relay_and_encryption(tmp_path: Path) -> None:
    relay = {"EMAIL_URL": "smtp+tls://user:secret@relay.example:587"}
    assert loaded(tmp_path, "EMAIL_HOST", **OFFICE, **relay) == "relay.example"
    assert loaded(tmp_path, "EMAIL_USE_TLS", **OFFICE, **relay) is True


def test_an_office_has_no_demo_password(tmp_path: Path) -> None:
    assert loaded(tmp_path, "DEMO_PASSWORD", **OFFICE, DEMO_PASSWORD="left-over") == ""


def test_links_in_mails_lead_to_the_first_host(tmp_path: Path) -> None:
    assert loaded(tmp_path, "SITE_URL", **OFFICE) == "https://husok.example"
    assert loaded(tmp_path, "SITE_URL", **OFFICE, HTTPS="0") == "http://husok.example"


def test_a_host_that_stands_for_all_is_no_name_for_links(tmp_path: Path) -> None:
    anywhere = OFFICE | {"ALLOWED_HOSTS": "*"}
    assert loaded(tmp_path, "SITE_URL", **anywhere) == f"https://{socket.gethostname()}"
    assert loaded(tmp_path, "SITE_URL", **anywhere | {"ALLOWED_HOSTS": "*,.husok.example"}).endswith(
        "//husok.example"
    )
    assert loaded(tmp_path, "SITE_URL", **anywhere, SITE_URL="https://a.example/") == "https://a.example"


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
    ],
)
def test_one_address_of_redis_serves_cache_and_broker(tmp_path: Path, url: str, broker: str) -> None:
    assert loaded(tmp_path, "CELERY_BROKER_URL", **OFFICE, REDIS_URL=url) == broker
    assert loaded(tmp_path, "CACHES", **OFFICE, REDIS_URL=url)["default"]["LOCATION"] == url


def test_a_given_database_is_entered_as_it_says(tmp_path: Path) -> None:
    url = "postgresql://app:p%40ss@db.example:5433/council"
    entered = loaded(tmp_path, "DATABASES", **OFFICE, DATABASE_URL=url)["default"]
    assert (entered["HOST"], entered["PORT"], entered["NAME"]) == ("db.example", 5433, "council")
    assert (entered["USER"], entered["PASSWORD"]) == ("app", "p@ss")


def test_a_certificate_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="SSL_CERT_FILE is not a file"):
        loaded(tmp_path, "SSL_CERT_FILE", **OFFICE, SSL_CERT_FILE="/nowhere.pem")


def test_a_task_may_not_outlast_the_time_after_which_it_is_given_to_another_worker() -> None:
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert {source for rule in rules.values() for source in rule.split()} == {"'none'", "'self'"}
