"""What a department can say about a demand (product.md §3): the six reported statuses."""

from django.db import models


class ReportedStatus(models.TextChoices):
    """추진상황 as a code; the office's own wording is kept beside it."""

    NOT_REPORTED = "not_reported", "미보고"
    UNDER_REVIEW = "under_review", "검토 중"
    IN_PROGRESS = "in_progress", "추진 중"
    COMPLETED = "completed", "완료"
    NOT_ACCEPTED = "not_accepted", "미반영"
    TRANSFERRED = "transferred", "이첩"


CLOSING = frozenset({ReportedStatus.COMPLETED, ReportedStatus.NOT_ACCEPTED, ReportedStatus.TRANSFERRED})
