"""The official report (처리결과 보고서, 이행점검 보고서) as every form writes it: plain values, words already chosen.

Whatever a form shows stands here, so that no form reckons anything (product.md rule 12).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import override

from audits.models import Audit
from audits.statuses import ReportedStatus
from tracker.models import Paper, Snapshot, Verdict
from tracker.reports import paper_words as words
from tracker.reports.compare import (
    OF_THE_COUNCIL,
    compare,
    demands_of,
    department_of,
    status_label,
    verdict_of,
)
from tracker.reports.frozen import content as content_of


@dataclass(frozen=True)
class Column:
    """A column of figures: its code (`total`, a reported status, `verified` …) and what it is called."""

    code: str
    label: str


@dataclass(frozen=True)
class Figures:
    """A row of figures by the code of their column; `code` is the category or department, empty for all."""

    code: str
    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """What one department reported of a demand, newest filed report, and what the council found.

    `status` is in the words of the paper (완료(계속 추진)), `wording` the office's own. `verification`, `found`
    (검토의견, 확인 내용) and `doubts` are empty in the executive's paper. Days are ISO dates there is no doubt about.
    `stage` and `check` are the codes that files for machines carry.
    """

    department: str
    point: str
    is_lead: bool
    status_code: str
    status: str
    wording: str
    actions_taken: str
    plan: str
    planned_until: date | None
    reason: str
    receiver: str
    reported_on: date | None
    due_date: date | None
    original_due_date: date | None
    is_overdue: bool
    verification: str = ""
    found: str = ""
    doubts: Sequence[str] = ()
    stage: str = ""
    check: str = ""


@dataclass(frozen=True)
class Item:
    """One demand with every department's answer; `id` is stable for ever, `label` how people name it (시정 3).

    `standing` is the code of a reported status, `standing_label` its word. `check` is the code of the council's
    verdict over all answers, of which `confirmed` are confirmed.
    `repeats` are the earlier demands that it says again, as people name them, the newest first.
    """

    id: int
    number: int
    label: str
    category: str
    text: str
    standing: str
    answers: Sequence[Answer]
    repeats: Sequence[str] = ()
    standing_label: str = ""
    check: str = ""
    confirmed: int = 0


@dataclass(frozen=True)
class Section:
    """The demands of one category, in the council's order of categories."""

    category: str
    label: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Change:
    """One line of the annex of changes: the demand, from what to what, in words."""

    kind: str
    label: str
    text: str
    department: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What became of the demands since the report before: counts by kind (newly completed, late, returned), and lines.

    `since` is that report's 기준일.
    """

    since: date
    title: str
    counts: Sequence[Figures]
    lines: Sequence[Change]


@dataclass(frozen=True)
class Official:
    """A report of an audit as of a day. `is_frozen` tells whether it is a 확정 보고서 or what stands now.

    `columns` are those of the 총괄 (이첩 and 미보고 only where not 0); `department_columns` those of the annex by
    department, which counts assignments and says so. `record_head` is the 기록 확인값 of the moment.
    """

    paper: str
    title: str
    audit: str
    body: str
    committee: str
    as_of: date
    is_frozen: bool
    columns: Sequence[Column]
    total: Figures
    rows: Sequence[Figures]
    sections: Sequence[Section]
    department_columns: Sequence[Column]
    departments: Sequence[Figures]
    withdrawn: int
    record_head: str
    sha256: str = ""
    changes: Changes | None = None
    audit_id: int = 0
    year: int = 0

    @property
    def items(self) -> list[Item]:
        """Every demand, section by section."""
        return [item for section in self.sections for item in section.items]

    @property
    def repeated(self) -> list[Item]:
        """The demands that say an earlier one again (재지적)."""
        return [item for item in self.items if item.repeats]


def official(
    content: Mapping[str, Any],
    *,
    sha256: str = "",
    frozen: bool = True,
    before: Mapping[str, Any] | None = None,
) -> Official:
    """The report that `content` (of any form, `reports.frozen`) is, in Korean whoever asks; no statement.

    `before` is the content of the report it is compared with. Raises NotAllowedNow as `compare`.
    """
    with override("ko"):
        return _official(content, sha256=sha256, frozen=frozen, before=before)


def of_snapshot(snapshot: Snapshot, before: Snapshot | None = None) -> Official:
    """A frozen report, with what became of the demands since the one `before`."""
    earlier = json.loads(before.content) if before else None
    return official(json.loads(snapshot.content), sha256=snapshot.sha256, before=earlier)


def draft_content(audit: Audit, paper: Paper, on: date, *, today: date | None = None) -> Mapping[str, Any]:
    """What would be frozen, as `reports.frozen.content`."""
    told: Mapping[str, Any] = json.loads(content_of(audit, paper, on, today=today))
    return told


def official_now(
    audit: Audit,
    paper: Paper,
    on: date,
    *,
    today: date | None = None,
    before: Mapping[str, Any] | None = None,
) -> Official:
    """The report of `audit` on `on` that nobody has frozen; statements and refusals as `reports.frozen.content`."""
    return official(draft_content(audit, paper, on, today=today), frozen=False, before=before)


def _official(
    content: Mapping[str, Any], *, sha256: str, frozen: bool, before: Mapping[str, Any] | None
) -> Official:
    paper, told, audit = Paper(content.get("paper", Paper.RESULT)), content["summary"], content["audit"]
    return Official(
        paper=paper.value,
        title=words.title(content, paper),
        audit=f"{audit['year']}년도 행정사무감사 {audit['body']}",
        body=audit["body"],
        committee=content.get("committee", ""),
        as_of=date.fromisoformat(content["as_of"]),
        is_frozen=frozen,
        columns=[Column(*each) for each in words.columns(content, paper)],
        total=Figures("", words.TOTAL, _counts(told["total"])),
        rows=[Figures(row["category"], row["label"], _counts(row)) for row in told["rows"]],
        sections=_sections(content, paper),
        department_columns=[Column(*each) for each in words.department_columns(content, paper)],
        departments=[_department(row) for row in content["departments"]],
        withdrawn=told["withdrawn"],
        record_head=content["record"],
        sha256=sha256,
        changes=_changes(before, content, paper) if before else None,
        audit_id=audit["id"],
        year=audit["year"],
    )


def _counts(row: Mapping[str, Any]) -> Mapping[str, int]:
    return {name: figure for name, figure in row.items() if isinstance(figure, int)}


def _department(row: Mapping[str, Any]) -> Figures:
    figures = _counts({**row, **row["by_status"], "department": ""})
    return Figures(str(row["department"] or ""), row["name"] or words.NOBODY, figures)


def _sections(content: Mapping[str, Any], paper: Paper) -> Sequence[Section]:
    found: dict[str, list[Item]] = {row["category"]: [] for row in content["summary"]["rows"]}
    for rows in demands_of(content).values():
        found[rows[0]["category"]].append(_item(rows, paper, content["audit"]["body"]))
    return [
        Section(row["category"], row["label"], found[row["category"]]) for row in content["summary"]["rows"]
    ]


def _item(rows: Sequence[Mapping[str, Any]], paper: Paper, body: str) -> Item:
    first, duties = rows[0], [row for row in rows if "assignment" in row]
    return Item(
        id=first["demand"],
        number=first["number"],
        label=first["label"],
        category=first["category"],
        text=first["text"],
        standing=first["standing"],
        answers=[_answer(row, paper) for row in duties],
        repeats=[_earlier(each, body) for each in first.get("repeats", ())],
        standing_label=str(ReportedStatus(first["standing"]).label),
        check=verdict_of(rows).value,
        confirmed=sum(row["verification"] == Verdict.CONFIRMED for row in duties),
    )


def _earlier(told: Mapping[str, Any], body: str) -> str:
    """An earlier demand as people name it (2024년 시정 3); of an audit of another body, with that body."""
    elsewhere = "".join(told["body"].split()) != "".join(body.split())
    words = (f"{told['year']}년", told["body"] if elsewhere else "", told["label"])
    return " ".join(word for word in words if word)


def _answer(row: Mapping[str, Any], paper: Paper) -> Answer:
    report, council = row["report"] or {}, paper == Paper.INSPECTION
    return Answer(
        department=department_of(row),
        point=row["point"],
        is_lead=row["lead"],
        status_code=row["status"],
        status=status_label(row),
        wording=report.get("wording", ""),
        actions_taken=report.get("actions_taken", ""),
        plan=report.get("plan", ""),
        planned_until=_day(report.get("planned_until")),
        reason=report.get("reason", ""),
        receiver=report.get("receiver", ""),
        reported_on=_day(report.get("reported_on")),
        due_date=_day(row["due_date"]),
        original_due_date=_day(row["original_due_date"]),
        is_overdue=row["overdue"],
        verification=str(Verdict(row["verification"]).label) if council else "",
        found=words.found(row) if council else "",
        doubts=words.doubts(row) if council else (),
        stage=row["stage"],
        check=row["verification"],
    )


def _changes(before: Mapping[str, Any], content: Mapping[str, Any], paper: Paper) -> Changes:
    """What became of the demands; the council's side in its own paper alone."""
    found = compare(before, content)
    hidden = OF_THE_COUNCIL if paper == Paper.RESULT else frozenset()
    counts = {kind: count for kind, count in found.counts.items() if kind not in hidden}
    return Changes(
        since=found.since,
        title=words.title(before, Paper(before.get("paper", Paper.RESULT))),
        counts=[Figures(kind.value, str(kind.label), {"total": count}) for kind, count in counts.items()],
        lines=[
            Change(line.kind.value, line.label, line.text, line.department, line.before, line.after)
            for line in found.lines
            if line.kind not in hidden
        ],
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
