"""The step `digest`: everybody's weekly digest composed once in a fresh process, and the mails written out."""

from __future__ import annotations

import resource
import time

from django.utils import timezone

from notifications import digests, emails
from notifications.recipients import recipients
from tools.bench.statements import counting


def main() -> dict[str, float]:
    """Seconds, statements and megabytes that composing takes beyond what the process had; then the writing."""
    on = timezone.localdate()
    recipients(on)
    with counting() as sent:
        before, began = _megabytes(), time.perf_counter()
        composed = digests.compose_all(on)
        took, after = time.perf_counter() - began, _megabytes()
    began = time.perf_counter()
    for digest in composed:
        emails.weekly_digest(digest)
    return {
        "recipients": len(composed),
        "overdue": max(digest.overdue for digest in composed),
        "seconds": took,
        "statements": len(sent),
        "megabytes": after - before,
        "writing_seconds": time.perf_counter() - began,
    }


def _megabytes() -> float:
    """The most memory this process has ever had (Linux: kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
