"""처리기한: how a due date is reckoned, and how it explains itself (product.md rule 13).

Pure, but for `Holidays.load` and `moves_of`. A day off is a Saturday, a Sunday or a holiday of the office's own
list; every other day is a working day (근무일).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from django.db.models import Prefetch
from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from audits.models import Audit, Holiday, Membership, PeriodUnit, Role
from tracker.models import Assignment, DueDateMove, MoveKind, Stage

ONE_DAY: Final = timedelta(days=1)
WEEKEND: Final[Mapping[int, str | Promise]] = {5: gettext_lazy("토요일"), 6: gettext_lazy("일요일")}
PERIODS: Final[Mapping[PeriodUnit, str | Promise]] = {
    PeriodUnit.DAYS: gettext_lazy("처리 기간 %(length)d일"),
    PeriodUnit.MONTHS: gettext_lazy("처리 기간 %(length)d개월"),
    PeriodUnit.WORKING_DAYS: gettext_lazy("처리 기간 근무일 %(length)d일"),
}
BY_COUNCIL: Final = (Role.SECRETARIAT, Role.CLERK)
DayOff = tuple[date, str]


@dataclass(frozen=True)
class Holidays:
    """Days on which offices rest beside Saturdays and Sundays, each with its name."""

    days: Mapping[date, str]

    @classmethod
    def load(cls, first: date, last: date | None = None) -> Self:
        """The holidays of whole years, from that of `first` through that of `last`; one statement.

        Leave `last` out to reckon a deadline: it may run on into a year that nobody thought of.
        """
        found = Holiday.objects.filter(date__year__gte=first.year)
        if last:
            found = found.filter(date__year__lte=last.year)
        return cls(dict(found.values_list("date", "name")))

    def name(self, day: date) -> str:
        """Why offices rest on `day`: the holiday's name, 토요일 or 일요일; empty for a working day."""
        return self.days.get(day) or str(WEEKEND.get(day.weekday(), ""))

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return not self.name(day)

    def covers(self, year: int) -> bool:
        """Whether any holiday of `year` is known; where none is, only weekends can be skipped."""
        return any(day.year == year for day in self.days)


@dataclass(frozen=True)
class Step:
    """One line of an explanation: what counts, the day it leads to, a remark, and the days off it met.

    `date` is empty only where there is no due date.
    """

    label: str
    date: date | None
    note: str = ""
    holidays_met: tuple[DayOff, ...] = ()


def end_of_period(start: date, length: int, unit: str, holidays: Holidays) -> date:
    """The last day of a period of `length` times `unit` (a `PeriodUnit`) from `start` on; a working day.

    The first day is not counted (민법 157), months go by the calendar (민법 160), and a period whose last day
    is a day off ends on the next working day (민법 161). Raises ValueError for a length below 1 or an unknown
    unit.
    """
    return next_working_day(_last_day_counted(start, length, PeriodUnit(unit), holidays), holidays)


def next_working_day(day: date, holidays: Holidays) -> date:
    """`day` itself where offices work on it, else the first day after it on which they do (민법 161)."""
    while not holidays.is_working(day):
        day += ONE_DAY
    return day


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """The working day that is the `count`-th after `day`, `day` itself not counted (민법 157)."""
    for _step in range(count):
        day = next_working_day(day + ONE_DAY, holidays)
    return day


