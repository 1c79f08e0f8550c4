"""What the clock does for demands; each task fetches and calls (architecture.md §3.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from audits.access import viewer
from audits.models import CheckState, RecordCheck, User
from audits.web import holding
from tracker import checking, making
from tracker.actions import reorganise, uploads
from tracker.models import KeptAnswer
from tracker.web import import_held

LONGEST_CHECK: Final = 2 * 60 * 60  # seconds: a million entries take minutes
LONGEST_FILE: Final = 15 * 60  # seconds: a book of some thousand items as PDF
KEPT_FOR: Final = timedelta(days=7)  # how long the answer to an Idempotency-Key is given again


@shared_task(name="tracker.follow_successions")
def follow_successions() -> int:
    """Every hour: open work and people go where renames and merges up to today say. Answers how many moves were made.

    From the first minutes of the day on, and again so that a machine that was off at night makes up for it.
    """
    return reorganise.catch_up(on=timezone.localdate()).moved


@shared_task(name="tracker.forget_kept_answers")
def forget_kept_answers() -> int:
    """Remove answers that are no longer given again; answers how many."""
    removed, _ = KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


@shared_task(name="tracker.forget_unused_files")
def forget_unused_files() -> int:
    """Remove uploads that no report used in their time; answers how many."""
    return uploads.forget_unused(timezone.now())


@shared_task(name="tracker.forget_stray_files")
def forget_stray_files() -> int:
    """Remove files that a crash left without a row; answers how many."""
    return uploads.forget_strays(timezone.now())


# Taken off the queue when it begins: begun once, it is never begun again beside itself.
@shared_task(
    name="tracker.carry_out_check",
    acks_late=False,
    soft_time_limit=LONGEST_CHECK,
    time_limit=LONGEST_CHECK + 60,
)
def carry_out_check(pk: int) -> None:
    """Carry out a check that somebody began."""
    check = RecordCheck.objects.filter(pk=pk, state=CheckState.RUNNING).first()
    if check:
        checking.carry_out(check)


@shared_task(
    name="tracker.watch_record",
    acks_late=False,
    soft_time_limit=LONGEST_CHECK,
    time_limit=LONGEST_CHECK + 60,
)
def watch_record() -> None:
    """Every hour from two in the night on: whatever of the day's anchor and checks is still missing."""
    checking.watch(timezone.now())


@shared_task(name="tracker.read_upload")
def read_upload(token: str, user_id: int) -> None:
    """Read a long report that somebody has sent; again it does nothing, and nothing either where its time is over."""
    person = viewer(User.objects.get(pk=user_id), timezone.localdate())
    held: import_held.Held | None = holding.held(import_held.HELD, token, person)
    if held and held.read is None and not held.refusal:
        holding.keep(import_held.HELD, token, import_held.read_now(held, person), person)


# Taken off the queue when it begins: longer than a queue waits for an answer, and begun again by `watch_report_files`.
@shared_task(
    name="tracker.make_report_file",
    acks_late=False,
    soft_time_limit=LONGEST_FILE,
    time_limit=LONGEST_FILE + 60,
)
def make_report_file(pk: int) -> None:
    """Make a file that somebody asked for."""
    making.carry_out(pk)


@shared_task(name="tracker.watch_report_files")
def watch_report_files() -> int:
    """Every five minutes: ring again for files that a dead worker left; answers how many."""
    left = making.left_behind(timezone.now())
    for pk in left:
        make_report_file.delay(pk)
    return len(left)


@shared_task(name="tracker.forget_report_files")
def forget_report_files() -> int:
    """Each night: remove files that were kept long enough; answers how many."""
    return making.forget(timezone.now())
