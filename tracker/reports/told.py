"""What the newest filed report of each assignment says, and what the council found about it, as of a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from audits.gates import Gate
from audits.intake.lines import squeezed
from audits.models.demand import demand_label
from tracker import checks
from tracker.checks import Doubt, Said
from tracker.models import Evidence, Opinion, Passage, ProgressUpdate, Source, Verification
from tracker.reports.moment import Moment


@dataclass(frozen=True)
class Found:
    """The council's side of one assignment: its newest verdict, its opinion of the newest report, and the doubts."""

    verification: Verification | None
    opinion: Opinion | None
    doubts: Sequence[Doubt] = ()


def newest(moment: Moment) -> Mapping[int, ProgressUpdate]:
    """The newest filed report of each assignment, with the letter it came by; two statements."""
    letters = Passage.objects.filter(gate=Gate.COORDINATOR, passed=True)
    found = _filed(moment).order_by("assignment_id", "-number").distinct("assignment_id")
    return {each.assignment_id: each for each in found.prefetch_related(Prefetch("passages", letters))}


def found(moment: Moment, reports: Mapping[int, ProgressUpdate]) -> Mapping[int, Found]:
    """The council's side of each assignment that has one; five statements.

    A doubt is told only where the council has looked at the very report: it wrote an opinion of it, or checked it
    (product.md rule 14).
    """
    of_audits = Q(assignment__demand__audit__in=moment.audits)
    checked = Verification.objects.filter(of_audits, moment.known.ids("verification"))
    verified = {row.assignment_id: row for row in checked.order_by("id")}
    said = Opinion.objects.filter(of_audits, moment.known.ids("opinion")).order_by("id")
    opinions = {row.assignment_id: row for row in said if _about_newest(row, reports)}
    looked_at = {row.update_id for row in verified.values()} | {row.update_id for row in opinions.values()}
    doubts = _doubts(moment, reports, {pk for pk, report in reports.items() if report.pk in looked_at})
    return {
        pk: Found(verified.get(pk), opinions.get(pk), doubts.get(pk, ()))
        for pk in verified.keys() | opinions.keys()
    }


def _about_newest(row: Opinion, reports: Mapping[int, ProgressUpdate]) -> bool:
    report = reports.get(row.assignment_id)
    return report is not None and report.pk == row.update_id


def _filed(moment: Moment) -> Any:
    """Reports that were filed by the moment."""
    of_audits = Q(assignment__demand__audit__in=moment.audits)
    if moment.known.rows is None:
        return ProgressUpdate.objects.filed().filter(of_audits)
    return ProgressUpdate.objects.filter(of_audits, moment.known.ids("filed"))


def _doubts(
    moment: Moment, reports: Mapping[int, ProgressUpdate], wanted: set[int]
) -> Mapping[int, Sequence[Doubt]]:
    """What there is to doubt about the newest reports of these assignments on the day; three statements."""
    proved = _proved(moment)
    rows = {row.pk: row for row in moment.assignments}
    demands = {demand.pk: demand for demand in moment.demands}

    def as_said(report: ProgressUpdate) -> Said:
        demand = demands[rows[report.assignment_id].demand_id]
        category = moment.categories[demand.category_id]
        return Said(
            status=report.status,
            actions_taken=report.actions_taken,
            reported_on=report.reported_on,
            plan=report.plan,
            planned_until=report.planned_until,
            continues=report.continues,
            no_change=report.no_change,
            evidence=report.pk in proved[0] or report.assignment_id in proved[1],
            published=report.source == Source.PUBLISHED,
            papers=category.code == checks.PAPERS,
            demand=demand.pk,
            label=demand_label(category.short_label, demand.number),
        )

    alike: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for pk, report in reports.items():
        if pk in rows and report.actions_taken.strip():
            audit = demands[rows[pk].demand_id].audit_id
            alike[audit, squeezed(report.actions_taken)].append(as_said(report))
    before = _before(moment, reports, wanted)
    return {
        pk: checks.doubts(
            as_said(reports[pk]),
            on=moment.on,
            before=as_said(before[pk]) if pk in before else None,
            answers=alike[demands[rows[pk].demand_id].audit_id, squeezed(reports[pk].actions_taken)],
        )
        for pk in wanted & rows.keys()
    }


def _before(
    moment: Moment, reports: Mapping[int, ProgressUpdate], wanted: set[int]
) -> Mapping[int, ProgressUpdate]:
    """The filed report before the newest one of each of these."""
    newest = [report.pk for pk, report in reports.items() if pk in wanted]
    earlier = _filed(moment).filter(assignment__in=wanted).exclude(pk__in=newest)
    found = earlier.order_by("assignment_id", "-number").distinct("assignment_id")
    return {each.assignment_id: each for each in found}


def _proved(moment: Moment) -> tuple[set[int], set[int]]:
    """The reports that evidence stood for, and the assignments that it stood for by itself."""
    known = moment.known.ids("evidence") if moment.known.rows is not None else Q(removal__isnull=True)
    standing = Evidence.objects.filter(known, assignment__demand__audit__in=moment.audits)
    pairs = list(standing.values_list("update_id", "assignment_id"))
    return (
        {update for update, _assignment in pairs if update},
        {assignment for update, assignment in pairs if not update},
    )
