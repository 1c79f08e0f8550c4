"""What an HWPX says, in the order in which it stands on paper."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake import child, decode, hwpx
from audits.intake.paper import Block, Cell, Paragraph, Table
from tests.audits.intake import hwpxs
from tests.audits.intake.hwpxs import cell, line, paragraph, plain, section, table, words
from tests.audits.intake.papers import REPORT, needs_real_report

NUMBERED = (
    '<hh:numbering id="1" start="0">'
    '<hh:paraHead start="1" level="1" numFormat="DIGIT">^1.</hh:paraHead>'
    '<hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2.</hh:paraHead>'
    '<hh:paraHead start="3" level="3" numFormat="CIRCLED_DIGIT">^3</hh:paraHead>'
    '<hh:paraHead start="1" level="4" numFormat="ROMAN_SMALL">^1-^4)</hh:paraHead></hh:numbering>'
    '<hh:bullet id="2" char="□"><hh:paraHead level="0"/></hh:bullet>'
) + "".join(
    f'<hh:paraPr id="{10 + level}"><hh:heading type="NUMBER" idRef="1" level="{level}"/></hh:paraPr>'
    for level in range(4)
)
BULLET = '<hh:paraPr id="20"><hh:heading type="BULLET" idRef="2" level="0"/></hh:paraPr>'
OUTLINE = '<hh:paraPr id="30"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>'


def _blocks(*sections: str, heads: str = "", order: str = "") -> tuple[Block, ...]:
    (paper,) = hwpx.papers(hwpxs.made(*sections, heads=heads, order=order))
    return paper.blocks


def _texts(*sections: str, heads: str = "") -> list[str]:
    return [
        block.text if isinstance(block, Paragraph) else "table" for block in _blocks(*sections, heads=heads)
    ]


def _said(body: str) -> list[tuple[int, str]]:
    (paper,) = hwpx.papers(hwpxs.made(body))
    return [(remark.block, remark.message) for remark in paper.remarks]


def test_the_process_of_its_own_says_what_the_reader_says() -> None:
    content = hwpxs.made(line("○ 도로를 정비하기 바람") + paragraph(plain([["구분", "계"], ["완료", "3"]])))
    assert child.read_papers(content, "hwpx") == hwpx.papers(content)


def test_lines_and_tables_stand_in_their_order() -> None:
    body = (
        line("앞")
        + paragraph(words("줄의 앞"), plain([["가", "나"]]), words("줄의 뒤"))
        + line("")
        + line("뒤")
    )
    assert _blocks(body) == (
        Paragraph("앞"),
        Paragraph("줄의 앞"),
        Table(((Cell("가"), Cell("나")),)),
        Paragraph("줄의 뒤"),
        Paragraph(""),
        Paragraph("뒤"),
    )


def test_breaks_tabs_and_fixed_blanks_are_what_the_eye_sees() -> None:
    body = paragraph(
        "<hp:t>가<hp:lineBreak/>나<hp:tab width='1'/>다<hp:nbSpace/>라<hp:fwSpace/>마<hp:hyphen/>바</hp:t>"
    )
    assert _blocks(body) == (Paragraph("가\n나\t다 라 마-바"),)


def test_a_word_cut_into_runs_is_one_word() -> None:
    assert _texts(paragraph(words("추"), words("진"), words("상황"))) == ["추진상황"]


def test_merged_cells_stand_once_with_their_reach() -> None:
    merged = table(
        [
            [cell(line("구분"), 0, 0, rows=2), cell(line("계"), 0, 1, columns=2)],
            [cell(line("완료"), 1, 1), cell(line("추진 중"), 1, 2)],
        ]
    )
    assert _blocks(paragraph(merged)) == (
        Table(((Cell("구분", 2, 1), Cell("계", 1, 2)), (Cell("완료"), Cell("추진 중")))),
    )


def test_the_lines_of_a_cell_stay_lines_and_a_tab_in_it_makes_no_table() -> None:
    body = paragraph(table([[cell(line("추진") + paragraph("<hp:t>완<hp:tab/>료</hp:t>"))]]))
    assert _blocks(body) == (Table(((Cell("추진\n완 료"),),)),)


def test_a_table_in_a_cell_is_lines_with_tabs_of_that_cell() -> None:
    inner = table(
        [
            [cell(line("예산"), 0, 0, rows=2), cell(line("국비") + line("시비"), 0, 1, columns=2)],
            [cell(line("1"), 1, 1), cell(line("2"), 1, 2)],
        ]
    )
    body = paragraph(table([[cell(line("□ 추진내용") + paragraph(inner) + line("끝"))]]))
    assert _blocks(body) == (Table(((Cell("□ 추진내용\n예산\t국비 시비\t\n\t1\t2\n끝"),),)),)


def test_what_every_page_repeats_is_no_text() -> None:
    ctrl = (
        "<hp:ctrl><hp:header><hp:subList>" + line("머리말") + "</hp:subList></hp:header></hp:ctrl>"
        "<hp:ctrl><hp:footer><hp:subList>" + line("꼬리말") + "</hp:subList></hp:footer></hp:ctrl>"
        "<hp:ctrl><hp:pageNum pos='BOTTOM_CENTER'/></hp:ctrl><hp:ctrl><hp:autoNum num='7' numType='PAGE'/></hp:ctrl>"
        "<hp:secPr><hp:masterPage><hp:subList>" + line("바탕쪽") + "</hp:subList></hp:masterPage></hp:secPr>"
    )
    assert _texts(paragraph(ctrl, words("본문"))) == ["본문"]


def test_a_footnote_stands_below_the_line_that_calls_it() -> None:
    note = (
        '<hp:ctrl><hp:footNote number="2"><hp:subList>'
        + line("예산에 없음")
        + "</hp:subList></hp:footNote></hp:ctrl>"
    )
    assert _texts(paragraph(words("정비함"), note, words("(3월)")) + line("다음")) == [
        "정비함[각주 2](3월)",
        "※ 각주 2) 예산에 없음",
        "다음",
    ]


def test_a_text_box_is_read_below_its_line_and_a_picture_is_not() -> None:
    box = (
        "<hp:rect><hp:drawText><hp:subList>"
        + line("상자 글")
        + line("")
        + "</hp:subList></hp:drawText></hp:rect>"
    )
    picture = "<hp:pic><hp:shapeComment>그림입니다. 원본 그림의 이름: a.png</hp:shapeComment></hp:pic>"
    assert _texts(paragraph(words("본문"), box, picture)) == ["본문", "상자 글"]


@pytest.mark.parametrize(("side", "expected"), [("TOP", ["표 1", "table"]), ("BOTTOM", ["table", "표 1"])])
def test_a_caption_stands_on_its_side_of_the_table(side: str, expected: list[str]) -> None:
    number = "<hp:ctrl><hp:autoNum num='1' numType='TABLE'/></hp:ctrl>"
    caption = (
        f'<hp:caption side="{side}"><hp:subList>{paragraph(words("표 "), number)}</hp:subList></hp:caption>'
    )
    assert _texts(paragraph(table([[cell(line("가"))]], before=caption))) == expected


def test_struck_words_are_left_out_and_told() -> None:
    body = line("앞") + paragraph(
        "<hp:t>도로를 <hp:deleteBegin Id='1'/>넓히고</hp:t>",
        "<hp:t> 급히<hp:deleteEnd Id='1'/><hp:insertBegin Id='2'/>정비하기<hp:insertEnd Id='2'/> 바람</hp:t>",
    )
    assert _texts(body) == ["앞", "도로를 정비하기 바람"]
    assert _said(body) == [
        (1, "변경 내용 추적에서 지운 글은 읽지 않았습니다: “넓히고 급히”"),
        (1, "변경 내용 추적이 남아 있습니다. 넣은 글은 본문으로 읽었습니다."),
    ]


def test_comments_and_memos_are_left_out_and_told() -> None:
    body = paragraph(
        words("본문"),
        "<hp:ctrl><hp:hiddenComment><hp:subList>"
        + line("속말")
        + "</hp:subList></hp:hiddenComment></hp:ctrl>",
        "<hp:ctrl><hp:fieldBegin type='MEMO'><hp:subList>"
        + line("메모")
        + "</hp:subList></hp:fieldBegin></hp:ctrl>",
        "<hp:ctrl><hp:fieldBegin type='HYPERLINK'><hp:parameters><hp:stringParam>http://a</hp:stringParam>"
        "</hp:parameters></hp:fieldBegin></hp:ctrl>",
        words(" 계속"),
    )
    assert _texts(body) == ["본문 계속"]
    assert [message for _, message in _said(body)] == [
        "숨은 설명은 읽지 않았습니다.",
        "메모는 읽지 않았습니다.",
    ]


def test_numbers_that_the_program_writes_are_read_as_they_look() -> None:
    levels = [10, 11, 11, 12, 12, 13, 10, 11]
    body = "".join(line(f"글{number}", shape=str(level)) for number, level in enumerate(levels))
    assert _texts(body, heads=NUMBERED) == [
        "1. 글0",
        "가. 글1",
        "나. 글2",
        "③ 글3",
        "④ 글4",
        "1-i) 글5",
        "2. 글6",
        "가. 글7",
    ]


def test_a_bullet_is_read_and_an_empty_line_has_none() -> None:
    body = line("추진상황 : 완료", shape="20") + line("", shape="20") + line("본문", shape="99")
    assert _texts(body, heads=NUMBERED + BULLET) == ["□ 추진상황 : 완료", "", "본문"]


def test_an_outline_counts_by_the_list_of_its_section() -> None:
    body = (
        paragraph('<hp:secPr outlineShapeIDRef="1"/>') + line("개요", shape="30") + line("둘째", shape="30")
    )
    assert _texts(body, heads=NUMBERED + OUTLINE) == ["", "1. 개요", "2. 둘째"]


def test_sections_follow_the_spine_and_then_their_numbers() -> None:
    bodies = [line(f"{number}절") for number in range(11)]
    assert _texts(*bodies)[-2:] == ["9절", "10절"]
    items = "".join(f'<item id="s{n}" href="Contents/section{n}.xml"/>' for n in (0, 1))
    order = f"<package><manifest>{items}</manifest><spine><itemref idref='s1'/><itemref idref='s0'/></spine></package>"
    assert _blocks(*bodies[:3], order=order) == (Paragraph("1절"), Paragraph("0절"), Paragraph("2절"))


def test_composed_signs_and_words_above_words_are_kept() -> None:
    body = paragraph(
        "<hp:compose composeText='㉠'/>",
        "<hp:dutmal><hp:mainText>시정</hp:mainText><hp:subText>是正</hp:subText></hp:dutmal>",
    )
    assert _texts(body) == ["㉠시정是正"]


def test_alternatives_are_read_once() -> None:
    both = (
        f"<hp:switch><hp:case>{words('하나')}</hp:case><hp:default>{words('하나')}</hp:default></hp:switch>"
    )
    assert _texts(paragraph(both)) == ["하나"]


def test_a_section_in_utf_16_is_read() -> None:
    told = section(line("도로")).replace("UTF-8", "UTF-16").encode("utf-16")
    (paper,) = hwpx.papers(hwpxs.made("", more={"Contents/section0.xml": told}))
    assert paper.blocks == (Paragraph("도로"),)


LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\t"), max_size=30)


@given(
    st.lists(LETTERS, max_size=6),
    st.lists(st.lists(LETTERS, min_size=1, max_size=4), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
def test_no_letter_of_a_line_or_a_cell_is_lost(lines: list[str], rows: list[list[str]]) -> None:
    body = line("시작") + "".join(map(line, lines)) + paragraph(plain(rows))
    assert _blocks(body) == (
        Paragraph("시작"),
        *map(Paragraph, lines),
        Table(tuple(tuple(map(Cell, row)) for row in rows)),
    )


@needs_real_report
def test_the_real_report_comes_through_line_by_line() -> None:
    lines = decode.decode(REPORT.read_bytes()).replace("\t", " ").split("\n")
    assert [paragraph.text for paragraph in _blocks("".join(map(line, lines)))] == lines  # type: ignore[union-attr]


def test_a_hundred_pages_take_a_second() -> None:
    row = [
        cell(line("○ 도로를 정비하기 바람 " * 5)),
        cell(line("□ 추진상황 : 완료") + line("○ 정비함 " * 40)),
    ]
    content = hwpxs.made(paragraph(table([row] * 500)))
    (paper,) = hwpx.papers(content)
    assert isinstance(paper.blocks[0], Table)
    assert len(paper.blocks[0].rows) == 500
