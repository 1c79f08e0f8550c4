"""The page on which a department writes its report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import token_viewer
from audits.actions.tokens import make_token
from audits.models import Department, Membership, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand, report
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, Evidence, ProgressUpdate, ReportDraft, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
WRITTEN: dict[str, Any] = {
    "act": "send",
    "version": 1,
    "status": "in_progress",
    "actions_taken": "- 점검표를 만듦",
    "plan": "- 점검 실시",
    "planned_until": "’26. 12월",
    "evidence": [""],
}


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def address(owed: Assignment) -> str:
    return reverse("report_form", args=[owed.pk])


@pytest.fixture
def browser(officer: User, sign_in: SignIn) -> Client:
    return sign_in(officer)


def _newest(owed: Assignment) -> ProgressUpdate:
    found = owed.updates.order_by("-number").first()
    assert found
    return found


def test_a_report_is_filed_as_written(owed: Assignment, address: str, browser: Client) -> None:
    answer = browser.post(address, WRITTEN)
    assert answer.headers["Location"] == reverse("demand_detail", args=[owed.demand_id])
    filed = _newest(owed)
    assert (filed.number, filed.status, filed.actions_taken) == (2, "in_progress", "- 점검표를 만듦")
    assert str(filed.planned_until) == "2026-12-31"


def test_a_completed_report_takes_numbers_and_links_as_evidence(
    owed: Assignment, address: str, browser: Client
) -> None:
    rows = ["정보정책과-12(2026. 3. 20.)", "", "https://example.org/a"]
    browser.post(address, WRITTEN | {"status": "completed", "continues": "on", "evidence": rows})
    owed.refresh_from_db()
    assert (owed.stage, owed.continues) == (Stage.CLAIMED, True)
    assert list(Evidence.objects.order_by("id").values_list("document_number", "url")) == [
        ("정보정책과-12(2026. 3. 20.)", ""),
        ("", "https://example.org/a"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": ""}, "status"),
        ({"status": "completed"}, "evidence"),
        ({"status": "not_accepted"}, "reason"),
        ({"status": "transferred"}, "receiver"),
        ({"actions_taken": "", "plan": ""}, "actions_taken"),
        ({"planned_until": "언젠가"}, "planned_until"),
        ({"evidence": ["https://"]}, "evidence"),
    ],
    ids=str,
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(
    change: dict[str, Any], field: str, owed: Assignment, address: str, browser: Client
) -> None:
    page = browser.post(address, WRITTEN | change)
    assert list(page.context["form"].errors) == [field]
    assert _newest(owed).number == 1
    kept = ReportDraft.objects.get().fields
    assert kept["planned_until"] == change.get("planned_until", WRITTEN["planned_until"])


def test_what_belongs_to_another_status_is_left_out(owed: Assignment, address: str, browser: Client) -> None:
    browser.post(address, WRITTEN | {"reason": "남은 글", "receiver": "남은 기관", "continues": "on"})
    filed = _newest(owed)
    assert (filed.reason, filed.receiver, filed.continues) == ("", "", False)


def test_a_sent_report_leaves_no_draft(address: str, browser: Client) -> None:
    browser.post(address.replace("report/", "report/draft/"), WRITTEN)
    browser.post(address, WRITTEN)
    assert not ReportDraft.objects.exists()


def test_a_draft_comes_back_as_it_was_typed(address: str, browser: Client) -> None:
    answer = browser.post(f"{address}draft/", WRITTEN | {"evidence": ["가-1", "", "나-2"]})
    assert answer.headers["Location"] == address
    form = browser.get(address).context["form"]
    assert form["planned_until"].value() == "’26. 12월"
    assert form.evidence_rows() == ["가-1", "나-2"]
    assert str(form.read_as()) == "2026-12-31"


def test_a_script_is_told_when_it_was_kept_and_how_the_day_was_read(address: str, browser: Client) -> None:
    told = browser.post(f"{address}draft/", WRITTEN, headers={"Accept": "application/json"}).json()
    assert told["read"] == "2026. 12. 31.(목)까지로 읽었습니다"
    assert told["saved"].endswith("저장됨. 나가도 남아 있습니다")


def test_a_draft_is_ones_own(address: str, head: User, browser: Client, sign_in: SignIn) -> None:
    browser.post(f"{address}draft/", WRITTEN)
    assert sign_in(head).get(address).context["form"]["plan"].value() is None


def test_a_draft_can_be_thrown_away(address: str, browser: Client) -> None:
    browser.post(f"{address}draft/", WRITTEN)
    browser.post(address, {"act": "discard"})
    assert not ReportDraft.objects.exists()


def test_one_more_row_keeps_what_was_typed_without_a_script(address: str, browser: Client) -> None:
    page = browser.post(address, WRITTEN | {"act": "more", "evidence": ["가-1"]})
    assert page.context["form"].evidence_rows() == ["가-1", ""]
    assert "점검표를 만듦" in page.content.decode()


def test_the_words_of_the_report_before_can_be_taken_over(address: str, browser: Client) -> None:
    page = browser.post(address, WRITTEN | {"act": "take_over"})
    assert page.context["form"]["actions_taken"].value() == "- 계획 수립"


def test_a_report_sent_twice_from_one_form_is_filed_once(
    owed: Assignment, address: str, browser: Client
) -> None:
    told = [browser.post(address, WRITTEN | {"evidence": ["가-1"]}) for _again in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in told] == [
        (302, reverse("demand_detail", args=[owed.demand_id]))
    ] * 2
    assert (_newest(owed).number, Evidence.objects.count()) == (2, 1)
    assert not ReportDraft.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"plan": "- 다른 계획"},
        {"evidence": ["가-1", "가-2"]},
        {"status": "not_accepted", "reason": "예산 없음"},
        {"planned_until": "’27. 1월"},
    ],
)
def test_who_wrote_something_else_on_the_older_version_is_shown_both(
    more: dict[str, Any], owed: Assignment, address: str, browser: Client
) -> None:
    browser.post(address, WRITTEN | {"evidence": ["가-1"]})
    assert browser.post(address, WRITTEN | {"evidence": ["가-1"]} | more).status_code == 412
    assert _newest(owed).number == 2


@pytest.fixture
def overtaken(owed: Assignment, address: str, head: User, browser: Client) -> Client:
    """The head has filed while the officer still writes on version 1."""
    other = Client()
    other.force_login(head)
    other.post(address, WRITTEN | {"actions_taken": "- 부서장이 먼저 적음"})
    return browser


def test_who_is_overtaken_sees_both_texts_and_loses_neither(
    owed: Assignment, address: str, head: User, overtaken: Client
) -> None:
    page = overtaken.post(address, WRITTEN | {"actions_taken": "- 담당자가 적음"})
    assert page.status_code == 412
    assert [page.context["texts"][1][side] for side in ("mine", "now")] == [
        "- 담당자가 적음",
        "- 부서장이 먼저 적음",
    ]
    shown = page.content.decode()
    assert re.search(r"<ins><span[^>]*>이쪽에만 있음: </span>부서장이 먼저 </ins>", shown)
    assert re.search(r"<ins><span[^>]*>이쪽에만 있음: </span>담당자가 </ins>", shown)
    assert page.context["said_by"].who == f"정보정책과 부서장 · {head.name}"
    assert [text["differs"] for text in page.context["texts"]] == [False, True, False, False]
    assert _newest(owed).number == 2


def test_who_was_overtaken_sends_again_on_the_new_version(
    owed: Assignment, address: str, overtaken: Client
) -> None:
    page = overtaken.post(address, WRITTEN)
    overtaken.post(address, WRITTEN | {"version": page.context["assignment"].version})
    assert _newest(owed).number == 3


def test_who_was_overtaken_may_write_on_first(owed: Assignment, address: str, overtaken: Client) -> None:
    overtaken.post(address, WRITTEN | {"act": "go_on", "version": 2})
    page = overtaken.get(address)
    assert page.context["form"]["version"].value() == 2
    assert not page.context["outdated"]


def test_a_draft_of_an_older_version_says_so_and_keeps_its_version(address: str, overtaken: Client) -> None:
    overtaken.post(f"{address}draft/", WRITTEN)
    page = overtaken.get(address)
    assert page.context["outdated"]
    assert page.context["form"]["version"].value() == 1


def test_no_change_asks_once_and_then_reports_the_same_words_again(
    owed: Assignment, address: str, browser: Client
) -> None:
    assert "계획 수립" in browser.get(f"{address}no-change/").content.decode()
    assert _newest(owed).number == 1
    browser.post(f"{address}no-change/", {"version": 1})
    filed = _newest(owed)
    assert (filed.number, filed.no_change, filed.actions_taken) == (2, True, "- 계획 수립")


def test_no_change_three_times_in_a_row_is_said(owed: Assignment, address: str, browser: Client) -> None:
    for version in (1, 2, 3):
        browser.post(f"{address}no-change/", {"version": version})
    assert "변동 없음 3회 연속" in browser.get(f"{address}no-change/").content.decode()


def test_no_change_on_an_older_version_shows_what_is_there_now(address: str, overtaken: Client) -> None:
    page = overtaken.post(f"{address}no-change/", {"version": 1})
    assert page.status_code == 412
    assert "부서장이 먼저 적음" in page.content.decode()


def test_no_change_needs_a_report_before_it(department: Department, browser: Client) -> None:
    fresh = assign(make_demand(make_audit()), department, Status.NOT_REPORTED)
    assert browser.get(reverse("report_form", args=[fresh.pk])).context["no_change_refused"]


@pytest.mark.parametrize("who", ["secretariat", "coordinator"])
def test_others_may_not_report(
    who: str, address: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    assert sign_in(request.getfixturevalue(who)).get(address).status_code == 403


def test_a_stranger_finds_nothing(address: str, stranger: User, sign_in: SignIn) -> None:
    assert sign_in(stranger).get(address).status_code == 404


def test_a_closed_assignment_takes_no_report(owed: Assignment, address: str, browser: Client) -> None:
    Assignment.objects.filter(pk=owed.pk).update(
        stage=Stage.CLOSED, verification="confirmed", reported_status="completed"
    )
    assert browser.get(address).status_code == 409


def test_what_was_typed_is_kept_when_the_state_has_moved_on(
    owed: Assignment, address: str, browser: Client
) -> None:
    Assignment.objects.filter(pk=owed.pk).update(
        stage=Stage.CLOSED, verification="confirmed", reported_status="completed"
    )
    assert browser.post(address, WRITTEN).status_code == 409
    assert ReportDraft.objects.get().fields["actions_taken"] == "- 점검표를 만듦"


def test_letters_that_no_database_keeps_do_no_harm(owed: Assignment, address: str, browser: Client) -> None:
    page = browser.post(address, WRITTEN | {"plan": "가\x00나", "evidence": ["다\x00라"]})
    assert set(page.context["form"].errors) == {"plan", "evidence"}
    assert ReportDraft.objects.get().fields["plan"] == "가나"


@pytest.mark.parametrize(
    "sent",
    [{"act": "x", "version": 1}, {"act": "send", "version": "x"}, {"act": "send", "version": "9" * 20}],
    ids=str,
)
def test_a_request_without_sense_is_refused(sent: dict[str, Any], address: str, browser: Client) -> None:
    assert browser.post(address, sent).status_code == 400


def test_the_demand_offers_the_one_next_act_and_explains_the_due_date(
    department: Department, officer: User, browser: Client
) -> None:
    row = assign(make_demand(make_audit()), department, Status.NOT_REPORTED, due=date(2026, 12, 31))
    page = browser.get(reverse("demand_detail", args=[row.demand_id]))
    (shown,) = page.context["assignments"]
    assert [(step.label, step.date) for step in shown["deadline"]] == [
        ("배부일", row.assigned_on),
        ("처리기한", row.due_date),
    ]
    assert [(way.label, way.primary) for way in page.context["ways"]][:2] == [
        ("접수 확인", True),
        ("처리상황 보고", False),
    ]


def test_who_works_for_two_departments_of_a_demand_has_one_filled_button(
    department: Department, neighbour: Department, officer: User, browser: Client
) -> None:
    Membership.objects.create(user=officer, role="officer", department=neighbour, start_on=LONG_AGO)
    demand = make_demand(make_audit())
    assign(demand, department)
    assign(demand, neighbour)
    ways = browser.get(reverse("demand_detail", args=[demand.pk])).context["ways"]
    reports = [(way.department, way.primary) for way in ways if way.label == "처리상황 보고"]
    assert reports == [("정보정책과", True), ("통신과", False)]
    assert sum(way.primary for way in ways) == 1


def test_the_demand_says_why_a_closed_one_takes_no_report(owed: Assignment, browser: Client) -> None:
    Assignment.objects.filter(pk=owed.pk).update(
        stage=Stage.CLOSED, verification="confirmed", reported_status="completed"
    )
    way, *_ = browser.get(reverse("demand_detail", args=[owed.demand_id])).context["ways"]
    assert not way.url
    assert "종결" in way.why_not


def test_the_history_tells_of_receipt_and_report(owed: Assignment, address: str, browser: Client) -> None:
    sent = WRITTEN | {"doubts_seen": "1"}
    browser.post(address, sent | {"status": "completed", "evidence": ["가-1"]})
    browser.post(address, sent | {"version": 2})
    page = browser.get(reverse("demand_detail", args=[owed.demand_id]))
    assert [line.what for line in page.context["history"]] == [
        "처리상황 보고: 정보정책과 · 추진 중",
        "종결 보고를 거두어들임: 정보정책과",
        "종결 보고: 정보정책과 · 완료, 의회 확인 대기",
    ]


def test_a_departments_own_system_is_named_in_the_history(
    owed: Assignment, department: Department, officer: User, browser: Client
) -> None:
    today = timezone.localdate()
    _token, key = make_token(
        department,
        name="연계",
        scopes=["report:write"],
        responsible=officer,
        expires_on=None,
        on=today,
        by=None,
    )
    system = token_viewer(key, today)
    assert system
    report_progress(owed.pk, Words(status="in_progress", actions_taken="- 점검함"), version=1, by=system)
    page = browser.get(reverse("demand_detail", args=[owed.demand_id]))
    assert page.context["history"][0].who == "연계시스템(정보정책과)"


def _kept(browser: Client, address: str, change: dict[str, Any]) -> dict[str, Any]:
    answer = browser.post(f"{address}draft/", WRITTEN | change, headers={"Accept": "application/json"})
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize(
    ("typed", "read", "unread"),
    [
        ("2026. 12. 4.", "2026. 12. 4.(금)까지로 읽었습니다", False),
        ("연중", "완료 예정일 없이 보고하는 것으로 읽었습니다", False),
        ("언젠가", "날짜로 읽을 수 없습니다. 예: 2026. 3. 5. 또는 ’26. 12월", True),
        ("", "", False),
    ],
)
def test_a_typed_day_is_told_as_it_was_read(
    typed: str, read: str, unread: bool, address: str, browser: Client
) -> None:
    told = _kept(browser, address, {"planned_until": typed})
    assert (told["read"], told["unread"]) == (read, unread)


def test_all_year_is_a_plan_without_a_day(owed: Assignment, address: str, browser: Client) -> None:
    browser.post(address, WRITTEN | {"planned_until": "연중", "doubts_seen": "1"})
    assert _newest(owed).planned_until is None
    assert _newest(owed).number == 2


def test_a_script_is_told_what_is_new_against_the_report_before(address: str, browser: Client) -> None:
    new = _kept(browser, address, {"status": "in_progress", "actions_taken": "- 계획 확정", "plan": ""})
    assert re.search(r"<del><span[^>]*>뺀 말: </span>수립</del>", new["changed"])
    assert re.search(r"<ins><span[^>]*>더한 말: </span>확정</ins>", new["changed"])


@pytest.fixture
def gone_on() -> dict[str, Any]:
    """A 완료 whose plan goes on."""
    goes_on = {"status": "completed", "evidence": ["가-1"], "plan": "- 확대 시행: ’98. 12월"}
    return WRITTEN | goes_on | {"planned_until": ""}


def test_a_report_can_be_looked_at_before_it_is_sent(
    owed: Assignment, address: str, browser: Client, gone_on: dict[str, Any]
) -> None:
    gone_on["plan"] = "- 확대 시행: 2098. 12월"
    page = browser.post(address, gone_on | {"act": "preview"})
    assert page.context["shown"]["words"].actions_taken == "- 점검표를 만듦"
    assert page.context["shown"]["pieces"] == ["가-1"]
    assert [doubt.kind for doubt in page.context["doubts"]] == ["plan_after_claim"]
    assert _newest(owed).number == 1
    browser.post(address, gone_on | {"doubts_seen": "1"})
    assert _newest(owed).number == 2


def test_what_cannot_be_sent_is_no_preview(address: str, browser: Client) -> None:
    page = browser.post(address, WRITTEN | {"act": "preview", "status": "completed"})
    assert not page.context["shown"]
    assert list(page.context["form"].errors) == ["evidence"]


def test_one_press_changes_a_completion_that_goes_on_to_in_progress(
    address: str, browser: Client, gone_on: dict[str, Any]
) -> None:
    gone_on["plan"] = "- 확대 시행: 2098. 12월"
    page = browser.post(address, gone_on | {"act": "in_progress"})
    form = page.context["form"]
    assert (form["status"].value(), form["planned_until"].value()) == ("in_progress", "2098. 12. 31.")
    assert not page.context["doubts"]
    assert ReportDraft.objects.get().fields["status"] == "in_progress"


def test_one_press_moves_what_was_only_promised_to_the_plan(address: str, browser: Client) -> None:
    promised = WRITTEN | {
        "status": "completed",
        "evidence": ["가-1"],
        "actions_taken": "- 재단과 협의할 예정",
    }
    page = browser.post(address, promised | {"act": "send", "plan": "- 점검함", "planned_until": ""})
    assert [doubt.kind for doubt in page.context["doubts"]] == ["promise_only"]
    assert "향후계획으로 옮기기" in page.content.decode()
    page = browser.post(address, promised | {"act": "to_plan", "plan": "- 점검함", "planned_until": ""})
    form = page.context["form"]
    assert (form["actions_taken"].value(), form["plan"].value()) == ("", "- 재단과 협의할 예정\n- 점검함")


def test_who_was_overtaken_takes_theirs_or_mine_heading_by_heading(
    owed: Assignment, address: str, overtaken: Client
) -> None:
    mine = WRITTEN | {"actions_taken": "- 담당자가 적음", "plan": "- 담당자의 계획"}
    page = overtaken.post(address, mine)
    chosen = {"version": page.context["assignment"].version, "take_actions_taken": "now", "take_plan": "mine"}
    overtaken.post(address, mine | chosen)
    sent = _newest(owed)
    assert (sent.number, sent.actions_taken, sent.plan) == (3, "- 부서장이 먼저 적음", "- 담당자의 계획")


def test_two_texts_can_be_compared_before_anything_is_sent(
    owed: Assignment, address: str, overtaken: Client
) -> None:
    page = overtaken.post(address, WRITTEN | {"act": "compare", "actions_taken": "- 담당자가 적음"})
    assert page.status_code == 200
    assert page.context["differs"]
    assert _newest(owed).number == 2


def test_the_button_says_where_the_report_goes(address: str, browser: Client) -> None:
    assert "의회에 보고" in browser.get(address).content.decode()


MOST = 22  # statements of the form, the navigation's among them


def test_the_statements_of_the_form_do_not_grow_with_reports_and_evidence(
    owed: Assignment, address: str, browser: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    def more(first: int, last: int) -> None:
        for number in range(first, last):
            update = report(owed, Status.IN_PROGRESS, number=number)
            Evidence.objects.create(
                assignment=owed, update=update, document_number=f"가-{number}", added_by=officer
            )

    more(2, 5)
    browser.get(address)
    with django_assert_max_num_queries(MOST) as few:
        browser.get(address)
    more(5, 35)
    with django_assert_max_num_queries(len(few)):
        browser.get(address)
