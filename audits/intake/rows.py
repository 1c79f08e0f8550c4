"""What the cells of one demand mean: the same as the lines of one, but each where its column puts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from audits.intake import fields, heads
from audits.intake.dates import planned_until, read_date
from audits.intake.departments import Named, is_shaped
from audits.intake.draft import DraftItem
from audits.intake.fields import heading
from audits.intake.items import NO_TEXT, NOT_REPORTED, ItemReader
from audits.intake.layout import Layout
from audits.intake.lines import Line
from audits.intake.outline import kind_of
from audits.intake.own_papers import WHY, is_empty
from audits.intake.walk import SECOND_STATUS, Entry

SEVERAL_TICKS: Final = "추진상황 칸에 표시가 여럿입니다: {words}. 미보고로 두었습니다."
UNREADABLE_DAY: Final = "완료 예정일을 날짜로 읽을 수 없습니다: ‘{words}’. 비워 두었습니다."
OPENED: Final = re.compile(r"\s*[○◯〇●ㅇ]\s*")
BESIDE_A_NAME: Final = re.compile(r"[()（）\[\]\n]+")
MOST_WORDING_LINES: Final = 2
NOT_YET: Final = re.compile(r"[-–—\s.]*|연중|상시|미정|해당\s?없음|계속")


@dataclass(frozen=True)
class Told:
    """Words of a cell, and the line at which it begins."""

    text: str
    line: int


@dataclass
class Gathered:
    """The cells of one demand, of one row or several, by what their columns say they are."""

    category: str
    begins: int
    ends: int
    demand: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    statuses: list[Told] = field(default_factory=list)
    ticked: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    until: list[str] = field(default_factory=list)
    wordings: list[Told] = field(default_factory=list)
    numbered: bool = False
    section_department: str = ""

    def take(self, role: str, head: str, told: Told) -> bool:
        """Put a cell where its column says it belongs; whether there is such a place."""
        places = {
            heads.DEMAND: self.demand,
            fields.DEPARTMENT: self.departments,
            fields.ACTIONS: self.answers,
            fields.PLAN: self.plans,
            heads.UNTIL: self.until,
        }
        if role in places:
            places[role] += [] if role == heads.DEMAND and is_empty(told.text) else [told.text]
        elif role in {fields.STATUS, heads.WORDING}:
            (self.statuses if role == fields.STATUS else self.wordings).append(told)
        elif role == heads.REASON:
            self.answers.append(f"□ {head}\n{told.text}")
        else:
            return False
        return True

    @property
    def is_answered(self) -> bool:
        """Whether it says anything beside the demand and its department."""
        return any((self.statuses, self.wordings, self.ticked, self.answers, self.plans))


class AsWritten(Layout):
    """Answers whose file keeps their lines: laid out as they stand."""

    def laid_out(self, lines: Sequence[str]) -> str:
        """The lines as they came, without the empty ones at either end."""
        return kept(lines)


class RowReader(ItemReader):
    """Reads the demands of tables. `source`, `wordings` and `problems` are as in `ItemReader`."""

    def row(self, number: int, cells: Gathered) -> DraftItem:
        """The demand as a draft item; what is not certain is added to `problems`."""
        entry = Entry(cells.category, cells.begins, cells.ends, [])
        self._answer(entry, cells)
        text, named = self._demand(entry, cells)
        wording, status, left_over = self._reported(entry)
        actions_taken = self.layout.laid_out([*left_over, *entry.actions])
        plan = self.layout.laid_out(entry.plan)
        answered = bool(actions_taken or plan or (wording and status == NOT_REPORTED))
        if not text:
            self._note(entry, NO_TEXT)
        deadline = self._deadline(entry, cells)
        return DraftItem(
            number=number,
            category=cells.category,
            text=text,
            line=cells.begins,
            departments=self._certain(entry, named),
            named=tuple(dict.fromkeys(name.name for name in named)),
            wording=wording,
            status=status,
            doubtful=answered and status == NOT_REPORTED,
            actions_taken=actions_taken,
            plan=plan,
            planned_until=day_of(deadline) if deadline else planned_until(plan),
            deadline=deadline,
            source="\n".join(self.source[cells.begins - 1 : cells.ends]),
        )

    def _demand(self, entry: Entry, cells: Gathered) -> tuple[str, list[Named]]:
        """Text of the demand and the departments named: in their own column, in the answer, else behind the text."""
        body = kept("\n".join(cells.demand).split("\n"))
        labels = [*cells.departments, *entry.labelled]
        named = [name for label in labels for name in self.named_in(label)]
        if not cells.departments and not named:
            body, behind = self.departments.split(body)
            named = list(behind or self.departments.named_in(cells.section_department))
        if not isinstance(self.layout, AsWritten):
            body = self._text(body.split("\n"))
        return _unopened(body), named

    def named_in(self, cell: str) -> list[Named]:
        """Departments in a cell: a name broken over lines, several on lines of their own, or a list."""
        if not cell.strip():
            return []
        named = self.departments.named_in(cell)
        if all(name.meant for name in named):
            return list(named)
        pieces = [piece for piece in BESIDE_A_NAME.split(cell) if piece.strip(" ,，、·/-")]
        apart = [name for piece in pieces for name in self.departments.named_in(piece)]
        sure = all(name.meant or is_shaped(name.name) for name in apart)
        return apart if sure and len(apart) > len(named) else list(named)

    def _answer(self, entry: Entry, cells: Gathered) -> None:
        """Sort the cells of the answer into the parts of `entry`."""
        self._own_status(entry, cells)
        answers = _lines(cells.answers)
        if entry.status is None:
            answers = self._leading_wording(entry, cells, answers)
        where = entry.actions
        why: list[str] = []
        for line in answers:
            found = heading(line.strip(), self.wordings)
            if WHY.fullmatch(line.strip()):
                where = why
            if found and (found.marked or found.sure) and not _is_bare_department(found):
                opened = self._open(entry, found, line, cells)
                where = where if opened is None else opened
            else:
                where.append(line)
        entry.actions += why
        entry.plan += _lines(cells.plans)

    def _own_status(self, entry: Entry, cells: Gathered) -> None:
        """The status by its own column or by what is ticked; a further one that differs is kept among the actions."""
        if len(cells.ticked) > 1:
            self._note(entry, SEVERAL_TICKS.format(words=", ".join(cells.ticked)))
        elif cells.ticked:
            entry.status, entry.after_status = Line(cells.begins, cells.ticked[0]), [cells.ticked[0]]
        for told in [*cells.wordings[:1], *cells.statuses[bool(cells.wordings) :]]:
            lines = [line for line in told.text.split("\n") if line.strip()]
            if entry.status is None:
                entry.status, entry.after_status = Line(told.line, told.text.split("\n")[0].strip()), lines
            elif self._completes(entry, lines):
                entry.after_status = [*entry.after_status, *lines]
            elif self.wordings.status(" ".join(lines)) != self.wordings.status(" ".join(entry.after_status)):
                self._note(entry, SECOND_STATUS)
                entry.actions.append(f"추진상황 : {' '.join(lines)}")

    def _completes(self, entry: Entry, lines: Sequence[str]) -> bool:
        """Whether a status that a page divided (추진 / 불가) is one with the rest of it."""
        first, rest = "".join(entry.after_status), "".join(lines)
        return not self.wordings.status(first) and bool(self.wordings.status(first + rest))

    def _leading_wording(self, entry: Entry, cells: Gathered, answers: list[str]) -> list[str]:
        """The rest of an answer that opens with its status on lines of its own; all of it where it does not."""
        for count in range(min(MOST_WORDING_LINES, len(answers)), 0, -1):
            wording = " ".join(answers[:count])
            if not kind_of(wording.strip()) and self.wordings.status(wording):
                entry.status, entry.after_status = Line(cells.begins, wording), [wording]
                return answers[count:]
        return answers

    def _open(self, entry: Entry, found: fields.Heading, line: str, cells: Gathered) -> list[str] | None:
        """Go on below a heading of an answer: the lines it opens, None for a department, which opens none."""
        if found.field == fields.DEPARTMENT:
            entry.labelled.append(found.rest)
            return None
        where = {fields.ACTIONS: entry.actions, fields.PLAN: entry.plan}.get(found.field, entry.after_status)
        if found.field == fields.STATUS:
            if entry.status is not None:
                self._note(entry, SECOND_STATUS)
                entry.actions.append(line)
                return entry.actions
            entry.status = Line(cells.begins, line.strip())
        again = found.field in entry.seen
        entry.seen.add(found.field)
        if again or found.rest:
            where.append(line if again else found.rest)
        return where

    def _deadline(self, entry: Entry, cells: Gathered) -> str:
        """What the column of the day says, where it names one."""
        words = " ".join(" ".join(cells.until).split())
        if NOT_YET.fullmatch(words):
            return ""
        if day_of(words) is None:
            self._note(entry, UNREADABLE_DAY.format(words=words))
            return ""
        return words


def day_of(deadline: str, *, published: date | None = None) -> date | None:
    """The day that a column of its own names: typed as a date, or in the words of a plan."""
    return read_date(deadline) or planned_until(deadline, published=published)


def kept(lines: Sequence[str]) -> str:
    """Lines as they stand, without empty ones at either end and blanks behind; tabs of a last row stay."""
    told = [place for place, line in enumerate(lines) if line.strip()]
    return "\n".join(line.rstrip(" ") for line in lines[told[0] : told[-1] + 1]) if told else ""


def _lines(cells: Sequence[str]) -> list[str]:
    return [line for cell in cells for line in kept(cell.split("\n")).split("\n") if cell.strip()]


def _is_bare_department(found: fields.Heading) -> bool:
    return found.field == fields.DEPARTMENT and not found.rest


def _unopened(text: str) -> str:
    """A demand without the ○ before it, unless the sign divides several points."""
    first = OPENED.match(text)
    if not first:
        return text
    sign = first[0].strip()
    alone = not any(line.lstrip().startswith(sign) for line in text.split("\n")[1:])
    return text[first.end() :] if alone and first.end() < len(text) else text
