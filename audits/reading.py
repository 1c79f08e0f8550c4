"""From the bytes of a report to a draft, read with the council's own lists of that day. Stores nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from audits import organisation
from audits.intake import dates, reader
from audits.intake.draft import Draft, DraftItem
from audits.intake.rows import day_of


@dataclass(frozen=True)
class Reading:
    """A document as it came and what was read in it; `on` is the day its department names belong to."""

    name: str
    sha256: str
    size: int
    text: str
    on: date
    draft: Draft


def read_report(content: bytes, *, name: str, year: int, report_date: date | None) -> Reading:
    """Read a published report or an adopted list of demands, in whatever form it comes.

    Raises `intake.draft.Unreadable` with one clear line; three statements, none of them writes.
    """
    on = organisation.reading_day(year, report_date)
    read = reader.read(content, name, organisation.vocabulary(on))
    return Reading(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        text=read.text,
        on=on,
        draft=_dated(read.draft, report_date),
    )


def _dated(draft: Draft, report_date: date | None) -> Draft:
    """A month to come without a year is of the year of the report, where that has a date."""
    items = tuple(replace(item, planned_until=_planned_until(item, report_date)) for item in draft.items)
    return replace(draft, items=items)


def _planned_until(item: DraftItem, report_date: date | None) -> date | None:
    """The day a column of its own names, else the one the plan names."""
    if item.deadline:
        return day_of(item.deadline, published=report_date)
    return dates.planned_until(item.plan, published=report_date)
