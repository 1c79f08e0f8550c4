"""The step `digest [WAY]`: everybody's digest composed once in a fresh process, and the mails written out."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from notifications import digests, emails
from notifications.digests import Digest
from tools.bench.statements import counting


def main(way: str = "whole") -> dict[str, float]:
    """Seconds, statements and megabytes that composing takes beyond what the process had.

    `whole` has all digests in memory at once and then writes the mails; `stream` has a batch of them, as planning and
    sending do.
    """
    on = timezone.localdate()
    connection.ensure_connection()
    composed: Iterable[Digest] = ()
    with counting() as sent:
        before, began = _megabytes(), time.perf_counter()
        composed = digests.each(on) if way == "stream" else digests.compose_all(on)
        overdue = [digest.overdue for digest in composed]
        took, after = time.perf_counter() - began, _megabytes()
    figures = {
        "recipients": len(overdue),
        "overdue": max(overdue),
        "seconds": took,
        "statements": len(sent),
        "statements_per_batch": len(sent) / (len(overdue) / digests.BATCH),
        "megabytes": after - before,
    }
    return figures if way == "stream" else figures | {"writing_seconds": _written(composed)}


def _written(composed: Iterable[Digest]) -> float:
    """Seconds that the mails take as text and HTML."""
    began = time.perf_counter()
    for digest in composed:
        emails.digest(digest)
    return time.perf_counter() - began


def _megabytes() -> float:
    """The most memory this process has ever had (Linux: kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
