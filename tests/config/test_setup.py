"""처음 설정: each step is what the data say it is; it can be left for later and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.actions.office import Council, change_office, name_council
from audits.models import Event, Office, Role, User
from config.web.setup import CODES, open_steps, standings
from tests.conftest import Enrol
from tests.factories import make_audit

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
NAMED = Council("시연시의회", "제9대", date(2026, 7, 1), date(2030, 6, 30))


@pytest.fixture
def admin(administrator: User, as_viewer: AsViewer) -> Viewer:
    """The administrator today."""
    return as_viewer(administrator)


def _open(viewer: Viewer) -> list[str]:
    return [each.step.code for each in open_steps(viewer)]


def test_in_an_empty_installation_every_step_is_open(admin: Viewer) -> None:
    assert _open(admin) == list(CODES)


def test_a_step_is_done_when_there_is_what_it_asks_for(
    admin: Viewer, request: pytest.FixtureRequest, enrol: Enrol
) -> None:
    request.getfixturevalue("committee")
    assert _open(admin) == ["council", "departments", "people", "mail", "audit"]
    name_council(NAMED, by=admin)
    request.getfixturevalue("department")
    assert _open(admin) == ["people", "mail", "audit"]
    enrol(Role.SECRETARIAT)
    assert "people" in _open(admin)  # nobody of the executive yet
    enrol(Role.COORDINATOR)
    Office.objects.filter(pk=1).update(mail_accepted_at=timezone.now())
    assert _open(admin) == ["audit"]
    make_audit()
    assert _open(admin) == []


def test_the_demos_mail_goes_nowhere_and_needs_no_trial(
    admin: Viewer, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = "notifications.outbox.Backend"  # type: ignore[attr-defined]
    assert "mail" not in _open(admin)


def test_how_every_step_stands_costs_one_statement_and_none_for_others(
    admin: Viewer, secretariat: User, as_viewer: AsViewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert len(standings(admin)) == len(CODES)
    other = as_viewer(secretariat)
    with django_assert_num_queries(0):
        assert open_steps(other) == []


def test_a_step_left_for_later_asks_nobody_until_it_is_taken_up_again(
    admin: Viewer, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    for _time in range(2):
        browser.post(reverse("setup"), {"step": "mail", "act": "skip"})
    assert "mail" not in _open(admin)
    assert Office.current().set_aside == ["mail"]
    browser.post(reverse("setup"), {"step": "mail", "act": "resume"})
    assert "mail" in _open(admin)
    assert not Event.objects.exists()  # nothing official


def test_a_step_that_is_none_is_not_found(administrator: User, sign_in: SignIn) -> None:
    assert sign_in(administrator).post(reverse("setup"), {"step": "x", "act": "skip"}).status_code == 404


def test_the_navigation_leads_there_while_a_step_is_open_and_pages_lead_back(
    admin: Viewer, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    here = reverse("setup")
    for name in ("department_list", "committee_list", "person_list", "person_create", "department_sheet"):
        page = browser.get(reverse(name))
        assert f'<p class="crumbs"><a href="{here}">' in page.content.decode(), name
    Office.objects.update_or_create(pk=1, defaults={"set_aside": list(CODES)})
    page = browser.get(reverse("department_list"))
    assert here not in {entry["url"] for entry in page.context["nav"]}
    assert f'<p class="crumbs"><a href="{here}">' not in page.content.decode()


def test_exactly_one_button_of_the_way_through_is_the_first_and_none_when_all_is_done(
    admin: Viewer, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    assert browser.get(reverse("setup")).content.decode().count("button-primary") == 1
    Office.objects.update_or_create(pk=1, defaults={"set_aside": list(CODES)})
    page = browser.get(reverse("setup")).content.decode()
    assert page.count("button-primary") == 0
    assert "남은 단계가 없습니다." in page


def test_the_council_is_named_on_record_without_its_name_and_the_same_again_leaves_no_entry(
    admin: Viewer,
) -> None:
    for _time in range(2):
        name_council(NAMED, by=admin)
    event = Event.objects.get()
    assert (event.kind, event.text.isascii()) == ("council_named", True)
    assert '"term_from":"2026-07-01"' in event.text
    change_office(council_distributes=True, gates="none", by=admin)
    assert Office.current().full_name == "제9대 시연시의회"


@pytest.mark.parametrize(
    ("council", "field"),
    [
        (Council(" "), "council"),
        (Council("시연시의회", "", date(2026, 7, 1), date(2026, 7, 1)), "term_until"),
    ],
)
def test_no_name_and_a_term_that_ends_before_it_begins_are_refused(
    council: Council, field: str, admin: Viewer
) -> None:
    with pytest.raises(ValidationError) as refusal:
        name_council(council, by=admin)
    assert list(refusal.value.message_dict) == [field]


def test_only_the_administrator_names_the_council(secretariat: User, as_viewer: AsViewer) -> None:
    with pytest.raises(PermissionDenied):
        name_council(NAMED, by=as_viewer(secretariat))


def test_the_page_reads_days_as_they_are_typed_and_says_what_is_wrong(
    administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    said = {"council": "시연시의회", "term": "제9대", "term_from": "’26. 7월", "term_until": "2026. 1. 1."}
    page = browser.post(reverse("setup_council"), said)
    assert list(page.context["form"].errors) == ["term_until"]
    browser.post(reverse("setup_council"), {**said, "term_until": "2030. 6. 30."})
    office = Office.current()
    assert (office.term_from, office.term_until) == (date(2026, 7, 1), date(2030, 6, 30))


def test_whoever_signs_in_reads_whose_installation_it_is(admin: Viewer, client: Client) -> None:
    assert "시연시의회" not in client.get(reverse("account_login")).content.decode()
    name_council(NAMED, by=admin)
    assert "제9대 시연시의회" in client.get(reverse("account_login")).content.decode()


def test_the_way_through_costs_the_same_however_many_people_there_are(
    administrator: User, enrol: Enrol, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(administrator)
    browser.get(reverse("setup"))
    with django_assert_num_queries(
        6
    ):  # session, person, seats; the navigation's steps, the page's, the secretariat
        browser.get(reverse("setup"))
    for _person in range(30):
        enrol(Role.SECRETARIAT)
    with django_assert_num_queries(6):
        browser.get(reverse("setup"))
