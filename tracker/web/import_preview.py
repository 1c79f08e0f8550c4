"""What the preview of an import shows: totals, problems beside their source, one item open, all items by pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import reference
from audits.access import Viewer
from audits.intake.edits import Edited, Piece
from audits.shown import add as add_shown
from audits.statuses import ReportedStatus as Status
from tracker import imports
from tracker.imports import Obstacle
from tracker.web.import_decision import decision
from tracker.web.import_forms import ConfirmForm
from tracker.web.import_held import Sheet
from tracker.web.import_item_form import ItemForm
from tracker.web.import_totals import totals

CONTEXT: Final = 2  # lines of the source around a problem
MOST_PROBLEMS: Final = 50  # shown beside their source; the others follow when these are settled
PAGE: Final = 50
MOST_LINES: Final = 400  # of the source beside an open item
FIELDS: Final = {
    "text": gettext_lazy("요구 내용"),
    "category": gettext_lazy("구분"),
    "departments": gettext_lazy("부서"),
    "status": gettext_lazy("추진상황"),
    "wording": gettext_lazy("원문 표기"),
    "actions_taken": gettext_lazy("추진내용"),
    "plan": gettext_lazy("향후계획"),
    "planned_until": gettext_lazy("완료 예정일"),
}


@dataclass(frozen=True)
class Place:
    """One place to mend: an item with all that is asked of it, or a line outside all items."""

    piece: Piece | None
    said: list[tuple[int, str]] = field(default_factory=list)


def page(
    request: HttpRequest,
    sheet: Sheet,
    viewer: Viewer,
    *,
    form: ConfirmForm | None = None,
    piece: Piece | None = None,
    item_form: ItemForm | None = None,
    refusal: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The whole page; `piece` is open under `item_form`, else the one that the address names."""
    piece = piece or sheet.edited.piece(request.GET.get("item", ""))
    decided = decision(sheet, viewer, form)
    context = {
        **_document(sheet),
        **_problems(sheet, decided.obstacles),
        **_items(sheet, request.GET.get("page", "")),
        **decided.context,
        "open": _opened(sheet, piece, item_form) if piece else None,
        "edit_url": reverse("import_edit", args=[sheet.token]),
        "next_key": sheet.edited.next_open(piece.key if piece else ""),
        "refusal": refusal,
    }
    return render(request, "tracker/import_preview.html", context, status=status)


def _document(sheet: Sheet) -> dict[str, object]:
    draft = sheet.edited.draft
    labels = _labels()
    return {
        "document": {"name": sheet.read.name, "lines": draft.lines},
        "item_count": len(draft.items),
        "totals": totals(draft, labels),
        "differences": draft.differences,
        "has_statuses": draft.has_statuses,
        "read_on": sheet.read.on,
        "by_hand": imports.told_by_hand(sheet.edited),
    }


def _problems(sheet: Sheet, obstacles: Sequence[Obstacle]) -> dict[str, object]:
    """The first places to mend, each beside its source with what settles it; then what stands in the way.

    What is asked of one item is one place: it is settled together.
    """
    edited = sheet.edited
    lines = sheet.read.text.split("\n")
    asked = {obstacle.number: obstacle for obstacle in reversed(obstacles)}
    places: dict[object, Place] = {}
    for order, (problem, owner) in enumerate(zip(edited.draft.problems, edited.owners, strict=True)):
        piece = edited.piece(owner) if owner else None
        place = places.setdefault(owner or order, Place(piece))
        place.said.append((problem.line, problem.message))
    shown = {place.piece.item.number for place in places.values() if place.piece}
    for each in obstacles:
        if each.number not in shown:
            place = places.setdefault(-each.number, Place(_numbered(edited, each.number)))
            place.said.append((each.line, each.message))
    rows = list(places.values())
    told = [_problem(place, lines, _obstacle(place, asked)) for place in rows[:MOST_PROBLEMS]]
    return {
        "problems": told,
        "problem_count": len(rows),
        "more_problems": len(rows) - len(told),
        "settled_count": edited.settled,
    }


def _obstacle(place: Place, asked: Mapping[int, Obstacle]) -> Obstacle | None:
    return asked.get(place.piece.item.number) if place.piece else None


