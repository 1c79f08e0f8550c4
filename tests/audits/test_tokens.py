"""연계 인증키: made on the command line and by the administrator, shown once, revoked after asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import token_viewer
from audits.models import Department, DepartmentToken, Event, Scope, User
from tests.cluster import as_owner

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def _create(**options: Any) -> str:
    out = StringIO()
    call_command("create_token", stdout=out, **options)
    return out.getvalue().strip()


def test_the_command_prints_a_key_that_works_and_keeps_its_hash(department: Department, head: User) -> None:
    key = _create(department=department.name, name="전자결재")
    viewer = token_viewer(key, timezone.localdate())
    assert viewer is not None
    assert (viewer.user, viewer.scopes) == (head, frozenset(Scope))
    assert key not in json.dumps(list(DepartmentToken.objects.values()), default=str)
    assert "token_made" in Event.objects.values_list("kind", flat=True)
    assert not any(key in text for text in Event.objects.values_list("text", flat=True))


def test_the_command_takes_scopes_and_a_responsible_person(department: Department, officer: User) -> None:
    told = json.loads(
        _create(department=department.name, name="통계", responsible=officer.email, scope=["read"], json=True)
    )
    assert told["scopes"] == ["read"]
    assert told["responsible"] == officer.email
    assert token_viewer(told["token"], timezone.localdate()) is not None


@pytest.mark.parametrize(
    "options",
    [
        {"department": "없는 과"},
        {"name": ""},
        {"name": "가" * 61},
        {"responsible": "nobody@demo.example"},
        {"responsible": "stranger"},
        {"scope": ["everything"]},
    ],
)
def test_the_command_refuses_in_one_line_and_stores_nothing(
    options: dict[str, Any], department: Department, head: User, stranger: User
) -> None:
    if options.get("responsible") == "stranger":
        options = {"responsible": stranger.email}
    with pytest.raises(CommandError) as refusal:
        _create(**{"department": department.name, "name": "전자결재"} | options)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert not DepartmentToken.objects.exists()


def test_without_a_head_somebody_has_to_answer_for_the_key(department: Department) -> None:
    with pytest.raises(CommandError, match="책임자"):
        _create(department=department.name, name="전자결재")


def _asked(department: Department) -> dict[str, Any]:
    return {"department": department.pk, "name": "전자결재", "scopes": ["read"]}


def test_a_key_is_shown_once_and_never_again(
    department: Department, head: User, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    page = browser.post(reverse("token_list"), _asked(department), follow=True).content.decode()
    token = DepartmentToken.objects.get()
    key = page.split('class="once">')[1].split("<")[0]
    assert token_viewer(key, timezone.localdate()) is not None
    assert (token.responsible, token.created_by) == (head, administrator)
    again = browser.get(reverse("token_list")).content.decode()
    assert key not in again
    assert token.prefix in again
    assert department.name in again


def test_the_list_tells_why_a_key_opens_nothing(
    department: Department, head: User, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    browser.post(reverse("token_list"), _asked(department))
    today = timezone.localdate()
    for change, word in (
        ({"expires_on": today}, "만료"),
        ({"expires_on": today + timedelta(days=1)}, "사용 중"),
        ({"revoked_at": timezone.now()}, "폐기"),
    ):
        with as_owner():
            DepartmentToken.objects.update(**change)
        assert word in browser.get(reverse("token_list")).content.decode()
    DepartmentToken.objects.update(revoked_at=None)
    head.is_active = False
    head.save()
    assert "쓸 수 없음" in browser.get(reverse("token_list")).content.decode()


@pytest.mark.parametrize("gone", ["department", "person"])
def test_a_key_that_its_department_or_person_left_behind_is_told_on_the_first_page(
    gone: str, department: Department, head: User, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    browser.post(reverse("token_list"), _asked(department), follow=True)
    words = "부서가 없어졌거나 책임자가 떠난 연계 인증키가 1개"
    assert words not in browser.get(reverse("start"), follow=True).content.decode()
    today = timezone.localdate()
    if gone == "department":
        Department.objects.filter(pk=department.pk).update(valid_until=today)
    else:
        head.memberships.update(end_on=today)
    assert words in browser.get(reverse("start"), follow=True).content.decode()
    state = {"department": "쓸 수 없음", "person": "책임자가 부서를 떠남"}[gone]
    assert state in browser.get(reverse("token_list")).content.decode()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"responsible": "nobody@demo.example"}, "등록된 사람"),
        ({"scopes": []}, "빠진 항목"),
        ({"expires_on": "언젠가"}, "날짜로 읽을 수 없습니다"),
        ({"expires_on": "2030. 1. 1."}, "한 해"),
        ({"department": 999999}, "고를 수 없는"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    more: dict[str, Any], word: str, department: Department, head: User, administrator: User, sign_in: SignIn
) -> None:
    answer = sign_in(administrator).post(reverse("token_list"), _asked(department) | more)
    assert answer.status_code == 200
    assert word in answer.content.decode()
    assert not DepartmentToken.objects.exists()


def test_revoking_asks_first_and_ends_the_key_at_once(
    department: Department, head: User, administrator: User, sign_in: SignIn
) -> None:
    key = _create(department=department.name, name="전자결재")
    browser, address = (
        sign_in(administrator),
        reverse("token_revoke", args=[DepartmentToken.objects.get().pk]),
    )
    assert browser.get(address).status_code == 200
    assert token_viewer(key, timezone.localdate()) is not None
    assert browser.post(address).status_code == 302
    assert token_viewer(key, timezone.localdate()) is None
    browser.post(address)
    assert Event.objects.filter(kind="token_revoked").count() == 1


@pytest.mark.parametrize("who", ["secretariat", "clerk", "coordinator", "officer", "head", "councillor"])
def test_only_the_administrator_has_to_do_with_keys(
    who: str, department: Department, head: User, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    _create(department=department.name, name="전자결재", responsible=head.email)
    token = DepartmentToken.objects.get()
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(reverse("token_list")).status_code == 403
    assert browser.post(reverse("token_list"), _asked(department)).status_code == 403
    assert browser.post(reverse("token_revoke", args=[token.pk])).status_code == 403
    token.refresh_from_db()
    assert token.revoked_at is None
