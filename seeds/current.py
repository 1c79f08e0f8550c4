"""Audits in mid-life, made by the people of the demo through the product's own acts, each on its day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from audits.access import Viewer, viewer
from audits.intake import dates
from audits.models import Audit, Category, Committee, Demand, Department, User
from tracker.actions import audits
from tracker.actions.assign import Share, assign
from tracker.actions.audits import AuditFacts, DemandFacts
from tracker.actions.evidence import Piece
from tracker.actions.hand_over import offer
from tracker.actions.meetings import record_decision, record_meeting
from tracker.actions.name_officer import name_officer
from tracker.actions.opinion import record_opinion
from tracker.actions.priority import mark_priority
from tracker.actions.receive import receive
from tracker.actions.remind import remind
from tracker.actions.report import Words, report_progress
from tracker.actions.request_extension import request_extension
from tracker.actions.rounds import open_round
from tracker.actions.verify import confirm, contradict, return_claim
from tracker.deadlines import Holidays, working_days_after, working_days_back
from tracker.models import Assignment


def content() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads((Path(__file__).parent / "audit_current.toml").read_text(encoding="utf-8"))


@transaction.atomic
def plant(*, on: date) -> list[Audit]:
    """Both audits as they stand before the acts of `on`; one whose body is audited already stays as it is."""
    return [_plant(told, on) for told in content()["audit"]]


@transaction.atomic
def act(*, on: date) -> int:
    """What is done on the day of planting itself; answers how many acts."""
    done = 0
    for told in content()["audit"]:
        demands = list(Demand.objects.filter(audit__body=told["body"]).order_by("pk"))
        for row, demand in _acts(told, demands):
            if row["day"] == told["transmitted_days_ago"]:
                _act(row, demand, on - timedelta(days=row["day"]))
                done += 1
    return done


def _plant(told: Mapping[str, Any], on: date) -> Audit:
    sent_on = on - timedelta(days=told["transmitted_days_ago"])
    present = Audit.objects.filter(body=told["body"]).first()
    if present:
        return present
    council, coordinator = _person("secretariat", sent_on), _person("coordinator", sent_on)
    audit = audits.set_up_audit(_facts(told, sent_on, on), by=council)
    demands = [audits.log_demand(audit.pk, _demand(row, audit), by=council) for row in told["demand"]]
    audits.transmit(audit.pk, on=sent_on, number=told["transmittal_number"], by=council)
    for demand, row in zip(demands, told["demand"], strict=True):
        if "shares" in row:
            assign(demand.pk, [_share(share, on) for share in row["shares"]], by=coordinator)
    before = [pair for pair in _acts(told, demands) if pair[0]["day"] < told["transmitted_days_ago"]]
    acts = sorted(before, key=lambda pair: pair[0]["day"])
    opens = told.get("round", {}).get("day", 0)
    for row, demand in [act for act in acts if act[0]["day"] < opens]:
        _act(row, demand, sent_on)
    if opens:
        _open_round(told["round"], audit, _person("coordinator", sent_on + timedelta(days=opens)), on)
    for row, demand in [act for act in acts if act[0]["day"] >= opens]:
        _act(row, demand, sent_on)
    return audit


def _open_round(row: Mapping[str, Any], audit: Audit, by: Viewer, on: date) -> None:
    open_round(audit.pk, name=row["name"], due_on=on + timedelta(days=row["due_in_days"]), by=by)


def _facts(told: Mapping[str, Any], sent_on: date, on: date) -> AuditFacts:
    return AuditFacts(
        year=sent_on.year,
        body=told["body"],
        committee=Committee.objects.get(name=told["committee"]),
        session=told["session"],
        adopted_on=sent_on - timedelta(days=3),
        default_due_date=on + timedelta(days=told["due_in_days"]) if "due_in_days" in told else None,
    )


def _demand(row: Mapping[str, Any], audit: Audit) -> DemandFacts:
    return DemandFacts(
        category=Category.objects.get(code=row["category"]),
        text=row["text"],
        raised_by=row.get("raised_by", ""),
        minutes_reference=f"{audit.session} 제2차, 12쪽" if "raised_by" in row else "",
    )


def _share(row: Mapping[str, Any], on: date) -> Share:
    return Share(
        department=Department.objects.valid(on).get(name=row["department"]),
        is_lead=row["lead"],
        point=row.get("point", ""),
        due_date=_due(row, on),
    )


def _due(row: Mapping[str, Any], on: date) -> date | None:
    """Where `working` counts from today: the day that is told of today as so many working days away, or past."""
    if "working" in row:
        count, holidays = row["working"], Holidays.load(on - timedelta(days=60))
        if count > 0:
            return working_days_after(on, count, holidays)
        day = working_days_back(on, -count, holidays)
        while not holidays.is_working(day):
            day -= timedelta(days=1)
        return day
    return on + timedelta(days=row["due"]) if "due" in row else None


def _acts(told: Mapping[str, Any], demands: list[Demand]) -> list[tuple[Mapping[str, Any], Demand]]:
    pairs = zip(told["demand"], demands, strict=True)
    return [(act, demand) for row, demand in pairs for act in row.get("acts", [])]


def _act(row: Mapping[str, Any], demand: Demand, sent_on: date) -> None:
    """What one row tells, done by its person on its day; the key beside `day` and `by` says what."""
    person = _person(row["by"], sent_on + timedelta(days=row["day"]))
    held = Assignment.objects.filter(demand=demand)
    if person.department_ids:
        held = held.filter(department__in=person.department_ids)
    assignment = held.order_by("-is_lead", "id")[0]
    done = next(act for name, act in _DONE.items() if name in row)
    done(row, assignment, person)


def _receive(_row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    receive([assignment.pk], by=by)


def _report(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    words = Words(
        status=row["status"],
        actions_taken=row["actions_taken"],
        plan=row.get("plan", ""),
        planned_until=dates.planned_until(row.get("plan", ""), published=by.on),
        continues=row.get("continues", False),
        evidence=[Piece(document_number=number) for number in row.get("evidence", [])],
    )
    report_progress(assignment.pk, words, version=assignment.version, by=by)


def _opinion(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    record_opinion(assignment.pk, update_id=_claim(assignment), view=row["view"], words=row["opinion"], by=by)


def _confirm(_row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    confirm(assignment.pk, update_id=_claim(assignment), version=assignment.version, by=by)


def _return(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    return_claim(
        assignment.pk, update_id=_claim(assignment), version=assignment.version, reason=row["return"], by=by
    )


def _contradict(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    committee = assignment.demand.audit.committee_id
    if committee is None:
        raise LookupError("an audit of the demo has a committee")
    meeting = record_meeting(
        committee, by.on, name=row["meeting"], minutes_reference=f"{row['meeting']}, 7쪽", by=by
    )
    decision = record_decision(
        meeting.pk, assignment.demand_id, conclusion="contradicted", words=row["found"], by=by
    )
    contradict(
        assignment.pk,
        update_id=_claim(assignment),
        version=assignment.version,
        reason=row["contradict"],
        found=row["found"],
        decision_id=decision.pk,
        by=by,
    )


def _ask_for_time(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    if assignment.due_date is None:
        raise LookupError("who asks for time has a due date")
    wanted = assignment.due_date + timedelta(days=row["later"])
    request_extension(assignment.pk, wanted=wanted, reason=row["extension"], by=by)


def _name_oneself(_row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    name_officer(assignment.pk, by.user.pk, by=by)


def _urge(_row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    remind(assignment.pk, by=by)


def _offer(row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    receiver = Department.objects.valid(by.on).get(name=row["offer"])
    offer(assignment.pk, receiver.pk, reason=row["reason"], by=by)


def _mark(_row: Mapping[str, Any], assignment: Assignment, by: Viewer) -> None:
    mark_priority(assignment.demand_id, True, by=by)


def _claim(assignment: Assignment) -> int:
    return assignment.updates.filed().latest("number").pk


_DONE: Final[Mapping[str, Callable[[Mapping[str, Any], Assignment, Viewer], None]]] = {
    "receive": _receive,
    "status": _report,
    "opinion": _opinion,
    "confirm": _confirm,
    "return": _return,
    "contradict": _contradict,
    "extension": _ask_for_time,
    "offer": _offer,
    "priority": _mark,
    "named": _name_oneself,
    "urge": _urge,
}


def _person(name: str, on: date) -> Viewer:
    return viewer(User.objects.get(email=f"{name}@demo.example"), on)
