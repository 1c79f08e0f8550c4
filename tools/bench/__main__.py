"""`python -m tools.bench [--check] [--page FILE]`: BENCH_SIZE assignments (100,000) are stored and measured.

Exit 0 done; 1 a limit was missed (with `--check`); 2 it could not be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from config.embedded.places import APP, OWNER, Places
from config.embedded.processes import CannotStart
from tools.bench import documents, pages, results, sending, servers
from tools.bench.child import StepFailed, answer_of
from tools.bench.client import CONNECTIONS, Source, UnexpectedAnswer, pace
from tools.bench.measures import BARE, MEASURES, City
from tools.bench.results import Pace, Results

SIZE: Final = 100_000
SMALLEST: Final = 1000
ROUNDS: Final = 5
SECONDS: Final = 2.0  # a measure and round
DIGESTS: Final = 3
OWING: Final = 3  # times as many assignments, all of them late, in a city of their own


def main(arguments: list[str]) -> int:
    """Measure, show, and write or check."""
    asked = _read(arguments)
    try:
        found = run(asked.size)
    except (CannotStart, StepFailed, UnexpectedAnswer) as reason:
        sys.stderr.write(f"{type(reason).__name__}: {reason}\n")
        return 2
    text = results.page(found)
    sys.stdout.write(text)
    if asked.page:
        asked.page.write_text(text, encoding="utf-8")
    for miss in found.missed():
        sys.stderr.write(f"missed: {miss}\n")
    return int(asked.check and bool(found.missed()))


def run(size: int) -> Results:
    """Store a city of `size` assignments in servers of its own, measure it, and leave nothing behind."""
    with servers.city_hall() as places:
        began = time.monotonic()
        _say(f"storing {size:,} assignments")
        facts = answer_of("load", str(size), environment=servers.environment(places, OWNER))
        loading = time.monotonic() - began
        # Before the rounds: the report written by hand tells the record nothing.
        record = answer_of("record", environment=servers.environment(places, APP))
        _let_log_statements(places)
        with servers.web(places) as port:
            _say("opening pages one by one")
            opened = pages.measure(port, facts)
            rounds = list(_rounds(port, City(facts)))
        _say("counting statements, composing and sending digests, moving what was reorganised")
        return Results(
            on=date.fromisoformat(facts["on"]),
            rows=facts["rows"],
            overdue=facts["overdue"],
            database=facts["database"],
            loading_seconds=loading,
            rounds=rounds,
            pages=opened,
            statements=_statements(places, facts),
            digest=_digest(places),
            delivery=sending.measure(places),
            record=record,
            moving=answer_of("moving", environment=servers.environment(places, APP)),
            streamed=_streamed(size),
            documents=_documents(places),
        )


def _rounds(port: int, city: City) -> Iterator[dict[str, Pace]]:
    """The pace of each measure, round for round; a short one before them warms everything up."""
    sources = {measure.name: measure.sources(city, CONNECTIONS) for measure in MEASURES}
    for source in sources.values():
        pace(port, source, SECONDS / 4)
    for number in range(1, ROUNDS + 1):
        _say(f"round {number} of {ROUNDS}")
        yield {name: _pace(port, sources[BARE], source) for name, source in sources.items()}


def _pace(port: int, bare: Source, source: Source) -> Pace:
    """The bare view's pace is taken right before each, because a busy machine changes within seconds."""
    return Pace(base=pace(port, bare, SECONDS / 2), rate=pace(port, source, SECONDS))


def _statements(places: Places, facts: dict[str, Any]) -> dict[str, int]:
    """Asked after the rounds: the facts then hold the versions that the reports have reached."""
    kept = places.data / "facts.json"
    kept.write_text(json.dumps(facts), encoding="utf-8")
    counted: dict[str, int] = answer_of("statements", str(kept), environment=servers.environment(places, APP))
    return counted


def _digest(places: Places) -> dict[str, float]:
    """The median of several fresh processes."""
    found = [answer_of("digest", environment=servers.environment(places, APP)) for _ in range(DIGESTS)]
    return {name: median(each[name] for each in found) for name in found[0]}


def _streamed(size: int) -> dict[str, float]:
    """The digests of a larger city in servers of its own, a batch at a time; the better of two."""
    _say(f"storing {OWING * size:,} overdue assignments elsewhere, composing digests in batches")
    with servers.city_hall() as places:
        answer_of("owing", str(OWING * size), environment=servers.environment(places, OWNER))
        _let_log_statements(places)
        found = [
            answer_of("digest", "stream", environment=servers.environment(places, APP)) for _ in range(2)
        ]
    best: dict[str, float] = min(found, key=lambda each: each["seconds"])
    return best


def _documents(places: Places) -> dict[str, float]:
    """Large reports, written and read; the step needs no database."""
    _say("writing and reading large reports")
    environment = servers.environment(places, APP)
    return documents.measure(lambda step, *asked: answer_of(step, *asked, environment=environment))


def _let_log_statements(places: Places) -> None:
    with psycopg.connect(places.database_url(OWNER), autocommit=True) as connection:
        connection.execute(f"GRANT SET ON PARAMETER log_statement TO {APP}")


def _say(line: str) -> None:
    sys.stderr.write(f"{line} …\n")


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description="Measures the product at the size of a city."
    )
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is missed")
    parser.add_argument("--page", type=Path, help="where to write the results as well")
    asked = parser.parse_args(arguments)
    asked.size = int(os.environ.get("BENCH_SIZE") or SIZE)
    if asked.size < SMALLEST or asked.size % 100:
        parser.error(f"BENCH_SIZE has to be a multiple of 100, at least {SMALLEST}")
    return asked


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
