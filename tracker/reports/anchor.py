"""기록 확인값: what a paper or mail quotes of the record."""

from __future__ import annotations

from django.db.models import Max

from audits.models import Event


def record_head() -> str:
    """기록 확인값: number and hash of the newest entry of the record, `0` where there is none."""
    last = Event.objects.aggregate(number=Max("number"))["number"]
    return f"{last}:{Event.objects.get(number=last).hash}" if last else "0"
