"""The office that the model is about, in the database: people, departments, one demand for three of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from audits import reference
from audits.access import Viewer, viewer
from audits.models import (
    Committee,
    Demand,
    Department,
    DepartmentKind,
    Holiday,
    Membership,
    Office,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY
from tests.factories import REPORT_DATE, assign, make_audit, make_demand
from tests.lifecycle.model import Duty, Model, Person
from tracker.models import (
    Conclusion,
    Decision,
    Meeting,
)

SPLIT_DAY: Final = TODAY + timedelta(days=10)
RENAME_DAY: Final = TODAY + timedelta(days=20)
DUE: Final = date(2026, 12, 4)
DEPARTMENTS: Final = "abcdef"
# Department c has no head; the only head of b is also a coordinator.
PEOPLE: Final = {
    "secretariat": [("secretariat", "")],
    "clerk": [("clerk", "")],
    "coordinator": [("coordinator", "")],
    "councillor": [("councillor", "")],
    **{f"officer {place}": [("officer", place)] for place in DEPARTMENTS},
    "head a": [("head", "a")],
    "head d": [("head", "d")],
    "secretariat and officer a": [("secretariat", ""), ("officer", "a")],
    "clerk and officer b": [("clerk", ""), ("officer", "b")],
    "coordinator and head b": [("coordinator", ""), ("head", "b")],
}
DUTIES: Final = {"one": "a", "two": "b", "three": "c"}  # the third has no due date
STORED: Final = """
WITH duties AS (SELECT * FROM tracker_assignment WHERE demand_id = %(demand)s),
    ids AS (SELECT id FROM duties)
