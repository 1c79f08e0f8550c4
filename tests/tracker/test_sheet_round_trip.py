"""The sheet of 300 items by six departments at once: nothing is lost, nothing is doubled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from audits import reference
from audits.models import Department, DepartmentKind, Event, Role, User
from audits.statuses import ReportedStatus as Status
from tests import together
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.sheets.paper import confirmed, sent, taken
from tracker.models import Assignment, ProgressUpdate
from tracker.sheets import columns

pytestmark = pytest.mark.django_db(transaction=True)

DEPARTMENTS = 6
EACH = 50
REPORTED = frozenset({"reported", "claimed", "reported_no_change"})


@pytest.fixture
def officers(enrol: Enrol) -> list[User]:
    """One of each of six departments that hold 50 items each, some of them reported before."""
    reference.ensure_lists()
    audit = make_audit()
    people = []
    for place in range(DEPARTMENTS):
        name = f"시연 {place + 1}과"
        department = Department.objects.create(name=name, kind=DepartmentKind.DEPARTMENT, rank=place + 1)
        people.append(enrol(Role.OFFICER, department=department))
        for number in range(place * EACH + 1, (place + 1) * EACH + 1):
            status = Status.IN_PROGRESS if number % 2 else Status.NOT_REPORTED
            assign(make_demand(audit, number), department, status)
    return people


def _browser(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def _filled(browser: Client, person: User) -> bytes:
    """The person's sheet with every row filled in, each with words of its own."""
    paper = taken(browser)
    rows = paper.rows()
    assert len(rows) == EACH
    for row in rows:
        label = paper.cell(row, columns.LABEL).value
        done = row % 5 == 0
        paper.fill(
            row,
            {
                columns.STATUS: "완료" if done else "추진 중",
                columns.ACTIONS: f"- {label}에 대하여 {person.name}이(가) 한 일\n- 둘째 줄",
                columns.PLAN: "" if done else "- 남은 일",
                columns.UNTIL: "" if done else "2027. 3. 31.",
                columns.EVIDENCE: "시연과-12(2026. 3. 20.)" if done else "",
            },
        )
    return paper.saved()


def _way(person: User, content: bytes) -> tuple[int, ...]:
    """Sent, looked at, confirmed: how many it says were reported, were reported already, and were not."""
    browser = _browser(person)
    page = confirmed(browser, sent(browser, content))
    told = re.search(r"보고함 (\d+)건, 이미 보고한 것 (\d+)건, 보고하지 못함 (\d+)건", page.content.decode())
    return tuple(map(int, told.groups())) if told else (0, 0, EACH)


def test_300_items_by_six_departments_at_once_lose_and_double_nothing(
    officers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "WAIT", 120)
    before = ProgressUpdate.objects.count()
    sheets = {person: _filled(_browser(person), person) for person in officers}
    # The first sends the same sheet from two windows.
    ways: list[Callable[[], tuple[int, ...]]] = [partial(_way, *pair) for pair in sheets.items()]
    found = together.at_once(*ways, ways[0])
    assert sum(reported for reported, *_rest in found) == DEPARTMENTS * EACH
    assert ProgressUpdate.objects.count() - before == DEPARTMENTS * EACH
    told = Event.objects.filter(kind__in=REPORTED).values_list("subject_id", flat=True)
    assert Counter(told) == dict.fromkeys(Assignment.objects.values_list("pk", flat=True), 1)
    for update in ProgressUpdate.objects.filter(author__isnull=False).select_related("assignment__demand"):
        assert f"시정 {update.assignment.demand.number}에 대하여 {update.author}이" in update.actions_taken
        assert update.author in officers
        assert update.department_id == update.assignment.department_id
    again = Counter[str]()
    for person, content in sheets.items():
        again += Counter(str(row["fate"]) for row in sent(_browser(person), content).context["rows"])
    assert again == {"same": DEPARTMENTS * EACH}
    assert ProgressUpdate.objects.count() - before == DEPARTMENTS * EACH
