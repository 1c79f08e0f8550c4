"""보기: somebody keeps filters and order of the list under a name, renames and deletes them. Nothing official."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotVisible
from tracker import access
from tracker.models import SavedView

MOST: Final = 30
LONGEST: Final = 2000
TAKEN: Final = "taken"


@transaction.atomic
def save_view(name: str, query: str, *, by: Viewer, replace: bool = False) -> SavedView:
    """Keep the question `query` under `name`; an own view of that name only gives way with `replace`.

    Raises PermissionDenied, ValidationError on `name` (code `taken` for one that there is, or too many of them).
    """
    access.require_reading(by)
    if len(query) > LONGEST:
        raise ValidationError(_("검색조건이 너무 깁니다. 부서를 실·국으로 고르거나 줄여 주십시오."))
    own = SavedView.objects.select_for_update().filter(owner=by.user)
    same = own.filter(name=name).first()
    if same and not replace:
        raise _taken(name)
    if same:
        same.query = query
        same.save(update_fields=["query", "saved_at"])
        return same
    if own.count() >= MOST:
        told = _("보기는 %(most)d개까지 저장합니다. 쓰지 않는 보기를 먼저 삭제하여 주십시오.") % {
            "most": MOST
        }
        raise ValidationError({"name": ValidationError(told, code="too_many")})
    view, is_new = SavedView.objects.get_or_create(owner=by.user, name=name, defaults={"query": query})
    if not is_new:  # another window sent the same name at the same moment
        raise _taken(name)
    return view


@transaction.atomic
def rename_view(pk: int, name: str, *, by: Viewer) -> SavedView:
    """Call an own view otherwise. Raises NotVisible, PermissionDenied, ValidationError on `name`."""
    view = _own(pk, by)
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "saved_at"])
    except IntegrityError as error:
        raise _taken(name) from error
    return view


@transaction.atomic
def delete_view(pk: int, *, by: Viewer) -> None:
    """Forget an own view. Raises NotVisible, PermissionDenied."""
    _own(pk, by).delete()


def _own(pk: int, by: Viewer) -> SavedView:
    access.require_reading(by)
    view = SavedView.objects.select_for_update().filter(pk=pk, owner=by.user).first()
    if view is None:
        raise NotVisible
    return view


def _taken(name: str) -> ValidationError:
    told = _("같은 이름의 보기가 이미 있습니다: %(name)s") % {"name": name}
    return ValidationError({"name": ValidationError(told, code=TAKEN)})
