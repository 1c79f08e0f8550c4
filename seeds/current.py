"""Audits in mid-life, made by the people of the demo through the product's own acts, each on its day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from audits.access import Viewer, viewer
from audits.intake import dates
from audits.models import Audit, Category, Committee, Demand, Department, User
from tracker.actions import audits
from tracker.actions.assign import Share, assign
from tracker.actions.audits import AuditFacts, DemandFacts
from tracker.actions.evidence import Piece
from tracker.actions.receive import receive
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment


def content() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads((Path(__file__).parent / "audit_current.toml").read_text(encoding="utf-8"))


@transaction.atomic
def plant(*, on: date) -> list[Audit]:
    """Both audits as they stand on `on`; one whose body is audited already stays as it is."""
    return [_plant(told, on) for told in content()["audit"]]


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
    for row, demand in sorted(_acts(told, demands), key=lambda pair: pair[0]["day"]):
        _act(row, demand, sent_on)
    return audit


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
        due_date=on + timedelta(days=row["due"]) if "due" in row else None,
    )


def _acts(told: Mapping[str, Any], demands: list[Demand]) -> list[tuple[Mapping[str, Any], Demand]]:
    pairs = zip(told["demand"], demands, strict=True)
    return [(act, demand) for row, demand in pairs for act in row.get("acts", [])]


def _act(row: Mapping[str, Any], demand: Demand, sent_on: date) -> None:
    person = _person(row["by"], sent_on + timedelta(days=row["day"]))
    assignment = Assignment.objects.get(demand=demand, department__in=person.department_ids)
    if row.get("receive"):
        receive([assignment.pk], by=person)
        return
    words = Words(
        status=row["status"],
        actions_taken=row["actions_taken"],
        plan=row.get("plan", ""),
        planned_until=dates.planned_until(row.get("plan", ""), published=person.on),
        continues=row.get("continues", False),
        evidence=[Piece(document_number=number) for number in row.get("evidence", [])],
    )
    report_progress(assignment.pk, words, version=assignment.version, by=person)


def _person(name: str, on: date) -> Viewer:
    return viewer(User.objects.get(email=f"{name}@demo.example"), on)
