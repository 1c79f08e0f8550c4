"""What an anchor is for, and what no check can find: said openly, so that nobody relies on more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from audits.models import Event
from audits.proof import Anchor, Code, Fault
from audits.proof.faults import MOST
from tests.cluster import as_owner
from tests.tracker.proof.tampers import chain
from tests.tracker.proof.town import Town
from tracker.proof import Proof, prove

pytestmark = pytest.mark.django_db


def _after(bend: Callable[[], object], *anchors: Anchor) -> Proof:
    """What a check says once somebody with the owner's password did this; then it is undone."""
    with transaction.atomic():
        with as_owner():
            bend()
        proof = prove(anchors)
        transaction.set_rollback(True)
    return proof


def _cut_from(number: int) -> Callable[[], object]:
    return lambda: Event.objects.filter(number__gte=number).delete()


def _someone_else_did_it() -> None:
    """Another person stands for an act of long ago; everything after it is right again."""
    first = Event.objects.filter(actor__isnull=False).earliest("number")
    other = {"by": (first.actor_id or 0) + 1}
    chain.rewrite(first.number, lambda rest: [chain.retold(rest[0], **other), *rest[1:]])


def _a_reminder_that_nobody_sent() -> None:
    """An act that left no row, told once more at the end with what is so anyway."""
    last, link = chain.newest(), Event.objects.filter(kind="link_made").latest("number")
    chain.placed(link, last.number + 1, last.hash).save(force_insert=True)


def test_a_cut_tail_that_spoke_of_rows_shows_in_the_rows_without_an_anchor(town: Town) -> None:
    event = Event.objects.filter(kind="verified").latest("number")
    proof = _after(_cut_from(event.number))
    assert ("assignment", event.subject_id) in {(fault.table, fault.row) for fault in proof.faults.listed}
    assert not [fault for fault in proof.faults.listed if fault.event and fault.event >= event.number]


def test_a_chain_rewritten_as_a_whole_is_not_found_without_an_anchor(town: Town) -> None:
    anchor = town.anchor()
    assert _after(_someone_else_did_it).is_whole
    assert not _after(_someone_else_did_it, anchor).is_whole


def test_any_anchor_of_later_than_the_bend_will_do_and_an_earlier_one_will_not(town: Town) -> None:
    event = Event.objects.filter(kind="verified").latest("number")
    before, at = Event.objects.get(number=event.number - 1), Anchor(event.number, event.hash)

    def bend() -> None:
        by = {"by": (event.actor_id or 0) + 1}
        chain.rewrite(event.number, lambda rest: [chain.retold(rest[0], **by), *rest[1:]])

    assert _after(bend, Anchor(before.number, before.hash)).is_whole
    (fault,) = _after(bend, at).faults.listed
    assert (str(fault.code), fault.event) == ("anchor_differs", event.number)


def test_an_act_without_a_row_put_at_the_end_is_not_found_before_somebody_is_asked(town: Town) -> None:
    assert _after(_a_reminder_that_nobody_sent, town.anchor()).is_whole


def test_several_anchors_are_each_held_against_the_record(town: Town) -> None:
    entries = Event.objects.filter(number__in=(5, 50, 100)).order_by("number")
    right = [Anchor(event.number, event.hash) for event in entries]
    wrong = Anchor(50, right[0].hash)
    assert prove([*right, town.anchor()]).is_whole
    faults = prove([*right, wrong]).faults.listed
    assert [(str(fault.code), fault.event) for fault in faults] == [("anchor_differs", 50)]


def test_more_than_can_be_listed_are_counted() -> None:
    proof = Proof(anchors=[])
    for number in range(1, MOST + 8):
        proof.faults.add(Fault(Code.EVENT_ALTERED, event=number))
    assert (proof.faults.count, len(proof.faults.listed)) == (MOST + 7, MOST)
    assert (proof.is_whole, proof.as_json()["left_out"]) == (False, 7)
