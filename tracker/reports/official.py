"""The official report (처리결과 보고서, 이행점검 보고서) as every form writes it: plain values, words already chosen.

Whatever a form shows stands here, so that no form reckons anything (product.md rule 12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Column:
    """A column of figures: its code (`total`, a reported status, `verified` …) and what it is called."""

    code: str
    label: str


@dataclass(frozen=True)
class Figures:
    """A row of figures by the code of their column; `code` is the category or department, empty for all."""

    code: str
    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """What one department reported of a demand, newest filed report, and what the council found.

    `status` is in the words of the paper (완료(계속 추진)), `wording` the office's own. `verification`, `found`
    (검토의견, 확인 내용) and `doubts` are empty in the executive's paper. Days are ISO dates there is no doubt about.
    """

    department: str
    point: str
    is_lead: bool
    status_code: str
    status: str
    wording: str
    actions_taken: str
    plan: str
    planned_until: date | None
    reason: str
    receiver: str
    reported_on: date | None
    due_date: date | None
    original_due_date: date | None
    is_overdue: bool
    verification: str = ""
    found: str = ""
    doubts: Sequence[str] = ()


@dataclass(frozen=True)
class Item:
    """One demand with every department's answer; `id` is stable for ever, `label` how people name it (시정 3).

    `repeats` are the earlier demands that it says again, as people name them, the newest first.
    """

    id: int
    number: int
    label: str
    category: str
    text: str
    standing: str
    answers: Sequence[Answer]
    repeats: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """The demands of one category, in the council's order of categories."""

    category: str
    label: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Change:
    """One line of the annex of changes: the demand, from what to what, in words."""

    kind: str
    label: str
    text: str
    department: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What became of the demands since the report before: counts by kind (newly completed, late, returned), and lines.

    `since` is that report's 기준일.
    """

    since: date
    title: str
    counts: Sequence[Figures]
    lines: Sequence[Change]


@dataclass(frozen=True)
class Official:
    """A report of an audit as of a day. `is_frozen` tells whether it is a 확정 보고서 or what stands now.

    `columns` are those of the 총괄 (이첩 and 미보고 only where not 0); `department_columns` those of the annex by
    department, which counts assignments and says so. `record_head` is the 기록 확인값 of the moment.
    """

    paper: str
    title: str
    audit: str
    body: str
    committee: str
    as_of: date
    is_frozen: bool
    columns: Sequence[Column]
    total: Figures
    rows: Sequence[Figures]
    sections: Sequence[Section]
    department_columns: Sequence[Column]
    departments: Sequence[Figures]
    withdrawn: int
    record_head: str
    sha256: str = ""
    changes: Changes | None = None

    @property
    def items(self) -> list[Item]:
        """Every demand, section by section."""
        return [item for section in self.sections for item in section.items]
