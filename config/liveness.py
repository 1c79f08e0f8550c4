"""Signs of life in Redis, for /healthz to read: what worker and beat leave there (`config.pulse`)."""

import logging
import os
import sys
import urllib.error
import urllib.request
from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

WORKER: Final = "husok:alive:worker"
BEAT: Final = "husok:alive:beat"
PULSE_SECONDS: Final = 5
MISSED_AFTER_SECONDS: Final = 30

WEB: Final = "http://127.0.0.1:{port}/healthz"

logger = logging.getLogger(__name__)


def connect() -> redis.Redis:
    """Redis with the patience of a health check: half a second, no second try. Connects when asked."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
    )


def leave_sign(key: str) -> None:
    """Say "alive" under `key` for 30 seconds; without Redis nothing is said and nothing raised."""
    try:
        connect().set(key, 1, ex=MISSED_AFTER_SECONDS)
    except redis.RedisError as error:
        logger.warning("no sign of life left under %s: %s", key, error)


def is_alive(part: str) -> bool:
    """Whether `web`, `worker` or `beat` shows life; web by answering, whatever it says of the others."""
    if part == "web":
        return _answers(WEB.format(port=os.environ.get("PORT") or 8000))
    try:
        return bool(connect().exists({"worker": WORKER, "beat": BEAT}[part]))
    except redis.RedisError:
        return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310
            return True
    except urllib.error.HTTPError as answer:
        return answer.code == 503
    except OSError:
        return False


if __name__ == "__main__":
    raise SystemExit(0 if is_alive(sys.argv[1]) else 1)
