"""Why a row is among what was searched for, where neither its text nor its department shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audits.access import Viewer
from audits.letters import bare
from tracker import access
from tracker.models import Assignment, ProgressUpdate
from tracker.web.marking import place

BEFORE: Final = 12  # letters before the words found
AFTER: Final = 28


def is_in(text: str, query: str) -> bool:
    """Whether something would be marked."""
    wanted = bare(query)
    return bool(wanted) and wanted in bare(text)


def in_reports(rows: Iterable[Assignment], query: str, viewer: Viewer) -> dict[int, SafeString]:
    """A piece of the newest report with the words marked, by the assignment's id, where that report has them.

    Of what the viewer may read. A report of another department on the same demand explains a row as well, where its
    own does not. One statement.
    """
    asked = {row.pk: row.demand_id for row in rows}
    by_assignment: dict[int, SafeString] = {}
    by_demand: dict[int, SafeString] = {}
    for update in _newest(asked.values(), viewer) if asked else ():
        for text in (update.actions_taken, update.plan):
            if piece := _piece(text, query):
                by_assignment.setdefault(update.assignment_id, piece)
                by_demand.setdefault(update.assignment.demand_id, piece)
    found = {pk: by_assignment.get(pk) or by_demand.get(demand) for pk, demand in asked.items()}
    return {pk: piece for pk, piece in found.items() if piece}


def _newest(demand_ids: Iterable[int], viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """The newest filed report of each assignment of these demands, as far as the viewer reads them."""
    readable = access.visible_updates(viewer).filter(filed_at__isnull=False)
    newest = readable.filter(assignment=OuterRef("assignment")).order_by("-number").values("number")[:1]
    return (
        readable.filter(assignment__demand__in=set(demand_ids), number=newest)
        .select_related("assignment")
        .only("actions_taken", "plan", "assignment__demand_id")
        .order_by("assignment_id")
    )


def _piece(text: str, query: str) -> SafeString | None:
    """The words with a little around them, on one line."""
    line = " ".join(text.split())
    found = place(line, query)
    if found is None:
        return None
    first, last = found
    begin, end = max(first - BEFORE, 0), min(last + AFTER, len(line))
    before = ("…" if begin else "") + line[begin:first]
    after = line[last:end] + ("…" if end < len(line) else "")
    return format_html("{}<mark>{}</mark>{}", before, line[first:last], after)
