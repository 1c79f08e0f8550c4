"""한 장 보기: a demand and what became of it on one A4 page, the demand left and the result right, as print has it.

A page that somebody takes to a meeting: what is too long ends with 이하 생략, and the foot says where all of it is.
It names departments and no officials, and says nothing of doubts (product.md rule 14).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.models import Demand, DemandVersion
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.models import Assignment
from tracker.pending import with_facts
from tracker.reports.changes import TOLD
from tracker.web import dossier
from tracker.web.demands import label, role_label
from tracker.web.records import lines

# What one page holds in the type of `one-page.css`: lines, and letters of Hangul on a line of each column.
LINES: Final = 31
LEFT: Final = 14
RIGHT: Final = 35
MOST_SHARES: Final = 3  # departments in full
MOST_OTHERS: Final = 6  # by name and state; of more than these, how many
OF_EACH: Final = 6  # lines of a department beside its words: name, both axes, day, two headings
OF_A_CHECK: Final = 2
OF_A_HEAD: Final = 10  # letters: which verdict, of which day
OF_THE_SOURCE: Final = 3  # who raised it, and where the minutes say so
MOST_STEPS: Final = 5
MOST_EVENTS: Final = 5
OF_AN_EVENT: Final = 25  # letters
BEGINNINGS: Final = frozenset({"audit_transmitted", "transmitted", "received"})


@dataclass(frozen=True)
class Fitted:
    """As much of a text as fits, and whether it ends early."""

    text: str
    cut: bool = False


@require_safe
def demand_sheet_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A demand the viewer may see, 404 otherwise. The statements do not grow with what there is of it."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    found = access.visible_demands(viewer).select_related(
        "audit__committee", "category", "document", "followup"
    )
    demand = found.filter(pk=pk).first()
    if demand is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    text = DemandVersion.objects.texts([demand])[demand.pk]
    shares = _shares(demand, viewer)
    full, rest = shares[:MOST_SHARES], shares[MOST_SHARES : MOST_SHARES + MOST_OTHERS]
    unsaid = len(shares) - len(full) - len(rest)
    room = (LINES - len(rest) - bool(unsaid)) // len(full) - OF_EACH if full else 0
    answers = [_answer(share, room) for share in full]
    wanted = fitted(text, LINES - OF_THE_SOURCE, LEFT)
    council = access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS)
    context = {
        "demand": demand,
        "label": label(demand),
        "wanted": wanted,
        "raised_by": demand.raised_by if council else "",
        "minutes_reference": demand.minutes_reference if council else "",
        "answers": answers,
        "others": rest,
        "unsaid": unsaid,
        "history": _history(demand, viewer),
        "is_cut": bool(wanted.cut or rest or any(answer["is_cut"] for answer in answers)),
        "whole_url": request.build_absolute_uri(reverse("demand_detail", args=[demand.pk])),
        "demand_url": reverse("demand_detail", args=[demand.pk]),
        "on": viewer.on,
        "record_head": reports.record_head(),
    }
    return render(request, "tracker/demand_paper.html", context)


def fitted(text: str, most: int, width: int) -> Fitted:
    """The beginning of `text` that takes at most `most` lines of `width` letters of Hangul, ending at a word."""
    kept: list[str] = []
    left = most
    for line in filter(str.strip, text.replace("\t", " | ").splitlines()):
        takes = max(1, ceil(_wide(line) / width))
        if takes > left:
            kept += [_beginning(line, left * width)] if left > 0 else []
            return Fitted("\n".join(filter(None, kept)), cut=True)
        kept.append(line)
        left -= takes
    return Fitted("\n".join(kept))


def _beginning(line: str, most: float) -> str:
    wide = 0.0
    for place, letter in enumerate(line):
        wide += _of(letter)
        if wide > most - 2:
            return line[:place].rsplit(" ", 1)[0] + " …"
    return line


def _wide(text: str) -> float:
    """How many letters of Hangul stand in as much room; words that do not break leave some at the end of a line."""
    return sum(map(_of, text)) * 1.1


def _of(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.6


def _shares(demand: Demand, viewer: Viewer) -> list[dict[str, Any]]:
    """Live assignments in 건제순, as the demand's page shows them."""
    rows = with_facts(Assignment.objects.live().filter(demand=demand)).with_officer(viewer.on)
    found = list(
        dossier.with_last_reported(rows)
        .select_related("demand__audit", "department", "officer")
        .order_by("department__rank", "point", "id")
    )
    told = dossier.dossier(demand, found, viewer)
    has_lead = any(row.is_lead for row in found)
    return [
        dossier.shown(row, told) | {"role_label": role_label(row, live=len(found), has_lead=has_lead)}
        for row in found
    ]


def _answer(share: dict[str, Any], room: int) -> dict[str, Any]:
    """One department's part of the page in `room` lines: the council's last word first, then what it did and plans."""
    check = next(iter(share["checks"]), None)
    lines_of_check = min(OF_A_CHECK, max(1, room // 4)) if check else 0
    said = fitted(check.words, lines_of_check, RIGHT - OF_A_HEAD) if check else Fitted("")
    left = max(room - lines_of_check, 2)
    plan = fitted(share["plan"], max(left // 3, left - _takes(share["actions_taken"])), RIGHT)
    done = fitted(share["actions_taken"] or share["reason"], left - _takes(plan.text), RIGHT)
    steps = share["deadline"]
    return share | {
        "check": check,
        "check_words": said,
        "done": done,
        "planned": plan,
        "pieces": sum(not piece["removed"] for piece in share["evidence"]),
        "steps": steps if len(steps) <= MOST_STEPS else [*steps[:1], *steps[1 - MOST_STEPS :]],
        "is_cut": said.cut or done.cut or plan.cut or len(steps) > MOST_STEPS,
    }


def _takes(text: str) -> int:
    return sum(max(1, ceil(_wide(line) / RIGHT)) for line in filter(str.strip, text.splitlines()))


def _history(demand: Demand, viewer: Viewer) -> list[dict[str, Any]]:
    """The newest of what became of it, without who of the officials did it."""
    events = access.visible_events(viewer, demand).filter(kind__in=TOLD | BEGINNINGS)[:MOST_EVENTS]
    return [
        {"on": line.on or line.date, "what": _beginning(line.what, OF_AN_EVENT)}
        for line in lines.lines(events)
    ]
