"""The committee of one audit changes: who saw all of it sees nothing at the next request, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.actions.committees import Change, record_committee_succession
from audits.errors import NotVisible
from audits.models import Audit, Committee, CommitteeChange, Department, Event, User
from audits.statuses import ReportedStatus
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.change_committee import change_committee, newest_reason
from tracker.actions.meetings import record_decision, record_meeting
from tracker.models import Assignment, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
WHY = "상임위원회 소관 조정"


@pytest.fixture
def audit(committee: Committee) -> Audit:
    """An audit of the committee with two demands."""
    audit = make_audit(committee=committee)
    make_demand(audit)
    make_demand(audit, 2)
    return audit


@pytest.fixture
def claim(audit: Audit, department: Department) -> Assignment:
    """A closing report about one of its demands that waits for the council."""
    return assign(audit.demands.earliest("pk"), department, ReportedStatus.COMPLETED)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def _browser(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def _pages(claim: Assignment) -> list[str]:
    audit, demand = claim.demand.audit_id, claim.demand_id
    return [
        reverse("audit_overview", args=[audit]),
        reverse("audit_summary", args=[audit]),
        reverse("demand_detail", args=[demand]),
        reverse("demand_history", args=[demand]),
        reverse("demand_versions", args=[demand]),
        reverse("assignment_history", args=[claim.pk]),
        reverse("verification_claim", args=[claim.pk]),
        f"/api/v1/audits/{audit}/summary/",
        f"/api/v1/demands/{demand}/",
        f"/api/v1/demands/{demand}/history/",
        f"/api/v1/assignments/{claim.pk}/",
        f"/api/v1/assignments/{claim.pk}/history/",
    ]


def _lists(browser: Client) -> list[int]:
    """How many of the audit's things the lists show."""
    return [
        len(browser.get("/api/v1/audits/").json()["results"]),
        len(browser.get("/api/v1/demands/").json()["results"]),
        len(browser.get("/api/v1/assignments/").json()["results"]),
    ]


def _statuses(browser: Client, pages: list[str]) -> set[int]:
    return {browser.get(page).status_code for page in pages}


def test_the_old_clerk_sees_nothing_at_the_next_request_and_the_new_one_everything(
    claim: Assignment, clerk: User, other_clerk: User, other_committee: Committee, council: Viewer
) -> None:
    old, new, pages = _browser(clerk), _browser(other_clerk), _pages(claim)
    assert (_statuses(old, pages), _statuses(new, pages)) == ({200}, {404})
    assert (_lists(old), _lists(new)) == ([1, 2, 1], [0, 0, 0])
    change_committee(claim.demand.audit_id, other_committee.pk, reason=WHY, by=council)
    assert (_statuses(old, pages), _statuses(new, pages)) == ({404}, {200})
    assert (_lists(old), _lists(new)) == ([0, 0, 0], [1, 2, 1])


def test_a_renamed_committees_clerk_goes_on_seeing_everything(
    claim: Assignment, clerk: User, committee: Committee, council: Viewer
) -> None:
    today = timezone.localdate()
    change = Change(CommitteeChange.RENAME, committee.pk, min(today, TODAY), new_name="미래위원회")
    record_committee_succession(change, by=council)
    browser, pages = _browser(clerk), _pages(claim)
    assert _statuses(browser, pages) == {200}
    assert _lists(browser) == [1, 2, 1]


def test_what_the_former_committee_decided_is_still_the_clerks_to_read_and_to_enter(
    claim: Assignment, clerk: User, committee: Committee, council: Viewer, as_viewer: AsViewer
) -> None:
    held = TODAY - timedelta(days=3)
    meeting = record_meeting(committee.pk, held, name="제1차", minutes_reference="", by=council)
    step = record_committee_succession(
        Change(CommitteeChange.RENAME, committee.pk, TODAY, new_name="미래위원회"), by=council
    )
    by = as_viewer(clerk)
    assert by.committee_ids == {step.successor_id}
    decided = record_decision(meeting.pk, claim.demand_id, conclusion="continued", words="", by=by)
    assert decided.meeting == meeting
    late = record_meeting(committee.pk, held, name="제2차", minutes_reference="", by=by)
    assert late.committee == committee
    with pytest.raises(ValidationError, match="없던 위원회"):
        record_meeting(committee.pk, TODAY, name="제3차", minutes_reference="", by=by)


