"""Whether this database is the one that may send, or a restored copy of it."""

from __future__ import annotations


def held() -> bool:
    """Whether nothing may leave, because this is a copy for which nobody has enabled mail."""
    return False
