"""What a planned reorganisation is shown as before somebody confirms it."""

from __future__ import annotations

import hashlib
from typing import Final

from audits import record, shown
from audits.models import Department, SuccessionKind
from audits.reorganisation import People, Plan, Planned, people_of
from tracker import reports
from tracker.reports import Consequence

MOST_NAMED: Final = 100  # people listed on one page


def fingerprint(plan: Plan) -> str:
    """What makes a plan the same one: its steps, and the departments it founds and ends."""
    steps = [
        [str(step.asked.kind), _known(step.predecessor), _known(step.successor), step.asked.day]
        for step in plan.steps
    ]
    founded = [[*_known(one), one.kind, one.rank, one.external, *_known(one.bureau)] for one in plan.founded]
    ended = [[*_known(one), one.valid_until] for one in plan.ended]
    return hashlib.sha256(record.plain([steps, founded, ended])).hexdigest()


def shown_as(plan: Plan) -> dict[str, object]:
    """Steps, departments that begin and end, what becomes of open work, and who goes along or is left behind."""
    work, people = reports.consequences(plan), people_of(plan)
    new = {id(department) for department in plan.founded}
    shown.add(len(people.along) + len(people.left))
    return {
        "steps": [_step(step, new) for step in plan.steps],
        "founded": plan.founded,
        "ended": plan.ended,
        "work": [_work(each) for each in work],
        "assumed": any(step.asked.effective_on is None for step in plan.steps),
        **_people(people),
    }


def _step(step: Planned, new: set[int]) -> dict[str, object]:
    asked = step.asked
    return {
        "day": asked.day,
        "not_before": asked.not_before,
        "kind_label": SuccessionKind(asked.kind).label,
        "predecessor": step.predecessor,
        "successor": step.successor,
        "is_new": id(step.successor) in new,
        "duties": asked.duties,
        "basis": asked.basis,
    }


def _work(each: Consequence) -> dict[str, object]:
    return {
        "department": each.department,
        "fate": each.fate,
        "fate_label": each.fate.label,
        "count": each.count,
        "successor": each.successor,
    }


def _people(people: People) -> dict[str, object]:
    along = [
        {
            "person": going.membership.user.name,
            "role": going.membership.role_label,
            "department": going.membership.department,
            "successor": going.successor,
        }
        for going in people.along
    ]
    left = [
        {"person": held.user.name, "role": held.role_label, "department": held.department}
        for held in people.left
    ]
    return {
        "along": along[:MOST_NAMED],
        "left": left[:MOST_NAMED],
        "going": len(along),
        "staying": len(left),
    }


def _known(department: Department | None) -> list[object]:
    """A department by its row, or by its name where it has none yet."""
    return [department.pk, department.name] if department else []
