"""What nobody was told, because everybody who was to be had left, comes up once more for who is there now."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from audits.models import Event, Membership, Role
from notifications import planner
from notifications.models import Occasion, OccasionState, Reason
from notifications.models import OccasionKind as Kind
from notifications.occasions import again
from notifications.occasions.table import Due
from tests.conftest import TODAY
from tests.lifecycle.scene import DONE
from tests.lifecycle.town import DUE
from tests.notifications.conftest import at
from tests.notifications.occasions.acts import (
    another_is_named,
    claims,
    due,
    reports,
    sent_back,
    taken_over,
    urged,
)
from tests.notifications.occasions.office import Office, office

pytestmark = pytest.mark.django_db

DAY: Final = timedelta(days=1)


def _officer_goes(here: Office) -> None:
    """The officer in charge has left, and the mail that was to tell them has found that out."""
    Membership.objects.filter(user=here.town.people["officer a"]).update(end_on=TODAY)
    assert here.skip() == {Reason.LEFT}


def _again(here: Office) -> dict[str, frozenset[str]]:
    """Who is told of what has come up again."""
    return here.told(here.come_up(*again.missing(TODAY)))


def test_who_is_there_now_is_told_instead() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    assert _again(here) == {Kind.URGED: frozenset({"head a"})}
    row = here.rows[-1]
    assert (row.instead_of, row.event) == (Role.OFFICER, here.rows[0].event)
    assert row.period == here.rows[0].period


def test_it_comes_up_again_once() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    assert len(again.missing(TODAY)) == 1
    _again(here)
    assert again.missing(TODAY) == []


def test_who_takes_it_over_meanwhile_is_told() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    taken_over(here)
    assert Reason.HANDED_OVER in here.skip()
    assert _again(here) == {Kind.DUE_SOON: frozenset({"head d"})}


def test_who_is_named_meanwhile_is_told() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    another_is_named(here)
    assert here.skip() == {Reason.LEFT}
    assert _again(here) == {Kind.DUE_SOON: frozenset({"head a"})}


def test_the_next_one_gone_as_well_the_one_after_is_told() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    _again(here)
    Membership.objects.filter(user=here.town.people["head a"]).update(end_on=TODAY)
    assert here.skip() == {Reason.LEFT}
    assert _again(here) == {Kind.URGED: frozenset({"secretariat and officer a"})}


def test_where_one_of_several_was_told_nobody_else_is() -> None:
    here = office()
    due(Kind.ROUND_OPENED, "0:2026-12-04")(here)
    rows = Occasion.objects.filter(kind=Kind.ROUND_OPENED).order_by("pk")
    rows.exclude(pk=rows[0].pk).update(state=OccasionState.SKIPPED, reason=Reason.LEFT)
    assert again.missing(TODAY) == []


def test_what_does_not_hold_any_more_does_not_come_up_again() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    reports(here)
    assert again.missing(TODAY) == []


def test_what_waits_for_the_council_does_not_come_up_again() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    taken_over(here)
    here.skip()
    here.report(DONE, "officer d")
    assert again.missing(TODAY) == []


def test_a_step_that_another_has_followed_does_not_come_up_again() -> None:
    here = office()
    due(Kind.DUE_SOON)(here)
    taken_over(here)
    here.skip()
    due(Kind.DUE_TODAY)(here)
    assert again.missing(TODAY) == []


def test_what_was_skipped_for_another_reason_does_not_come_up_again() -> None:
    here = office()
    urged(here)
    claims(here)
    assert here.skip() == {Reason.SETTLED}
    assert again.missing(TODAY) == []


def test_the_author_of_a_report_that_was_sent_back_is_followed_by_who_is_in_charge() -> None:
    here = office()
    sent_back(here)
    Membership.objects.filter(user=here.town.people["secretariat and officer a"]).update(end_on=TODAY)
    assert here.skip() == {Reason.LEFT}
    assert _again(here) == {Kind.SENT_BACK: frozenset({"officer a"})}


def test_who_did_it_is_not_told_of_it_later_either() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    Membership.objects.filter(user=here.town.people["head a"]).update(end_on=TODAY)
    seat = {"role": Role.HEAD, "department": here.town.departments["a"], "start_on": TODAY}
    Membership.objects.create(user=here.town.people["coordinator"], **seat)
    assert again.missing(TODAY) == []


@pytest.mark.parametrize(("days", "comes"), [(14, True), (15, False)])
def test_it_is_looked_for_during_two_weeks(days: int, comes: bool) -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    assert bool(again.missing(TODAY + days * DAY)) == comes


def test_the_planner_writes_it_down_and_says_so_in_the_record() -> None:
    here = office()
    urged(here)
    _officer_goes(here)
    planner.plan_occasions(at(TODAY))
    assert here.told()[Kind.URGED] == frozenset({"head a"})
    assert "occasions_planned" in Event.objects.latest("number").text


def test_where_nothing_was_lost_two_statements_are_asked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here = office()
    urged(here)
    with django_assert_num_queries(2):
        assert again.missing(TODAY) == []


def test_twelve_statements_at_most_are_asked_whatever_the_number() -> None:
    here = office()
    taken = []
    for days in (range(1), range(1, 20)):
        for day in days:
            here.on = TODAY + day * DAY
            urged(here)
            here.come_up(_not_received(here, day))
        Occasion.objects.update(state=OccasionState.SKIPPED, reason=Reason.LEFT)
        with CaptureQueriesContext(connection) as asked:
            again.missing(TODAY)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 12


def _not_received(here: Office, day: int) -> Due:
    return Due(Kind.NOT_RECEIVED, here.pk, f"{DUE + day * DAY}", TODAY, department_id=here.row.department_id)
