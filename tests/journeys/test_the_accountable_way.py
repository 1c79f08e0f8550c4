"""A claim through every hand: written, sent back, confirmed, submitted, returned, proved, closed, reopened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.gates import Gates
from audits.models import (
    Committee,
    Department,
    DepartmentKind,
    Membership,
    Office,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand, post_elsewhere
from tests.tracker.api.conftest import tag
from tracker.actions.move import follow_successions
from tracker.models import Assignment, ReportDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Enter = Callable[[User], Client]
WRITTEN: Final = {
    "act": "send",
    "doubts_seen": "1",
    "status": "completed",
    "actions_taken": "- 점검을 마침 : ’26. 10월",
    "plan": "",
    "planned_until": "",
    "evidence": ["정보정책과-12"],
}


@pytest.fixture
def enter() -> Enter:
    """A browser of one's own for each person."""

    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


@pytest.fixture
def owed(department: Department, committee: Committee) -> Assignment:
    """An assignment that nobody has received yet, in an office with both gates."""
    Office(pk=1, gates=Gates.COORDINATOR).save()
    demand = make_demand(make_audit(committee=committee))
    return assign(demand, department, Status.NOT_REPORTED, due=date(2099, 12, 31), lead=True)


def _act(browser: Client, owed: Assignment, name: str, **asked: Any) -> str:
    """Send the page of an act; what the person is told."""
    owed.refresh_from_db()
    page = browser.post(
        reverse("assignment_act", args=[owed.pk, name]), {"version": owed.version, **asked}, follow=True
    )
    assert page.status_code == 200, page.content.decode()
    return " ".join(str(message) for message in page.context["messages"])


