"""Pages of the committees' meetings and decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from audits.models import Audit, Committee, Demand, User
from tests.factories import make_audit, make_demand
from tracker.models import Decision, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
MEETINGS = "/meetings/"
HELD = date(2025, 12, 20)


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def demand(audit: Audit) -> Demand:
    return make_demand(audit, 7)


@pytest.fixture
def meeting(committee: Committee) -> Meeting:
    return Meeting.objects.create(committee=committee, held_on=HELD, name="제3차")


@pytest.fixture
def browser(clerk: User, sign_in: SignIn) -> Client:
    return sign_in(clerk)


def _page(meeting: Meeting) -> str:
    return f"{MEETINGS}{meeting.pk}/"


@pytest.mark.parametrize("who", ["coordinator", "officer", "councillor", "administrator"])
def test_nobody_but_the_council_keeps_this_book(
    who: str, meeting: Meeting, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    for page in (f"{MEETINGS}new/", f"{_page(meeting)}edit/"):
        assert browser.get(page).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 403), ("officer", 403), ("councillor", 200), ("administrator", 403)]
)
def test_a_councillor_reads_it_and_nobody_else(
    who: str, status: int, meeting: Meeting, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    for page in (MEETINGS, _page(meeting)):
        assert browser.get(page).status_code == status


def test_a_clerk_sees_the_meetings_of_the_own_committee_newest_first(
    committee: Committee, other_committee: Committee, meeting: Meeting, browser: Client
) -> None:
    other = Meeting.objects.create(committee=other_committee, held_on=HELD)
    newer = Meeting.objects.create(committee=committee, held_on=HELD + timedelta(days=1))
    assert [row["meeting"] for row in browser.get(MEETINGS).context["rows"]] == [newer, meeting]
    assert browser.get(_page(other)).status_code == 404


def test_a_long_book_is_read_a_page_at_a_time(committee: Committee, browser: Client) -> None:
    Meeting.objects.bulk_create(
        Meeting(committee=committee, held_on=HELD - timedelta(days=n)) for n in range(30)
    )
    first = browser.get(MEETINGS).context
    second = browser.get(MEETINGS + first["next_url"]).context
    assert (len(first["rows"]), len(second["rows"]), second["more"]) == (25, 5, False)


def test_a_clerk_enters_a_meeting_of_the_own_committee(
    committee: Committee, other_committee: Committee, browser: Client
) -> None:
    form = browser.get(f"{MEETINGS}new/").context["form"]
    assert list(form.fields["committee"].queryset) == [committee]
    said = {"committee": committee.pk, "held_on": "2025. 12. 20.", "name": "제3차"}
    answer = browser.post(f"{MEETINGS}new/", said)
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == _page(meeting)
    assert meeting.held_on == HELD
    again = browser.post(f"{MEETINGS}new/", said)
    assert set(again.context["form"].errors) == {"held_on"}


def test_a_decision_is_entered_by_the_audit_and_the_number_of_its_demand(
    meeting: Meeting, demand: Demand, browser: Client
) -> None:
    said = {"audit": demand.audit_id, "number": 7, "conclusion": "contradicted", "words": "사실과 다름"}
    answer = browser.post(_page(meeting), said, follow=True)
    decision = Decision.objects.get()
    assert (decision.demand, decision.conclusion) == (demand, "contradicted")
    assert [row["label"] for row in answer.context["rows"]] == ["시정 7"]
    assert set(browser.post(_page(meeting), said).context["form"].errors) == {"conclusion"}


def test_a_number_that_the_audit_does_not_have_is_told(
    meeting: Meeting, demand: Demand, browser: Client
) -> None:
    said = {"audit": demand.audit_id, "number": 8, "conclusion": "continued"}
    assert set(browser.post(_page(meeting), said).context["form"].errors) == {"number"}


def test_audits_of_another_committee_are_not_offered(
    meeting: Meeting, demand: Demand, other_committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    make_audit(2024, committee=other_committee)
    form = sign_in(secretariat).get(_page(meeting)).context["form"]
    assert list(form.fields["audit"].queryset) == [demand.audit]


def test_who_came_for_a_demand_finds_it_filled_in(meeting: Meeting, demand: Demand, browser: Client) -> None:
    page = browser.get(f"{MEETINGS}?demand={demand.pk}").content.decode()
    assert f"{_page(meeting)}?demand={demand.pk}" in page
    form = browser.get(f"{_page(meeting)}?demand={demand.pk}").context["form"]
    assert (form["audit"].value(), form["number"].value()) == (demand.audit_id, 7)
    assert browser.get(f"{_page(meeting)}?demand=x").status_code == 400
