"""Files as offices send them, and as somebody with bad intentions would; made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

END: Final = 0xFFFFFFFE
FREE: Final = 0xFFFFFFFF
SECTOR: Final = 512
MINI: Final = 64
WORKBOOK: Final = (
    '<?xml version="1.0"?><Types><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def pdf(trailer: str = "") -> bytes:
    """One empty page; `trailer` is added to the dictionary at its end."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\n"
        b"endobj\ntrailer\n<</Size 3/Root 1 0 R" + trailer.encode() + b">>\nstartxref\n9\n%%EOF\n"
    )


def chunk(kind: bytes, told: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))


def png() -> bytes:
    """One grey dot."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg(after: bytes = b"") -> bytes:
    """A picture with a preview of its own in front, as cameras make them."""
    preview = b"\xff\xe1" + struct.pack(">H", 2 + 8) + b"Exif\xff\xd9\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 1, 1, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\0\0\x3f\0" + b"\x12\x34\xff\0\x56"
    return b"\xff\xd8" + preview + b"\xff\xff" + frame[1:] + scan + b"\xff\xd9" + after


def package(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", method) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return told.getvalue()


def xlsx(more: Mapping[str, bytes | str] | None = None, types: str = WORKBOOK) -> bytes:
    """A workbook, with further parts."""
    return package({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>", **(more or {})})


def docx(more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A text document, with further parts."""
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **(more or {})})


def hwpx(manifest: str = "<manifest/>") -> bytes:
    """A 한글 document of the newer form."""
    return package(
        {
            "mimetype": "application/hwp+zip",
            "META-INF/manifest.xml": manifest,
            "Contents/section0.xml": "<sec/>",
        },
    )


def hwp(flags: int = 1, *, large: int = 0) -> bytes:
    """A 한글 document of the older form; `flags` as in its header (bit 0: packed), `large` bytes of body."""
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010100, flags)
    return compound({"FileHeader": header.ljust(256, b"\0"), "DocInfo": b"x" * 100}, large=large)


def compound(streams: Mapping[str, bytes], *, large: int = 0) -> bytes:
    """A compound file of small streams, and of one called `BodyText` of `large` bytes."""
    shared = b""
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name, text in streams.items():
        starts[name] = len(chains)
        count = -(-len(text) // MINI)
        chains += [len(chains) + step + 1 for step in range(count - 1)] + [END]
        shared += text.ljust(count * MINI, b"\0")
    told = [(name, starts[name], len(text)) for name, text in streams.items()]
    told += [("BodyText", 0, large)] if large else []
    lines = [_line("Root Entry", 5, 0, len(shared), below=1)]
    lines += [
        _line(name, 2, start, size, after=place + 1 if place < len(told) else FREE)
        for place, (name, start, size) in enumerate(told, 1)
    ]
    bodies = [shared, _numbers(chains), b"".join(lines), b"\1" * large]
    return _assembled(bodies)


def _assembled(bodies: list[bytes]) -> bytes:
    """Shared stream, its table, directory and large stream, behind the tables that lead to them."""
    counts = [-(-len(body) // SECTOR) for body in bodies]
    tables = 1
    while tables * 128 < sum(counts) + tables + _behind(tables):
        tables += 1
    behind = _behind(tables)
    table = [0xFFFFFFFD] * tables + [0xFFFFFFFC] * behind
    starts = []
    for count in counts:
        starts.append(len(table) if count else END)
        table += [len(table) + step + 1 for step in range(count - 1)] + [END] * bool(count)
    shared, minis, directory, large = starts
    told = bytearray(b"".join(_padded(body) for body in bodies))
    place = counts[0] * SECTOR + counts[1] * SECTOR
    struct.pack_into("<I", told, place + 116, shared)
    if counts[3]:
        struct.pack_into("<I", told, place + len(bodies[2]) - 128 + 116, large)
    return _header(directory, minis, tables, behind) + _numbers(table) + _more(tables, behind) + bytes(told)


def _behind(tables: int) -> int:
    return -(-max(tables - 109, 0) // 127)


def _more(tables: int, behind: int) -> bytes:
    """The sectors that name the tables for which the header has no room."""
    rest, told = list(range(109, tables)), b""
    for step in range(behind):
        here = rest[step * 127 : (step + 1) * 127]
        following = tables + step + 1 if step + 1 < behind else END
        told += struct.pack("<128I", *here, *[FREE] * (127 - len(here)), following)
    return told


def _header(directory: int, minis: int, tables: int, behind: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += b"\0" * 10 + struct.pack("<IIIIIIII", tables, directory, 0, 4096, minis, 1, tables, behind)
    head = head if behind else head[:68] + struct.pack("<II", END, 0)
    named = list(range(min(tables, 109)))
    return head + struct.pack("<109I", *named, *[FREE] * (109 - len(named)))


def _line(name: str, kind: int, start: int, size: int, *, after: int = FREE, below: int = FREE) -> bytes:
    told = name.encode("utf-16-le") + b"\0\0"
    line = told.ljust(64, b"\0") + struct.pack("<HBB", len(told), kind, 1)
    return (line + struct.pack("<III", FREE, after, below)).ljust(116, b"\0") + struct.pack(
        "<IIxxxx", start, size
    )


def _numbers(numbers: list[int]) -> bytes:
    filled = numbers + [FREE] * (-len(numbers) % 128)
    return struct.pack(f"<{len(filled)}I", *filled)


def _padded(body: bytes) -> bytes:
    return body + b"\0" * (-len(body) % SECTOR)
