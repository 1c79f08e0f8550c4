"""Holidays: a day added, a day removed, a year filled from the public calendar. Each change is on record.

Due dates that stand are not touched by any of it; they are `tracker`'s.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audits import record, reference
from audits.access import Act, Viewer
from audits.errors import NotVisible
from audits.models import Holiday
from audits.record import Entry

YEARS: Final = range(1991, 2101)  # those an audit can be of


@transaction.atomic
def add(day: date, name: str, *, by: Viewer) -> Holiday:
    """From now on offices rest on `day`, called `name`.

    Raises PermissionDenied and ValidationError (a holiday already, no name, a year no audit is of).
    """
    by.require(Act.MANAGE_HOLIDAYS)
    _lock_out_other_writers()
    _refuse_year(day.year, "date")
    _refuse_a_day_that_is_one(day)
    holiday = Holiday(date=day, name=name.strip())
    holiday.full_clean()
    holiday.save()
    record.append(_entry("holiday_added", holiday, by))
    return holiday


@transaction.atomic
def remove(holiday_id: int, *, by: Viewer) -> Holiday:
    """Offices no longer rest on that day; answers what was removed.

    Raises PermissionDenied, and NotVisible where somebody has removed it already.
    """
    by.require(Act.MANAGE_HOLIDAYS)
    _lock_out_other_writers()
    holiday = Holiday.objects.filter(pk=holiday_id).first()
    if holiday is None:
        raise NotVisible
    Holiday.objects.filter(pk=holiday_id).delete()
    record.append(_entry("holiday_removed", holiday, by))
    return holiday


@transaction.atomic
def fill_year(year: int, *, by: Viewer) -> int:
    """Add the public holidays of a year that has none; answers how many days were added.

    Raises PermissionDenied and ValidationError (the year has holidays, or no audit is of it).
    """
    by.require(Act.MANAGE_HOLIDAYS)
    _lock_out_other_writers()
    _refuse_year(year, "year")
    added = reference.ensure_holidays([year])
    if not added:
        raise ValidationError(_("%(year)d년 휴일은 이미 등록되어 있습니다.") % {"year": year})
    stored = Holiday.objects.filter(date__year=year)
    record.append_all([_entry("holiday_added", holiday, by) for holiday in stored])
    return added


def _lock_out_other_writers() -> None:
    """Let nobody else change the list before this transaction ends, so that a double click adds once."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audits_holiday IN SHARE ROW EXCLUSIVE MODE")


def _refuse_year(year: int, field: str) -> None:
    """Raise ValidationError on `field` for a year outside `YEARS`."""
    if year not in YEARS:
        span = {"first": YEARS[0], "last": YEARS[-1]}
        raise ValidationError({field: _("%(first)d년부터 %(last)d년 사이의 날짜를 적어 주십시오.") % span})


def _refuse_a_day_that_is_one(day: date) -> None:
    taken = Holiday.objects.filter(date=day).first()
    if taken:
        raise ValidationError({"date": _("이미 등록된 휴일입니다: %(name)s") % {"name": taken.name}})


def _entry(kind: str, holiday: Holiday, by: Viewer) -> Entry:
    return Entry(kind, holiday, by.user, facts={"day": holiday.date})