def working_days_between(first: date, last: date, holidays: Holidays) -> int:
    """How many working days came after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(holidays.is_working(day) for day in _days(first + ONE_DAY, last + ONE_DAY))


def default_due_date(audit: Audit, holidays: Holidays) -> date | None:
    """The due date that assignments of `audit` get unless another is set.

    The date set by hand on the audit, else the end of its period from the transmittal on; None where there is
    neither.
    """
    if audit.default_due_date or not (audit.transmitted_on and audit.period_length):
        return audit.default_due_date
    return end_of_period(audit.transmitted_on, audit.period_length, audit.period_unit, holidays)


def working_days_back(on: date, count: int, holidays: Holidays) -> date:
    """The latest day after which `count` working days have come by `on`; `on` itself for none of them."""
    day = on
    while count:
        count -= holidays.is_working(day)
        day -= ONE_DAY
    return day


def not_received_since(on: date, holidays: Holidays, receipt_days: int) -> date:
    """What was assigned on this day or before it, and is not received on `on`, counts as 미접수.

    The latest day after which more than `receipt_days` working days have come by `on` (lifecycle.md §2).
    """
    return working_days_back(on, receipt_days + 1, holidays)


def received_late(assignment: Assignment, on: date, holidays: Holidays, receipt_days: int) -> bool:
    """미접수: not received, and more working days than `receipt_days` have come since it was assigned."""
    return assignment.stage == Stage.ASSIGNED and assignment.assigned_on <= not_received_since(
        on, holidays, receipt_days
    )


def explain(assignment: Assignment, holidays: Holidays, moves: Sequence[DueDateMove] = ()) -> list[Step]:
    """How `assignment` came to its due date, a step a line, to be followed with a finger on the calendar.

    The first step is the day counted from, the last bears exactly `assignment.due_date` (None: 기한 미지정). `moves`
    are its own of `moves_of`. Reads `assignment.demand.audit`, so select it; no statement of its own.
    """
    audit, first, due = assignment.demand.audit, assignment.original_due_date, assignment.due_date
    start = audit.transmitted_on or assignment.assigned_on
    base = Step(_("이송일") if audit.transmitted_on else _("배부일"), start, audit.transmittal_number)
    if first is None or due is None:
        return [base, Step(_("기한 미지정"), None)]
    reckoned = _reckoned(start, audit, holidays)
    label = _("처리기한") if due == first else _("당초 처리기한")
    note = _set_by(moves) or _how_set(first, reckoned[-1].date if reckoned else None, holidays)
    original = Step(label, first, note, _met(first, first + ONE_DAY, holidays))
    told = [_moved(move, holidays) for move in moves if move.kind != MoveKind.FIRST]
    reached = (told[-1].date if told else None) or first
    return [base, *reckoned, original, *told, *_changes(first, reached, due, holidays)]


def moves_of(assignments: Iterable[Assignment]) -> dict[int, list[DueDateMove]]:
    """The moves of each assignment's due date in order, by its id, with all that `explain` says of them.

    Two statements at most, however many assignments.
    """
    seats = Membership.objects.select_related("department", "committee").order_by("id")
    rows = DueDateMove.objects.filter(assignment__in=list(assignments)).order_by("id")
    found: dict[int, list[DueDateMove]] = {}
    for move in rows.select_related("by", "decision__meeting__committee").prefetch_related(
        Prefetch("by__memberships", seats)
    ):
        found.setdefault(move.assignment_id, []).append(move)
    return found


def extensions(moves: Iterable[DueDateMove]) -> int:
    """How often the due date was extended; moves for a holiday are no extensions."""
    return sum(move.kind == MoveKind.GRANTED for move in moves)


def due_label(extended: int) -> str:
    """What a due date is called after so many extensions."""
    return _("처리기한(%(number)d차 연장)") % {"number": extended} if extended else _("처리기한")


def _set_by(moves: Sequence[DueDateMove]) -> str:
    """Who set the first due date, where somebody did after the distribution."""
    return next((_who_and_when(move) for move in moves if move.kind == MoveKind.FIRST), "")


def _moved(move: DueDateMove, holidays: Holidays) -> Step:
    """The step of an extension or of a move for a holiday, which keeps the holiday's name of that time."""
    if move.kind == MoveKind.CALENDAR and move.before:
        rest = _met(move.before + ONE_DAY, move.after, holidays)
        return Step(
            move.get_kind_display(), move.after, _who_and_when(move), ((move.before, move.holiday), *rest)
        )
    label = _("%(number)d차 연장") % {"number": move.number or 1}
    decided = _("%(meeting)s 결정") % {"meeting": str(move.decision.meeting).strip()} if move.decision else ""
    note = " · ".join(part for part in (_who_and_when(move), decided) if part)
    return Step(label, move.after, note, _met(move.after, move.after + ONE_DAY, holidays))


