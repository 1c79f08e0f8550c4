"""Pages saved from the web: their letters, their tables, what they hide, and pages that mean harm."""

from __future__ import annotations

import time

import pytest

from audits.intake import child, decode, html
from audits.intake.draft import Unreadable
from audits.intake.grid import grid
from audits.intake.html import papers
from audits.intake.paper import Cell, Paragraph, Table, WrittenTable, written


def rows(page: str) -> list[list[str]]:
    """Texts of the cells of the only table of a page."""
    (table,) = [block for block in papers(page.encode())[0].blocks if isinstance(block, Table)]
    return [[cell.text for cell in row] for row in table.rows]


def words(page: str | bytes) -> str:
    """All that is read of a page."""
    return written(papers(page.encode() if isinstance(page, str) else page)).text


@pytest.mark.parametrize(
    "page",
    [
        '<meta charset="utf-8"><p>하천 공원</p>'.encode(),
        '<meta charset="euc-kr"><p>하천 공원</p>'.encode("cp949"),
        '<meta http-equiv="Content-Type" content="text/html; charset=ks_c_5601-1987"><p>하천 공원</p>'.encode(
            "cp949"
        ),
        "<p>하천 공원</p>".encode("utf-16"),
        "<p>하천 공원</p>".encode("utf-8-sig"),
        b"<p>&#54616;&#52380;&nbsp;&#xACF5;&#xC6D0;</p>",
    ],
)
def test_letters_are_read_in_the_encoding_of_the_page(page: bytes) -> None:
    assert words(page) == "하천 공원"


def test_a_page_with_broken_letters_is_read_and_says_so() -> None:
    (paper,) = papers('<meta charset="utf-8"><p>하천'.encode() + b"\xff</p><p>\xea\xb3</p>")
    assert paper.blocks[0] == Paragraph("하천\ufffd")
    assert paper.remarks[0].message == html.BROKEN_LETTERS


def test_ends_of_cells_and_rows_may_be_left_out_and_merged_cells_keep_their_reach() -> None:
    page = "<TABLE><TR><TH ROWSPAN=2>가<TD colspan='2'>나<TR><TD>다<TD>라</TABLE>"
    (paper,) = papers(page.encode())
    assert paper.blocks == (Table(((Cell("가", 2), Cell("나", columns=2)), (Cell("다"), Cell("라")))),)


def test_lines_of_a_cell_stay_and_blanks_around_them_go() -> None:
    assert rows(
        "<table><tr><td>\n  하나 \n 둘<br>셋<p>넷</p><div>다섯</div><pre>여섯\n  일곱</pre></table>"
    ) == [["하나 둘\n셋\n넷\n다섯\n여섯\n  일곱"]]


def test_numbers_that_only_a_list_shows_are_written() -> None:
    assert (
        words("<ol><li>하나<li>둘</ol><ul><li>셋</ul><ol start=7><li>일곱</ol>")
        == "1. 하나\n2. 둘\n셋\n7. 일곱"
    )


def test_scripts_and_styles_say_nothing_and_what_is_hidden_is_told() -> None:
    page = (
        "<p>보임</p><script>document.write('<p>거짓</p>')</script><style>p{}</style><!-- 주석 -->"
        "<div hidden>속<div>더 속</div></div><p style='DISPLAY : none'>숨김</p><p style='display:none'></p><p>끝</p>"
    )
    (paper,) = papers(page.encode())
    assert paper.blocks == (Paragraph("보임"), Paragraph("끝"))
    assert [(remark.block, remark.message) for remark in paper.remarks] == [
        (1, html.HIDDEN.format(words="속더 속")),
        (1, html.HIDDEN.format(words="숨김")),
    ]


def test_a_frame_round_a_report_is_dissolved_and_a_table_in_an_answer_is_not() -> None:
    inner = "<table><tr><td>연번<td>요구사항<td>소관부서<tr><td>1<td>하나<table><tr><td>ㄱ<td>ㄴ</table><td>둘</table>"
    page = f"<table><tr><td>메뉴<td>{inner}<td>옆</table>"
    (paper,) = papers(page.encode())
    assert [type(block).__name__ for block in paper.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert rows(page)[1] == ["1", "하나\nㄱ\tㄴ", "둘"]


def test_no_entity_of_its_own_making_is_read() -> None:
    page = '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/hostname">]><html><p>&f;하천</p>'
    assert "&f;하천" in words(page)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<table><tr>" + "<td>1" * (child.MOST_COLUMNS + 1) + "</table>", child.TOO_MANY),
        ("<table><tr>" + "<td>" * 1_000_000 + "</table>", child.TOO_MANY),
        ("<table>" + "<tr><td>1" * (child.MOST_ROWS + 1) + "</table>", child.TOO_MANY),
        ("<table><tr><td>" * (html.MOST_NESTED + 1), html.TOO_DEEP.format(most=html.MOST_NESTED)),
        ("<script>" + "x" * 1_000, decode.EMPTY),
    ],
    ids=["wide", "a million columns", "long", "deep", "nothing"],
)
def test_what_no_report_is_is_refused_in_one_line(page: str, message: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        papers(page.encode())
    assert (str(refusal.value), "\n" in str(refusal.value)) == (message, False)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "piece", ["<div>", "<p>", "<b>", "<!--", "<", "<!", "</", "&", "<a href='", "<ul><li>", "<![CDATA["]
)
def test_what_is_never_closed_takes_no_more_time_than_its_length(piece: str) -> None:
    begun = time.monotonic()
    words("<p>하천</p>" + piece * 20_000)
    assert time.monotonic() - begun < 10


def test_merged_cells_that_claim_to_reach_further_than_the_table_reach_its_end() -> None:
    page = "<table><tr><td rowspan=99999999>가<td>나<tr><td colspan=0>다<tr><td rowspan=-1>라<td colspan=x>마</table>"
    source = written(papers(page.encode()))
    (table,) = [block for block in source.blocks if isinstance(block, WrittenTable)]
    assert [[slot.text for slot in row.slots] for row in grid(table)] == [
        ["가", "나"],
        ["가", "다"],
        ["가", "라", "마"],
    ]


def test_a_page_is_read_in_a_process_of_its_own() -> None:
    (paper,) = child.read_papers("<table><tr><td rowspan=2>가<td>나<br>다<tr><td>라</table>".encode(), "html")
    assert paper.blocks == (Table(((Cell("가", 2), Cell("나\n다")), (Cell("라"),))),)
