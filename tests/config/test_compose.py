"""docker-compose.yml and Dockerfile name commands, modules, ports and variables: each of them exists."""

import importlib.util
import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands

from config import webserver
from config.celery import app
from config.installation import WORKER_OPTIONS
from tracker.exports import pdf

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: Final[dict[str, Any]] = yaml.safe_load(TEXT)
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = sorted(name for name, service in SERVICES.items() if service["image"] == "husok")


def words(command: str | list[str]) -> list[str]:
    return command.split() if isinstance(command, str) else command


def test_the_services_are_those_of_one_council() -> None:
    assert sorted(SERVICES) == ["beat", "mail", "migrate", "postgres", "redis", "web", "worker"]
    assert OURS == ["beat", "migrate", "web", "worker"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_serves_before_the_owner_has_migrated(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_migration_is_a_command_of_the_product_and_runs_once() -> None:
    program, script, command = words(SERVICES["migrate"]["command"])
    assert (program, (ROOT / script).is_file()) == ("python", True)
    assert command in get_commands()
    assert SERVICES["migrate"]["restart"] == "no"


def test_web_is_started_with_the_settings_module_and_port_of_the_product() -> None:
    program, option, module = words(SERVICES["web"]["command"])
    assert (program, option, module) == ("gunicorn", "--config", f"python:{webserver.__name__}")
    port = webserver.bind.rpartition(":")[2]
    assert SERVICES["web"]["ports"] == [f"127.0.0.1:${{PORT:-8000}}:{port}"]
    assert f"EXPOSE {port}\n" in DOCKERFILE


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_is_started_with_the_application_and_a_command_it_has(name: str) -> None:
    program, option, module, command, *options = words(SERVICES[name]["command"])
    assert (program, option) == ("celery", "--app")
    assert importlib.import_module(module).celery_app is app
    known = {flag for parameter in celery.commands[command].params for flag in parameter.opts}
    assert {word for word in options if word.startswith("--")} <= known


def test_the_worker_listens_to_the_same_queues_as_on_a_laptop() -> None:
    assert " ".join(words(SERVICES["worker"]["command"])).endswith(WORKER_OPTIONS)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_health_is_asked_of_a_module_that_knows_the_part(name: str) -> None:
    _, program, option, module, part = SERVICES[name]["healthcheck"]["test"]
    assert (program, option, part) == ("python", "-m", name)
    assert importlib.util.find_spec(module) is not None


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """A value for every variable, none of which is the one it has anyway."""
    (tmp_path / "key").write_text("from-a-file", encoding="utf-8")
    (tmp_path / "authorities.pem").touch()
    return {
        "ACCESS_RECORD_MONTHS": "36",
        "ALLOWED_HOSTS": "husok.example",
        "ANCHOR_FILE": str(tmp_path / "anchors.txt"),
        "CSRF_TRUSTED_ORIGINS": "https://husok.example",
        "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example/council",
        "DATABASE_URL": "postgresql://app:secret@db.example/council",
        "DEFAULT_FROM_EMAIL": "audit@husok.example",
        "EMAIL_URL": "smtp+tls://user:secret@relay.example:587",
        "HTTPS": "1",
        "REDIS_URL": "redis://:secret@redis.example:6379/0",
        "SECRET_KEY": "k" * 50,
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "SEND_AT_ANY_HOUR": "1",
        "SESSION_IDLE_MINUTES": "7",
        "SITE_URL": "https://husok.example",
        "SSL_CERT_FILE": str(tmp_path / "authorities.pem"),
        "TIMESTAMP_CA_FILE": str(tmp_path / "authorities.pem"),
        "TIMESTAMP_URL": "https://tsa.example/",
        "TIME_ZONE": "Asia/Tokyo",
        "TRUSTED_PROXIES": "10.0.0.1",
        "WEB_THREADS": "3",
        "WEB_WORKERS": "5",
    }


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_changes_a_setting(
    name: str, given: dict[str, str], settings_under: Callable[..., dict[str, Any]]
) -> None:
    usual = settings_under()
    unread = [
        variable
        for variable in SERVICES[name]["environment"]
        if settings_under(**{variable: given[variable]}) == usual
    ]
    assert unread == []


def test_the_servers_of_the_data_are_met_by_the_product_alone() -> None:
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert networks["postgres"] == networks["redis"] == {"inside"}
    assert {name for name, joined in networks.items() if "inside" in joined} == {*OURS, "postgres", "redis"}
    assert networks["mail"] & networks["worker"] == {"relay"}
    assert not networks["mail"] & networks["web"]


def test_a_proxy_on_the_machine_has_an_address_that_can_be_named_beforehand() -> None:
    ours = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    default = ours.removeprefix("${FRONT_SUBNET:-").removesuffix("}")
    assert str(ip_network(default)[1]) in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_redis_asks_for_the_password_its_address_carries() -> None:
    password = "${REDIS_PASSWORD:?}"
    assert words(SERVICES["redis"]["command"])[-2:] == ["--requirepass", password]
    assert SERVICES["redis"]["environment"] == {"REDISCLI_AUTH": password}
    for name in OURS:
        assert SERVICES[name]["environment"]["REDIS_URL"] == f"redis://:{password}@redis:6379/0"


@pytest.mark.parametrize("variable", ["SECRET_KEY_FILE", "SSL_CERT_FILE"])
def test_a_file_of_the_operator_is_mounted_where_its_variable_says(variable: str) -> None:
    place = SERVICES["web"]["environment"][variable].removeprefix(f"${{{variable}:+").removesuffix("}")
    assert f"${{{variable}:-/dev/null}}:{place}:ro" in SERVICES["web"]["volumes"]


def test_what_is_written_beside_the_volumes_is_bounded() -> None:
    places = [place for name in OURS for place in SERVICES[name]["tmpfs"]]
    assert [place for place in places if not re.search(r":size=\d+m$", place)] == []


def test_every_variable_asked_of_the_operator_is_in_the_example_and_the_other_way_round() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert asked == set(re.findall(r"^([A-Z_]+)=$", example, flags=re.MULTILINE))


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("PASSWORD", "SECRET", "AUTH")):
                assert re.fullmatch(r"\$\{[A-Z_]+:[?+-](/run/husok/\w+)?\}", value), name


def test_only_the_migration_knows_the_owners_password() -> None:
    knowing = [name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service)]
    assert sorted(knowing) == ["migrate", "postgres"]


