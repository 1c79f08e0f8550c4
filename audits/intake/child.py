"""A reader of untrusted files is run in a process of its own, with little memory and time (`xlsx`).

Between the two goes JSON, so that nothing of the file's making is ever run or unpickled here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final, TypedDict

from audits.intake.decode import MAX_BYTES, TOO_LARGE
from audits.intake.draft import Unreadable

SECONDS: Final = 60
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100
TOO_MANY: Final = "표가 너무 큽니다(5,000행, 100열까지). 나누어 올려 주십시오."
REFUSED: Final = "엑셀(XLSX) 파일로 읽을 수 없습니다. 엑셀에서 다시 저장하여 올려 주십시오."
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


def read_workbook(content: bytes) -> list[Told]:
    """The sheets of an XLSX file. Raises Unreadable with one line for the sender."""
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "audits.intake.xlsx"],
            input=content,
            capture_output=True,
            cwd=_ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(REFUSED) from error
    if done.returncode:
        raise Unreadable(REFUSED)
    answer = json.loads(done.stdout)
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    sheets: list[Told] = answer["sheets"]
    return sheets


def value(cell: list[Any]) -> str | int | float | bool | date | None:
    """What a cell of `read_workbook` holds."""
    kind, told = cell[0], cell[1]
    if kind == DAY:
        return date.fromisoformat(told)
    plain: str | int | float | bool | None = told
    return plain