def _numbered(edited: Edited, number: int) -> Piece | None:
    return next((piece for piece in edited.pieces if piece.item.number == number), None)


def _problem(place: Place, lines: Sequence[str], obstacle: Obstacle | None) -> dict[str, object]:
    piece, marked = place.piece, sorted({line for line, _message in place.said})
    return {
        "line": marked[0],
        "where": ", ".join(map(str, marked)),
        "lines": _around(lines, marked),
        "key": piece.key if piece else "",
        "title": _("연번 %(number)d") % {"number": piece.item.number} if piece else "",
        "messages": list(dict.fromkeys(message for _line, message in place.said)),
        "choices": _choices(obstacle),
        "field": _field(obstacle),
    }


def _around(lines: Sequence[str], marked: Sequence[int]) -> list[dict[str, object]]:
    """The marked lines of the source with those around them, each once."""
    near = {line + step for line in marked for step in range(-CONTEXT, CONTEXT + 1)}
    return [
        {"number": line, "text": lines[line - 1], "marked": line in marked}
        for line in sorted(near)
        if 0 < line <= len(lines)
    ]


def _field(obstacle: Obstacle | None) -> str:
    return obstacle.field if obstacle else ""


def _choices(obstacle: Obstacle | None) -> list[tuple[str, str]]:
    """What settles an obstacle beside its line."""
    if obstacle is None or not obstacle.field:
        return []
    if obstacle.field == imports.CATEGORY:
        return [(category.code, category.label) for category in reference.categories()]
    return [(status.value, str(status.label)) for status in Status if status != Status.NOT_REPORTED]


def _items(sheet: Sheet, asked: str) -> dict[str, object]:
    """A page of the items: those with a problem first, left out ones last."""
    waiting = set(sheet.edited.open_keys)
    ordered = sorted(sheet.edited.pieces, key=lambda piece: (bool(piece.reason), piece.key not in waiting))
    last = max(1, -(-len(ordered) // PAGE))
    number = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, 1), last)
    shown = ordered[(number - 1) * PAGE : number * PAGE]
    labels = _labels()
    add_shown(len(shown))
    return {
        "items": [_item(piece, labels, problem=piece.key in waiting) for piece in shown],
        "shown": len(shown),
        "more": number < last,
        "page_number": number,
        "page_count": last,
        "previous_url": f"?page={number - 1}#items-head" if number > 1 else "",
        "next_url": f"?page={number + 1}#items-head" if number < last else "",
    }


def _item(piece: Piece, labels: Mapping[str, str], *, problem: bool) -> dict[str, Any]:
    item = piece.item
    return {
        "key": piece.key,
        "number": item.number,
        "category_label": labels.get(item.category, item.category),
        "text": item.text,
        "departments": item.departments,
        "named": item.named,
        "wording": item.wording,
        "status": item.status,
        "status_label": Status(item.status).label,
        "actions_taken": item.actions_taken,
        "plan": item.plan,
        "planned_until": item.planned_until,
        "line": item.line,
        "problem": problem,
        "by_hand": piece.by_hand,
        "left_out": piece.reason,
    }


def _opened(sheet: Sheet, piece: Piece, form: ItemForm | None) -> dict[str, object]:
    """One item with its source, its problems and its form."""
    edited = sheet.edited
    places = [place for place, owner in enumerate(edited.owners) if owner == piece.key]
    first = piece.item.line
    lines = piece.item.source.split("\n")[:MOST_LINES]
    kept = [other.key for other in edited.pieces if not other.reason]
    return {
        "key": piece.key,
        "number": piece.item.number,
        "line": first,
        "source": [{"number": first + place, "text": text, "at": place} for place, text in enumerate(lines)],
        "messages": [edited.draft.problems[place].message for place in places],
        "form": form or ItemForm(piece=piece, sheet=sheet),
        "by_hand": piece.by_hand,
        "fields": [FIELDS[name] for name in FIELDS if name in piece.fields],
        "left_out": piece.reason,
        "may_join": piece.key in kept[1:],
    }


def _labels() -> dict[str, str]:
    return {category.code: category.label for category in reference.categories()}
