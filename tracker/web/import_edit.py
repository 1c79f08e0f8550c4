"""The review of an import: one item is changed, left out, cut, joined, accepted or put back as it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audits.intake import edits, part
from audits.intake.edits import Edit, Kind, Piece
from audits.web import holding
from audits.web.viewer import viewer_of
from tracker import access
from tracker.lifecycle import Act
from tracker.web import import_held, import_preview
from tracker.web.import_held import HELD, Held, Sheet
from tracker.web.import_item_form import ItemForm, settled

LONGEST_REASON: Final = 500
Edits = tuple[Edit, ...]


@require_POST
def import_edit(request: HttpRequest, token: str) -> HttpResponse:
    """Do one thing to one item, and go on to the item, or to the next one with a problem."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None:
        return holding.gone(request, HELD, viewer, "import_upload")
    sheet = import_held.sheet(token, held, viewer)
    piece = sheet.edited.piece(request.POST.get("key", "")) if sheet else None
    if sheet is None or piece is None:
        messages.warning(request, _("그 항목이 지금은 없습니다. 다시 살펴보십시오."))
        return redirect("import_preview", token=token)
    act = request.POST.get("act", "")
    if act in ("change", "change_next"):
        form = ItemForm(request.POST, piece=piece, sheet=sheet)
        if not form.is_valid():
            return import_preview.page(request, sheet, viewer, item_form=form, piece=piece)
        changed: Edits | None = (*sheet.held.edits, form.edit(piece.key))
    else:
        changed = _changed(act, sheet, piece, request.POST)
    if changed is None:
        messages.warning(request, _refusal(act))
        return redirect(_address(sheet, piece.key))
    if not import_held.change(sheet, changed, viewer):
        return import_preview.page(
            request, sheet, viewer, refusal=holding.away(), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    onward = act in ("change_next", "accept", "settle", "leave_out")
    return redirect(
        _address(sheet, _next(sheet, changed, piece.key) if onward else _still(sheet, changed, piece.key))
    )


def _changed(act: str, sheet: Sheet, piece: Piece, posted: QueryDict) -> Edits | None:
    """The edits after an act; None where it cannot be done so."""
    return ACTS[act](sheet, piece, posted) if act in ACTS else None


def _accept(sheet: Sheet, piece: Piece, _posted: QueryDict) -> Edits | None:
    return (*sheet.held.edits, Edit(Kind.ACCEPT, piece.key))


def _settle(sheet: Sheet, piece: Piece, posted: QueryDict) -> Edits | None:
    edit = settled({name: posted.get(name, "") for name in posted}, piece.key)
    return (*sheet.held.edits, edit) if edit else None


def _leave_out(sheet: Sheet, piece: Piece, posted: QueryDict) -> Edits | None:
    reason = " ".join(posted.get("reason", "").replace("\0", "").split())[:LONGEST_REASON]
    return (*sheet.held.edits, Edit(Kind.LEAVE_OUT, piece.key, reason=reason)) if reason else None


def _split(sheet: Sheet, piece: Piece, posted: QueryDict) -> Edits | None:
    said = posted.get("at", "")
    try:
        parts = part.split(piece.item, int(said) if said.isascii() else 0, sheet.vocabulary)
    except ValueError:
        return None
    return (*sheet.held.edits, Edit(Kind.SPLIT, piece.key, parts=parts))


def _join(sheet: Sheet, piece: Piece, _posted: QueryDict) -> Edits | None:
    first = next((other for other in sheet.edited.pieces if not other.reason), None)
    if piece.reason or first is None or first.key == piece.key:
        return None
    return (*sheet.held.edits, Edit(Kind.JOIN, piece.key))


def _restore(sheet: Sheet, piece: Piece, _posted: QueryDict) -> Edits | None:
    return edits.restored(sheet.held.read.draft, sheet.held.edits, piece.key) if sheet.held.read else None


ACTS: Final[Mapping[str, Callable[[Sheet, Piece, QueryDict], Edits | None]]] = {
    "accept": _accept,
    "settle": _settle,
    "leave_out": _leave_out,
    "split": _split,
    "join": _join,
    "restore": _restore,
}


def _refusal(act: str) -> str:
    if act == "leave_out":
        return _("빼는 까닭을 적어 주십시오. 예: 쪽 머리말")
    if act == "settle":
        return _("하나를 골라 주십시오.")
    if act == "split":
        return _("이 줄에서는 나눌 수 없습니다.")
    return _("앞에 합칠 항목이 없습니다.")


def _after(sheet: Sheet, changed: Edits) -> edits.Edited:
    draft = sheet.held.read.draft if sheet.held.read else sheet.edited.draft
    return edits.apply(draft, changed, sheet.labels)


def _next(sheet: Sheet, changed: Edits, key: str) -> str:
    """The next piece with a problem after this one, round to the first; this one where none has any."""
    after = _after(sheet, changed)
    return after.next_open(key) or key


def _still(sheet: Sheet, changed: Edits, key: str) -> str:
    """The same piece, or what it was joined to."""
    after = _after(sheet, changed)
    if after.piece(key):
        return key
    root = key.partition("/")[0]
    heads = [piece.key for piece in after.pieces if root.isdigit() and int(root) in piece.roots]
    return heads[-1] if heads else ""


def _address(sheet: Sheet, key: str) -> str:
    address = reverse("import_preview", args=[sheet.token])
    return f"{address}?item={key}#item" if key else address
