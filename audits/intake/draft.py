"""What a reader makes of a document before anybody has confirmed it. Plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class Unreadable(Exception):
    """The file is no report of this kind. The message is one Korean line for the person who sent it."""


@dataclass(frozen=True)
class Problem:
    """One thing the reader is not sure of, at a line of the source (counted from 1)."""

    line: int
    text: str
    message: str


@dataclass(frozen=True)
class CountRow:
    """Numbers of demands of one category (or of all, `category` = ""), by reported status.

    `not_reported` and `transferred` have no column in the document; they keep the total whole. A document may
    tell some numbers only, in words: then `told` names them (`total` among them), and the others are no zeros.
    """

    category: str
    total: int = 0
    completed: int = 0
    in_progress: int = 0
    under_review: int = 0
    not_accepted: int = 0
    transferred: int = 0
    not_reported: int = 0
    told: tuple[str, ...] = ()

    def says(self, field: str) -> int | None:
        """The number of `field` (total or a status), None where the document does not tell it."""
        number: int = getattr(self, field)
        return number if not self.told or field in self.told else None


@dataclass(frozen=True)
class Totals:
    """The 총괄 table: as the document declares it, or as counted from what was read.

    `in_words`: there is no table; the counts were read from sentences, and a category without a row is not told.
    """

    total: CountRow
    rows: tuple[CountRow, ...] = ()
    in_words: bool = False


@dataclass(frozen=True)
class DraftItem:
    """One demand as read, with its answer where the document has one.

    `departments` are full names valid on the day of reading, in the order of the document; empty where
    the reader is not sure (product.md rule 10). `named` is what stood in the parentheses. `wording` is the
    office's own word for the status, empty when the document has none. `doubtful` is an answer whose status
    nobody knows: without one its words have no place. `line` is where the item begins. `deadline` is what a column
    of its own says of the day the work is to be done by, as it stands; without one the plan tells.
    """

    number: int
    category: str
    text: str
    line: int
    departments: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    wording: str = ""
    status: str = "not_reported"
    doubtful: bool = False
    actions_taken: str = ""
    plan: str = ""
    planned_until: date | None = None
    source: str = ""
    deadline: str = ""


@dataclass(frozen=True)
class Draft:
    """A whole document as read. `has_statuses` is false for an adopted list of demands without answers."""

    items: tuple[DraftItem, ...]
    declared: Totals | None
    parsed: Totals
    differences: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_statuses: bool = True
    lines: int = 0


@dataclass(frozen=True)
class Vocabulary:
    """What the reader may rely on: the council's own lists, as of the day of reading.

    `departments` maps each name and short name without white space to the full names it may stand for;
    `wordings` maps the office's words without white space to a status code; `categories` maps a code to the
    words by which a section heading or table row is known.
    """

    departments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
