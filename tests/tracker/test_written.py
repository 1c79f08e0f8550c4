"""Answers look as officials wrote them, and stay what they wrote."""

from __future__ import annotations

import time

import pytest

from tracker.written import DEEPEST, MOST_COLUMNS, MOST_LINES, Paragraph, Table, blocks, stored, words_of


def _lines(text: str) -> list[tuple[int, str, str]]:
    return [(b.indent, b.mark, b.text) for b in blocks(text) if isinstance(b, Paragraph)]


def _table(text: str) -> Table:
    (found,) = blocks(text)
    assert isinstance(found, Table)
    return found


def test_signs_and_indents_of_a_report_are_kept() -> None:
    text = "□ 추진 현황\n ○ 현장점검 : ’26. 5월\n   - 대상 28개\n     ※ 제외 2개\n      ▸ 앱 3개\n① 정비\n1) 폐기"
    assert _lines(text) == [
        (0, "□", "추진 현황"),
        (0, "○", "현장점검 : ’26. 5월"),
        (1, "-", "대상 28개"),
        (2, "※", "제외 2개"),
        (3, "▸", "앱 3개"),
        (0, "①", "정비"),
        (0, "1)", "폐기"),
    ]


@pytest.mark.parametrize(
    "line", ["1.5GB 데이터", "12. 31. 마감", "-3.5% 감소", "다. 그러나", "(11명) 참석", "----"]
)
def test_what_only_looks_like_a_sign_belongs_to_the_words(line: str) -> None:
    assert _lines(line) == [(0, "", line)]


def test_an_empty_line_sets_what_follows_apart_and_is_nothing_itself() -> None:
    assert [(b.text, b.apart) for b in blocks("\n가\n\n\n나\n다\n \n") if isinstance(b, Paragraph)] == [
        ("가", True),
        ("나", True),
        ("다", False),
    ]


def test_lines_with_tabs_are_one_table_between_the_lines_around_it() -> None:
    found = blocks("- 현황\n구분\t계\t시각\n2025\t470\t178\n- 끝")
    assert found == [
        Paragraph("현황", "-"),
        Table((("구분", "계", "시각"), ("2025", "470", "178"))),
        Paragraph("끝", "-"),
    ]


def test_short_rows_are_filled_and_empty_cells_stay_where_they_are() -> None:
    table = _table("구분\t\t계\n\t신청\t10\n2025\t")
    assert table.rows == (("구분", "", "계"), ("", "신청", "10"), ("2025", "", ""))
    assert (table.head, len(table.body)) == (("구분", "", "계"), 2)


def test_a_table_of_one_row_has_no_head() -> None:
    table = _table("연간\t3,263대")
    assert (table.head, table.body) == ((), (("연간", "3,263대"),))


def test_a_tab_that_only_indents_makes_no_table() -> None:
    assert _lines("\t- 대상 28개\n\t\t※ 제외") == [(1, "-", "대상 28개"), (2, "※", "제외")]


def test_line_ends_of_any_system_are_line_ends() -> None:
    assert blocks("가\r\n나\r다") == blocks("가\n나\n다")


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_nothing_written_is_nothing(text: str) -> None:
    assert blocks(text) == []


def test_no_letter_of_a_text_is_lost() -> None:
    text = "□ 가\n  - 나 : 1.5\n다\t라\n\t마\n\n※ <b>바</b>\u2028사"
    told = "".join(
        b.mark + b.text if isinstance(b, Paragraph) else "".join(sum(b.rows, ())) for b in blocks(text)
    )
    assert "".join(told.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "\t" * 50_000 + "가",
        "가" + "\t가" * 25_000,
        "가" + "\t가" * MOST_COLUMNS,
        ("가\t" * 60 + "나\n") * 800,
        "가\n" * 25_000,
        "\n" * 50_000,
        "- " * 25_000,
        " " * 50_000 + "가",
        "가" * 50_000,
    ],
)
def test_what_no_official_writes_is_bounded(text: str) -> None:
    begun = time.perf_counter()
    found = blocks(text)
    assert time.perf_counter() - begun < 1
    assert len(found) <= MOST_LINES + 1
    assert all(
        b.indent <= DEEPEST if isinstance(b, Paragraph) else len(b.rows[0]) <= MOST_COLUMNS for b in found
    )


def test_after_many_lines_the_rest_stands_in_one() -> None:
    found = blocks("\n".join(str(n) for n in range(3_000)))
    assert isinstance(found[-1], Paragraph)
    assert (len(found), found[-1].text.split("\n")[-1]) == (MOST_LINES + 1, "2999")


def test_the_words_of_a_line_leave_out_sign_and_indent() -> None:
    assert words_of("   - 결과 공개") == "결과 공개"


def test_what_is_kept_are_the_lines_as_they_came_without_empty_ones_around() -> None:
    assert stored("\r\n  \n\t계\t시각\r\n  - 가  \r\n2025\t\t\r\n \r\n") == "\t계\t시각\n  - 가  \n2025\t\t"
    assert (stored(" \r\n\t"), stored("  - 가  ")) == ("", "  - 가")
