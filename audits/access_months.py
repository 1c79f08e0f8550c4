"""월간 점검: what somebody who looks through a month of the access record should see of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from audits.access_record import caller_name, month_of, start_of
from audits.models import AccessAct, AccessCheck, AccessEntry, Holiday

OPENS: Final = 8  # o'clock
CLOSES: Final = 20
WEEKEND: Final = (1, 7)  # as the database counts: Sunday, Saturday
MANY: Final = Q(act=AccessAct.DOWNLOAD, items__gt=1)
_WHOSE: Final = (
    "user_id",
    "user__name",
    "user__email",
    "user__is_active",
    "token_id",
    "token__name",
    "token__department__name",
    "token__department__rank",
)
_ORDER: Final = ("user__name", "user_id", "token__department__rank", "token_id")


@dataclass(frozen=True)
class Caller:
    """A person, or a department's system.

    `sought` finds this caller in the list of entries; `stopped`: the person cannot sign in any more.
    """

    name: str
    sought: str
    stopped: bool = False


@dataclass(frozen=True)
class Row:
    """What one caller did in the month, in entries; `outside` are those outside office hours."""

    caller: Caller
    accesses: int
    downloads: int
    outside: int


@dataclass(frozen=True)
class NewAddress:
    """An address from which a caller came for the first time in the record."""

    caller: Caller
    address: str
    first_at: datetime
    accesses: int


def first_month() -> date | None:
    """The month of the oldest entry that is kept; None for an empty record."""
    oldest: datetime | None = AccessEntry.objects.aggregate(oldest=Min("at"))["oldest"]
    return month_of(timezone.localdate(oldest)) if oldest else None


def unchecked(on: date) -> list[date]:
    """The months that are over on `on` and nobody has checked, the oldest first; two statements."""
    first = first_month()
    if first is None:
        return []
    checked = set(AccessCheck.objects.values_list("month", flat=True))
    return [month for month in _months(first, on) if month not in checked]


def entries(month: date) -> QuerySet[AccessEntry]:
    """All entries of the month that begins on `month`."""
    return AccessEntry.objects.filter(at__gte=start_of(month), at__lt=start_of(month_of(month, -1)))


def by_caller(month: date) -> list[Row]:
    """What each caller did, by name; two statements."""
    counted = entries(month).values(*_WHOSE)
    told = counted.annotate(
        accesses=Count("pk"),
        downloads=Count("pk", filter=Q(act=AccessAct.DOWNLOAD)),
        outside=Count("pk", filter=_outside_office_hours(month)),
    )
    return [
        Row(_caller(row), row["accesses"], row["downloads"], row["outside"]) for row in told.order_by(*_ORDER)
    ]


def downloads_of_many(month: date) -> QuerySet[AccessEntry]:
    """Downloads of more than one item, the newest first, with whose they are."""
    return entries(month).filter(MANY).select_related("user", "token__department").order_by("-at", "-id")


def new_addresses(month: date) -> list[NewAddress]:
    """From where callers came who never came from there before; one statement."""
    before = AccessEntry.objects.filter(
        Q(user=OuterRef("user")) | Q(token=OuterRef("token")),
        address=OuterRef("address"),
        at__lt=start_of(month),
    )
    here = entries(month).filter(address__isnull=False).values(*_WHOSE, "address")
    told = here.annotate(accesses=Count("pk"), first_at=Min("at")).filter(~Exists(before))
    return [
        NewAddress(_caller(row), row["address"], row["first_at"], row["accesses"])
        for row in told.order_by(*_ORDER, "first_at")
    ]


def _months(first: date, on: date) -> Iterator[date]:
    """The whole months from `first` up to the one before that of `on`."""
    month = first
    while month < month_of(on):
        yield month
        month = month_of(month, -1)


def _caller(row: Mapping[str, Any]) -> Caller:
    name = caller_name(row["user__name"], row["token__department__name"])
    if row["user_id"] is None:
        return Caller(f"{name} {row['token__name']}", row["token__department__name"])
    return Caller(name, row["user__email"], stopped=not row["user__is_active"])


def _outside_office_hours(month: date) -> Q:
    """At night, at the weekend, on a holiday; hours and days are the office's."""
    off = Holiday.objects.filter(date__gte=month, date__lt=month_of(month, -1)).values_list("date", flat=True)
    night = Q(at__hour__lt=OPENS) | Q(at__hour__gte=CLOSES)
    return night | Q(at__week_day__in=WEEKEND) | Q(at__date__in=list(off))
