"""The record as files, for whoever wants to check it without this product: its entries, and the rows they speak of."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path
from typing import Final

from audits import record
from audits.models import Event
from audits.proof import Anchor, steady
from audits.proof.rows import kept_lines, kept_models

RECORD: Final = "record.jsonl"
ROWS: Final = "rows.jsonl"
README: Final = "README.txt"
SLICE: Final = 5_000
WORDS: Final = """\
처리 이력 내보내기
기록 확인값 {head}

record.jsonl  처리 이력입니다. 한 줄이 한 건이며, 번호 순서입니다. 사람 이름과 글은 없습니다.
rows.jsonl    처리 이력이 말하는 자료입니다. 한 줄이 한 건입니다.
              요구 내용과 보고 내용이 들어 있으니 관리에 유의하여 주십시오.

점검하는 방법
1. 이 프로그램의 tools/verify_record.py 파일 하나를 파이썬(3.8 이상)이 있는 다른 컴퓨터에 옮깁니다.
2. python verify_record.py record.jsonl --rows rows.jsonl --anchor {head}
   --anchor 에는 알림이나 보고서 아래에 적힌 기록 확인값을 넣습니다. 여러 번 적을 수 있습니다.
3. 0으로 끝나면 이상이 없고, 1이면 바뀐 번호와 자료를 적고, 2면 파일을 읽지 못한 것입니다.

손으로 확인하려면: record.jsonl 한 줄(줄바꿈 제외)의 SHA-256 값이 그다음 줄의 "previous" 값과 같아야 합니다.
마지막 줄의 SHA-256 값은 기록 확인값과 같아야 합니다.
rows.jsonl 한 줄의 SHA-256 값은 record.jsonl 의 "rows" 에 있습니다.

Export of the record
Record head {head}

record.jsonl  the entries, one a line, in order of their numbers: no names and no free text
rows.jsonl    the rows they speak of, one a line: these hold texts of demands and reports, keep them accordingly

How to check
1. Take tools/verify_record.py, a single file, to any machine with Python 3.8 or later. Nothing else is needed.
2. python verify_record.py record.jsonl --rows rows.jsonl --anchor {head}
   --anchor takes the value printed at the foot of a mail or report, as often as you have one.
3. It ends with 0 where nothing was changed, with 1 and the numbers of entries and rows that were, with 2 where a
   file cannot be read.

By hand: SHA-256 of a line of record.jsonl (without its end of line) is the "previous" of the line after it, and that of
the last line is the record head. SHA-256 of a line of rows.jsonl stands among the "rows" of record.jsonl.
"""


@dataclass(frozen=True)
class Exported:
    """What was written. `head` is the newest entry, None of an empty record."""

    head: Anchor | None
    events: int
    rows: int


def texts(until: int) -> Iterator[str]:
    """The stored text of every entry up to number `until`, in order, read slice by slice."""
    last = 0
    while found := list(_after(last, until)):
        yield from (text for _number, text in found)
        last = found[-1][0]


def export(directory: Path) -> Exported:
    """Write the record into a new directory, as it is at this moment; all of it or nothing.

    Raises FileExistsError where something is there already, and OSError.
    """
    if directory.exists() or directory.is_symlink():
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(directory))
    draft = directory.with_name(f".{directory.name}-{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        with steady():
            done = _write_all(draft)
        draft.rename(directory)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return done


def _write_all(draft: Path) -> Exported:
    number, digest = record.head()
    head = Anchor(number, digest) if number else None
    events = _write(draft / RECORD, (text.encode() for text in texts(number)))
    rows = _write(draft / ROWS, (line for model in kept_models() for line in kept_lines(model)))
    words = WORDS.format(head=head or "1:…")
    (draft / README).write_text(words, encoding="utf-8")
    return Exported(head, events, rows)


def _write(path: Path, lines: Iterable[bytes]) -> int:
    """One a line, down to the disk; how many."""
    count = 0
    with path.open("xb") as file:
        for line in lines:
            file.write(line)
            file.write(b"\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _after(last: int, until: int) -> Iterable[tuple[int, str]]:
    found = Event.objects.filter(number__gt=last, number__lte=until).order_by("number")
    return found.values_list("number", "text")[:SLICE]
