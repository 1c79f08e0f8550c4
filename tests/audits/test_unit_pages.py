"""The pages of committees and of the department list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Committee, CommitteeSuccession, Department, Event, Membership, Role, User
from tests.conftest import Enrol
from tests.factories import make_audit

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LIST = "/committees/"
SHEET = "/departments/list/"
FIRST = """실·국,부서,종류,건제순,줄인 이름,사무,전자우편,시작일
,정보국,실·국,1,,,,
정보국,정보정책과,과·담당관,10,정보정책,정보화 계획,policy@demo.example,
"""


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
    with django_assert_num_queries(10):
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


@pytest.mark.django_db(transaction=True)
def test_a_merge_into_another_one_is_shown_and_stored_without_a_transaction_around_the_page(
    committee: Committee, other_committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("committee_change", args=[committee.pk])
    asked = {"kind": "merge", "on": _written(), "successor": other_committee.pk}
    seen = browser.post(address, asked).context["seen"]
    browser.post(address, asked | {"act": "record", "seen": seen})
    assert CommitteeSuccession.objects.get().successor == other_committee


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


def _send(browser: Client, text: str, name: str = "부서.csv") -> Any:
    return browser.post(SHEET, {"file": SimpleUploadedFile(name, text.encode())})


def test_a_list_is_looked_at_and_then_stored_once(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    assert SHEET in browser.get("/departments/").content.decode()
    preview = _send(browser, FIRST).headers["Location"]
    page = browser.get(preview)
    assert [row["line"].name for row in page.context["new"]] == ["정보국", "정보정책과"]
    assert not Department.objects.exists()
    answer = browser.post(preview, {"seen": page.context["seen"]})
    assert answer.headers["Location"] == reverse("department_list")
    assert Department.objects.count() == 2
    again = browser.post(preview, {"seen": page.context["seen"]})
    assert again.headers["Location"] == SHEET
    assert Department.objects.count() == 2


def test_a_change_is_shown_as_it_is_and_will_be(
    department: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    preview = _send(browser, "부서,줄인 이름\n정보정책과,전산\n").headers["Location"]
    page = browser.get(preview).content.decode()
    assert "정보정책 → 전산" in page
    assert "정보국" in page  # missing from the list


def test_a_faulty_list_is_told_cell_by_cell_and_cannot_be_stored(
    department: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    preview = _send(browser, "부서,건제순\n정보정책과,열\n새 과,50\n").headers["Location"]
    page = browser.get(preview)
    assert [flaw["cell"] for flaw in page.context["flaws"]] == ["B2", "A3", "A3"]
    assert "부서 목록 확정" not in page.content.decode()
    told = browser.post(preview, {"seen": page.context["seen"]}).content.decode()
    assert "B2: 건제순은" in told
    assert not Event.objects.exists()


def test_what_has_changed_since_it_was_shown_is_shown_again(
    department: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    preview = _send(browser, "부서,건제순\n정보정책과,12\n").headers["Location"]
    seen = browser.get(preview).context["seen"]
    Department.objects.filter(pk=department.pk).update(rank=11)
    page = browser.post(preview, {"seen": seen})
    assert "살펴보는 동안" in page.content.decode()
    browser.post(preview, {"seen": page.context["seen"]})
    department.refresh_from_db()
    assert department.rank == 12


def test_what_somebody_else_sent_is_not_found(
    coordinator: User, secretariat: User, sign_in: SignIn, department: Department
) -> None:
    preview = _send(sign_in(coordinator), "부서,건제순\n정보정책과,12\n").headers["Location"]
    assert sign_in(secretariat).get(preview).headers["Location"] == SHEET


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("부서.csv", b""),
        ("부서.xlsx", b"PK\x03\x04broken"),
        ("부서.hwp", b"abc"),
        ("부서.csv", b"\xff\xfe\x00"),
    ],
    ids=["empty", "broken", "other", "garbled"],
)
def test_what_cannot_be_read_is_refused_on_the_form(
    name: str, content: bytes, coordinator: User, sign_in: SignIn
) -> None:
    page = sign_in(coordinator).post(SHEET, {"file": SimpleUploadedFile(name, content)})
    assert list(page.context["form"].errors) == ["file"]


def test_the_list_taken_away_comes_back_as_the_same(
    department: Department, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    Department.objects.filter(pk=neighbour.pk).update(short_names=["=통신", "전산"])
    browser = sign_in(coordinator)
    answer = browser.get(reverse("department_sheet_csv"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = b"".join(answer).decode()
    assert "정보국,통신과,과·담당관,20," in text
    page = browser.get(_send(browser, text).headers["Location"])
    assert (page.context["same_count"], page.context["missing"], page.context["flaws"]) == (3, [], [])
    assert "바뀌는 것이 없습니다" in page.content.decode()


def test_a_single_department_is_edited_on_its_page(
    department: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(coordinator), reverse("department_edit", args=[department.pk])
    assert address in browser.get("/departments/").content.decode()
    asked = browser.get(address).context["form"].initial | {"short_names": "정보정책, 전산"}
    assert browser.post(address, asked).headers["Location"] == reverse("department_list")
    department.refresh_from_db()
    assert department.short_names == ["정보정책", "전산"]
    page = browser.post(address, asked | {"short_names": "전산과"})
    assert "다른 사람이 먼저" in page.content.decode()
    assert page.context["seen"] != asked["seen"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"rank": "열"}, "rank"),
        ({"rank": "20"}, "rank"),
        ({"short_names": "통신과"}, "short_names"),
        ({"mailbox": "우편"}, "mailbox"),
        ({"duties": "가" * 2_001}, "duties"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_department_is_said_at_its_field(
    asked: dict[str, str],
    field: str,
    department: Department,
    neighbour: Department,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    browser, address = sign_in(coordinator), reverse("department_edit", args=[department.pk])
    page = browser.post(address, browser.get(address).context["form"].initial | asked)
    assert list(page.context["form"].errors) == [field]
    assert not Event.objects.exists()


def test_who_does_not_keep_departments_finds_no_way_there(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get("/departments/").content.decode()
    assert SHEET not in page
    assert reverse("department_edit", args=[department.pk]) not in page
