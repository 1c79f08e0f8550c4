"""One report, every form: the same figures and the same demands, read from the files (product.md rule 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from django.template.loader import render_to_string

from tests.tracker.exports import officials, readers
from tests.tracker.exports.machine import require_pdf
from tests.tracker.exports.readers import Told, bare
from tracker.exports import csv, pdf, xlsx
from tracker.reports.official import Official

REPORTS: Final[dict[str, Callable[[], Official]]] = {
    "result": officials.result,
    "inspection": officials.inspection,
    "draft": officials.draft,
    "long": lambda: officials.large(60),
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


def page_of(report: Official) -> str:
    return render_to_string("tracker/official/paper.html", {"report": report})


def _sheets(report: Official) -> list[str]:
    return [section.label for section in report.sections]


@pytest.mark.parametrize("name", REPORTS)
def test_the_workbook_says_what_the_report_says(name: str) -> None:
    report = REPORTS[name]()
    assert readers.xlsx(xlsx.written(report), _sheets(report)) == told(report)


@pytest.mark.parametrize("name", REPORTS)
def test_the_paper_on_screen_says_what_the_report_says(name: str) -> None:
    report = REPORTS[name]()
    assert readers.page(page_of(report)) == told(report)


@pytest.mark.parametrize("name", REPORTS)
def test_the_pdf_says_what_the_report_says(name: str) -> None:
    require_pdf()
    report = REPORTS[name]()
    assert readers.pdf(pdf.written(report)) == told(report)


@pytest.mark.parametrize("name", REPORTS)
def test_the_lines_of_csv_count_up_to_the_figures_of_the_report(name: str) -> None:
    report = REPORTS[name]()
    found, wanted = readers.comma_separated(csv.written(report)), told(report)
    assert found.demands == wanted.demands
    standings = [
        bare(column.label) for column in report.columns if column.code in ("total", *officials.STATUSES)
    ]
    for row, figures in wanted.figures.items():
        counted = found.figures.get(row, {})
        assert {head: counted.get(head, 0) for head in standings} == {
            head: figures[head] for head in standings
        }


@pytest.mark.parametrize("broken", ["item", "column"])
def test_a_form_that_lost_an_item_or_a_column_would_be_seen(broken: str) -> None:
    report = officials.result()
    first = report.sections[0]
    lost = {
        "item": replace(report, sections=[replace(first, items=first.items[1:]), *report.sections[1:]]),
        "column": replace(report, columns=report.columns[:-1]),
    }[broken]
    assert readers.xlsx(xlsx.written(lost), _sheets(report)) != told(report)
    assert readers.page(page_of(lost)) != told(report)
