"""GET /healthz: whether the parts of the installation answer at this moment. No sign-in, never cached."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import redis
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audits.models import CheckKind
from config import liveness
from notifications import identity, watch
from notifications.models import Notification, Part, State
from tracker import checking

STARTED: Final = time.monotonic()
GRACE_SECONDS: Final = 60
OK: Final = "ok"
DOWN: Final = "down"
STARTING: Final = "starting"
# Without a second role the record's append-only rule binds nobody; it is said, and it is no outage.
ONE_ROLE: Final = "ok, one role"
UNCHECKED: Final = "unchecked"
HELD: Final = "held"
HEALTHY: Final = frozenset({OK, STARTING, ONE_ROLE, UNCHECKED})


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while every part is well or still starting, else 503 with the failing parts named.

    `record` and `derived` repeat the newest checks: `ok`, `altered`, `unchecked`. `mail` says what waits for a person:
    `held` (a restored copy), `uncertain 3, dead 1`. Neither is an outage: restarting the service mends nothing.
    """
    state = database_state()
    parts = {
        "database": state.database,
        **broker_states(time.monotonic() - STARTED),
        "planner": state.planner,
    }
    failing = [name for name, each in parts.items() if each not in HEALTHY]
    body: dict[str, object] = {
        "status": "unavailable" if failing else OK,
        **parts,
        **state.checks,
        "mail": state.mail,
    }
    if failing:
        body["failing"] = failing
    return JsonResponse(body, status=503 if failing else 200)


@dataclass(frozen=True)
class DatabaseState:
    """`database`: `ok`, `ok, one role` (who serves also owns the record's table) or `down`; and what it tells."""

    database: str
    planner: str = UNCHECKED
    mail: str = UNCHECKED
    checks: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(CheckKind.values, UNCHECKED))


def database_state() -> DatabaseState:
    """How the database is, within seconds, and what it tells of planner, mail and checks."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute(
                "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
                " WHERE oid = to_regclass('audits_event')"
            )
            owns_the_record = cursor.fetchone()
            if owns_the_record is None:
                return DatabaseState(DOWN)
            database = ONE_ROLE if owns_the_record[0] else OK
            return DatabaseState(database, _planner(), _mail(), _checks())
    except DatabaseError:
        watch.LOOKOUT.forget()
        return DatabaseState(DOWN)


def _planner() -> str:
    """`down` where this process has seen it silent for fifteen minutes; whatever is silent is told of."""
    seen = {each.part: each for each in watch.look()}
    if any(each.is_silent for each in seen.values()):
        watch.WEBS_POST.call()
    planner = seen[Part.PLANNER]
    if planner.is_silent:
        return DOWN
    recent = planner.since and planner.since > timezone.now() - watch.SILENT_AFTER
    return OK if recent else STARTING


def _mail() -> str:
    """What of the mail waits for a person."""
    if identity.held():
        return HELD
    counts = Notification.objects.unresolved().by_state()
    return ", ".join(f"{state} {counts[state]}" for state in State if state in counts) or OK


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
