"""Where sent files lie: under random names, written whole or not at all.

A crash leaves at most a file that no row speaks of; `strays` finds those.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from audits.intake.inspection.pieces import pieces

logger = logging.getLogger(__name__)

NAME: Final = re.compile(r"[0-9a-f]{32}")
UNFINISHED: Final = ".part"


class NoRoom(Exception):
    """The store could not write; nothing of the file is left in it."""


class Missing(Exception):
    """A file that a row speaks of is not there, or not as it was: an alarm, told to the log."""


@dataclass(frozen=True)
class Kept:
    """A file as the store has it: the name it lies under, its bytes, their SHA-256 as hexadecimal text."""

    stored_as: str
    size: int
    sha256: str


def keep(content: IO[bytes]) -> Kept:
    """Write `content` from its start; once this answers, it outlives a failure of the machine.

    The row that names it comes after. Raises NoRoom.
    """
    place = _place(secrets.token_hex(16))
    unfinished = place.with_suffix(UNFINISHED)
    try:
        _make(place.parent)
        size, sha256 = _write(unfinished, content)
        unfinished.rename(place)
        _sync(place.parent)
    except OSError as error:
        logger.error("a file could not be stored: %s", error)  # noqa: TRY400 (the reason says all)
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise NoRoom(str(error)) from error
    return Kept(place.name, size, sha256)


def twin(stored_as: str) -> str:
    """Another name for the same bytes, which lives on when the first is discarded. Raises NoRoom.

    The bytes count as written now, so that `strays` does not find the name before its row is there.
    """
    place = _place(secrets.token_hex(16))
    try:
        _make(place.parent)
        os.utime(_place(stored_as))
        place.hardlink_to(_place(stored_as))
        _sync(place.parent)
    except OSError as error:
        logger.error("a stored file could not be given again: %s", error)  # noqa: TRY400
        raise NoRoom(str(error)) from error
    return place.name


def opened(stored_as: str, size: int) -> IO[bytes]:
    """A stored file of `size` bytes, to be read and closed by the caller. Raises Missing."""
    try:
        content = _place(stored_as).open("rb")
    except OSError as error:
        logger.error("a stored file cannot be read: %s", error)  # noqa: TRY400
        raise Missing(stored_as) from error
    found = os.fstat(content.fileno()).st_size
    if found != size:
        content.close()
        logger.error("a stored file has changed: %s has %d bytes, not %d", stored_as, found, size)
        raise Missing(stored_as)
    return content


def raw(stored_as: str) -> IO[bytes]:
    """A stored file as it lies there, whatever became of it. Raises OSError where it cannot be read."""
    return _place(stored_as).open("rb")


def discard(stored_as: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    _place(stored_as).unlink(missing_ok=True)


def strays(before: float) -> Iterator[Path]:
    """Files, finished or not, last written before this moment (seconds since 1970): a row may speak of them."""
    for path in Path(settings.FILES_ROOT).glob("??/??/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path


def _place(stored_as: str) -> Path:
    if not NAME.fullmatch(stored_as):
        raise ValueError(f"no name of the store: {stored_as!r}")
    return Path(settings.FILES_ROOT) / stored_as[:2] / stored_as[2:4] / stored_as


def _make(directory: Path) -> None:
    """Make a directory of the tree, each with its entry in the one above written through."""
    if directory.is_dir():
        return
    _make(directory.parent)
    directory.mkdir(mode=0o750, exist_ok=True)
    _sync(directory.parent)


def _write(path: Path, content: IO[bytes]) -> tuple[int, str]:
    """Write the whole of `content` to a new file, down to the disk; its size and hash."""
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces(content):
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
