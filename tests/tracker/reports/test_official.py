"""The two papers in words: every form writes what stands here, so it has to be the figures and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.utils.translation import override

from audits.access import Viewer
from audits.models import Audit, Committee, Demand, Department, Repeat, RepeatState, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import REPORT_DATE, assign, make_audit, make_demand
from tests.tracker.actions.gates import DONE, file
from tracker import reports
from tracker.actions import verify
from tracker.actions.opinion import record_opinion
from tracker.models import Assignment, Paper, ProgressUpdate
from tracker.reports.official import Answer, Official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
TABLE = "○ 현장 점검\n구분\t계\t완료\n학교\t3\t2"


@pytest.fixture
def audit(department: Department, neighbour: Department, committee: Committee) -> Audit:
    """Three of one category, one shared by two departments; one that goes on; one that nobody has."""
    audit = make_audit(committee=committee)
    shared = make_demand(audit, 1, text="자료를 낼 것")
    assign(shared, neighbour, Status.NOT_REPORTED)
    assign(shared, department, lead=True, due=REPORT_DATE, actions=TABLE, wording="정상추진")
    assign(make_demand(audit, 2), department, Status.COMPLETED)
    goes_on = assign(make_demand(audit, 3), neighbour, Status.COMPLETED)
    Assignment.objects.filter(pk=goes_on.pk).update(continues=True)
    make_demand(audit, 4, category="suggestion")
    return audit


def _paper(audit: Audit, paper: Paper = Paper.RESULT, **more: Any) -> Official:
    return reports.official_now(audit, paper, TODAY, today=TODAY, **more)


def _answers(report: Official) -> list[Answer]:
    return [answer for item in report.items for answer in item.answers]


def test_the_figures_are_those_of_the_pages(audit: Audit) -> None:
    report = _paper(audit)
    summary = reports.summary(audit, Demand.objects.all())
    assert report.total.counts == asdict(summary.total)
    assert [(row.code, row.counts) for row in report.rows] == [
        (row.category, asdict(row.counts)) for row in summary.rows
    ]
    departments = reports.by_department(audit, Assignment.objects.all(), on=TODAY)
    assert [(row.label, row.counts["total"], row.counts["overdue"]) for row in report.departments] == [
        (str(row.department), row.total, row.overdue) for row in departments
    ]


def test_every_demand_stands_once_under_its_category(audit: Audit) -> None:
    report = _paper(audit)
    assert [(section.label, [item.label for item in section.items]) for section in report.sections] == [
        ("시정·처리요구사항", ["시정 1", "시정 2", "시정 3"]),
        ("건의사항", ["건의 4"]),
    ]
    assert [len(item.answers) for item in report.items] == [2, 1, 1, 0]
    assert [item.id for item in report.items] == list(
        Demand.objects.order_by("number").values_list("pk", flat=True)
    )


def test_rare_columns_are_there_only_where_they_are_not_0(audit: Audit, department: Department) -> None:
    usual = ["계", "완료", "추진 중", "검토 중", "미반영"]
    assert [column.label for column in _paper(audit).columns] == [*usual, "미보고"]
    assign(Demand.objects.get(number=4), department, Status.TRANSFERRED)
    shown = _paper(audit)
    assert [column.label for column in shown.columns] == [*usual, "이첩"]
    rest = [column.code for column in shown.columns[1:]]
    for row in (shown.total, *shown.rows):
        assert row.counts["total"] == sum(row.counts[code] for code in rest)


def test_statuses_are_in_the_words_of_the_paper_and_of_the_office(audit: Audit) -> None:
    told = _answers(_paper(audit))
    assert [(answer.department, answer.status, answer.wording) for answer in told] == [
        ("정보정책과", "추진 중", "정상추진"),
        ("통신과", "미보고", ""),
        ("정보정책과", "완료", "완료"),
        ("통신과", "완료(계속 추진)", "완료"),
    ]


def test_a_table_in_an_answer_is_kept_as_it_was_written(audit: Audit) -> None:
    assert _answers(_paper(audit))[0].actions_taken == TABLE


def test_it_is_in_korean_whoever_asks(audit: Audit) -> None:
    once = _paper(audit, Paper.INSPECTION)
    with override("en"):
        assert _paper(audit, Paper.INSPECTION) == once
    assert once.title == "2025년도 행정사무감사 이행점검 보고서"
    assert (once.committee, once.is_frozen, once.as_of) == ("디지털위원회", False, TODAY)


@pytest.fixture
def looked_at(audit: Audit, officer: User, clerk: User, as_viewer: AsViewer) -> ProgressUpdate:
    """A completion of the first demand with nothing but promises, of which the clerk wrote an opinion."""
    mine = Assignment.objects.get(is_lead=True)
    Assignment.objects.filter(pk=mine.pk).update(stage="working")
    update = file(mine, DONE, as_viewer(officer))
    record_opinion(
        mine.pk, update_id=update.pk, view="needs_more", words="현장 확인 필요", by=as_viewer(clerk)
    )
    return update


def test_what_the_council_thinks_is_in_its_own_paper_alone(looked_at: ProgressUpdate, audit: Audit) -> None:
    council, executive = _paper(audit, Paper.INSPECTION), _paper(audit)
    assert "○ 검토의견(보완 필요): 현장 확인 필요" in _answers(council)[0].found
    assert _answers(council)[0].verification == "확인 대기"
    assert {(answer.verification, answer.found, tuple(answer.doubts)) for answer in _answers(executive)} == {
        ("", "", ())
    }
    assert "현장 확인 필요" not in reports.content(audit, Paper.RESULT, TODAY, today=TODAY)


def test_a_verdict_stands_with_its_reason_until_the_department_reports_again(
    looked_at: ProgressUpdate, audit: Audit, clerk: User, officer: User, as_viewer: AsViewer
) -> None:
    mine = Assignment.objects.get(is_lead=True)
    verify.return_claim(
        mine.pk, update_id=looked_at.pk, version=None, reason="결과가 없음", by=as_viewer(clerk)
    )
    told = _answers(_paper(audit, Paper.INSPECTION))[0]
    assert (told.verification, "○ 보완 요구: 결과가 없음" in told.found) == ("보완 요구", True)
    file(Assignment.objects.get(pk=mine.pk), DONE, as_viewer(officer))
    again = _answers(_paper(audit, Paper.INSPECTION))[0]
    assert (again.verification, again.found) == ("확인 대기", "")


def test_a_doubt_is_told_only_once_the_council_has_looked(
    audit: Audit, clerk: User, as_viewer: AsViewer
) -> None:
    third = Assignment.objects.get(demand__number=2)
    doubtful = ProgressUpdate.objects.create(
        assignment=third,
        number=2,
        department=third.department,
        source="published",
        reported_on=TODAY,
        filed_at="2025-12-02T09:00:00+09:00",
        status="completed",
        actions_taken="- 점검할 예정임",
    )
    assert _paper(audit, Paper.INSPECTION).items[1].answers[0].doubts == []
    record_opinion(
        third.pk, update_id=doubtful.pk, view="facts_unclear", words="실적 확인", by=as_viewer(clerk)
    )
    (doubt,) = _paper(audit, Paper.INSPECTION).items[1].answers[0].doubts
    assert doubt.startswith("완료로 보고했으나 실적이 적혀 있지 않습니다: ‘")
    assert "실적이 적혀" not in reports.content(audit, Paper.RESULT, TODAY, today=TODAY)


def test_what_was_demanded_before_is_named_with_its_year(audit: Audit) -> None:
    earlier = make_demand(make_audit(2023), 7)
    for state in (RepeatState.CONFIRMED, RepeatState.PROPOSED):
        decided = {"decided_on": TODAY} if state == RepeatState.CONFIRMED else {}
        number = 1 if state == RepeatState.CONFIRMED else 2
        Repeat.objects.create(
            demand=audit.demands.get(number=number), earlier=earlier, state=state, **decided
        )
    assert [item.repeats for item in _paper(audit).items] == [["2023년 시정 7"], [], [], []]


def test_withdrawn_demands_are_counted_apart(audit: Audit) -> None:
    Demand.objects.filter(number=4).update(withdrawn_at="2026-01-01T00:00:00Z")
    report = _paper(audit)
    assert (report.withdrawn, report.total.counts["total"], len(report.items)) == (1, 3, 3)


# What was frozen before this form: one row, as `tracker.reports.frozen` wrote it then.
FORM_1: dict[str, Any] = {
    "form": 1,
    "as_of": "2026-06-30",
    "audit": {"id": 7, "year": 2025, "body": "정보국"},
    "round": {"id": 1, "name": "1차 보고", "due_on": "2026-06-30", "opened_on": "2026-06-01"}
    | {"letter_on": "2026-06-30", "letter_number": "기획-1"},
    "summary": {
        "rows": [{"category": "corrective", "label": "시정·처리요구사항", "total": 1, "completed": 1}],
        "total": {"total": 1, "completed": 1, "in_progress": 0, "under_review": 0, "not_accepted": 0}
        | {"transferred": 0, "not_reported": 0, "verified": 0, "contradicted": 0},
        "withdrawn": 0,
    },
    "departments": [
        {"department": 3, "name": "정보정책과", "total": 1, "awaiting": 1, "confirmed": 0, "overdue": 0}
        | {"overdue_original": 0, "asked": 1, "filed": 1, "by_status": dict.fromkeys(Status.values, 0)}
    ],
    "rows": [
        {"demand": 11, "number": 1, "label": "시정 1", "category": "corrective", "text": "점검할 것"}
        | {"text_version": 1, "standing": "completed", "assignment": 21, "department": 3}
        | {"department_name": "정보정책과", "point": "", "lead": True, "stage": "claimed"}
        | {"status": "completed", "continues": False, "verification": "awaiting", "due_date": None}
        | {"original_due_date": None, "overdue": False, "asked": True, "filed": "in_round"}
        | {"report": {"id": 31, "number": 1, "reported_on": "2026-06-12", "no_change": False}}
    ],
    "undistributed": [],
    "record": "12:ab",
}


def test_what_was_frozen_in_the_first_form_is_still_read() -> None:
    report = reports.official(FORM_1, sha256="ab" * 32)
    assert report.title == "2025년도 행정사무감사 처리결과 보고서(1차 보고)"
    assert (report.committee, report.items[0].answers[0].status) == ("", "완료")
    assert [column.label for column in report.department_columns[-2:]] == ["보고 대상", "이번 회차에 제출"]


def test_a_frozen_report_keeps_its_title_and_says_what_changed(audit: Audit) -> None:
    before = json.loads(reports.content(audit, Paper.RESULT, TODAY, title=" 상반기 처리결과 ", today=TODAY))
    assign(Demand.objects.get(number=4), Department.objects.get(name="통신과"), Status.COMPLETED)
    report = _paper(audit, before=before)
    assert report.changes is not None
    assert (report.changes.title, report.changes.since) == ("상반기 처리결과", TODAY)
    assert [(row.label, row.counts["total"]) for row in report.changes.counts] == [
        ("완료", 1),
        ("부서 배부", 1),
    ]


@pytest.mark.parametrize(("paper", "told"), [("result", []), ("inspection", ["이행 확인"])])
def test_what_the_council_did_since_is_in_its_own_paper_alone(paper: str, told: list[str]) -> None:
    confirmed = [{**FORM_1["rows"][0], "stage": "closed", "verification": "confirmed"}]
    report = reports.official({**FORM_1, "paper": paper, "rows": confirmed}, before=FORM_1)
    assert report.changes is not None
    assert [row.label for row in report.changes.counts] == told
    assert [line.after for line in report.changes.lines] == told
