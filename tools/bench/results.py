"""What was found, what was asked for, and how both are shown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from tools.bench import documents
from tools.bench import pages as opened
from tools.bench.documents import DOCUMENT_LIMITS
from tools.bench.measures import MEASURES
from tools.bench.wanted import Wanted
from tools.bench.wanted import figure as _figure

DIGEST_LIMITS: Final = {"seconds": 2.0, "statements": 100, "megabytes": 200.0}


RECORD_LIMITS: Final = {
    "checked": Wanted("`verify_record`: entries a second, rows included", 100_000, is_least=True),
    "appended": Wanted("12 writers, an entry a transaction: entries a second", 400, is_least=True),
    "held": Wanted(
        "10,000 entries at once: seconds from the lock on the head to the end", 0.2, is_least=False
    ),
}
STREAM_LIMITS: Final = {
    "seconds": Wanted("seconds", 30, is_least=False),
    "statements_per_batch": Wanted("statements for 500 recipients", 5, is_least=False),
    "megabytes": Wanted("megabytes", 300, is_least=False),
}
MOVING_LIMITS: Final = {
    "moving_seconds": Wanted("A reorganisation moving 10,000 assignments: seconds", 10, is_least=False),
}
DELIVERY_LIMITS: Final = {
    "sending_seconds": Wanted("2,000 digests sent by one worker: seconds", 25, is_least=False),
    "second": Wanted("a second worker: times as fast", 1.3, is_least=True),
    "claimed_twice": Wanted("mails that came twice", 0, is_least=False),
    "nothing_to_do": Wanted(
        "A planner run with nothing to do over 100,000 open assignments: seconds", 0.3, is_least=False
    ),
}
PACKAGES: Final = ("Django", "djangorestframework", "psycopg", "gunicorn")


class Pace(NamedTuple):
    """Requests a second of a measure, and of the bare view right before."""

    base: float
    rate: float

    @property
    def ratio(self) -> float:
        """The part of the bare view's pace."""
        return self.rate / self.base


@dataclass(frozen=True)
class Results:
    """Everything of one run: what was stored, paces by round, statements, the digest."""

    on: date
    rows: Mapping[str, int]
    overdue: int
    database: str
    loading_seconds: float
    rounds: Sequence[Mapping[str, Pace]]
    pages: Mapping[str, opened.Taken]
    statements: Mapping[str, int]
    digest: Mapping[str, float]
    record: Mapping[str, float]
    moving: Mapping[str, float]
    streamed: Mapping[str, float]
    delivery: Mapping[str, float]
    documents: Mapping[str, float]

    def ratio(self, name: str) -> float:
        """The part of the bare view's pace that a measure reached; the median of the rounds."""
        return median(paces[name].ratio for paces in self.rounds)

    def rate(self, name: str) -> float:
        """Requests a second, the median of the rounds."""
        return median(paces[name].rate for paces in self.rounds)

    def missed(self) -> list[str]:
        """Each limit that was not kept, in words."""
        found = []
        for measure in MEASURES:
            ratio, sent = self.ratio(measure.name), self.statements.get(measure.name, 0)
            if measure.least is not None and ratio < measure.least:
                found.append(f"{measure.label}: {ratio:.1%} of the bare view, {measure.least:.0%} wanted")
            if measure.most is not None and sent > measure.most:
                found.append(f"{measure.label}: {sent} statements, at most {measure.most} wanted")
        found.extend(opened.missed(self.pages))
        for name, most in DIGEST_LIMITS.items():
            if self.digest[name] > most:
                found.append(f"digest: {self.digest[name]:.1f} {name}, at most {most:.0f} wanted")
        for topic, limits, figures in (
            ("", RECORD_LIMITS, self.record),
            ("", MOVING_LIMITS, self.moving),
            ("digests in batches, ", STREAM_LIMITS, self.streamed),
            ("", DELIVERY_LIMITS, self.delivery),
            ("", DOCUMENT_LIMITS, self.documents),
        ):
            for name, wanted in limits.items():
                if wanted.missed(figures[name]):
                    found.append(f"{topic}{wanted.label}: {_figure(figures[name])}, {wanted} wanted")
        return found


def page(results: Results) -> str:
    """The run as a page of the documentation. Names no machine."""
    return (
        "\n\n".join(
            "\n".join(part)
            for part in (
                _opening(results),
                _requests(results),
                opened.section(results.pages),
                _digest(results),
                _streamed(results),
                _delivery(results),
                _record(results),
                _moving(results),
                documents.section(results.documents),
                _manner(),
            )
        )
        + "\n"
    )


def machine() -> str:
    """What kind of machine this is; does not name it."""
    return f"{os.cpu_count()} cores, {_memory()} GB of memory, {platform.system()} {platform.machine()}"


def _opening(results: Results) -> list[str]:
    return [
        "# Benchmarks",
        "",
        "Written by `make bench`; `make bench-check` measures the same and fails where a limit is missed.",
        "",
        f"- Day: {results.on}",
        f"- Machine: {machine()}",
        f"- Versions: Python {platform.python_version()}, PostgreSQL {results.database}, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        _content(results),
    ]


def _content(results: Results) -> str:
    rows = results.rows
    stored = [
        f"{rows['assignment']:,} assignments ({results.overdue:,} overdue)",
        f"{rows['demand']:,} demands in {rows['audit']:,} audits",
        f"{rows['progressupdate']:,} reports",
        f"{rows['evidence']:,} pieces of evidence",
        f"{rows['membership']:,} people",
    ]
    return f"- Content: {', '.join(stored)}; stored in {results.loading_seconds:.0f} s"


