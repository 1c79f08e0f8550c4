"""Two texts for one report, heading by heading: what somebody wrote, and what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from audits.statuses import ReportedStatus as Status
from audits.web.fields import DayField
from tracker.models import ProgressUpdate
from tracker.web.records.differences import compared
from tracker.web.report_form import read_day

THEIRS: Final = "now"
FIELDS: Final = ("status", "actions_taken", "plan", "planned_until")


def side_by_side(mine: Mapping[str, str], now: ProgressUpdate | None) -> list[dict[str, object]]:
    """Each heading with what I wrote and what is there now, both in parts that say what stands in one alone.

    `differs` where white space is not all; `name` is the field that one of the two may be taken for (`taken`).
    """
    theirs = fields_of(now)
    rows = [
        (
            "status",
            _("추진상황"),
            dict(Status.choices).get(mine.get("status", ""), ""),
            now.get_status_display() if now else "",
        ),
        ("actions_taken", _("추진내용"), mine.get("actions_taken", ""), theirs["actions_taken"]),
        ("plan", _("향후계획"), mine.get("plan", ""), theirs["plan"]),
        ("planned_until", _("완료 예정일"), written(mine.get("planned_until")), theirs["planned_until"]),
    ]
    return [_row(name, head, str(left), str(right)) for name, head, left, right in rows]


def taken(posted: QueryDict, now: ProgressUpdate | None) -> QueryDict:
    """What was posted, with what is there now under each heading for which that was chosen (`take_…`)."""
    wanted = [name for name in FIELDS if posted.get(f"take_{name}") == THEIRS]
    if not wanted or now is None:
        return posted
    chosen = posted.copy()
    for name in wanted:
        chosen[name] = fields_of(now)[name]
    return chosen


def fields_of(update: ProgressUpdate | None) -> dict[str, str]:
    """A report that was sent, as a draft would keep it; all empty without one."""
    if update is None:
        return dict.fromkeys(FIELDS, "")
    return {
        "status": update.status,
        "actions_taken": update.actions_taken,
        "plan": update.plan,
        "planned_until": written(update.planned_until),
    }


def _row(name: str, head: str, left: str, right: str) -> dict[str, object]:
    differs = left.split() != right.split()
    mine, theirs = compared(left, right) if differs else ([], [])
    return {
        "name": name,
        "label": head,
        "mine": left,
        "now": right,
        "mine_parts": mine,
        "now_parts": theirs,
        "differs": differs,
    }


def written(day: object) -> str:
    """A day, typed or stored, as pages write it; what cannot be read as it was typed."""
    return str(DayField().prepare_value(read_day(day) or day) or "")
