"""What acts on one assignment begin and end with: locked, asked, and told to the record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.record import Entry, Followed, Kept
from tracker import access, pending
from tracker.lifecycle import Act, Fact, next_stage
from tracker.models import Assignment, Decision, Ground, Meeting, Stage


def hold(assignment_id: int, act: Act, *, by: Viewer, version: int | None = None) -> tuple[Assignment, Stage]:
    """The assignment, locked with its demand, and the stage after `act`; nothing is changed yet.

    `version` is the one its caller saw, where the caller holds one. Raises NotVisible, PermissionDenied, Stale,
    NotAllowedNow, in this order.
    """
    assignment = taken(assignment_id, by=by)
    access.require(by, act, assignment)
    check_version(assignment, version)
    return assignment, next_stage(act, assignment.stage, facts(assignment, by))


def taken(assignment_id: int, *, by: Viewer) -> Assignment:
    """The assignment, locked with its demand, with what stands beside its stage. Raises NotVisible."""
    seen = Assignment.objects.filter(pk=assignment_id, pk__in=access.visible_to(by).values("pk"))
    if seen.locked_with_demand().first() is None:
        raise NotVisible
    # In a statement of its own: one that waited for the lock still has the others' rows from before.
    return pending.with_facts(Assignment.objects.select_related("demand").filter(pk=assignment_id)).get()


def check_version(assignment: Assignment, version: int | None) -> None:
    """Raise Stale where the caller saw another version."""
    if version is not None and assignment.version != version:
        raise Stale(assignment.version)


def facts(assignment: Assignment, by: Viewer) -> frozenset[Fact]:
    """What stands beside the stage of an assignment of `taken`."""
    return pending.facts(assignment, by.on)


def ground(
    assignment: Assignment, act: str, reason: str, *, by: Viewer, decision: Decision | None = None
) -> Ground:
    """Keep why it was done. Raises ValidationError without words."""
    return Ground.objects.create(
        demand_id=assignment.demand_id,
        assignment=assignment,
        act=act,
        reason=reason_of(reason),
        decision=decision,
        by=by.user,
        on=by.on,
    )


def reason_of(reason: str) -> str:
    """The reason without white space around it. Raises ValidationError on `reason` where there is none."""
    if not reason.strip():
        raise ValidationError({"reason": ValidationError("사유를 적어 주십시오.", code="reason_required")})
    return reason.strip()


def decision_for(assignment: Assignment, decision_id: int | None) -> Decision | None:
    """The committee's decision about this demand that an act names. Raises ValidationError for another one's."""
    return decision_about(assignment.demand_id, decision_id)


def decision_about(demand_id: int, decision_id: int | None) -> Decision | None:
    """As `decision_for`, by the demand."""
    if decision_id is None:
        return None
    found = Decision.objects.filter(
        pk=decision_id, demand_id=demand_id, meeting__in=Meeting.objects.standing()
    ).first()
    if found is None:
        raise ValidationError({"decision": _("이 요구사항에 대한 위원회 결정이 아닙니다.")})
    return found


def entry(
    kind: str,
    assignment: Assignment,
    by: Viewer | None,
    rows: Sequence[Kept] = (),
    facts: Mapping[str, object] | None = None,
    *,
    changed: Sequence[Followed] = (),
) -> Entry:
    """What the record keeps of an act on an assignment: its new values, the rows it left or changed, the day, the
    token.
    """
    told: dict[str, Any] = {"on": by.on} if by else {}
    if by and by.token_id:
        told["token"] = by.token_id
    return Entry(
        kind,
        assignment,
        by.user if by else None,
        demand_id=assignment.demand_id,
        rows=rows,
        changed=changed,
        values=assignment.record_values(),
        facts=told | dict(facts or {}),
    )


def keep(assignment: Assignment, fields: Collection[str]) -> None:
    """Store the changed fields under the next version."""
    assignment.version += 1
    assignment.save(update_fields=[*fields, "version"])


def refused(label: str, first: str) -> NotAllowedNow:
    """The refusal of an act for something else than the stage: what has to be done first."""
    words = _("%(label)s: 지금 상태에서는 처리할 수 없습니다. 먼저 할 일: %(first)s")
    return NotAllowedNow(words % {"label": label, "first": first})
