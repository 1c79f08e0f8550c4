"""기록 점검 and 집계값 점검 as they are carried out: begun once at a time, followed from outside, their result kept.

The night's are found by asking what of the day is missing, so that a machine that slept makes up for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.access import Act, Viewer
from audits.anchors import NotKept, readable_anchors, record_daily
from audits.models import CheckKind, CheckState, RecordCheck
from audits.proof import BadAnchor, Faults, steady
from tracker.proof import Progress, compare_derived, compare_searched, prove

DEAD_AFTER: Final = timedelta(minutes=10)
FRESH_FOR: Final = timedelta(days=2)
RESULTS: Final = (CheckState.WHOLE, CheckState.ALTERED)
EVERY_SECONDS: Final = 1.0
_TOLD: Final = "UPDATE audits_recordcheck SET done = %s, total = %s, beat_at = %s WHERE id = %s"
Found = dict[str, Any]


def begin(kind: CheckKind, *, by: Viewer | None = None) -> RecordCheck | None:
    """Begin a check, by nobody for the night's; None where one of its kind is going on.

    One that gave no sign of life for ten minutes is ended first: its worker is dead. Raises PermissionDenied.
    """
    if by:
        by.require(Act.VERIFY_RECORD)
    now = timezone.now()
    silent = RecordCheck.objects.filter(
        kind=kind, state=CheckState.RUNNING, beat_at__lt=now - DEAD_AFTER
    ).first()
    if silent:
        fail(silent, _("점검하던 프로그램이 멈추어 끝내지 못하였습니다."))
    begun = {"by": by.user if by else None, "started_at": now, "beat_at": now}
    check, is_new = RecordCheck.objects.get_or_create(kind=kind, state=CheckState.RUNNING, defaults=begun)
    return check if is_new else None


def carry_out(check: RecordCheck, *, anchor_refused: str = "") -> None:
    """Check, and keep what was found. Whatever is raised on the way is kept as the reason, and raised again.

    `anchor_refused` says why this day's 기록 확인값 could not be kept outside or time-stamped.
    """
    try:
        found = _CHECKS[CheckKind(check.kind)](check)
    except Exception as reason:
        fail(check, f"{type(reason).__name__}: {reason}")
        raise
    if anchor_refused:
        found["anchor_refused"] = anchor_refused
    ours = RecordCheck.objects.filter(pk=check.pk)
    _end(ours, CheckState.WHOLE if found["ok"] else CheckState.ALTERED, found)


def fail(check: RecordCheck, reason: str) -> None:
    """End a check that could not be carried through; one that came to a result meanwhile keeps it."""
    running = RecordCheck.objects.filter(pk=check.pk, state=CheckState.RUNNING)
    _end(running, CheckState.FAILED, {"error": reason})


def watch(now: datetime) -> None:
    """Make up for what is missing of the day: its anchor, 기록 점검, 집계값 점검.

    The first of both finds more, and there is one mail a day about what was found. Where it cannot be carried through,
    the second is made all the same.
    """
    refused = _anchored(now)
    try:
        _make_up(CheckKind.RECORD, timezone.localdate(now), refused)
    finally:
        _make_up(CheckKind.DERIVED, timezone.localdate(now), refused)


def _make_up(kind: CheckKind, day: date, refused: str) -> None:
    check = None if _came_to_a_result(kind, day) else begin(kind)
    if check:
        carry_out(check, anchor_refused=refused)


def newest_results() -> dict[str, RecordCheck]:
    """The newest check of each kind that came to a result, without what it found; one statement."""
    results = RecordCheck.objects.filter(state__in=RESULTS).order_by("kind", "-id").distinct("kind")
    return {check.kind: check for check in results.defer("found")}


def in_a_word(check: RecordCheck | None, now: datetime) -> str:
    """`ok`, `altered`, or `unchecked` where there is no result, or none of the last two days but a bad one."""
    if check and check.state == CheckState.ALTERED:
        return "altered"
    return "ok" if check and check.started_at > now - FRESH_FOR else "unchecked"


def _anchored(now: datetime) -> str:
    """Keep the day's anchor; why not, or empty."""
    try:
        return record_daily(now).refusal
    except NotKept as reason:
        return str(reason)
    except BadAnchor as reason:
        return _unreadable(reason)


def _came_to_a_result(kind: CheckKind, day: date) -> bool:
    """Whether the day's own has been made; one that a person asked for stands beside it."""
    ours = RecordCheck.objects.filter(kind=kind, state__in=RESULTS, by=None)
    newest = ours.order_by("-id").first()
    return newest is not None and timezone.localdate(newest.started_at) == day


def _check_record(check: RecordCheck) -> Found:
    # Whoever spoils an anchor must not silence the check by it: it goes on with the others, and this is a fault.
    anchors, bad = readable_anchors()
    with _followed(check) as progress:
        found = prove(anchors, progress=progress).as_json()
    # A number tells as much as ten years of anchors every night.
    found["anchors"] = len(anchors)
    return _with_fault(found, _unreadable(bad[0])) if bad else found


def _check_derived(_check: RecordCheck) -> Found:
    faults = Faults()
    with steady():  # else an act between two statements looks like a difference
        checked = compare_derived(faults)
        compare_searched(faults)
    return {
        "ok": not faults.count,
        "demands": checked,
        "problems": [fault.as_json() for fault in faults.listed],
        "left_out": faults.count - len(faults.listed),
    }


_CHECKS: Final[Mapping[CheckKind, Callable[[RecordCheck], Found]]] = {
    CheckKind.RECORD: _check_record,
    CheckKind.DERIVED: _check_derived,
}


def _unreadable(reason: BadAnchor) -> str:
    return _("밖에 보관한 기록 확인값을 읽을 수 없습니다: %(reason)s") % {"reason": reason}


def _with_fault(found: Found, message: str) -> Found:
    fault = {"code": "anchor_unreadable", "message": message, "event": None, "table": None, "id": None}
    return found | {"ok": False, "problems": [fault, *found["problems"]]}


@contextmanager
def _followed(check: RecordCheck) -> Iterator[Progress]:
    """Tell the row how far a check is, once a second at most.

    Over a connection of its own: the check's sees the database of one moment, and may not write.
    """
    beside = connection.copy()
    last = -EVERY_SECONDS

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            last = now
            with beside.cursor() as cursor:
                cursor.execute(_TOLD, [done, total, timezone.now(), check.pk])

    try:
        yield tell
    finally:
        beside.close()


def _end(check: QuerySet[RecordCheck], state: CheckState, found: Found) -> None:
    now = timezone.now()
    check.update(state=state, found=found, beat_at=now, finished_at=now)
