"""Two texts for one report, heading by heading: what somebody wrote, and what is there now."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from audits.statuses import ReportedStatus as Status
from audits.web.fields import DayField
from tracker.models import ProgressUpdate
from tracker.web.report_form import read_day


def side_by_side(mine: Mapping[str, str], now: ProgressUpdate | None) -> list[dict[str, object]]:
    """Each heading with what I wrote and what is there now; `differs` where white space is not all."""
    rows = [
        (
            _("추진상황"),
            dict(Status.choices).get(mine["status"], ""),
            now.get_status_display() if now else "",
        ),
        (_("추진내용"), mine["actions_taken"], now.actions_taken if now else ""),
        (_("향후계획"), mine["plan"], now.plan if now else ""),
        (_("완료 예정일"), written(mine["planned_until"]), written(now.planned_until if now else None)),
    ]
    return [
        {"label": head, "mine": left, "now": right, "differs": left.split() != right.split()}
        for head, left, right in rows
    ]


def written(day: object) -> str:
    """A day, typed or stored, as pages write it; what cannot be read as it was typed."""
    return str(DayField().prepare_value(read_day(day) or day) or "")
