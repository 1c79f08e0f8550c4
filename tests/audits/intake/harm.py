"""Files that mean harm, made piece by piece, and the real process that reads them, watched for memory and time."""

from __future__ import annotations

import contextlib
import io
import random
import re
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import openpyxl
import pytest

from audits.intake import child
from audits.intake.draft import Unreadable
from audits.intake.paper import Paper
from tests.audits.intake import hwpxs, workbooks

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


def read(content: bytes, form: str) -> list[Paper]:
    """What the real process answers; it may hold no more memory than its limit, nor take longer."""
    begun = time.monotonic()
    with mock.patch.object(subprocess, "Popen", Watched):
        Watched.seen.clear()
        try:
            return child.read_papers(content, form)
        finally:
            assert time.monotonic() - begun < child.SECONDS + 5
            assert all(most < MOST_MEMORY for most in Watched.seen)


def refusal(content: bytes, form: str) -> str:
    """The line with which the real process refuses: one, a sentence."""
    with pytest.raises(Unreadable) as refused:
        read(content, form)
    line = str(refused.value)
    assert "\n" not in line
    assert line.endswith(".")
    return line


def with_zeros(content: bytes, name: str, megabytes: int) -> bytes:
    """The package with one more part that unpacks to so much; made piece by piece, as this process is watched too."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package, package.open(name, "w") as part:
        for _ in range(megabytes):
            part.write(bytes(MB))
    return file.getvalue()


def locked(content: bytes) -> bytes:
    """Each entry marked as being under a password."""
    locked = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            locked[at + offset] |= 1
    return bytes(locked)


def saved(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def letters(count: int) -> str:
    """So many letters that do not pack away to nothing."""
    return "".join(random.Random(8).choices("가나다라마바사아", k=count))  # noqa: S311 (no secret)
