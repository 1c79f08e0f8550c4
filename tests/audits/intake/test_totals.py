"""The 총괄 table of a report beside what was read from it."""

from __future__ import annotations

from audits.intake import reader
from audits.intake.draft import CountRow, Draft
from audits.intake.text import read
from tests.audits.intake.papers import vocabulary

TITLES = {"corrective": "시정·처리 요구사항", "suggestion": "건의사항", "submission": "기타사항"}
HEAD = "구 분 계 완 료 추진 중 검토 중 미반영\n"


def paper(table: str, **wordings: list[str]) -> Draft:
    """A report with this table, whose sections hold one demand for each wording."""
    body = "".join(
        f"{TITLES[category]}\n"
        + "".join(
            f"○ {category}의 {number}번째 것을 고치기 바람\n(교통정책과)\n□ 추진상황 : {wording}\n"
            for number, wording in enumerate(of_category, start=1)
        )
        for category, of_category in wordings.items()
    )
    return read("□ 총 괄\n" + table + "\n" + body, vocabulary())


def shorten(draft: Draft) -> list[str]:
    """The differences without their second sentence."""
    return [difference.split(".")[0] for difference in draft.differences]


DONE, GOING, LOOKING, REFUSED = "완료", "추진 중", "검토 중", "추진불가"


def test_a_full_table_is_read_as_it_stands() -> None:
    table = HEAD + "계 3 1 2 0 0\n시정·처리요구사항 2 1 1 0 0\n건의사항 1 - 1 - -\n"
    draft = paper(table, corrective=[DONE, GOING], suggestion=[GOING])
    assert draft.declared
    assert draft.declared.total == CountRow("", total=3, completed=1, in_progress=2)
    assert draft.declared.rows == (
        CountRow("corrective", total=2, completed=1, in_progress=1),
        CountRow("suggestion", total=1, in_progress=1),
    )
    assert draft.declared == draft.parsed
    assert (draft.differences, draft.problems) == ((), ())


def test_blank_cells_are_settled_by_the_sums_of_the_columns() -> None:
    table = HEAD + "계 6 1 2 3 0\n시정·처리요구사항 3 1 2\n건의사항 3 3\n"
    draft = paper(table, corrective=[DONE, GOING, GOING], suggestion=[LOOKING] * 3)
    assert draft.declared == draft.parsed


def test_what_the_sums_leave_open_is_read_nearest_to_the_items() -> None:
    table = HEAD + "계 3 1 2\n시정·처리요구사항 2 1 1\n건의사항 1 1\n"
    draft = paper(table, corrective=[LOOKING, REFUSED], suggestion=[REFUSED])
    assert draft.declared == draft.parsed
    assert draft.problems == ()


def test_a_table_nothing_settles_says_so() -> None:
    table = HEAD + "계 2 1 1\n건의사항 2 1 1\n"
    draft = paper(table, suggestion=[DONE, DONE])
    assert [problem.text for problem in draft.problems] == ["계 2 1 1"]
    assert "빈 칸" in draft.problems[0].message
    assert draft.differences


def test_every_difference_is_named_by_category_and_status() -> None:
    table = HEAD + "계 4 2 2 0 0\n시정·처리요구사항 2 1 1 0 0\n건의사항 2 1 1 0 0\n"
    draft = paper(table, corrective=[DONE, GOING], suggestion=[GOING])
    assert shorten(draft) == [
        "전체: 문서에는 4건, 읽은 항목은 3건입니다",
        "전체 완료: 문서에는 2건, 읽은 항목은 1건입니다",
        "건의사항: 문서에는 2건, 읽은 항목은 1건입니다",
        "건의사항 완료: 문서에는 1건, 읽은 항목은 0건입니다",
    ]
    assert draft.differences[2].endswith("15번째 줄부터 확인하여 주십시오.")


def test_a_category_only_one_side_has_is_a_difference() -> None:
    table = HEAD + "계 1 1 0 0 0\n시정·처리요구사항 1 1 0 0 0\n"
    draft = paper(table, suggestion=[DONE])
    assert shorten(draft)[0] == "시정·처리요구사항: 문서에는 1건, 읽은 항목은 0건입니다"
    assert "건의사항: 문서에는 0건, 읽은 항목은 1건입니다" in shorten(draft)


def test_further_columns_are_counted_too() -> None:
    table = "구분 계 완료 추진중 검토중 미반영 이첩 미보고\n계 2 1 0 0 0 1 0\n건의사항 2 1 0 0 0 1 0\n"
    draft = paper(table, suggestion=[DONE, "이첩"])
    assert draft.declared == draft.parsed
    assert draft.parsed.total.transferred == 1


def test_labels_and_numbers_may_stand_in_lines_of_their_own() -> None:
    table = "구 분\n계\n완 료\n추진 중\n계\n2\n1\n1\n시정·처리\n요구사항 1 1\n건의사항\n1 1\n"
    draft = paper(table, corrective=[DONE], suggestion=[GOING])
    assert draft.declared == draft.parsed
    assert draft.problems == ()


def test_a_table_without_a_row_of_all_is_added_up() -> None:
    table = "구분 계 완료 추진중\n시정·처리요구사항 1 1\n건의사항 1 1\n"
    draft = paper(table, corrective=[DONE], suggestion=[GOING])
    assert draft.declared
    assert draft.declared.total == draft.parsed.total


def test_a_row_that_does_not_add_up_is_told() -> None:
    table = HEAD + "계 3 1 1 0 0\n건의사항 3 1 1 0 0\n"
    draft = paper(table, suggestion=[DONE, GOING])
    assert [problem.text for problem in draft.problems] == ["계 3 1 1 0 0", "건의사항 3 1 1 0 0"]


def test_rows_that_do_not_make_the_row_of_all_are_told() -> None:
    table = HEAD + "계 3 3 0 0 0\n시정·처리요구사항 1 1 0 0 0\n건의사항 1 1 0 0 0\n"
    draft = paper(table, corrective=[DONE], suggestion=[DONE])
    assert [problem.text for problem in draft.problems] == ["계 3 3 0 0 0"]


def test_a_row_nobody_knows_is_told() -> None:
    draft = paper(HEAD + "계 1 1\n건의사항 1 1\n특별사항 0 0\n", suggestion=[DONE])
    assert [problem.text for problem in draft.problems] == ["특별사항 0 0"]


def test_a_head_nobody_knows_is_told_and_nothing_compared() -> None:
    draft = paper("구분 계 완료 추진율\n계 1 1 100\n", suggestion=[DONE])
    assert draft.declared is None
    assert [problem.text for problem in draft.problems] == ["구분 계 완료 추진율"]


def test_the_head_of_a_table_of_demands_is_none_of_a_table_of_totals() -> None:
    """구분 … 완료예정일 heads demands, whose categories stand in their first column."""
    text = (
        "구분,지적사항,소관부서,추진상황,완료예정일\n건의사항,보도를 고치기 바람,교통정책과,완료,2026. 3. 5."
    )
    draft = reader.read(text.encode(), "보고서.csv", vocabulary()).draft
    assert (len(draft.items), draft.problems) == (1, ())


def test_without_a_table_nothing_is_compared() -> None:
    draft = paper("", suggestion=[DONE])
    assert (draft.declared, draft.differences) == (None, ())


def test_a_table_inside_an_answer_is_no_table_of_totals() -> None:
    report = "건의사항\n○ 화단을 늘리기 바람\n(교통정책과)\n□ 추진상황 : 완료\n구분 계 완료\n계 9 9\n"
    assert read(report, vocabulary()).declared is None
