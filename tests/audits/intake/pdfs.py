"""PDFs made byte by byte: words at their places, rules, and what no printer would write."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 595, 842
# Korean by a font that every reader knows and no file has to carry.
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/HYSMyeongJo-Medium/Encoding/UniKS-UCS2-H/DescendantFonts"
    "[<</Type/Font/Subtype/CIDFontType0/BaseFont/HYSMyeongJo-Medium/DW 1000/W[1[500]]"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>/FontDescriptor"
    "<</Type/FontDescriptor/FontName/HYSMyeongJo-Medium/Flags 4/FontBBox[0 -120 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>>>]>>"
)


def text(left: float, top: float, words: str, size: float = 10) -> str:
    """Words whose first letter begins at `left`, on a line whose foot is `top` below the upper edge."""
    return f"BT /F1 {size} Tf 1 0 0 1 {left} {HEIGHT - top} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n"


def rule(left: float, top: float, right: float, bottom: float) -> str:
    """A drawn line."""
    return f"{left} {HEIGHT - top} m {right} {HEIGHT - bottom} l S\n"


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """All lines of a table."""
    return "".join(rule(xs[0], y, xs[-1], y) for y in ys) + "".join(rule(x, ys[0], x, ys[-1]) for x in xs)


def table(left: float, top: float, rows: Sequence[Sequence[str]], *, width: float = 120) -> str:
    """A ruled table of one-line cells, 20 high."""
    xs = [left + width * at for at in range(len(rows[0]) + 1)]
    ys = [top + 20 * at for at in range(len(rows) + 1)]
    cells = "".join(
        text(xs[column] + 4, ys[row] + 14, words)
        for row, line in enumerate(rows)
        for column, words in enumerate(line)
    )
    return grid(xs, ys) + cells


def made(*pages: str, catalog: str = "", trailer: str = "", page: str = "") -> bytes:
    """A document of these pages; further words for its dictionaries."""
    objects: dict[int, bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        3: FONT.encode(),
    }
    kids = []
    for number, content in enumerate(pages):
        at = 4 + 2 * number
        kids.append(f"{at} 0 R")
        objects[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {at + 1} 0 R{page}>>"
        ).encode()
        objects[at + 1] = stream(content.encode())
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return assembled(objects, trailer)


def stream(content: bytes, told: str = "") -> bytes:
    """A packed stream."""
    packed = zlib.compress(content, 9)
    return f"<</Length {len(packed)}/Filter/FlateDecode{told}>>stream\n".encode() + packed + b"\nendstream"


def assembled(objects: Mapping[int, bytes], trailer: str = "") -> bytes:
    """The objects with the list of where each one is."""
    told = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(told)
        told += b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n"
    begins, last = len(told), max(objects)
    told += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        told += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    told += f"trailer\n<</Size {last + 1}/Root 1 0 R{trailer}>>\nstartxref\n{begins}\n%%EOF\n".encode()
    return bytes(told)
