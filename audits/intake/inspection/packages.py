"""HWPX, XLSX and DOCX: documents that are ZIP packages, looked through without trusting what they say of themselves."""

from __future__ import annotations

import struct
import zipfile
import zlib
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from audits.intake.inspection.faults import MACROS, OTHER_PACKING, TOO_MUCH_INSIDE, Fault, Unfit
from audits.intake.inspection.pieces import PIECE, overlapping

MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
SMALL: Final = 10 * 1024 * 1024  # what unpacks to less harms nobody, however well it was packed
MOST_TIMES: Final = 200  # larger than packed; sheets full of one number reach about a hundred
DEEPEST: Final = 1  # a sheet inside a report, and nothing packed in that
LONGEST_LIST: Final = 1024 * 1024

OPENER: Final = b"PK\x03\x04"
LINE: Final = b"PK\x01\x02"
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
TYPES: Final = "[Content_Types].xml"
MIMETYPE: Final = "mimetype"
MANIFEST: Final = "META-INF/manifest.xml"
HWPX: Final = b"application/hwp+zip"
FORM_HWPX: Final = "hwpx"
PARTS: Final = {"xlsx": "xl/", "docx": "word/"}
MACRO_PARTS: Final = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
# What the readers of ZIP in the standard library raise on what was made up or cut short.
TORN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def check(content: IO[bytes], form: str) -> None:
    """Raise Unfit unless it is a whole package of this form (hwpx, xlsx, docx): no password, macros, hidden size."""
    try:
        _Look().through(content, form)
    except TORN as error:
        raise Unfit(Fault.BROKEN) from error


class _Look:
    """One look through a package and those in it; the limits hold for all of them together."""

    def __init__(self) -> None:
        self.unpacked = 0
        self.entries = 0

    def through(self, content: IO[bytes], form: str | None, depth: int = 0) -> None:
        """Look through one package; `form` is not asked of one that stands in another."""
        content.seek(0)
        # Counted before the library reads the list, which it does whole and into memory.
        self.entries += sum(piece.count(LINE) for piece in overlapping(content, len(LINE) - 1))
        if self.entries > MOST_ENTRIES or depth > DEEPEST:
            raise Unfit(Fault.TYPE, TOO_MUCH_INSIDE)
        content.seek(0)
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            self._check_sizes(entries)
            _check_macros(package)
            if form is not None:
                _check_form(package, form)
            for entry in entries:
                self._read(package, entry, depth)

    def _check_sizes(self, entries: list[zipfile.ZipInfo]) -> None:
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unfit(Fault.ENCRYPTED)
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        self.unpacked += unpacked
        bomb = unpacked > max(SMALL, MOST_TIMES * packed) or self.unpacked > MOST_UNPACKED
        if bomb:
            raise Unfit(Fault.TYPE, TOO_MUCH_INSIDE)
        if any(entry.compress_type not in METHODS for entry in entries):
            raise Unfit(Fault.TYPE, OTHER_PACKING)

    def _read(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
        """Read one entry to its end, where its checksum is compared; one that is a package is looked through."""
        with package.open(entry) as part:
            head = part.read(len(OPENER))
            if head != OPENER:
                while part.read(PIECE):
                    pass
                return
            with SpooledTemporaryFile(max_size=PIECE) as inner:
                inner.write(head)
                _copy(part, inner)
                self.through(inner, None, depth + 1)


def _copy(part: IO[bytes], inner: IO[bytes]) -> None:
    while piece := part.read(PIECE):
        inner.write(piece)


def _check_macros(package: zipfile.ZipFile) -> None:
    names = [name.lower() for name in package.namelist()]
    if any(name.endswith(MACRO_PARTS) or "/macrosheets/" in name for name in names):
        raise Unfit(Fault.TYPE, MACROS)
    if b"macroenabled" in _beginning(package, TYPES).lower():
        raise Unfit(Fault.TYPE, MACROS)


def _check_form(package: zipfile.ZipFile, form: str) -> None:
    if form == FORM_HWPX:
        if _beginning(package, MIMETYPE).strip() != HWPX:
            raise Unfit(Fault.TYPE)
        if b"encryption-data" in _beginning(package, MANIFEST):
            raise Unfit(Fault.ENCRYPTED)
        return
    names = package.namelist()
    if TYPES not in names or not any(name.startswith(PARTS[form]) for name in names):
        raise Unfit(Fault.TYPE)


def _beginning(package: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of an entry; nothing where there is none."""
    if name not in package.NameToInfo:
        return b""
    with package.open(name) as part:
        return part.read(LONGEST_LIST)
