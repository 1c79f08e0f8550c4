"""Nothing stands outside the table: no act without a row, no way in that no row tries, and every door really opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from audits.access import Act as AuditsAct
from notifications.access import Act as NotificationsAct
from tests.rights import bodies, cells, doors, house
from tests.rights.doors import Door
from tests.rights.table import (
    ELSEWHERE,
    ON_AN_ASSIGNMENT,
    PEOPLE,
    PLACES,
    SITUATIONS,
    SYSTEMS,
    Outcome,
    outcome,
)
from tests.rights.world import World
from tracker.access import Right
from tracker.lifecycle import Act
from tracker.web.acts import PAGES

pytestmark = pytest.mark.django_db
DOORS = doors.doors()
LEAST = 5_000


def test_every_act_and_every_right_has_a_row() -> None:
    known = {str(act) for each in (Act, AuditsAct, NotificationsAct, Right) for act in each}
    assert {*ON_AN_ASSIGNMENT, *ELSEWHERE} == known


def test_every_page_and_endpoint_of_an_act_is_tried_with_words_that_fit_it() -> None:
    assert set(PAGES) == set(bodies.FORMS)
    assert set(doors.on_assignments()) == set(bodies.ENDPOINTS)


def test_every_act_on_an_assignment_has_a_way_in() -> None:
    assert {door.act for door in DOORS} == set(ON_AN_ASSIGNMENT)


def test_no_address_of_the_installation_is_forgotten() -> None:
    tried = {"assignment_act", "report_form", "report_no_change", "report_draft", "work_receive"}
    tried |= {"api_many_progress", *doors.on_assignments(), *(room.name for room in house.ROOMS)}
    assert tried | house.TRIED_BY_THEMSELVES | house.OPEN == set(_names(get_resolver().url_patterns))


def test_the_table_is_large_enough_to_be_one() -> None:
    everybody = [*PEOPLE, *SYSTEMS]
    assert sum(len(list(cells.cells(who, door))) for who in everybody for door in DOORS) >= LEAST


def test_by_day_everybody_is_tried_at_every_door_that_is_there_for_them() -> None:
    tried = cells.sample()
    for who in (*PEOPLE, *SYSTEMS):
        for door in DOORS:
            found = list(cells.cells(who, door))
            by_day = {cell.expected for cell in found if str(cell) in tried}
            assert by_day == {cell.expected for cell in found}, f"{who} at {door}"


def test_by_day_every_door_is_tried_at_every_place_and_in_every_situation() -> None:
    tried = cells.sample()
    everything = [cell for who in (*PEOPLE, *SYSTEMS) for door in DOORS for cell in cells.cells(who, door)]
    for about in ("place", "situation"):
        whole = {(str(cell.door), getattr(cell, about), cell.expected) for cell in everything}
        by_day = {
            (str(cell.door), getattr(cell, about), cell.expected) for cell in everything if str(cell) in tried
        }
        assert by_day == whole
    assert len(tried) < len(everything) / 2


@pytest.mark.parametrize("door", [door for door in DOORS if door.face != "page"], ids=str)
def test_whoever_may_really_can(door: Door, office: World) -> None:
    """One who is let in succeeds, with the very words that the others are refused with."""
    who, place, situation = next(_let_in(door))
    answer, _wrote = cells.undone(office, who, door, office.subject(place, situation))
    done = {302} if door.face == "form" else {200, 201}
    assert answer.status_code in done, cells.told(answer)


def _let_in(door: Door) -> Iterator[tuple[str, str, str]]:
    for situation in ON_AN_ASSIGNMENT[door.act].home:
        for place in PLACES:
            for who in PEOPLE:
                found = outcome(who, door.act, PLACES[place], SITUATIONS[situation])
                if found == Outcome.LET_IN:
                    yield who, place, situation


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        else:
            yield str(pattern.name)
