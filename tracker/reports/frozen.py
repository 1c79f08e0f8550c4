"""What a report holds (content of a 확정 보고서): figures of a moment and a row an assignment, what was filed alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import override

from audits.models import Audit, Demand
from audits.models.demand import demand_label
from tracker import rounds
from tracker.models import Assignment, Paper, ProgressUpdate, ReportingRound
from tracker.reports import told
from tracker.reports.as_of import as_of
from tracker.reports.moment import Moment, present
from tracker.reports.repeated import repeated
from tracker.reports.tables import departments, summary

Content = Mapping[str, Any]
# Raised when the shape changes, so that old and new content can be told apart. 1 had neither `paper` nor what only
# the council's paper tells, no repeats and no committee; whatever it had stands here under the same name.
FORM: Final = 2


def content(
    audit: Audit,
    paper: Paper,
    on: date,
    round_: ReportingRound | None = None,
    title: str = "",
    *,
    today: date | None = None,
) -> str:
    """The content of a report of `audit` on `on`, as canonical JSON (sorted names, no spaces).

    Of `today` (by itself the office's day) it is what stands, of a day before it what the record tells of it
    (`as_of`, which says what is refused). `asked` and `filed` of a row are about `round_`: whether it asked for a
    report, and whether the newest one was filed in it (`in_round`), `before` it, or `never`. A row's `department`
    is the one that figures count it for, `department_name` who holds it under the name of the day. What the
    council found is in its own paper alone. The caller holds whatever must not change meanwhile. Statements: as
    many however many demands.
    """
    past = on != (today or timezone.localdate())
    moment = as_of([audit], on, today=today) if past else present([audit], on)
    with override("ko"):  # the same text whoever asks
        found = _content(moment, paper, round_)
    return written({**found, "title": title.strip()})


def written(content: Content) -> str:
    """Content as its text, of which `sha256` is taken."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(moment: Moment, paper: Paper, round_: ReportingRound | None) -> dict[str, Any]:
    demands = _demands(moment)
    rows = _rows(moment, demands, round_)
    if paper == Paper.INSPECTION:
        _add_findings(moment, rows)
    held = moment.by_demand
    for row in rows:
        row["report"] = _report(row["report"]) if row["report"] else None
    return {
        "form": FORM,
        "paper": paper.value,
        "as_of": moment.on.isoformat(),
        "audit": _audit(moment.audit),
        "committee": moment.committee,
        "round": _round(round_),
        "summary": summary(moment),
        "departments": _departments(moment, rows),
        "rows": rows,
        "undistributed": [demands[each.pk] for each in moment.counted if each.pk not in held],
        "record": moment.record_head,
    }


def _audit(audit: Audit) -> dict[str, Any]:
    return {
        "id": audit.pk,
        "year": audit.year,
        "body": audit.body,
        "term": audit.term,
        "session": audit.session,
        "adopted_on": _iso(audit.adopted_on),
        "transmitted_on": _iso(audit.transmitted_on),
        "transmittal_number": audit.transmittal_number,
    }


def _demands(moment: Moment) -> Mapping[int, dict[str, Any]]:
    texts = moment.texts()
    earlier = repeated(moment)
    return {
        demand.pk: {
            **_demand(moment, demand),
            "text": texts[demand.pk],
            "repeats": earlier.get(demand.pk, []),
        }
        for demand in moment.counted
    }


def _demand(moment: Moment, demand: Demand) -> dict[str, Any]:
    category, found = moment.categories[demand.category_id], moment.standings[demand.pk]
    return {
        "demand": demand.pk,
        "number": demand.number,
        "label": demand_label(category.short_label, demand.number),
        "category": category.code,
        "text_version": demand.version,
        "standing": found.standing.value,
        "demand_verification": found.verification.value,
    }


def _rows(
    moment: Moment, demands: Mapping[int, Mapping[str, Any]], round_: ReportingRound | None
) -> list[dict[str, Any]]:
    """A row an assignment; `report` is still the report itself."""
    newest = told.newest(moment)
    asked = rounds.states(round_, Assignment.objects.all()) if round_ else {}
    return [
        {
            **demands[row.demand_id],
            **_duty(moment, row),
            "asked": row.pk in asked,
            "filed": _filed(newest.get(row.pk), round_),
            "report": newest.get(row.pk),
        }
        for row in moment.assignments
    ]


def _duty(moment: Moment, row: Assignment) -> dict[str, Any]:
    return {
        "assignment": row.pk,
        "department": moment.owner(row),
        "department_name": moment.name(row),
        "point": row.point,
        "lead": row.is_lead,
        "stage": row.stage,
        "status": row.reported_status,
        "continues": row.continues,
        "verification": row.verification,
        "due_date": _iso(row.due_date),
        "original_due_date": _iso(row.original_due_date),
        "overdue": row.is_overdue(moment.on),
    }


def _add_findings(moment: Moment, rows: Sequence[dict[str, Any]]) -> None:
    """Put beside each report what the council found, in its own paper."""
    found = told.found(moment, {row["assignment"]: row["report"] for row in rows if row["report"]})
    for row in rows:
        side = found.get(row["assignment"])
        verdict, opinion = (side.verification, side.opinion) if side else (None, None)
        row["finding"] = verdict and {
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "found": verdict.found,
            "on": _iso(verdict.on),
        }
        row["opinion"] = opinion and {"view": opinion.view, "words": opinion.words, "on": _iso(opinion.on)}
        row["doubts"] = [
            {"kind": doubt.kind.value, "quote": doubt.quote, "detail": doubt.detail}
            for doubt in (side.doubts if side else ())
        ]


def _filed(report: ProgressUpdate | None, round_: ReportingRound | None) -> str:
    if report is None or report.filed_at is None:
        return "never"
    return "in_round" if round_ and report.filed_at >= round_.opened_at else "before"


def _report(report: ProgressUpdate) -> dict[str, Any]:
    letter = next(iter(report.passages.all()), None)
    return {
        "id": report.pk,
        "number": report.number,
        "reported_on": _iso(report.reported_on),
        "no_change": report.no_change,
        "status": report.status,
        "continues": report.continues,
        "wording": report.wording,
        "actions_taken": report.actions_taken,
        "plan": report.plan,
        "planned_until": _iso(report.planned_until),
        "reason": report.reason,
        "receiver": report.receiver,
        "letter_number": letter.document_number if letter else "",
        "letter_on": _iso(letter.document_on) if letter else None,
    }


def _round(round_: ReportingRound | None) -> dict[str, Any] | None:
    if round_ is None:
        return None
    return {
        "id": round_.pk,
        "name": round_.name,
        "due_on": _iso(round_.due_on),
        "opened_on": _iso(round_.opened_on),
        "letter_on": _iso(round_.letter_on),
        "letter_number": round_.letter_number,
    }


def _departments(moment: Moment, rows: Collection[Content]) -> list[dict[str, Any]]:
    """The table by department, with what a round asked of each and what it got."""
    asked = Counter(row["department"] for row in rows if row["asked"])
    filed = Counter(row["department"] for row in rows if row["asked"] and row["filed"] == "in_round")
    return [
        {**each, "asked": asked[each["department"]], "filed": filed[each["department"]]}
        for each in departments(moment)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
