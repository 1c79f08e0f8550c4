"""The official report as CSV: a line an assignment, as spreadsheets of the office open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import override

from audits.web.csv_file import lines as csv_lines
from tracker.exports.lines import heads, lines
from tracker.reports.official import Official


def written(report: Official, tell: Callable[[int], None] | None = None) -> bytes:
    """The file: UTF-8 with its mark, days as ISO dates, the same bytes of the same report each time.

    `tell` hears how many demands are written, section by section.
    """
    with override("ko"):
        labels = [head.label for head in heads(report)]
        return "".join(csv_lines(labels, _rows(report, tell))).encode("utf-8", "replace")


def _rows(report: Official, tell: Callable[[int], None] | None) -> Iterator[Sequence[object]]:
    columns = heads(report)
    done = 0
    for section in report.sections:
        for line in lines(report, section):
            yield [head.cell(line) for head in columns]
        done += len(section.items)
        if tell:
            tell(done)
