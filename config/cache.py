"""The cache: a convenience that may be away without anybody being locked out."""

from typing import Any

from django_redis.cache import RedisCache


class FailOpenCache(RedisCache):  # type: ignore[misc]  # the package declares no types
    """Redis as a cache whose loss is logged and otherwise goes unnoticed."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store a value unless the key exists; True also when Redis is away.

        The limits on sign-in take their lock with `add`: a "no" from a dead Redis would refuse everybody.
        """
        added = super().add(*args, **kwargs)
        return True if added is None else bool(added)
