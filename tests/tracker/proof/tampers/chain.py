"""Entries as somebody forges them: with right numbers, links and hashes where wanted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, Final

from audits.models import Event

_OPENING: Final = re.compile(r'^\{"number":\d+,"previous":"[0-9a-f]*"')
LETTERS: Final = "0123456789abcdef"


def newest() -> Event:
    """The entry at the end."""
    return Event.objects.latest("number")


def any_number(chance: Random, least: int = 1, spare: int = 0) -> int:
    """Some entry, not before `least`, with `spare` more after it."""
    return chance.randint(least, newest().number - spare)


def sha256(text: str) -> str:
    """As the record hashes."""
    return hashlib.sha256(text.encode()).hexdigest()


def change(which: int, **columns: object) -> None:
    """Overwrite columns of one entry."""
    assert Event.objects.filter(number=which).update(**columns) == 1


def placed(event: Event, number: int, previous: str) -> Event:
    """The entry at another place of the chain, with a right link and hash."""
    event.text = _OPENING.sub(f'{{"number":{number},"previous":"{previous}"', event.text)
    event.number, event.previous_hash, event.hash = number, previous, sha256(event.text)
    return event


def chained(events: Iterable[Event], number: int, previous: str) -> list[Event]:
    """Entries one after the other from a place on."""
    linked = []
    for place, event in enumerate(events, start=number):
        linked.append(placed(event, place, previous))
        previous = event.hash
    return linked


def rewrite(number: int, events: Callable[[list[Event]], Sequence[Event]]) -> None:
    """Everything from an entry on anew, with right numbers, links and hashes."""
    rest = list(Event.objects.filter(number__gte=number).order_by("number"))
    previous = rest[0].previous_hash
    Event.objects.filter(number__gte=number).delete()
    Event.objects.bulk_create(chained(events(rest), number, previous))


def retold(event: Event, **changed: Any) -> Event:
    """The entry with other words, in the text and in the columns that repeat it."""
    told = json.loads(event.text) | changed
    event.text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    event.kind, event.actor_id, event.demand_id = told["kind"], told["by"], told["demand"]
    event.subject_kind, event.subject_id = told["subject"]
    return event


def twisted(text: str, chance: Random) -> str:
    """The text with one character of it another one."""
    place = chance.randrange(len(text))
    other = chance.choice([letter for letter in LETTERS if letter != text[place]])
    return text[:place] + other + text[place + 1 :]
