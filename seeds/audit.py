"""The audit of 2019 with its demands, taken through both reorganisations. Twice is once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from audits.access import viewer
from audits.models import Audit, Committee, Succession, User
from audits.reading import read_report
from seeds import report
from tracker.actions import move
from tracker.actions.import_demands import AuditFacts, import_report
from tracker.models import Assignment


@transaction.atomic
def plant(*, on: date) -> Audit:
    """Import the report as the secretariat would, then move open work up to `on`; what is there stays."""
    told = report.content()
    facts: Mapping[str, Any] = told["audit"]
    present = Audit.objects.filter(year=facts["year"], body=facts["body"]).first()
    if present:
        return present
    reading = read_report(
        report.document(told).encode(),
        name=f"{facts['year']} 행정사무감사 처리결과(시연).txt",
        year=facts["year"],
        report_date=facts["report_date"],
    )
    audit = import_report(
        reading,
        AuditFacts(
            year=facts["year"],
            body=facts["body"],
            report_date=facts["report_date"],
            committee=Committee.objects.get(name=facts["committee"]),
        ),
        by=User.objects.get(email="secretariat@demo.example"),
        on=reading.on,
    )
    for decision in told["move"]:
        _decide(audit, decision)
    move.follow_successions(on=on)
    return audit


def _decide(audit: Audit, decision: Mapping[str, Any]) -> None:
    """One decision of a person for each demand it names, on the day of the reorganisation."""
    steps = Succession.objects.filter(
        predecessor__name=decision["department"], successor__name=decision["successor"]
    )
    step = steps.order_by("day").last()
    if step is None:
        raise LookupError(f"no succession {decision['department']} → {decision['successor']}")
    person = viewer(User.objects.get(email=decision["decided_by"]), step.day)
    held = Assignment.objects.filter(
        demand__audit=audit, demand__number__in=decision["demands"], department=step.predecessor
    )
    for assignment_id in held.order_by("id").values_list("id", flat=True):
        move.move(assignment_id, step, by=person, reason=decision["reason"])
