"""The record: one chain, told in the transaction of what it tells, closed to change."""

from __future__ import annotations

import hashlib
import json

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.models import Document, Event, User
from audits.record import GENESIS, Entry

pytestmark = pytest.mark.django_db


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


def test_free_objects_have_no_place_in_an_entry(secretariat: User) -> None:
    with pytest.raises(TypeError, match="no place in the record"):
        record.append(Entry("bad", secretariat, None, facts={"person": secretariat}))


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


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audits_event SET kind = 'x'",
        "DELETE FROM audits_event",
        "TRUNCATE audits_event",
        "UPDATE audits_event SET kind = 'x' WHERE false",
    ],
)
def test_the_role_that_serves_cannot_change_the_record(as_app_login: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute(change)


@pytest.mark.parametrize(
    "trick",
    [
        "SET ROLE owner",
        "ALTER TABLE audits_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audits_event_append_only ON audits_event",
        "SET session_replication_role = replica",
    ],
)
def test_the_role_that_serves_cannot_get_round_that(as_app_login: psycopg.Connection, trick: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute(trick)


@pytest.mark.parametrize(
    "change", ["UPDATE audits_event SET kind = 'x' WHERE false", "DELETE FROM audits_event WHERE false"]
)
def test_even_the_owner_meets_the_trigger(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(change)
        cursor.execute("SET LOCAL ROLE app")
