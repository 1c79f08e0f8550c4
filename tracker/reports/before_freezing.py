"""What a person looks at before a report is frozen: what would stand in it unfinished, and how the figures moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from audits.statuses import ReportedStatus
from tracker.models import Verdict
from tracker.reports.official import Item, Official


@dataclass(frozen=True)
class Shift:
    """One figure of the 총괄 then and now, by the code of its column."""

    code: str
    label: str
    before: int
    now: int


@dataclass(frozen=True)
class Outlook:
    """Counted in demands, as the 총괄 counts.

    `unreported` are those of which nobody has reported, `awaiting` those whose closing report nobody has checked,
    `late` those of which some duty is late. `since` is the 기준일 of the report before; without one nothing moved.
    """

    unreported: Sequence[Item]
    awaiting: int
    late: int
    since: date | None
    shifts: Sequence[Shift]


def outlook(report: Official, earlier: Official | None) -> Outlook:
    """What `report`, of any paper, would be frozen with, beside the `earlier` one of the same paper; no statement."""
    items = report.items
    return Outlook(
        unreported=[item for item in items if item.standing == ReportedStatus.NOT_REPORTED],
        awaiting=sum(item.check == Verdict.AWAITING for item in items),
        late=sum(any(answer.is_overdue for answer in item.answers) for item in items),
        since=earlier.as_of if earlier else None,
        shifts=list(_shifts(report, earlier)) if earlier else [],
    )


def _shifts(report: Official, earlier: Official) -> Iterator[Shift]:
    """Every column of either 총괄: those that were empty then or are now stand in one of them alone."""
    for column in dict.fromkeys((*report.columns, *earlier.columns)):
        before, now = (each.total.counts.get(column.code, 0) for each in (earlier, report))
        yield Shift(column.code, column.label, before, now)