def _who_and_when(move: DueDateMove) -> str:
    """The seats of the council that its author held that day, and the day: no name (product.md rule 14)."""
    held = move.by.memberships.all() if move.by else ()
    seats = [str(seat) for seat in held if seat.role in BY_COUNCIL and seat.in_force(move.on)]
    return " · ".join([*seats, dateformat.format(move.on, pgettext("day", "Y. n. j."))])


def _reckoned(start: date, audit: Audit, holidays: Holidays) -> list[Step]:
    """What the audit's period gives, its end last; nothing where the audit has no period."""
    if not audit.period_length:
        return []
    unit = PeriodUnit(audit.period_unit)
    end = _last_day_counted(start, audit.period_length, unit, holidays)
    label = str(PERIODS[unit]) % {"length": audit.period_length}
    skipped = _skipped(start, end, holidays) if unit == PeriodUnit.WORKING_DAYS else ()
    counted = Step(label, end, _what_is_not_known(end.year, holidays), skipped)
    return [counted, *_after_days_off(end, holidays)]


def _what_is_not_known(year: int, holidays: Holidays) -> str:
    return "" if holidays.covers(year) else _("%(year)d년 휴일이 등록되지 않아 주말만 셈") % {"year": year}


def _how_set(day: date, end: date | None, holidays: Holidays) -> str:
    """How the due date `day` stands to the `end` that the period gives; empty where they are the same."""
    if end is None:
        return _("직접 정한 날짜")
    if day in holidays.days and next_working_day(day, holidays) == end:
        return _("정한 뒤에 휴일이 된 날")
    if day < end:
        return _("직접 정한 날짜, 처리 기간의 끝보다 %(days)d일 이름") % {"days": (end - day).days}
    if day > end:
        return _("직접 정한 날짜, 처리 기간의 끝보다 %(days)d일 늦음") % {"days": (day - end).days}
    return ""


def _changes(first: date, reached: date, due: date, holidays: Holidays) -> list[Step]:
    """From where the kept moves lead to the due date in force; nothing where they lead there.

    Dates that came in with a document may differ without a kept move.
    """
    if due == reached:
        return []
    moved = _after_days_off(reached, holidays)
    if moved and moved[-1].date == due:
        return moved
    return [Step(_("처리기한"), due, _("당초보다 %(days)d일 늦음") % {"days": (due - first).days})]


def _after_days_off(day: date, holidays: Holidays) -> list[Step]:
    """The step from `day` over days off to the next working day (민법 161); none where `day` is one."""
    end = next_working_day(day, holidays)
    return [Step(_("휴일 뒤 첫 근무일"), end, "", _met(day, end, holidays))] if end != day else []


def _met(first: date, until: date, holidays: Holidays) -> tuple[DayOff, ...]:
    """The days off in [first, until), with their names."""
    return tuple((day, holidays.name(day)) for day in _days(first, until) if not holidays.is_working(day))


def _skipped(start: date, end: date, holidays: Holidays) -> tuple[DayOff, ...]:
    """Holidays that a count of working days passed over; weekends, which need no telling, are left out."""
    return tuple((day, name) for day, name in _met(start + ONE_DAY, end, holidays) if day.weekday() < 5)


def _last_day_counted(start: date, length: int, unit: PeriodUnit, holidays: Holidays) -> date:
    """Where the count of a period ends, be it a working day or not (민법 157, 160)."""
    if length < 1:
        raise ValueError(f"a period is at least 1 long, not {length}")
    if unit == PeriodUnit.DAYS:
        return start + length * ONE_DAY
    if unit == PeriodUnit.MONTHS:
        return _months_after(start, length)
    return working_days_after(start, length, holidays)


def _months_after(start: date, months: int) -> date:
    """The day before that which corresponds to the first day counted, or the month's last (민법 160).

    Counting begins on the day after `start`: from 28 February on, one month is all of March.
    """
    begin = start + ONE_DAY
    years, month = divmod(begin.month - 1 + months, 12)
    year, month = begin.year + years, month + 1
    last = monthrange(year, month)[1]
    return date(year, month, begin.day) - ONE_DAY if begin.day <= last else date(year, month, last)


def _days(first: date, until: date) -> list[date]:
    return [first + number * ONE_DAY for number in range((until - first).days)]
