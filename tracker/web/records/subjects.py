"""Whose history it is: a demand's, an assignment's, a person's, a department's, each for whoever may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Demand, Department, Event
from tracker import access
from tracker.models import Assignment
from tracker.web.demands import label
from tracker.web.records.kinds import Group
from tracker.web.records.names import with_seats

OF_A_DEMAND: Final = (
    Group.DEMAND,
    Group.DUTY,
    Group.REPORT,
    Group.CHECK,
    Group.DUE,
    Group.HANDOVER,
    Group.MEETING,
)
OF_AN_ASSIGNMENT: Final = OF_A_DEMAND[:-1]
OF_A_PERSON: Final = (*OF_A_DEMAND, Group.ROUND, Group.PEOPLE, Group.OFFICE, Group.RECORD)


@dataclass(frozen=True)
class History:
    """Whose history it is, what of the record is in it, and the way here.

    `name` is that of its address, `pk` the number in it; `crumbs` are label and address, from the left.
    `one_demand`: all of it is about the same demand.
    """

    name: str
    pk: int
    title: str
    note: str
    events: QuerySet[Event]
    groups: tuple[Group, ...]
    crumbs: tuple[tuple[str, str], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    one_demand: bool = False


def of_demand(viewer: Viewer, pk: int) -> History:
    """All that became of a demand. Raises PermissionDenied, NotVisible."""
    demand = visible_demand(viewer, pk)
    return History(
        "demand_history",
        pk,
        label(demand),
        _("이 요구사항과 그 소관에 일어난 일입니다."),
        access.visible_events(viewer, demand),
        OF_A_DEMAND,
        crumbs=crumbs(demand),
        links={_("요구 내용의 판 견주기"): reverse("demand_versions", args=[pk])},
        one_demand=True,
    )


def of_assignment(viewer: Viewer, pk: int) -> History:
    """What became of one department's duty; for whoever sees its demand. Raises PermissionDenied, NotVisible."""
    access.require_reading(viewer)
    row = Assignment.objects.select_related("department").filter(pk=pk).first()
    if row is None:
        raise NotVisible
    demand = visible_demand(viewer, row.demand_id)
    place = " · ".join(part for part in (str(row.department or _("소관 없음")), row.point) if part)
    return History(
        "assignment_history",
        pk,
        f"{label(demand)} · {place}",
        _("이 소관에 일어난 일입니다."),
        access.visible_events(viewer, demand).filter(subject_kind="assignment", subject_id=pk),
        OF_AN_ASSIGNMENT,
        crumbs=crumbs(demand),
        links={_("요구사항의 전체 이력"): reverse("demand_history", args=[demand.pk])},
        one_demand=True,
    )


def of_person(viewer: Viewer, pk: int) -> History:
    """What a person did. Raises NotVisible."""
    person = with_seats([pk]).get(pk)
    if person is None:
        raise NotVisible
    events = access.visible_acts(viewer, person)
    note = _("이 사람이 한 일 가운데 지금 볼 수 있는 것입니다.")
    return History("person_history", pk, person.name, note, events, OF_A_PERSON)


def of_department(viewer: Viewer, pk: int) -> History:
    """What happened to assignments while a department held them. Raises NotVisible."""
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        raise NotVisible
    events = access.visible_department_events(viewer, department)
    way = ((_("부서·조직개편"), reverse("department_list")), (department.name, ""))
    note = _("이 부서가 소관을 맡은 동안 일어난 일입니다. 부서 이름은 그날의 이름입니다.")
    return History("department_history", pk, department.name, note, events, OF_AN_ASSIGNMENT, way)


def visible_demand(viewer: Viewer, pk: int) -> Demand:
    """A demand with its audit and category. Raises PermissionDenied, NotVisible."""
    access.require_reading(viewer)
    demands = access.visible_demands(viewer).select_related("audit", "category")
    found = demands.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def crumbs(demand: Demand) -> tuple[tuple[str, str], ...]:
    """The way to a demand: label and address of each step."""
    return (
        (_("처리요구사항"), reverse("demand_list")),
        (str(demand.audit), reverse("audit_summary", args=[demand.audit_id])),
        (label(demand), reverse("demand_detail", args=[demand.pk])),
    )