def _call(browser: Client, owed: Assignment, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call an endpoint of the assignment at the version that is there."""
    answer = browser.post(
        f"/api/v1/assignments/{owed.pk}/{path}/", body, "application/json", headers={"If-Match": tag(owed)}
    )
    assert answer.status_code in {200, 201}, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def _report(browser: Client, owed: Assignment, **other: Any) -> Any:
    owed.refresh_from_db()
    return browser.post(
        reverse("report_form", args=[owed.pk]), WRITTEN | {"version": owed.version} | other, follow=True
    )


def _rename(department: Department, people: list[User]) -> Department:
    """Its name changes today; the people stay where they are."""
    today = timezone.localdate()
    successor = Department.objects.create(
        name="데이터정책과",
        kind=DepartmentKind.DEPARTMENT,
        rank=department.rank,
        bureau=department.bureau,
        valid_from=today,
    )
    Department.objects.filter(pk=department.pk).update(valid_until=today)
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=today
    )
    post_elsewhere(*people, on=today, department=successor)
    assert follow_successions(on=today) == 1
    return successor


def test_a_claim_passes_every_hand_and_the_history_tells_it(
    owed: Assignment,
    department: Department,
    officer: User,
    head: User,
    coordinator: User,
    clerk: User,
    secretariat: User,
    enter: Enter,
) -> None:
    writer, chief, hub = enter(officer), enter(head), enter(coordinator)
    staff, council = enter(clerk), enter(secretariat)
    today = timezone.localdate()
    letter = {"number": "기획담당관-301", "on": f"{today.year}. {today.month}. {today.day}."}

    _report(writer, owed)
    assert "반려" in _act(chief, owed, "send-back", reason="점검 내역이 빠졌습니다.")
    form = writer.get(reverse("report_form", args=[owed.pk])).context["form"]
    assert form["actions_taken"].value() == WRITTEN["actions_taken"]

    _report(writer, owed, actions_taken="- 열두 곳의 점검을 마침 : ’26. 10월")
    assert "열두 곳" not in council.get(reverse("demand_detail", args=[owed.demand_id])).content.decode()
    assert _call(chief, owed, "approval", {})["stage"] == "working"
    successor = _rename(department, [officer, head])
    assert "제출" in _act(hub, owed, "submit", **letter)
    owed.refresh_from_db()
    assert (owed.stage, owed.verification, owed.department) == ("claimed", "awaiting", successor)
    assert "열두 곳" in council.get(reverse("verification_claim", args=[owed.pk])).content.decode()

    verdict = {"act": "save", "verdict": "insufficient", "reason": "결과를 확인할 자료가 없습니다."}
    staff.post(
        reverse("verification_claim", args=[owed.pk]), verdict | {"version": owed.version}, follow=True
    )
    owed.refresh_from_db()
    assert (owed.stage, owed.reported_status) == ("returned", "completed")
    assert (
        "결과를 확인할 자료" in writer.get(reverse("demand_detail", args=[owed.demand_id])).content.decode()
    )

    proof = [{"document_number": "데이터정책과-3"}, {"url": "https://example.org/result"}]
    again = {"status": "completed", "actions_taken": "- 결과를 누리집에 공개함", "evidence": proof}
    assert _call(writer, owed, "progress", again)["filed"] is False
    assert "부서장 확인" in _act(chief, owed, "approve")
    filed = _call(hub, owed, "submission", {"on": today.isoformat(), "number": "기획담당관-302"})
    assert filed["stage"] == "claimed"
    newest = owed.updates.order_by("-number")[0]
    assert (
        _call(council, owed, "verification", {"verdict": "confirmed", "update": newest.pk})["stage"]
        == "closed"
    )
    assert "종결을 취소" in _act(staff, owed, "reopen", reason="다시 드러났습니다.")
    owed.refresh_from_db()
    assert (owed.stage, owed.verification, owed.reported_status) == ("returned", "none", "completed")

    _history_tells_it(council, owed, department, successor)


def _history_tells_it(
    council: Client, owed: Assignment, department: Department, successor: Department
) -> None:
    """In order, with names; each act under the name the department had at that moment."""
    told = council.get(f"/api/v1/assignments/{owed.pk}/history/").json()["results"]
    kinds = [
        *("received", "approval_asked", "report_sent_back", "approval_asked", "report_approved"),
        *("moved", "report_submitted", "claimed", "returned", "approval_asked", "report_approved"),
        *("report_submitted", "claimed", "verified", "reopened"),
    ]
    assert [event["kind"] for event in reversed(told)] == kinds
    moved = kinds.index("moved")
    holders = [event["values"]["department"] for event in reversed(told)]
    assert holders == [department.pk] * moved + [successor.pk] * (len(kinds) - moved)
    assert all(event["by"] for event in told if event["kind"] != "moved")

    page = council.get(reverse("demand_detail", args=[owed.demand_id])).context["history"]
    lines = list(reversed(page))
    assert len(lines) == len(kinds)
    assert department.name in lines[1].what
    assert successor.name in lines[-3].what
    assert department.name not in lines[-3].what
    assert all(line.who for line in lines)


def test_an_officer_who_is_moved_has_nothing_left_there_and_gets_the_text_back(
    owed: Assignment, department: Department, neighbour: Department, officer: User, enter: Enter
) -> None:
    browser = enter(officer)
    assert len(browser.get(reverse("work")).context["rows"]) == 1
    browser.post(reverse("report_draft", args=[owed.pk]), WRITTEN | {"version": owed.version})
    today = timezone.localdate()
    Membership.objects.filter(user=officer).update(end_on=today)
    Membership.objects.create(user=officer, role="officer", department=neighbour, start_on=today)

    assert browser.get(reverse("work")).context["rows"] == []
    answer = _report(browser, owed, actions_taken="- 밤새 고쳐 쓴 글")
    assert answer.status_code == 404
    assert "- 밤새 고쳐 쓴 글" in answer.content.decode()
    assert not owed.updates.exists()
    assert ReportDraft.objects.get().fields["actions_taken"] == WRITTEN["actions_taken"]


def test_who_may_still_read_but_no_longer_report_gets_the_text_back_too(
    owed: Assignment, neighbour: Department, officer: User, stranger: User, enter: Enter
) -> None:
    receiver, browser = enter(stranger), enter(officer)
    offered = browser.post(
        f"/api/v1/assignments/{owed.pk}/handover/",
        {"receiver": neighbour.pk, "reason": "업무 분장"},
        "application/json",
    )
    assert offered.status_code in {200, 201}, offered.content.decode()
    offer = owed.handovers.get()
    accepted = receiver.post(
        f"/api/v1/handovers/{offer.pk}/accept/", {}, "application/json", headers={"If-Match": tag(owed)}
    )
    assert accepted.status_code == 200, accepted.content.decode()
    answer = _report(browser, owed, actions_taken="- 넘겨준 뒤에 쓴 글")
    assert answer.status_code == 403
    assert "- 넘겨준 뒤에 쓴 글" in answer.content.decode()
    assert timezone.localdate() + timedelta(days=1) > offer.on
