"""Who is let in, and how that ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from audits import access
from audits.access import Viewer
from audits.actions import people
from audits.actions.people import Place
from audits.models import Committee, Department, Event, Membership, Role, User
from audits.web.invitations import link_path
from tests.conftest import TODAY, Enrol

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
GOOD = "tongil-anding-7h"


def _place(role: Role = Role.SECRETARIAT, **where: object) -> Place:
    return Place(role=role, start_on=date(2026, 1, 1), **where)  # type: ignore[arg-type]  # open place


def _new(
    email: str = "new@demo.example", staff_number: str | None = None, place: Place | None = None
) -> User:
    return people.create_person(
        email=email, name="시연 새 사람", staff_number=staff_number, place=place or _place(), by=None
    )


def test_a_new_person_is_on_record_without_a_name() -> None:
    person = _new()
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == [
        "person_created",
        "membership_started",
    ]
    assert not any(person.name in text for text in Event.objects.values_list("text", flat=True))


def test_only_an_administrator_registers_people(secretariat: User, as_viewer: AsViewer) -> None:
    with pytest.raises(PermissionDenied, match="시스템관리자"):
        people.create_person(
            email="x@demo.example", name="시연", staff_number=None, place=None, by=as_viewer(secretariat)
        )


@pytest.mark.parametrize(("email", "number"), [("NEW@demo.example", None), ("other@demo.example", "d1")])
def test_an_address_or_staff_number_is_taken_in_any_letter_case(email: str, number: str | None) -> None:
    _new(staff_number="D1")
    with pytest.raises(ValidationError, match="이미 등록된"):
        _new(email, number)


def test_several_people_may_have_no_staff_number() -> None:
    _new()
    assert _new("other@demo.example").pk


@pytest.mark.parametrize(
    ("role", "message"), [(Role.OFFICER, "부서를"), (Role.HEAD, "부서를"), (Role.CLERK, "위원회를")]
)
def test_a_role_that_needs_a_place_is_refused_without_one(role: Role, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        _new(place=_place(role))


def test_the_database_refuses_an_officer_of_no_department(secretariat: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=secretariat, role=Role.OFFICER, start_on=TODAY)


def test_a_department_that_did_not_exist_on_the_first_day_is_refused(department: Department) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=date(2025, 1, 1))
    department.refresh_from_db()
    with pytest.raises(ValidationError, match="없는 부서"):
        _new(place=_place(Role.OFFICER, department=department))


def test_the_same_membership_twice_at_once_is_refused(department: Department) -> None:
    person = _new(place=_place(Role.OFFICER, department=department))
    with pytest.raises(ValidationError, match="이미 있습니다"):
        people.start_membership(person, _place(Role.OFFICER, department=department), by=None)


def test_a_role_that_was_called_off_keeps_nobody_from_beginning_it_earlier(
    department: Department, enrol: Enrol
) -> None:
    person = enrol(Role.OFFICER, department=department, start_on=TODAY + timedelta(days=30))
    with pytest.raises(ValidationError, match="이미 있습니다"):
        people.start_membership(person, _place(Role.OFFICER, department=department), by=None)
    Membership.objects.filter(user=person).update(end_on=F("start_on"))
    assert people.start_membership(person, _place(Role.OFFICER, department=department), by=None).pk


def test_a_membership_ends_on_its_day(administrator: User, as_viewer: AsViewer) -> None:
    person = _new()
    people.end_membership(person.memberships.get().pk, end_on=TODAY, by=as_viewer(administrator))
    assert access.viewer(person, date(2026, 11, 19)).roles == {Role.SECRETARIAT}
    assert access.viewer(person, TODAY).roles == frozenset()


def test_the_last_administrator_cannot_be_stopped_nor_leave(administrator: User, as_viewer: AsViewer) -> None:
    viewer = as_viewer(administrator)
    with pytest.raises(ValidationError, match="마지막"):
        people.set_active(administrator, active=False, by=viewer)
    with pytest.raises(ValidationError, match="마지막"):
        people.end_membership(administrator.memberships.get().pk, end_on=TODAY, by=viewer)


def test_somebody_stopped_is_nobody(administrator: User, secretariat: User, as_viewer: AsViewer) -> None:
    people.set_active(secretariat, active=False, by=as_viewer(administrator))
    with pytest.raises(PermissionDenied):
        access.viewer(secretariat, TODAY)


def test_a_link_sets_a_password_once(client: Client) -> None:
    person = _new()
    path = link_path(person, people.make_link(person, by=None))
    assert client.get(path).status_code == 200
    answer = client.post(path, {"new_password1": GOOD, "new_password2": GOOD})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password(GOOD)
    assert client.get(path).status_code == 410


def test_a_newer_link_ends_the_older_one(client: Client) -> None:
    person = _new()
    older = link_path(person, people.make_link(person, by=None))
    people.make_link(person, by=None)
    assert client.get(older).status_code == 410


@pytest.mark.parametrize("path", ["/accounts/invitation/x/y/", "/accounts/invitation/OTk5OTk/abc-def/"])
def test_an_invented_link_is_refused_like_an_old_one(client: Client, path: str) -> None:
    assert client.get(path).status_code == 410


def test_a_weak_password_is_refused_by_the_link(client: Client) -> None:
    person = _new()
    path = link_path(person, people.make_link(person, by=None))
    assert client.post(path, {"new_password1": "12345678", "new_password2": "12345678"}).status_code == 200
    person.refresh_from_db()
    assert not person.has_usable_password()


@pytest.mark.parametrize("name", ["new@demo.example", "NEW@DEMO.EXAMPLE", "D77", "d77"])
def test_people_sign_in_by_address_or_staff_number(client: Client, name: str) -> None:
    people.set_own_password(_new(staff_number="D77"), GOOD)
    client.post(reverse("account_login"), {"login": name, "password": GOOD})
    assert client.get(reverse("audit_list")).status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client) -> None:
    people.set_own_password(_new(), GOOD)
    wrong = client.post(reverse("account_login"), {"login": "new@demo.example", "password": "no"})
    unknown = client.post(reverse("account_login"), {"login": "nobody@demo.example", "password": "no"})
    errors = [list(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert errors[0] == errors[1] != []


def test_after_five_wrong_passwords_the_door_stays_shut_for_a_while(client: Client) -> None:
    people.set_own_password(_new(), GOOD)
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "new@demo.example", "password": "no"})
    answer = client.post(reverse("account_login"), {"login": "new@demo.example", "password": GOOD})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_nobody_can_sign_up(client: Client) -> None:
    answer = client.post(
        reverse("account_signup"), {"email": "x@demo.example", "password1": GOOD, "password2": GOOD}
    )
    assert answer.status_code in {200, 403}
    assert not User.objects.filter(email="x@demo.example").exists()


def test_a_first_password_must_be_changed_before_anything_else(client: Client) -> None:
    person = _new()
    first = people.make_first_password(person, by=None)
    client.post(reverse("account_login"), {"login": person.email, "password": first})
    assert client.get(reverse("demand_list")).headers["Location"] == reverse("account_change_password")
    changed = {"oldpassword": first, "password1": GOOD, "password2": GOOD}
    client.post(reverse("account_change_password"), changed)
    assert client.get(reverse("demand_list")).status_code == 200
    person.refresh_from_db()
    assert person.check_password(GOOD)


def test_a_session_ends_after_half_an_hour_without_a_click(client: Client, secretariat: User) -> None:
    client.force_login(secretariat)
    client.get(reverse("audit_list"))
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    answer = client.get(reverse("audit_list"))
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "로그아웃" in str(next(iter(get_messages(answer.wsgi_request))))


def test_a_session_that_is_used_goes_on_but_not_for_ever(client: Client, secretariat: User) -> None:
    client.force_login(secretariat)
    client.get(reverse("audit_list"))
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()
    assert client.get(reverse("audit_list")).status_code == 200
    session = client.session
    session["began_at"] -= 13 * 3600
    session.save()
    assert client.get(reverse("audit_list")).status_code == 302


def test_signed_in_pages_are_not_kept_by_the_browser(client: Client, secretariat: User) -> None:
    client.force_login(secretariat)
    assert client.get(reverse("audit_list")).headers["Cache-Control"] == "no-store"


def test_an_administrator_registers_a_person_and_sees_the_link_once(
    administrator: User, department: Department, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    typed = {
        "name": "시연 새 담당",
        "email": "fresh@demo.example",
        "role": "officer",
        "department": department.pk,
        "start_on": "2026. 11. 1.",
        "how": "link",
    }
    answer = browser.post(reverse("person_create"), typed, follow=True)
    assert answer.context["one_time_link"].startswith(f"{settings.SITE_URL}/accounts/invitation/")
    assert browser.get(answer.request["PATH_INFO"]).context["one_time_link"] == ""


def test_a_persons_page_leads_to_what_they_did(administrator: User, officer: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    way = reverse("person_history", args=[officer.pk])
    assert f'href="{way}"' in browser.get(reverse("person_detail", args=[officer.pk])).content.decode()
    assert browser.get(way).status_code == 200


def test_a_mistake_in_the_form_comes_back_with_what_was_typed(administrator: User, sign_in: SignIn) -> None:
    typed = {
        "name": "시연",
        "email": "fresh@demo.example",
        "role": "officer",
        "start_on": "아무 날",
        "how": "link",
    }
    answer = sign_in(administrator).post(reverse("person_create"), typed)
    assert "날짜로 읽을 수 없습니다" in answer.content.decode()
    assert "아무 날" in answer.content.decode()
    assert not User.objects.filter(email="fresh@demo.example").exists()


@pytest.mark.parametrize("who", ["secretariat", "officer", "councillor"])
def test_others_do_not_see_the_people_page(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    assert sign_in(request.getfixturevalue(who)).get(reverse("person_list")).status_code == 403


def test_people_are_found_by_department_and_page_by_page(
    administrator: User, department: Department, committee: Committee, sign_in: SignIn
) -> None:
    for number in range(55):
        place = _place(Role.OFFICER, department=department)
        _new(f"p{number:02}@demo.example", place=place)
    browser = sign_in(administrator)
    first = browser.get(reverse("person_list"), {"q": department.name})
    assert (first.context["shown"], first.context["more"]) == (50, True)
    second = browser.get(reverse("person_list") + first.context["next_url"])
    assert (second.context["shown"], second.context["more"]) == (5, False)


def test_an_administrator_ends_a_membership_and_makes_a_new_link(
    administrator: User, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    page = reverse("person_detail", args=[secretariat.pk])
    membership = secretariat.memberships.get()
    browser.post(page, {"act": "end_membership", "membership": membership.pk, "end_on": "2026. 11. 30."})
    membership.refresh_from_db()
    assert membership.end_on == date(2026, 11, 30)
    assert browser.post(page, {"act": "renew_invitation"}, follow=True).context["one_time_link"]
    assert browser.post(page, {"act": "nonsense"}).status_code == 400
