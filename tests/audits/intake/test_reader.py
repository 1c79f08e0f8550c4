"""The one entrance: what a file is, its content says, and whatever form it has, the same demands are read in it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from audits.intake import decode, reader
from audits.intake.draft import Unreadable
from audits.intake.reader import form_of
from tests.audits.intake.papers import vocabulary

ROWS = (
    ("연번", "구분", "요구사항", "소관부서", "추진상황", "추진내용"),
    ("1", "건의사항", "보도를 정비하기 바람", "교통정책과", "추진완료", "○ 정비함"),
    ("2", "시정·처리요구사항", "화단을 늘리기 바람", "공원녹지과", "추진 중", "○ 설계함"),
)
TEXT = """2020 행정사무감사 처리결과
건의사항
○ 보도를 정비하기 바람(교통정책과)
□ 추진상황 : 추진완료
□ 추진내용
○ 정비함
시정·처리요구사항
○ 화단을 늘리기 바람(공원녹지과)
□ 추진상황 : 추진 중
□ 추진내용
○ 설계함
"""


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    for row in ROWS:
        book.active.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def page() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><body><table>{rows}</table></body></html>"


def package(*names: str) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stored.getvalue()


def compound(*streams: str) -> bytes:
    return reader.COMPOUND + b"".join(stream.encode("utf-16-le") for stream in streams)


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (TEXT.encode(), "보고서.txt", "text"),
        (TEXT.encode("cp949"), "보고서.hwpx", "text"),
        (TEXT.encode("utf-16"), "보고서", "text"),
        ("\n".join("\t".join(row) for row in ROWS).encode(), "표.tsv", "table"),
        ("\n".join("| " + " | ".join(row) + " |" for row in ROWS).encode(), "표.md", "table"),
        ("\n".join(",".join(row) for row in ROWS).encode("cp949"), "표.csv", "table"),
        (page().encode(), "표.xls", "html"),
        (page().encode("utf-16"), "표.html", "html"),
        (workbook(), "표.hwp", "xlsx"),
    ],
)
def test_every_form_gives_the_same_demands(content: bytes, name: str, form: str) -> None:
    read = reader.read(content, name, vocabulary())
    assert read.form == form
    assert [
        (item.number, item.category, item.text, item.departments, item.status, item.actions_taken)
        for item in read.draft.items
    ] == [
        (1, "suggestion", "보도를 정비하기 바람", ("교통정책과",), "completed", "○ 정비함"),
        (2, "corrective", "화단을 늘리기 바람", ("공원녹지과",), "in_progress", "○ 설계함"),
    ]
    assert read.draft.problems == ()
    lines = read.text.split("\n")
    assert all(item.text in lines[item.line - 1] for item in read.draft.items)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\n%PDF-1.4\n", "pdf"),
        (package("mimetype", "Contents/section0.xml"), "hwpx"),
        (package("xl/workbook.xml"), "xlsx"),
        (compound("FileHeader", "BodyText"), "hwp"),
        (b"\xef\xbb\xbf  <!DOCTYPE  HTML>", "html"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, form: str) -> None:
    assert form_of(content, "이름.txt") == form


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "내용이 없는 파일"),
        (b"x" * (decode.MAX_BYTES + 1), "a.txt", "20MB보다"),
        (b"\x9b\x20DRMONE", "a.hwp", "문서보안"),
        (package("word/document.xml"), "a.docx", "워드"),
        (package("a.txt"), "a.zip", "압축 파일"),
        (compound("EncryptedPackage"), "a.xlsx", "암호"),
        (compound("Workbook"), "a.xls", "XLSX로"),
        (compound("WordDocument"), "a.doc", "DOC"),
        (compound("무엇"), "a.bin", "암호가 걸렸거나"),
        (b"\x89PNG\r\n", "a.png", "그림"),
        ("행정사무감사 결과 없음".encode(), "a.txt", "보고서로 읽을 수 없습니다"),
        (b"<html><body> </body></html>", "a.html", "내용이 없는 파일"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(content: bytes, name: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refusal:
        reader.read(content, name, vocabulary())
    assert "\n" not in str(refusal.value)
