"""Workbooks that mean harm are refused in words, quickly, and leave the server as it was."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from audits.intake import child, serving, sheet, xlsx
from audits.intake.draft import Unreadable
from audits.intake.inspection.faults import BROKEN
from tests.audits.intake import workbooks

LAUGHS = "<!DOCTYPE worksheet [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "하하"}">' for n in range(9)
)
PLAIN = workbooks.parts(workbooks.row(1, "구분", "내용"))


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < child.SECONDS


def _refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        sheet.read(content, "표.xlsx")
    return str(refusal.value)


def _with(name: str, content: str | bytes) -> bytes:
    return workbooks.packed({**PLAIN, name: content})


def test_the_plain_one_is_read() -> None:
    assert [told["name"] for told in child.read_workbook(workbooks.packed(PLAIN))] == ["표"]


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = _with("xl/media/zeros.bin", bytes(xlsx.MOST_UNPACKED + 1))
    assert len(bomb) < 1024 * 1024
    assert _refusal(bomb) == child.TOO_MANY


def test_a_package_of_thousands_of_parts_is_refused() -> None:
    assert (
        _refusal(workbooks.packed(PLAIN | {f"x/{n}": "" for n in range(xlsx.MOST_ENTRIES)})) == child.TOO_MANY
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("padding", ["", f"<!--{'x' * 100_000}-->"], ids=["at once", "behind a comment"])
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.dat"])
def test_entities_are_refused_wherever_they_are_declared(encoding: str, padding: str, name: str) -> None:
    evil = workbooks.parts(workbooks.row(1, "&l8;", "내용"), before=f"{padding}{LAUGHS}]>")
    content = evil["xl/worksheets/sheet1.xml"].encode(encoding)
    assert _refusal(_with(name, content)) == child.REFUSED


def test_an_outside_entity_reads_no_file_of_ours() -> None:
    before = '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    assert _refusal(workbooks.packed(workbooks.parts(workbooks.row(1, "&f;", "나"), before=before)))


def test_links_to_other_workbooks_and_macros_are_left_where_they_are() -> None:
    link = f'<Relationship Id="rId9" Type="{workbooks.OFFICE}/externalLink" TargetMode="External"'
    outside = f'{workbooks.RELS}{link} Target="http://192.0.2.1/other.xlsx"/></Relationships>'
    content = _with("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    assert child.read_workbook(content)
    assert child.read_workbook(_with("xl/worksheets/_rels/sheet1.xml.rels", outside))


def test_a_sheet_that_only_claims_a_million_rows_is_read_and_one_that_has_them_is_not() -> None:
    claims = PLAIN["xl/worksheets/sheet1.xml"].replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    assert child.read_workbook(_with("xl/worksheets/sheet1.xml", claims))
    far = workbooks.parts(workbooks.row(1, "가", "나") + workbooks.row(1_048_576, "끝"))
    assert _refusal(workbooks.packed(far)) == child.TOO_MANY
    wide = workbooks.made(lambda page: page.cell(1, child.MOST_COLUMNS + 1, "끝"))
    assert _refusal(wide) == child.TOO_MANY


def test_words_held_once_and_shown_in_thousands_of_cells_are_refused_before_they_are_copied() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_001))
    assert child.read_workbook(workbooks.packed(workbooks.sharing("가", rows)))
    bomb = workbooks.packed(workbooks.sharing("가" * 32_000, rows))
    assert len(bomb) < 1024 * 1024
    assert _refusal(bomb) == child.TOO_MANY


def test_sheets_that_are_too_much_together_are_refused() -> None:
    last = sheet.column_name(child.MOST_COLUMNS - 1)
    rows = "".join(f'<row r="{n}"><c r="{last}{n}"><v>1</v></c></row>' for n in range(1, child.MOST_ROWS + 1))
    one = workbooks.parts(rows)
    told = '<sheet name="둘" sheetId="2" r:id="rId2"/></sheets>'
    at = f'<Relationship Id="rId2" Type="{workbooks.OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    two = one | {
        "xl/workbook.xml": one["xl/workbook.xml"].replace("</sheets>", told),
        "xl/_rels/workbook.xml.rels": one["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>", f"{at}</Relationships>"
        ),
        "xl/worksheets/sheet2.xml": one["xl/worksheets/sheet1.xml"],
    }
    assert len(child.read_workbook(workbooks.packed(one))[0]["rows"]) == child.MOST_ROWS
    assert _refusal(workbooks.packed(two)) == child.TOO_MANY


def test_as_many_rows_as_are_allowed_are_read() -> None:
    def fill(page: Worksheet) -> None:
        for number in range(1, child.MOST_ROWS + 1):
            page.cell(number, 1, "가")

    assert len(child.read_workbook(workbooks.made(fill))[0]["rows"]) == child.MOST_ROWS


def test_a_merged_range_over_the_whole_sheet_takes_no_time() -> None:
    def fill(page: Worksheet) -> None:
        page["A1"] = "가"
        page.merged_cells.add("A1:XFD1048576")

    begun = time.monotonic()
    assert child.read_workbook(workbooks.made(fill))[0]["rows"] == [[["p", "가", False, True]]]
    assert time.monotonic() - begun < 20


def test_more_merged_ranges_than_a_table_has_are_refused() -> None:
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, xlsx.MOST_MERGED + 2))
    content = PLAIN["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"
    )
    assert _refusal(_with("xl/worksheets/sheet1.xml", content)) == child.TOO_MANY


def test_a_locked_package_a_cut_one_and_another_kind_say_what_they_are() -> None:
    content = workbooks.packed(PLAIN)
    locked = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            locked[at + offset] |= 1
    assert _refusal(bytes(locked)) == serving.ENCRYPTED
    assert _refusal(content[: len(content) // 2]) == BROKEN
    assert _refusal(b"PK\x03\x04") == BROKEN
    assert _refusal(workbooks.packed({"word/document.xml": "<w/>"})) == child.REFUSED
    assert _refusal(workbooks.packed({"xl/workbook.xml": "<w/>"})) == BROKEN


def test_a_part_that_is_no_xml_is_a_broken_file() -> None:
    assert _refusal(_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>")) == BROKEN


def test_too_large_a_file_starts_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_a, **_k: pytest.fail("a reader was started"))
    assert "20MB" in _refusal(b"PK" + bytes(20 * 1024 * 1024))


def test_a_reader_that_dies_or_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert _refusal(workbooks.packed(PLAIN)) == child.REFUSED
    monkeypatch.undo()
    monkeypatch.setattr(child, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="읽을 수 없습니다"):
        child.read_workbook(workbooks.packed(PLAIN))
    monkeypatch.undo()


def test_the_limits_are_the_readers_own() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    child.read_workbook(workbooks.packed(PLAIN))
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_hundreds_of_thousands_of_empty_cells_with_a_dress_are_passed_over() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 100_001))
    parts = workbooks.parts(workbooks.row(1, "가", "나") + cells)
    told = child.read_workbook(workbooks.packed(parts))
    assert told[0]["rows"] == [[["p", "가", False, False], ["p", "나", False, False]]]


def test_a_name_that_leads_out_of_the_package_goes_nowhere() -> None:
    assert child.read_workbook(_with("../../etc/evil.xml", "<a/>"))
