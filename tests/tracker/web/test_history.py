"""The history of a demand: who did what, as what they were on that day."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.access import Viewer
from audits.models import Committee, Demand, Department, Event, Membership, User
from audits.record import Entry
from tests.factories import assign, make_audit, make_demand
from tracker.actions import name_officer
from tracker.actions.correct_demand import correct_demand
from tracker.actions.withdraw import withdraw
from tracker.models import Decision, Meeting
from tracker.web import history, history_words
from tracker.web.history_words import TOLD, WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


@pytest.fixture
def demand(lists: None) -> Demand:
    """A demand of which nothing is told yet."""
    return make_demand(make_audit())


@transaction.atomic
def _tell(demand: Demand, kind: str, by: User | None) -> None:
    record.append(Entry(kind, demand, by, demand_id=demand.pk))


def _lines(demand: Demand) -> list[history.Line]:
    return history.lines(Event.objects.filter(demand=demand).order_by("number"))


def test_an_official_is_named_with_department_and_role(demand: Demand, officer: User) -> None:
    _tell(demand, "demand_rewritten", officer)
    assert [line.who for line in _lines(demand)] == [f"정보정책과 담당자 · {officer.name}"]


def test_what_somebody_became_later_does_not_change_the_history(demand: Demand, officer: User) -> None:
    _tell(demand, "demand_rewritten", officer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    officer.memberships.update(end_on=tomorrow)
    Membership.objects.create(user=officer, role="coordinator", start_on=tomorrow)
    assert [line.who for line in _lines(demand)] == [f"정보정책과 담당자 · {officer.name}"]


def test_somebody_without_a_role_that_day_is_named_alone(demand: Demand, officer: User) -> None:
    officer.memberships.update(end_on=timezone.localdate())
    _tell(demand, "demand_rewritten", officer)
    assert [line.who for line in _lines(demand)] == [officer.name]


def test_an_act_that_the_page_does_not_know_is_told_in_korean(demand: Demand) -> None:
    _tell(demand, "something_new", None)
    assert [(line.who, line.what) for line in _lines(demand)] == [("시스템", "그 밖의 처리")]


def test_the_history_takes_the_same_statements_for_one_entry_as_for_many(
    demand: Demand, officer: User, head: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in [officer, head] * 5:
        _tell(demand, "demand_rewritten", person)
    with django_assert_num_queries(3):  # entries, people, memberships
        assert len(_lines(demand)) == 10


ACTIONS = Path(name_officer.__file__).parent
WRITERS = {"entry", "Entry"}
# Of an audit, a document or a meeting: no demand's history has them.
ON_OTHER_THINGS = {"audit_created", "audit_transmitted", "document_kept", "meeting_recorded"}


def _kinds(path: Path) -> Iterator[str]:
    """Every kind of event that the source of an action writes: as it stands, by a constant, or handed down."""
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
            if isinstance(call.func, ast.Name) and call.func.id in WRITERS:
                yield from _texts(call.args[0], known, function, tree)


def _texts(
    node: ast.expr, known: dict[str, ast.expr], function: ast.FunctionDef, tree: ast.Module
) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
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


@pytest.mark.parametrize(
    "path", sorted(set(ACTIONS.glob("*.py")) - {ACTIONS / "hold.py"}), ids=lambda path: path.stem
)
def test_every_kind_of_event_that_an_action_writes_has_a_sentence(path: Path) -> None:
    assert set(_kinds(path)) - set(TOLD) == set()


def test_the_kinds_are_really_found() -> None:
    """So that the test above cannot pass because it looked nowhere."""
    found = {kind for path in ACTIONS.glob("*.py") if path.name != "hold.py" for kind in _kinds(path)}
    assert {"claimed", "returned", "withdrawn", "demand_withdrawn", "extension_granted", "moved"} <= found
    assert len(found) >= 30


@pytest.mark.parametrize("kind", sorted(set(TOLD) - ON_OTHER_THINGS))
def test_every_sentence_can_be_said_of_a_bare_entry(
    kind: str, demand: Demand, department: Department
) -> None:
    facts = {"officer": 1, "conclusion": "closed", "succession": 1, "on": "2026-03-05"}
    entry = {
        "values": assign(demand, department).record_values() | {"due_date": None},
        "facts": facts,
        "rows": [],
    }
    names = history_words.Names({department.pk: "정보정책과"}, {}, {}, {}, {})
    said = history_words.sentence(kind, entry, names)
    assert said
    assert "%" not in said


def test_every_word_that_sentences_ask_for_is_known_or_a_day() -> None:
    days = {"on", "due_date", "held_on", "letter_on", "before", "after", "wanted"}
    asked = {word.split(")")[0] for told in TOLD.values() for word in str(told.sentence).split("%(")[1:]}
    assert asked <= set(WORDS) | days


def test_departments_and_decisions_are_told_as_of_that_day(
    demand: Demand,
    department: Department,
    secretariat: User,
    as_viewer: Callable[[User], Viewer],
    committee: Committee,
) -> None:
    held = assign(demand, department)
    meeting = Meeting.objects.create(committee=committee, held_on=date(2026, 3, 5))
    decision = Decision.objects.create(meeting=meeting, demand=demand, conclusion="closed")
    by = as_viewer(secretariat)
    correct_demand(demand.pk, "고친 본문", reason="까닭", version=1, by=by)
    withdraw(held.pk, reason="까닭", version=2, by=by, decision_id=decision.pk)
    assert [line.what for line in _lines(demand)] == [
        "정정 2판: 정보정책과",
        "철회: 정보정책과 · 위원회 결정(회의일 2026. 3. 5.)",
    ]


def test_a_long_history_comes_in_parts(
    demand: Demand, secretariat: User, sign_in: Callable[[User], Client]
) -> None:
    for _turn in range(history.PAGE + 5):
        _tell(demand, "demand_rewritten", secretariat)
    browser, address = sign_in(secretariat), reverse("demand_detail", args=[demand.pk])
    first = browser.get(address)
    assert (len(first.context["history"]), first.context["newer_url"]) == (history.PAGE, "")
    rest = browser.get(address + first.context["older_url"].partition("#")[0])
    assert (len(rest.context["history"]), rest.context["older_url"]) == (5, "")
    numbers = [line.number for page in (first, rest) for line in page.context["history"]]
    assert numbers == sorted(numbers, reverse=True)
    assert browser.get(address, {"history": "bent"}).status_code == 400
