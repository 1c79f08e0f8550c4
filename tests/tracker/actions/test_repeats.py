"""A machine proposes what is said again; only a person says that it is a repeat, and may say otherwise later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Category, Committee, Demand, Event, Repeat, RepeatState, User
from tests.audits.pairs import AGAIN, OTHERS
from tests.conftest import TODAY
from tests.factories import make_audit, make_demand
from tests.together import at_once
from tracker.actions.audits import AuditFacts, DemandFacts, log_demand, rewrite_demand, set_up_audit, transmit
from tracker.actions.repeats import decide_repeat, propose
from tracker.proof import prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
BEFORE, AFTER = AGAIN[0]


@pytest.fixture
def earlier() -> Demand:
    return make_demand(make_audit(2024), text=BEFORE)


@pytest.fixture
def later(earlier: Demand) -> Demand:
    return make_demand(make_audit(2025), text=AFTER)


def _pairs() -> list[tuple[int, int, str]]:
    return list(Repeat.objects.order_by("id").values_list("demand_id", "earlier_id", "state"))


def test_what_is_logged_is_compared_with_earlier_audits(
    earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    audit = set_up_audit(AuditFacts(2025, "정보국"), by=as_viewer(secretariat))
    facts = DemandFacts(Category.objects.get(code="corrective"), AFTER)
    demand = log_demand(audit.pk, facts, by=as_viewer(secretariat))
    pair = Repeat.objects.get()
    assert (pair.demand, pair.earlier, pair.state) == (demand, earlier, "proposed")
    assert pair.score > 0
    assert "노후 상수도관" in pair.words


def test_the_transmittal_proposes_anew_by_the_texts_that_are_sent(
    earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    audit = set_up_audit(AuditFacts(2025, "정보국"), by=by)
    category = Category.objects.get(code="corrective")
    demand = log_demand(audit.pk, DemandFacts(category, AFTER), by=by)
    rewrite_demand(demand.pk, DemandFacts(category, OTHERS[0][1]), by=by)
    transmit(audit.pk, on=TODAY, number="의회-1", by=by)
    assert _pairs() == []


def test_a_report_of_an_earlier_year_brought_in_later_is_proposed_to_what_came_after(
    later: Demand, earlier: Demand
) -> None:
    propose(earlier.audit)
    assert _pairs() == [(later.pk, earlier.pk, "proposed")]


def test_proposing_twice_leaves_one_pair_and_what_was_decided(
    later: Demand, earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    propose(later.audit)
    propose(later.audit)
    assert len(_pairs()) == 1
    decide_repeat(later.pk, earlier.pk, state="refused", by=as_viewer(secretariat))
    propose(later.audit)
    assert _pairs() == [(later.pk, earlier.pk, "refused")]


def test_withdrawn_demands_and_those_of_the_same_year_are_compared_with_nothing(
    later: Demand, earlier: Demand
) -> None:
    make_demand(make_audit(2025, "도로국"), text=AFTER)
    Demand.objects.filter(pk=earlier.pk).update(withdrawn_at=timezone.now())
    assert propose(later.audit) == 0


def test_proposing_takes_five_statements_however_many_demands(
    later: Demand, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2, 12):
        make_demand(later.audit, number, AFTER)
    with django_assert_num_queries(5):
        assert propose(later.audit) == 11


def test_a_decision_and_a_change_of_mind_are_each_on_record(
    later: Demand, earlier: Demand, secretariat: User, clerk: User, as_viewer: AsViewer
) -> None:
    propose(later.audit)
    for state in ("confirmed", "refused", "confirmed"):
        decide_repeat(later.pk, earlier.pk, state=state, by=as_viewer(secretariat))
    events = Event.objects.filter(kind="repeat_decided", demand=later).order_by("number")
    assert len(events) == 3
    pair = Repeat.objects.get()
    assert (pair.state, pair.decided_by, pair.decided_on) == ("confirmed", secretariat, TODAY)
    assert "repeat" not in {fault.table for fault in prove([]).faults.listed}


def test_what_nobody_proposed_can_be_linked(later: Demand, secretariat: User, as_viewer: AsViewer) -> None:
    other = make_demand(make_audit(2023), text=OTHERS[1][0])
    pair = decide_repeat(later.pk, other.pk, state="confirmed", by=as_viewer(secretariat))
    assert (pair.score, pair.words, pair.state) == (0, [], RepeatState.CONFIRMED)


def test_only_an_earlier_year_can_be_repeated_and_only_a_decision_decides(
    later: Demand, earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    for pair, state in (
        ((earlier, later), "confirmed"),
        ((later, later), "confirmed"),
        ((later, earlier), "proposed"),
    ):
        with pytest.raises(ValidationError):
            decide_repeat(pair[0].pk, pair[1].pk, state=state, by=by)
    assert not Repeat.objects.exists()


def test_the_same_decision_twice_is_told_as_such(
    later: Demand, earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    decide_repeat(later.pk, earlier.pk, state="confirmed", by=by)
    with pytest.raises(ValidationError, match="이미 그렇게"):
        decide_repeat(later.pk, earlier.pk, state="confirmed", by=by)
    assert Event.objects.filter(kind="repeat_decided").count() == 1


@pytest.mark.parametrize("who", ["coordinator", "officer", "head", "councillor", "administrator"])
def test_only_the_council_decides(
    who: str, later: Demand, earlier: Demand, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        decide_repeat(later.pk, earlier.pk, state="confirmed", by=as_viewer(request.getfixturevalue(who)))


def test_a_clerk_decides_only_where_both_demands_are_theirs_to_see(
    clerk: User, committee: Committee, other_committee: Committee, as_viewer: AsViewer
) -> None:
    theirs = make_demand(make_audit(2025, committee=committee), text=AFTER)
    before = make_demand(make_audit(2024, committee=committee), text=BEFORE)
    others = make_demand(make_audit(2023, committee=other_committee), text=BEFORE)
    decide_repeat(theirs.pk, before.pk, state="confirmed", by=as_viewer(clerk))
    with pytest.raises(NotVisible):
        decide_repeat(theirs.pk, others.pk, state="confirmed", by=as_viewer(clerk))


def test_what_somebody_decided_on_cannot_be_removed(
    later: Demand, earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    decide_repeat(later.pk, earlier.pk, state="confirmed", by=as_viewer(secretariat))
    with pytest.raises(DatabaseError), transaction.atomic():
        Repeat.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_who_link_the_same_pair_at_once_make_one(
    later: Demand, earlier: Demand, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)

    def link() -> str:
        try:
            return decide_repeat(later.pk, earlier.pk, state="confirmed", by=by).state
        except ValidationError:
            return "told"

    assert sorted(at_once(link, link)) == ["confirmed", "told"]
    assert Event.objects.filter(kind="repeat_decided").count() == 1
