"""A reader of untrusted files is run in a process of its own, with little memory and time (`limits`).

Between the two goes JSON, so that nothing of the file's making is ever run or unpickled here.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, TypedDict, cast

from audits.intake import crossing, limits
from audits.intake.decode import EMPTY, MAX_BYTES, TOO_LARGE
from audits.intake.draft import Unreadable
from audits.intake.paper import Paper

SECONDS: Final = limits.SECONDS
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100
LONGEST_ANSWER: Final = 96 * 1024 * 1024
TOO_MANY: Final = "표가 너무 큽니다(5,000행, 100열까지). 나누어 올려 주십시오."
REFUSED: Final = "엑셀(XLSX) 파일로 읽을 수 없습니다. 엑셀에서 다시 저장하여 올려 주십시오."
FORMS: Final = {
    "hwpx": "한글(HWPX)",
    "hwp": "한글(HWP)",
    "xlsx": "엑셀(XLSX)",
    "pdf": "PDF",
    "html": "웹 문서(HTML)",
}
TOO_SLOW: Final = (
    "{form} 파일을 읽는 데 너무 오래 걸려 멈추었습니다({seconds}초까지). "
    "필요한 부분만 저장하거나 나누어 올려 주십시오."
)
GAVE_UP: Final = (
    "{form} 파일이 손상되었거나 너무 커서 읽지 못하였습니다. "
    "만든 프로그램에서 다시 저장하거나 나누어 올려 주십시오."
)
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
# How a value crosses: its kind, and the value as JSON can hold it.
DAY: Final = "d"
PLAIN: Final = "p"
ERROR: Final = "e"


class Told(TypedDict):
    """One sheet, each cell as [kind, value, formula, merged]."""

    name: str
    hidden: bool
    rows: list[list[list[Any]]]


class _Ended(Exception):
    """The process gave no answer; `slow` where its time was over."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__()
        self.slow = slow


def read_papers(content: bytes, form: str) -> list[Paper]:
    """What a file of this form (see FORMS) says: one Paper, of a workbook one for every sheet that is shown.

    Raises Unreadable with one line for the sender; KeyError for a form that nobody reads.
    """
    called = FORMS[form]
    if not content:
        raise Unreadable(EMPTY)
    try:
        return crossing.heard(_answer(content, "audits.intake.papers", form)["papers"])
    except _Ended as ended:
        line = TOO_SLOW if ended.slow else GAVE_UP
        raise Unreadable(line.format(form=called, seconds=SECONDS)) from ended
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable(GAVE_UP.format(form=called)) from error


def read_workbook(content: bytes) -> list[Told]:
    """The sheets of an XLSX file. Raises Unreadable with one line for the sender."""
    try:
        sheets: list[Told] = _answer(content, "audits.intake.xlsx")["sheets"]
    except _Ended as error:
        raise Unreadable(REFUSED) from error
    return sheets


def value(cell: list[Any]) -> str | int | float | bool | date | None:
    """What a cell of `read_workbook` holds."""
    kind, told = cell[0], cell[1]
    if kind == DAY:
        return date.fromisoformat(told)
    plain: str | int | float | bool | None = told
    return plain


def _answer(content: bytes, module: str, *told: str) -> dict[str, Any]:
    """What the process `module` answers to `content`. Raises Unreadable with its refusal, _Ended without an answer."""
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    try:
        answer: dict[str, Any] = json.loads(_run(content, module, *told))
    except (ValueError, RecursionError) as error:
        raise _Ended(slow=False) from error
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    return answer


def _run(content: bytes, module: str, *told: str) -> bytes:
    """Start the process, give it the file to read, and take at most LONGEST_ANSWER in at most SECONDS."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with subprocess.Popen(  # noqa: S603 (our own program and words)
            [sys.executable, "-B", "-m", module, *told],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        ) as process:
            return _taken(process)


def _taken(process: subprocess.Popen[bytes]) -> bytes:
    slow = threading.Event()
    clock = threading.Timer(SECONDS, _stop, (process, slow))
    clock.start()
    try:
        answer = cast("IO[bytes]", process.stdout).read(LONGEST_ANSWER + 1)
        if len(answer) > LONGEST_ANSWER:
            process.kill()
        ended = process.wait()
    finally:
        clock.cancel()
        process.kill()
    if ended or len(answer) > LONGEST_ANSWER:
        raise _Ended(slow=slow.is_set() or ended == -signal.SIGXCPU)
    return answer


def _stop(process: subprocess.Popen[bytes], slow: threading.Event) -> None:
    slow.set()
    process.kill()
