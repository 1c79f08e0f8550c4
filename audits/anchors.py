"""기록 확인값 outside the database: a file of them, one a line, the newest last, and time-stamps beside it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from errno import ENOSPC
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record, timestamps
from audits.proof.anchors import Anchor, BadAnchor, read_lines

LONGEST_LINE: Final = 200


class NotKept(Exception):
    """The file of anchors cannot be written; says which and why."""


@dataclass(frozen=True)
class Recorded:
    """What `record_anchor` did. `anchor` is empty for an empty record; `written`: the file has a line more.

    `stamp` is the time-stamp of that entry, where there is one; `refusal` says why none came of a server that is set.
    """

    anchor: Anchor | None = None
    written: bool = False
    stamp: Path | None = None
    refusal: str = ""

    def as_json(self) -> dict[str, object]:
        """As `record_anchor --json` gives it."""
        return {
            "anchor": str(self.anchor) if self.anchor else None,
            "written": self.written,
            "timestamp": str(self.stamp) if self.stamp else None,
            "timestamp_refusal": self.refusal or None,
        }


def record_anchor(now: datetime) -> Recorded:
    """Keep the record's head outside the database; once a day and head, however often it is asked.

    The line is written before a time-stamp is asked for, and stays where none comes. Raises NotKept.
    """
    number, digest = record.head()
    if not number:
        return Recorded()
    anchor = Anchor(number, digest)
    return _stamped(anchor, written=_write(anchor, timezone.localtime(now)))


def record_daily(now: datetime) -> Recorded:
    """As `record_anchor`, a line a day whatever became of the head; a time-stamp that did not come is asked for again.

    Raises NotKept, and BadAnchor where the file has been damaged.
    """
    if not anchored_on(timezone.localdate(now)):
        return record_anchor(now)
    return _stamped(file_anchors()[-1], written=False)


def kept_anchors() -> list[Anchor]:
    """Those in the file of anchors and those that are time-stamped, each once. Raises BadAnchor, naming the place."""
    return list(dict.fromkeys([*file_anchors(), *timestamps.kept_stamps()]))


def readable_anchors() -> tuple[list[Anchor], list[BadAnchor]]:
    """As `kept_anchors`, and beside them what cannot be read: one spoiled line must not silence the others."""
    found: dict[Anchor, None] = {}
    bad: list[BadAnchor] = []
    readers: list[Callable[[], list[Anchor]]] = []
    try:
        readers += [partial(read_lines, [line]) for line in _lines()]
    except BadAnchor as reason:
        bad.append(reason)
    for read in [*readers, *timestamps.stamp_readers()]:
        try:
            found |= dict.fromkeys(read())
        except BadAnchor as reason:
            bad.append(reason)
    return list(found), bad


def file_anchors() -> list[Anchor]:
    """Those in the file of anchors, the oldest first; none where there is no file yet. Raises BadAnchor."""
    return read_lines(_lines())


def _lines() -> list[str]:
    try:
        return _path().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as reason:
        raise BadAnchor(f"{_path()}: {reason}") from reason


def anchored_on(day: date) -> bool:
    """Whether the newest line of the file is of `day`."""
    try:
        with _path().open("rb") as file:
            return _last_line(file.fileno()).startswith(day.isoformat())
    except OSError:
        return False


def _stamped(anchor: Anchor, *, written: bool) -> Recorded:
    try:
        return Recorded(anchor, written, timestamps.keep(anchor))
    except timestamps.NoTimestamp as reason:
        return Recorded(anchor, written, refusal=str(reason))


def _path() -> Path:
    return Path(settings.ANCHOR_FILE)


def _write(anchor: Anchor, at: datetime) -> bool:
    """Append a line, down to the disk; False where the newest line says the same of the same day."""
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            return _append(descriptor, anchor, at)
        finally:
            os.close(descriptor)
    except OSError as reason:
        told = {"path": path, "reason": reason.strerror}
        raise NotKept(_("기록 확인값을 보관하지 못하였습니다. %(path)s: %(reason)s") % told) from reason


def _append(descriptor: int, anchor: Anchor, at: datetime) -> bool:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    last = _last_line(descriptor)
    if last.startswith(at.date().isoformat()) and last.endswith(f" {anchor}\n"):
        return False
    # A line that a failure of the machine cut short stays by itself, and is named by whoever reads the file.
    line = f"{at.isoformat(timespec='seconds')} {anchor}\n"
    _write_whole(descriptor, (line if not last or last.endswith("\n") else f"\n{line}").encode())
    os.fsync(descriptor)
    return True


def _write_whole(descriptor: int, line: bytes) -> None:
    """All of it or nothing: half a line would make the file unreadable from then on. Raises OSError on a full disk."""
    size = os.fstat(descriptor).st_size
    if os.write(descriptor, line) < len(line):
        os.ftruncate(descriptor, size)
        raise OSError(ENOSPC, os.strerror(ENOSPC))


def _last_line(descriptor: int) -> str:
    """With its end of line, where it has one; empty for an empty file."""
    size = os.fstat(descriptor).st_size
    end = os.pread(descriptor, LONGEST_LINE, max(0, size - LONGEST_LINE))
    lines = end.decode("utf-8", errors="replace").splitlines(keepends=True)
    return lines[-1] if lines else ""
