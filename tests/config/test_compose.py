"""docker-compose.yml and Dockerfile name commands, modules, ports and variables: each of them exists."""

import importlib.util
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands

from config import webserver
from config.celery import app
from config.installation import WORKER_OPTIONS

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


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_is_one_the_product_reads(name: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "config").glob("*.py"))
    unread = [variable for variable in SERVICES[name]["environment"] if f'"{variable}"' not in code]
    assert unread == []


def test_every_variable_asked_of_the_operator_is_in_the_example_and_the_other_way_round() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert asked == set(re.findall(r"^([A-Z_]+)=$", example, flags=re.MULTILINE))


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name:
                assert re.fullmatch(r"\$\{[A-Z_]+:\?\}", value), name


def test_only_the_migration_knows_the_owners_password() -> None:
    knowing = [name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service)]
    assert sorted(knowing) == ["migrate", "postgres"]


def test_web_and_worker_share_the_evidence_where_the_image_expects_it() -> None:
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"] == ["evidence:/data/evidence"]
    assert "MEDIA_ROOT=/data/evidence" in DOCKERFILE


def test_every_named_volume_is_declared() -> None:
    named = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }
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
