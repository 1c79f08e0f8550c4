"""What a person says about work that a reorganisation left behind, and why it cannot be done as said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits import organisation
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Department, DepartmentKind, Succession, SuccessionKind
from audits.models.succession import ENDS_PREDECESSOR
from tracker import undecided
from tracker.actions.hold import check_version, reason_of
from tracker.lifecycle import Act, next_stage
from tracker.models import Assignment, Stay, Tenure


@dataclass(frozen=True)
class Choice:
    """Where one assignment goes: by the step `step`; where none leads on to `department`; with neither it stays.

    `version` is the one its person saw, where there is one.
    """

    assignment_id: int
    reason: str
    step: int | None = None
    department: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class Way:
    """A choice that can be carried out: to `receiver` from `on` on, by `step`; without one it stays, as to `stays`."""

    assignment: Assignment
    reason: str
    on: date
    receiver: Department | None = None
    step: Succession | None = None
    stays: tuple[Succession, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What a person may choose from for one assignment.

    `steps` lead to a department that can take it, `taken` to one that has it already, `outside` to another body.
    `suggested` is the rename among `steps` that asks. `stays` and `anywhere`: whether it may stay, or go to any
    department of today.
    """

    steps: tuple[Succession, ...]
    taken: tuple[Succession, ...]
    outside: tuple[Succession, ...]
    suggested: Succession | None
    stays: bool
    anywhere: bool


