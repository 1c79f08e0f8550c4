"""보고서 파일 as they are made: asked for once, made by a worker, followed from outside, kept for a week.

What waits, waits in the database: the bell only says "look now", and whatever a dead worker left is begun again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from billiard.exceptions import SoftTimeLimitExceeded
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.errors import NotAllowedNow
from audits.proof import steady
from tracker import papers
from tracker.exports import files
from tracker.exports.unavailable import Unavailable
from tracker.models import FileState, ReportFile, ReportForm

log = logging.getLogger(__name__)
DEAD_AFTER: Final = timedelta(minutes=10)
GIVEN_UP_AFTER: Final = timedelta(hours=1)  # what kills its worker again and again is not tried for ever
UNHEARD_AFTER: Final = timedelta(minutes=1)  # a bell that nobody heard
KEPT_FOR: Final = timedelta(days=7)
EVERY_SECONDS: Final = 1.0
Tell = Callable[[int], None]


def carry_out(pk: int) -> None:
    """Make the file that waits; nothing where another worker has it, or it is gone.

    Whatever is raised on the way becomes one line for whoever asked.
    """
    now = timezone.now()
    mine = ReportFile.objects.filter(pk=pk, state=FileState.WAITING)
    if not mine.update(state=FileState.RUNNING, beat_at=now, done=0, error=""):
        return
    file = ReportFile.objects.defer("content").select_related("snapshot", "audit").get(pk=pk)
    try:
        _finish(file, _made(file))
    except (Unavailable, NotAllowedNow) as reason:
        fail(file, str(reason))
    except SoftTimeLimitExceeded:
        fail(file, _("시간이 너무 오래 걸려 만들지 못하였습니다. 다른 형식으로 받아 주십시오."))
    except Exception:
        log.exception("report file %s could not be made", pk)
        fail(file, _("파일을 만들지 못하였습니다. 다시 요청하고, 되풀이되면 시스템관리자에게 알려 주십시오."))


def fail(file: ReportFile, reason: str) -> None:
    """End the making of a file with its reason; one that was finished meanwhile stays."""
    going_on = ReportFile.objects.going_on().filter(pk=file.pk)
    going_on.update(state=FileState.FAILED, error=reason, finished_at=timezone.now())


def left_behind(now: datetime) -> list[int]:
    """Files whose worker is dead or whose bell was not heard, put back to wait; what was given up is ended."""
    silent = Q(state=FileState.RUNNING, beat_at__lt=now - DEAD_AFTER)
    unheard = Q(state=FileState.WAITING, beat_at__lt=now - UNHEARD_AFTER)
    ReportFile.objects.filter(silent, asked_at__lt=now - GIVEN_UP_AFTER).update(
        state=FileState.FAILED,
        error=_("만들던 프로그램이 거듭 멈추어 끝내지 못하였습니다. 다시 요청하여 주십시오."),
        finished_at=now,
    )
    left = ReportFile.objects.filter(silent | unheard)
    again = list(left.values_list("pk", flat=True))
    left.filter(pk__in=again).update(state=FileState.WAITING, beat_at=now)
    return again


def forget(now: datetime) -> int:
    """Remove files a week after they were finished or failed; answers how many. They can be made again."""
    old = ReportFile.objects.filter(finished_at__lt=now - KEPT_FOR)
    return old.delete()[0]


def _made(file: ReportFile) -> bytes:
    with steady():  # else an act between two statements would stand in one table and not in the other
        report = papers.of_file(file)
    ReportFile.objects.filter(pk=file.pk).update(total=len(report.items), beat_at=timezone.now())
    return files.written(ReportForm(file.form), report, _told(file.pk))


def _finish(file: ReportFile, content: bytes) -> None:
    now = timezone.now()
    ReportFile.objects.filter(pk=file.pk, state=FileState.RUNNING).update(
        state=FileState.READY,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        beat_at=now,
        finished_at=now,
    )


def _told(pk: int) -> Tell:
    """Tells the row how many items are written, once a second at most."""
    last = -EVERY_SECONDS

    def tell(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            last = now
            ReportFile.objects.filter(pk=pk).update(done=done, beat_at=timezone.now())

    return tell
