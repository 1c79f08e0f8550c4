"""What a PDF says: lines as they are read, ruled tables as tables, and nothing that every page repeats."""

from __future__ import annotations

import pytest

from audits.intake import child, pdf
from audits.intake.draft import Unreadable
from audits.intake.paper import Block, Cell, Paragraph, Table
from tests.audits.intake import pdfs
from tests.audits.intake.pdfs import HEIGHT, grid, rule, table, text


def _blocks(*pages: str, page: str = "") -> list[Block]:
    (paper,) = pdf.papers(pdfs.made(*pages, page=page))
    return list(paper.blocks)


def _texts(*pages: str) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "table" for block in _blocks(*pages)]


def _rows(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[cell.text for cell in row] for row in block.rows]


def test_the_process_of_its_own_says_what_the_reader_says() -> None:
    content = pdfs.made(
        text(50, 60, "○ 도로를 정비하기 바람") + table(50, 100, [["구분", "계"], ["완료", "3"]])
    )
    assert child.read_papers(content, "pdf") == pdf.papers(content)
    assert pdf.papers(content)[0].blocks == (
        Paragraph("○ 도로를 정비하기 바람"),
        Table(((Cell("구분"), Cell("계")), (Cell("완료"), Cell("3")))),
    )


def test_lines_are_read_down_the_page_however_the_file_orders_them() -> None:
    page = text(50, 300, "셋째") + text(90, 100, "줄") + text(50, 100, "첫째") + text(50, 200, "둘째")
    assert _texts(page) == ["첫째 줄", "둘째", "셋째"]


def test_words_drawn_twice_to_look_bold_stand_once() -> None:
    assert _texts(text(50, 100, "처리결과") + text(50.4, 100, "처리결과")) == ["처리결과"]


def test_merged_cells_stand_once_with_their_reach() -> None:
    frame = (
        rule(50, 100, 350, 100)
        + rule(150, 120, 350, 120)
        + rule(50, 140, 350, 140)
        + "".join(rule(x, 100, x, 140) for x in (50, 150, 350))
        + rule(250, 120, 250, 140)
    )
    said = text(60, 124, "구분") + text(230, 114, "계") + text(160, 134, "완료") + text(260, 134, "추진 중")
    assert _blocks(frame + said) == [
        Table(((Cell("구분", 2, 1), Cell("계", 1, 2)), (Cell("완료"), Cell("추진 중"))))
    ]


def test_a_table_open_at_its_sides_and_drawn_in_pieces_is_one_table() -> None:
    pieces = "".join(rule(left, y, left + 100, y) for left in (50, 150) for y in (100, 120, 140))
    thin = f"150 {HEIGHT - 140} 0.5 40 re f\n"
    said = text(60, 114, "가") + text(160, 114, "나") + text(60, 134, "다") + text(160, 134, "라")
    assert [_rows(block) for block in _blocks(pieces + thin + said)] == [[["가", "나"], ["다", "라"]]]


def test_cells_drawn_as_boxes_and_grounds_are_no_lines() -> None:
    boxes = "".join(f"{x} {HEIGHT - 140} 100 40 re S\n" for x in (50, 150))
    ground = f"0.9 g 0 0 595 {HEIGHT} re f 0 g\n"
    said = text(60, 120, "지적") + text(160, 120, "답변")
    assert [_rows(block) for block in _blocks(ground + boxes + said)] == [[["지적", "답변"]]]


def test_lines_under_words_and_a_frame_around_them_make_no_table() -> None:
    frame = f"40 {HEIGHT - 140} 300 60 re S\n" + rule(50, 103, 120, 103)
    assert _texts(frame + text(50, 100, "행정사무감사") + text(50, 120, "처리결과")) == [
        "행정사무감사",
        "처리결과",
    ]


