"""The list of holidays: who may change it, what is refused, what stays on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from audits import reference
from audits.access import Viewer
from audits.actions import holidays
from audits.errors import NotVisible
from audits.models import Event, Holiday, User

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
DAY = date(2027, 5, 7)


@pytest.fixture
def administration(administrator: User, as_viewer: AsViewer) -> Viewer:
    """The system administrator today."""
    return as_viewer(administrator)


def _told() -> list[tuple[str, str]]:
    events = Event.objects.order_by("number").values_list("kind", "text")
    return [(kind, json.loads(text)["facts"]["day"]) for kind, text in events]


def _messages(page: bytes) -> str:
    return page.decode().split("page-head", maxsplit=1)[0]


def test_an_added_and_a_removed_day_are_on_record_without_words(administration: Viewer) -> None:
    added = holidays.add(DAY, " 임시공휴일 ", by=administration)
    assert Holiday.objects.get().name == "임시공휴일"
    holidays.remove(added.pk, by=administration)
    assert not Holiday.objects.exists()
    assert _told() == [("holiday_added", "2027-05-07"), ("holiday_removed", "2027-05-07")]
    assert not Event.objects.filter(text__contains="임시공휴일").exists()


@pytest.mark.parametrize("who", ["administrator", "secretariat"])
def test_the_administrator_and_the_secretariat_keep_the_list(
    who: str, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    assert holidays.add(DAY, "임시공휴일", by=as_viewer(request.getfixturevalue(who))).pk


@pytest.mark.parametrize("who", ["clerk", "coordinator", "officer", "head", "councillor"])
def test_nobody_else_changes_it(who: str, request: pytest.FixtureRequest, as_viewer: AsViewer) -> None:
    by = as_viewer(request.getfixturevalue(who))
    stored = Holiday.objects.create(date=DAY, name="임시공휴일")
    acts: list[Callable[[], object]] = [
        lambda: holidays.add(date(2027, 5, 10), "임시공휴일", by=by),
        lambda: holidays.remove(stored.pk, by=by),
        lambda: holidays.fill_year(2028, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied, match="시스템관리자"):
            act()
    assert list(Holiday.objects.all()) == [stored]


def test_a_day_that_is_a_holiday_already_is_refused_by_its_name(administration: Viewer) -> None:
    Holiday.objects.create(date=DAY, name="임시공휴일")
    with pytest.raises(ValidationError, match="이미 등록된 휴일입니다: 임시공휴일"):
        holidays.add(DAY, "다른 이름", by=administration)
    assert not Event.objects.exists()


@pytest.mark.parametrize("day", [date(1990, 12, 31), date(2101, 1, 1)])
def test_a_year_that_no_audit_is_of_is_refused(day: date, administration: Viewer) -> None:
    with pytest.raises(ValidationError, match="1991년부터 2100년"):
        holidays.add(day, "임시공휴일", by=administration)
    with pytest.raises(ValidationError, match="1991년부터 2100년"):
        holidays.fill_year(day.year, by=administration)


def test_a_holiday_without_a_name_is_refused(administration: Viewer) -> None:
    with pytest.raises(ValidationError):
        holidays.add(DAY, "  ", by=administration)


def test_a_day_removed_twice_is_not_there_the_second_time(administration: Viewer) -> None:
    pk = holidays.add(DAY, "임시공휴일", by=administration).pk
    holidays.remove(pk, by=administration)
    with pytest.raises(NotVisible):
        holidays.remove(pk, by=administration)


def test_filling_a_year_puts_each_of_its_days_on_record(administration: Viewer) -> None:
    added = holidays.fill_year(2026, by=administration)
    stored = Holiday.objects.filter(date__year=2026)
    assert added == stored.count() == len(_told())
    assert dict(stored.values_list("date", "name"))[date(2026, 2, 17)] == "설날"
    assert ("holiday_added", "2026-03-02") in _told()


def test_a_year_that_has_holidays_is_not_filled_over_them(administration: Viewer) -> None:
    Holiday.objects.create(date=DAY, name="임시공휴일")
    with pytest.raises(ValidationError, match="2027년"):
        holidays.fill_year(2027, by=administration)
    assert Holiday.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [
        lambda by: holidays.add(DAY, "임시공휴일", by=by),
        lambda by: holidays.fill_year(2027, by=by),
    ],
    ids=["add", "fill"],
)
def test_the_same_act_twice_at_once_is_done_once(
    act: Callable[[Viewer], object], administration: Viewer
) -> None:
    together = Barrier(2)

    def attempt() -> bool:
        try:
            together.wait(10)
            act(administration)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = [attempt.result() for attempt in [pool.submit(attempt) for _ in range(2)]]
    assert sorted(done) == [False, True]
    assert len(_told()) == Holiday.objects.count()


def test_the_page_lists_the_year_that_is_asked_for(secretariat: User, sign_in: SignIn) -> None:
    reference.ensure_holidays([2026, 2027])
    browser = sign_in(secretariat)
    page = browser.get(reverse("holiday_list"), {"year": "2027"}).content.decode()
    assert "2027. 2. 7.(일)" in page
    assert "2026. 2. 17." not in page
    assert "?year=2026" in page
    assert "?year=2028" in page


@pytest.mark.parametrize("year", ["1990", "2101", "x", "9" * 5000])
def test_a_year_out_of_reach_has_no_page(year: str, secretariat: User, sign_in: SignIn) -> None:
    assert sign_in(secretariat).get(reverse("holiday_list"), {"year": year}).status_code == 404


@pytest.mark.parametrize("name", ["holiday_list", "holiday_remove"])
def test_others_do_not_see_the_pages(name: str, officer: User, sign_in: SignIn) -> None:
    stored = Holiday.objects.create(date=DAY, name="임시공휴일")
    arguments = [stored.pk] if name == "holiday_remove" else []
    browser = sign_in(officer)
    assert browser.get(reverse(name, args=arguments)).status_code == 403
    assert browser.post(reverse(name, args=arguments), {"act": "fill"}).status_code == 403
    assert list(Holiday.objects.all()) == [stored]


def test_a_day_is_added_on_the_page_and_read_back_to_the_person(secretariat: User, sign_in: SignIn) -> None:
    typed = {"date": "2027. 5. 7.", "name": "임시공휴일"}
    answer = sign_in(secretariat).post(reverse("holiday_list"), typed, follow=True)
    assert answer.request["QUERY_STRING"] == "year=2027"
    assert "2027. 5. 7. 임시공휴일" in _messages(answer.content)
    assert Holiday.objects.get().date == DAY


def test_a_refused_day_comes_back_with_what_was_typed_and_why(secretariat: User, sign_in: SignIn) -> None:
    Holiday.objects.create(date=DAY, name="임시공휴일")
    answer = sign_in(secretariat).post(reverse("holiday_list"), {"date": "2027. 5. 7.", "name": "다른 이름"})
    assert answer.status_code == 200
    assert "이미 등록된 휴일입니다: 임시공휴일" in answer.content.decode()
    assert "다른 이름" in answer.content.decode()


def test_an_empty_year_is_filled_by_a_button_that_is_then_gone(secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    address = reverse("holiday_list") + "?year=2028"
    assert 'value="fill"' in browser.get(address).content.decode()
    answer = browser.post(address, {"act": "fill"}, follow=True)
    assert f"{Holiday.objects.count()}일을 더하였습니다" in _messages(answer.content)
    assert 'value="fill"' not in answer.content.decode()


def test_a_year_filled_meanwhile_says_so(secretariat: User, sign_in: SignIn) -> None:
    reference.ensure_holidays([2028])
    answer = sign_in(secretariat).post(reverse("holiday_list") + "?year=2028", {"act": "fill"}, follow=True)
    assert "이미 등록되어 있습니다" in _messages(answer.content)


def test_removing_asks_first(secretariat: User, sign_in: SignIn) -> None:
    stored = Holiday.objects.create(date=DAY, name="임시공휴일")
    browser = sign_in(secretariat)
    address = reverse("holiday_remove", args=[stored.pk])
    assert address in browser.get(reverse("holiday_list"), {"year": "2027"}).content.decode()
    assert "2027. 5. 7.(금)" in browser.get(address).content.decode()
    assert Holiday.objects.exists()
    answer = browser.post(address, follow=True)
    assert answer.request["QUERY_STRING"] == "year=2027"
    assert "2027. 5. 7. 임시공휴일" in _messages(answer.content)
    assert not Holiday.objects.exists()
    assert browser.post(address).status_code == 404
