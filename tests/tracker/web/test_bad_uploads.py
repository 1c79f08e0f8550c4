"""What is no report, or means harm, sent through the page and through the command: one clear line, nothing stored."""

from __future__ import annotations

import io
import random
import re
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from audits.intake import child, decode
from audits.models import Audit, Document, Event, User
from tests.audits.intake import harm, hwpxs, workbooks
from tests.audits.intake.test_bad_files import HWPX, PDF, XLSX
from tests.tracker.actions.test_import_demands import REPORT
from tests.tracker.files import papers
from tracker import tasks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "department", "neighbour")]

SignIn = Callable[[User], Client]
FACTS: dict[str, Any] = {"year": 2025, "body": "정보국", "report_date": "2025. 12. 1."}
IT = ("--year", "2025", "--body", "정보국", "--report-date", "2025-12-01")
KINDS = {"hwpx": HWPX, "xlsx": XLSX, "pdf": PDF}


def _of(form: str, case: str) -> tuple[str, Callable[[], bytes]]:
    return f"보고서.{form}", KINDS[form][case][0]


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "not a report": ("안내.txt", ("도서관은 월요일에 쉽니다.\n" * 50).encode),
    "empty": ("보고서.hwpx", bytes),
    "encrypted package": _of("hwpx", "password of the zip"),
    "encrypted workbook": ("보고서.xlsx", lambda: papers.compound({"EncryptedPackage": bytes(5_000)})),
    "encrypted PDF": _of("pdf", "a password"),
    "DRM": ("보고서.hwp", lambda: b"SCDSA004" + bytes(2_000)),
    "truncated": ("보고서.hwpx", lambda: hwpxs.made(harm.LINE * 500)[:-300]),
    "bomb": _of("xlsx", "bomb"),
    "a million columns": _of("xlsx", "a million columns"),
    "a million columns of text": ("보고서.tsv", ("요구\t" * 1_000_000 + "\n\t\n").encode),
    "a million columns of a page": ("보고서.html", lambda: b"<table><tr>" + b"<td>a" * 1_000_000),
    "external entities": _of("hwpx", "outside"),
    "laughs": _of("xlsx", "laughs"),
    "a macro file renamed": _of("xlsx", "macro renamed"),
    "only formulas": (
        "보고서.xlsx",
        lambda: workbooks.made(lambda sheet: sheet.append(["=1+1", '=HYPERLINK("http://a")'])),
    ),
    "tables fifty deep": _of("hwpx", "tables 50 deep"),
    "tables of a page, deep": ("보고서.html", lambda: b"<table><tr><td>" * 5_000),
    "scanned": _of("pdf", "scanned"),
    "a word processor's": ("보고서.docx", papers.docx),
    "a picture renamed": ("보고서.pdf", papers.png),
    "noise": ("보고서.txt", lambda: random.Random(1).randbytes(4_000)),  # noqa: S311
}


@pytest.fixture
def office(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that reads at once."""
    monkeypatch.setattr(tasks.read_upload, "delay", tasks.read_upload)


@pytest.fixture
def within_bounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither this process nor the one that reads takes more than 500 MB or 30 seconds."""
    monkeypatch.setattr(subprocess, "Popen", harm.Watched)
    harm.Watched.seen.clear()
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - begun < 2 * child.SECONDS
    assert all(most < harm.MOST_MEMORY for most in harm.Watched.seen)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < harm.MOST_MEMORY


def _nothing_stored() -> bool:
    return not (Audit.objects.exists() or Document.objects.exists() or _imported())


def _imported() -> bool:
    return Event.objects.filter(kind__contains="import").exists()


def _line_of_page(office: Client, name: str, content: bytes) -> str:
    """What the page says: on the form or, where a worker reads, on the page that waits for it."""
    answer = office.post("/imports/", FACTS | {"file": SimpleUploadedFile(name, content)})
    if answer.status_code == 302:
        answer = office.get(answer.headers["Location"])
        lines = [answer.context["held"].refusal]
    else:
        lines = [line for told in answer.context["form"].errors.values() for line in told]
    assert answer.status_code == 200
    assert len(lines) == 1, lines
    assert escape(lines[0]) in answer.content.decode()
    return str(lines[0])


def _line_of_command(path: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_report", str(path), *IT, stdout=io.StringIO())
    assert refused.value.returncode == 2
    return str(refused.value)


def _is_clear(line: str) -> bool:
    """One sentence or two of Korean, of what is wrong or what to do; nothing of a program."""
    return re.fullmatch(r"[^\n]{8,200}[.]", line) is not None and not re.search(
        r"Error|Traceback|None|/tmp", line
    )


@pytest.mark.usefixtures("within_bounds")
@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_refused_alike_by_page_and_command(
    case: str, office: Client, tmp_path: Path
) -> None:
    name, make = BAD[case]
    content = make()
    path = tmp_path / name
    path.write_bytes(content)
    told = _line_of_page(office, name, content)
    assert _is_clear(told), told
    assert _line_of_command(path) == told
    assert _nothing_stored()


def test_two_hundred_megabytes_are_refused_unread(office: Client, tmp_path: Path) -> None:
    content = b"\0" * (200 * 1024 * 1024)
    answer = office.post("/imports/", FACTS | {"file": SimpleUploadedFile("보고서.hwpx", content)})
    assert answer.status_code == 413
    assert "20MB" in answer.content.decode()
    path = tmp_path / "보고서.hwpx"
    with path.open("wb") as file:
        file.truncate(len(content))
    assert _line_of_command(path) == decode.TOO_LARGE
    assert _nothing_stored()


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_a_report_of_an_old_office_is_read(office: Client, encoding: str) -> None:
    content = REPORT.replace("’", "'").encode(encoding)
    answer = office.post("/imports/", FACTS | {"file": SimpleUploadedFile("보고서.txt", content)})
    assert answer.status_code == 302
    assert _nothing_stored()
