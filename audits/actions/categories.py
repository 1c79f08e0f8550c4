"""구분: the council's own list of categories, kept by its secretariat, each change on record.

None is ever removed: a category stays that of its demands and in their reports. One that is no longer wanted is not
offered any more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record, reference
from audits.access import Act, Viewer
from audits.actions.turns import Turn, take_turn
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Category
from audits.record import Entry


@dataclass(frozen=True)
class Naming:
    """What a category is called: in full, in short, and by the words that documents head it with."""

    label: str
    short_label: str
    headings: Sequence[str] = ()

    def tidied(self) -> Naming:
        """The same with letters composed, white space collapsed, and each heading once."""
        headings = dict.fromkeys(filter(None, map(tidy, self.headings)))
        return Naming(tidy(self.label), tidy(self.short_label), list(headings))

    @property
    def words(self) -> list[tuple[str, str]]:
        """Each word a document may use for it, with the field it comes from."""
        fields = [("label", self.label), ("short_label", self.short_label)]
        return [*fields, *(("headings", heading) for heading in self.headings)]


def tidy(typed: str) -> str:
    """A word as it is stored: letters composed (NFC), white space collapsed, none around it."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


@transaction.atomic
def add(naming: Naming, *, by: Viewer) -> Category:
    """A new category, last in the order, and read in documents from now on.

    Raises PermissionDenied; ValidationError for a word that is missing, or another category's already.
    """
    rows, wanted = _begun(by), naming.tidied()
    _refuse(wanted, rows)
    category = Category.objects.create(
        code=_free_code(rows),
        label=wanted.label,
        short_label=wanted.short_label,
        headings=list(wanted.headings),
        rank=max((row.rank for row in rows), default=0) + 1,
    )
    record.append(_entry("category_added", category, by))
    return category


@transaction.atomic
def change(category_id: int, naming: Naming, *, by: Viewer) -> Category:
    """Call a category otherwise, wherever it stands; reports that are frozen keep the words they have.

    The same again leaves no entry. Raises PermissionDenied, NotVisible, and ValidationError like `add`.
    """
    rows, wanted = _begun(by), naming.tidied()
    category = _found(category_id, rows)
    _refuse(wanted, [row for row in rows if row.pk != category_id])
    if wanted == _naming(category):
        return category
    category.label, category.short_label = wanted.label, wanted.short_label
    category.headings = list(wanted.headings)
    category.save(update_fields=["label", "short_label", "headings"])
    record.append(_entry("category_changed", category, by))
    return category


@transaction.atomic
def move(category_id: int, *, up: bool, by: Viewer) -> Category:
    """One place up or down among those that are offered, in every list and report; at the end it stays.

    Raises PermissionDenied and NotVisible.
    """
    rows = _begun(by)
    category = _found(category_id, rows)
    order = [row for row in rows if row.is_offered or row.pk == category_id]
    there = order.index(category) + (-1 if up else 1)
    if not 0 <= there < len(order):
        return category
    other = order[there]
    here, there = rows.index(category), rows.index(other)
    rows[here], rows[there] = other, category
    told = [row for rank, row in enumerate(rows, start=1) if row.rank != rank]
    for rank, row in enumerate(rows, start=1):
        row.rank = rank
    Category.objects.bulk_update(told, ["rank"])
    record.append_all([_entry("category_moved", row, by) for row in told])
    return category


@transaction.atomic
def offer(category_id: int, *, offered: bool, by: Viewer) -> Category:
    """Offer a category again, or no more: new demands and what is read are then of the others.

    Its demands, their reports and figures stay as they are. Raises PermissionDenied, NotVisible, NotAllowedNow for the
    last one that is offered, and where another has taken one of its words since.
    """
    rows = _begun(by)
    category = _found(category_id, rows)
    if category.is_offered == offered:
        return category
    others = [row for row in rows if row.is_offered and row.pk != category_id]
    taken = _taken(_naming(category), others) if offered else {}
    if taken:
        raise NotAllowedNow(" ".join(taken.values()))
    if not offered and not others:
        raise NotAllowedNow(_("마지막 구분입니다. 먼저 할 일: 다른 구분 더하기"))
    category.is_offered = offered
    category.save(update_fields=["is_offered"])
    record.append(_entry("category_resumed" if offered else "category_ended", category, by))
    return category


def _begun(by: Viewer) -> list[Category]:
    """All categories in their order, with nobody else changing them; the standard ones are stored first."""
    by.require(Act.KEEP_WORDS)
    take_turn(Turn.WORDS)
    reference.ensure_lists()
    return list(Category.objects.all())


def _found(category_id: int, rows: Iterable[Category]) -> Category:
    found = next((row for row in rows if row.pk == category_id), None)
    if found is None:
        raise NotVisible
    return found


def _naming(category: Category) -> Naming:
    return Naming(category.label, category.short_label, category.headings)


def _refuse(wanted: Naming, others: Iterable[Category]) -> None:
    """Raise ValidationError for a name that is missing, too long to be stored, or another's already."""
    named = Category(label=wanted.label, short_label=wanted.short_label)
    named.clean_fields(exclude={"code", "rank", "headings"})
    if taken := _taken(wanted, others):
        raise ValidationError(taken)


def _taken(wanted: Naming, others: Iterable[Category]) -> dict[str, str]:
    """By field what is said of a word that another offered category has: a document could then mean either."""
    theirs = {
        _squeezed(word): row
        for row in others
        if row.is_offered
        for word in (row.label, row.short_label, *row.headings)
    }
    told = _("‘%(word)s’: 이미 다른 구분에 있는 말입니다(%(label)s).")
    return {
        name: told % {"word": word, "label": theirs[_squeezed(word)].label}
        for name, word in wanted.words
        if _squeezed(word) in theirs
    }


def _squeezed(word: str) -> str:
    return "".join(word.split())


def _free_code(rows: Iterable[Category]) -> str:
    """A code that no category has: of a Korean name none can be made that a machine could read."""
    codes = {row.code for row in rows}
    number = len(codes) + 1
    while f"category_{number}" in codes:
        number += 1
    return f"category_{number}"


def _entry(kind: str, category: Category, by: Viewer) -> Entry:
    words = record.words_hash(category.label, category.short_label, *category.headings)
    values = {
        "code": category.code,
        "rank": category.rank,
        "is_offered": category.is_offered,
        "words": words,
    }
    return Entry(kind, category, by.user, values=values)