def test_two_ruled_columns_are_read_cell_by_cell() -> None:
    said = "".join(
        text(54, 114 + 14 * line, left) + text(204, 114 + 14 * line, right)
        for line, (left, right) in enumerate(
            [
                ("○ 도로를 정비", "□ 추진상황 : 완료"),
                ("하기 바람", "□ 추진내용"),
                ("(교통정책과)", "○ 정비함"),
            ]
        )
    )
    assert [_rows(block) for block in _blocks(grid([50, 200, 400], [100, 160]) + said)] == [
        [["○ 도로를 정비\n하기 바람\n(교통정책과)", "□ 추진상황 : 완료\n□ 추진내용\n○ 정비함"]]
    ]


def test_a_table_in_a_cell_is_lines_with_tabs_at_its_height() -> None:
    outer = grid([50, 200, 500], [100, 240]) + text(54, 114, "요구") + text(210, 114, "□ 추진내용")
    inner = table(210, 130, [["구분", "예산"], ["국비", "1,200"]], width=80)
    (found,) = _blocks(outer + inner + text(210, 200, "○ 끝"))
    assert _rows(found) == [["요구", "□ 추진내용\n구분\t예산\n국비\t1,200\n○ 끝"]]


def test_two_columns_without_rules_are_read_one_after_the_other() -> None:
    page = "".join(
        text(50, 100 + 20 * line, f"왼쪽 글의 줄입니다 {line}")
        + text(320, 100 + 20 * line, f"오른쪽 글의 줄입니다 {line}")
        for line in range(8)
    )
    assert _texts(text(200, 60, "제목") + page) == [
        "제목",
        *(f"왼쪽 글의 줄입니다 {line}" for line in range(8)),
        *(f"오른쪽 글의 줄입니다 {line}" for line in range(8)),
    ]


def test_figures_in_columns_stay_in_their_rows() -> None:
    page = "".join(
        text(50, 100 + 20 * line, "완료") + text(320, 100 + 20 * line, f"{line}") for line in range(9)
    )
    assert _texts(page) == [f"완료 {line}" for line in range(9)]


def test_heads_feet_and_numbers_of_pages_are_left_out_and_a_chapter_is_named_once() -> None:
    pages = [
        text(200, 40, "2019 행정사무감사 처리결과")
        + text(50, 400, f"본문 {number}")
        + text(290, 820, f"- {number} -")
        for number in range(1, 5)
    ]
    assert _texts(*pages) == ["2019 행정사무감사 처리결과", *(f"본문 {number}" for number in range(1, 5))]


def test_heads_and_feet_that_carry_a_number_are_left_out_altogether() -> None:
    pages = [
        text(200, 40, f"처리결과 {number}") + text(50, 400, "본문") + text(50, 800, "의회사무처")
        for number in range(1, 5)
    ]
    assert _texts(*pages) == ["본문"] * 4


def test_a_line_that_stands_twice_at_the_edge_is_no_running_head() -> None:
    pages = [text(50, 40, "건의사항") + text(50, 400, f"본문 {number}") for number in range(2)]
    assert _texts(*pages) == ["건의사항", "본문 0", "건의사항", "본문 1"]


def test_a_table_over_pages_is_one_and_its_repeated_head_stands_once() -> None:
    head = ["요구사항", "처리결과"]
    pages = [
        table(50, 100, [head, [f"가{number}", f"나{number}"]]) + text(290, 820, f"{number} / 3")
        for number in range(1, 4)
    ]
    assert [_rows(block) for block in _blocks(*pages)] == [
        [head, ["가1", "나1"], ["가2", "나2"], ["가3", "나3"]]
    ]


def test_tables_of_other_columns_or_with_words_between_stay_two() -> None:
    one = table(50, 100, [["가", "나"]])
    assert len(_blocks(one, table(50, 100, [["가", "나", "다"]]))) == 2
    assert _texts(one, text(50, 90, "건의사항") + one) == ["table", "건의사항", "table"]


