"""What a file is, whatever it says of itself."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake.inspection import packages
from audits.intake.inspection.faults import Fault
from tests.tracker.files import papers
from tracker.files import inspection
from tracker.files.unfit import FileRefused
from tracker.models import FileKind

MB = 1024 * 1024
GOOD: dict[str, bytes] = {
    "공문.pdf": papers.pdf(),
    "계획.hwpx": papers.hwpx(),
    "계획.hwp": papers.hwp(),
    "표.xlsx": papers.xlsx(),
    "글.docx": papers.docx(),
    "현장.png": papers.png(),
    "현장.jpg": papers.jpeg(),
    "현장.JPEG": papers.jpeg(b"what a camera appends"),
}


def _fault(content: bytes, name: str) -> Fault:
    with pytest.raises(FileRefused) as refused:
        inspection.inspect(io.BytesIO(content), name)
    assert name in refused.value.messages[0]
    return refused.value.fault


@pytest.mark.parametrize(
    ("name", "kind"),
    list(zip(GOOD, ["pdf", "hwpx", "hwp", "xlsx", "docx", "png", "jpeg", "jpeg"], strict=True)),
    ids=list(GOOD),
)
def test_the_forms_of_an_office_are_known(name: str, kind: str) -> None:
    assert inspection.inspect(io.BytesIO(GOOD[name]), name) == FileKind(kind)


@pytest.mark.parametrize("name", ["a.exe.pdf", "보고서.최종.PDF"])
def test_only_the_last_ending_counts(name: str) -> None:
    assert inspection.inspect(io.BytesIO(papers.pdf()), name) == FileKind.PDF


@pytest.mark.parametrize("name", ["a.pdf.exe", "a.html", "a.xls", "a.doc", "a.xlsm", "a.zip", "pdf", "a."])
def test_other_endings_are_refused_whatever_is_in_them(name: str) -> None:
    assert _fault(papers.pdf(), name) == Fault.TYPE


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png"),
        (b"<script>alert(1)</script>" + papers.pdf(), "a.pdf"),
        (b"GIF89a" + papers.jpeg(), "a.jpg"),
        (b"MZ" + bytes(200) + papers.docx(), "a.docx"),
        (papers.pdf() + papers.docx(), "a.docx"),
        (papers.jpeg(), "a.png"),
        (papers.png(), "a.pdf"),
        (papers.docx(), "a.xlsx"),
        (papers.xlsx(), "a.hwpx"),
        (papers.hwpx(), "a.hwp"),
        (papers.package({"readme.txt": "a"}), "a.docx"),
        (papers.compound({"WordDocument": b"old"}), "a.docx"),
        (papers.compound({"WordDocument": b"old"}), "a.hwp"),
        (papers.compound({"FileHeader": b"something else".ljust(64)}), "a.hwp"),
        (papers.compound({"FileHeader": b"HWP Document File"}), "a.hwp"),
        (bytes(range(256)), "a.hwp"),
        (b"%PD", "a.pdf"),
    ],
)
def test_the_content_decides_and_has_to_fit_the_name(content: bytes, name: str) -> None:
    assert _fault(content, name) == Fault.TYPE


def test_an_empty_file_is_refused_before_its_name_is_looked_at() -> None:
    assert _fault(b"", "a.exe") == Fault.EMPTY


def test_twenty_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    full = papers.pdf().ljust(inspection.LARGEST, b" ")
    assert inspection.inspect(io.BytesIO(full), "a.pdf") == FileKind.PDF
    assert _fault(full + b" ", "a.pdf") == Fault.TOO_BIG


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (papers.pdf("/Encrypt 9 0 R"), "a.pdf"),
        (papers.pdf("/Encrypt<</Filter/Standard>>"), "a.pdf"),
        (papers.pdf("/Encrypt\n 9\r\n0 R"), "a.pdf"),
        (papers.compound({"EncryptedPackage": b"x" * 80, "EncryptionInfo": b"y"}), "a.xlsx"),
        (papers.compound({"EncryptedPackage": b"x" * 80, "EncryptionInfo": b"y"}), "a.docx"),
        (papers.hwp(1 << 1), "a.hwp"),
        (papers.hwp(1 << 8), "a.hwp"),
        (papers.hwpx("<m><file-entry><encryption-data checksum='a'/></file-entry></m>"), "a.hwpx"),
    ],
)
def test_a_password_is_to_be_taken_off_first(content: bytes, name: str) -> None:
    assert _fault(content, name) == Fault.ENCRYPTED


def test_a_pdf_that_only_speaks_of_encryption_is_taken() -> None:
    spoken = papers.pdf("/EncryptMetadata true/Note(/Encrypt the mail)")
    assert inspection.inspect(io.BytesIO(spoken), "a.pdf") == FileKind.PDF


def test_the_mark_of_encryption_is_found_across_the_pieces_it_is_read_in() -> None:
    for before in range(MB - 8, MB + 8):
        content = papers.pdf().ljust(before, b" ") + b"/Encrypt 9 0 R>>"
        assert _fault(content, "a.pdf") == Fault.ENCRYPTED


def test_a_zip_entry_under_a_password_is_refused() -> None:
    content = bytearray(papers.docx())
    for place in (content.find(b"PK\3\4") + 6, content.find(b"PK\1\2") + 8):
        content[place] |= 1
    assert _fault(bytes(content), "a.docx") == Fault.ENCRYPTED


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x9b\x20DRMONE  This Document is encrypted", "a.pdf"),
        (b"<DOCUMENT SAFER V2.0>" + bytes(50), "a.hwp"),
        (b"SCDSA002" + bytes(50), "a.docx"),
        (b"SCDSA004" + bytes(50), "a.xlsx"),
        (b"<## NASCA DRM FILE - VER1.00 ##>", "a.hwpx"),
        (b"\0\0FasooSecureContainer" + bytes(50), "a.png"),
        (b"\x01\x02MarkAny Inc." + bytes(50), "a.jpg"),
        (papers.hwp(1 << 4), "a.hwp"),
        (papers.hwp(1 << 10), "a.hwp"),
        (papers.compound({"\tDRMContent": b"x" * 80}), "a.docx"),
    ],
)
def test_document_security_has_a_sentence_of_its_own(content: bytes, name: str) -> None:
    assert _fault(content, name) == Fault.DRM


def test_a_document_for_distribution_can_be_read_and_is_taken() -> None:
    assert inspection.inspect(io.BytesIO(papers.hwp(1 << 2 | 1)), "a.hwp") == FileKind.HWP


def test_a_long_hwp_leads_through_tables_behind_its_header() -> None:
    content = papers.hwp(1 << 1, large=9 * MB)
    assert _fault(content, "a.hwp") == Fault.ENCRYPTED
    assert inspection.inspect(io.BytesIO(papers.hwp(large=9 * MB)), "a.hwp") == FileKind.HWP


@pytest.mark.parametrize("name", ["계획.hwpx", "계획.hwp", "표.xlsx", "글.docx", "현장.png", "현장.jpg"])
@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_half_a_file_is_broken(name: str, part: float) -> None:
    content = GOOD[name]
    assert _fault(content[: int(len(content) * part)], name) == Fault.BROKEN


def test_a_hwp_cut_in_the_middle_of_its_text_is_broken() -> None:
    content = papers.hwp(large=MB)
    assert _fault(content[: len(content) // 2], "a.hwp") == Fault.BROKEN


@pytest.mark.parametrize(
    ("content", "before", "name"),
    [
        (papers.xlsx({"xl/a.xml": os.urandom(5_000)}), b"xl/a.xml", "표.xlsx"),
        (papers.png(), b"IDAT", "현장.png"),
    ],
    ids=["xlsx", "png"],
)
def test_a_byte_that_fell_over_is_noticed(content: bytes, before: bytes, name: str) -> None:
    fallen = bytearray(content)
    fallen[content.find(before) + len(before) + 9] ^= 0xFF
    assert _fault(bytes(fallen), name) == Fault.BROKEN
    assert inspection.inspect(io.BytesIO(content), name)


def test_a_picture_of_filling_alone_comes_to_an_end() -> None:
    assert _fault(b"\xff\xd8" + b"\xff" * MB, "a.jpg") == Fault.BROKEN


@pytest.mark.parametrize(
    "content",
    [
        papers.xlsx({"xl/vbaProject.bin": b"\xd0\xcf"}),
        papers.xlsx({"XL/VBAPROJECT.BIN": b"\xd0\xcf"}),
        papers.xlsx({"xl/macrosheets/sheet1.xml": "<a/>"}),
        papers.xlsx(types=papers.WORKBOOK.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")),
        papers.xlsx({"xl/embeddings/a.docx": papers.docx({"word/vbaProject.bin": b"\xd0"})}),
    ],
)
def test_macros_are_refused_also_one_level_down(content: bytes) -> None:
    assert _fault(content, "a.xlsx") == Fault.TYPE


def test_a_sheet_inside_a_text_is_taken_and_a_third_level_is_not() -> None:
    inner = papers.docx({"word/embeddings/a.xlsx": papers.xlsx()})
    assert inspection.inspect(io.BytesIO(inner), "a.docx") == FileKind.DOCX
    assert _fault(papers.xlsx({"xl/embeddings/a.docx": inner}), "a.xlsx") == Fault.TYPE


@pytest.mark.parametrize(
    "make",
    [
        lambda: papers.xlsx({"xl/a.xml": bytes(300 * MB)}),
        lambda: papers.xlsx({"xl/a.xml": bytes(15 * MB)}),
        lambda: papers.xlsx({f"xl/{number}.xml": "" for number in range(packages.MOST_ENTRIES)}),
        lambda: papers.docx({"word/a.zip": papers.package({"a": bytes(15 * MB)})}),
    ],
    ids=["unpacked", "ratio", "entries", "nested"],
)
def test_a_bomb_is_refused(make: Callable[[], bytes]) -> None:
    content = make()
    name = "a.docx" if b"word/" in content else "a.xlsx"
    assert _fault(content, name) == Fault.TYPE


def test_sizes_add_up_over_packages_in_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 3 * MB)
    inner = papers.package({"a": os.urandom(MB)}, zipfile.ZIP_STORED)
    assert inspection.inspect(io.BytesIO(papers.docx({"word/1.zip": inner})), "a.docx") == FileKind.DOCX
    assert _fault(papers.docx({"word/1.zip": inner, "word/2.zip": inner}), "a.docx") == Fault.TYPE


def test_a_size_that_lies_is_found_by_its_checksum() -> None:
    content = bytearray(papers.xlsx({"xl/a.xml": b"a" * 5_000}))
    line = content.rfind(b"PK\1\2")
    struct.pack_into("<I", content, line + 24, 10)
    assert _fault(bytes(content), "a.xlsx") == Fault.BROKEN


def test_another_way_of_packing_is_refused() -> None:
    parts = {"[Content_Types].xml": papers.WORKBOOK, "xl/workbook.xml": "<a/>"}
    assert _fault(papers.package(parts, zipfile.ZIP_LZMA), "a.xlsx") == Fault.TYPE


def test_a_compound_file_that_leads_in_circles_comes_to_an_end() -> None:
    content = bytearray(papers.hwp())
    struct.pack_into("<I", content, 68, 0)  # the tables behind the header: a sector that names itself
    struct.pack_into("<128I", content, 512, *[0] * 128)
    assert _fault(bytes(content), "a.hwp") == Fault.BROKEN


@pytest.mark.parametrize("name", GOOD)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
def test_no_scrambled_file_brings_the_reader_down(name: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(GOOD[name])
    for place, value in changes:
        content[place % len(content)] = value
    with suppress(FileRefused):
        inspection.inspect(io.BytesIO(bytes(content)), name)
