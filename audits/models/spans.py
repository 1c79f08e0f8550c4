"""Days from one on, until another one that no longer belongs."""

from __future__ import annotations

from datetime import date


def is_between(on: date, since: date | None, until: date | None) -> bool:
    """Whether `on` is a day of [since, until); an unknown beginning counts as long ago, no end as never."""
    return (since is None or since <= on) and (until is None or on < until)
