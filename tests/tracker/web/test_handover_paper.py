"""업무 인계서: what it says of each item, for whom it is, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import AccessAct, AccessEntry, Department, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand, report
from tracker.models import Assignment, ReportDraft, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
PLANNED = date(2027, 6, 30)


def _paper(person: User, form: str = "") -> str:
    return f"/people/{person.pk}/handover-paper/{form}"


@pytest.fixture
def held(department: Department, officer: User) -> Assignment:
    """One in progress that the officer is named for and has begun a report on."""
    row = assign(
        make_demand(make_audit(), text="누리집을 고칠 것"),
        department,
        due=PLANNED,
        actions="- 설계를 마침",
        plan="- 6월까지 고침",
        planned_until=PLANNED,
    )
    Assignment.objects.filter(pk=row.pk).update(officer=officer)
    ReportDraft.objects.create(assignment=row, author=officer, base_version=1, fields={"plan": "속말"})
    return row


def test_each_item_stands_there_with_its_state_the_last_report_and_what_comes_next(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(_paper(officer))
    (row,) = page.context["rows"]
    assert (row["label"], row["text"], row["stage"], row["status"]) == (
        "시정 1",
        "누리집을 고칠 것",
        "처리 중",
        "추진 중",
    )
    assert (row["reported_on"], row["planned_until"]) == (date(2025, 12, 1), PLANNED)
    assert (row["plan"], row["next"]) == ("- 6월까지 고침", "처리상황 보고, 다 처리하면 종결 보고")
    assert row["begun_at"] is not None
    assert "속말" not in page.content.decode()


def test_it_is_one_click_from_the_work_and_from_the_people_of_the_department(
    held: Assignment, officer: User, head: User, department: Department, sign_in: SignIn
) -> None:
    assert _paper(officer) in sign_in(officer).get("/todo/").content.decode()
    client = sign_in(head)
    assert _paper(officer) in client.get(f"/departments/{department.pk}/people/").content.decode()


def test_what_is_closed_or_another_persons_is_not_in_it(
    held: Assignment, officer: User, head: User, department: Department, sign_in: SignIn
) -> None:
    other = assign(make_demand(held.demand.audit, 2), department)
    Assignment.objects.filter(pk=other.pk).update(officer=head)
    closed = assign(make_demand(held.demand.audit, 3), department, Status.COMPLETED)
    Assignment.objects.filter(pk=closed.pk).update(stage="closed", verification="confirmed", officer=officer)
    rows = sign_in(officer).get(_paper(officer)).context["rows"]
    assert [row["pk"] for row in rows] == [held.pk]


def test_the_head_still_prints_it_when_the_officer_is_gone_who_does_not(
    held: Assignment, officer: User, head: User, neighbour: Department, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    Membership.objects.filter(user=officer).update(end_on=today)
    Membership.objects.create(user=officer, role=Role.OFFICER, department=neighbour, start_on=today)
    assert sign_in(officer).get(_paper(officer)).context["rows"] == []
    assert len(sign_in(head).get(_paper(officer)).context["rows"]) == 1


@pytest.mark.parametrize(
    "who", ["stranger", "colleague", "chief", "administrator", "secretariat", "coordinator", "councillor"]
)
def test_nobody_else_has_it_and_learns_whether_somebody_is_there(
    who: str,
    held: Assignment,
    officer: User,
    enrol: Enrol,
    department: Department,
    neighbour: Department,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    made = {
        "colleague": lambda: enrol(Role.OFFICER, department=department),
        "chief": lambda: enrol(Role.HEAD, department=neighbour),
    }
    client = sign_in(made[who]() if who in made else request.getfixturevalue(who))
    for form in ("", "csv/"):
        assert client.get(_paper(officer, form)).status_code == 404
        assert client.get(f"/people/999999/handover-paper/{form}").status_code == 404


def test_what_waits_and_what_others_have_to_answer_is_what_comes_next(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    written: dict[str, Any] = {"source": Source.BROWSER, "filed_at": None, "gate": "head", "author": officer}
    report(held, Status.IN_PROGRESS, 2, **written)
    (row,) = sign_in(officer).get(_paper(officer)).context["rows"]
    assert row["next"] == "부서장 확인 대기"
    assert row["plan"] == "- 6월까지 고침"


def test_the_table_is_taken_away_with_a_reason_and_that_is_noted(
    held: Assignment, officer: User, department: Department, sign_in: SignIn
) -> None:
    second = assign(make_demand(held.demand.audit, 2, text="=고칠 것"), department)
    Assignment.objects.filter(pk=second.pk).update(officer=officer)
    client = sign_in(officer)
    client.get(_paper(officer))
    assert (AccessEntry.objects.latest("pk").act, AccessEntry.objects.latest("pk").items) == (
        AccessAct.LIST,
        2,
    )
    assert "내려받는 사유" in client.get(_paper(officer, "csv/")).content.decode()
    answer = client.post(_paper(officer, "csv/"), {"usual": "follow_up"})
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a stream
    assert len(lines) == 3
    assert "누리집을 고칠 것" in lines[1] + lines[2]
    assert ",'=고칠 것," in lines[1] + lines[2]
    entry = AccessEntry.objects.latest("pk")
    assert (entry.act, entry.items, entry.reason) == (AccessAct.DOWNLOAD, 2, "처리상황 확인")


def test_the_statements_do_not_grow_with_the_items(
    held: Assignment,
    officer: User,
    department: Department,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(officer)
    client.get(_paper(officer))
    with django_assert_max_num_queries(11) as few:
        client.get(_paper(officer))
    for number in range(2, 12):
        row = assign(make_demand(held.demand.audit, number), department)
        Assignment.objects.filter(pk=row.pk).update(officer=officer)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(_paper(officer)).context["rows"]) == 11


def test_a_paper_without_items_says_so(officer: User, sign_in: SignIn) -> None:
    assert "인계할 소관이 없습니다" in sign_in(officer).get(_paper(officer)).content.decode()
