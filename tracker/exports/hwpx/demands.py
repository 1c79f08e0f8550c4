"""A demand as the published reports show it: what was demanded on the left, what became of it on the right.

The council's paper has a third column: 부서 보고 and 의회 확인 stand side by side (product.md §3). A demand is a table
of its own, whose head names it on every page it goes on to; a long answer is cut into rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tracker.exports.hwpx.answers import Wide, edge, side_by_side, told, told_plainly, wide
from tracker.exports.hwpx.pen import WIDTH, Cell, Laid, Pen, inner
from tracker.reports.official import Answer, Item

DEMANDED, BECAME, REPORTED, CHECKED = "요구사항", "조치결과 및 향후추진계획", "부서 보고", "의회 확인"
GOES_ON: Final = "(계속)"
UNDISTRIBUTED: Final = "배부 전"
WITHOUT_OFFICE: Final = "소관 없음"
REPEATED: Final = "재지적"
_NARROW: Final = (14_960, WIDTH - 14_960)
_SIDE_BY_SIDE: Final = (12_400, 21_390, WIDTH - 12_400 - 21_390)


class Demands:
    """Writes the demands of one paper, `checks` the council's, with what it found beside what was reported."""

    def __init__(self, pen: Pen, *, checks: bool) -> None:
        self._pen = pen
        self._widths: Sequence[int] = _SIDE_BY_SIDE if checks else _NARROW
        self._heads = (REPORTED, CHECKED) if checks else (BECAME,)
        self._checks = checks

    def write(self, item: Item) -> Iterator[Laid]:
        """The demand, from its head on; a table too wide for its column stands below, and the demand goes on."""
        pen = self._pen
        parts = _parted(self._reported(item))
        beside = [self._demanded(item), *([self._checked(item)] if self._checks else [])]
        yield self._block(_named(pen, item, inner(self._widths[0])), beside[0], parts[0][1], beside[1:])
        for table, rest in parts[1:]:
            if table:
                yield wide(pen, table.table)
            if rest:
                name = self._head(f"{item.label} {GOES_ON}", self._widths[0])
                yield self._block([name], [], rest, [[]] * (len(beside) - 1))

    def _block(
        self,
        name: Sequence[Laid],
        left: Sequence[Laid],
        middle: Sequence[Laid],
        right: Sequence[Sequence[Laid]],
    ) -> Laid:
        rows = side_by_side([left, middle, *right])
        beside = (
            [self._head(text, width)] for text, width in zip(self._heads, self._widths[1:], strict=True)
        )
        head = [Cell(content, "head", align="CENTER") for content in (name, *beside)]
        body = [[Cell(content, edge(place, len(rows))) for content in row] for place, row in enumerate(rows)]
        return self._pen.table(self._widths, [head, *body], heads=1)

    def _head(self, text: str, width: int) -> Laid:
        return self._pen.line(text, "head", "centre", width=inner(width))

    def _demanded(self, item: Item) -> list[Laid]:
        """The demand, and below it in parentheses the departments that have it."""
        width = inner(self._widths[0])
        said = item.text if item.text.lstrip().startswith("○") else f"○ {item.text}"
        return [*told_plainly(self._pen, said, width), self._pen.line(f"({_departments(item)})", width=width)]

    def _reported(self, item: Item) -> Iterator[Laid | Wide]:
        width = inner(self._widths[1])
        if not item.answers:
            yield self._pen.line(UNDISTRIBUTED, width=width)
        for answer in item.answers:
            if len(item.answers) > 1 or answer.point:
                yield self._pen.line(_who(answer, item), "bold", "heads", width=width)
            yield from self._answer(answer, width)

    def _answer(self, answer: Answer, width: int) -> Iterator[Laid | Wide]:
        """□ by □, in the words of the published reports; what an answer does not have is not mentioned."""
        pen = self._pen
        yield pen.line(f" : {answer.status}", lead="□ 추진상황", width=width)
        for name, text in (("받는 기관", answer.receiver), ("사유", answer.reason)):
            yield from self._said(name, text, width)
        yield from self._said("추진내용", answer.actions_taken, width)
        until = f" (완료 예정일 : {day(answer.planned_until)})" if answer.planned_until else ""
        yield from self._said("향후계획", answer.plan, width, beside=until)
        if not self._checks and (due := _due(answer)) and answer.due_date != answer.original_due_date:
            yield pen.line(f"※ 처리기한 : {due}", "small", width=width)

    def _said(self, name: str, text: str, width: int, *, beside: str = "") -> Iterator[Laid | Wide]:
        if text.strip() or beside:
            yield self._pen.line(beside, lines="heads", lead=f"□ {name}", width=width)
            yield from told(self._pen, text, width)

    def _checked(self, item: Item) -> list[Laid]:
        """What the council found of each answer, and what it has to know to judge it."""
        width = inner(self._widths[2])
        return [line for answer in item.answers for line in self._found(answer, item, width)]

    def _found(self, answer: Answer, item: Item, width: int) -> Iterator[Laid]:
        pen = self._pen
        if len(item.answers) > 1 or answer.point:
            yield pen.line(_who(answer, item), "bold", "heads", width=width)
        yield pen.line(f" : {answer.verification}", lead="□ 확인 결과", width=width)
        if due := _due(answer):
            yield pen.line(f" : {due}", lead="□ 처리기한", width=width)
        doubts = "\n".join(f"- {doubt}" for doubt in answer.doubts)
        for name, text in (("검토의견", answer.found), ("확인 필요 사항", doubts)):
            if text.strip():
                yield pen.line("", lines="heads", lead=f"□ {name}", width=width)
                yield from told_plainly(pen, text, width)


def _named(pen: Pen, item: Item, width: int) -> list[Laid]:
    """How people name the demand, and below it the earlier ones that it says again."""
    name = [pen.line(item.label, "head", "centre", width=width)]
    if item.repeats:
        name.append(pen.line(f"{REPEATED}: {', '.join(item.repeats)}", "small", "centre", width=width))
    return name


def day(on: date | None) -> str:
    """A day as tables show it."""
    return f"{on.year}. {on.month}. {on.day}." if on else ""


def _parted(lines: Iterator[Laid | Wide]) -> list[tuple[Wide | None, list[Laid]]]:
    """The lines, parted where a table has to leave its column: each table with the lines below it."""
    parts: list[tuple[Wide | None, list[Laid]]] = [(None, [])]
    for line in lines:
        if isinstance(line, Wide):
            parts.append((line, []))
        else:
            parts[-1][1].append(line)
    return parts


def _departments(item: Item) -> str:
    """Every department once, in the order of the answers; 소관 없음 where nobody has it."""
    names = dict.fromkeys(answer.department for answer in item.answers if answer.department)
    return ", ".join(names) or (WITHOUT_OFFICE if item.answers else UNDISTRIBUTED)


def _who(answer: Answer, item: Item) -> str:
    """Who answers, and as what, where one of them leads."""
    told = "(주관)" if answer.is_lead else "(협조)"
    part = told if any(each.is_lead for each in item.answers) else ""
    return f"▣ {answer.department or WITHOUT_OFFICE}{part} {answer.point}".rstrip()


def _due(answer: Answer) -> str:
    if not answer.due_date:
        return ""
    moved = answer.original_due_date and answer.original_due_date != answer.due_date
    told = [f"당초 {day(answer.original_due_date)}"] if moved else []
    told += ["기한 경과"] if answer.is_overdue else []
    return day(answer.due_date) + (f" ({', '.join(told)})" if told else "")
