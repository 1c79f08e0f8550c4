"""A sheet that comes back: what was written in it, and what is wrong with it, by cell."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from audits.intake.draft import Unreadable
from tests.tracker.sheets.paper import FIRST, Paper, understood
from tracker.models import Assignment
from tracker.sheets import columns
from tracker.sheets.progress import Filled

pytestmark = pytest.mark.django_db

SECOND, THIRD = FIRST + 1, FIRST + 2
SAID = {
    columns.STATUS: "추진 중",
    columns.ACTIONS: "- 점검표를 만듦",
    columns.PLAN: "- 점검",
    columns.UNTIL: "’26. 12월",
}


def _only(paper: Paper) -> Filled:
    (row,) = understood(paper.saved()).touched
    return row


def test_a_sheet_in_which_nobody_wrote_says_nothing(paper: Paper) -> None:
    found = understood(paper.saved())
    assert (len(found.rows), found.touched, found.faults, found.gone) == (3, (), (), ())


def test_a_row_is_understood_as_written(paper: Paper, items: list[Assignment]) -> None:
    paper.fill(FIRST, SAID | {columns.EVIDENCE: "정보정책과-12\n https://example.org/a \n"})
    row = _only(paper)
    assert (row.row, row.assignment_id, row.version) == (FIRST, items[0].pk, 1)
    assert (row.answer.status, row.answer.actions_taken, row.answer.plan) == (
        "in_progress",
        "- 점검표를 만듦",
        "- 점검",
    )
    assert row.answer.planned_until == date(2026, 12, 31)
    assert row.evidence == ("정보정책과-12", "https://example.org/a")
    assert (row.faults, row.wording, row.no_change) == ((), "", False)


@pytest.mark.parametrize(
    ("typed", "status", "continues", "wording"),
    [
        ("완료", "completed", False, ""),
        (" 완 료 ", "completed", False, ""),
        ("완료(계속 추진)", "completed", True, ""),
        ("추진예정", "in_progress", False, "추진예정"),
        ("장기 검토", "under_review", False, "장기 검토"),
        (f"장기{' ' * 60}\n검토", "under_review", False, "장기 검토"),
    ],
)
def test_a_status_may_be_the_offices_own_word(
    typed: str, status: str, continues: bool, wording: str, paper: Paper
) -> None:
    paper.fill(FIRST, SAID | {columns.STATUS: typed})
    row = _only(paper)
    assert (row.answer.status, row.answer.continues, row.wording) == (status, continues, wording)


@pytest.mark.parametrize("typed", ["보류", "미보고", "TRUE", 3])
def test_a_word_that_is_no_status_is_named_by_its_cell(typed: object, paper: Paper) -> None:
    paper.fill(FIRST, SAID | {columns.STATUS: typed})
    (fault,) = _only(paper).faults
    assert fault.startswith(f"{paper.name(FIRST, columns.STATUS)}: 추진상황으로 읽을 수 없습니다: ‘{typed}’")
    assert "변동 없음" in fault


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026. 3. 5.", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("’26. 12월", date(2026, 12, 31)),
        ("20260305", date(2026, 3, 5)),
        (20260305, date(2026, 3, 5)),
        (46_086, date(2026, 3, 5)),
        (date(2026, 3, 5), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 18, 0), date(2026, 3, 5)),  # noqa: DTZ001 - a spreadsheet knows no zones
        ("", None),
    ],
)
def test_a_day_is_read_however_it_came(typed: object, day: date | None, paper: Paper) -> None:
    paper.fill(FIRST, SAID | {columns.UNTIL: typed})
    row = _only(paper)
    assert (row.answer.planned_until, row.faults) == (day, ())


@pytest.mark.parametrize("typed", ["내년쯤", "2026. 13. 5.", "2026. 2. 30.", 2026.1, True, "12월"])
def test_what_is_no_day_is_named_with_an_example(typed: object, paper: Paper) -> None:
    paper.fill(FIRST, SAID | {columns.UNTIL: typed})
    (fault,) = _only(paper).faults
    assert fault.startswith(f"{paper.name(FIRST, columns.UNTIL)}: 날짜로 읽을 수 없습니다")
    assert "2026. 3. 5. 또는 ’26. 12월" in fault


@pytest.mark.parametrize(
    ("head", "typed", "told"),
    [
        (columns.ACTIONS, "=A1", "수식이 들어 있습니다"),
        (columns.STATUS, '=IF(1,"완료","")', "수식이 들어 있습니다"),
        (columns.UNTIL, "=TODAY()", "수식이 들어 있습니다"),
        (columns.RECEIVER, "가" * 101, "너무 깁니다(101자)"),
        (columns.PLAN, "가" * 20_001, "너무 깁니다(20001자)"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_named_by_it(head: str, typed: str, told: str, paper: Paper) -> None:
    paper.fill(FIRST, SAID | {head: typed})
    (fault,) = _only(paper).faults
    assert fault.startswith(f"{paper.name(FIRST, head)}: ")
    assert told in fault


def test_merged_cells_and_error_values_are_named(paper: Paper) -> None:
    paper.fill(FIRST, SAID)
    paper.cell(FIRST, columns.PLAN).value = "#REF!"
    paper.cell(FIRST, columns.PLAN).data_type = "e"
    paper.sheet.merge_cells(f"{paper.name(SECOND, columns.ACTIONS)}:{paper.name(THIRD, columns.ACTIONS)}")
    faults = [fault for row in understood(paper.saved()).touched for fault in row.faults]
    assert [fault.split(".")[0] for fault in faults] == [
        f"{paper.name(FIRST, columns.PLAN)}: 오류 값(#REF!)입니다",
        f"{paper.name(SECOND, columns.ACTIONS)}: 병합한 칸입니다",
        f"{paper.name(THIRD, columns.ACTIONS)}: 병합한 칸입니다",
    ]


def test_no_change_is_chosen_and_the_words_stay(paper: Paper) -> None:
    paper.fill(SECOND, {columns.STATUS: "변동 없음"})
    row = _only(paper)
    assert (row.no_change, row.answer.status, row.faults) == (True, "in_progress", ())


@pytest.mark.parametrize("written", [{columns.ACTIONS: "- 다른 일"}, {columns.EVIDENCE: "과-1"}])
def test_no_change_with_other_words_is_a_contradiction(written: dict[str, str], paper: Paper) -> None:
    paper.fill(SECOND, {columns.STATUS: "변동없음"} | written)
    (fault,) = _only(paper).faults
    assert fault.startswith(f"{paper.name(SECOND, columns.STATUS)}: 변동 없음을 골랐으나")


def test_words_without_a_status_ask_for_one(paper: Paper) -> None:
    paper.fill(FIRST, {columns.ACTIONS: "- 점검"})
    assert _only(paper).faults == (f"{paper.name(FIRST, columns.STATUS)}: 추진상황을 골라 주십시오.",)


def test_white_space_alone_is_no_change_of_a_row(paper: Paper) -> None:
    paper.fill(SECOND, {columns.ACTIONS: "- 계획을  세움 \r\n\n · 예산 반영\n", columns.UNTIL: "2026-12-31"})
    assert not understood(paper.saved()).touched


def test_what_belongs_to_another_status_is_left_out_and_said_so(paper: Paper) -> None:
    paper.fill(FIRST, SAID | {columns.REASON: "예산 부족", columns.RECEIVER: "도청"})
    row = _only(paper)
    assert (row.answer.reason, row.answer.receiver) == ("", "")
    assert [note.split(":")[0] for note in row.notes] == [
        paper.name(FIRST, head) for head in (columns.REASON, columns.RECEIVER)
    ]


def test_an_added_row_is_named_and_is_no_item(paper: Paper) -> None:
    paper.cell(THIRD + 1, columns.LABEL).value = "시정 9"
    found = understood(paper.saved())
    assert (found.touched, len(found.faults)) == ((), 1)
    assert found.faults[0].startswith(f"{THIRD + 1}행: 서식에 없던 행입니다")


def test_a_deleted_row_is_told_and_nothing_happens_to_it(paper: Paper, items: list[Assignment]) -> None:
    paper.sheet.delete_rows(SECOND)
    found = understood(paper.saved())
    assert (found.gone, found.touched) == ((items[1].pk,), ())


def test_a_row_that_stands_there_twice_is_sent_neither_way(paper: Paper) -> None:
    paper.fill(FIRST, SAID)
    for place, cell in enumerate(paper.sheet[FIRST], start=1):
        paper.sheet.cell(THIRD + 1, place).value = cell.value
    rows = understood(paper.saved()).touched
    assert [row.row for row in rows] == [FIRST, THIRD + 1]
    assert {row.faults for row in rows} == {
        (f"{FIRST}, {THIRD + 1}행: 같은 소관이 두 번 있습니다. 하나만 남겨 주십시오.",)
    }


@pytest.mark.parametrize("head", [*columns.IDENTITY, columns.ID, columns.VERSION])
def test_a_row_whose_names_or_hidden_cells_are_anothers_is_not_read(head: str, paper: Paper) -> None:
    paper.fill(SECOND, SAID)
    other = {columns.ID: paper.cell(FIRST, head).value, columns.VERSION: 2}
    paper.cell(SECOND, head).value = other.get(head, "다른 것")
    found = understood(paper.saved())
    assert not found.touched
    assert found.faults[0].startswith(f"{SECOND}행: 연번·감사·세부항목·소관부서나 숨은 칸이")


def test_rows_that_are_sorted_together_with_their_hidden_cells_keep_their_items(
    paper: Paper, items: list[Assignment]
) -> None:
    paper.fill(SECOND, SAID)
    for place in range(1, len(columns.HEADS) + 1):
        one, other = paper.sheet.cell(FIRST, place), paper.sheet.cell(SECOND, place)
        one.value, other.value = other.value, one.value
    row = _only(paper)
    assert (row.row, row.assignment_id) == (FIRST, items[1].pk)


def test_moved_columns_are_found_and_missing_ones_named(paper: Paper) -> None:
    paper.fill(FIRST, SAID)
    paper.sheet.insert_cols(3)
    assert _only(paper).answer.actions_taken == "- 점검표를 만듦"
    paper.sheet.cell(FIRST - 1, paper.heads[columns.PLAN] + 1).value = "앞으로"
    with pytest.raises(Unreadable, match="있어야 하는 열이 없습니다: 향후계획"):
        understood(paper.saved())


def test_a_sheet_without_hidden_columns_one_of_another_kind_and_two_of_a_kind_are_refused(
    paper: Paper,
) -> None:
    paper.book.copy_worksheet(paper.sheet).title = "처리상황 보고 (2)"
    with pytest.raises(Unreadable, match=r"여러 장 있습니다: 처리상황 보고, 처리상황 보고 \(2\)"):
        understood(paper.saved())
    del paper.book["처리상황 보고 (2)"]
    paper.sheet.delete_cols(paper.heads[columns.ID], 3)
    with pytest.raises(Unreadable, match="처리상황 보고 서식으로 읽을 수 없습니다"):
        understood(paper.saved())
    with pytest.raises(Unreadable, match="처리상황 보고 서식으로 읽을 수 없습니다"):
        understood("이름,전화\n가,나\n".encode(), "명단.csv")


def test_an_old_form_and_one_of_another_installation_are_named(
    paper: Paper, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = paper.saved()
    with monkeypatch.context() as later:
        later.setattr(columns, "FORM", "2")
        assert understood(content).faults[0].startswith(f"{FIRST}행: 옛 서식입니다")
    settings.SECRET_KEY = "another-installation-with-a-key-of-its-own"  # type: ignore[attr-defined]  # the fixture
    found = understood(content)
    assert (found.rows, len(found.faults)) == ((), 3)
    assert "이 시스템에서 내려받은 서식이 아닙니다" in found.faults[0]


def test_without_its_hidden_sheet_it_can_be_read_and_no_row_is_missed(paper: Paper) -> None:
    del paper.book[columns.FACTS]
    paper.fill(FIRST, SAID)
    paper.sheet.delete_rows(SECOND)
    found = understood(paper.saved())
    assert (len(found.touched), found.gone) == (1, ())


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_saved_as_csv_it_is_the_same_sheet(encoding: str, paper: Paper, items: list[Assignment]) -> None:
    paper.fill(FIRST, SAID | {columns.UNTIL: "2026-12-31", columns.ACTIONS: "- 첫 줄\n- 둘째, 줄"})
    (row,) = understood(paper.as_csv(encoding), "서식.csv").touched
    assert (row.assignment_id, row.answer.actions_taken) == (items[0].pk, "- 첫 줄\n- 둘째, 줄")


def test_rich_text_and_line_ends_of_other_writers_are_plain_words(paper: Paper) -> None:
    paper.fill(FIRST, SAID | {columns.ACTIONS: "  - 첫 줄\r\n- 둘째 줄\r"})
    assert _only(paper).answer.actions_taken == "  - 첫 줄\n- 둘째 줄"
