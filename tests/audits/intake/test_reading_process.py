"""The process that reads files: what starts it, what ends it, and what it may answer."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import openpyxl
import pytest

from audits.intake import child
from audits.intake.decode import MAX_BYTES
from audits.intake.draft import Unreadable
from tests.audits.intake import harm, hwpxs, pdfs, workbooks
from tests.tracker.files import papers


@pytest.mark.parametrize("form", ["hwpx", "hwp", "xlsx", "pdf"])
def test_what_is_empty_or_too_large_starts_no_process(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_a, **_k: pytest.fail("a process was started"))
    assert "내용이 없는" in harm.refusal(b"", form)
    assert "20MB" in harm.refusal(b"P" * (MAX_BYTES + 1), form)


@pytest.mark.parametrize("form", ["hwpx", "xlsx", "pdf"])
def test_a_file_cut_anywhere_is_refused_or_read_but_never_fatal(form: str) -> None:
    whole = {
        "hwpx": hwpxs.made(harm.LINE * 50),
        "xlsx": workbooks.packed(harm.SHEET),
        "pdf": pdfs.made(pdfs.text(50, 50, "도로를 정비하기 바람")),
    }[form]
    for share in (0.1, 0.5, 0.9):
        with contextlib.suppress(Unreadable):
            assert harm.read(whole[: int(len(whole) * share)], form)


def test_half_of_memory_is_never_needed_for_the_largest_that_is_read() -> None:
    rows = [[f"{number}", "도로를 정비하기 바람 " * 8, "교통정책과", "완료"] for number in range(10_000)]

    def fill(book: openpyxl.Workbook) -> None:
        for row in rows:
            book.worksheets[0].append(row)

    found = harm.read(harm.saved(fill), "xlsx")
    assert len(found[0].blocks) == 1
    assert harm.Watched.seen[-1] < harm.MOST_MEMORY // 2


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS", 0.05)
    assert "너무 오래 걸려" in harm.refusal(hwpxs.made(harm.LINE), "hwpx")


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert "한글(HWPX) 파일이 손상되었거나" in harm.refusal(hwpxs.made(harm.LINE), "hwpx")


def test_an_answer_that_no_reader_gives_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (
        b"[]",
        b"{}",
        b'{"papers": [{"name": 1}]}',
        b'{"papers": [[["a", 0, 1]]]}',
        b"\xff",
        b"[" * 9_000,
    ):
        monkeypatch.setattr(child, "_run", lambda *_told, answer=answer: answer)
        assert "PDF 파일이 손상되었거나" in harm.refusal(b"%PDF-", "pdf")


@pytest.mark.parametrize("form", ["hwpx", "hwp", "xlsx", "pdf"])
def test_scrambled_files_are_read_or_refused_and_nothing_else(form: str) -> None:
    chance = random.Random(20)  # noqa: S311 (no secret)
    whole = {
        "hwpx": hwpxs.made(harm.LINE * 3),
        "hwp": papers.hwp(large=2_000),
        "xlsx": workbooks.packed(harm.SHEET),
        "pdf": pdfs.made(pdfs.table(50, 50, [["도로를", "정비"], ["하기", "바람"]])),
    }[form]
    for _ in range(6):
        content = bytearray(whole)
        for _ in range(8):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            assert harm.read(bytes(content), form)


def test_an_unknown_form_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        harm.read(b"a", "docx")


def test_zip_members_are_never_unpacked_to_a_disk(tmp_path: object) -> None:
    content = hwpxs.made(harm.LINE, more={"../../etc/evil.xml": "<a/>"})
    assert harm.read(content, "hwpx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert "../../etc/evil.xml" in package.namelist()
