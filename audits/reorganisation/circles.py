"""Successions of one day that lead back to where they began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from audits.reorganisation.steps import Planned, bare, name_of


def circles(steps: Sequence[Planned]) -> Iterator[tuple[Planned, list[str]]]:
    """Each circle once: the step it is first seen at, and the names on it. A chain that ends is none."""
    onward: dict[str, list[Planned]] = defaultdict(list)
    for step in steps:
        if step.asked.ends and step.asked.successor is not None:
            onward[bare(name_of(step.asked.predecessor))].append(step)
    told: set[frozenset[str]] = set()
    for step in steps:
        start = bare(name_of(step.asked.predecessor))
        way = _way_back(start, onward) if step in onward.get(start, ()) else []
        names = frozenset(bare(name) for name in way)
        if way and names not in told:
            told.add(names)
            yield step, way


def _way_back(start: str, onward: dict[str, list[Planned]]) -> list[str]:
    """The names from `start` back to it; nothing where no way leads back."""
    waiting = [(step, [name_of(step.asked.predecessor)]) for step in onward[start]]
    seen: set[str] = set()
    while waiting:
        step, way = waiting.pop()
        name = name_of(step.asked.successor)
        if bare(name) == start:
            return [*way, name]
        if bare(name) not in seen:
            seen.add(bare(name))
            waiting += [(after, [*way, name]) for after in onward.get(bare(name), ())]
    return []
