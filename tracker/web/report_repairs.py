"""One-click repairs of a report that is being written: what was typed, put where it belongs (product.md §5).

Each is asked for by its author, changes the draft alone and sends nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from audits.intake import dates
from audits.statuses import ReportedStatus as Status
from tracker.web.side_by_side import written

Fields = Mapping[str, str]


def to_in_progress(fields: Fields) -> dict[str, str]:
    """추진 중 in place of a 완료 whose plan goes on; the plan's last day, where none was typed."""
    planned = fields.get("planned_until", "") or written(dates.planned_until(fields.get("plan", "")))
    return {**fields, "status": Status.IN_PROGRESS.value, "continues": "", "planned_until": planned}


def to_continuing(fields: Fields) -> dict[str, str]:
    """완료(계속 추진)."""
    return {**fields, "status": Status.COMPLETED.value, "continues": "on"}


def to_plan(fields: Fields) -> dict[str, str]:
    """What was only promised, under 향후계획: it stands before what is planned there already."""
    told = [fields.get(name, "").strip("\r\n") for name in ("actions_taken", "plan")]
    return {**fields, "actions_taken": "", "plan": "\n".join(text for text in told if text.strip())}


REPAIRS: Final[Mapping[str, Callable[[Fields], dict[str, str]]]] = {
    "in_progress": to_in_progress,
    "continues": to_continuing,
    "to_plan": to_plan,
}
