"""Compound files (OLE, [MS-CFB]): HWP and protected Office documents are folders in one file.

Reads the names and the beginnings of small streams, no more; every chain is followed for a bounded number of steps.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from audits.intake.inspection.faults import Fault, Unfit
from audits.intake.inspection.pieces import size_of

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER: Final = 512
IN_HEADER: Final = 109  # sectors of the allocation table that the header itself names
LAST_SECTOR: Final = 0xFFFFFFFA  # from here on a number means something else than a sector
FREE: Final = 0xFFFFFFFF
ENTRY: Final = 128
STREAM: Final = 2
ROOT: Final = 5
MOST_STEPS: Final = 4096


@dataclass(frozen=True)
class Entry:
    """A line of the directory: what it is, its first sector, its bytes."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """An open compound file. Raises Unfit where it is cut short or leads nowhere."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.length = content, size_of(content)
        header = self._bytes(0, HEADER)
        shift, mini_shift = struct.unpack_from("<HH", header, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise Unfit(Fault.BROKEN)
        self.sector, self.mini = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", header, 48)
        self.cutoff, self.mini_table = struct.unpack_from("<II", header, 56)
        self.table = self._allocation(header)
        self._check_length()
        self.entries = {entry.name: entry for entry in self._directory(directory)}

    def has(self, name: str) -> bool:
        """Whether a stream is called so."""
        return name in self.entries and self.entries[name].kind == STREAM

    def beginning(self, name: str, count: int) -> bytes:
        """The first `count` bytes of a stream, fewer where it is shorter."""
        entry = self.entries[name]
        wanted = min(count, entry.size)
        if entry.size < self.cutoff:
            return self._small(entry.start, wanted)
        parts = (self._sector(number) for number in self._chain(entry.start, _steps(wanted, self.sector)))
        return b"".join(parts)[:wanted]

    def _small(self, start: int, wanted: int) -> bytes:
        """Small streams share one large one, the root's, in sectors of their own."""
        root = next((entry for entry in self.entries.values() if entry.kind == ROOT), None)
        if root is None:
            raise Unfit(Fault.BROKEN)
        shared = list(self._chain(root.start, _steps(root.size, self.sector)))
        numbers = list(self._chain(self.mini_table, MOST_STEPS))
        found, here = b"", start
        for _ in range(_steps(wanted, self.mini)):
            place = here * self.mini
            found += self._part(shared, place, self.mini)
            (here,) = struct.unpack("<I", self._part(numbers, here * 4, 4))
        return found[:wanted]

    def _part(self, sectors: list[int], place: int, count: int) -> bytes:
        """`count` bytes at `place` of what these sectors hold one after the other."""
        if place // self.sector >= len(sectors):
            raise Unfit(Fault.BROKEN)
        number = sectors[place // self.sector]
        return self._bytes((number + 1) * self.sector + place % self.sector, count)

    def _directory(self, start: int) -> Iterator[Entry]:
        for number in self._chain(start, MOST_STEPS):
            told = self._sector(number)
            for place in range(0, self.sector, ENTRY):
                line = told[place : place + ENTRY]
                length, kind = struct.unpack_from("<HB", line, 64)
                if kind:
                    first, size = struct.unpack_from("<II", line, 116)
                    name = line[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                    yield Entry(name, kind, first, size)

    def _allocation(self, header: bytes) -> list[int]:
        """The sectors of the allocation table: those of the header, then those of the chain behind it."""
        found = list(struct.unpack_from(f"<{IN_HEADER}I", header, 76))
        (more,) = struct.unpack_from("<I", header, 68)
        for _ in range(MOST_STEPS):
            if more >= LAST_SECTOR:
                return [number for number in found if number < LAST_SECTOR]
            *numbers, more = struct.unpack(f"<{self.sector // 4}I", self._sector(more))
            found += numbers
        raise Unfit(Fault.BROKEN)

    def _check_length(self) -> None:
        """Raise Unfit where the last sector in use lies behind the end: the file was cut short."""
        a_table = self.sector // 4
        for place in reversed(range(len(self.table))):
            numbers = struct.unpack(f"<{a_table}I", self._sector(self.table[place]))
            used = [at for at, following in enumerate(numbers) if following != FREE]
            if used:
                last = place * a_table + used[-1]
                if (last + 1) * self.sector >= self.length:
                    raise Unfit(Fault.BROKEN)
                return

    def _chain(self, start: int, most: int) -> Iterator[int]:
        """The sectors from `start` on, at most `most`."""
        here = start
        for _ in range(most):
            if here >= LAST_SECTOR:
                return
            yield here
            (here,) = struct.unpack("<I", self._part(self.table, here * 4, 4))

    def _sector(self, number: int) -> bytes:
        return self._bytes((number + 1) * self.sector, self.sector)

    def _bytes(self, place: int, count: int) -> bytes:
        self.content.seek(place)
        told = self.content.read(count)
        if len(told) < count:
            raise Unfit(Fault.BROKEN)
        return told


def _steps(count: int, size: int) -> int:
    return min(-(-count // size), MOST_STEPS)
