"""The first page of the administrator: what needs a hand, counted as the page behind it shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.models import CheckKind, CheckState, Department, RecordCheck, Role, User
from tests.conftest import Enrol

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def _matters(browser: Client) -> Mapping[str, Any]:
    page = browser.get("/")
    return {each.label: each for each in (*page.context["waiting"], *page.context["in_order"])}


def test_people_who_never_set_a_password_are_those_of_the_list(
    administrator: User, officer: User, sign_in: SignIn
) -> None:
    for person in (administrator, officer):
        person.set_password("tongil-anding-7h")
        person.save()
    browser = sign_in(administrator)
    assert _matters(browser)["초대"].kind == "ok"
    officer.set_unusable_password()
    officer.save()
    matter = _matters(browser)["초대"]
    assert (matter.kind, matter.what) == ("open", "아직 비밀번호를 정하지 않은 사람이 1명 있습니다.")
    assert [row["name"] for row in browser.get(matter.url).context["people"]] == [officer.name]


def test_people_without_a_seat_are_those_of_the_list(administrator: User, sign_in: SignIn) -> None:
    User.objects.create_user("gone@demo.example", "떠난 이")
    matter = _matters(sign_in(administrator))["소속"]
    people = sign_in(administrator).get(matter.url).context["people"]
    assert (matter.kind, [row["name"] for row in people]) == ("open", ["떠난 이"])


def test_a_department_that_ends_within_a_month_is_spoken_of(
    administrator: User, department: Department, neighbour: Department, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    for place, days in ((department, 10), (neighbour, 60)):
        Department.objects.filter(pk=place.pk).update(valid_until=today + timedelta(days=days))
    matter = _matters(sign_in(administrator))["조직개편"]
    assert matter.what == f"30일 안에 없어지는 부서가 1개 있습니다: {department.name}"


def test_an_installation_that_is_not_set_up_leads_there_first(administrator: User, sign_in: SignIn) -> None:
    page = sign_in(administrator).get("/")
    assert (page.context["next"].label, page.context["next"].url) == ("처음 설정", "/setup/")
    assert "의회 이름과 임기" in page.context["next"].what


def test_a_record_that_was_altered_is_the_next_thing(administrator: User, sign_in: SignIn) -> None:
    now = timezone.now()
    RecordCheck.objects.create(kind=CheckKind.RECORD, state=CheckState.ALTERED, started_at=now, beat_at=now)
    found = sign_in(administrator).get("/").context["next"]
    assert (found.kind, found.url) == ("bad", "/record/")


def test_the_page_takes_as_many_statements_however_many_people_there_are(
    administrator: User, enrol: Enrol, department: Department, sign_in: SignIn
) -> None:
    browser, taken = sign_in(administrator), []
    browser.get("/")
    for many in (3, 30):
        for _each in range(many):
            enrol(Role.OFFICER, department=department)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 18


def test_no_content_of_a_demand_is_on_the_page(administrator: User, sign_in: SignIn) -> None:
    assert "처리요구사항" not in sign_in(administrator).get("/").content.decode()
