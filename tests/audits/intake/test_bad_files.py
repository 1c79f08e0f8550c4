"""Files that mean harm or are none: refused in one Korean line by the real process, within its memory and its time."""

from __future__ import annotations

import contextlib
import io
import random
import re
import struct
import subprocess
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pytest

from audits.intake import child, decode
from audits.intake.decode import MAX_BYTES
from audits.intake.draft import Unreadable
from tests.audits.intake import hwpxs, pdfs, workbooks
from tests.tracker.files import papers

MB = 1024 * 1024
MOST_MEMORY = 500 * MB
DOCTYPE = '<!DOCTYPE s [<!ENTITY l0 "하하">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9)
)
OUTSIDE = '<!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
SHEET = workbooks.parts(workbooks.row(1, "구분", "내용"))
LINE = hwpxs.line("○ 도로를 정비하기 바람")


class Watched(subprocess.Popen[bytes]):
    """A process whose memory is looked at while it runs: what `wait4` tells is that of its parent as well."""

    seen: ClassVar[list[int]] = []

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.most = 0
        self.watch = threading.Thread(target=self._look)
        self.watch.start()

    def _look(self) -> None:
        status = Path(f"/proc/{self.pid}/status")
        program = Path(f"/proc/{self.pid}/cmdline")
        with contextlib.suppress(OSError):
            while found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text()):
                if b"audits.intake" in program.read_bytes():
                    self.most = max(self.most, int(found[1]) * 1024)
                time.sleep(0.005)

    def wait(self, timeout: float | None = None) -> int:
        ended = super().wait(timeout)
        self.watch.join()
        self.seen.append(self.most)
        return ended


