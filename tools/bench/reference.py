"""What the product is compared with: a view that does nothing, and its two hot endpoints written by hand.

The latter do the same work in plain SQL (key, filter, text; key, lock, report, evidence, standing, chained
event, kept answer), without framework, validation or rights beyond the department's own rows.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

CALLER: Final = """
    SELECT t.id, t.department_id, t.responsible_id FROM audits_departmenttoken t
    JOIN audits_user u ON u.id = t.responsible_id AND u.is_active
    WHERE t.key_sha256 = %s AND t.revoked_at IS NULL AND t.expires_on > %s
"""
LIST: Final = """
    SELECT a.id, a.version, a.department_id, d.name, a.is_lead, a.stage, a.reported_status, a.continues,
        a.verification, a.due_date, a.original_due_date, a.assigned_on, a.received_on, m.audit_id, m.id, m.number,
        c.code, v.text
    FROM tracker_assignment a
    JOIN audits_demand m ON m.id = a.demand_id
    JOIN audits_category c ON c.id = m.category_id
    JOIN audits_audit y ON y.id = m.audit_id
    JOIN audits_department d ON d.id = a.department_id
    JOIN audits_demandversion v ON v.demand_id = m.id AND v.number = m.version
    WHERE a.department_id = %s AND a.stage IN ('assigned', 'working', 'returned') AND a.due_date < %s
    ORDER BY y.year DESC, m.audit_id, m.number, d.rank, a.id LIMIT 51
"""
LOCK: Final = """
    SELECT a.version, a.demand_id,
        (SELECT max(p.number) FROM tracker_progressupdate p WHERE p.assignment_id = a.id)
    FROM tracker_assignment a JOIN audits_demand m ON m.id = a.demand_id
    WHERE a.id = %s AND a.department_id = %s FOR UPDATE OF a, m
"""
UPDATE: Final = """
    INSERT INTO tracker_progressupdate (assignment_id, number, department_id, author_id, gate, source, reported_on,
        filed_at, status, continues, no_change, wording, actions_taken, plan, reason, receiver, created_at)
    VALUES (%s, %s, %s, %s, '', 'api', %s, %s, %s, false, false, '', %s, %s, '', '', %s) RETURNING id
"""
EVIDENCE: Final = """
    INSERT INTO tracker_evidence (assignment_id, update_id, document_sha256, document_number, url, added_by_id,
        added_at) VALUES (%s, %s, '', %s, '', %s, %s)
"""
ADVANCE: Final = """
    UPDATE tracker_assignment SET stage = 'working', reported_status = %s, version = version + 1 WHERE id = %s
"""
STANDING: Final = """
    UPDATE tracker_followup SET standing = 'in_progress' WHERE demand_id = %s
"""
HEAD: Final = "SELECT number, hash FROM audits_event ORDER BY number DESC LIMIT 1"
EVENT: Final = """
    INSERT INTO audits_event (number, previous_hash, hash, text, at, kind, actor_id, subject_kind, subject_id,
        demand_id) VALUES (%s, %s, %s, %s, %s, 'reported', %s, 'assignment', %s, %s)
"""
KEPT: Final = """
    INSERT INTO tracker_keptanswer (caller, path, key, body_sha256, status, etag, answer, created_at)
    VALUES (%s, %s, %s, %s, 201, %s, %s, %s)
"""
FREE: Final = """
    SELECT pg_try_advisory_xact_lock(hashtext(%s)),
        (SELECT id FROM tracker_keptanswer WHERE caller = %s AND path = %s AND key = %s)
"""
RECORD: Final = 0x6875736F6B  # the same lock as the product's


def bare(_request: HttpRequest) -> HttpResponse:
    """What Django and the web server cost by themselves."""
    return _answer({"ok": True})


def assignments(request: HttpRequest) -> HttpResponse:
    """Fifty overdue assignments of the key's department; two statements."""
    _token, department, _person = _caller(request)
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(LIST, [department, today])
        rows = cursor.fetchall()
    return _answer({"next": None, "results": rows[:50]})


@csrf_exempt
@transaction.atomic
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with one piece of evidence, done once for its key; eleven statements."""
    token, department, person = _caller(request)
    said, now = json.loads(request.body), timezone.now()
    kept = (f"token:{token}", request.path, request.headers["Idempotency-Key"])
    with connection.cursor() as cursor:
        free, before = _one(cursor, FREE, [":".join(kept), *kept])
        if before or not free:
            return _answer({}, 409)
        version, demand, last = _one(cursor, LOCK, [pk, department])
        if request.headers["If-Match"] != f'"a{pk}-v{version}"':
            return _answer({}, 412)
        words = [now, said["status"], said["actions_taken"], said["plan"], now]
        number = (last or 0) + 1
        day = timezone.localdate()
        (update,) = _one(cursor, UPDATE, [pk, number, department, person, day, *words])
        cursor.execute(EVIDENCE, [pk, update, said["evidence"][0]["document_number"], person, now])
        cursor.execute(ADVANCE, [said["status"], pk])
        cursor.execute(STANDING, [demand])
        answer = {"id": update, "assignment": pk, "number": number, "version": version + 1}
        tag, told = f'"a{pk}-v{version + 1}"', json.dumps(answer)
        cursor.execute(KEPT, [*kept, hashlib.sha256(request.body).hexdigest(), tag, told, now])
        _chain(cursor, told, person, pk, demand)
    return _answer(answer, 201, ETag=tag)


def _answer(body: dict[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    """JSON with its length, as the middleware would add it."""
    response = JsonResponse(body, status=status, headers=headers)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _chain(cursor: Any, told: str, person: int, pk: int, demand: int) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECORD])
    number, previous = _one(cursor, HEAD, [])
    now = timezone.now()
    text = json.dumps({"number": number + 1, "previous": previous, "at": now.isoformat(), "told": told})
    digest = hashlib.sha256(text.encode()).hexdigest()
    cursor.execute(EVENT, [number + 1, previous, digest, text, now, person, pk, demand])


def _caller(request: HttpRequest) -> tuple[int, int, int]:
    """Token, department and responsible person of the key that is shown."""
    key = request.headers["Authorization"].removeprefix("Bearer ")
    with connection.cursor() as cursor:
        token, department, person = _one(
            cursor, CALLER, [hashlib.sha256(key.encode()).hexdigest(), timezone.localdate()]
        )
    return token, department, person


def _one(cursor: Any, statement: str, values: list[object]) -> tuple[Any, ...]:
    cursor.execute(statement, values)
    found: tuple[Any, ...] = cursor.fetchone()
    return found
