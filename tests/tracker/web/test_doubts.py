"""What an officer is shown before a report goes out, and how answers stand on pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.template import Context, Template
from django.test import Client

from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand, report
from tracker.checks import Doubt, Kind
from tracker.models import Assignment, ProgressUpdate, ReportDraft, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
CLAIM = {
    "act": "send",
    "status": "completed",
    "actions_taken": "- 실태조사 완료",
    "plan": "- 기기 보급 : 2099. 12월",
    "evidence": "정보정책과-1",
}
SENT = {
    "status": "in_progress",
    "actions_taken": "- 조사 착수",
    "plan": "- 공개",
    "planned_until": "2099. 3. 2.",
}


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, Status.NOT_REPORTED)


def _send(client: Client, row: Assignment, **said: str) -> object:
    row.refresh_from_db()
    return client.post(f"/assignments/{row.pk}/report/", {"version": str(row.version), "act": "send"} | said)


def test_a_report_that_raises_doubts_is_shown_once_and_nothing_of_it_is_filed(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = _send(sign_in(officer), held, **CLAIM)
    told = page.content.decode()  # type: ignore[attr-defined]  # the client's answer
    assert "완료로 보고했으나 이후 일정이 남아 있습니다" in told
    assert "<q>기기 보급 : 2099. 12월</q>" in told
    assert "그대로 보내기" in told
    assert told.count("button-primary") == 1
    assert not ProgressUpdate.objects.exists()
    assert not Event.objects.exists()
    assert ReportDraft.objects.get().fields["plan"] == CLAIM["plan"]


def test_sent_again_it_goes_out_as_it_is(held: Assignment, officer: User, sign_in: SignIn) -> None:
    answer = _send(sign_in(officer), held, **CLAIM, doubts_seen="1")
    held.refresh_from_db()
    assert answer.status_code == 302  # type: ignore[attr-defined]  # the client's answer
    assert (held.stage, held.reported_status) == (Stage.CLAIMED, Status.COMPLETED)


def test_a_report_without_doubts_goes_out_at_once(held: Assignment, officer: User, sign_in: SignIn) -> None:
    answer = _send(sign_in(officer), held, **SENT)
    assert answer.status_code == 302  # type: ignore[attr-defined]  # the client's answer
    assert ProgressUpdate.objects.get().planned_until == date(2099, 3, 2)


def test_what_is_missing_is_said_before_what_is_doubtful(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = _send(sign_in(officer), held, **CLAIM | {"evidence": ""})
    told = page.content.decode()  # type: ignore[attr-defined]  # the client's answer
    assert "증빙자료(" in told or "증빙자료가" in told
    assert "그대로 보내기" not in told


def test_one_click_marks_that_it_goes_on_every_year(held: Assignment, officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    page = _send(browser, held, **CLAIM | {"act": "continues"}, doubts_seen="1")
    form = page.context["form"]  # type: ignore[attr-defined]  # the client's answer
    assert form["continues"].value() == "on"
    assert form["plan"].value() == CLAIM["plan"]
    assert not ProgressUpdate.objects.exists()
    assert _send(browser, held, **CLAIM, continues="on").status_code == 302  # type: ignore[attr-defined]  # as above


def test_the_same_words_again_are_pointed_out(held: Assignment, officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    _send(browser, held, **SENT)
    told = _send(browser, held, **SENT).content.decode()  # type: ignore[attr-defined]  # the client's answer
    assert "지난 보고와 내용이 같습니다" in told
    assert ProgressUpdate.objects.count() == 1


# How answers stand on pages


TABLE = "- 보급 현황\n구분\t계\n\t2,227\n"


def test_a_table_and_its_lines_come_back_as_they_were_sent(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    text = "\t2025\t2026\r\n보급\t3,263\t\r\n  ※ 9월 말 기준"
    _send(sign_in(officer), held, **SENT | {"actions_taken": text})
    kept = "\t2025\t2026\n보급\t3,263\t\n  ※ 9월 말 기준"
    assert ProgressUpdate.objects.get().actions_taken == kept
    answer = sign_in(officer).get(f"/api/v1/assignments/{held.pk}/").json()
    assert answer["reports"][0]["actions_taken"] == kept


def _shown(text: str, *doubts: Doubt) -> str:
    page = Template('{% include "components/points.html" with text=text doubts=doubts field="plan" only %}')
    return page.render(Context({"text": text, "doubts": doubts}))


def test_a_table_is_a_table_that_can_be_reached_and_scrolled() -> None:
    told = _shown(TABLE)
    assert '<div class="written-table" role="region" tabindex="0" aria-label="표"><table>' in told
    assert '<th scope="col">구분</th><th scope="col">계</th>' in told
    assert "<td></td><td>2,227</td>" in told
    assert '<span class="sign">-</span> 보급 현황' in told


def test_what_somebody_typed_is_never_markup() -> None:
    told = _shown("<b>가\t<script>\n- <i>나", Doubt(Kind.PROMISE_ONLY, "plan", "<i>나"))
    assert "&lt;b&gt;가" in told
    assert "<mark>&lt;i&gt;나</mark>" in told
    assert not any(tag in told for tag in ("<b>", "<i>", "<script>"))


def test_the_words_of_a_doubt_are_marked_with_its_number_in_its_own_field() -> None:
    elsewhere = Doubt(Kind.SAME_TEXT, "actions_taken", "결과 공개")
    told = _shown(
        "- 결과 공개 : ’27. 3월", elsewhere, Doubt(Kind.PLAN_AFTER_CLAIM, "plan", "결과 공개 : ’27. 3월")
    )
    assert "<mark>결과 공개 : ’27. 3월</mark><sup><span" in told
    assert "</span>2</sup>" in told
    assert told.count("<mark>") == 1


def test_doubts_about_overlapping_words_share_one_mark() -> None:
    told = _shown(
        "- 점검을 철저히 할 예정",
        Doubt(Kind.UNCHANGED, "plan", "점검을 철저히"),
        Doubt(Kind.PROMISE_ONLY, "plan", "철저히 할 예정"),
    )
    assert "<mark>점검을 철저히 할 예정</mark>" in told
    assert "</span>1, 2</sup>" in told


def test_the_page_of_no_change_says_how_often_in_a_row(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    row = assign(make_demand(make_audit()), department)
    for number in (2, 3):
        report(row, Status.IN_PROGRESS, number=number, no_change=True)
    told = sign_in(officer).get(f"/assignments/{row.pk}/report/no-change/").content.decode()
    assert "변동 없음 2회 연속입니다." in told
