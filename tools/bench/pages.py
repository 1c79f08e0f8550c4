"""How long a page takes by itself: one connection, one call after the other, each after a call of the bare view.

Times of one are held against times of the other, because a busy machine makes both longer.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from tools.bench.client import Call, Request, UnexpectedAnswer, read_answer

MOST: Final = 60  # times the bare view
CALLS: Final = 25
BARE: Final = Request("GET", "/bench/bare/").call()


@dataclass(frozen=True)
class Page:
    """A page that somebody of `seat` opens; `path` finds its address in the facts of the city."""

    name: str
    label: str
    path: Callable[[Mapping[str, Any]], str]
    seat: str = "secretariat"


def _list(**asked: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda facts: (
        "/demands/?"
        + urlencode(
            {
                name: value.format(department=facts["callers"][0]["department"])
                for name, value in asked.items()
            }
        )
    )


def _start(_facts: Mapping[str, Any]) -> str:
    return "/"


PAGES: Final = (
    Page("list", "list, unfiltered", _list()),
    Page("list_overdue", "list, overdue", _list(overdue="on")),
    Page("list_department", "list, of a department", _list(department="{department}")),
    Page("list_rare", "list, a word that few texts hold", _list(q="가온과-없는 말")),
    Page("list_common", "list, words that every third text holds", _list(q="방안을 검토")),
    Page("demand", "demand", lambda facts: f"/demands/{facts['demand']}/"),
    *(
        Page(f"start_{seat}", f"start page: {seat}", _start, seat)
        for seat in ("secretariat", "clerk", "coordinator", "officer", "head", "councillor", "sysadmin")
    ),
)


@dataclass(frozen=True)
class Taken:
    """Milliseconds of a page and of the bare view beside it, each the median."""

    milliseconds: float
    bare: float

    @property
    def times(self) -> float:
        """How many times the bare view this is."""
        return self.milliseconds / self.bare


def measure(port: int, facts: Mapping[str, Any]) -> dict[str, Taken]:
    """Each page by its name. Raises UnexpectedAnswer for one that is not given."""
    return {page.name: _taken(port, _call(page, facts)) for page in PAGES}


def missed(found: Mapping[str, Taken]) -> list[str]:
    """Each page that takes too long, in words."""
    return [
        f"page: {page.label}: {found[page.name].times:.0f} times the bare view, at most {MOST} wanted"
        for page in PAGES
        if found[page.name].times > MOST
    ]


def section(found: Mapping[str, Taken]) -> list[str]:
    """What was found, as a part of the page of the documentation."""
    return [
        "## Pages",
        "",
        "One connection, one call after the other, each after a call of the bare view; medians.",
        "",
        "| page | milliseconds | times the bare view | at most |",
        "|---|---:|---:|---:|",
        *(
            f"| {page.label} | {found[page.name].milliseconds:.1f} | {found[page.name].times:.0f} | {MOST} |"
            for page in PAGES
        ),
    ]


def _call(page: Page, facts: Mapping[str, Any]) -> Call:
    cookie = {"Cookie": f"sessionid={facts['cookies'][page.seat]}"}
    return Request("GET", page.path(facts), cookie).call()


def _taken(port: int, call: Call) -> Taken:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):  # both workers and their templates are warm before it counts
            _seconds(connection, call)
        pairs = [(_seconds(connection, BARE), _seconds(connection, call)) for _ in range(CALLS)]
    bare, page = (median(times) for times in zip(*pairs, strict=True))
    return Taken(page * 1000, bare * 1000)


def _seconds(connection: socket.socket, call: Call) -> float:
    began = time.perf_counter()
    connection.sendall(call.raw)
    answer = read_answer(connection.recv)
    took = time.perf_counter() - began
    if int(answer[9:12]) != call.status:
        raise UnexpectedAnswer(answer[:2000].decode(errors="replace"))
    return took
