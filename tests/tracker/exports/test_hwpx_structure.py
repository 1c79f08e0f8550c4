"""What an HWPX has to be so that a word processor shows all of it: read from the file, trap by trap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from hwpx.layout import lint_layout
from hwpx.tools.package_validator import validate_editor_open_safety, validate_package

from tests.tracker.exports import nasty, officials
from tests.tracker.exports.hwpx_file import HH, HP, Hwpx, cells, lines, numbers, rows, shown, value
from tracker.exports import hwpx
from tracker.reports.official import Official

PAPERS: Final[Mapping[str, Callable[[], Official]]] = {
    "result": officials.result,
    "inspection": officials.inspection,
    "draft": officials.draft,
    "empty": officials.empty,
    "nasty": nasty.result,
    "nasty_inspection": nasty.inspection,
}
BODY = 84_186 - 2 * (4_252 + 2_835)  # of an A4 page between its margins, in hundredths of a point
WIDTH = 48_190


@pytest.fixture(scope="module", params=PAPERS)
def report(request: pytest.FixtureRequest) -> Official:
    return PAPERS[request.param]()


@pytest.fixture(scope="module")
def content(report: Official) -> bytes:
    return hwpx.written(report)


@pytest.fixture(scope="module")
def file(content: bytes) -> Hwpx:
    return Hwpx(content)


def _blocks(file: Hwpx) -> list[Element]:
    """The tables of demands, those that stand below each other in the body."""
    heads = ("조치결과 및 향후추진계획", "부서 보고")
    return [table for table in file.tables if len(cells(table)[0]) > 1 and shown(cells(table)[0][1]) in heads]


def _paragraphs(cell: Element) -> list[Element]:
    return cell.findall(f"{HP}subList/{HP}p")


def _reckoned(cell: Element) -> int:
    """How high a cell is at least, reckoned from its text: 15 points a line of letters ten points wide."""
    width = max(value(cell, "cellSz", "width") - 2 * 510, 1_000)
    height = 0
    for paragraph in _paragraphs(cell):
        nested = paragraph.find(f"{HP}run/{HP}tbl")
        if nested is not None:
            height += sum(max(map(_reckoned, row)) for row in cells(nested))
            continue
        text = "\n".join(lines(_wrapped(paragraph)))
        halves = (sum(1 if letter.isascii() else 2 for letter in part) for part in text.split("\n"))
        height += sum(max(-(-each * 500 // width), 1) for each in halves) * 1_500
    return height


def _wrapped(paragraph: Element) -> Element:
    parent = Element("only")
    parent.append(paragraph)
    return parent


def test_the_type_stands_first_and_unpacked_as_programs_look_for_it(file: Hwpx) -> None:
    first = file.zip.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", 0)
    assert file.zip.read("mimetype") == b"application/hwp+zip"
    assert file.zip.testzip() is None


def test_another_implementation_opens_it_and_finds_nothing_wrong(content: bytes) -> None:
    assert not validate_package(content).errors


@pytest.mark.parametrize("made", [officials.result, officials.inspection, officials.draft, officials.empty])
def test_its_schema_and_its_eye_for_layout_find_nothing_wrong(made: Callable[[], Official]) -> None:
    content = hwpx.written(made())
    found = validate_editor_open_safety(content)
    assert found.ok, found.summary
    assert found.validate_document is not None
    assert not found.validate_document.errors
    assert not lint_layout(content).findings


def test_the_same_report_gives_the_same_bytes(report: Official, content: bytes) -> None:
    assert hwpx.written(report) == content


def test_no_table_is_treated_as_a_letter(file: Hwpx) -> None:
    assert file.tables
    assert set(numbers(list(file.every("pos")), "treatAsChar")) == {"0"}
    assert len(list(file.every("pos"))) == len(file.tables)


def test_the_rows_of_a_demand_may_go_over_a_page_and_those_of_a_list_stay_whole(file: Hwpx) -> None:
    blocks = _blocks(file)
    for table in file.tables:
        assert table.get("pageBreak") == ("CELL" if table in blocks else "TABLE")


def test_every_table_with_a_head_repeats_it_and_nothing_but_it(file: Hwpx) -> None:
    for table in file.tables:
        heads = [{cell.get("header") for cell in row} for row in cells(table)]
        assert all(len(each) == 1 for each in heads)
        marked = [each == {"1"} for each in heads]
        assert marked == sorted(marked, reverse=True)
        assert (table.get("repeatHeader") == "1") == marked[0]
        if len(marked) > 1:
            assert marked[0]
            assert not marked[-1]


def test_no_cell_is_longer_than_half_a_page(file: Hwpx) -> None:
    tallest = max(_reckoned(cell) for table in file.tables for row in cells(table) for cell in row)
    assert tallest < BODY * 2 // 3


def test_no_row_states_more_than_a_page(file: Hwpx) -> None:
    for table in file.tables:
        for row in cells(table):
            stated = min(value(cell, "cellSz", "height") for cell in row)
            assert 0 < stated < BODY


def test_the_cells_of_a_table_cover_it_once(file: Hwpx) -> None:
    for table in file.tables:
        covered = Counter[tuple[int, int]]()
        for place, row in enumerate(cells(table)):
            for cell in row:
                top, left = value(cell, "cellAddr", "rowAddr"), value(cell, "cellAddr", "colAddr")
                assert top == place
                down, over = value(cell, "cellSpan", "rowSpan"), value(cell, "cellSpan", "colSpan")
                covered.update((top + y, left + x) for y in range(down) for x in range(over))
        grid = {(y, x) for y in range(value(table, "", "rowCnt")) for x in range(value(table, "", "colCnt"))}
        assert set(covered) == grid
        assert set(covered.values()) == {1}
        assert len(rows(table)) == value(table, "", "rowCnt")


def test_the_widths_of_every_row_add_up_to_the_tables(file: Hwpx) -> None:
    for table in file.tables:
        widths: dict[int, int] = {}
        for row in cells(table):
            for cell in row:
                if value(cell, "cellSpan", "colSpan") == 1:
                    column = value(cell, "cellAddr", "colAddr")
                    assert widths.setdefault(column, value(cell, "cellSz", "width")) == value(
                        cell, "cellSz", "width"
                    )
        assert sum(widths.values()) == value(table, "sz", "width")
        for row in cells(table):
            for cell in row:
                first = value(cell, "cellAddr", "colAddr")
                over = range(first, first + value(cell, "cellSpan", "colSpan"))
                assert value(cell, "cellSz", "width") == sum(widths[column] for column in over)


def test_a_table_is_as_wide_as_the_page_or_fits_in_its_cell(file: Hwpx) -> None:
    inside = {
        nested for table in file.tables for cell in table.iter(f"{HP}tc") for nested in cell.iter(f"{HP}tbl")
    }
    for table in file.tables:
        if table not in inside:
            assert value(table, "sz", "width") == WIDTH
        for row in cells(table):
            for cell in row:
                for nested in cell.findall(f"{HP}subList/{HP}p/{HP}run/{HP}tbl"):
                    assert value(nested, "sz", "width") <= value(cell, "cellSz", "width") - 2 * 510


def test_nothing_has_the_number_of_another(file: Hwpx) -> None:
    named = [element for name in ("p", "tbl", "header", "footer") for element in file.every(name)]
    assert max(Counter(numbers(named, "id")).values()) == 1
    assert max(Counter(numbers(file.tables, "zOrder")).values()) == 1


@pytest.mark.parametrize(
    ("reference", "definition"),
    [
        ("charPrIDRef", "charPr"),
        ("paraPrIDRef", "paraPr"),
        ("styleIDRef", "style"),
        ("borderFillIDRef", "borderFill"),
        ("tabPrIDRef", "tabPr"),
    ],
)
def test_everything_referred_to_is_there(reference: str, definition: str, file: Hwpx) -> None:
    there = {element.get("id") for element in file.header.iter(f"{HH}{definition}")}
    used = {
        element.get(reference)
        for root in (*file.sections, file.header)
        for element in root.iter()
        if element.get(reference) is not None
    }
    assert used
    assert used <= there


def test_lists_of_the_header_are_as_long_as_they_say(file: Hwpx) -> None:
    counted = [element for element in file.header.iter() if element.get("itemCnt")]
    assert len(counted) == 6
    for element in counted:
        assert value(element, "", "itemCnt") == len(element)
    fonts = {font.get("id") for font in file.header.iter(f"{HH}font")}
    for letters in file.header.iter(f"{HH}fontRef"):
        assert set(letters.attrib.values()) <= fonts
    assert file.header.get("secCnt") == str(len(file.sections))


def test_every_cell_and_every_story_has_a_paragraph_and_the_page_is_set_first(file: Hwpx) -> None:
    for story in file.every("subList"):
        assert story.find(f"{HP}p") is not None
    for section in file.sections:
        assert section[0][0][0].tag == f"{HP}secPr"
        assert [kind.tag for kind in section.iter(f"{HP}footer")] == [f"{HP}footer"]
        assert len(list(section.iter(f"{HP}pageNum"))) == 1
