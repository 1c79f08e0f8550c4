"""Reading a file in pieces, so that none is ever in memory whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Final

PIECE: Final = 1024 * 1024


def size_of(content: IO[bytes]) -> int:
    """Bytes of an open file; its position is left at the start."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return size


def pieces(content: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file, a megabyte at a time."""
    while piece := content.read(PIECE):
        yield piece


def overlapping(content: IO[bytes], overlap: int) -> Iterator[bytes]:
    """As `pieces`, each behind the last `overlap` bytes before it: what is searched is never cut in two."""
    tail = b""
    for piece in pieces(content):
        yield tail + piece
        tail = (tail + piece)[-overlap:]
