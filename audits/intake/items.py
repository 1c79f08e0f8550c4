"""What the sorted lines of one demand mean: its text, departments, status, actions and plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from audits.intake.dates import planned_until
from audits.intake.departments import Departments, Named
from audits.intake.draft import DraftItem, Problem
from audits.intake.layout import Layout
from audits.intake.lines import squeezed
from audits.intake.outline import kind_of
from audits.intake.walk import Entry
from audits.intake.wordings import Wordings

UNKNOWN_WORDING: Final = "처음 보는 추진상황 표기입니다: ‘{wording}’. 어느 상태로 볼지 정하여 주십시오."
EMPTY_STATUS: Final = "추진상황의 내용이 비어 있습니다. 미보고로 두었습니다."
NO_STATUS: Final = "추진상황이 적혀 있지 않습니다. 미보고로 두었습니다."
NO_TEXT: Final = "요구 내용이 비어 있습니다."

NOT_REPORTED: Final = "not_reported"
LONGEST_WORDING: Final = 20
LONGEST_LINE: Final = 40
MOST_WORDING_LINES: Final = 4


@dataclass
class ItemReader:
    """Reads the entries of one document."""

    source: Sequence[str]
    layout: Layout
    departments: Departments
    wordings: Wordings
    has_statuses: bool
    problems: list[Problem] = field(default_factory=list)

    def item(self, number: int, entry: Entry) -> DraftItem:
        """The demand as a draft item; what is not certain is added to `problems`."""
        body, named = self.departments.split("\n".join(entry.demand))
        named = (*named, *(name for label in entry.labelled for name in self.departments.named_in(label)))
        text = self._text(body.split("\n")) if body else ""
        wording, status, left_over = self._reported(entry)
        actions_taken = self.layout.laid_out([*left_over, *entry.actions])
        plan = self.layout.laid_out(entry.plan)
        answered = bool(actions_taken or plan or (wording and not self.wordings.status(wording)))
        if not text:
            self._note(entry, NO_TEXT)
        return DraftItem(
            number=number,
            category=entry.category,
            text=text,
            line=entry.begins,
            departments=self._certain(entry, named),
            named=tuple(name.name for name in named),
            wording=wording,
            status=status,
            doubtful=answered and status == NOT_REPORTED,
            actions_taken=actions_taken,
            plan=plan,
            planned_until=planned_until(plan),
            source="\n".join(self.source[entry.begins - 1 : entry.ends]),
        )

    def _text(self, lines: Sequence[str]) -> str:
        """Sentences put together again; a point of the demand (-, ①) keeps a line of its own."""
        paragraphs: list[list[str]] = [[]]
        for line in lines:
            if kind_of(line) and paragraphs[-1]:
                paragraphs.append([])
            paragraphs[-1].append(line)
        return "\n".join(map(self.layout.rejoiner.joined, paragraphs))

    def _certain(self, entry: Entry, named: Sequence[Named]) -> tuple[str, ...]:
        """Departments that are named without doubt, each once."""
        certain, doubts = self.departments.certain(named)
        for name, message in doubts:
            self._note(entry, message, name)
        return certain

    def _reported(self, entry: Entry) -> tuple[str, str, list[str]]:
        """The wording, the status it stands for, and the lines below it that belong to the answer."""
        if entry.status is None:
            if self.has_statuses:
                self._note(entry, NO_STATUS)
            return "", NOT_REPORTED, entry.after_status
        first = entry.after_status[0] if entry.after_status else ""
        if (ticked := self.wordings.in_boxes(first)) and (status := self.wordings.status(ticked)):
            return ticked, status, entry.after_status[1:]
        unsigned = list(takewhile(lambda line: not kind_of(line), entry.after_status))[:MOST_WORDING_LINES]
        for count in range(len(unsigned), 0, -1):
            wording = self.layout.rejoiner.joined(unsigned[:count])
            if status := self.wordings.status(wording):
                return wording, status, entry.after_status[count:]
        return self._unknown(entry, unsigned)

    def _unknown(self, entry: Entry, unsigned: Sequence[str]) -> tuple[str, str, list[str]]:
        """As `_reported`, for a wording nobody knows: short lines together, else the first of them.

        A first line too long for a wording belongs to the answer.
        """
        together = len(squeezed("".join(unsigned))) <= LONGEST_WORDING
        count = len(unsigned) if together else 1
        wording = self.layout.rejoiner.joined(unsigned[:count])
        message = UNKNOWN_WORDING.format(wording=wording) if wording else EMPTY_STATUS
        if entry.status:
            self.problems.append(Problem(entry.status.number, entry.status.text, message))
        if len(wording) > LONGEST_LINE:
            return "", NOT_REPORTED, entry.after_status
        return wording, NOT_REPORTED, entry.after_status[count:]

    def _note(self, entry: Entry, message: str, text: str = "") -> None:
        self.problems.append(Problem(entry.begins, text or self.source[entry.begins - 1].strip(), message))
