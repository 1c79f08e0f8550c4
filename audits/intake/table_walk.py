"""One walk through the tables of a document from top to bottom, sorting their rows into demands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from audits.intake import blocks, cards, fields, heads, own_papers
from audits.intake.departments import Departments
from audits.intake.draft import Problem
from audits.intake.grid import GridRow, grid
from audits.intake.heads import Head
from audits.intake.leftovers import nowhere
from audits.intake.lines import FURNITURE, Line, key
from audits.intake.paper import Written, WrittenTable, WrittenText
from audits.intake.rows import Gathered, Told
from audits.intake.sections import NUMBERING, Sections
from audits.intake.summary_table import Summaries
from audits.intake.wordings import Wordings

NO_NUMBER: Final = "연번이 없는 줄입니다. 위의 요구사항에 이어 붙였습니다."
ONE_NUMBER: Final = "연번 하나에 묶인 줄입니다. 한 요구사항으로 읽었습니다."
GAP: Final = "연번이 이어지지 않습니다. {before} 다음이 {number}입니다."
UNKNOWN_CATEGORY: Final = "알 수 없는 구분입니다: ‘{words}’."
OTHER_TABLE: Final = "어느 요구사항에도 속하지 않는 표입니다. 불러오지 않았습니다."
UNREAD: Final = "불러오지 않은 칸이 있습니다: {columns}."
SUM: Final = "{label}: 문서 {declared}건, 읽은 항목 {parsed}건"
SUMS: Final = frozenset({"계", "합계", "총계", "소계", "총합계", "총계건수", "누계"})
MOST_TABLES: Final = 50
COUNT: Final = re.compile(r"(\d{1,5})건?")
FIGURE: Final = re.compile(r"[\d,.\s%()]*건?|[-–—]")
DIGITS: Final = re.compile(r"(\d{1,5})[.)]?")
# How a cell says that its column is meant, and how that it is not.
NO_TICK: Final = frozenset({"-", "–", "—", "×", "x", "□", "☐", "0", "/"})
TICKS: Final = frozenset("○◯●〇◎oOvV√✓✔■☑1O")


@dataclass
class TableWalk:
    """The demands of a document's tables in order, and what was noticed on the way."""

    written: Written
    sections: Sections
    departments: Departments
    wordings: Wordings
    items: list[Gathered] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _category: str = ""
    _department: str = ""
    _head: Head | None = None
    _open: bool = False  # whether a row without a demand may go on from the last one
    _titled: bool = False
    _told: list[str] = field(default_factory=list)  # number and demand of the row above
    _number_above: bool = False  # whether the last demand has its number
    _number: int = 0
    _subtotal: int = 0
    _loose: list[Line] = field(default_factory=list)
    _tables: list[Problem] = field(default_factory=list)
    _unread: Counter[str] = field(default_factory=Counter)
    _unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._summaries = Summaries(self.sections, self.wordings)
        for block in self.written.blocks:
            if isinstance(block, WrittenText):
                self._paragraph(block)
            else:
                self._table(block)
        self._finish()

    def _paragraph(self, block: WrittenText) -> None:
        if block.is_name:  # of a sheet: what was said on another one is not said here
            self._category = self._department = ""
            self._titled = self._open = False
            self._number, self._subtotal = 0, len(self.items)
        for offset, line in enumerate(block.text.split("\n")):
            self._line(line.strip(), block.line + offset, is_name=block.is_name)

    def _line(self, words: str, number: int, *, is_name: bool = False) -> None:
        """A line outside rows: the title of a section, the department the demands below are for, or neither."""
        if not words or FURNITURE.fullmatch(words):
            return
        if title := self.sections.title(words):
            if title.category != self._category:
                self._department, self._number, self._subtotal = "", 0, len(self.items)
            self._category, self._titled, self._open = title.category, True, False
        elif self._is_department(NUMBERING.sub("", words)):
            self._department, self._open = NUMBERING.sub("", words), False
        elif not is_name:
            self._loose.append(Line(number, words))

    def _is_department(self, words: str) -> bool:
        return len(words) < 30 and [len(name.meant) for name in self.departments.named_in(words)] == [1]

    def _table(self, table: WrittenTable) -> None:
        rows = grid(table)
        if self._summaries.read(rows):
            return
        if found_cards := cards.cards(rows, self.wordings):
            self._take(found_cards)
            return
        found, place = False, 0
        while place < len(rows):
            if head := heads.head_at(rows, place, self.wordings, self.sections):
                self._enter(blocks.settled(head, rows, self.wordings))
                found, place = True, head.below
                continue
            if not found and (head := self._headless(rows, place)):
                self._enter(head)
                found, place = True, max(place, head.below)
                continue
            if found and self._head:
                self._row(rows[place], self._head)
            else:
                self._above(rows[place], rows)
            place += 1

    def _take(self, found: Sequence[cards.Card]) -> None:
        """Demands that have a table of their own each, with labels to the left."""
        for card in found:
            told = {column.role: slot.text for column, slot in card.values}
            title = self.sections.title(" ".join(told.get(heads.CATEGORY, "").split()))
            cells = Gathered(title.category if title else self._category, card.begins, card.ends)
            cells.section_department, cells.numbered = self._department, heads.NUMBER in told
            for column, slot in card.values:
                self._cell(cells, column, Told(slot.text, slot.line))
            self.items.append(cells)
        self._open = False

    def _headless(self, rows: Sequence[GridRow], place: int) -> Head | None:
        """The columns of a table without a head: those of the table before it, or known by what stands in them."""
        if not place and self._head and blocks.goes_on(self._head, rows):
            return self._head
        if self._head and blocks.continues(self._head, rows[place:], self.wordings, self.departments):
            return replace(self._head, below=place)
        if place:
            return None
        return blocks.headless(rows, self.sections, self.departments, self.wordings)

    def _enter(self, head: Head) -> None:
        """Go on under a head; the one before it may go on under the same, as on every page."""
        self._open = self._open and self._head is not None and self._head.kinds == head.kinds
        if head.single and head is not self._head:
            self._open = False
        self._head = head
        if not self._titled and (code := self.sections.category(head.demand)):
            self._category = code

    def _above(self, row: GridRow, rows: Sequence[GridRow]) -> None:
        """A row above any head: titles stand there; a table that has no head at all is told once."""
        told = row.told
        if len(told) == 1:
            self._paragraph(WrittenText(told[0][1], row.begins))
        elif told and row is rows[0]:
            words = "\n".join("\t".join(text for _, text in each.told) for each in rows)
            self._tables.append(Problem(row.begins, words, OTHER_TABLE))

    def _row(self, row: GridRow, head: Head) -> None:
        own = [(place, slot.own) for place, slot in enumerate(row.slots) if slot.own.strip()]
        if not own or self._is_sum(own, row):
            return
        if self._is_full_width(own, row, head):
            self._paragraph(WrittenText(own[0][1], row.begins))
        elif self._repeats(row, head):
            self._add(self.items[-1], row, head, own_only=True, demand=False)
        elif self._begins(row, head, [place for place, _ in own]):
            self._check_number(row, head)
            self.items.append(self._new(row, head))
            self._open = True
        elif self._open and self.items:
            self._add(self.items[-1], row, head, own_only=True)
        elif not _only_number(own, head):
            self._loose.append(Line(row.begins, "\t".join(words for _, words in own)))

    def _is_full_width(self, own: Sequence[tuple[int, str]], row: GridRow, head: Head) -> bool:
        """Whether a row is one cell over the columns, or the title of a section alone in its row."""
        if len(own) != 1 or any(slot.down for slot in row.slots):
            return False
        place, words = own[0]
        width = 1 + sum(1 for slot in row.slots[place + 1 :] if slot.across)
        return width > max(1, len(head.columns) // 2) or bool(self.sections.title(words.strip()))

    def _begins(self, row: GridRow, head: Head, own: Sequence[int]) -> bool:
        """Whether a row begins a demand; one without words of its own goes on from the row above."""
        if head.single:
            return not self._open
        asks = [place for place in head.places(heads.DEMAND) if not own_papers.is_empty(row[place].text)]
        numbers = head.places(heads.NUMBER)
        numbered = any(place in own for place in numbers)
        if not any(place in own for place in asks):
            return numbered and (bool(asks) or len(own) > 1)
        if not self._open or not self._number_above or numbered:
            return True
        if any(row[place].down and row[place].text.strip() for place in numbers):
            self._note(row, ONE_NUMBER)
            return False
        beside = head.places(fields.DEPARTMENT) or head.places(fields.STATUS, heads.TICK)
        if not beside or any(place in own for place in (*beside, *head.places(heads.CATEGORY))):
            return True
        self._note(row, NO_NUMBER)
        return False

    def _repeats(self, row: GridRow, head: Head) -> bool:
        """Whether a row names the demand above once more, to say what a further department answered."""
        told = ["\n".join(row[at].text for at in head.places(role)) for role in (heads.NUMBER, heads.DEMAND)]
        same = self._open and all(told) and told == self._told
        self._told = told
        return same

    def _new(self, row: GridRow, head: Head) -> Gathered:
        gathered = Gathered(self._category_of(row, head), row.begins, row.ends)
        gathered.section_department = self._department
        gathered.numbered = head.has(heads.NUMBER) or head.single
        self._add(gathered, row, head, own_only=False)
        return gathered

    def _category_of(self, row: GridRow, head: Head) -> str:
        """The category a row names in its own column, else that of its section."""
        for place in head.places(heads.CATEGORY):
            words = " ".join(row[place].text.split())
            title = self.sections.title(words) if words else None
            if title:
                return title.category
            if words and words not in self._unknown:
                self._unknown.add(words)
                self._note(row, UNKNOWN_CATEGORY.format(words=words))
        return self._category

    def _add(self, cells: Gathered, row: GridRow, head: Head, *, own_only: bool, demand: bool = True) -> None:
        """Add the cells of a row; of cells merged over rows a row that only goes on takes none again."""
        cells.ends = max(cells.ends, row.ends)
        before = ""
        for place, column in enumerate(head.columns):
            slot = row[place]
            words = slot.own if own_only else slot.text
            repeated = slot.across and column.role == before
            before = column.role
            if words.strip() and not repeated and (demand or column.role != heads.DEMAND):
                self._cell(cells, column, Told(words, slot.line))
        for place in range(len(head.columns), len(row.slots)):
            if row[place].own.strip():
                self._unread["머리글 없는 칸"] += 1

    def _cell(self, cells: Gathered, column: heads.Column, told: Told) -> None:
        """Sort one cell by its column; one that no demand has a place for is counted."""
        if column.role in {heads.NUMBER, heads.CATEGORY}:
            return
        if column.role == heads.TICK:
            self._tick(cells, column.wording, told.text)
            return
        if column.role in {heads.DEMAND, fields.ACTIONS, fields.PLAN}:
            said = own_papers.said(told.text)
            told = Told(said.words, told.line)
            cells.until += said.until
            self._unread.update(said.passed_over)
        if not cells.take(column.role, " ".join(column.head.split()), told):
            self._unread[" ".join(column.head.split()) or "머리글 없는 칸"] += 1

    def _tick(self, cells: Gathered, wording: str, words: str) -> None:
        bare = key(words)
        if bare in NO_TICK:
            return
        cells.ticked.append(wording)
        if bare not in TICKS and bare != key(wording):
            cells.answers.append(words)

    def _is_sum(self, own: Sequence[tuple[int, str]], row: GridRow) -> bool:
        """Whether a row sums up (합계, 소계 5건); a sum that differs from what was read above it is noted."""
        (_, label), *rest = own
        counted = COUNT.search(label)
        bare = key(COUNT.sub("", label)).strip("()（）:：")
        if bare not in SUMS or not all(FIGURE.fullmatch(words.strip()) for _, words in rest):
            return False
        counts = [found for _, words in rest if (found := COUNT.fullmatch(key(words)))]
        told = counted or (counts[0] if counts else None)
        since = self._subtotal if bare == "소계" else 0
        self._subtotal = len(self.items)
        if told and int(told[1]) != len(self.items) - since:
            name = " ".join(label.split())
            message = SUM.format(label=name, declared=int(told[1]), parsed=len(self.items) - since)
            self.problems.append(Problem(row.begins, name, message))
        return True

    def _check_number(self, row: GridRow, head: Head) -> None:
        """Note where running numbers leave one out; a section may count from 1 again."""
        found = next(
            (hit for at in head.places(heads.NUMBER) if (hit := DIGITS.fullmatch(row[at].own.strip()))), None
        )
        self._number_above = found is not None
        if found:
            number = int(found[1])
            if self._number and number not in {self._number + 1, 1}:
                self._note(row, GAP.format(before=self._number, number=number))
            self._number = number

    def _note(self, row: GridRow, message: str) -> None:
        words = next((text for _, text in row.told), "").split("\n")[0].strip()
        self.problems.append(Problem(row.begins, words, message))

    def _finish(self) -> None:
        """Say what between and below the demands was left out, and which columns nobody asked for."""
        if not self.items:
            return
        without = own_papers.without_labels(
            ["\n".join(cells.demand) for cells in self.items if not cells.numbered]
        )
        for cells in self.items:
            if without and not cells.numbered:
                cells.demand = [without.pop(0)]
        first, last = self.items[0].begins, self.items[-1].ends
        between = [line for line in self._loose if first < line.number <= last]
        runs = [list(run) for _, run in groupby(enumerate(between), key=lambda at: at[1].number - at[0])]
        self.problems += [nowhere([line for _, line in run]) for run in runs]
        self.problems += [told for told in self._tables if told.line > first][:MOST_TABLES]
        below = [line for line in self._loose if line.number > last]
        self.problems += [nowhere(below)] if below else []
        if self._unread:
            columns = ", ".join(f"{name}({count}건)" for name, count in self._unread.items())
            self.problems.append(Problem(first, "", UNREAD.format(columns=columns)))


def _only_number(own: Sequence[tuple[int, str]], head: Head) -> bool:
    """Whether a row says nothing but its number: a line of a form that nobody filled in."""
    return all(head.columns[place].role == heads.NUMBER for place, _ in own if place < len(head.columns))
