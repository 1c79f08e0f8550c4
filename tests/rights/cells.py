"""The cells of the table: somebody, at a door, to an assignment in a place and a situation; and what they meet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final
from zlib import crc32

from django.db import transaction

from audits.models import Event
from tests.rights.doors import Door, doors
from tests.rights.table import (
    ON_AN_ASSIGNMENT,
    PEOPLE,
    PLACES,
    SITUATIONS,
    STAGES,
    SYSTEMS,
    Outcome,
    outcome,
    possible,
)
from tests.rights.world import NOTHING, Subject, World

Answer = Any
# What differs between two answers that say the same: the form's own secret, and the address that was asked for.
SECRET: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*|("id":)\d+')
# A refusal says when it was: another minute may have come.
MINUTE: Final = re.compile(rb"\d\d:\d\d(?=</p>)")
TOLD_APART: Final[Mapping[int, Outcome]] = {
    401: Outcome.SIGN_IN,
    403: Outcome.REFUSED,
    404: Outcome.UNKNOWN,
} | dict.fromkeys((200, 201, 204, 302, 400, 409, 412, 415), Outcome.LET_IN)


@dataclass(frozen=True)
class Cell:
    """One cell of the table."""

    who: str
    door: Door
    place: str
    situation: str

    @property
    def expected(self) -> Outcome:
        """What the law says."""
        return outcome(self.who, self.door.act, PLACES[self.place], SITUATIONS[self.situation])

    def __str__(self) -> str:
        return f"{self.who} at {self.door}, {self.place}, {self.situation}"


def cells(who: str, door: Door) -> Iterator[Cell]:
    """Every place where the act is at home; through the API also every other stage of what is one's own."""
    if who in SYSTEMS and door.face != "api":
        return
    home = ON_AN_ASSIGNMENT[door.act].home
    for situation in home:
        for place in PLACES:
            if possible(PLACES[place], SITUATIONS[situation]):
                yield Cell(who, door, place, situation)
    if door.face == "api":
        for stage in STAGES:
            if stage not in home:
                yield Cell(who, door, "own", stage)


@cache
def sample() -> frozenset[str]:
    """Enough of all cells for a run by day; by night all of them are tried.

    Everybody meets every outcome there is for them at every door, at every place and in every situation; every door
    gives every outcome it has at every place and in every situation.
    """
    everything = [cell for who in (*PEOPLE, *SYSTEMS) for door in doors() for cell in cells(who, door)]
    met: set[tuple[str, ...]] = set()
    chosen = set()
    for cell in sorted(everything, key=lambda each: crc32(str(each).encode())):
        kinds = (
            (cell.who, str(cell.door)),
            *product((cell.who, str(cell.door)), (cell.place, cell.situation)),
        )
        new = {(*kind, cell.expected) for kind in kinds}
        if not new <= met:
            chosen.add(str(cell))
            met |= new
    return frozenset(chosen)


def wrong(world: World, who: str, door: Door, *, whole: bool = False) -> tuple[int, list[str]]:
    """How many cells were tried, of the `sample` or of the `whole` table, and what is wrong in which of them."""
    found = [cell for cell in cells(who, door) if whole or str(cell) in sample()]
    to_nothing = cache(lambda: bare(undone(world, who, door, NOTHING)[0]))
    return len(found), [fault for cell in found for fault in _faults(world, cell, to_nothing)]


def _faults(world: World, cell: Cell, to_nothing: Callable[[], bytes]) -> Iterator[str]:
    subject = world.subject(cell.place, cell.situation)
    answer, wrote = undone(world, cell.who, cell.door, subject)
    met = met_in(answer)
    turned_away = cell.door.early and cell.expected == Outcome.UNKNOWN and met == Outcome.REFUSED
    if met != cell.expected and not turned_away:
        yield f"{cell}: {cell.expected}, but got {answer.status_code} {told(answer)}"
    elif met != Outcome.LET_IN and wrote:
        yield f"{cell}: {met}, and yet something was recorded"
    elif cell.expected == Outcome.UNKNOWN and bare(answer) != to_nothing():
        yield f"{cell}: the answer differs from that for an id that does not exist"


def undone(world: World, who: str, door: Door, subject: Subject) -> tuple[Answer, bool]:
    """The answer, and whether the record grew; nothing of it stays."""
    with transaction.atomic():
        answer = knock(world, who, door, subject)
        wrote = met_in(answer) != Outcome.LET_IN and Event.objects.filter(number__gt=world.events).exists()
        transaction.set_rollback(True)
    return answer, wrote


def knock(world: World, who: str, door: Door, subject: Subject) -> Answer:
    """Ask, as a browser or as a system would."""
    client = _client(world, who)
    path, body = door.path(subject), door.body(world, subject, who)
    if door.face == "page":
        return client.get(path)
    if door.face == "form":
        return client.post(path, {"version": subject.version, **body})
    headers = {"If-Match": f'"a{subject.pk}-v{subject.version}"'}
    if who in world.keys:
        headers["Authorization"] = f"Bearer {world.keys[who]}"
    return client.generic(door.method, path, json.dumps(body), "application/json", headers=headers)


def _client(world: World, who: str) -> Any:
    """The browser of somebody, with nothing kept from the page before but the session."""
    client = world.clients[who if who in world.clients else "nobody"]
    for name in set(client.cookies) - {"sessionid"}:
        del client.cookies[name]
    return client


def met_in(answer: Answer) -> Outcome | None:
    """What an answer amounts to; None for one that nobody should ever get."""
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"):
        return Outcome.SIGN_IN
    if "signed_out.html" in {template.name for template in getattr(answer, "templates", ())}:
        return Outcome.SIGN_IN  # the same, with what was typed
    return TOLD_APART.get(answer.status_code)


def bare(answer: Answer) -> bytes:
    """The answer without what is of this one request."""
    path = answer.request["PATH_INFO"].encode()
    content: bytes = MINUTE.sub(b"", SECRET.sub(rb"\1\2", answer.content)).replace(path, b"")
    return content


def told(answer: Answer) -> str:
    """The end of what an answer says, without its marks."""
    text = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode(errors="replace"))
    return re.sub(" +", " ", text)[-300:]
