"""The pages on which heads confirm what their department reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.gates import Gate, Gates
from audits.models import Department, Role, User
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import (
    APPROVALS,
    DONE,
    SECRET,
    SUBMISSIONS,
    act_url,
    file,
    labels,
    said,
    seen,
)
from tracker.models import Assignment, Passage, ReportDraft, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2099, 12, 31))


@pytest.mark.usefixtures("one_gate")
def test_the_form_says_that_the_head_looks_next(
    owed: Assignment, officer: User, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(officer)
    address = reverse("report_form", args=[owed.pk])
    assert "부서장에게 보내기" in browser.get(address).content.decode()
    written = {"act": "send", "version": 1, "status": "in_progress", "actions_taken": "- 함", "plan": "- 함"}
    day = {"planned_until": "2099. 12. 31.", "doubts_seen": "1"}
    page = browser.post(address, written | day, follow=True)
    assert any(head.name in words and "부서장 확인을 요청" in words for words in said(page))
    assert owed.updates.get(filed_at=None).gate == Gate.HEAD


@pytest.mark.usefixtures("one_gate")
def test_without_a_head_the_form_names_the_coordinator(
    owed: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).post(
        reverse("report_no_change", args=[owed.pk]), {"version": owed.version}, follow=True
    )
    assert any("총괄부서 담당" in words for words in said(page))


def test_without_a_gate_the_form_says_nothing_of_one(
    owed: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(reverse("report_form", args=[owed.pk]))
    assert "부서장에게 보내기" not in page.content.decode()


@pytest.mark.usefixtures("one_gate")
def test_the_head_finds_each_report_beside_the_one_before_and_confirms_it(
    owed: Assignment, officer: User, head: User, sign_in: SignIn
) -> None:
    update = file(owed, officer, DONE)
    browser = sign_in(head)
    page = browser.get(APPROVALS)
    (row,) = page.context["rows"]
    assert (row["now"].update, row["before"].update.number) == (update, 1)
    assert SECRET in page.content.decode()
    assert page.content.decode().count("button-primary") == 1
    page = browser.post(APPROVALS, seen(owed), follow=True)
    assert said(page) == ["부서장 확인을 마쳤습니다. 이제 의회가 볼 수 있습니다."]
    owed.refresh_from_db()
    assert owed.stage == Stage.CLAIMED
    assert not page.context["rows"]


@pytest.mark.usefixtures("one_gate")
def test_who_confirms_a_report_that_changed_meanwhile_is_told(
    owed: Assignment, officer: User, head: User, sign_in: SignIn
) -> None:
    file(owed, officer)
    page = sign_in(head).post(APPROVALS, {"pk": owed.pk, "version": 1})
    assert page.status_code == 412
    assert owed.updates.get(filed_at=None).gate == Gate.HEAD


@pytest.mark.usefixtures("one_gate")
def test_the_list_is_for_who_confirms_and_holds_only_what_waits_for_them(
    owed: Assignment,
    neighbour: Department,
    officer: User,
    enrol: Enrol,
    coordinator: User,
    head: User,
    sign_in: SignIn,
) -> None:
    file(owed, officer)
    assert sign_in(officer).get(APPROVALS).status_code == 403
    for other in (coordinator, enrol(Role.HEAD, department=neighbour)):
        assert not sign_in(other).get(APPROVALS).context["rows"]


@pytest.mark.usefixtures("one_gate")
def test_the_list_does_not_ask_more_for_more_reports(
    owed: Assignment,
    department: Department,
    officer: User,
    head: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2, 8):
        file(assign(make_demand(owed.demand.audit, number), department), officer)
    browser = sign_in(head)
    with django_assert_max_num_queries(16):
        assert len(browser.get(APPROVALS).context["rows"]) == 6


def test_the_navigation_shows_gates_only_where_they_are_in_force(
    owed: Assignment, department: Department, head: User, coordinator: User, officer: User, sign_in: SignIn
) -> None:
    def entries(person: User) -> set[str]:
        shown = {entry["url"] for entry in sign_in(person).get("/demands/").context["nav"]}
        return shown & {APPROVALS, SUBMISSIONS}

    assert not entries(head) | entries(coordinator)
    Department.objects.filter(pk=department.pk).update(gates=Gates.COORDINATOR)
    assert (entries(head), entries(coordinator)) == ({APPROVALS}, {SUBMISSIONS})
    assert not entries(officer)
    file(owed, head)
    Department.objects.filter(pk=department.pk).update(gates="")
    assert (entries(head), entries(coordinator)) == (set(), {APPROVALS})


@pytest.mark.usefixtures("one_gate")
def test_the_demand_offers_the_head_to_confirm_and_to_send_back(
    owed: Assignment, officer: User, head: User, coordinator: User, enrol: Enrol, sign_in: SignIn
) -> None:
    file(owed, officer)
    assert {"부서장 확인", "반려"} <= labels(sign_in(head), owed)
    colleague = enrol(Role.OFFICER, department=owed.department)
    assert "부서장 확인(결재문서번호)" in labels(sign_in(colleague), owed)
    for other in (officer, coordinator):
        assert not {"부서장 확인", "부서장 확인(결재문서번호)", "반려"} & labels(sign_in(other), owed)


@pytest.mark.usefixtures("one_gate")
def test_the_page_of_the_act_shows_the_report_and_refuses_who_does_not_decide(
    owed: Assignment, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    file(owed, officer)
    page = sign_in(head).get(act_url(owed, "approve"))
    assert SECRET in page.content.decode()
    for name in ("approve", "approve-by-number", "send-back"):
        refused = sign_in(coordinator).get(act_url(owed, name))
        assert (refused.status_code, SECRET in refused.content.decode()) == (403, False)
    assert sign_in(officer).get(act_url(owed, "approve-by-number")).status_code == 409


@pytest.mark.usefixtures("one_gate", "head")
def test_a_colleague_records_the_confirmation_by_number(
    owed: Assignment, officer: User, enrol: Enrol, sign_in: SignIn
) -> None:
    file(owed, officer)
    browser = sign_in(enrol(Role.OFFICER, department=owed.department))
    page = browser.post(act_url(owed, "approve-by-number"), seen(owed))
    assert list(page.context["form"].errors) == ["document_number"]
    number = {"document_number": "정보정책과-77"}
    page = browser.post(act_url(owed, "approve-by-number"), seen(owed, **number), follow=True)
    assert Passage.objects.get().document_number == "정보정책과-77"
    assert any("갈음" in line.what for line in page.context["history"])


@pytest.mark.usefixtures("one_gate")
def test_what_was_sent_back_waits_for_its_author_with_the_reason(
    owed: Assignment, officer: User, head: User, sign_in: SignIn
) -> None:
    file(owed, officer, DONE)
    browser = sign_in(head)
    assert list(browser.post(act_url(owed, "send-back"), seen(owed)).context["form"].errors) == ["reason"]
    browser.post(act_url(owed, "send-back"), seen(owed, reason="근거가 모자람"))
    browser = sign_in(officer)
    page = browser.get(reverse("report_form", args=[owed.pk]))
    assert "근거가 모자람" in page.content.decode()
    form = page.context["form"]
    assert (form["actions_taken"].value(), form.evidence_rows()) == (f"- {SECRET}", ["정보정책과-12"])
    sent = {"act": "send", "version": form["version"].value(), "status": "completed", "doubts_seen": "1"}
    browser.post(
        reverse("report_form", args=[owed.pk]), sent | {"actions_taken": "- 고침", "evidence": ["가-1"]}
    )
    assert owed.updates.get(gate=Gate.HEAD).actions_taken == "- 고침"
    assert not ReportDraft.objects.exists()


@pytest.mark.usefixtures("one_gate")
def test_the_work_says_what_waits_for_the_head_and_asks_for_the_next_thing(
    owed: Assignment, department: Department, officer: User, sign_in: SignIn
) -> None:
    later = assign(make_demand(owed.demand.audit, 2), department)
    file(owed, officer)
    rows = sign_in(officer).get(reverse("work")).context["rows"]
    assert [(row["pk"], row["waiting"], row.get("first", False)) for row in rows] == [
        (owed.pk, "부서장 확인 대기", False),
        (later.pk, "", True),
    ]
