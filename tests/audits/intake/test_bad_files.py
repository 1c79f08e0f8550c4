"""Files that mean harm or are none: refused in one Korean line by the real process, within its memory and its time."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pytest
from hwpx.hwp5.cfb import build_compound_file

from audits.intake import decode
from audits.intake.draft import Unreadable
from tests.audits.intake import harm, hwpxs, pdfs, workbooks
from tests.tracker.files import papers


def _nested(deep: int) -> str:
    body = hwpxs.line("가장 안쪽")
    for _ in range(deep):
        body = hwpxs.paragraph(hwpxs.table([[hwpxs.cell(body)]]))
    return body


def _lying() -> bytes:
    """A package that says of a part of 100 MB that it has ten bytes."""
    content = bytearray(harm.with_zeros(hwpxs.made(harm.LINE), "Contents/section1.xml", 100))
    line = content.rfind(b"PK\1\2", 0, content.rfind(b"section1.xml"))
    struct.pack_into("<I", content, line + 24, 10)
    return bytes(content)


def _wide_rows(columns: int) -> str:
    return hwpxs.paragraph(hwpxs.table([[hwpxs.cell("", 0, at) for at in range(columns)]]))


HWPX: dict[str, tuple[Callable[[], bytes], str]] = {
    "another package": (papers.docx, "이름과 내용이 다른"),
    "no package": ("그냥 글".encode, "손상되어"),
    "no section": (lambda: papers.package({"mimetype": "application/hwp+zip"}), "본문이 없는"),
    "nothing written": (lambda: hwpxs.made(hwpxs.line("")), "글이 없는"),
    "cut": (lambda: hwpxs.made(harm.LINE * 2_000)[:-400], "손상되어"),
    "cut in a part": (lambda: hwpxs.made(harm.LINE + "<hp:p>"), "손상되어"),
    "password of the zip": (lambda: harm.locked(hwpxs.made(harm.LINE)), "암호가 걸린"),
    "password of the manifest": (
        lambda: hwpxs.made(
            harm.LINE, more={"META-INF/manifest.xml": "<m><file-entry><encryption-data/></file-entry></m>"}
        ),
        "암호가 걸린",
    ),
    "laughs": (
        lambda: hwpxs.made(
            "", more={"Contents/section0.xml": hwpxs.section("<hp:t>&l8;</hp:t>", before=f"{harm.DOCTYPE}]>")}
        ),
        "외부 개체",
    ),
    "laughs in the header": (
        lambda: hwpxs.made(
            harm.LINE, more={"Contents/header.xml": f"<?xml version='1.0'?>{harm.DOCTYPE}]><a>&l8;</a>"}
        ),
        "외부 개체",
    ),
    "outside": (
        lambda: hwpxs.made("", more={"Contents/section0.xml": hwpxs.section(harm.LINE, before=harm.OUTSIDE)}),
        "외부 개체",
    ),
    "laughs in UTF-16": (
        lambda: hwpxs.made(
            "",
            more={
                "Contents/section0.xml": f"<?xml version='1.0'?>{harm.DOCTYPE}]><a>&l8;</a>".encode("utf-16")
            },
        ),
        "외부 개체",
    ),
    "bomb": (lambda: harm.with_zeros(hwpxs.made(harm.LINE), "Contents/section1.xml", 300), "압축을 풀면"),
    "bomb in a bomb": (
        lambda: hwpxs.made(
            harm.LINE, more={"BinData/a.zip": harm.with_zeros(papers.package({}), "b.zip", 50)}
        ),
        "압축을 풀면",
    ),
    "bomb that lies": (_lying, "손상되어"),
    "a million columns": (lambda: hwpxs.made(_wide_rows(100_000)), "1번째 표가 너무 큽니다"),
    "a claim of a million columns": (
        lambda: hwpxs.made(hwpxs.paragraph(hwpxs.table([[hwpxs.cell(harm.LINE, columns=1_000_000)]]))),
        "1번째 표가 너무 큽니다",
    ),
    "tables 50 deep": (lambda: hwpxs.made(_nested(50)), "표 안의 표가 너무 깊습니다"),
    "elements 100,000 deep": (lambda: hwpxs.made("<hp:p>" * 100_000 + "</hp:p>" * 100_000), "글이 없는"),
    "tables of spans": (
        lambda: hwpxs.made(
            hwpxs.paragraph(
                hwpxs.table(
                    [[hwpxs.cell(hwpxs.paragraph(hwpxs.table([[hwpxs.cell("", rows=20_000)]] * 10_000)))]]
                )
            )
        ),
        "한 번에 읽기에는 너무 큰",
    ),
    "six million letters": (
        lambda: hwpxs.made(hwpxs.line(harm.letters(5_100_000))),
        "글이 너무 많은",
    ),
    "macro": (lambda: hwpxs.made(harm.LINE, more={"BinData/vbaProject.bin": b"\xd0\xcf"}), "매크로"),
}

XLSX: dict[str, tuple[Callable[[], bytes], str]] = {
    "another package": (lambda: hwpxs.made(harm.LINE), "이름과 내용이 다른"),
    "cut": (lambda: workbooks.packed(harm.SHEET)[:-100], "손상되어"),
    "password of the zip": (lambda: harm.locked(workbooks.packed(harm.SHEET)), "암호가 걸린"),
    "macro renamed": (
        lambda: harm.with_zeros(workbooks.packed(harm.SHEET), "xl/vbaProject.bin", 1),
        "매크로",
    ),
    "laughs": (
        lambda: workbooks.packed(workbooks.parts(workbooks.row(1, "&l8;"), before=f"{harm.DOCTYPE}]>")),
        "외부 개체",
    ),
    "outside": (
        lambda: workbooks.packed(workbooks.parts(workbooks.row(1, "&f;"), before=harm.OUTSIDE)),
        "외부 개체",
    ),
    "bomb": (
        lambda: harm.with_zeros(workbooks.packed(harm.SHEET), "xl/media/a.bin", 300),
        "압축을 풀면",
    ),
    "only hidden sheets": (
        lambda: workbooks.packed(
            harm.SHEET
            | {"xl/workbook.xml": harm.SHEET["xl/workbook.xml"].replace("<sheet ", '<sheet state="hidden" ')}
        ),
        "내용이 있는 시트가 없습니다",
    ),
    "a million columns": (
        lambda: harm.saved(lambda book: book.worksheets[0].cell(1, 16_384, "끝")),
        "1번째 표가 너무 큽니다",
    ),
    "a million rows": (
        lambda: workbooks.packed(workbooks.parts(workbooks.row(1, "가") + workbooks.row(1_048_576, "끝"))),
        "1번째 표가 너무 큽니다",
    ),
    "words held once": (
        lambda: workbooks.packed(
            workbooks.sharing(
                "가" * 32_000,
                "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_001)),
            )
        ),
        "글이 너무 많은",
    ),
    "merged a million times": (
        lambda: workbooks.packed(
            harm.SHEET
            | {
                "xl/worksheets/sheet1.xml": harm.SHEET["xl/worksheets/sheet1.xml"].replace(
                    "</sheetData>",
                    "</sheetData><mergeCells>"
                    + '<mergeCell ref="A1:XFD1048576"/>' * 60_000
                    + "</mergeCells>",
                )
            }
        ),
        "병합한 칸이 너무 많습니다",
    ),
}


def _deep_pages(kids: str) -> bytes:
    return pdfs.assembled(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: f"<</Type/Pages/Kids[{kids}]/Count 5>>".encode(),
            3: b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 5>>",
        }
    )


def _objects(count: int) -> bytes:
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n<<>>\nendobj\n" % number for number in range(3, count))


def _growing(megabytes: int) -> bytes:
    packer, blanks = zlib.compressobj(9), b" " * harm.MB
    packed = b"".join(packer.compress(blanks) for _ in range(megabytes)) + packer.flush()
    return b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"


def _many_rules(count: int) -> bytes:
    return pdfs.made(pdfs.text(50, 50, "도로를 정비하기 바람") + "0 0 m 9 9 l S\n" * count)


def _form_in_itself() -> bytes:
    form = pdfs.stream(
        b"/X Do /X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>"
    )
    made = pdfs.made("/X Do")
    page = made.replace(b"/Resources<<", b"/Resources<</XObject<</X 9 0 R>>")
    return page.replace(b"trailer", b"9 0 obj\n" + form + b"\nendobj\ntrailer")


PDF: dict[str, tuple[Callable[[], bytes], str]] = {
    "no PDF": (lambda: b"hello", "손상되어"),
    "only the beginning": (lambda: b"%PDF-1.7\n", "손상되어"),
    "scanned": (lambda: pdfs.made("0 0 m 9 9 l S"), "글자 정보가 없는 PDF"),
    "no pages": (papers.pdf, "손상되어"),
    "a password": (
        lambda: pdfs.made(
            pdfs.text(50, 50, "비밀"),
            trailer="/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4"
            f"/O<{'11' * 32}>/U<{'22' * 32}>>>",
        ),
        "암호가 걸린",
    ),
    "pages in a circle": (lambda: _deep_pages("3 0 R 3 0 R"), "손상되어|글자 정보가 없는"),
    "a page that is its own parent": (lambda: _deep_pages("2 0 R"), "손상되어|글자 정보가 없는"),
    "a form in itself": (_form_in_itself, "PDF 파일이 손상되었거나 너무 커서"),
    "a million objects": (lambda: _objects(800_000), "손상되어|글자 정보가 없는|PDF 파일"),
    "a million rules": (lambda: _many_rules(1_000_000), "선과 그림이 너무 많아|PDF 파일"),
    "a stream that grows": (
        lambda: pdfs.made("").replace(pdfs.stream(b""), _growing(400)),
        "글자 정보가 없는|PDF 파일|한 번에 읽기에는",
    ),
}


@pytest.mark.parametrize("case", HWPX)
def test_a_hwpx_that_is_none_or_means_harm_is_refused(case: str) -> None:
    make, told = HWPX[case]
    assert told in harm.refusal(make(), "hwpx")


@pytest.mark.parametrize("case", XLSX)
def test_a_workbook_that_is_none_or_means_harm_is_refused(case: str) -> None:
    make, told = XLSX[case]
    assert told in harm.refusal(make(), "xlsx")


@pytest.mark.parametrize("case", PDF)
def test_a_pdf_that_is_none_or_means_harm_is_refused(case: str) -> None:
    make, told = PDF[case]
    line = harm.refusal(make(), "pdf")
    assert any(words in line for words in told.split("|")), line


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (papers.hwp(1 << 1), "암호가 걸린"),
        (papers.hwp(1 << 8), "암호가 걸린"),
        (papers.hwp(1 << 4), "문서보안(DRM)"),
        (papers.hwp(1 << 2), "배포용 문서"),
        (papers.hwp(), "손상되어"),
        (papers.hwp()[:700], "손상되어"),
        (papers.compound({"WordDocument": b"old", "Macros": b"Sub AutoOpen()"}), "이름과 내용이 다른"),
        (papers.compound({"EncryptedPackage": b"x" * 80}), "암호가 걸린"),
        (papers.compound({"\tDRMContent": b"x" * 80}), "문서보안(DRM)"),
        (b"HWP Document File V3.00 \x1a\1\2\3\4\5" + bytes(200), "오래된 형식"),
        (b"", "내용이 없는"),
    ],
)
def test_a_hwp_that_cannot_be_read_says_why(content: bytes, told: str) -> None:
    assert told in harm.refusal(content, "hwp")


def test_a_hwp_that_unpacks_to_too_much_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(harm.MB)
    bomb = b"".join(packer.compress(zeros) for _ in range(400)) + packer.flush()
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010100, 1)
    streams = {"FileHeader": header.ljust(256, b"\0"), "DocInfo": bomb, "BodyText/Section0": bomb}
    line = harm.refusal(build_compound_file(streams.items()), "hwp")
    assert "너무 큰" in line or "손상되" in line


@pytest.mark.parametrize(
    "content",
    [
        b"\x9b\x20DRMONE  This Document is encrypted" + bytes(range(256)),
        b"<DOCUMENT SAFER V2.0>" + bytes(50),
        b"SCDSA004" + bytes(50),
        b"<## NASCA DRM FILE - VER1.00 ##>",
        b"\0\0FasooSecureContainer" + bytes(50),
        b"\x01\x02MarkAny Inc." + bytes(range(256)),
    ],
)
def test_what_document_security_has_encrypted_has_a_line_of_its_own(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"문서보안\(DRM\)"):
        decode.decode(content)


def test_a_text_that_only_speaks_of_document_security_is_a_text() -> None:
    assert decode.decode("○ MarkAny, SoftCamp 제품의 사용 현황을 보고하기 바람".encode())


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_text_in_the_encodings_of_offices_is_no_bad_file(encoding: str) -> None:
    said = "2019년 행정사무감사 처리결과\n○ 도로를 정비하기 바람\n(교통정책과)\n"
    assert decode.decode(said.encode(encoding)).lstrip("\ufeff") == said
