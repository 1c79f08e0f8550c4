"""What a limit is, and how figures and limits are written."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """A limit: what is measured, in words, how much of it, and whether that is the least."""

    label: str
    limit: float
    is_least: bool

    def missed(self, found: float) -> bool:
        """Whether this was not kept."""
        return found < self.limit if self.is_least else found > self.limit

    def __str__(self) -> str:
        return f"{'at least' if self.is_least else 'at most'} {figure(self.limit)}"


def figure(value: float) -> str:
    """A figure as pages show it."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
