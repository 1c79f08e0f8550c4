"""The administrator's pages of the access record, and the reason that is asked for before many items go."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access_record import month_of, start_of
from audits.models import AccessAct, AccessCheck, AccessEntry, Event, User
from audits.web.csv_file import cell

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LIST, CSV = "access_record", "access_record_csv"


@pytest.fixture
def browser(sign_in: SignIn, administrator: User) -> Client:
    """The administrator's."""
    return sign_in(administrator)


def _last_month() -> date:
    return month_of(timezone.localdate(), 1)


def _seen(by: User, at: datetime | None = None, count: int = 1, **more: object) -> None:
    told = {"act": AccessAct.VIEW, "what": "demand", "address": "192.0.2.7"} | more
    moment = at or start_of(_last_month()) + timedelta(days=9, hours=12)
    AccessEntry.objects.bulk_create(
        AccessEntry(at=moment + timedelta(seconds=place), user=by, **told) for place in range(count)
    )


def _text(answer: object) -> str:
    body: bytes = getattr(answer, "content", b"")
    return body.decode()


def _month(browser: Client, month: date) -> object:
    return browser.get(reverse("access_month", args=[month.year, month.month]))


def _file(answer: object) -> list[list[str]]:
    whole = b"".join(getattr(answer, "streaming_content", [])).decode()
    assert whole.startswith("\ufeff")
    return list(csv.reader(io.StringIO(whole.removeprefix("\ufeff"))))


def test_the_list_shows_who_saw_what_newest_first(browser: Client, officer: User, secretariat: User) -> None:
    _seen(officer, subject_id=77)
    _seen(secretariat, start_of(_last_month()) + timedelta(days=20))
    page = _text(browser.get(reverse(LIST)))
    assert page.index(secretariat.name) < page.index(officer.name)
    assert "번호 77" in page
    assert "192.0.2.7" in page


