"""Audits as of a day gone by, from the record: each entry tells the new state of what it followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final, TypeVar

import orjson
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.errors import NotAllowedNow
from audits.models import Audit, Category, Demand, Department, Event, RepeatState
from tracker.models import Assignment, RequestState
from tracker.reports.moment import Known, Moment, holders, in_order, is_live

Row = TypeVar("Row", bound=models.Model)
SLICE: Final = 2_000  # entries held at a time


@dataclass
class _Heard:
    """What entries told, the newest last: the state of each row, and which rows there were, by kind and id."""

    states: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def hear(self, text: str) -> None:
        entry = orjson.loads(text)
        about, subject = entry["subject"]
        for kind, row, _digest in entry["rows"]:
            self.rows[kind].add(row)
        if entry["values"]:
            self.states[about][subject].update(entry["values"])
        for kind, row, state in entry["states"]:
            self.states[kind][row].update(state)


def as_of(audits: Sequence[Audit], on: date, *, today: date | None = None) -> Moment:
    """Audits as they stood at the end of `on`, a day before `today` (by itself the office's day).

    Statuses, verdicts, due dates and holders are those that the record had told by then, the reports those filed by
    then; what is late is late on `on`. Audits that were not there yet are left out. Raises NotAllowedNow for a day
    to come, and where none was there. Ten statements, one entry of the record a change and no more.
    """
    if on > (today or timezone.localdate()):
        raise NotAllowedNow(_("아직 오지 않은 날입니다. 오늘이나 지난 날을 기준일로 골라 주십시오."))
    there = audits_then(audits, on)
    if not there:
        raise _nothing_known(audits)
    return told(there, on)


def told(there: Sequence[Audit], on: date) -> Moment:
    """What the record had told of these audits, as `audits_then` has them, by the end of `on`; eight statements."""
    until, heard = end_of(on), _Heard()
    entries = Event.objects.filter(demand__audit__in=there, at__lt=until).order_by("demand_id", "number")
    for text in entries.values_list("text", flat=True).iterator(chunk_size=SLICE):
        heard.hear(text)
    demands = _then(Demand.objects.filter(audit__in=there).in_order(), heard.states["demand"])
    counted = {demand.pk for demand in demands if demand.withdrawn_at is None}
    duties = _then(Assignment.objects.filter(demand__audit__in=there), heard.states["assignment"])
    rows = [row for row in duties if is_live(row) and row.demand_id in counted]
    departments = _departments(holders(rows), until)
    return Moment(
        on=on,
        audits=there,
        demands=demands,
        assignments=in_order(rows, demands, departments),
        departments=departments,
        categories=Category.objects.in_bulk(),
        record_head=_head(until),
        known=_known(heard),
    )


def end_of(on: date) -> datetime:
    """The first moment after a day of the office."""
    return timezone.make_aware(
        datetime.combine(on + timedelta(days=1), time.min), timezone.get_default_timezone()
    )


def audits_then(audits: Iterable[Audit], on: date) -> list[Audit]:
    """Those of `audits` that were there by the end of `on`, as copies with the values of then; one statement."""
    wanted, heard = list(audits), _Heard()
    entries = Event.objects.filter(
        subject_kind="audit", subject_id__in=[audit.pk for audit in wanted], at__lt=end_of(on)
    )
    for text in entries.order_by("number").values_list("text", flat=True).iterator(chunk_size=SLICE):
        heard.hear(text)
    then = heard.states["audit"]
    return [_as_told(_copy(audit), then[audit.pk]) for audit in wanted if audit.pk in then]


def _nothing_known(audits: Sequence[Audit]) -> NotAllowedNow:
    """Why nothing can be told of a day before the first entry, and from when on it can."""
    days = first_entries(audits).values()
    if not days:
        return NotAllowedNow(_("처리 이력에 이 감사의 등록이 없어 지난 날의 보고서를 만들 수 없습니다."))
    line = _("이 감사는 %(day)s에 등록되었습니다. 그날이나 그 뒤의 날을 기준일로 골라 주십시오.")
    return NotAllowedNow(line % {"day": f"{min(days):%Y. %-m. %-d.}"})


def _copy(audit: Audit) -> Audit:
    return Audit(**{column.attname: getattr(audit, column.attname) for column in Audit._meta.concrete_fields})


def _then(rows: models.QuerySet[Row], told: Mapping[int, Mapping[str, Any]]) -> list[Row]:
    """The rows that were there, each with the values of then; one statement."""
    return [_as_told(row, told[row.pk]) for row in rows.iterator(chunk_size=SLICE) if row.pk in told]


def _as_told(row: Row, values: Mapping[str, Any]) -> Row:
    """The row with the values that were told; words, told as a hash, stay as they are."""
    for name, column, to_python in _columns(type(row)):
        if name in values:
            setattr(row, column, to_python(values[name]))
    return row


@cache
def _columns(model: Any) -> Sequence[tuple[str, str, Any]]:
    """Each followed column of a model: its name in the record, its own, and how a told value is read."""
    followed: Mapping[str, str | tuple[str, ...]] = model.FOLLOWED
    return [
        (name, column, model._meta.get_field(column).to_python)
        for name, column in followed.items()
        if isinstance(column, str)
    ]


def _known(heard: _Heard) -> Known:
    """The rows beside assignments that a paper asks for, by what was told of them."""
    removed = {pk for pk, told in heard.states["evidence"].items() if told.get("removal")}
    filed = {pk for pk, told in heard.states["progressupdate"].items() if told.get("filed_at")}
    asked = heard.states["extensionrequest"].items()
    pending = {pk for pk, told in asked if told.get("state") == RequestState.PENDING}
    return Known(
        {
            "verification": heard.rows["verification"],
            "opinion": heard.rows["opinion"],
            "evidence": heard.rows["evidence"] - removed,
            "filed": filed,
            "pending_request": pending,
        }
    )


def confirmed_repeats(on: date) -> set[int]:
    """The links to earlier demands that were confirmed at the end of `on`; one statement."""
    heard = _Heard()
    entries = Event.objects.filter(subject_kind="repeat", at__lt=end_of(on)).order_by("number")
    for text in entries.values_list("text", flat=True).iterator(chunk_size=SLICE):
        heard.hear(text)
    states = heard.states["repeat"].items()
    return {pk for pk, then in states if then.get("state") == RepeatState.CONFIRMED}


def _head(until: datetime) -> str:
    """기록 확인값 of the moment; `0` where nothing was recorded yet."""
    newest = Event.objects.filter(at__lt=until).order_by("-number").values_list("number", "hash").first()
    return f"{newest[0]}:{newest[1]}" if newest else "0"


def _departments(departments: Mapping[int, Department], until: datetime) -> Mapping[int, Department]:
    """As they were known then: an end that was recorded later was no end yet."""
    before, later = _Heard(), _Heard()
    entries = Event.objects.filter(subject_kind__in=("department", "succession")).order_by("number")
    for at, text in entries.values_list("at", "text").iterator(chunk_size=SLICE):
        (before if at < until else later).hear(text)
    then, only_later = before.states["department"], later.states["department"]
    for pk, department in departments.items():
        if pk in then:
            _as_told(department, then[pk])
        elif pk in only_later:
            department.valid_until, department.is_void = None, False
    return departments


def first_entries(audits: Iterable[Audit]) -> Mapping[int, date]:
    """The day of the first entry about each audit: from then on it can be told; one statement."""
    entries = Event.objects.filter(subject_kind="audit", subject_id__in=[audit.pk for audit in audits])
    found = entries.values_list("subject_id").annotate(first=models.Min("at")).order_by()
    return {pk: timezone.localdate(at) for pk, at in found}
