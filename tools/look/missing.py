"""What a reader would miss on rendered pages: letters below the page or cut off, letters that stand on no page."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree

SVG: Final = "{http://www.w3.org/2000/svg}"
TEXT: Final = "{http://www.hancom.co.kr/hwpml/2011/paragraph}t"
CLIP: Final = re.compile(r"url\(#(.+)\)")
SLACK: Final = 2.0  # pixels that a letter may stand below its line
FOOT: Final = 38.0  # pixels at the foot of a page that no printer reaches


class Letter(NamedTuple):
    """What stands at `y`; `ends` is where what it stands in ends."""

    text: str
    y: float
    ends: float


def looked(file: Path, pages: Sequence[Path]) -> list[str]:
    """Everything found, a line each."""
    found, drawn = [], Counter[str]()
    for page in pages:
        height = size(page)[1] - FOOT
        letters = list(_letters(page))
        drawn.update("".join("".join(each.text.split()) for each in letters))
        for name, lost in (
            ("below the page", [each for each in letters if each.y > height]),
            ("cut off", [each for each in letters if each.y > each.ends + SLACK]),
        ):
            if lost:
                found.append(
                    f"{page.stem}: {len(lost)} letters {name}: {''.join(each.text for each in lost)[:60]}"
                )
    gone = Counter("".join(_written(file).split())) - drawn
    if gone:
        found.append(f"{gone.total()} letters on no page: {dict(gone.most_common(12))}")
    return found


def size(page: Path) -> tuple[float, float]:
    """Width and height of a page in pixels."""
    root = ElementTree.parse(page).getroot()  # noqa: S314 - made by the renderer just now
    return float(root.get("width", 0)), float(root.get("height", 0))


def _letters(page: Path) -> Iterator[Letter]:
    root = ElementTree.parse(page).getroot()  # noqa: S314
    ends = {
        clip.get("id", ""): max(float(box.get("y", 0)) + float(box.get("height", 0)) for box in clip)
        for clip in root.iter(f"{SVG}clipPath")
    }
    yield from _within(root, float("inf"), ends)


def _within(node: ElementTree.Element, end: float, ends: dict[str, float]) -> Iterator[Letter]:
    clip = CLIP.match(node.get("clip-path", ""))
    if clip:
        end = min(end, ends.get(clip[1], end))
    if node.tag == f"{SVG}text":
        yield Letter("".join(node.itertext()), float(node.get("y", 0)), end)
    for child in node:
        if child.tag != f"{SVG}defs":
            yield from _within(child, end, ends)


def _written(file: Path) -> str:
    """Every letter of the document's text."""
    with zipfile.ZipFile(file) as package:
        parts = [name for name in package.namelist() if re.fullmatch(r"Contents/section\d+\.xml", name)]
        roots = [ElementTree.fromstring(package.read(name)) for name in parts]  # noqa: S314 - our own
    return "".join("".join(each.itertext()) for root in roots for each in root.iter(TEXT))
