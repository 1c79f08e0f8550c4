"""What goes wrong, and when: kills and emptied queues at moments that a seed has chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

FLUSH: Final = "FLUSHALL"
# Of a hundred kills, how many hit each part, most of them whoever is at a mail; where there are few, the first of
# each in this order.
SHARES: Final[Mapping[str, int]] = {
    "child of worker 1": 28,
    "postgres": 8,
    "redis": 8,
    "child of worker 2": 28,
    "beat": 6,
    "web": 6,
    "worker 1": 8,
    "worker 2": 8,
}
# Both at once at the very end, so that no lease is left that a living worker could hold.
LAST: Final = ("worker 1", "worker 2")


@dataclass(frozen=True)
class Fault:
    """At so many seconds from the beginning something happens to a part, or to all that Redis holds."""

    at: float
    what: str


def plan(seed: int, kills: int, flushes: int, seconds: float) -> list[Fault]:
    """So many kills and flushes within `seconds`, in order, the same for the same seed."""
    chance = Random(f"{seed}/faults")  # noqa: S311 (no secrets)
    last = LAST[:kills]
    what = [*_dealt(kills - len(last)), *([FLUSH] * flushes)]
    chance.shuffle(what)
    step = seconds / max(1, len(what) + 1)
    spread = [Fault((place + chance.random()) * step, each) for place, each in enumerate(what)]
    return [*spread, *(Fault(seconds, each) for each in last)]


def _dealt(kills: int) -> Iterator[str]:
    """The parts that are hit: each once, then by their shares of what is left."""
    yield from list(SHARES)[:kills]
    left = kills - len(SHARES)
    dealt = dict.fromkeys(SHARES, 1)
    for _ in range(left):
        part = max(SHARES, key=lambda name: SHARES[name] / dealt[name])
        dealt[part] += 1
        yield part