def _requests(results: Results) -> list[str]:
    lines = [
        "## Requests",
        "",
        "| measure | requests/s | of the bare view | wanted | statements | at most |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for measure in MEASURES:
        cells = [
            measure.label,
            f"{results.rate(measure.name):,.0f}",
            f"{results.ratio(measure.name):.1%}",
            f"{measure.least:.0%}" if measure.least else "",
            str(results.statements.get(measure.name, "")),
            str(measure.most or ""),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _digest(results: Results) -> list[str]:
    found = results.digest
    lines = [
        "## The weekly digest",
        "",
        _who(found),
        "",
        "| measure | found | at most |",
        "|---|---:|---:|",
    ]
    shown = {"seconds": f"{found['seconds']:.2f}", "statements": f"{found['statements']:.0f}"}
    shown["megabytes"] = f"{found['megabytes']:.0f}"
    return [*lines, *(f"| {name} | {shown[name]} | {most:.0f} |" for name, most in DIGEST_LIMITS.items())]


def _streamed(results: Results) -> list[str]:
    found = results.streamed
    spoken = (
        f"In a city of its own: {found['recipients']:,.0f} recipients over {found['overdue']:,.0f} overdue assignments "
        f"and twelve committees, 500 recipients in memory at a time, as planning and sending do; "
        f"{found['statements']:,.0f} statements in all."
    )
    return [
        "## Digests in batches",
        "",
        spoken,
        "",
        "| | found | wanted |",
        "|---|---:|---:|",
        *(
            f"| {wanted.label} | {_figure(found[name])} | {wanted} |"
            for name, wanted in STREAM_LIMITS.items()
        ),
    ]


def _delivery(results: Results) -> list[str]:
    found = results.delivery
    limit = found["mails"] / found["bare_seconds"]
    spoken = (
        f"{found['mails']:,.0f} digests go to a relay in a process of its own, which syncs each to its log before it "
        f"answers. With nothing but smtplib it takes {limit:,.0f} mails a second of {found['kilobytes']:.0f} kB, one "
        f"worker sends {found['mails'] / found['sending_seconds']:,.0f} a second: "
        f"{found['bare_seconds'] / found['sending_seconds']:.0%} of that."
    )
    return [
        "## Delivery",
        "",
        spoken,
        "",
        "| measure | found | wanted |",
        "|---|---:|---:|",
        *(
            f"| {wanted.label} | {_figure(found[name])} | {wanted} |"
            for name, wanted in DELIVERY_LIMITS.items()
        ),
    ]


def _record(results: Results) -> list[str]:
    found = results.record
    return [
        "## The record",
        "",
        _spoken_of(found),
        "",
        "| measure | found | wanted |",
        "|---|---:|---:|",
        *(
            f"| {wanted.label} | {_figure(found[name])} | {wanted} |"
            for name, wanted in RECORD_LIMITS.items()
        ),
    ]


def _spoken_of(found: Mapping[str, float]) -> str:
    return (
        f"{found['events']:,.0f} entries that speak of {found['told_rows']:,.0f} rows; the check needs "
        f"{found['megabytes']:.0f} MB."
    )


def _moving(results: Results) -> list[str]:
    found = results.moving
    spoken = (
        f"{found['departments']:,.0f} departments are renamed on one day, which moves {found['moved']:,.0f} open "
        f"assignments in one transaction, with {found['entries']:,.0f} entries of the record and "
        f"{found['moving_statements']:,.0f} statements."
    )
    return [
        "## A reorganisation",
        "",
        spoken,
        "",
        "| measure | found | wanted |",
        "|---|---:|---:|",
        *(
            f"| {wanted.label} | {_figure(found[name])} | {wanted} |"
            for name, wanted in MOVING_LIMITS.items()
        ),
    ]


def _who(found: Mapping[str, float]) -> str:
    return (
        f"Composed for {found['recipients']:.0f} recipients over {found['overdue']:,.0f} overdue assignments, in a "
        f"fresh process; writing the mails out as text and HTML takes another {found['writing_seconds']:.1f} s."
    )


MANNER: Final = """\
The bundled PostgreSQL and Redis, and gunicorn with two workers of eight threads, with the product's own settings:
nothing is switched off, every commit is flushed, only the limit of calls a minute is lifted. The bare view answers
a constant behind the same server and middleware, without sign-in or database. The views written by hand do the same
work as the product's in plain SQL, without framework, validation and rights.

Client, server and database share the cores. Eight connections that stay open ask one measure after another, each right
after the bare view, and the median of several rounds is shown, so that a busy machine moves both figures of a ratio.

Statements are those that the database logs for one request, COPY included; the bounds of transactions (BEGIN, COMMIT,
savepoints) are not counted. Memory is what the process needed at most beyond what it had before.

Mail is sent by processes that do what a worker does when the bell rings, all at once where there are two, on the cores
that relay and database use as well.

The record tells every row of the content, as if people had done all of it. It is checked by the command, in a process
of its own; then threads write to it, each on a connection of its own, and then one act writes many entries. The best
of three is shown: a busy machine only ever makes these slower."""


def _manner() -> list[str]:
    return ["## How it is measured", "", MANNER]


def _memory() -> int:
    """Gigabytes of memory, rounded."""
    told = Path("/proc/meminfo").read_text(encoding="ascii").split()
    return round(int(told[told.index("MemTotal:") + 1]) / 1024**2)
