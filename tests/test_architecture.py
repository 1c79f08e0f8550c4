"""What the import contracts cannot see: relations that look the wrong way, rules outside their room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ROOT = Path(__file__).resolve().parent.parent
RIGHTWARDS = ["seeds", "config", "notifications", "tracker", "audits"]
SOURCES = sorted(
    path for app in RIGHTWARDS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
LONGEST_FILE = 400
MAIL = re.compile(r"\bsmtplib\b|django\.core\.mail|\bemail_user\(")
OPEN_TO_EVERYBODY = {
    "healthz",
    "contrast",
    "invitation",
    "unsubscribe",
    "public_list",
    "public_report",
    "public_json",
    "public_csv",
    "account_login",
    "account_signup",
    "account_inactive",
}

STAND_INS: dict[str, str | int] = {
    "pk": 1,
    "token": "abc",
    "who": "abc",
    "name": "abc",
    "year": 2026,
    "month": 11,
    "form": "csv",
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("app", RIGHTWARDS)
def test_relations_look_to_the_right_only(app: str) -> None:
    allowed = set(RIGHTWARDS[RIGHTWARDS.index(app) :]) | {"contenttypes", "auth", "sessions", "account"}
    for model in apps.get_app_config(app).get_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if (
                field.is_relation
                and not field.auto_created
                and isinstance(target, type)
                and issubclass(target, Model)
            ):
                assert target._meta.app_label in allowed, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_model_is_fetched_by_name(path: Path) -> None:
    assert "get_model(" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_import_hides_in_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    hidden = [
        node for f in functions for node in ast.walk(f) if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden, f"line {hidden[0].lineno}" if hidden else ""


def test_mail_leaves_by_one_door_that_asks_first() -> None:
    doors = {_name(path) for path in SOURCES if MAIL.search(path.read_text(encoding="utf-8"))}
    assert doors == {
        "notifications/delivery/sending.py",  # asks `identity.held`
        "notifications/relay.py",
        "notifications/outbox.py",  # the demo's, where mail goes nowhere
    }
    handing_over = {_name(path) for path in SOURCES if "hand_over(" in path.read_text(encoding="utf-8")}
    assert handing_over == {"notifications/delivery/sending.py", "notifications/relay.py"}
    with pytest.raises(NotImplementedError):
        get_adapter().send_mail("account/email/unknown_account", "o@demo.example", {})


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_file_is_longer_than_a_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("app", ["audits", "tracker"])
def test_nobody_decides_by_role_outside_access(app: str) -> None:
    """Roles are compared in `access` alone; elsewhere they are only named, to store or to show them."""
    deciding = re.compile(r"\.roles\b|\broles\s*&|Role\.\w+ in ")
    found = [
        _name(path)
        for path in SOURCES
        if path.parts[len(ROOT.parts)] == app
        and "access" not in {path.stem, path.parent.name}
        and deciding.search(path.read_text("utf-8"))
    ]
    assert not found


def test_state_is_written_by_actions_alone() -> None:
    writing = re.compile(r"\.(stage|reported_status|due_date|original_due_date|verification|department)\s=\s")
    found = [
        _name(path)
        for path in SOURCES
        if path.parts[len(ROOT.parts)] == "tracker"
        and "actions" not in path.parts
        and writing.search(path.read_text("utf-8"))
    ]
    assert not found


@pytest.mark.django_db
def test_every_page_but_the_open_ones_sends_nobody_to_sign_in(client: Client) -> None:
    open_to_everybody = set()
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):  # the API, whose addresses answer 401: tests/tracker/api
            continue
        assert isinstance(pattern, URLPattern)
        wanted = {name: STAND_INS[name] for name in pattern.pattern.converters}
        answer = client.get(reverse(str(pattern.name), kwargs=wanted))
        if not answer.headers.get("Location", "").startswith(reverse("account_login")):
            open_to_everybody.add(pattern.name)
    assert open_to_everybody == OPEN_TO_EVERYBODY


PAGES = [path for path in sorted(ROOT.glob("*/templates/**/*.html")) if "emails" not in path.parts]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_templates_carry_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