def test_it_is_on_record_from_whom_to_whom_and_why_is_kept_with_each_demand(
    audit: Audit, committee: Committee, other_committee: Committee, council: Viewer
) -> None:
    change_committee(audit.pk, other_committee.pk, reason=f" {WHY} ", by=council)
    event = Event.objects.get()
    entry = json.loads(event.text)
    assert event.kind == "audit_committee_changed"
    assert entry["facts"] == {"on": str(TODAY), "from": committee.pk, "to": other_committee.pk}
    assert entry["values"]["committee"] == other_committee.pk
    assert [row[0] for row in entry["rows"]] == ["ground", "ground"]
    assert set(Ground.objects.values_list("reason", "act")) == {(WHY, "audit_committee_changed")}
    assert WHY not in event.text
    found = newest_reason(audit)
    assert found
    assert (found.reason, found.by) == (WHY, council.user)


def test_an_audit_without_demands_needs_no_reason(other_committee: Committee, council: Viewer) -> None:
    bare = make_audit(2024)
    assert change_committee(bare.pk, other_committee.pk, reason="", by=council).committee == other_committee
    assert newest_reason(bare) is None


def test_without_a_reason_nothing_changes(audit: Audit, other_committee: Committee, council: Viewer) -> None:
    with pytest.raises(ValidationError) as refused:
        change_committee(audit.pk, other_committee.pk, reason="  ", by=council)
    assert list(refused.value.message_dict) == ["reason"]
    assert not Event.objects.exists()


def test_only_another_committee_of_today_takes_over(
    audit: Audit, committee: Committee, council: Viewer
) -> None:
    over = Committee.objects.create(name="옛 위원회", valid_until=TODAY)
    coming = Committee.objects.create(name="올 위원회", valid_from=TODAY + timedelta(days=1))
    for wrong in (over.pk, coming.pk, committee.pk, 10**6):
        with pytest.raises(ValidationError) as refused:
            change_committee(audit.pk, wrong, reason=WHY, by=council)
        assert list(refused.value.message_dict) == ["committee"]


@pytest.mark.parametrize("who", ["clerk", "coordinator", "officer", "councillor", "administrator"])
def test_the_secretariat_alone_changes_it(
    who: str,
    audit: Audit,
    other_committee: Committee,
    as_viewer: AsViewer,
    request: pytest.FixtureRequest,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied, match="의회사무처"):
        change_committee(audit.pk, other_committee.pk, reason=WHY, by=by)


def test_an_audit_that_there_is_not_is_not_found(other_committee: Committee, council: Viewer) -> None:
    with pytest.raises(NotVisible):
        change_committee(10**6, other_committee.pk, reason=WHY, by=council)


def test_the_statements_do_not_grow_with_the_demands(
    audit: Audit,
    other_committee: Committee,
    council: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3, 40):
        make_demand(audit, number)
    with django_assert_num_queries(11):
        change_committee(audit.pk, other_committee.pk, reason=WHY, by=council)


def test_the_page_of_the_audit_leads_there_and_comes_back_with_the_new_one(
    audit: Audit, other_committee: Committee, secretariat: User
) -> None:
    browser, address = _browser(secretariat), reverse("audit_committee", args=[audit.pk])
    overview = reverse("audit_overview", args=[audit.pk])
    assert address in browser.get(overview).content.decode()
    page = browser.get(address).content.decode()
    assert "요구사항 2건" in page
    answer = browser.post(address, {"committee": other_committee.pk, "reason": WHY})
    assert answer.headers["Location"] == overview
    shown = browser.get(overview).content.decode()
    assert "소관 위원회 변경: 디지털위원회 → 교통위원회" in shown
    assert WHY in shown
    assert WHY in browser.get(address).content.decode()


def test_departments_read_which_committee_follows_up_but_not_why_it_does(
    claim: Assignment, other_committee: Committee, council: Viewer, officer: User
) -> None:
    audit = claim.demand.audit_id
    change_committee(audit, other_committee.pk, reason=WHY, by=council)
    page = _browser(officer).get(reverse("audit_overview", args=[audit])).content.decode()
    assert other_committee.name in page
    assert WHY not in page


@pytest.mark.parametrize(
    "asked",
    [{"reason": WHY}, {"committee": "abc", "reason": WHY}, {"committee": "999999", "reason": WHY}],
    ids=str,
)
def test_what_is_wrong_is_said_on_the_form(asked: dict[str, str], audit: Audit, secretariat: User) -> None:
    page = _browser(secretariat).post(reverse("audit_committee", args=[audit.pk]), asked)
    assert "committee" in page.context["form"].errors
    assert not Event.objects.exists()


def test_a_clerk_finds_no_way_there(audit: Audit, clerk: User) -> None:
    browser, address = _browser(clerk), reverse("audit_committee", args=[audit.pk])
    assert address not in browser.get(reverse("audit_overview", args=[audit.pk])).content.decode()
    assert browser.get(address).status_code == 403
