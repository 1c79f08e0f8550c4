"""보고 회차: opened, changed while it is open, called off, and closed by the submission to the council."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.gates import Gate
from audits.models import Audit, Demand
from audits.record import Entry, Kept
from tracker import access, rounds
from tracker.actions.freeze_report import freeze
from tracker.actions.letter import Letter
from tracker.actions.submit import Outcome, submitted
from tracker.lifecycle import Act
from tracker.models import Assignment, Paper, ReportingRound, Snapshot

LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class Closing:
    """What a submission came to: the closed round, its frozen report, the result of each report that waited for it,
    and the assignments whose report stays with the head of a department.
    """

    round: ReportingRound
    snapshot: Snapshot
    outcomes: list[Outcome]
    with_head: list[int]

    @property
    def filed(self) -> int:
        """How many reports it filed."""
        return sum(outcome.update is not None for outcome in self.outcomes)


@transaction.atomic
def open_round(audit_id: int, *, name: str, due_on: date, by: Viewer) -> ReportingRound:
    """Ask every outstanding assignment of an audit for a fresh report by a day.

    An audit that was imported with its answers counts as transmitted. Raises PermissionDenied, NotVisible,
    ValidationError by field (no name or one that is there, a day gone by) and NotAllowedNow (nothing is owed, or a
    round is open).
    """
    access.require(by, Act.OPEN_ROUND)
    # Locked, so that of two who open a round the second is told of the first.
    audit = access.visible_audits(by).select_for_update(of=("self",), no_key=True).filter(pk=audit_id).first()
    if audit is None:
        raise NotVisible
    access.require_in(by, Act.OPEN_ROUND, audit)
    _refuse_without_duty(audit)
    running = ReportingRound.objects.open().filter(audit=audit).first()
    if running:
        told = _("보고 회차 열기: 이 감사에 진행 중인 보고 회차가 있습니다(%(name)s). 먼저 할 일: 의회 제출")
        raise NotAllowedNow(told % {"name": running.name})
    round_ = ReportingRound(
        audit=audit, due_on=due_on, opened_on=by.on, opened_at=timezone.now(), opened_by=by.user
    )
    round_.name = _free_name(name, round_)
    _check_day(due_on, by.on)
    round_.save()
    record.append(_entry("round_opened", round_, by, rows=[round_]))
    return round_


@transaction.atomic
def change_round(round_id: int, *, name: str, due_on: date, by: Viewer) -> ReportingRound:
    """Another name or day for an open round; nothing is told where nothing changes. Raises as `open_round`."""
    round_ = _held(round_id, Act.OPEN_ROUND, _("보고 회차 수정"), by)
    name = _free_name(name, round_)
    if due_on != round_.due_on:
        _check_day(due_on, by.on)
    if (name, due_on) != (round_.name, round_.due_on):
        round_.name, round_.due_on = name, due_on
        round_.save(update_fields=["name", "due_on"])
        record.append(_entry("round_changed", round_, by))
    return round_


@transaction.atomic
def cancel_round(round_id: int, *, by: Viewer) -> ReportingRound:
    """Call an open round off; reports written for it stay what they are. Raises as `change_round`."""
    round_ = _held(round_id, Act.OPEN_ROUND, _("보고 회차 취소"), by)
    round_.cancelled_on = by.on
    round_.save(update_fields=["cancelled_on"])
    record.append(_entry("round_cancelled", round_, by))
    return round_


@transaction.atomic
def close_round(round_id: int, letter: Letter, *, by: Viewer, seen: Collection[int] | None = None) -> Closing:
    """Submit a round to the council: what waits for it is filed with the letter, and the report is frozen.

    What cannot be filed any more stays where it is and is named with its reason, as is what waits for a head. Only the
    coordinator submits (lifecycle.md §4): where the council's staff closes the round it files nothing, and what waits
    for the coordinator goes on waiting. `seen` are the reports that the caller was shown, where it was shown any.
    Raises PermissionDenied, NotVisible, ValidationError as `Letter.check` and where others wait now than were seen,
    NotAllowedNow for a round that is not open.
    """
    letter.check(by.on)
    round_ = _held(round_id, Act.CLOSE_ROUND, _("의회 제출"), by)
    # All of the audit stands still, so that the figures and rows that are frozen are those of one moment.
    demands = Demand.objects.filter(audit=round_.audit_id).order_by("id")
    list(demands.select_for_update(no_key=True).values_list("pk"))
    list(Assignment.objects.filter(demand__audit=round_.audit_id).locked().values_list("pk"))
    _check_seen(round_, seen)
    outcomes, entries = submitted(_waiting(round_, Gate.COORDINATOR), letter, {}, by)
    round_.letter_on, round_.letter_number = letter.on, letter.number.strip()
    # Frozen while it is open, so that it asks what it has asked until now.
    snapshot, frozen = freeze(round_.audit, Paper.RESULT, round_=round_, by=by)
    round_.closed_on, round_.closed_by = by.on, by.user
    round_.save(update_fields=["closed_on", "closed_by", "letter_on", "letter_number"])
    closing = Closing(round_, snapshot, outcomes, _waiting(round_, Gate.HEAD))
    told = {"letter_on": letter.on, "count": closing.filed}
    record.append_all([*entries, _entry("round_closed", round_, by, facts=told), frozen])
    return closing


def _held(round_id: int, act: Act, label: str, by: Viewer) -> ReportingRound:
    """The open round, locked. Raises PermissionDenied, NotVisible, and NotAllowedNow for one that is over."""
    access.require(by, act)
    seen = access.visible_rounds(by).filter(pk=round_id).values("pk")
    rows = ReportingRound.objects.select_related("audit").select_for_update(of=("self",), no_key=True)
    round_ = rows.filter(pk__in=seen).first()
    if round_ is None:
        raise NotVisible
    access.require_in(by, act, round_.audit)
    if round_.closed_on:
        told = {"act": label, "on": f"{round_.letter_on:%Y. %-m. %-d.}", "number": round_.letter_number}
        raise NotAllowedNow(_("%(act)s: 이미 의회에 제출한 보고 회차입니다(%(on)s, %(number)s).") % told)
    if round_.cancelled_on:
        told = {"act": label, "on": f"{round_.cancelled_on:%Y. %-m. %-d.}"}
        raise NotAllowedNow(_("%(act)s: 취소한 보고 회차입니다(%(on)s). 먼저 할 일: 보고 회차 열기") % told)
    return round_


def _refuse_without_duty(audit: Audit) -> None:
    duties = Assignment.objects.filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    if duties.outstanding().exists():
        return
    if duties.live().exists():
        raise NotAllowedNow(_("보고 회차 열기: 보고할 것이 남은 소관이 없습니다."))
    first = _("부서 배부") if audit.transmitted_on else _("이송")
    raise NotAllowedNow(_("보고 회차 열기: 보고할 소관이 없습니다. 먼저 할 일: %(first)s") % {"first": first})


def _free_name(name: str, round_: ReportingRound) -> str:
    """The name as it is kept. Raises ValidationError on `name`."""
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("보고 회차의 이름을 적어 주십시오. 예: 1차 보고")})
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("보고 회차의 이름은 60자 안으로 적어 주십시오.")})
    others = ReportingRound.objects.filter(audit=round_.audit_id, cancelled_on__isnull=True, name=name)
    if others.exclude(pk=round_.pk).exists():
        raise ValidationError({"name": _("같은 이름의 보고 회차가 이미 있습니다.")})
    return name


def _check_day(due_on: date, today: date) -> None:
    if due_on < today:
        raise ValidationError({"due_on": _("보고 기한은 오늘이거나 그 뒤여야 합니다.")})


def _check_seen(round_: ReportingRound, seen: Collection[int] | None) -> None:
    if seen is not None and set(seen) != set(
        rounds.waiting_at(round_, Gate.COORDINATOR).values_list("pk", flat=True)
    ):
        told = _("그사이 제출을 기다리는 보고가 바뀌었습니다. 아래 내용을 다시 확인하여 주십시오.")
        raise ValidationError(told, code="waiting_changed")


def _waiting(round_: ReportingRound, gate: Gate) -> list[int]:
    found = rounds.waiting_at(round_, gate).order_by("assignment_id")
    return list(found.values_list("assignment_id", flat=True))


def _entry(
    kind: str,
    round_: ReportingRound,
    by: Viewer,
    *,
    rows: Sequence[Kept] = (),
    facts: Mapping[str, object] | None = None,
) -> Entry:
    told = {"on": by.on, "audit": round_.audit_id} | dict(facts or {})
    return Entry(kind, round_, by.user, rows=rows, facts=told)
