"""작성 서식: what stands in it, what is locked, and that nothing in it is ever a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.sheets.paper import FIRST, HEAD_ROW, Paper, understood
from tracker.exports import form
from tracker.exports.form import Wanted
from tracker.models import Assignment, ReportingRound, Stage
from tracker.sheets import columns

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]


def _paper(viewer: Viewer, **wanted: object) -> Paper:
    return Paper(form.written(form.form(Wanted(**wanted), viewer), viewer))  # type: ignore[arg-type]  # as given


def test_each_outstanding_item_has_a_row_in_order_with_what_is_known_of_it(paper: Paper) -> None:
    assert paper.column(columns.LABEL) == ["시정 1", "시정 2", "시정 3"]
    known = {head: paper.cell(FIRST, head).value for head in columns.LOCKED}
    assert known == {
        columns.LABEL: "시정 1",
        columns.AUDIT: "2025년도 행정사무감사 정보국",
        columns.CATEGORY: "시정·처리요구사항",
        columns.DEMAND: "예산 낭비가 없도록 할 것",
        columns.POINT: None,
        columns.DEPARTMENT: "정보정책과",
        columns.DUE: "2026. 12. 31.",
        columns.STAGE: "접수 전",
        columns.BEFORE: None,
    }
    assert paper.cell(FIRST + 1, columns.BEFORE).value == "추진 중 · 2025. 12. 1."
    assert paper.cell(FIRST + 1, columns.DUE).value == "기한 미지정"


def test_the_newest_words_stand_in_the_white_cells(paper: Paper) -> None:
    assert [paper.cell(FIRST + 1, head).value for head in columns.FILLED] == [
        "추진 중",
        "- 계획을 세움\n  · 예산 반영",
        "- 점검",
        "2026. 12. 31.",
        None,
        None,
        None,
    ]


def test_only_the_white_cells_can_be_written_in_and_what_ties_a_row_to_its_item_is_hidden(
    paper: Paper,
) -> None:
    assert paper.sheet.protection.sheet
    for head in columns.HEADS:
        assert paper.cell(FIRST, head).protection.locked == (head not in columns.FILLED), head
        letter = paper.cell(FIRST, head).column_letter
        assert paper.sheet.column_dimensions[letter].hidden == (head in columns.HIDDEN), head
    assert paper.book[columns.FACTS].sheet_state == "hidden"
    assert paper.sheet.freeze_panes == f"B{FIRST}"
    assert paper.sheet.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
    assert paper.sheet.page_setup.orientation == "landscape"


def test_the_statuses_can_be_chosen_from_a_list(paper: Paper) -> None:
    (offered,) = paper.sheet.data_validations.dataValidation
    assert offered.formula1 == '"검토 중,추진 중,완료,완료(계속 추진),미반영,이첩,변동 없음"'
    assert (
        str(offered.sqref) == f"{paper.name(FIRST, columns.STATUS)}:{paper.name(FIRST + 2, columns.STATUS)}"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_words_that_look_like_a_formula_are_words(text: str, items: list[Assignment], by: Viewer) -> None:
    report(items[0], Status.IN_PROGRESS, actions=text)
    paper = _paper(by)
    cell = paper.cell(FIRST, columns.ACTIONS)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert cell.number_format == "@"
    assert not understood(paper.saved()).touched


def test_words_too_long_for_a_cell_are_not_cut_in_silence(items: list[Assignment], by: Viewer) -> None:
    report(items[0], Status.IN_PROGRESS, actions="가" * 32_768)
    paper = _paper(by)
    assert paper.cell(FIRST, columns.ACTIONS).value == columns.TOO_LONG
    assert paper.cell(FIRST, columns.ACTIONS).protection.locked
    assert not understood(paper.saved()).touched
    paper.fill(FIRST, {columns.PLAN: "- 더"})
    (row,) = understood(paper.saved()).touched
    assert row.faults == (
        f"{paper.name(FIRST, columns.ACTIONS)}: 글이 길어 서식에 담지 못한 소관입니다. 화면에서 보고하여 주십시오.",
    )


def test_signs_that_no_workbook_can_carry_are_left_out(items: list[Assignment], by: Viewer) -> None:
    report(items[0], Status.IN_PROGRESS, actions="앞\x0b뒤\x1f\ufffe 끝")
    paper = _paper(by)
    assert paper.cell(FIRST, columns.ACTIONS).value == "앞\n뒤 끝"
    assert not understood(paper.saved()).touched


def test_the_title_says_what_it_is_and_the_hidden_sheet_what_it_was_made_of(
    items: list[Assignment], by: Viewer
) -> None:
    asked = ReportingRound.objects.create(
        audit=items[0].demand.audit,
        name="1차 보고",
        due_on=date(2026, 12, 4),
        opened_on=TODAY,
        opened_at=timezone.now(),
    )
    paper = _paper(by, round=asked)
    assert paper.sheet["A1"].value == (
        "처리상황 보고 · 2025년도 행정사무감사 정보국 · 1차 보고(기한 2026. 12. 4.) · 정보정책과 · "
        "내려받은 날 2026. 11. 20."
    )
    facts = [[cell.value for cell in row] for row in paper.book[columns.FACTS].iter_rows()]
    assert facts[:4] == [
        ["서식", "1"],
        ["보고 회차", str(asked.pk)],
        ["내려받은 날", "2026-11-20"],
        ["내려받은 사람", str(by.user.pk)],
    ]
    assert [row[0] for row in facts[5:]] == [item.pk for item in items]


def test_it_is_korean_in_every_language_of_the_pages(items: list[Assignment], by: Viewer) -> None:
    with override("en"):
        paper = _paper(by)
        assert paper.cell(FIRST + 1, columns.STATUS).value == "추진 중"
        assert not understood(paper.saved()).touched


def test_what_is_closed_claimed_or_withdrawn_is_not_in_it(items: list[Assignment], by: Viewer) -> None:
    Assignment.objects.filter(pk=items[0].pk).update(stage=Stage.WITHDRAWN)
    assign(make_demand(items[0].demand.audit, 4), items[0].department, Status.COMPLETED)
    assert _paper(by).column(columns.LABEL) == ["시정 2", "시정 3"]


def test_an_officer_takes_the_own_departments_and_the_coordinator_all_in_the_order_of_the_organisation(
    items: list[Assignment],
    neighbour: Department,
    coordinator: User,
    stranger: User,
    by: Viewer,
    as_viewer: AsViewer,
) -> None:
    other = make_audit(2026)
    assign(make_demand(other, 1), neighbour)
    assign(make_demand(other, 2), items[0].department)
    everybody = as_viewer(coordinator)
    assert _paper(by).column(columns.DEPARTMENT) == ["정보정책과"] * 4
    assert _paper(as_viewer(stranger)).column(columns.LABEL) == ["시정 1"]
    found = _paper(everybody)
    assert found.column(columns.DEPARTMENT) == ["정보정책과"] * 4 + ["통신과"]
    assert found.column(columns.LABEL) == ["시정 2", "시정 1", "시정 2", "시정 3", "시정 1"]
    assert _paper(everybody, department=neighbour).column(columns.LABEL) == ["시정 1"]
    assert _paper(everybody, audit=other).column(columns.LABEL) == ["시정 2", "시정 1"]
    assert not form.form(Wanted(), everybody).own
    assert form.form(Wanted(), by).own


def test_the_secretariat_and_councillors_take_none(
    items: list[Assignment], secretariat: User, councillor: User, as_viewer: AsViewer
) -> None:
    for person in (secretariat, councillor):
        with pytest.raises(PermissionDenied):
            form.form(Wanted(), as_viewer(person))


def test_more_than_a_sheet_takes_is_refused_in_words(
    items: list[Assignment], by: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "MOST", 2)
    with pytest.raises(NotAllowedNow, match="나누어"):
        form.form(Wanted(), by)


def test_the_statements_do_not_grow_with_the_items(
    items: list[Assignment], by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        form.written(form.form(Wanted(), by), by)