SELECT json_build_object(
    'events', (
        SELECT coalesce(json_agg(json_build_array(kind, subject_kind, subject_id) ORDER BY number), '[]')
        FROM audits_event WHERE number > %(after)s AND demand_id = %(demand)s
    ),
    'demand', (
        SELECT json_build_array(version, withdrawn_at IS NOT NULL) FROM audits_demand WHERE id = %(demand)s
    ),
    'adds up', (
        SELECT json_build_array(standing, verification, live, confirmed)
        FROM tracker_followup WHERE demand_id = %(demand)s
    ),
    'duties', (
        SELECT json_agg(json_build_array(
            id, department_id, officer_id, stage, reported_status, continues, verification,
            due_date, original_due_date, received_on, is_lead, version
        )) FROM duties
    ),
    'reports', (
        SELECT coalesce(json_agg(json_build_array(
            assignment_id, number, coalesce(author_id, entered_by_id), status, continues, gate, filed_at IS NOT NULL
        )), '[]') FROM tracker_progressupdate WHERE assignment_id IN (TABLE ids)
    ),
    'requests', (
        SELECT coalesce(json_agg(json_build_array(assignment_id, by_id)), '[]')
        FROM tracker_extensionrequest WHERE state = 'pending' AND assignment_id IN (TABLE ids)
    ),
    'offers', (
        SELECT coalesce(json_agg(json_build_array(assignment_id, receiver_id, state = 'refused')), '[]')
        FROM tracker_handover WHERE state IN ('offered', 'refused') AND assignment_id IN (TABLE ids)
    ),
    'holds', (
        SELECT json_agg(json_build_array(assignment_id, department_id, start_on))
        FROM tracker_tenure WHERE assignment_id IN (TABLE ids)
    )
)
"""


class Town:
    """The rows, by the names the model gives them."""

    def __init__(self) -> None:
        """Store everything. Department a is split into e, and c renamed to f, in the days to come."""
        reference.ensure_lists()
        self.committee = Committee.objects.create(name="디지털위원회")
        self.departments = {place: self._department(place) for place in DEPARTMENTS}
        self.successions = {
            "a": self._succession(SuccessionKind.SPLIT, "a", "e", SPLIT_DAY),
            "c": self._succession(SuccessionKind.RENAME, "c", "f", RENAME_DAY),
        }
        self.people = {name: self._person(name, roles) for name, roles in PEOPLE.items()}
        self.viewers: dict[tuple[str, date], Viewer] = {}
        audit = make_audit(committee=self.committee)
        self.demand, other = make_demand(audit), make_demand(audit, 2)
        self.duties = {
            name: assign(
                self.demand,
                self.departments[place],
                Status.NOT_REPORTED,
                due=None if name == "three" else DUE,
                lead=name == "one",
            ).pk
            for name, place in DUTIES.items()
        }
        self.decisions = [self._decision(self.demand, number) for number in (1, 2, 3)]
        self.decision, self.other_decision = self.decisions[0], self._decision(other, 4)

    def _decision(self, demand: Demand, number: int) -> Decision:
        meeting = Meeting.objects.create(committee=self.committee, held_on=TODAY, name=f"제{number}차")
        return Decision.objects.create(meeting=meeting, demand=demand, conclusion=Conclusion.CONTINUED)

    def _department(self, place: str) -> Department:
        begins = {"e": SPLIT_DAY, "f": RENAME_DAY}.get(place)
        ends = {"a": SPLIT_DAY, "c": RENAME_DAY}.get(place)
        return Department.objects.create(
            name=f"시연 {place}과",
            kind=DepartmentKind.DEPARTMENT,
            rank=DEPARTMENTS.index(place) + 1,
            valid_from=begins,
            valid_until=ends,
        )

    def _succession(self, kind: SuccessionKind, old: str, new: str, day: date) -> Succession:
        row = Succession.objects.create(
            kind=kind,
            predecessor=self.departments[old],
            successor=self.departments[new],
            effective_on=day,
        )
        return Succession.objects.select_related("predecessor", "successor").get(pk=row.pk)

    def _person(self, name: str, roles: Iterable[tuple[str, str]]) -> User:
        user = User.objects.create_user(f"{name.replace(' ', '-')}@demo.example", f"시연 {name}")
        for role, place in roles:
            Membership.objects.create(
                user=user,
                role=role,
                department=self.departments.get(place),
                committee=self.committee if role == "clerk" else None,
                start_on=LONG_AGO,
            )
        return user

    def model(self) -> Model:
        """The same in plain Python."""
        return Model(
            day=TODAY,
            people={name: Person(name, frozenset(roles)) for name, roles in PEOPLE.items()},
            duties={
                name: Duty(
                    name,
                    place,
                    lead=name == "one",
                    due=None if name == "three" else DUE,
                    assigned_on=REPORT_DATE,
                )
                for name, place in DUTIES.items()
            },
            holidays=set(Holiday.objects.values_list("date", flat=True)),
            successors={"a": ("e", SPLIT_DAY), "c": ("f", RENAME_DAY)},
        )

    def by(self, name: str, on: date = TODAY) -> Viewer:
        """Who somebody is on a day."""
        if (name, on) not in self.viewers:
            self.viewers[name, on] = viewer(self.people[name], on)
        return replace(self.viewers[name, on])  # a fresh one: what it asks the office for may have changed

    def admit(self, name: str) -> None:
        """Look again what somebody is: roles were added or ended."""
        self.viewers = {seen: who for seen, who in self.viewers.items() if seen[0] != name}

    def set_gates(self, gates: str, place: str = "") -> None:
        """The gates that the office, or one of its departments, asks for."""
        if place:
            Department.objects.filter(pk=self.departments[place].pk).update(gates=gates)
        else:
            Office.objects.update_or_create(pk=1, defaults={"gates": gates})

    def since(self, after: int) -> tuple[list[tuple[str, str]], dict[str, Any]]:
        """The events after a number (kind, and whose: empty for the demand's own), and all that `expected` knows.

        As the database has it, by one statement: it is asked after every act of every walk.
        """
        names = {pk: name for name, pk in self.duties.items()}
        places = {row.pk: place for place, row in self.departments.items()}
        people: dict[int | None, str] = {row.pk: name for name, row in self.people.items()} | {None: ""}
        with connection.cursor() as cursor:
            cursor.execute(STORED, {"demand": self.demand.pk, "after": after})
            found = cursor.fetchone()[0]
        events = [(kind, names[of] if about == "assignment" else "") for kind, about, of in found["events"]]
        return events, {
            "demand": found["demand"],
            "adds up": found["adds up"],
            "duties": {
                names[pk]: [*facts, places[place], people[officer]]
                for pk, place, officer, *facts in found["duties"]
            },
            "reports": {
                (names[of], number): [*facts, people[by]] for of, number, by, *facts in found["reports"]
            },
            "requests": {names[of]: people[by] for of, by in found["requests"]},
            "offers": {names[of]: [places[to], refused] for of, to, refused in found["offers"]},
            "holds": sorted([names[of], places[place], start] for of, place, start in found["holds"]),
        }


def expected(model: Model) -> dict[str, Any]:
    """What the database has to say, by the model; days as JSON writes them."""
    duties = model.duties.values()
    return {
        "demand": [model.text_version, model.withdrawn],
        "adds up": [model.standing(), model.check(), len(model.live), model.confirmed()],
        "duties": {
            duty.name: [
                *(duty.stage, duty.status, duty.continues, duty.verification),
                *map(written, (duty.due, duty.original, duty.received_on)),
                *(duty.lead, duty.version),
                *(duty.department, duty.officer),
            ]
            for duty in duties
        },
        "reports": {
            (duty.name, report.number): [
                *(report.status, report.continues, report.gate, bool(report.filed)),
                report.author,
            ]
            for duty in duties
            for report in duty.reports
        },
        "requests": {duty.name: duty.request.by for duty in duties if duty.request},
        "offers": {duty.name: [duty.offer.receiver, duty.offer.refused] for duty in duties if duty.offer},
        "holds": sorted(
            [duty.name, department, written(start)] for duty in duties for department, start in duty.tenures
        ),
    }


def written(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None
