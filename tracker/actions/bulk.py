"""One act on many things: each on its own, so that what one is refused does not hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits.errors import NotAllowedNow, NotVisible, Stale

MOST: Final = 200
REFUSALS: Final = (NotAllowedNow, NotVisible, PermissionDenied, Stale, ValidationError)


@dataclass(frozen=True)
class Outcome:
    """What became of one: done, or why not, in words."""

    pk: int
    why_not: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return not self.why_not


def each(ids: Iterable[int], act: Callable[[int], object]) -> list[Outcome]:
    """Do `act` to each of `ids` once, in order of id; the outcomes in the same order.

    `act` is one action by one person, which asks for rights, state and version itself; called again it refuses, so
    that a form sent twice does nothing twice. Each is a transaction of its own (a savepoint within another one):
    the record's head, the last lock of every act, is free again before the next one begins. Raises ValidationError
    for more than `MOST`.
    """
    return [_one(pk, act) for pk in ordered(ids)]


def each_would(ids: Iterable[int], act: Callable[[int], object]) -> list[Outcome]:
    """What `each` would do now: everything is asked and done, and undone. Raises as `each`."""

    def undone(pk: int) -> None:
        act(pk)
        transaction.set_rollback(True)

    return [_one(pk, undone) for pk in ordered(ids)]


def ordered(ids: Iterable[int], most: int = MOST) -> list[int]:
    """Each once, in order of id. Raises ValidationError for more than `most`."""
    found = sorted(set(ids))
    if len(found) > most:
        told = _("한 번에 %(most)d건까지 처리할 수 있습니다. 나누어 골라 주십시오.") % {"most": most}
        raise ValidationError(told, code="too_many_at_once")
    return found


def _one(pk: int, act: Callable[[int], object]) -> Outcome:
    try:
        with transaction.atomic():
            act(pk)
    except REFUSALS as refusal:
        return Outcome(pk, in_words(refusal))
    return Outcome(pk)


def in_words(refusal: Exception) -> str:
    """A refusal as a result of one of many says it."""
    if isinstance(refusal, NotVisible):
        return _("찾는 내용이 없거나 볼 수 있는 권한이 없습니다.")
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
