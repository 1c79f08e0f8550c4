"""Whoever bends the record, a row or a file with the owner's password is found, and what was bent is named."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

import pytest
from django.db import transaction

from tests.cluster import as_owner
from tests.tracker.proof.tampers import ON_ENTRIES, ON_FILES, ON_ROWS, Named, Tamper
from tests.tracker.proof.town import Town
from tracker.proof import Proof, prove

pytestmark = pytest.mark.django_db

ON_WHAT_IT_SPEAKS_OF: Final = (*ON_ROWS, *ON_FILES)
ORDINARY: Final = 4  # of each kind; some 160
NIGHTLY: Final = 500  # on the entries, and as many on what they speak of


def _bent(town: Town, tamper: Tamper, chance: Random) -> tuple[Named, Proof]:
    """What a tampering should be found by, and what the check says; afterwards all is as before."""
    anchor = town.anchor()
    with town.files_restored(), transaction.atomic():
        with as_owner():
            named = tamper(town, chance)
        proof = prove([anchor])
        transaction.set_rollback(True)
    return named, proof


def _each_is_found(town: Town, tamper: Tamper, seeds: Sequence[str]) -> None:
    missed = {}
    for seed in seeds:
        named, proof = _bent(town, tamper, Random(seed))  # noqa: S311 (chance, no secret)
        left_out = named.left_out(proof)
        if left_out or proof.is_whole:
            missed[seed] = (left_out, [fault.as_json() for fault in proof.faults.listed[:3]])
    assert not missed, f"{tamper.__name__} by seeds {missed}"


@pytest.mark.parametrize("tamper", [*ON_ENTRIES, *ON_WHAT_IT_SPEAKS_OF], ids=lambda tamper: tamper.__name__)
def test_it_is_found_and_named(town: Town, tamper: Tamper, seed: int) -> None:
    _each_is_found(town, tamper, [f"{seed}/{number}" for number in range(ORDINARY)])


@pytest.mark.nightly
@pytest.mark.parametrize("ways", [ON_ENTRIES, ON_WHAT_IT_SPEAKS_OF], ids=["entries", "rows and files"])
def test_five_hundred_are_found_and_named(town: Town, ways: Sequence[Tamper], seed: int) -> None:
    for place, tamper in enumerate(ways):
        numbers = range(place, NIGHTLY, len(ways))
        _each_is_found(town, tamper, [f"{seed}/night/{number}" for number in numbers])


def test_after_all_that_the_town_is_as_it_was(town: Town) -> None:
    proof = prove([town.anchor()])
    assert proof.is_whole, proof.faults.listed
