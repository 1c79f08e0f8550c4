"""GET /healthz: whether the parts of the installation answer at this moment. No sign-in, never cached."""

import time
from typing import Final

import redis
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audits.models import CheckKind
from config import liveness
from tracker import checking

STARTED: Final = time.monotonic()
GRACE_SECONDS: Final = 60
OK: Final = "ok"
DOWN: Final = "down"
STARTING: Final = "starting"
# Without a second role the record's append-only rule binds nobody; it is said, and it is no outage.
ONE_ROLE: Final = "ok, one role"
UNCHECKED: Final = "unchecked"
HEALTHY: Final = frozenset({OK, STARTING, ONE_ROLE})


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while every part is well or still starting, else 503 with the failing parts named.

    `record` and `derived` repeat the newest checks: `ok`, `altered`, `unchecked`.
    """
    database, checks = database_state()
    parts = {"database": database, **broker_states(time.monotonic() - STARTED)}
    failing = [name for name, state in parts.items() if state not in HEALTHY]
    # An altered record is an alarm for people, and no outage: restarting or taking away the service mends nothing.
    body: dict[str, object] = {"status": "unavailable" if failing else OK, **parts, **checks}
    if failing:
        body["failing"] = failing
    return JsonResponse(body, status=503 if failing else 200)


def database_state() -> tuple[str, dict[str, str]]:
    """`ok`, `ok, one role` (who serves also owns the record's table) or `down`, within seconds; what checks found."""
    unchecked = dict.fromkeys(map(str, CheckKind.values), UNCHECKED)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute(
                "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
                " WHERE oid = to_regclass('audits_event')"
            )
            owns_the_record = cursor.fetchone()
            if owns_the_record is None:
                return DOWN, unchecked
            checks = _checks()
    except DatabaseError:
        return DOWN, unchecked
    return ONE_ROLE if owns_the_record[0] else OK, checks


def _checks() -> dict[str, str]:
    results, now = checking.newest_results(), timezone.now()
    return {str(kind): checking.in_a_word(results.get(kind), now) for kind in CheckKind.values}


def broker_states(seconds_since_start: float) -> dict[str, str]:
    """State of `broker`, `worker` and `beat`; the latter two count as starting for their first minute."""
    silent = STARTING if seconds_since_start < GRACE_SECONDS else DOWN
    try:
        worker, beat = liveness.connect().mget(liveness.WORKER, liveness.BEAT)
    except redis.RedisError:
        return {"broker": DOWN, "worker": silent, "beat": silent}
    return {"broker": OK, "worker": OK if worker else silent, "beat": OK if beat else silent}
