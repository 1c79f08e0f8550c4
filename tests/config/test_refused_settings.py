"""A variable with a wrong value is refused by its name, in one line, before anything is started."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.installation import COMMANDS
from tests.config.conftest import SettingsUnder
from tests.config.running import manage, run

WRONG = [
    *[("PORT", word) for word in ("abc", "1.5", "99999", "-1", "0", "٣٣٣٣", "9" * 5000)],
    *[("SESSION_IDLE_MINUTES", word) for word in ("x", "0", "100000")],
    *[("ACCESS_RECORD_MONTHS", word) for word in ("11", "0", "two years")],
    *[("WEB_WORKERS", "many"), ("WEB_THREADS", "0"), ("API_CALLS_PER_MINUTE", "-5")],
    *[("TIME_ZONE", word) for word in ("Asia/Nowhere", "../etc/passwd", "Asia", "/etc/localtime")],
    *[("TRUSTED_PROXIES", word) for word in ("bogus", "10.0.0.0/99", "10.0.0.1 10.0.0.2")],
    *[("REDIS_URL", word) for word in ("nonsense", "http://redis", "redis://host:port/0", "redis:6379")],
    *[("DATABASE_URL", word) for word in ("nonsense", "mysql://a@b/c", "postgresql://a@b:port/c")],
    ("DATABASE_OWNER_URL", "nonsense"),
    *[("EMAIL_URL", word) for word in ("nonsense", "smtp://relay:port", "http://relay")],
    *[
        ("SITE_URL", word)
        for word in ("husok.example", "https://", "javascript:x", "https://a b", "https://a?x")
    ],
    ("SITE_URL", "https://husok.example\r\nBcc: thief@demo.example"),
    *[("HTTPS", "ture"), ("DEMO", "flase"), ("STATIC_MANIFEST", "2")],
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_by_its_name_in_one_line(
    settings_under: SettingsUnder, name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_under(**{name: value})
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_address_that_is_refused_is_not_shown_with_its_password(settings_under: SettingsUnder) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_under(DATABASE_URL="mysql://app:of-the-office@db/council")
    assert "of-the-office" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "abc"), ("TIME_ZONE", "Asia/Nowhere"), ("DATABASE_URL", "nonsense"), ("DEMO", "flase")],
)
@pytest.mark.parametrize("command", ["up", "check"])
def test_every_command_refuses_with_2_and_one_line(
    tmp_path: Path, command: str, name: str, value: str
) -> None:
    answer = manage(tmp_path / "var", command, **{name: value})
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert name in answer.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_file_of_the_demo_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "env").write_bytes(b"DEMO_PASSWORD=\xba\xf1\xb9\xd0\n")
    answer = manage(tmp_path / "var", "check")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "cannot be read" in answer.stderr


def test_gunicorn_too_ends_with_one_line(tmp_path: Path) -> None:
    answer = run(COMMANDS["web"], tmp_path / "var", WEB_THREADS="many")
    assert answer.returncode != 0
    assert answer.stderr.count("\n") == 1
    assert "WEB_THREADS" in answer.stderr
