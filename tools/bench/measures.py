"""What is measured: requests of each kind, for as many connections as the load has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, repeat
from typing import Any, Final

from tools.bench.client import Call, Request
from tools.bench.words import Writer

BARE: Final = "bare"


class City:
    """What the load knows of the city that was stored, with the versions that its reports have reached."""

    def __init__(self, facts: dict[str, Any]) -> None:
        """Take the answer of the step `load`."""
        self.callers: list[dict[str, Any]] = facts["callers"]
        self.cookie: str = facts["cookie"]
        self.audit: int = facts["audit"]
        self.writer = Writer(seed=2)

    def key(self, caller: dict[str, Any]) -> dict[str, str]:
        """The heading that shows a department's key."""
        return {"Authorization": f"Bearer {caller['key']}"}

    def overdue(self, path: str, part: int) -> Request:
        """The overdue assignments of one of the departments that have a key."""
        caller = self.callers[part % len(self.callers)]
        asked = f"department={caller['department']}&overdue=true&limit=50"
        return Request("GET", f"{path}?{asked}", self.key(caller))

    def page(self, path: str) -> Request:
        """A page, for somebody of the council's secretariat."""
        return Request("GET", path, {"Cookie": f"sessionid={self.cookie}"})

    def reports(self, path: str, part: int, parts: int) -> Iterator[Request]:
        """Reports on every `parts`-th assignment, again and again, each from the version before it on."""
        held = [(caller, duty) for caller in self.callers for duty in caller["assignments"]]
        for caller, duty in cycle(held[part::parts]):
            number, version = duty
            duty[1] += 1
            yield Request(
                "POST",
                path.format(number),
                {
                    **self.key(caller),
                    "If-Match": f'"a{number}-v{version}"',
                    "Idempotency-Key": f"bench-{number}-{version}",
                },
                self._body(),
                201,
            )

    def _body(self) -> str:
        said = {
            "status": "in_progress",
            "actions_taken": self.writer.answer(100, 500),
            "plan": self.writer.answer(100, 300),
            "evidence": [{"document_number": "가온과-2026"}],
        }
        return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True)
class Measure:
    """A kind of request; `least` is the part of the bare view's pace it has to reach, `most` its statements."""

    name: str
    label: str
    requests: Callable[[City, int, int], Iterator[Request]]
    least: float | None = None
    most: int | None = None

    def sources(self, city: City, connections: int) -> list[Iterator[Call]]:
        """An endless source of calls for each connection of the load."""
        parts = range(connections)
        return [(request.call() for request in self.requests(city, part, connections)) for part in parts]


def _listed(path: str) -> Callable[[City, int, int], Iterator[Request]]:
    return lambda city, part, _parts: repeat(city.overdue(path, part))


def _page(path: str) -> Callable[[City, int, int], Iterator[Request]]:
    return lambda city, _part, _parts: repeat(city.page(path.format(audit=city.audit)))


def _reported(path: str) -> Callable[[City, int, int], Iterator[Request]]:
    return lambda city, part, parts: city.reports(path, part, parts)


MEASURES: Final = (
    Measure(BARE, 'bare view, `{"ok": true}`', lambda *_: repeat(Request("GET", "/bench/bare/"))),
    Measure("naked", "the same without middleware", lambda *_: repeat(Request("GET", "/bench/naked/"))),
    Measure(
        "api_list",
        "API: list of 50 assignments by department and overdue",
        _listed("/api/v1/assignments/"),
        least=0.10,
        most=4,
    ),
    Measure("hand_list", "the same list written by hand in SQL", _listed("/bench/assignments/")),
    Measure(
        "api_report",
        "API: report with If-Match, Idempotency-Key and evidence",
        _reported("/api/v1/assignments/{}/progress/"),
        least=0.04,
        most=12,
    ),
    Measure(
        "hand_report", "the same report written by hand in SQL", _reported("/bench/assignments/{}/progress/")
    ),
    Measure("api_summary", "API: 총괄 of an audit", _page("/api/v1/audits/{audit}/summary/")),
    Measure("page_list", "page: list, overdue of everybody", _page("/demands/?overdue=on")),
    Measure("page_list_all", "page: list, unfiltered", _page("/demands/")),
    Measure("page_summary", "page: 총괄 of an audit", _page("/audits/{audit}/")),
)