@pytest.fixture(autouse=True)
def peak(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The most memory that each process of the test held, in bytes; none may be over the limit or late."""
    monkeypatch.setattr(subprocess, "Popen", Watched)
    Watched.seen.clear()
    begun = time.monotonic()
    yield Watched.seen
    assert time.monotonic() - begun < child.SECONDS + 5
    assert all(most < MOST_MEMORY for most in Watched.seen)


def _refusal(content: bytes, form: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        child.read_papers(content, form)
    line = str(refusal.value)
    assert "\n" not in line
    assert line.endswith(".")
    return line


def _with_zeros(content: bytes, name: str, megabytes: int) -> bytes:
    """The package with one more part that unpacks to so much; made piece by piece, as this process is watched too."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package, package.open(name, "w") as part:
        for _ in range(megabytes):
            part.write(bytes(MB))
    return file.getvalue()


def _nested(deep: int) -> str:
    body = hwpxs.line("가장 안쪽")
    for _ in range(deep):
        body = hwpxs.paragraph(hwpxs.table([[hwpxs.cell(body)]]))
    return body


def _locked(content: bytes) -> bytes:
    """Each entry marked as being under a password."""
    locked = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            locked[at + offset] |= 1
    return bytes(locked)


def _lying() -> bytes:
    """A package that says of a part of 100 MB that it has ten bytes."""
    content = bytearray(_with_zeros(hwpxs.made(LINE), "Contents/section1.xml", 100))
    line = content.rfind(b"PK\1\2", 0, content.rfind(b"section1.xml"))
    struct.pack_into("<I", content, line + 24, 10)
    return bytes(content)


def _saved(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _wide_rows(columns: int) -> str:
    return hwpxs.paragraph(hwpxs.table([[hwpxs.cell("", 0, at) for at in range(columns)]]))


HWPX: dict[str, tuple[Callable[[], bytes], str]] = {
    "another package": (papers.docx, "이름과 내용이 다른"),
    "no package": ("그냥 글".encode, "손상되어"),
    "no section": (lambda: papers.package({"mimetype": "application/hwp+zip"}), "본문이 없는"),
    "nothing written": (lambda: hwpxs.made(hwpxs.line("")), "글이 없는"),
    "cut": (lambda: hwpxs.made(LINE * 2_000)[:-400], "손상되어"),
    "cut in a part": (lambda: hwpxs.made(LINE + "<hp:p>"), "손상되어"),
    "password of the zip": (lambda: _locked(hwpxs.made(LINE)), "암호가 걸린"),
    "password of the manifest": (
        lambda: hwpxs.made(
            LINE, more={"META-INF/manifest.xml": "<m><file-entry><encryption-data/></file-entry></m>"}
        ),
        "암호가 걸린",
    ),
    "laughs": (
        lambda: hwpxs.made(
            "", more={"Contents/section0.xml": hwpxs.section("<hp:t>&l8;</hp:t>", before=f"{DOCTYPE}]>")}
        ),
        "외부 개체",
    ),
    "laughs in the header": (
        lambda: hwpxs.made(
            LINE, more={"Contents/header.xml": f"<?xml version='1.0'?>{DOCTYPE}]><a>&l8;</a>"}
        ),
        "외부 개체",
    ),
    "outside": (
        lambda: hwpxs.made("", more={"Contents/section0.xml": hwpxs.section(LINE, before=OUTSIDE)}),
        "외부 개체",
    ),
    "laughs in UTF-16": (
        lambda: hwpxs.made(
            "",
            more={"Contents/section0.xml": f"<?xml version='1.0'?>{DOCTYPE}]><a>&l8;</a>".encode("utf-16")},
        ),
        "외부 개체",
    ),
    "bomb": (lambda: _with_zeros(hwpxs.made(LINE), "Contents/section1.xml", 300), "압축을 풀면"),
    "bomb in a bomb": (
        lambda: hwpxs.made(LINE, more={"BinData/a.zip": _with_zeros(papers.package({}), "b.zip", 50)}),
        "압축을 풀면",
    ),
    "bomb that lies": (_lying, "손상되어"),
    "a million columns": (lambda: hwpxs.made(_wide_rows(100_000)), "1번째 표가 너무 큽니다"),
    "a claim of a million columns": (
        lambda: hwpxs.made(hwpxs.paragraph(hwpxs.table([[hwpxs.cell(LINE, columns=1_000_000)]]))),
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
        lambda: hwpxs.made(hwpxs.line(_letters(5_100_000))),
        "글이 너무 많은",
    ),
    "macro": (lambda: hwpxs.made(LINE, more={"BinData/vbaProject.bin": b"\xd0\xcf"}), "매크로"),
}

XLSX: dict[str, tuple[Callable[[], bytes], str]] = {
    "another package": (lambda: hwpxs.made(LINE), "이름과 내용이 다른"),
    "cut": (lambda: workbooks.packed(SHEET)[:-100], "손상되어"),
    "password of the zip": (lambda: _locked(workbooks.packed(SHEET)), "암호가 걸린"),
    "macro renamed": (lambda: _with_zeros(workbooks.packed(SHEET), "xl/vbaProject.bin", 1), "매크로"),
    "laughs": (
        lambda: workbooks.packed(workbooks.parts(workbooks.row(1, "&l8;"), before=f"{DOCTYPE}]>")),
        "외부 개체",
    ),
    "outside": (
        lambda: workbooks.packed(workbooks.parts(workbooks.row(1, "&f;"), before=OUTSIDE)),
        "외부 개체",
    ),
    "bomb": (
        lambda: _with_zeros(workbooks.packed(SHEET), "xl/media/a.bin", 300),
        "압축을 풀면",
    ),
    "only hidden sheets": (
        lambda: workbooks.packed(
            SHEET | {"xl/workbook.xml": SHEET["xl/workbook.xml"].replace("<sheet ", '<sheet state="hidden" ')}
        ),
        "내용이 있는 시트가 없습니다",
    ),
    "a million columns": (
        lambda: _saved(lambda book: book.worksheets[0].cell(1, 16_384, "끝")),
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
            SHEET
            | {
                "xl/worksheets/sheet1.xml": SHEET["xl/worksheets/sheet1.xml"].replace(
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


def _letters(count: int) -> str:
    """So many letters that do not pack away to nothing."""
    return "".join(random.Random(8).choices("가나다라마바사아", k=count))  # noqa: S311 (no secret)


def _growing(megabytes: int) -> bytes:
    packer, blanks = zlib.compressobj(9), b" " * MB
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
    assert told in _refusal(make(), "hwpx")


@pytest.mark.parametrize("case", XLSX)
def test_a_workbook_that_is_none_or_means_harm_is_refused(case: str) -> None:
    make, told = XLSX[case]
    assert told in _refusal(make(), "xlsx")


@pytest.mark.parametrize("case", PDF)
def test_a_pdf_that_is_none_or_means_harm_is_refused(case: str) -> None:
    make, told = PDF[case]
    line = _refusal(make(), "pdf")
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
    assert told in _refusal(content, "hwp")


@pytest.mark.parametrize("form", ["hwpx", "hwp", "xlsx", "pdf"])
def test_what_is_empty_or_too_large_starts_no_process(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_a, **_k: pytest.fail("a process was started"))
    assert "내용이 없는" in _refusal(b"", form)
    assert "20MB" in _refusal(b"P" * (MAX_BYTES + 1), form)


@pytest.mark.parametrize("form", ["hwpx", "xlsx", "pdf"])
def test_a_file_cut_anywhere_is_refused_or_read_but_never_fatal(form: str) -> None:
    whole = {
        "hwpx": hwpxs.made(LINE * 50),
        "xlsx": workbooks.packed(SHEET),
        "pdf": pdfs.made(pdfs.text(50, 50, "도로를 정비하기 바람")),
    }[form]
    for share in (0.1, 0.5, 0.9):
        with contextlib.suppress(Unreadable):
            assert child.read_papers(whole[: int(len(whole) * share)], form)


def test_half_of_memory_is_never_needed_for_the_largest_that_is_read(peak: list[int]) -> None:
    rows = [[f"{number}", "도로를 정비하기 바람 " * 8, "교통정책과", "완료"] for number in range(10_000)]

    def fill(book: openpyxl.Workbook) -> None:
        for row in rows:
            book.worksheets[0].append(row)

    found = child.read_papers(_saved(fill), "xlsx")
    assert len(found[0].blocks) == 1
    assert peak[-1] < MOST_MEMORY // 2


def test_an_unknown_form_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        child.read_papers(b"a", "docx")


def test_zip_members_are_never_unpacked_to_a_disk(tmp_path: object) -> None:
    content = hwpxs.made(LINE, more={"../../etc/evil.xml": "<a/>"})
    assert child.read_papers(content, "hwpx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "../../etc/evil.xml" in package.namelist()


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