def test_a_page_of_the_list_takes_as_many_statements_however_long_it_is(
    browser: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _seen(officer, count=120)
    browser.get(reverse(LIST))
    with django_assert_num_queries(9):
        first = browser.get(reverse(LIST))
    (following,) = (line for line in _text(first).split('"') if line.startswith("?cursor="))
    assert browser.get(reverse(LIST) + following).status_code == 200
    assert AccessEntry.objects.filter(what="access").values_list("items", flat=True)[1] == 50


def test_the_list_is_filtered_and_stays_so_on_the_next_page(
    browser: Client, officer: User, secretariat: User
) -> None:
    _seen(officer, count=60)
    _seen(secretariat)
    asked = {"who": officer.email, "act": "view", "what": "demand", "since": "2020-01-01", "until": ""}
    page = _text(browser.get(reverse(LIST), asked))
    assert "50건 보임" in page
    assert f'<td role="cell" class="full">{secretariat.name}' not in page
    assert "since=2020-01-01&amp;cursor=" in page


def test_a_day_that_is_none_is_said_and_shows_nothing(browser: Client, officer: User) -> None:
    _seen(officer)
    page = _text(browser.get(reverse(LIST), {"since": "어제쯤"}))
    assert "날짜로 읽을 수 없습니다" in page
    assert officer.name not in page


def test_many_entries_are_handed_over_for_a_reason_alone(
    browser: Client, officer: User, administrator: User
) -> None:
    _seen(officer, count=3)
    asked = browser.get(reverse(CSV))
    assert "내려받는 사유" in _text(asked)
    assert not AccessEntry.objects.filter(act=AccessAct.DOWNLOAD).exists()
    for refused in ({}, {"usual": "other"}, {"usual": "nonsense"}):
        assert "Content-Disposition" not in browser.post(reverse(CSV), refused).headers
    answer = browser.post(reverse(CSV), {"usual": "audit", "words": "정기 감사"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="access-record.csv"'
    entry = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (entry.user, entry.what, entry.items) == (administrator, "access", 3)
    assert entry.reason == "감사·점검 자료 제출: 정기 감사"


def test_own_words_are_a_reason_by_themselves(browser: Client, officer: User) -> None:
    _seen(officer, count=2)
    browser.post(reverse(CSV), {"usual": "other", "words": "내부 조사"})
    assert AccessEntry.objects.get(act=AccessAct.DOWNLOAD).reason == "내부 조사"


def test_a_single_entry_needs_no_reason(browser: Client, officer: User) -> None:
    _seen(officer)
    assert len(_file(browser.get(reverse(CSV)))) == 2
    assert AccessEntry.objects.get(act=AccessAct.DOWNLOAD).reason == ""


def test_the_file_holds_exactly_what_was_filtered(browser: Client, officer: User, secretariat: User) -> None:
    _seen(officer, count=60, subject_id=5)
    _seen(secretariat, count=2)
    answer = browser.post(f"{reverse(CSV)}?who={officer.email}", {"usual": "report"})
    head, *rows = _file(answer)
    assert head == ["시각", "이름", "접속지", "수행 업무", "대상", "대상 번호", "건수", "사유"]
    assert len(rows) == 60
    day = (_last_month() + timedelta(days=9)).isoformat()
    assert rows[0] == [f"{day} 12:00:59", officer.name, "192.0.2.7", "조회", "처리요구사항", "5", "1", ""]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"]
)
def test_no_cell_of_a_file_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell("가=1") == "가=1"
    assert cell(None) == ""


def test_a_month_waits_on_the_page_until_it_is_checked(browser: Client, officer: User) -> None:
    _seen(officer)
    assert "점검하지 않은 달 1개" in _text(browser.get(reverse(LIST)))
    month = _last_month()
    address = reverse("access_month", args=[month.year, month.month])
    assert "점검 내용" in _text(browser.get(address))
    assert browser.post(address, {"words": ""}).status_code == 200
    assert not AccessCheck.objects.exists()
    assert browser.post(address, {"words": "특이 사항 없음"}).status_code == 302
    assert Event.objects.get().kind == "access_checked"
    assert "특이 사항 없음" in _text(browser.get(address))
    assert "점검하지 않은 달" not in _text(browser.get(reverse(LIST)))


def test_a_month_tells_of_downloads_new_addresses_and_stopped_people(
    browser: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _seen(officer, count=2)
    _seen(officer, act=AccessAct.DOWNLOAD, items=32, reason="감사 자료 제출")
    User.objects.filter(pk=officer.pk).update(is_active=False)
    browser.get(reverse(LIST))
    with django_assert_num_queries(11):
        page = _text(_month(browser, _last_month()))
    for words in ("감사 자료 제출", "32건", "사용 중지", "192.0.2.7", "중지된 사람 1명"):
        assert words in page


def test_the_links_of_a_month_lead_to_its_list_and_to_each_person_in_it(
    browser: Client, officer: User
) -> None:
    _seen(officer)
    page = _text(_month(browser, _last_month()))
    ways = [html.unescape(way) for way in re.findall(r'href="([^"]*since=[^"]*)"', page)]
    assert any("&who=" in way for way in ways)
    assert all(browser.get(way).status_code == 200 for way in ways)


def test_a_month_that_runs_is_seen_and_not_yet_checked(browser: Client) -> None:
    today = timezone.localdate()
    page = _text(_month(browser, today))
    assert "달이 끝난 뒤에 점검합니다" in page
    address = reverse("access_month", args=[today.year, today.month])
    assert "지난 달까지만" in _text(browser.post(address, {"words": "벌써"}))
    assert not AccessCheck.objects.exists()


@pytest.mark.parametrize("path", ["2026/13/", "2026/0/", "1999/1/", "9999/12/", "0/1/"])
def test_a_month_that_is_none_is_not_found(path: str, browser: Client) -> None:
    assert browser.get(f"{reverse(LIST)}{path}").status_code == 404


def test_what_was_kept_long_enough_is_said(browser: Client, officer: User) -> None:
    assert "보존기간이 지났습니다" not in _text(browser.get(reverse(LIST)))
    _seen(officer, timezone.now() - timedelta(days=2_000))
    assert "보존기간이 지났습니다" in _text(browser.get(reverse(LIST)))


def test_who_reads_the_access_record_is_noted_there(browser: Client, administrator: User) -> None:
    browser.get(reverse(LIST))
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.act, entry.what, entry.items) == (administrator, "list", "access", 0)


def test_in_its_first_month_the_record_leads_to_that_month(browser: Client, officer: User) -> None:
    _seen(officer, timezone.now())
    context = browser.get(reverse(LIST)).context
    assert browser.get(context["month_url"]).status_code == 200
