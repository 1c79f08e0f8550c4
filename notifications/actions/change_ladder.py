"""알림 단계 변경: the office says on which days around a due date who is told, on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.models import Office
from audits.record import Entry
from notifications import access, ladder
from notifications.access import Act
from notifications.ladder import DEFAULTS, Setting
from notifications.models import OccasionKind as Kind
from notifications.models import Rung

# Of two that are on the second has the more days.
IN_ORDER: Final = (
    (Kind.DUE_SOON, Kind.DUE_EARLY),
    (Kind.OVERDUE_HEAD, Kind.OVERDUE_COORDINATOR),
    (Kind.OVERDUE_HEAD, Kind.OVERDUE_CLERK),
    (Kind.OVERDUE_COORDINATOR, Kind.OVERDUE_CLERK),
)


@transaction.atomic
def change_ladder(
    wanted: Mapping[Kind, Setting], *, by: Viewer, seen: Mapping[Kind, Setting] | None = None
) -> list[Kind]:
    """Keep what differs from the ladder in force; it counts from today on. Answers which rungs changed.

    A rung that `wanted` leaves out stays as it is, and the same settings again leave no entry. `seen` is the ladder
    that the caller saw, where it saw one. Raises PermissionDenied; ValidationError by kind, and without a field where
    somebody else changed a rung since.
    """
    access.require(by, Act.SET_LADDER)
    _lock_out_other_writers()
    now = {step.kind: step.setting for step in ladder.in_force(by.on)}
    _refuse_unseen(seen or {}, now)
    settings = now | dict(wanted)
    _check(settings)
    changed = [kind for kind in now if settings[kind] != now[kind]]
    if changed:
        _keep({kind: settings[kind] for kind in changed}, by.on)
        record.append(_entry(changed, now, settings, by))
    return changed


def _lock_out_other_writers() -> None:
    """Let nobody else change the ladder before this transaction ends; planners go on reading it."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notifications_rung IN SHARE ROW EXCLUSIVE MODE")


def _refuse_unseen(seen: Mapping[Kind, Setting], now: Mapping[Kind, Setting]) -> None:
    """Raise ValidationError, naming each rung that is another now than the caller saw."""
    others = [
        f"{kind.label}: {_words(seen[kind])} → {_words(now[kind])}"
        for kind in seen
        if seen[kind] != now[kind]
    ]
    if others:
        told = _("다른 사람이 먼저 바꾸었습니다. 바뀐 것을 확인한 뒤 다시 저장하여 주십시오. %(changes)s")
        raise ValidationError(told % {"changes": ", ".join(others)}, code="changed_meanwhile")


def _check(settings: Mapping[Kind, Setting]) -> None:
    """Raise ValidationError by kind for days out of bounds or out of order, and for a rung that cannot be off."""
    faults: dict[str, str] = {}
    for kind, setting in settings.items():
        default = DEFAULTS[kind]
        if not default.least <= setting.days <= default.most:
            bounds = {"least": default.least, "most": default.most}
            faults[kind.value] = _("%(least)d부터 %(most)d까지의 수를 적어 주십시오.") % bounds
        elif default.always and not setting.is_on:
            faults[kind.value] = _("끌 수 없는 단계입니다.")
    for less, more in IN_ORDER:
        if settings[less].is_on and settings[more].is_on and settings[less].days >= settings[more].days:
            told = {"step": less.label, "days": settings[less].days}
            faults.setdefault(
                more.value, _("%(step)s 단계의 날수(%(days)d)보다 큰 수를 적어 주십시오.") % told
            )
    if faults:
        raise ValidationError(faults)


def _keep(settings: Mapping[Kind, Setting], on: date) -> None:
    Rung.objects.bulk_create(
        [Rung(kind=kind, days=each.days, is_on=each.is_on, since=on) for kind, each in settings.items()],
        update_conflicts=True,
        unique_fields=["kind"],
        update_fields=["days", "is_on", "since"],
    )


def _entry(
    changed: Sequence[Kind], now: Mapping[Kind, Setting], settings: Mapping[Kind, Setting], by: Viewer
) -> Entry:
    """The change as the record keeps it: of each changed rung its days and whether it is on, before and after."""
    office, _made = Office.objects.get_or_create(pk=1)
    facts = {
        "on": by.on,
        "before": {kind.value: [now[kind].days, now[kind].is_on] for kind in changed},
        "after": {kind.value: [settings[kind].days, settings[kind].is_on] for kind in changed},
    }
    return Entry("ladder_changed", office, by.user, facts=facts)


def _words(setting: Setting) -> str:
    return _("%(days)d일") % {"days": setting.days} if setting.is_on else _("사용 안 함")
