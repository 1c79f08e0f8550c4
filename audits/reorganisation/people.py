"""Who works where a planned reorganisation ends a department: who would go along, and who would be left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audits.models import Department, Membership
from audits.organisation import BY_RULE
from audits.reorganisation.plan import Plan


@dataclass(frozen=True)
class Going:
    """A membership that goes along into a successor."""

    membership: Membership
    successor: Department


@dataclass(frozen=True)
class People:
    """Who goes along by a rename or merge, and whose rights end with a split or a closing."""

    along: Sequence[Going]
    left: Sequence[Membership]


def people_of(plan: Plan) -> People:
    """The people of the departments that a plan ends, by department and name; one statement.

    Those whose post ends by that day anyway are not among them, nor is who was stopped among those left behind.
    """
    ending = {step.predecessor.pk: step for step in plan.steps if step.asked.ends and step.predecessor}
    held = Membership.objects.filter(department__in=[pk for pk in ending if pk])
    rows = held.select_related("user", "department").order_by("department__rank", "user__name", "id")
    along, left = [], []
    for membership in rows:
        step = ending[membership.department_id or 0]
        if membership.end_on and membership.end_on <= step.asked.day:
            continue
        if step.asked.kind in BY_RULE and step.successor:
            along.append(Going(membership, step.successor))
        elif membership.user.is_active:
            left.append(membership)
    return People(along, left)
