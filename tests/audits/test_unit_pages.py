"""The pages of committees and of the department list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Committee, CommitteeSuccession, Event, Membership, Role, User
from tests.conftest import Enrol
from tests.factories import make_audit

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LIST = "/committees/"


def _written(days: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=days)
    return f"{on.year}. {on.month}. {on.day}."


def _names(page: object) -> dict[str, list[str]]:
    groups = page.context["groups"]  # type: ignore[attr-defined]
    return {group["name"]: [row["name"] for row in group["committees"]] for group in groups}


def test_committees_are_shown_as_today_planned_and_former_with_their_clerks(
    committee: Committee, clerk: User, secretariat: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    Committee.objects.create(name="올 위원회", valid_from=today + timedelta(days=9))
    Committee.objects.create(name="옛 위원회", valid_until=today)
    page = sign_in(secretariat).get(LIST)
    assert _names(page) == {
        "오늘 있는 위원회": ["디지털위원회"],
        "앞으로 생기는 위원회": ["올 위원회"],
        "없어진 위원회": ["옛 위원회"],
    }
    assert clerk.name in page.content.decode()


def test_an_empty_office_is_shown_the_way(administrator: User, sign_in: SignIn) -> None:
    page = sign_in(administrator).get(LIST).content.decode()
    assert "등록된 위원회가 없습니다." in page
    assert reverse("committee_found") in page


def test_the_statements_of_the_list_do_not_grow(
    secretariat: User, sign_in: SignIn, enrol: Enrol, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(secretariat)
    for number in range(30):
        made = Committee.objects.create(name=f"제{number}위원회")
        enrol(Role.CLERK, committee=made)
        make_audit(1995 + number, committee=made)
    browser.get(LIST)
    with django_assert_num_queries(8):
        browser.get(LIST)


def test_a_committee_is_founded_on_its_page(administrator: User, sign_in: SignIn) -> None:
    asked = {"name": "도시위원회", "valid_from": _written(), "valid_until": ""}
    answer = sign_in(administrator).post(reverse("committee_found"), asked)
    assert answer.headers["Location"] == LIST
    assert Committee.objects.get().name == "도시위원회"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "가" * 101}, "name"),
        ({"name": "디지털 위원회"}, "name"),
        ({"name": "새 위원회", "valid_from": "언젠가"}, "valid_from"),
        ({"name": "새 위원회", "valid_from": "2026. 7. 1.", "valid_until": "2026. 7. 1."}, "valid_until"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_new_one_is_said_at_its_field(
    asked: dict[str, str], field: str, committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    page = sign_in(secretariat).post(reverse("committee_found"), asked)
    assert list(page.context["form"].errors) == [field]
    assert Committee.objects.count() == 1


def test_a_change_shows_what_goes_along_and_then_stores_exactly_that(
    committee: Committee, clerk: User, secretariat: User, sign_in: SignIn
) -> None:
    make_audit(committee=committee)
    browser, address = sign_in(secretariat), reverse("committee_change", args=[committee.pk])
    asked = {"kind": "rename", "on": _written(), "new_name": "미래위원회", "basis": "조례 개정"}
    page = browser.post(address, asked)
    shown = page.content.decode()
    assert "감사 1건과 아래 사람이" in shown
    assert clerk.name in shown
    assert not CommitteeSuccession.objects.exists()
    answer = browser.post(address, asked | {"act": "record", "seen": page.context["seen"]})
    assert answer.headers["Location"] == LIST
    step = CommitteeSuccession.objects.get()
    assert (step.successor and step.successor.name, step.basis) == ("미래위원회", "조례 개정")
    assert Audit.objects.get().committee == step.successor
    assert Membership.objects.get(user=clerk, end_on=None).committee == step.successor


def test_what_would_go_along_otherwise_than_shown_is_shown_again(
    committee: Committee, clerk: User, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("committee_change", args=[committee.pk])
    asked = {"kind": "closed", "on": _written()}
    seen = browser.post(address, asked).context["seen"]
    make_audit(committee=committee)
    page = browser.post(address, asked | {"act": "record", "seen": seen})
    assert "살펴보는 동안" in page.content.decode()
    assert (page.context["audit_count"], CommitteeSuccession.objects.count()) == (1, 0)
    browser.post(address, asked | {"act": "record", "seen": page.context["seen"]})
    assert CommitteeSuccession.objects.count() == 1


def test_a_change_may_still_be_put_right_before_it_is_stored(
    committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    asked = {"kind": "rename", "on": _written(), "new_name": "미래위원회", "act": "change"}
    page = sign_in(secretariat).post(reverse("committee_change", args=[committee.pk]), asked)
    assert "asked" not in page.context
    assert page.context["form"]["new_name"].value() == "미래위원회"


def test_a_second_change_is_refused_in_words(
    committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("committee_change", args=[committee.pk])
    asked = {"kind": "rename", "on": _written(9), "new_name": "미래위원회"}
    seen = browser.post(address, asked).context["seen"]
    browser.post(address, asked | {"act": "record", "seen": seen})
    page = browser.post(address, asked | {"act": "record", "seen": seen})
    assert "이미 등록된 변경이 있습니다" in page.content.decode()
    assert CommitteeSuccession.objects.count() == 1


def test_audits_whose_committee_is_over_stand_on_the_first_page_and_on_the_list(
    committee: Committee, secretariat: User, administrator: User, sign_in: SignIn
) -> None:
    audit = make_audit(committee=committee)
    Committee.objects.update(valid_until=timezone.localdate())
    browser = sign_in(secretariat)
    first = browser.get("/", follow=True).content.decode()
    assert "소관 위원회가 없어진 감사가 1건 있습니다." in first
    assert LIST in first
    assert reverse("audit_committee", args=[audit.pk]) in browser.get(LIST).content.decode()
    page = sign_in(administrator).get(LIST).content.decode()
    assert "소관 위원회가 없어진 감사가 1건 있습니다." in page
    assert reverse("audit_committee", args=[audit.pk]) not in page


def test_one_founded_by_mistake_is_ended_after_asking(secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    browser.post(reverse("committee_found"), {"name": "도시위원화"})
    made = Committee.objects.get()
    address = reverse("committee_end", args=[made.pk])
    assert address in browser.get(LIST).content.decode()
    assert browser.get(address).status_code == 200
    assert browser.post(address).headers["Location"] == LIST
    assert not Committee.objects.valid(timezone.localdate()).exists()
    assert browser.post(address).status_code == 409
    assert [event.kind for event in Event.objects.order_by("number")] == [
        "committee_founded",
        "committee_changed",
    ]


def test_one_that_is_in_use_is_not_offered_to_be_ended(
    committee: Committee, clerk: User, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("committee_end", args=[committee.pk])
    assert address not in browser.get(LIST).content.decode()
    assert "등록을 취소할 수 없습니다" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 409


def test_an_audit_is_set_up_for_a_committee_of_today_only(
    committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    over = Committee.objects.create(name="옛 위원회", valid_until=timezone.localdate())
    asked = {"year": 2026, "body": "정보국", "receipt_days": 3, "committee": over.pk}
    page = sign_in(secretariat).post(reverse("audit_create"), asked)
    assert list(page.context["form"].errors) == ["committee"]
