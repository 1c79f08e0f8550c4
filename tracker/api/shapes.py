"""What the API answers, as types: the code is checked against them, and the schema is written from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict

from audits.statuses import ReportedStatus
from tracker.models import Source, Stage, Verdict


class Department(TypedDict):
    """A department; history keeps its name of that day."""

    id: int
    name: str


class AuditItem(TypedDict):
    """An audit with its figures, over what the caller may see; `overdue` counts assignments."""

    id: int
    year: int
    body: str
    term: str
    session: str
    adopted_on: date | None
    transmitted_on: date | None
    transmittal_number: str
    default_due_date: date | None
    report_date: date | None
    demands: int
    completed: int
    verified: int
    overdue: int


class AuditList(TypedDict):
    """Every audit, newest first."""

    results: list[AuditItem]


class Transmitted(TypedDict):
    """An audit after its transmittal."""

    id: int
    transmitted_on: date
    transmittal_number: str
    default_due_date: date | None


class SummaryCounts(TypedDict):
    """Demands by standing; `verified`: completed, and confirmed by the council."""

    total: int
    completed: int
    in_progress: int
    under_review: int
    not_accepted: int
    transferred: int
    not_reported: int
    verified: int
    contradicted: int


class SummaryRow(SummaryCounts):
    """The counts of one category."""

    category: str


class Summary(TypedDict):
    """총괄."""

    rows: list[SummaryRow]
    total: SummaryCounts


class DemandItem(TypedDict):
    """A demand as a line of a list; `live` of its assignments are not withdrawn, `confirmed` of them confirmed."""

    id: int
    audit: int
    number: int
    category: str
    text: str
    version: int
    standing: ReportedStatus
    verification: Verdict
    live: int
    confirmed: int
    priority: bool
    withdrawn: bool


class DemandList(TypedDict):
    """A page of demands; `next` asks for the one after it, empty on the last."""

    next: str | None
    results: list[DemandItem]


class AssignmentFacts(TypedDict):
    """What everybody who sees the demand may know of an assignment: name, status, dates."""

    id: int
    version: int
    department: Department | None
    point: str
    lead: bool
    stage: Stage
    status: ReportedStatus
    continues: bool
    verification: Verdict
    due_date: date | None
    original_due_date: date | None
    overdue: bool
    assigned_on: date
    received_on: date | None


class Demand(DemandItem):
    """A demand with its assignments; the last two for the council only, otherwise empty."""

    assignments: list[AssignmentFacts]
    raised_by: str
    minutes_reference: str


class Acted(AssignmentFacts):
    """An assignment after an act, with what stands beside its stage: ids, and the gate where a report waits."""

    officer: int | None
    waiting_report: int | None
    waiting_at: str | None
    extension_request: int | None
    handover: int | None


class AssignmentItem(AssignmentFacts):
    """An assignment as a line of a list, with its demand."""

    audit: int
    demand: int
    number: int
    category: str
    priority: bool
    text: str


class AssignmentList(TypedDict):
    """A page of assignments; `next` asks for the one after it, empty on the last."""

    next: str | None
    results: list[AssignmentItem]


class EvidenceItem(TypedDict):
    """A piece of evidence; `document` is the name of a kept document and `line` the line in it.

    `file` is the name of a file (`evidence/{id}/file/`). `removed_on`: taken away that day, and kept.
    """

    id: int
    document_number: str
    url: str
    document: str | None
    file: str | None
    sha256: str
    line: int | None
    removed_on: date | None


class Report(TypedDict):
    """A report as it was filed; not `filed` while it waits for a gate."""

    id: int
    number: int
    department: Department | None
    reported_on: date
    filed: bool
    source: Source
    status: ReportedStatus
    continues: bool
    no_change: bool
    wording: str
    actions_taken: str
    plan: str
    planned_until: date | None
    reason: str
    receiver: str
    evidence: list[EvidenceItem]


class Assignment(AssignmentItem):
    """An assignment with its reports, newest first, and the evidence outside them; none where `texts_hidden`."""

    texts_hidden: bool
    reports: list[Report]
    evidence: list[EvidenceItem]


class Filed(TypedDict):
    """What became of a report: `id` is the report's own."""

    id: int
    assignment: int
    number: int
    filed: bool
    stage: Stage
    status: ReportedStatus
    verification: Verdict
    version: int


class Result(TypedDict, total=False):
    """What became of one of many: `status` is that of HTTP; `report` where it was filed, else `problem`."""

    id: int
    status: int
    version: int
    report: Filed
    problem: dict[str, Any]


class Results(TypedDict):
    """In the order of the request."""

    results: list[Result]


class Received(TypedDict):
    """An assignment whose receipt is confirmed."""

    id: int
    stage: Stage
    received_on: date | None
    version: int


class HistoryItem(TypedDict):
    """One entry of the record; `by` is empty where a rule acted, `token` names the key of a system."""

    number: int
    at: datetime
    kind: str
    by: str | None
    token: int | None
    values: dict[str, Any]
    facts: dict[str, Any]
    rows: list[Any]
    previous_hash: str
    hash: str


class History(TypedDict):
    """The record of an assignment or of a demand, newest first."""

    next: str | None
    results: list[HistoryItem]


class Round(TypedDict):
    """A reporting round; `state` is open, closed (by the letter of the submission) or cancelled."""

    id: int
    audit: int
    name: str
    due_on: date
    opened_on: date
    state: str
    closed_on: date | None
    cancelled_on: date | None
    letter_on: date | None
    letter_number: str


class RoundList(TypedDict):
    """A page of rounds, newest first; `next` asks for the one after it, empty on the last."""

    next: str | None
    results: list[Round]


class RoundCounts(TypedDict):
    """Assignments that a round asks of, by how far they are: of what the caller's lists show, and of a closed round
    what the caller's department held when it was closed.
    """

    asked: int
    reported: int
    filed: int
    awaiting_submission: int
    awaiting_head: int
    not_reported: int


class RoundDepartment(RoundCounts):
    """The counts of one department; empty for those that nobody holds."""

    department: Department | None


class RoundDetail(Round):
    """A round with its counts, by department in 건제순 and in all."""

    total: RoundCounts
    departments: list[RoundDepartment]


class NotFiled(TypedDict):
    """An assignment whose report a submission could not file, and why."""

    assignment: int
    problem: dict[str, Any]


class RoundSubmitted(Round):
    """A round after its submission: the reports it filed, those it could not, those that wait for a head.

    `snapshot` is the id of the frozen report.
    """

    filed: list[Filed]
    not_filed: list[NotFiled]
    with_head: list[int]
    snapshot: int


class DayOff(TypedDict):
    """A day on which offices rest."""

    date: date
    name: str


class Step(TypedDict):
    """One step of the reckoning of a due date."""

    label: str
    date: date | None
    note: str
    holidays: list[DayOff]


class Deadline(TypedDict):
    """How a due date came about; the last step bears it."""

    id: int
    due_date: date | None
    original_due_date: date | None
    overdue: bool
    steps: list[Step]


class Upload(TypedDict):
    """A file that waits to be named as evidence; gone after `expires` where nobody does."""

    id: int
    name: str
    sha256: str
    size: int
    expires: datetime


class Assigned(TypedDict):
    """What a demand was distributed to."""

    assignments: list[AssignmentFacts]


class ProblemBody(TypedDict, total=False):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]]
    version: int
