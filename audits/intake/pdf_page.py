"""One page of a PDF as it lies before the eye: letters with their places, and the rules drawn on it.

Places are in points from the upper left corner of the page as it is shown, however the file turns it.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from audits.intake.draft import Unreadable

THIN: Final = 3.0  # a filled shape this thin is a rule
DEEPEST: Final = 4  # forms in forms
MOST_OBJECTS: Final = 300_000
MOST_SEGMENTS: Final = 400
QUARTER: Final = math.pi / 2
UPRIGHT: Final = 0.09  # five degrees: a scanned page is never quite straight
UNKNOWN: Final = "\ufffd"
NO_LETTERS: Final = frozenset({0, 0xFFFE, 0xFFFF})
LAST_CONTROL: Final = 0x1F
TOO_DRAWN: Final = (
    "{page}쪽에 선과 그림이 너무 많아 읽지 못하였습니다. 한글 파일이나 글로 저장하여 올려 주십시오."
)

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Final[Matrix] = (1, 0, 0, 1, 0, 0)


class Box(NamedTuple):
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float


class Letter(NamedTuple):
    """One letter and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A straight line along the page: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Sheet:
    """What stands on a page. Counted beside it: `pictures`, pieces of text that are `unseen`, letters that say nothing
    (`unknown`) or were left out (`leaning`).
    """

    width: float
    height: float
    letters: list[Letter]
    across: list[Rule]
    down: list[Rule]
    pictures: int = 0
    unknown: int = 0
    unseen: int = 0
    leaning: int = 0


def read(page: Any, number: int) -> Sheet:
    """Read page `number` (counted from 1). Raises Unreadable for one that is drawn rather than written."""
    look = _Look(page, number)
    letters = list(look.letters())
    look.objects()
    width, height = (look.height, look.width) if look.turns % 2 else (look.width, look.height)
    unknown = sum(letter.text == UNKNOWN for letter in letters)
    return Sheet(
        width, height, letters, look.across, look.down, look.pictures, unknown, look.unseen, look.leaning
    )


class _Look:
    def __init__(self, page: Any, number: int) -> None:
        self._page, self._number = page, number
        self.turns: int = pdfium.FPDFPage_GetRotation(page.raw)
        shown_width, shown_height = page.get_size()
        self.width, self.height = (
            (shown_height, shown_width) if self.turns % 2 else (shown_width, shown_height)
        )
        left, bottom, *_ = page.get_bbox()
        self._left, self._bottom = left, bottom
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.pictures = self.unseen = self.leaning = self._objects = 0

    def letters(self) -> Iterator[Letter]:
        """Every letter that the file itself has, in its order; blanks too, for they part words."""
        page = self._page.get_textpage()
        place = pdfium.FS_RECTF()
        for at in range(page.count_chars()):
            sign: int = pdfium.FPDFText_GetUnicode(page.raw, at)
            if pdfium.FPDFText_IsGenerated(page.raw, at):
                continue
            pdfium.FPDFText_GetLooseCharBox(page.raw, at, place)
            box = self._turned(place.left, place.bottom, place.right, place.top)
            if 0 < sign <= LAST_CONTROL:
                continue
            if self._leans(pdfium.FPDFText_GetCharAngle(page.raw, at)):
                self.leaning += not chr(sign).isspace()
                continue
            yield Letter(UNKNOWN if sign in NO_LETTERS else chr(sign), *box)
        page.close()

    @staticmethod
    def _leans(angle: float) -> bool:
        """Whether a letter stands neither upright nor on its side: a mark laid over the page."""
        return abs((angle + QUARTER / 2) % QUARTER - QUARTER / 2) > UPRIGHT

    def objects(self) -> None:
        """Look at all that is drawn, also inside forms."""
        count = pdfium.FPDFPage_CountObjects(self._page.raw)
        if count > MOST_OBJECTS:
            raise Unreadable(TOO_DRAWN.format(page=self._number))
        for at in range(count):
            self._object(pdfium.FPDFPage_GetObject(self._page.raw, at), PLAIN, 0)

    def _object(self, found: Any, outer: Matrix, depth: int) -> None:
        self._objects += 1
        if self._objects > MOST_OBJECTS:
            raise Unreadable(TOO_DRAWN.format(page=self._number))
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(found, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self.pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.unseen += pdfium.FPDFTextObj_GetTextRenderMode(found) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _times(_matrix(found), outer)
            for at in range(pdfium.FPDFFormObj_CountObjects(found)):
                self._object(pdfium.FPDFFormObj_GetObject(found, at), inner, depth + 1)

    def _path(self, path: Any, outer: Matrix) -> None:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top)
        first = _through(outer, left.value, bottom.value)
        second = _through(outer, right.value, top.value)
        box = self._turned(*first, *second)
        if min(box.right - box.left, box.bottom - box.top) <= THIN:
            self._rule(box)
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        segments = list(self._segments(path, outer))
        # What is only filled is a ground, unless it is a frame: one shape inside the other.
        if stroke.value or sum(move for move, _ in segments) > 1:
            for box in (box for _, box in segments if box is not None):
                if min(box.right - box.left, box.bottom - box.top) <= THIN:
                    self._rule(box)

    def _segments(self, path: Any, outer: Matrix) -> Iterator[tuple[bool, Box | None]]:
        """The straight pieces of a path, each as a box without thickness; whether a new piece begins."""
        matrix = _times(_matrix(path), outer)
        begun = here = (0.0, 0.0)
        for at in range(min(pdfium.FPDFPath_CountSegments(path), MOST_SEGMENTS)):
            segment = pdfium.FPDFPath_GetPathSegment(path, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            there = _through(matrix, x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                begun = there
                yield True, None
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield False, self._turned(*here, *there)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield False, self._turned(*there, *begun)
            here = there

    def _rule(self, box: Box) -> None:
        width, height = box.right - box.left, box.bottom - box.top
        if width >= height:
            self.across.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
        else:
            self.down.append(Rule((box.left + box.right) / 2, box.top, box.bottom))

    def _turned(self, x1: float, y1: float, x2: float, y2: float) -> Box:
        """Two corners in the file's own measure as a box on the page as it is shown."""
        a, b = self._shown(x1, y1), self._shown(x2, y2)
        return Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._left, y - self._bottom
        if self.turns == 1:
            return y, x
        if self.turns == 2:
            return self.width - x, y
        if self.turns == 3:
            return self.height - y, self.width - x
        return x, self.height - y


def _matrix(found: Any) -> Matrix:
    told = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(found, told):
        return PLAIN
    return (told.a, told.b, told.c, told.d, told.e, told.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