def test_a_page_laid_on_its_side_is_read_as_it_is_shown() -> None:
    words = "가로 쪽의 첫 줄".encode("utf-16-be").hex()
    second = "둘째 줄".encode("utf-16-be").hex()
    page = (
        f"BT /F1 10 Tf 0 1 -1 0 100 50 Tm <{words}> Tj ET BT /F1 10 Tf 0 1 -1 0 130 50 Tm <{second}> Tj ET\n"
    )
    assert _blocks(page, page="/Rotate 90") == [
        Paragraph("가로 쪽의 첫 줄"),
        Paragraph("둘째 줄"),
    ]


def test_a_page_that_is_a_picture_is_named_and_a_document_of_pictures_refused() -> None:
    image = "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q\n"
    (paper,) = pdf.papers(pdfs.made(text(50, 100, "도로를 정비하기 바람"), image))
    assert [remark.message for remark in paper.remarks] == ["2쪽에는 글자 정보가 없어 읽지 않았습니다(그림)."]
    with pytest.raises(Unreadable, match="스캔"):
        pdf.papers(pdfs.made(image, image))


def test_a_page_as_large_as_a_field_is_read_like_any_other() -> None:
    content = pdfs.made(text(50, 100, "도로를 정비하기 바람"))
    vast = content.replace(b"MediaBox[0 0 595 842]", b"MediaBox[0 0 9e8 9e8]")
    assert pdf.papers(vast)[0].blocks == (Paragraph("도로를 정비하기 바람"),)


def test_more_pages_than_a_report_has_are_refused() -> None:
    with pytest.raises(Unreadable, match="500쪽까지"):
        pdf.papers(pdfs.made(*[""] * 501))


def test_a_mark_laid_over_the_page_is_left_out_and_told() -> None:
    words = "대외비".encode("utf-16-be").hex()
    mark = f"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 500 Tm <{words}> Tj ET\n"
    (paper,) = pdf.papers(pdfs.made(text(50, 300, "도로를 정비하기 바람") + mark))
    assert paper.blocks == (Paragraph("도로를 정비하기 바람"),)
    assert paper.remarks[0].message == "1쪽에 비스듬히 찍힌 글자(워터마크)는 읽지 않았습니다."


def test_words_that_nobody_sees_are_read_and_told() -> None:
    (paper,) = pdf.papers(pdfs.made(text(50, 100, "도로를 정비하기 바람").replace("BT", "BT 3 Tr")))
    assert paper.blocks == (Paragraph("도로를 정비하기 바람"),)
    assert "1쪽의 글은 그림에서 글자를 알아낸 것(OCR)" in paper.remarks[0].message


def test_rows_that_say_the_same_on_two_pages_are_both_kept() -> None:
    row = ["도로를 정비하여 주민이 다니기 쉽게 하고 보도의 턱을 낮추기 바람", "정비함"]
    page = grid([50, 300, 550], [100, 120]) + text(54, 114, row[0], size=6) + text(304, 114, row[1])
    (found,) = _blocks(page, page)
    assert _rows(found) == [row, row]


def test_what_a_page_printer_makes_of_a_report_is_read_back() -> None:
    try:
        import weasyprint  # noqa: PLC0415 (it needs the system's Pango)
    except OSError:
        pytest.skip("WeasyPrint finds no Pango")
    row = "<tr><td>○ 도로를 정비하기 바람<br>(교통정책과)</td><td>□ 추진상황 : 완료<br>○ 정비함</td></tr>"
    html = (
        "<style>@page{size:A4;@bottom-center{content:'- ' counter(page) ' -'}}table{border-collapse:collapse}"
        "td,th{border:1px solid;padding:4pt}tr{break-inside:avoid}</style><h1>처리결과</h1><table><thead><tr>"
        f"<th>요구사항</th><th>처리결과</th></tr></thead>{row * 40}</table>"
    )
    (paper,) = pdf.papers(weasyprint.HTML(string=html).write_pdf())
    title, found = paper.blocks
    assert title == Paragraph("처리결과")
    assert isinstance(found, Table)
    assert _rows(found) == [
        ["요구사항", "처리결과"],
        *[["○ 도로를 정비하기 바람\n(교통정책과)", "□ 추진상황 : 완료\n○ 정비함"]] * 40,
    ]
