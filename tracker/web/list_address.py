"""What an address of the list asks for, as pairs in the order given, and the address that pairs make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict

Pairs = tuple[tuple[str, str], ...]


def asked(data: Mapping[str, Any], known: Iterable[str]) -> Pairs:
    """Each known name with each of its values that is not empty; neither a page's cursor nor anything else."""
    every = data if isinstance(data, MultiValueDict) else MultiValueDict({n: [data[n]] for n in data})
    names = frozenset(known)
    return tuple(
        (name, str(value)) for name, values in every.lists() if name in names for value in values if value
    )


def without(pairs: Pairs, name: str, value: str = "") -> Pairs:
    """The pairs but those of this name, or but this one value of it."""
    return tuple(pair for pair in pairs if pair[0] != name or (value and pair[1] != value))


def address(pairs: Iterable[tuple[str, object]], path: str = "") -> str:
    """The address with these pairs as its question, in the order given."""
    return f"{path}?{urlencode(list(pairs))}"


def same(one: Pairs, other: Pairs) -> bool:
    """Whether two questions ask the same, in whatever order they were written."""
    return sorted(set(one)) == sorted(set(other))
