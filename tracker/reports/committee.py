"""현황표: the standing tables a committee reads at a meeting, as of its 자료 기준일. They count 소관, not demands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import committees
from audits.errors import NotAllowedNow
from audits.models import Audit, Committee, Demand
from audits.models.demand import demand_label
from audits.statuses import ReportedStatus as Status
from tracker.models import OPEN, Assignment, ExtensionRequest, Meeting, RequestState, Stage, Verdict
from tracker.reports.as_of import audits_then, told
from tracker.reports.moment import Moment, present

MOST: Final = 300  # rows of one table; the count is of all


class Table(models.TextChoices):
    """What a committee asks about, in the order of its paper."""

    OPEN = "open", gettext_lazy("미종결")
    COMPLETED = "completed", gettext_lazy("지난 회의 이후 완료 보고")
    EXTENSIONS = "extensions", gettext_lazy("기한 연장 요청")
    OVERDUE_ORIGINAL = "overdue_original", gettext_lazy("당초 처리기한 경과")
    RETURNED = "returned", gettext_lazy("보완 요구")


@dataclass(frozen=True)
class StandingRow:
    """One 소관. `late` and `late_originally` count days, 0 where it is not; `wanted` is the day a request asks for.

    `before` is what had been reported at the meeting before, in words; empty where it was not there yet.
    """

    assignment: int
    demand: int
    audit: int
    year: int
    body: str
    label: str
    text: str
    department: str
    point: str
    status: str
    verification: str
    due_date: date | None
    original_due_date: date | None
    late: int
    late_originally: int
    wanted: date | None = None
    before: str = ""


@dataclass(frozen=True)
class StandingTable:
    """One table: how many there are, and the first of them by audit, the newest first, and number."""

    kind: Table
    count: int
    rows: Sequence[StandingRow]

    @property
    def label(self) -> str:
        """What it is called."""
        return str(self.kind.label)


@dataclass(frozen=True)
class StandingTables:
    """All tables of a committee as of `cut_off`; `since` is the day of which the meeting before had its papers."""

    cut_off: date
    since: date | None
    tables: Sequence[StandingTable]


def standing_tables(
    committee: Committee, cut_off: date, *, before: Meeting | None = None, today: date | None = None
) -> StandingTables:
    """What `committee` follows up, and what its predecessors did, as of `cut_off`.

    Of `today` (by itself the office's day) it is what stands, of a day before it what the record tells, of a day to
    come what stands so far. `before` is the meeting before this one: what was completed is held against its own
    자료 기준일, else the day before it was held; without one, against nothing. Statements: as many whatever there is.
    Raises NotAllowedNow for a past day on which no audit was there yet: a 0 would say that nothing was open.
    """
    today = today or timezone.localdate()
    since = (before.cut_off or before.held_on - timedelta(days=1)) if before else None
    moment = _moment(committee, min(cut_off, today), today)
    _refuse_unknown(moment, today)
    then = _moment(committee, min(since, today), today) if since else None
    asked = _asked(moment)
    chosen = _chosen(moment, then, asked)
    shown = {row.pk for rows in chosen.values() for row in rows[:MOST]}
    rows = _rows(moment, then, asked, shown)
    tables = [
        StandingTable(kind, len(found), [rows[row.pk] for row in found[:MOST]])
        for kind, found in chosen.items()
    ]
    return StandingTables(moment.on, since, tables)


def _moment(committee: Committee, on: date, today: date) -> Moment:
    """All that the committee and its predecessors followed up on a day."""
    ids = committees.with_former({committee.pk}, on)
    if on == today:
        return present(list(Audit.objects.filter(committee__in=ids).order_by("-year", "id")), on)
    followed = audits_then(Audit.objects.order_by("-year", "id"), on)
    return told([audit for audit in followed if audit.committee_id in ids], on)


def _refuse_unknown(moment: Moment, today: date) -> None:
    """Refuse a past day of which the record has nothing, though there are audits."""
    if moment.audits or moment.on == today or not (audits := list(Audit.objects.all())):
        return
    if not audits_then(audits, moment.on):
        told_by_then = _("처리 이력에 %(day)s까지 등록된 감사가 없어 그날의 현황을 알 수 없습니다.")
        raise NotAllowedNow(told_by_then % {"day": f"{moment.on:%Y. %-m. %-d.}"})


def _asked(moment: Moment) -> Mapping[int, date]:
    """The day that each waiting request asks for, by its assignment."""
    known = moment.known
    waiting = Q(state=RequestState.PENDING) if known.rows is None else known.ids("pending_request")
    found = ExtensionRequest.objects.filter(waiting, assignment__demand__audit__in=moment.audits)
    return dict(found.values_list("assignment_id", "wanted"))


def _chosen(
    moment: Moment, then: Moment | None, asked: Mapping[int, date]
) -> Mapping[Table, Sequence[Assignment]]:
    """The assignments of each table, in order."""
    done_before = {row.pk for row in then.assignments if _is_completed(row)} if then else set()
    belongs: Mapping[Table, Callable[[Assignment], bool]] = {
        Table.OPEN: lambda row: row.stage in OPEN,
        Table.COMPLETED: lambda row: _is_completed(row) and row.pk not in done_before,
        Table.EXTENSIONS: lambda row: row.pk in asked,
        Table.OVERDUE_ORIGINAL: moment.is_overdue_originally,
        Table.RETURNED: lambda row: row.stage == Stage.RETURNED,
    }
    place = {audit.pk: at for at, audit in enumerate(moment.audits)}
    demands = {demand.pk: demand for demand in moment.demands}
    ordered = sorted(moment.assignments, key=lambda row: place[demands[row.demand_id].audit_id])
    return {kind: [row for row in ordered if fits(row)] for kind, fits in belongs.items()}


def _is_completed(row: Assignment) -> bool:
    return row.reported_status == Status.COMPLETED


def _rows(
    moment: Moment, then: Moment | None, asked: Mapping[int, date], shown: Collection[int]
) -> Mapping[int, StandingRow]:
    demands = {demand.pk: demand for demand in moment.demands}
    audits = {audit.pk: audit for audit in moment.audits}
    rows = [row for row in moment.assignments if row.pk in shown]
    texts = moment.texts({row.demand_id for row in rows})
    said = {row.pk: row for row in then.assignments} if then else {}

    def told_of(row: Assignment, demand: Demand, audit: Audit) -> StandingRow:
        category = moment.categories[demand.category_id]
        return StandingRow(
            assignment=row.pk,
            demand=demand.pk,
            audit=audit.pk,
            year=audit.year,
            body=audit.body,
            label=demand_label(category.short_label, demand.number),
            text=texts[demand.pk],
            department=moment.name(row) or _("소관 없음"),
            point=row.point,
            status=_status(row),
            verification=str(Verdict(row.verification).label),
            due_date=row.due_date,
            original_due_date=row.original_due_date,
            late=_days(row.due_date, moment.on) if row.is_overdue(moment.on) else 0,
            late_originally=(
                _days(row.original_due_date, moment.on) if moment.is_overdue_originally(row) else 0
            ),
            wanted=asked.get(row.pk),
            before=_status(said[row.pk]) if row.pk in said else "",
        )

    return {
        row.pk: told_of(row, demands[row.demand_id], audits[demands[row.demand_id].audit_id]) for row in rows
    }


def _status(row: Assignment) -> str:
    return _("완료(계속 추진)") if row.continues else str(Status(row.reported_status).label)


def _days(due: date | None, on: date) -> int:
    return (on - due).days if due else 0
