"""How much the request of this moment has shown: told where lists are made, asked by the access record."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass
class Shown:
    """The number of items shown so far; for a download of many, the reason that was given."""

    items: int = 0
    reason: str = ""


_NOW: Final[ContextVar[Shown | None]] = ContextVar("shown", default=None)


def begin() -> Shown:
    """Count anew; what is told from here on adds to what this answers."""
    shown = Shown()
    _NOW.set(shown)
    return shown


def add(items: int, reason: str = "") -> None:
    """Tell that so many more items are shown, and why where they are taken away. Outside a request it is nothing."""
    shown = _NOW.get()
    if shown is not None:
        shown.items += items
        shown.reason = reason or shown.reason
