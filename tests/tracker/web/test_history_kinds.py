"""Every kind of event that anything writes can be told: a group, a sentence, its words; and every row it leaves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from audits.models import Demand, Department
from notifications.models import State
from tests.factories import assign, make_audit, make_demand
from tracker.actions import name_officer
from tracker.web.records.fields import FIELDS, ROWS
from tracker.web.records.kinds import TOLD, Group, kinds_of
from tracker.web.records.names import Names
from tracker.web.records.words import WORDS, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

ROOT = Path(name_officer.__file__).parents[2]
APPS = ("audits", "tracker", "notifications", "config", "seeds")
WRITERS = {"entry", "Entry"}
SETTINGS = {
    ("office", "council_distributes"),
    ("office", "gates"),
    ("office", "is_public"),
    ("office", "term_from"),
    ("office", "term_until"),
    ("category", "rank"),
    ("category", "is_offered"),
    ("wording", "status"),
    ("department", "gates"),
}
FROM = ("from audits.record import", "from audits import record", "from tracker.actions.hold import")
HANDS_ON = ROOT / "tracker" / "actions" / "hold.py"  # its `entry` passes on what each action names


@pytest.fixture
def demand(lists: None) -> Demand:
    """A demand of which nothing is told yet."""
    return make_demand(make_audit())


def _writes(path: Path) -> bool:
    return path != HANDS_ON and any(each in path.read_text(encoding="utf-8") for each in FROM)


SOURCES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and _writes(path)
)


def _kinds(path: Path) -> Iterator[str]:
    """Every kind of event that a source writes: as it stands, by a constant, one of two, or handed down."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if _name(call.func) in WRITERS and call.args:
                yield from _texts(call.args[0], known, function, tree)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _texts(
    node: ast.expr, known: dict[str, ast.expr], function: ast.FunctionDef, tree: ast.Module
) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, known, function, tree)
        yield from _texts(node.orelse, known, function, tree)
    elif isinstance(node, ast.JoinedStr):
        yield from _of_states(node)
    elif isinstance(node, ast.Subscript):
        table = known[ast.unparse(node.value)]
        assert isinstance(table, ast.Dict)
        yield from (str(ast.literal_eval(value)) for value in table.values)
    elif isinstance(node, ast.Name) and node.id in known:
        yield str(ast.literal_eval(known[node.id]))
    else:
        place = [argument.arg for argument in function.args.args].index(ast.unparse(node))
        calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
        handed = [each for each in calls if ast.unparse(each.func) == function.name]
        assert handed, f"{function.name}: nobody hands a kind to it"
        for call in handed:
            yield from _texts(call.args[place], known, function, tree)


def _of_states(node: ast.JoinedStr) -> Iterator[str]:
    """A kind made of the state of a mail: one for each that a mail comes to rest in."""
    assert ast.unparse(node) == "f'notification_{state}'"
    under_way = {State.PLANNED, State.QUEUED, State.LEASED, State.FAILED}
    yield from (f"notification_{state}" for state in State if state not in under_way)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_kind_of_event_that_is_written_anywhere_has_a_sentence(path: Path) -> None:
    assert set(_kinds(path)) - set(TOLD) == set()


def test_every_sentence_is_of_a_kind_that_is_written_somewhere() -> None:
    """So that the test above cannot pass because it looked nowhere, and no sentence outlives its kind."""
    assert {kind for path in SOURCES for kind in _kinds(path)} == set(TOLD)


def test_every_group_has_kinds_and_no_kind_two_groups() -> None:
    found = [kind for group in Group for kind in kinds_of(group)]
    assert sorted(found) == sorted(TOLD)
    assert all(kinds_of(group) for group in Group)


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_every_sentence_can_be_said_of_a_bare_entry(
    kind: str, demand: Demand, department: Department
) -> None:
    facts = {"officer": 1, "conclusion": "closed", "succession": 1, "on": "2026-03-05", "day": "2026-03-05"}
    facts |= {"month": "2026-03-01"}
    entry: dict[str, Any] = {
        "subject": ["assignment", 1],
        "values": assign(demand, department).record_values() | {"due_date": None},
        "facts": facts,
        "rows": [],
    }
    said = sentence(kind, entry, Names({department.pk: "정보정책과"}))
    assert said
    assert "%" not in said


def test_every_word_that_sentences_ask_for_is_known_or_a_day() -> None:
    days = {"on", "due_date", "held_on", "letter_on", "before", "after", "wanted", "day", "until"}
    asked = {word.split(")")[0] for told in TOLD.values() for word in str(told.sentence).split("%(")[1:]}
    assert asked <= set(WORDS) | days


def _kept() -> set[str]:
    return {model.__name__.lower() for model in apps.get_models() if hasattr(model, "KEPT")}


def test_every_row_that_an_entry_can_leave_has_a_word() -> None:
    assert set(ROWS) == _kept()
    assert len(set(map(str, ROWS.values()))) == len(ROWS)


def test_every_field_that_is_told_is_one_the_record_follows() -> None:
    by_name = {model.__name__.lower(): model for model in apps.get_models()}
    told = {(kind, name) for kind, fields in FIELDS.items() for name in fields}
    followed = {(kind, name) for kind in FIELDS for name in getattr(by_name[kind], "FOLLOWED", ())} | SETTINGS
    assert told <= followed
    assert {name for kind, name in followed - told if kind == "assignment"} == {"continues"}
