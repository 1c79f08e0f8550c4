"""Reporting rounds through the API: listed, read, submitted; who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from audits.access import Viewer, viewer
from audits.models import Committee, Department, User
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tests.tracker.api.conftest import Caller, KeyOf, problem
from tests.tracker.web.gates import confirm, file
from tracker.actions.letter import Letter
from tracker.actions.rounds import cancel_round, close_round, open_round
from tracker.models import Assignment, Passage, ReportingRound, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

Seated = Callable[[User], Caller]
TODAY = BEGAN_ON
LETTER = {"on": str(TODAY), "number": "기획담당관-301"}


@pytest.fixture
def by(coordinator: User) -> Viewer:
    return viewer(coordinator, TODAY)


@pytest.fixture
def owed(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department)


@pytest.fixture
def open_(owed: Assignment, by: Viewer) -> ReportingRound:
    return _opened(owed, by)


def _opened(row: Assignment, by: Viewer, name: str = "1차 보고") -> ReportingRound:
    return open_round(row.demand.audit_id, name=name, due_on=TODAY + timedelta(days=30), by=by)


def _listed(caller: Caller, query: str = "") -> list[int]:
    answer = caller.get(f"rounds/{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_rounds_are_listed_newest_first_and_asked_by_audit_and_state(
    open_: ReportingRound, department: Department, by: Viewer, coordinator: User, seated: Seated
) -> None:
    other = _opened(assign(make_demand(make_audit(2024)), department), by)
    cancel_round(other.pk, by=by)
    caller = seated(coordinator)
    assert _listed(caller) == [other.pk, open_.pk]
    assert _listed(caller, "?open=true") == [open_.pk]
    assert _listed(caller, "?open=false") == [other.pk]
    assert _listed(caller, f"?audit={other.audit_id}") == [other.pk]
    problem(caller.get("rounds/?audit=x"), 400)
    problem(caller.get("rounds/?open=perhaps"), 400)


def test_the_list_comes_in_pages(
    open_: ReportingRound, by: Viewer, coordinator: User, seated: Seated
) -> None:
    cancel_round(open_.pk, by=by)
    row = Assignment.objects.get()
    second = _opened(row, by)
    caller = seated(coordinator)
    first_page = caller.get("rounds/?limit=1").json()
    assert [each["id"] for each in first_page["results"]] == [second.pk]
    next_page = caller.get(f"rounds/?limit=1&next={first_page['next']}").json()
    assert [each["id"] for each in next_page["results"]] == [open_.pk]
    problem(caller.get(f"rounds/?limit=1&open=true&next={first_page['next']}"), 400)


def test_a_round_tells_how_far_it_is(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    department: Department,
    officer: User,
    coordinator: User,
    seated: Seated,
    key_of: KeyOf,
) -> None:
    assign(make_demand(open_.audit, 2), neighbour)
    file(owed, officer)
    told = seated(coordinator).get(f"rounds/{open_.pk}/").json()
    assert (told["state"], told["due_on"]) == ("open", str(open_.due_on))
    assert told["total"] == {
        "asked": 2,
        "reported": 1,
        "filed": 1,
        "awaiting_submission": 0,
        "awaiting_head": 0,
        "not_reported": 1,
    }
    assert [(row["department"]["name"], row["filed"]) for row in told["departments"]] == [
        ("정보정책과", 1),
        ("통신과", 0),
    ]
    own = key_of(department, officer).get(f"rounds/{open_.pk}/").json()
    assert (own["total"]["asked"], len(own["departments"])) == (1, 1)


def test_assignments_are_asked_by_round_and_state(
    open_: ReportingRound,
    owed: Assignment,
    neighbour: Department,
    officer: User,
    system: Caller,
    coordinator: User,
    seated: Seated,
) -> None:
    silent = assign(make_demand(open_.audit, 2), neighbour)
    file(owed, officer)

    def found(caller: Caller, **asked: str) -> list[int]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        rows = caller.get(f"assignments/?round={open_.pk}&{query}").json()["results"]
        return sorted(row["id"] for row in rows)

    caller = seated(coordinator)
    assert found(caller) == [owed.pk, silent.pk]
    assert found(caller, round_state="not_reported") == [silent.pk]
    assert found(system, round_state="filed") == [owed.pk]
    assert found(system, round_state="not_reported") == []
    problem(caller.get("assignments/?round_state=late"), 400)
    assert caller.get("assignments/?round=999999").json()["results"] == []


@pytest.mark.usefixtures("two_gates")
def test_a_submission_answers_what_became_of_each_report(
    open_: ReportingRound,
    owed: Assignment,
    department: Department,
    officer: User,
    head: User,
    coordinator: User,
    seated: Seated,
) -> None:
    early = assign(make_demand(open_.audit, 2), department)
    for row in (owed, early):
        file(row, officer)
    confirm(owed, head)
    caller = seated(coordinator)
    answer = caller.post(f"rounds/{open_.pk}/submission/", LETTER, Idempotency_Key="once")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["state"], told["letter_number"]) == ("closed", "기획담당관-301")
    assert [(row["assignment"], row["filed"]) for row in told["filed"]] == [(owed.pk, True)]
    assert (told["not_filed"], told["with_head"]) == ([], [early.pk])
    assert told["snapshot"] == Snapshot.objects.get().pk
    again = caller.post(f"rounds/{open_.pk}/submission/", LETTER, Idempotency_Key="once")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (told, "true")
    refused = problem(caller.post(f"rounds/{open_.pk}/submission/", LETTER), 409)
    assert "기획담당관-301" in refused["detail"]
    assert Passage.objects.filter(gate="coordinator").count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"on": str(TODAY)}, "number"),
        ({"number": "기획-1"}, "on"),
        ({"on": "언젠가", "number": "기획-1"}, "on"),
        ({"on": "2199-01-01", "number": "기획-1"}, "on"),
        ({"on": str(TODAY), "number": "가" * 101}, "number"),
        (LETTER | {"force": True}, "force"),
    ],
    ids=str,
)
def test_a_submission_needs_its_letter(
    body: dict[str, str], field: str, open_: ReportingRound, coordinator: User, seated: Seated
) -> None:
    refused = problem(seated(coordinator).post(f"rounds/{open_.pk}/submission/", body), 400)
    assert list(refused["errors"]) == [field]
    open_.refresh_from_db()
    assert open_.is_open


def test_who_reads_and_who_submits(
    open_: ReportingRound,
    system: Caller,
    other_system: Caller,
    seated: Seated,
    key_of: KeyOf,
    department: Department,
    officer: User,
    request: pytest.FixtureRequest,
) -> None:
    people = (
        "coordinator",
        "secretariat",
        "clerk",
        "other_clerk",
        "officer",
        "head",
        "stranger",
        "councillor",
    )
    callers = {who: seated(request.getfixturevalue(who)) for who in (*people, "administrator")}
    callers |= {"system": system, "other system": other_system}
    callers |= {"writing system": key_of(department, officer, ("report:write",)), "nobody": Caller({})}
    reads = {who: caller.get(f"rounds/{open_.pk}/").status_code for who, caller in callers.items()}
    assert {who for who, status in reads.items() if status == 200} == {
        "coordinator",
        "secretariat",
        "clerk",
        "officer",
        "head",
        "system",
    }
    assert {who for who, status in reads.items() if status == 404} == {
        "other_clerk",
        "stranger",
        "councillor",
        "other system",
    }
    assert (reads["administrator"], reads["writing system"], reads["nobody"]) == (403, 403, 401)
    sent = {
        who: caller.post(f"rounds/{open_.pk}/submission/", LETTER).status_code
        for who, caller in callers.items()
        if who != "coordinator"
    }
    assert set(sent.values()) == {403, 401}
    problem(callers["coordinator"].post("rounds/999999/submission/", LETTER), 404)


def test_a_councillor_reads_a_round_once_it_is_frozen(
    open_: ReportingRound, by: Viewer, councillor: User, seated: Seated
) -> None:
    caller = seated(councillor)
    assert _listed(caller) == []
    close_round(open_.pk, Letter(TODAY, "기획담당관-301"), by=by)
    assert _listed(caller) == [open_.pk]
