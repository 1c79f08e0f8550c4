"""The record: one chain, told in the transaction of what it tells. Who may change it: `test_roles`."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from audits import record
from audits.models import Audit, Demand, Document, Event, User
from audits.record import GENESIS, Entry
from tests.cluster import as_owner

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def _document(name: str = "보고서.txt") -> Document:
    return Document.objects.create(sha256="0" * 64, name=name, size=1, text="가")


def _chain() -> list[Event]:
    return list(Event.objects.order_by("number"))


def test_each_entry_carries_the_hash_of_the_one_before_it(secretariat: User) -> None:
    record.append(Entry("first", secretariat, None))
    record.append_all([Entry("second", secretariat, secretariat), Entry("third", secretariat, secretariat)])
    first, second, third = _chain()
    assert [event.number for event in (first, second, third)] == [1, 2, 3]
    assert [first.previous_hash, second.previous_hash, third.previous_hash] == [
        GENESIS,
        first.hash,
        second.hash,
    ]


def test_the_hash_is_that_of_the_stored_text(secretariat: User) -> None:
    record.append(Entry("first", secretariat, None))
    (event,) = _chain()
    assert event.hash == hashlib.sha256(event.text.encode()).hexdigest()
    told = json.loads(event.text)
    assert (told["number"], told["previous"], told["kind"]) == (1, GENESIS, "first")


def test_an_entry_hashes_the_rows_it_created_and_quotes_none_of_their_words(secretariat: User) -> None:
    document = _document("비밀 이름.txt")
    record.append(Entry("document_kept", document, secretariat, rows=[document]))
    (event,) = _chain()
    assert json.loads(event.text)["rows"] == [["document", document.pk, record.fingerprint(document)]]
    assert "비밀" not in event.text
    assert secretariat.name not in event.text


def test_a_row_that_was_changed_no_longer_has_its_fingerprint() -> None:
    document = _document()
    before = record.fingerprint(document)
    document.text = "나"
    assert record.fingerprint(document) != before


def test_a_row_has_the_same_fingerprint_when_it_is_read_back() -> None:
    document = _document()
    assert record.fingerprint(Document.objects.get(pk=document.pk)) == record.fingerprint(document)


def test_many_entries_take_as_many_statements_as_one(
    secretariat: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        record.append_all([Entry("many", secretariat, None) for _ in range(50)])
    assert Event.objects.count() == 50


def _told(**entry: Any) -> dict[str, Any]:
    """What the newest entry says, once `entry` was appended."""
    record.append(Entry("told", **entry))
    told: dict[str, Any] = json.loads(Event.objects.latest("number").text)
    return told


def test_the_state_of_a_followed_row_is_told_and_told_again_when_it_changes(secretariat: User) -> None:
    held = secretariat.memberships.get()
    begun = _told(subject=secretariat, by=None, rows=[held])
    assert begun["states"] == [["membership", held.pk, {"until": None}]]
    held.end_on = date(2026, 12, 31)
    ended = _told(subject=secretariat, by=None, changed=[held])
    assert ended["states"] == [["membership", held.pk, {"until": "2026-12-31"}]]
    assert ended["rows"] == []


def test_a_row_that_only_stays_has_no_state(secretariat: User) -> None:
    assert _told(subject=secretariat, by=None, rows=[_document()])["states"] == []


def test_a_followed_subject_is_told_by_itself_under_values_and_not_again_under_states(
    secretariat: User,
) -> None:
    held = secretariat.memberships.get()
    told = _told(subject=held, by=None, rows=[held], changed=[held])
    assert (told["values"], told["states"]) == ({"until": None}, [])
    assert told["rows"] == [["membership", held.pk, record.fingerprint(held)]]


def test_a_row_of_another_kind_with_the_subjects_number_is_told_all_the_same(secretariat: User) -> None:
    held = secretariat.memberships.get()
    audit = Audit(pk=held.pk, year=2026, body="정보국")
    assert [line[0] for line in _told(subject=audit, by=None, changed=[held])["states"]] == ["membership"]


def test_a_subject_that_is_not_followed_has_no_values_but_those_given(secretariat: User) -> None:
    assert _told(subject=secretariat, by=None)["values"] == {}
    assert _told(subject=secretariat, by=None, values={"active": False})["values"] == {"active": False}


def test_several_fields_are_told_as_one_hash_and_none_of_their_words(secretariat: User) -> None:
    demand = Demand(pk=1, salt="ab", raised_by="시연 의원", minutes_reference="회의록 3쪽")
    source = _told(subject=demand, by=None)["values"]["source"]
    assert source == hashlib.sha256('["ab","시연 의원","회의록 3쪽"]'.encode()).hexdigest()
    text = Event.objects.get().text
    assert "시연" not in text
    assert "회의록" not in text


@pytest.mark.parametrize(
    ("salt", "raised_by", "minutes_reference"),
    [("ab", "시연 위원", "3"), ("ab", "시연 의원", "4"), ("ab", "시연 의원3", ""), ("a", "b시연 의원", "3")],
)
def test_one_hash_of_several_fields_changes_with_each_of_them(
    salt: str, raised_by: str, minutes_reference: str
) -> None:
    before = record.state(Demand(salt="ab", raised_by="시연 의원", minutes_reference="3"))
    after = record.state(Demand(salt=salt, raised_by=raised_by, minutes_reference=minutes_reference))
    assert {name for name in before if before[name] != after[name]} == {"source"}


def test_two_demands_of_one_councillor_do_not_look_alike() -> None:
    """A list of councillors does not tell, from the record alone, who raised what."""
    one, other = (record.state(Demand(raised_by="시연 의원")) for _ in range(2))
    assert one["source"] != other["source"]


def test_everything_told_is_in_one_order_without_spaces(secretariat: User) -> None:
    document = _document()
    record.append(Entry("told", document, secretariat, rows=[document], facts={"줄": 3}))
    assert Event.objects.get().text.endswith(
        f'"kind":"told","by":{secretariat.pk},"subject":["document",{document.pk}],"demand":null,'
        f'"rows":[["document",{document.pk},"{record.fingerprint(document)}"]],'
        '"values":{},"states":[],"facts":{"줄":3}}'
    )


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (date(2026, 11, 20), '"2026-11-20"'),
        (datetime(2026, 11, 20, 8, 59, tzinfo=SEOUL), '"2026-11-19T23:59:00.000000+00:00"'),
        (datetime(2026, 11, 20, 9, 0, 0, 120, tzinfo=SEOUL), '"2026-11-20T00:00:00.000120+00:00"'),
        (datetime(2026, 11, 20, tzinfo=UTC), '"2026-11-20T00:00:00.000000+00:00"'),
        (["가", None, True, 3], '["가",null,true,3]'),
    ],
)
def test_a_value_has_one_spelling(value: object, spelling: str) -> None:
    assert record.plain(value).decode() == spelling


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])
def test_no_setting_of_the_installation_is_in_the_line_of_a_row(zone: str, settings: Settings) -> None:
    settings.TIME_ZONE = zone
    document = Document(
        pk=1, sha256="0" * 64, name="가", size=1, imported_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert '["imported_at","2026-01-01T00:00:00.000000+00:00"]' in record.line(document).decode()


def test_the_line_of_a_row_is_its_kind_its_number_and_each_kept_field_with_its_name() -> None:
    demand = Demand(pk=7, audit_id=3, number=12, raised_by="시연 의원")
    demand.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    assert record.line(demand).decode() == (
        '["demand",7,[["audit_id",3],["number",12],["document_id",null],["line",null],'
        '["created_at","2026-01-01T00:00:00.000000+00:00"]]]'
    )


def test_the_text_is_made_before_the_lock_that_others_wait_for(secretariat: User) -> None:
    """What cannot be told is found out before anything is asked of the database."""
    entries = [Entry("good", secretariat, None), Entry("bad", secretariat, None, facts={"day": object()})]
    with CaptureQueriesContext(connection) as asked, pytest.raises(TypeError):
        record.append_all(entries)
    assert len(asked) == 0


def test_who_appends_holds_the_records_head_under_the_number_that_every_version_asks_for(
    secretariat: User,
) -> None:
    """Two versions serving side by side during an update append to one chain: the number may not move."""
    record.append(Entry("first", secretariat, None))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
        )
        assert cursor.fetchall() == [(int.from_bytes(b"husok"),)]


def test_free_objects_have_no_place_in_an_entry(secretariat: User) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        record.append(Entry("bad", secretariat, None, facts={"person": secretariat}))


def test_with_one_role_only_the_record_says_so() -> None:
    assert record.has_two_roles()
    with as_owner():
        assert not record.has_two_roles()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(secretariat: User) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record.append(Entry("first", secretariat, None))


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_entry_and_no_gap(secretariat: User) -> None:
    with transaction.atomic():
        record.append(Entry("lost", secretariat, None))
        transaction.set_rollback(True)
    with transaction.atomic():
        record.append(Entry("kept", secretariat, None))
    assert [(event.number, event.kind) for event in _chain()] == [(1, "kept")]
