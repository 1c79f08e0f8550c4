"""How often somebody has called in this minute of the clock; counted in the cache, which may be away."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

MINUTE: Final = 60


def too_many(caller: str, most: int, now: float) -> bool:
    """Count a call at `now`, seconds since 1970, and say whether it is beyond `most` in its minute.

    A cache that does not answer counts nothing and refuses nobody.
    """
    key = f"{caller}:{int(now // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        calls: int | None = cache.incr(key)
    except ValueError:  # the cache came back between the two, without the key
        return False
    return calls is not None and calls > most


def wait(now: float) -> float:
    """Seconds until the next minute begins."""
    return MINUTE - now % MINUTE
