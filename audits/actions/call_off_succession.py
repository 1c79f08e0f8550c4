"""call_off: a planned step of a reorganisation does not come; the organisation is as if it had not been recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.actions.turns import Turn, take_turn
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Department, Succession, SuccessionKind
from audits.models.succession import ENDS_PREDECESSOR
from audits.record import Entry
from audits.reorganisation.steps import FOUNDS

LONGEST_REASON: Final = 2_000
BEGINS: Final = FOUNDS - {SuccessionKind.MERGE}


@transaction.atomic
def call_off(succession_id: int, *, reason: str, by: Viewer) -> list[Succession]:
    """Call off one step; a split is one step, however many departments it leads to.

    Raises PermissionDenied, NotVisible, ValidationError (no reason), and NotAllowedNow where its day has come, where
    it was called off before, or where something else builds on it.
    """
    step = _asked(succession_id, by)
    together = Q(pk=step.pk)
    if step.kind == SuccessionKind.SPLIT:
        together |= Q(kind=SuccessionKind.SPLIT, predecessor=step.predecessor_id, day=step.day)
    return _call_off(_standing(together), reason, by)


@transaction.atomic
def call_off_day(succession_id: int, *, reason: str, by: Viewer) -> list[Succession]:
    """Call off a step and every other one of its day. Raises as `call_off`."""
    step = _asked(succession_id, by)
    return _call_off(_standing(Q(day=step.day)), reason, by)


def _asked(succession_id: int, by: Viewer) -> Succession:
    by.require(Act.RECORD_SUCCESSION)
    take_turn(Turn.DEPARTMENTS)
    step = Succession.objects.filter(pk=succession_id).first()
    if step is None:
        raise NotVisible
    if step.is_void:
        raise NotAllowedNow(_("조직개편 취소: 이미 취소한 조직개편입니다."))
    return step


def _standing(which: Q) -> list[Succession]:
    rows = Succession.objects.standing().filter(which).select_related("predecessor", "successor")
    return list(rows.order_by("day", "id").select_for_update(of=("self",), no_key=True))


def _call_off(steps: Sequence[Succession], reason: str, by: Viewer) -> list[Succession]:
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        raise ValidationError({"reason": _("취소 사유를 2,000자까지 적어 주십시오.")})
    if any(step.day <= by.on for step in steps):
        raise NotAllowedNow(
            _("조직개편 취소: 시행일이 되어 취소할 수 없습니다. 되돌리려면 새 조직개편을 등록하여 주십시오.")
        )
    others = list(
        Succession.objects.standing()
        .exclude(pk__in=[step.pk for step in steps])
        .select_related("predecessor", "successor")
    )
    unfounded = _unfounded(steps, others)
    reopened = _reopened(steps)
    _refuse_what_builds_on(unfounded, others)
    _refuse_names_taken(reopened, {department.pk for department in unfounded})
    for step in steps:
        step.is_void, step.void_reason = True, words
    for department in unfounded:
        department.is_void = True
    for department in reopened:
        department.valid_until = None
    Succession.objects.bulk_update(steps, ["is_void", "void_reason"])
    Department.objects.bulk_update(unfounded, ["is_void"])
    Department.objects.bulk_update(reopened, ["valid_until"])
    record.append_all(list(_entries(steps, unfounded, reopened, by)))
    return list(steps)


def _unfounded(steps: Sequence[Succession], others: Sequence[Succession]) -> list[Department]:
    """The departments that begin by these steps and by no other."""
    began = {step.successor.pk: step.successor for step in steps if step.successor and _founds(step)}
    still = {step.successor_id for step in others if _founds(step) and step.kind in BEGINS}
    merged = {step.successor_id for step in others if _founds(step)}
    whole = {step.successor_id for step in steps if step.kind in BEGINS}
    kept = still | (merged - whole)
    return [department for pk, department in sorted(began.items()) if pk not in kept]


def _founds(step: Succession) -> bool:
    """Whether its successor begins with it."""
    return step.kind in FOUNDS and step.successor is not None and step.successor.valid_from == step.day


def _reopened(steps: Sequence[Succession]) -> list[Department]:
    """The departments that would have ended by these steps."""
    ended = {
        step.predecessor.pk: step.predecessor
        for step in steps
        if step.predecessor and step.kind in ENDS_PREDECESSOR and step.predecessor.valid_until == step.day
    }
    return [department for _pk, department in sorted(ended.items())]


def _refuse_what_builds_on(unfounded: Sequence[Department], others: Sequence[Succession]) -> None:
    """Raise NotAllowedNow where another step or a department is about one that would not begin.

    Who was posted there in advance has no right by it: a department that was called off never exists.
    """
    founded = {department.pk: department for department in unfounded}
    for step in others:
        for pk in (step.successor_id, step.predecessor_id):
            if pk in founded:
                words = _(
                    "%(department)s: 다른 조직개편(%(kind)s, %(day)s)이 이 부서를 말하고 있습니다. "
                    "그 조직개편을 먼저 취소하여 주십시오."
                )
                day = f"{step.day.year}. {step.day.month}. {step.day.day}."
                told = {"department": founded[pk], "kind": step.get_kind_display(), "day": day}
                raise NotAllowedNow(words % told)
    within = Department.objects.filter(bureau__in=founded, is_void=False).exclude(pk__in=founded).first()
    if within:
        words = _(
            "%(department)s: 이 실·국에 두기로 한 부서입니다. 그 부서의 조직개편을 먼저 취소하여 주십시오."
        )
        raise NotAllowedNow(words % {"department": within})


def _refuse_names_taken(reopened: Sequence[Department], unfounded: Collection[int]) -> None:
    """Raise NotAllowedNow where a department goes on whose name another one bears from then on."""
    standing = Department.objects.filter(name__in={one.name for one in reopened}, is_void=False)
    same = standing.exclude(pk__in=[*unfounded, *(one.pk for one in reopened)])
    for department in reopened:
        for other in same:
            later = other.valid_until is None or (
                department.valid_until is not None and other.valid_until > department.valid_until
            )
            if other.name == department.name and other.kind == department.kind and later:
                words = _(
                    "%(department)s: 같은 이름을 쓰기로 한 부서가 있습니다. 그 조직개편을 먼저 취소하여 주십시오."
                )
                raise NotAllowedNow(words % {"department": department})


def _entries(
    steps: Sequence[Succession], unfounded: Sequence[Department], reopened: Sequence[Department], by: Viewer
) -> Iterator[Entry]:
    """One entry a step; each department is told with the first step that it is about."""
    left = {department.pk: department for department in (*unfounded, *reopened)}
    for step in steps:
        about = [left.pop(pk) for pk in (step.predecessor_id, step.successor_id) if pk and pk in left]
        facts = {"on": step.day, "from": step.predecessor_id, "to": step.successor_id}
        yield Entry("succession_called_off", step, by.user, changed=about, facts=facts)
