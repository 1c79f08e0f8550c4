"""What a department can say about a demand (product.md §3): the six reported statuses."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportedStatus(models.TextChoices):
    """추진상황 as a code; the office's own wording is kept beside it."""

    NOT_REPORTED = "not_reported", _("미보고")
    UNDER_REVIEW = "under_review", _("검토 중")
    IN_PROGRESS = "in_progress", _("추진 중")
    COMPLETED = "completed", _("완료")
    NOT_ACCEPTED = "not_accepted", _("미반영")
    TRANSFERRED = "transferred", _("이첩")


CLOSING = frozenset({ReportedStatus.COMPLETED, ReportedStatus.NOT_ACCEPTED, ReportedStatus.TRANSFERRED})

# The columns of the 총괄 table, and those it has only where they are not 0, so that 계 adds up (product.md §3).
COLUMNS: Final = (
    ReportedStatus.COMPLETED,
    ReportedStatus.IN_PROGRESS,
    ReportedStatus.UNDER_REVIEW,
    ReportedStatus.NOT_ACCEPTED,
)
RARE_COLUMNS: Final = (ReportedStatus.TRANSFERRED, ReportedStatus.NOT_REPORTED)
