"""One office with everybody of the table in it, and an assignment in every place and situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from audits import reference
from audits.actions.tokens import make_token
from audits.gates import Gates
from audits.models import (
    Audit,
    Category,
    Committee,
    Demand,
    DemandVersion,
    Department,
    DepartmentKind,
    Event,
    Holiday,
    Membership,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO
from tests.rights import table
from tests.rights.table import PLACES, SITUATIONS, Place, Situation
from tracker import followup
from tracker.models import (
    Assignment,
    Conclusion,
    Decision,
    Evidence,
    ExtensionRequest,
    Handover,
    HandoverState,
    Meeting,
    ProgressUpdate,
    RequestState,
    Source,
    Tenure,
    Verdict,
    Verification,
)

UNKNOWN = 999_999_999
CLOSING = {"claimed": Verdict.AWAITING, "closed": Verdict.CONFIRMED, "returned": Verdict.INSUFFICIENT}


@dataclass(frozen=True)
class Subject:
    """An assignment and what belongs to it, by id: what addresses and bodies are made of."""

    pk: int
    demand: int
    version: int
    department: int
    update: int
    request: int
    handover: int
    evidence: int
    decision: int
    audit: int


NOTHING = Subject(**dict.fromkeys(Subject.__dataclass_fields__, UNKNOWN))


@dataclass
class World:
    """The office on `on`: its people, keys and assignments by the names of the table."""

    on: date
    departments: dict[str, Department] = field(default_factory=dict)
    committees: dict[str, Committee] = field(default_factory=dict)
    audits: dict[str, Audit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    unsent: dict[str, Subject] = field(default_factory=dict)
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)
    succession: int = 0
    events: int = 0

    def subject(self, place: str, situation: str) -> Subject:
        """The assignment that stands so."""
        return self.subjects[place, situation]


def build() -> World:
    """Make all of it; the caller undoes it."""
    world = people_and_places()
    for place_name, place in PLACES.items():
        for name, situation in SITUATIONS.items():
            if table.possible(place, situation):
                world.subjects[place_name, name] = _Filing(world, place, situation).subject()
    followup.refresh([subject.demand for subject in world.subjects.values()])
    _come_in(world)
    world.events = Event.objects.count()
    return world


def people_and_places() -> World:
    """The office before anything was filed in it."""
    world = World(on=timezone.localdate())
    reference.ensure_lists()
    _places(world)
    _everybody(world)
    return world


def filed(world: World, place: str, situation: str) -> Subject:
    """One more assignment that stands so."""
    return _Filing(world, PLACES[place], SITUATIONS[situation]).subject()


def _come_in(world: World) -> None:
    """Let everybody have been there once, so that what is kept of a first visit is behind them."""
    for client in world.clients.values():
        client.get("/departments/")
    for key in world.keys.values():
        Client().get("/api/v1/audits/", headers={"Authorization": f"Bearer {key}"})


def _places(world: World) -> None:
    bureau = Department.objects.create(name="정보국", kind=DepartmentKind.BUREAU, rank=1)
    for rank, name in enumerate(table.DEPARTMENTS, start=1):
        world.departments[name] = Department.objects.create(
            name=f"제{rank}과",
            kind=DepartmentKind.DEPARTMENT,
            rank=rank * 10,
            bureau=bureau,
            gates=Gates.HEAD,
        )
    successor = Department.objects.create(
        name="새 과", kind=DepartmentKind.DEPARTMENT, rank=90, bureau=bureau
    )
    world.succession = Succession.objects.create(
        kind=SuccessionKind.TRANSFER,
        predecessor=world.departments[table.OURS],
        successor=successor,
        effective_on=world.on,
    ).pk
    for number, name in enumerate(table.COMMITTEES, start=1):
        committee = world.committees[name] = Committee.objects.create(name=f"제{number}위원회")
        world.audits[name] = Audit.objects.create(
            year=2025,
            body=f"제{number}기관",
            committee=committee,
            transmitted_on=world.on - timedelta(days=60),
            transmittal_number="의회-1",
        )
        world.unsent[name] = _unsent(committee, number)
    Holiday.objects.get_or_create(date=_due(world, holiday=True), defaults={"name": "임시공휴일"})


def _unsent(committee: Committee, number: int) -> Subject:
    """An audit that was not transmitted yet, with one demand."""
    audit = Audit.objects.create(year=2026, body=f"제{number}기관", committee=committee)
    demand = _logged(audit)
    followup.refresh([demand.pk])
    return replace(NOTHING, demand=demand.pk, audit=audit.pk)


def _logged(audit: Audit) -> Demand:
    """One more demand of an audit."""
    category = Category.objects.get(code="corrective")
    demand = Demand.objects.create(audit=audit, number=audit.demands.count() + 1, category=category)
    DemandVersion.objects.create(demand=demand, text="예산 낭비가 없도록 할 것")
    return demand


def _everybody(world: World) -> None:
    for who, seats in {**table.PEOPLE, "author": (table.Seat("officer", table.OURS),)}.items():
        person = world.people[who] = User.objects.create_user(f"{who}@demo.example", f"시연 {who}")
        for seat in seats:
            Membership.objects.create(
                user=person,
                role=seat.role,
                start_on=LONG_AGO,
                department=world.departments[seat.at] if seat.role in {"officer", "head"} else None,
                committee=world.committees[seat.at] if seat.role == "clerk" else None,
            )
        world.clients[who] = Client(raise_request_exception=False)
        if seats:
            world.clients[who].force_login(person)
    for who, seat in table.SYSTEMS.items():
        world.keys[who] = _key(world, who, seat)


def _key(world: World, who: str, seat: table.Seat) -> str:
    at = world.departments[seat.at]
    responsible = User.objects.create_user(f"{who}@demo.example", f"시연 {who}")
    Membership.objects.create(user=responsible, role="officer", start_on=LONG_AGO, department=at)
    made = make_token(
        at, name=who, scopes=seat.scopes, responsible=responsible, expires_on=None, on=world.on, by=None
    )
    return made[1]


def _due(world: World, *, holiday: bool) -> date:
    return world.on + timedelta(days=40 if holiday else 30)


@dataclass
class _Filing:
    """One demand with one assignment, standing as a place and a situation say."""

    world: World
    place: Place
    situation: Situation

    def subject(self) -> Subject:
        """Store it."""
        demand = _logged(self.world.audits[self.place.committee])
        row = self._assignment(demand)
        self._tenures(row)
        update = self._update(row)
        meeting, _ = Meeting.objects.get_or_create(
            committee=self.world.committees[self.place.committee], held_on=self.world.on, name="제1차"
        )
        return Subject(
            pk=row.pk,
            demand=demand.pk,
            version=row.version,
            department=self._department().pk,
            update=update.pk,
            request=self._request(row).pk,
            handover=self._handover(row).pk,
            evidence=Evidence.objects.create(assignment=row, document_number="정보-1").pk,
            decision=Decision.objects.create(
                meeting=meeting, demand=demand, conclusion=Conclusion.CONTRADICTED
            ).pk,
            audit=demand.audit_id,
        )

    def _department(self) -> Department:
        return self.world.departments[self.place.holder]

    def _assignment(self, demand: Demand) -> Assignment:
        stage, due = self.situation.stage, _due(self.world, holiday=self.situation.holiday)
        received = stage != "assigned"
        dates: Mapping[str, Any] = {"due_date": due, "original_due_date": due} if self.situation.dated else {}
        return Assignment.objects.create(
            demand=demand,
            department=self._department(),
            stage=stage,
            reported_status=self._status() if received else Status.NOT_REPORTED,
            verification=CLOSING.get(stage, Verdict.NONE),
            assigned_on=self.world.on - timedelta(days=50),
            received_on=self.world.on - timedelta(days=49) if received else None,
            **dates,
        )

    def _status(self) -> Status:
        return Status.COMPLETED if self.situation.stage in CLOSING else Status.IN_PROGRESS

    def _tenures(self, row: Assignment) -> None:
        began = self.world.on - timedelta(days=50)
        if self.place.former:
            former = self.world.departments[self.place.former]
            moved = began + timedelta(days=10)
            Tenure.objects.create(assignment=row, department=former, start_on=began, end_on=moved)
            began = moved
        Tenure.objects.create(assignment=row, department=self._department(), start_on=began)

    def _update(self, row: Assignment) -> ProgressUpdate:
        """The newest report: what waits at a gate, the claim, or what was filed."""
        filed = ProgressUpdate.objects.create(number=1, filed_at=timezone.now(), **self._report(row))
        if self.situation.stage in {"closed", "returned"}:
            Verification.objects.create(
                assignment=row,
                update=filed,
                verdict=row.verification,
                reason="자료 부족",
                by=self.world.people["secretariat"],
                on=self.world.on,
            )
        if not self.situation.gate:
            return filed
        return ProgressUpdate.objects.create(number=2, gate=self.situation.gate, **self._report(row))

    def _report(self, row: Assignment) -> dict[str, Any]:
        return {
            "assignment": row,
            "department": row.department,
            "author": self.world.people["author"],
            "source": Source.BROWSER,
            "reported_on": self.world.on - timedelta(days=5),
            "status": self._status(),
            "actions_taken": "- 계획 수립",
        }

    def _request(self, row: Assignment) -> ExtensionRequest:
        """The open request; else one that was cancelled, so that every assignment has one to ask for."""
        due = _due(self.world, holiday=self.situation.holiday)
        return ExtensionRequest.objects.create(
            assignment=row,
            department=self._department(),
            wanted=due + timedelta(days=30),
            due_then=due,
            reason="예산 편성",
            by=self.world.people["author"],
            on=self.world.on,
            state=RequestState.PENDING if self.situation.asked else RequestState.CANCELLED,
        )

    def _handover(self, row: Assignment) -> Handover:
        """The open offer; else one that was cancelled."""
        receiver = table.offered_to(self.place, self.situation)
        state = HandoverState(self.situation.offer or ("offered" if receiver else "cancelled"))
        return Handover.objects.create(
            assignment=row,
            giver=self._department(),
            receiver=self.world.departments[receiver or table.ASKED],
            reason="업무 이관",
            by=self.world.people["author"],
            on=self.world.on,
            state=state,
        )