@dataclass(frozen=True)
class Look:
    """What decides about choices, read for all of them together.

    `steps` are those that have come, `all_steps` those of days to come as well: which of them ask hangs on all.
    """

    by: Viewer
    assignments: Mapping[int, Assignment]
    since: Mapping[int, date]
    steps: Sequence[Succession]
    all_steps: Sequence[Succession]
    departments: Mapping[int, Department]
    stayed: Collection[tuple[int, int]]
    held: set[tuple[int, str, int | None]] = field(default_factory=set)

    def way(self, choice: Choice) -> Way:
        """How a choice is carried out; a later one for the same demand, point and receiver is then refused.

        Raises ValidationError (no reason, no such department), NotVisible, Stale, and NotAllowedNow saying what
        stands in the way.
        """
        reason = reason_of(choice.reason)
        assignment = self.assignments.get(choice.assignment_id)
        if assignment is None:
            raise NotVisible
        check_version(assignment, choice.version)
        next_stage(Act.MOVE, assignment.stage)
        if choice.step is not None:
            return self._received(assignment, self._along(assignment, choice.step, reason))
        if choice.department is not None:
            return self._received(assignment, self._placed(assignment, choice.department, reason))
        return self._stays(assignment, reason)

    def offer(self, assignment: Assignment) -> Offer:
        """What may be chosen for one of the assignments."""
        leading = self._leading(assignment)
        inside = [step for step in leading if not _is_outside(step)]
        taken = [step for step in inside if self._place(assignment, step.successor_id) in self.held]
        free = tuple(step for step in inside if step not in taken)
        renames = [step for step in free if step.kind == SuccessionKind.RENAME]
        return Offer(
            steps=free,
            taken=tuple(taken),
            outside=tuple(step for step in leading if _is_outside(step)),
            suggested=next((step for step in renames if undecided.asks(step, self.all_steps)), None),
            stays=self._owned(assignment) and bool(self._asked(assignment)),
            anywhere=not self._owned(assignment) and not inside,
        )

    def _along(self, assignment: Assignment, step_id: int, reason: str) -> Way:
        step = next((each for each in self.steps if each.pk == step_id), None)
        if step and (step.successor is None or step.predecessor_id != assignment.department_id):
            raise NotAllowedNow(
                _(
                    "소관 이동: 이 조직개편은 지금 소관부서의 것이 아닙니다. 소관부서를 다시 확인하여 주십시오."
                )
            )
        if step is None or not self._leads(step, assignment):
            raise NotAllowedNow(
                _("소관 이동: 지금 소관부서가 맡은 뒤부터 오늘까지의 조직개편만 고를 수 있습니다.")
            )
        if step.successor and _is_outside(step):
            raise NotAllowedNow(
                _(
                    "소관 이동: 받는 곳이 밖의 기관입니다(%(body)s). 소관부서가 받는 기관을 적어 이첩으로 보고하고 "
                    "의회가 확인합니다."
                )
                % {"body": step.successor.name}
            )
        return Way(assignment, reason, step.day, step.successor, step)

    def _placed(self, assignment: Assignment, department_id: int, reason: str) -> Way:
        """To a department of today, because nobody took over what its own left (소관 없음)."""
        if self._owned(assignment):
            raise NotAllowedNow(
                _(
                    "소관 이동: 소관부서가 있습니다. 조직개편의 받는 부서를 고르거나 소관 변경을 요청하여 주십시오."
                )
            )
        if not all(_is_outside(step) for step in self._leading(assignment)):
            raise NotAllowedNow(
                _("소관 이동: 이 부서의 업무를 받은 부서가 있습니다. 그 조직개편을 골라 주십시오.")
            )
        receiver = self.departments.get(department_id)
        if receiver is None:
            told = _("오늘 있는 부서가 아닙니다. 부서를 다시 골라 주십시오.")
            raise ValidationError({"department": ValidationError(told, code="no_such_department")})
        ends = [
            step
            for step in self.steps
            if step.kind in ENDS_PREDECESSOR and step.predecessor_id == assignment.department_id
        ]
        return Way(assignment, reason, self.by.on, receiver, ends[-1] if ends else None)

    def _stays(self, assignment: Assignment, reason: str) -> Way:
        if not self._owned(assignment):
            raise NotAllowedNow(
                _("소관 유지: 소관부서가 없어져 그대로 둘 수 없습니다. 받는 부서를 골라 주십시오.")
            )
        asked = self._asked(assignment)
        if not asked:
            raise NotAllowedNow(
                _("소관 유지: 정할 조직개편이 없습니다. 이미 정하였는지 처리 이력을 확인하여 주십시오.")
            )
        return Way(assignment, reason, self.by.on, stays=asked)

    def _owned(self, assignment: Assignment) -> bool:
        department = assignment.department
        return department is not None and department.existed(self.by.on)

    def _asked(self, assignment: Assignment) -> tuple[Succession, ...]:
        """The steps that ask of it and that nobody has said anything about."""
        return tuple(
            step
            for step in self._leading(assignment)
            if undecided.asks(step, self.all_steps) and (assignment.pk, step.pk) not in self.stayed
        )

    def _leading(self, assignment: Assignment) -> list[Succession]:
        """The steps by which somebody took over from its department since that has held it."""
        return [step for step in self.steps if step.successor_id and self._leads(step, assignment)]

    def _leads(self, step: Succession, assignment: Assignment) -> bool:
        since = self.since.get(assignment.pk)
        return step.predecessor_id == assignment.department_id and since is not None and since < step.day

    def _received(self, assignment: Assignment, way: Way) -> Way:
        """The way, unless the receiver has the same demand and point already."""
        place = self._place(assignment, way.receiver.pk if way.receiver else None)
        if place in self.held:
            raise NotAllowedNow(
                _(
                    "소관 이동: 받는 부서가 같은 요구사항을 이미 맡고 있습니다. 둘 가운데 하나를 철회하여 "
                    "주십시오."
                )
            )
        self.held.add(place)
        return way

    @staticmethod
    def _place(assignment: Assignment, department_id: int | None) -> tuple[int, str, int | None]:
        return (assignment.demand_id, assignment.point, department_id)


def look(choices: Collection[Choice], by: Viewer, found: Sequence[Assignment]) -> Look:
    """Read what decides about `choices`, whose assignments are `found`; five statements, however many."""
    ids = [assignment.pk for assignment in found]
    since = Tenure.objects.filter(assignment__in=ids, end_on__isnull=True)
    stayed = Stay.objects.filter(assignment__in=ids)
    live = Assignment.objects.live().filter(demand__in={row.demand_id for row in found})
    recorded = organisation.successions()
    return Look(
        by=by,
        assignments={assignment.pk: assignment for assignment in found},
        since=dict(since.values_list("assignment_id", "start_on")),
        steps=[step for step in recorded if step.day <= by.on],
        all_steps=recorded,
        departments=_departments(choices, by.on),
        stayed=set(stayed.values_list("assignment_id", "succession_id")),
        held=set(live.values_list("demand_id", "point", "department_id")),
    )


def _is_outside(step: Succession) -> bool:
    return step.successor is not None and step.successor.external


def _departments(choices: Collection[Choice], on: date) -> dict[int, Department]:
    named = {choice.department for choice in choices if choice.department}
    inside = Department.objects.valid(on).inside().exclude(kind=DepartmentKind.BUREAU)
    return inside.in_bulk(named)
