"""PNG and JPEG: whether a picture is whole."""

from __future__ import annotations

import os
import struct
import zlib
from typing import IO, Final

from audits.intake.inspection.faults import Fault, Unfit
from audits.intake.inspection.pieces import overlapping, size_of

PNG: Final = b"\x89PNG\r\n\x1a\n"
MOST_PARTS: Final = 50_000  # a camera's picture has some hundreds
MOST_FILLING: Final = 1_000  # bytes before a marker
START_OF_SCAN: Final = 0xDA
END_OF_IMAGE: Final = b"\xff\xd9"
ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers that no length follows


def check_png(content: IO[bytes]) -> None:
    """Raise Unfit unless every chunk is there with its checksum, from IHDR to IEND."""
    left = size_of(content) - len(PNG)
    content.seek(len(PNG))
    for number in range(MOST_PARTS):
        length, kind = struct.unpack(">I4s", _exactly(content, 8))
        left -= length + 12
        if left < 0 or (number == 0) != (kind == b"IHDR"):
            break
        told = _exactly(content, length)
        if struct.unpack(">I", _exactly(content, 4))[0] != zlib.crc32(told, zlib.crc32(kind)):
            break
        if kind == b"IEND":
            return
    raise Unfit(Fault.BROKEN)


def check_jpeg(content: IO[bytes]) -> None:
    """Raise Unfit unless segments lead to a scan, and the scan to an end; cameras append what they like."""
    content.seek(2)
    for _ in range(MOST_PARTS):
        marker = _marker(content)
        if marker == START_OF_SCAN:
            if any(END_OF_IMAGE in piece for piece in overlapping(content, 1)):
                return
            break
        if marker not in ALONE:
            (length,) = struct.unpack(">H", _exactly(content, 2))
            if length < 2:
                break
            content.seek(length - 2, os.SEEK_CUR)
    raise Unfit(Fault.BROKEN)


def _marker(content: IO[bytes]) -> int:
    """The next marker; bytes of 0xFF may stand before it. Raises Unfit where none comes."""
    if _exactly(content, 1) == b"\xff":
        for _ in range(MOST_FILLING):
            found = _exactly(content, 1)
            if found != b"\xff":
                return found[0]
    raise Unfit(Fault.BROKEN)


def _exactly(content: IO[bytes], count: int) -> bytes:
    told = content.read(count)
    if len(told) < count:
        raise Unfit(Fault.BROKEN)
    return told
