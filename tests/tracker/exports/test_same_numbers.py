"""One report, every form: the same figures and the same demands, read from the files (product.md rule 12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Final

import pytest
from django.template.loader import render_to_string

from audits.models import Audit, Demand, Department
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.exports import more_readers, officials, readers
from tests.tracker.exports.machine import require_pdf
from tests.tracker.exports.readers import Told, bare
from tracker import reports
from tracker.exports import csv, files, hwpx, json, pdf, xlsx
from tracker.models import Paper
from tracker.reports.official import Official, official_now

REPORTS: Final[Mapping[str, Callable[[], Official]]] = {
    "result": officials.result,
    "inspection": officials.inspection,
    "draft": officials.draft,
    "long": lambda: officials.large(60),
}


def _of_pdf(report: Official) -> Told:
    require_pdf()
    return readers.pdf(pdf.written(report))


def _of_page(report: Official) -> Told:
    return readers.page(render_to_string("tracker/official/paper.html", {"report": report}))


def _of_workbook(report: Official) -> Told:
    return readers.xlsx(xlsx.written(report), [section.label for section in report.sections])


FORMS: Final[Mapping[str, Callable[[Official], Told]]] = {
    "xlsx": _of_workbook,
    "hwpx": lambda report: more_readers.hwpx(hwpx.written(report)),
    "pdf": _of_pdf,
    "json": lambda report: more_readers.machine_readable(json.written(report)),
    "csv": lambda report: readers.comma_separated(csv.written(report)),
    "page": _of_page,
}


def told(report: Official) -> Told:
    """What every form has to say of `report`."""
    rows = [report.total, *report.rows]
    return Told(
        {bare(row.label): {bare(c.label): row.counts.get(c.code, 0) for c in report.columns} for row in rows},
        [
            (
                bare(item.label),
                bare(item.text),
                tuple(bare(f"{answer.department} {answer.status}") for answer in item.answers),
            )
            for item in report.items
        ],
    )


def agrees(form: str, report: Official) -> bool:
    """Whether the file says what `report` says: each figure, each demand with each answer.

    CSV is lines alone, so only what its lines can be counted by is held against the figures; JSON is by number.
    """
    found, wanted = FORMS[form](report), told(report)
    if form == "json":
        return (found.figures, sorted(found.demands)) == (wanted.figures, sorted(wanted.demands))
    if form == "csv":
        heads = [bare(column.label) for column in report.columns if column.code in ("total", *Status.values)]
        counted = {
            row: {head: found.figures.get(row, {}).get(head, 0) for head in heads} for row in wanted.figures
        }
        expected = {row: {head: figures[head] for head in heads} for row, figures in wanted.figures.items()}
        return (counted, found.demands) == (expected, wanted.demands)
    return found == wanted


def test_every_form_there_is_is_read_here() -> None:
    assert {form.value for form in files.MODULES} == set(FORMS) - {"page"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_form_says_what_the_report_says(name: str, form: str) -> None:
    assert agrees(form, REPORTS[name]())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_lost_a_demand_would_be_seen(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = officials.result()
    first = report.sections[0]
    lost = replace(report, sections=[replace(first, items=first.items[1:]), *report.sections[1:]])
    read = FORMS[form]
    monkeypatch.setitem(FORMS, form, lambda _report: read(lost))
    assert not agrees(form, report)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "csv"])
def test_a_form_that_lost_a_column_would_be_seen(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = officials.result()
    read = FORMS[form]
    lost = replace(report, columns=report.columns[:-1])
    monkeypatch.setitem(FORMS, form, lambda _report: read(lost))
    assert not agrees(form, report)


@pytest.fixture
def audit(lists: None, department: Department, neighbour: Department) -> Audit:
    """Demands of every kind: one of two departments, one that nobody has, one late, one sent elsewhere."""
    audit = make_audit()
    shared = make_demand(audit, 1, text="통신망 점검 결과를 함께 제출할 것")
    assign(shared, department, Status.IN_PROGRESS, lead=True, due=TODAY)
    assign(shared, neighbour, Status.COMPLETED)
    assign(make_demand(audit, 2, text="장비 교체 계획을 세울 것"), department, Status.COMPLETED)
    assign(make_demand(audit, 3, text="협약을 다시 검토할 것"), neighbour, Status.TRANSFERRED)
    make_demand(audit, 4, text="교육 대상을 넓힐 것", category="suggestion")
    return audit


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("paper", Paper)
def test_every_form_of_a_stored_audit_has_the_figures_of_its_page(
    audit: Audit, paper: Paper, form: str
) -> None:
    report = official_now(audit, paper, TODAY, today=TODAY)
    figures = asdict(reports.summary(audit, Demand.objects.all()).total)
    assert {column.code: report.total.counts[column.code] for column in report.columns} == {
        column.code: figures[column.code] for column in report.columns
    }
    assert report.total.counts["total"] == 4
    assert agrees(form, report)
