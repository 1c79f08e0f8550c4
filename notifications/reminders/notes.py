"""What else there is to know of an occasion in a few words: the round, the date asked for or given, who takes over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audits.models import Event
from notifications.models import Occasion
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import ROUNDS, round_of
from tracker.models import ExtensionRequest, Handover, ReportingRound, RequestState

OFFERS: Final = frozenset({Kind.HANDOVER_OFFERED, Kind.HANDOVER_UNANSWERED, Kind.HANDOVER_SETTLED})


@dataclass(frozen=True)
class _Offer:
    """Who asked whom to take over."""

    giver: str
    receiver: str


@dataclass(frozen=True)
class Notes:
    """What stands behind occasions, asked for all at once."""

    rounds: Mapping[int, ReportingRound]
    asked: Mapping[int, date]
    refusals: Collection[int]
    offers: Mapping[int, _Offer]
    due: Mapping[int, date | None]

    @classmethod
    def load(cls, occasions: Sequence[Occasion], due: Mapping[int, date | None]) -> Self:
        """Those of `occasions`, with the due dates of their assignments; at most four statements."""
        return cls(
            _rounds(each for each in occasions if each.kind in ROUNDS),
            _asked(_of(occasions, {Kind.EXTENSION_ASKED})),
            _refusals(each for each in occasions if each.kind == Kind.EXTENSION_DECIDED),
            _offers(_of(occasions, OFFERS)),
            due,
        )

    def round_due(self, occasion: Occasion) -> date | None:
        """By when the round of an occasion asks for a report; None where it is about no round."""
        round_ = self.rounds.get(round_of(occasion.kind, occasion.period))
        return round_.due_on if round_ else None

    def round_name(self, occasion: Occasion) -> str:
        """What the round of an occasion is called; empty where it is about none."""
        round_ = self.rounds.get(round_of(occasion.kind, occasion.period))
        return round_.name if round_ else ""

    def granted(self, occasion: Occasion) -> bool | None:
        """Whether an extension was granted; None where none was decided."""
        if occasion.kind != Kind.EXTENSION_DECIDED or not occasion.event:
            return None
        return occasion.event not in self.refusals

    def of(self, occasion: Occasion) -> str:
        """The note of an occasion in the active language; empty where there is nothing to add."""
        pk = occasion.assignment_id
        if round_ := self.rounds.get(round_of(occasion.kind, occasion.period)):
            return round_.title
        if occasion.kind == Kind.EXTENSION_ASKED and pk in self.asked:
            return _("희망 기한: %(day)s") % {"day": _day(self.asked[pk])}
        if occasion.kind == Kind.EXTENSION_DECIDED and occasion.event:
            return self._decided(occasion)
        if occasion.kind in OFFERS and (offer := self.offers.get(pk)):
            return " · ".join(filter(None, (f"{offer.giver} → {offer.receiver}", _answer(occasion))))
        return ""

    def _decided(self, occasion: Occasion) -> str:
        if occasion.event in self.refusals:
            return _("기한 연장 불승인")
        due = self.due.get(occasion.assignment_id)
        return _("연장 승인: 새 기한 %(day)s") % {"day": _day(due)} if due else _("연장 승인")


def _answer(occasion: Occasion) -> str:
    """That the receiver does not take it over, of an offer that waits for the coordinator."""
    refused = occasion.kind == Kind.HANDOVER_UNANSWERED and occasion.event
    return _("인수 불가") if refused else ""


def _of(occasions: Iterable[Occasion], kinds: Collection[str]) -> set[int]:
    return {each.assignment_id for each in occasions if each.kind in kinds}


def _rounds(occasions: Iterable[Occasion]) -> dict[int, ReportingRound]:
    wanted = {round_of(each.kind, each.period) for each in occasions}
    return ReportingRound.objects.select_related("audit").in_bulk(wanted) if wanted else {}


def _asked(assignments: set[int]) -> dict[int, date]:
    if not assignments:
        return {}
    pending = ExtensionRequest.objects.filter(assignment__in=assignments, state=RequestState.PENDING)
    return dict(pending.values_list("assignment_id", "wanted"))


def _refusals(occasions: Iterable[Occasion]) -> set[int]:
    """Numbers of the entries by which an extension was refused."""
    entries = {each.event for each in occasions if each.event}
    if not entries:
        return set()
    refused = Event.objects.filter(number__in=entries, kind="extension_refused")
    return set(refused.values_list("number", flat=True))


def _offers(assignments: set[int]) -> dict[int, _Offer]:
    """The newest offer of each."""
    if not assignments:
        return {}
    found = Handover.objects.filter(assignment__in=assignments).order_by("id")
    rows = found.values_list("assignment_id", "giver__name", "receiver__name")
    return {pk: _Offer(giver, receiver) for pk, giver, receiver in rows}


def _day(day: date) -> str:
    return dateformat.format(day, pgettext("day", "Y. n. j."))
