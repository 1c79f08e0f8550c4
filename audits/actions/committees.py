"""Committees: founded, renamed, merged, closed, on record. What they followed up goes along (`follow_committees`)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.actions import follow_committees
from audits.actions.turns import Turn, take_turn
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Committee, CommitteeChange, CommitteeSuccession, Membership
from audits.record import Entry

LONGEST_NAME: Final = 100
LONGEST_BASIS: Final = 1_000
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """What becomes of a committee on a day: of another name or part of another one, which is here or new; or closed."""

    kind: CommitteeChange
    predecessor_id: int
    on: date
    successor_id: int | None = None
    new_name: str = ""
    basis: str = ""


@transaction.atomic
def found_committee(
    name: str, *, valid_from: date | None, valid_until: date | None = None, by: Viewer
) -> Committee:
    """Store a committee; a special one (특별위원회) with the day on which it is over.

    Raises PermissionDenied; ValidationError by field: no name, one that is borne on a day of the period, a period
    turned round.
    """
    by.require(Act.KEEP_COMMITTEES)
    take_turn(Turn.COMMITTEES)
    committee = _founded(name, valid_from, valid_until, "name")
    record.append(_told(committee, by))
    return committee


@transaction.atomic
def record_committee_succession(
    change: Change, *, by: Viewer, seen: str | None = None
) -> CommitteeSuccession:
    """Store what becomes of a committee; where the day has come, its audits and people go along at once.

    `seen` is the fingerprint of what somebody was shown to follow. Raises PermissionDenied; NotVisible for a committee
    that there is not; ValidationError by field: a predecessor that is not there on the day or has a change already, a
    name borne twice, a successor that is not there on the day, a cycle; ValidationError where something else would
    follow than was shown.
    """
    by.require(Act.KEEP_COMMITTEES)
    take_turn(Turn.COMMITTEES)
    predecessor = _held(change.predecessor_id)
    checked_change(change, predecessor)
    if (
        seen is not None
        and seen != follow_committees.what_follows(change.predecessor_id, change.on).fingerprint
    ):
        raise ValidationError(
            _("살펴보는 동안 따라가는 감사나 사람이 바뀌었습니다. 저장된 것은 없습니다. 다시 살펴보십시오."),
            code="moved_on",
        )
    entries = []
    successor = _successor(change)
    if successor and change.new_name:
        entries.append(_told(successor, by))
    step = CommitteeSuccession.objects.create(
        kind=change.kind,
        predecessor=predecessor,
        successor=successor,
        on=change.on,
        basis=change.basis.strip(),
    )
    predecessor.valid_until = change.on
    predecessor.save(update_fields=["valid_until"])
    facts = {"kind": change.kind, "on": change.on, "to": step.successor_id}
    entries.append(Entry("committee_changed", predecessor, by.user, rows=[step], facts=facts))
    record.append_all([*entries, *follow_committees.follow(on=by.on)])
    return step


@transaction.atomic
def end_committee(committee_id: int, *, by: Viewer) -> Committee:
    """End one that was founded by mistake and that nothing names; its row stays, with the shortest period there is.

    Raises PermissionDenied, NotVisible, and NotAllowedNow where it is over already or something names it.
    """
    by.require(Act.KEEP_COMMITTEES)
    take_turn(Turn.COMMITTEES)
    committee = _held(committee_id)
    first = committee.valid_from + A_DAY if committee.valid_from else by.on
    until = max(by.on, first)
    if committee.valid_until and committee.valid_until <= until:
        raise NotAllowedNow(_("등록 취소: 이미 끝난 위원회입니다."))
    if is_named(committee):
        raise NotAllowedNow(
            _("등록 취소: 감사나 사람, 다른 위원회가 가리키는 위원회입니다. 먼저 할 일: 명칭 변경·통합·폐지")
        )
    committee.valid_until = until
    committee.save(update_fields=["valid_until"])
    facts = {"kind": "ended", "on": until}
    record.append(Entry("committee_changed", committee, by.user, facts=facts))
    return committee


def is_named(committee: Committee) -> bool:
    """Whether an audit, a person or a change of committees names it; three statements at most."""
    changes = CommitteeSuccession.objects.filter(Q(predecessor=committee) | Q(successor=committee))
    return (
        Audit.objects.filter(committee=committee).exists()
        or Membership.objects.filter(committee=committee).exists()
        or changes.exists()
    )


def checked_change(change: Change, predecessor: Committee) -> Change:
    """The change, where it can be. Raises ValidationError by field, NotVisible; nothing is stored."""
    _refuse_predecessor(change, predecessor)
    if change.kind == CommitteeChange.CLOSED:
        if change.successor_id or change.new_name.strip():
            raise ValidationError({"kind": _("폐지에는 이어받는 위원회를 적지 않습니다.")})
    elif bool(change.successor_id) == bool(change.new_name.strip()):
        told = _("이어받는 위원회를 고르거나 새 이름을 적어 주십시오(둘 가운데 하나).")
        raise ValidationError({"new_name": told})
    elif change.successor_id:
        _refuse_successor(change, change.successor_id)
    else:
        _refuse_new_name(change, predecessor)
    if len(change.basis) > LONGEST_BASIS:
        raise ValidationError({"basis": _("근거가 너무 깁니다(1,000자까지).")})
    return change


def _refuse_predecessor(change: Change, predecessor: Committee) -> None:
    earlier = CommitteeSuccession.objects.filter(predecessor=predecessor).first()
    if earlier:
        told = _("%(committee)s: 이미 등록된 변경이 있습니다(%(kind)s, 시행일 %(day)s).") % {
            "committee": predecessor,
            "kind": earlier.get_kind_display(),
            "day": written(earlier.on),
        }
        raise ValidationError({"on": told})
    begun = predecessor.valid_from is None or predecessor.valid_from < change.on
    if not begun or (predecessor.valid_until and predecessor.valid_until < change.on):
        told = _("%(committee)s: 그날에는 바뀔 수 없습니다. 위원회의 기간을 확인하여 주십시오.") % {
            "committee": predecessor
        }
        raise ValidationError({"on": told})
    if CommitteeSuccession.objects.filter(successor=predecessor, on__gte=change.on).exists():
        told = _("%(committee)s: 그날이나 그 뒤에 다른 위원회를 이어받는 것으로 등록되어 있습니다.") % {
            "committee": predecessor
        }
        raise ValidationError({"on": told})


def _refuse_successor(change: Change, successor_id: int) -> None:
    if successor_id == change.predecessor_id:
        raise ValidationError({"successor": _("자기 자신을 이어받을 수 없습니다.")})
    successor = _held(successor_id)
    if not successor.existed(change.on):
        told = _("%(committee)s: 시행일(%(day)s)에 없는 위원회입니다.") % {
            "committee": successor,
            "day": written(change.on),
        }
        raise ValidationError({"successor": told})
    if change.kind == CommitteeChange.RENAME and successor.valid_from != change.on:
        told = _("%(committee)s: 전부터 있는 위원회입니다. 통합으로 등록하여 주십시오.") % {
            "committee": successor
        }
        raise ValidationError({"successor": told})


def _refuse_new_name(change: Change, predecessor: Committee) -> None:
    if _bare(change.new_name) == _bare(predecessor.name):
        raise ValidationError({"new_name": _("지금과 같은 이름입니다.")})
    _checked_name(change.new_name, change.on, None, "new_name")


def _successor(change: Change) -> Committee | None:
    if change.kind == CommitteeChange.CLOSED:
        return None
    if change.successor_id:
        return _held(change.successor_id)
    return _founded(change.new_name, change.on, None, "new_name")


def _founded(name: str, valid_from: date | None, valid_until: date | None, field: str) -> Committee:
    checked = _checked_name(name, valid_from, valid_until, field)
    if valid_from and valid_until and valid_until <= valid_from:
        raise ValidationError({"valid_until": _("종료일은 시작일보다 늦은 날이어야 합니다.")})
    return Committee.objects.create(name=checked, valid_from=valid_from, valid_until=valid_until)


def _checked_name(name: str, valid_from: date | None, valid_until: date | None, field: str) -> str:
    """The name as it is stored. Raises ValidationError where another committee bears it, however spaced, meanwhile."""
    stored = " ".join(unicodedata.normalize("NFC", name).split())
    if not stored:
        raise ValidationError({field: _("위원회 이름을 적어 주십시오.")})
    if len(stored) > LONGEST_NAME:
        raise ValidationError({field: _("이름이 너무 깁니다(100자까지).")})
    for other in Committee.objects.all():
        if _bare(other.name) == _bare(stored) and _overlap(other, valid_from, valid_until):
            told = _("같은 때에 같은 이름의 위원회가 있습니다: %(committee)s") % {"committee": other}
            raise ValidationError({field: told})
    return stored


def _overlap(other: Committee, valid_from: date | None, valid_until: date | None) -> bool:
    begins, ends = valid_from or date.min, valid_until or date.max
    return begins < (other.valid_until or date.max) and (other.valid_from or date.min) < ends


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).split())


def _held(committee_id: int) -> Committee:
    """A committee; whoever writes has its turn. Raises NotVisible."""
    found = Committee.objects.filter(pk=committee_id).first()
    if found is None:
        raise NotVisible
    return found


def _told(committee: Committee, by: Viewer) -> Entry:
    return Entry(
        "committee_founded", committee, by.user, rows=[committee], facts={"via": "form", "on": by.on}
    )


def written(day: date) -> str:
    """A day as messages write it."""
    return f"{day.year}. {day.month}. {day.day}."
