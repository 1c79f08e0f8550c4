"""What the demo's council has in hand today: a meeting to come, two frozen reports, a demand that was made before."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from audits.access import Viewer, viewer
from audits.actions.office import Council, name_council
from audits.models import Audit, Committee, Demand, Office, RepeatState, User
from seeds import current, report
from tracker.actions.freeze_as_of import freeze_report
from tracker.actions.meetings import record_meeting
from tracker.actions.repeats import decide_repeat
from tracker.deadlines import Holidays, working_days_after
from tracker.models import Meeting, Paper

COUNCIL: Final = Council("시연시의회", "제9대", date(2026, 7, 1), date(2030, 6, 30))
MEETING: Final = "시연 정례회 제2차"
DAYS_AHEAD: Final = 5  # working days until it is held; its papers stand as of the day of planting


@transaction.atomic
def plant(*, on: date) -> None:
    """By the acts of the product, each by who may do it; what is there stays."""
    _name(on)
    told = current.content()["audit"][0]
    audit = Audit.objects.get(body=told["body"])
    published = report.content()["audit"]
    old = Audit.objects.get(year=published["year"], body=published["body"])
    for row, demand in zip(told["demand"], audit.demands.order_by("pk"), strict=False):
        if "repeats" in row:
            _link(demand, Demand.objects.get(audit=old, number=row["repeats"]["number"]), on)
    _freeze(old, Paper.RESULT, "처리결과 보고서", _person("coordinator", on))
    _freeze(audit, Paper.INSPECTION, "이행점검 보고서", _person("secretariat", on))
    _call_meeting(Committee.objects.get(name=told["committee"]), _person("clerk", on))


def _name(on: date) -> None:
    """What the demo's council is called; it sits from the last local election to the next."""
    if not Office.current().council:
        name_council(COUNCIL, by=_person("admin", on))


def _link(demand: Demand, earlier: Demand, on: date) -> None:
    """Confirm what the machine proposed; nothing where somebody has decided, or it proposed nothing."""
    if demand.repeats.filter(earlier=earlier, state=RepeatState.PROPOSED).exists():
        decide_repeat(demand.pk, earlier.pk, state=RepeatState.CONFIRMED, by=_person("secretariat", on))


def _freeze(audit: Audit, paper: Paper, name: str, by: Viewer) -> None:
    if not audit.snapshots.filter(paper=paper).exists():
        freeze_report(audit.pk, paper, title=f"{audit.title} {name}", as_of=by.on, by=by)


def _call_meeting(committee: Committee, by: Viewer) -> None:
    if Meeting.objects.filter(committee=committee, name=MEETING).exists():
        return
    held_on = working_days_after(by.on, DAYS_AHEAD, Holidays.load(by.on))
    record_meeting(committee.pk, held_on, name=MEETING, minutes_reference="", cut_off=by.on, by=by)


def _person(name: str, on: date) -> Viewer:
    return viewer(User.objects.get(email=f"{name}@demo.example"), on)
