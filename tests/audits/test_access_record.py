"""The access record: only added to, checked month by month, forgotten when it is old enough, on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as SettingsWrapper

from audits import access_months, access_record, record
from audits.access import Viewer
from audits.access_record import Asked, Caller, What, kept_from, month_of
from audits.actions import access_record as acts
from audits.models import AccessAct, AccessCheck, AccessEntry, Event, Holiday, User
from config.embedded.places import APP
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
OCTOBER = date(2026, 10, 1)
NOON = datetime(2026, 10, 20, 3, tzinfo=UTC)  # a Tuesday, 12:00 in Seoul


def _seen(
    by: User,
    at: datetime = NOON,
    *,
    address: str = "192.0.2.7",
    act: AccessAct = AccessAct.VIEW,
    items: int = 1,
    reason: str = "",
) -> AccessEntry:
    return AccessEntry.objects.create(
        at=at, user=by, address=address, act=act, what="demand", items=items, reason=reason
    )


@contextmanager
def _as_owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        yield
        cursor.execute(f"SET ROLE {APP}")


def _told(kind: str) -> list[dict[str, object]]:
    texts = Event.objects.filter(kind=kind).order_by("number").values_list("text", flat=True)
    return [json.loads(text)["facts"] for text in texts]


def test_an_entry_costs_one_statement(
    secretariat: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        access_record.note(
            What.DEMAND, AccessAct.VIEW, Caller(secretariat.pk, None, "2001:db8::7"), subject_id=7
        )
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.what, entry.subject_id) == (secretariat, "demand", 7)
    assert (entry.address, entry.items, entry.reason) == ("2001:db8::7", 1, "")


def test_a_download_of_many_without_a_reason_is_refused(secretariat: User) -> None:
    caller = Caller(secretariat.pk, None, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        access_record.note(What.ACCESS, AccessAct.DOWNLOAD, caller, items=2)
    access_record.note(What.ACCESS, AccessAct.DOWNLOAD, caller, items=2, reason="감사 자료")
    assert AccessEntry.objects.get().reason == "감사 자료"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audits_accessentry SET items = 0",
        "UPDATE audits_accessentry SET at = now() - interval '9 years'",
        "DELETE FROM audits_accessentry",
        "TRUNCATE audits_accessentry",
        "ALTER TABLE audits_accessentry DISABLE TRIGGER ALL",
        "UPDATE audits_accesscheck SET words = ''",
        "DELETE FROM audits_accesscheck",
    ],
)
def test_the_serving_role_changes_and_removes_nothing(
    statement: str, as_app_login: psycopg.Connection
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE audits_accessentry SET items = 0", "TRUNCATE audits_accessentry"]
)
def test_not_even_the_owner_changes_an_entry(statement: str, secretariat: User) -> None:
    _seen(secretariat)
    with _as_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_not_even_the_owner_removes_what_is_younger_than_a_year(secretariat: User) -> None:
    young = _seen(secretariat, timezone.now() - timedelta(days=360))
    with _as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        AccessEntry.objects.filter(pk=young.pk).delete()
    old = _seen(secretariat, timezone.now() - timedelta(days=370))
    with _as_owner():
        AccessEntry.objects.filter(pk=old.pk).delete()
    assert list(AccessEntry.objects.all()) == [young]


@pytest.mark.parametrize(
    ("on", "first"),
    [(date(2026, 11, 20), date(2024, 11, 1)), (date(2028, 2, 29), date(2026, 2, 1))],
)
def test_entries_are_kept_by_whole_months(on: date, first: date) -> None:
    assert kept_from(on) == first
    assert month_of(date(2026, 1, 31), 1) == date(2025, 12, 1)
    assert month_of(date(2026, 12, 31), -1) == date(2027, 1, 1)


def test_what_is_older_than_the_setting_goes_and_the_record_says_so(
    secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "BATCH", 2)
    edge = access_record.start_of(kept_from(timezone.localdate()))
    old = [_seen(secretariat, edge - timedelta(days=days)) for days in (3, 2, 1)]
    stays = _seen(secretariat, edge)
    with _as_owner():
        answer = _forget()
    assert list(AccessEntry.objects.all()) == [stays]
    until = edge.date().isoformat()
    assert answer == {"until": until, "entries": 3, "dry_run": False}
    ids = [entry.pk for entry in old]
    assert _told("access_forgotten") == [
        {"until": until, "count": 2, "first": ids[0], "last": ids[1]},
        {"until": until, "count": 1, "first": ids[2], "last": ids[2]},
    ]


def test_forgetting_twice_is_forgetting_once(secretariat: User) -> None:
    _seen(secretariat, timezone.now() - timedelta(days=2_000))
    with _as_owner():
        assert [_forget()["entries"], _forget()["entries"]] == [1, 0]
    assert len(_told("access_forgotten")) == 1


def test_a_dry_run_counts_and_removes_nothing(secretariat: User) -> None:
    _seen(secretariat, timezone.now() - timedelta(days=2_000))
    assert _forget(dry_run=True)["entries"] == 1
    assert AccessEntry.objects.count() == 1
    assert not _told("access_forgotten")


def test_who_does_not_own_the_table_is_told_so_in_one_line(secretariat: User) -> None:
    _seen(secretariat, timezone.now() - timedelta(days=2_000))
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL") as refused:
        _forget()
    assert refused.value.returncode == 2
    assert AccessEntry.objects.count() == 1


def test_the_setting_says_how_long(secretariat: User, settings: SettingsWrapper) -> None:
    settings.ACCESS_RECORD_MONTHS = 12
    _seen(secretariat, timezone.now() - timedelta(days=400))
    assert _forget(dry_run=True)["entries"] == 1
    settings.ACCESS_RECORD_MONTHS = 36
    assert _forget(dry_run=True)["entries"] == 0


def _forget(**options: object) -> dict[str, object]:
    out = StringIO()
    call_command("forget_access", stdout=out, json=True, **options)
    answer: dict[str, object] = json.loads(out.getvalue())
    return answer


def test_a_month_is_checked_with_words_that_are_not_in_the_record(
    administrator: User, secretariat: User, as_viewer: AsViewer
) -> None:
    _seen(secretariat)
    check = acts.check_month(OCTOBER, " 특이 사항 없음 ", by=as_viewer(administrator))
    assert (check.words, check.entries, check.by) == ("특이 사항 없음", 1, administrator)
    assert _told("access_checked") == [{"month": "2026-10-01", "entries": 1}]
    event = Event.objects.get(kind="access_checked")
    assert json.loads(event.text)["rows"] == [["accesscheck", check.pk, record.fingerprint(check)]]
    assert "특이" not in event.text
    assert record.fingerprint(AccessCheck.objects.get()) == record.fingerprint(check)


@pytest.mark.parametrize(("month", "words"), [(date(2026, 11, 1), "없음"), (OCTOBER, "  ")])
def test_a_month_that_runs_and_a_check_without_words_are_refused(
    month: date, words: str, administrator: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(ValidationError):
        acts.check_month(month, words, by=as_viewer(administrator))
    assert not Event.objects.filter(kind="access_checked").exists()


def test_a_month_is_checked_once(administrator: User, as_viewer: AsViewer) -> None:
    acts.check_month(OCTOBER, "없음", by=as_viewer(administrator))
    with pytest.raises(ValidationError, match="이미 점검한 달"):
        acts.check_month(OCTOBER, "다시", by=as_viewer(administrator))
    assert len(_told("access_checked")) == 1


def test_only_the_administrator_checks(secretariat: User, as_viewer: AsViewer) -> None:
    with pytest.raises(PermissionDenied):
        acts.check_month(OCTOBER, "없음", by=as_viewer(secretariat))


def test_months_that_are_over_wait_until_they_are_checked(
    administrator: User, secretariat: User, as_viewer: AsViewer
) -> None:
    assert access_months.unchecked(TODAY) == []
    _seen(secretariat, NOON - timedelta(days=60))
    august, september = date(2026, 8, 1), date(2026, 9, 1)
    assert access_months.unchecked(TODAY) == [august, september, OCTOBER]
    acts.check_month(september, "없음", by=as_viewer(administrator))
    assert access_months.unchecked(TODAY) == [august, OCTOBER]


def _row_of(who: User) -> tuple[int, int, int, bool]:
    (row,) = [row for row in access_months.by_caller(OCTOBER) if row.caller.sought == who.email]
    return row.accesses, row.downloads, row.outside, row.caller.stopped


def test_a_month_counts_accesses_and_downloads_of_each_person(secretariat: User, officer: User) -> None:
    _seen(secretariat)
    _seen(secretariat, act=AccessAct.DOWNLOAD)
    _seen(officer)
    _seen(officer, NOON + timedelta(days=31))
    officer.is_active = False
    officer.save()
    assert _row_of(secretariat) == (2, 1, 0, False)
    assert _row_of(officer) == (1, 0, 0, True)


@pytest.mark.parametrize(
    ("at", "outside"),
    [
        ("2026-10-20T07:59:59+09:00", 1),
        ("2026-10-20T08:00:00+09:00", 0),
        ("2026-10-20T19:59:59+09:00", 0),
        ("2026-10-20T20:00:00+09:00", 1),
        ("2026-10-17T12:00:00+09:00", 1),
        ("2026-10-18T12:00:00+09:00", 1),
        ("2026-10-09T12:00:00+09:00", 1),
        ("2026-10-19T12:00:00+09:00", 0),
    ],
)
def test_nights_weekends_and_holidays_are_outside_office_hours(
    at: str, outside: int, secretariat: User
) -> None:
    Holiday.objects.create(date=date(2026, 10, 9), name="한글날")
    _seen(secretariat, datetime.fromisoformat(at))
    assert _row_of(secretariat)[2] == outside


def test_the_month_begins_and_ends_at_midnight_of_the_office(secretariat: User) -> None:
    for at in ("2026-09-30T23:59:59+09:00", "2026-10-01T00:00:00+09:00", "2026-10-31T23:59:59+09:00"):
        _seen(secretariat, datetime.fromisoformat(at))
    _seen(secretariat, datetime.fromisoformat("2026-11-01T00:00:00+09:00"))
    assert _row_of(secretariat)[0] == 2


def test_an_address_is_new_where_that_person_never_came_from_it(secretariat: User, officer: User) -> None:
    _seen(secretariat, NOON - timedelta(days=40), address="192.0.2.1")
    _seen(secretariat, address="192.0.2.1")
    _seen(secretariat, address="192.0.2.2")
    _seen(secretariat, NOON + timedelta(days=1), address="192.0.2.2")
    _seen(officer, address="192.0.2.1")
    found = {(new.caller.sought, new.address, new.accesses) for new in access_months.new_addresses(OCTOBER)}
    assert found == {(secretariat.email, "192.0.2.2", 2), (officer.email, "192.0.2.1", 1)}


def test_downloads_of_many_are_listed_with_their_reasons(secretariat: User) -> None:
    _seen(secretariat, act=AccessAct.DOWNLOAD)
    many = _seen(secretariat, act=AccessAct.DOWNLOAD, items=32, reason="감사 자료")
    assert list(access_months.downloads_of_many(OCTOBER)) == [many]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), 3),
        (Asked(since=date(2026, 10, 20)), 2),
        (Asked(until=date(2026, 10, 20)), 2),
        (Asked(who="시연 담당자"), 1),
        (Asked(act="download"), 1),
        (Asked(what="demand"), 3),
        (Asked(what="mail"), 0),
    ],
)
def test_the_list_is_asked_by_period_person_and_act(
    asked: Asked, found: int, secretariat: User, officer: User
) -> None:
    _seen(secretariat, NOON - timedelta(days=1))
    _seen(officer, datetime.fromisoformat("2026-10-20T23:59:59.999999+09:00"))
    _seen(secretariat, NOON + timedelta(days=1), act=AccessAct.DOWNLOAD)
    assert access_record.found(asked).count() == found