def test_web_and_worker_share_the_files_where_the_image_expects_them() -> None:
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"]
    assert "files:/data/files" in SERVICES["web"]["volumes"]
    assert "FILES_ROOT=/data/files" in DOCKERFILE


def test_anchors_outlive_the_containers() -> None:
    file = SERVICES["worker"]["environment"]["ANCHOR_FILE"]
    assert f"anchors:{Path(file).parent}" in SERVICES["worker"]["volumes"]
    assert f"husok {Path(file).parent}" in DOCKERFILE.replace("/data/files ", "")


def test_every_named_volume_is_declared() -> None:
    volumes = [volume for service in SERVICES.values() for volume in service.get("volumes", [])]
    named = {volume.partition(":")[0] for volume in volumes if not volume.startswith("$")}
    assert named == set(COMPOSE["volumes"])


def test_the_image_runs_as_an_ordinary_user_and_is_no_demo() -> None:
    assert re.search(r"^USER husok$", DOCKERFILE, flags=re.MULTILINE)
    assert "DEMO=0" in DOCKERFILE


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for source in re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, flags=re.MULTILINE):
        assert (ROOT / source).exists()
        assert source not in ignored


def test_mail_is_caught_only_when_asked_for() -> None:
    assert SERVICES["mail"]["profiles"] == ["mail"]


def test_the_image_and_the_checks_have_what_a_pdf_is_laid_out_with() -> None:
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for package in (*pdf.PACKAGES.split(), pdf.FONT):
        assert re.search(rf"\b{re.escape(package)}\b", DOCKERFILE), package
        assert re.search(rf"\b{re.escape(package)}\b", checks), package
