"""A history taken away: as a table, and as stored texts that anybody can hash again; with a reason for many."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits import record
from audits.access import viewer
from audits.models import AccessAct, AccessEntry, Demand, Department, Event, User
from audits.record import Entry
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.actions.priority import mark_priority
from tracker.actions.receive import receive
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
REASON = {"usual": "audit"}


@pytest.fixture
def held(lists: None, department: Department) -> Assignment:
    """What a department has received; the demand is under 중점관리."""
    return assign(make_demand(make_audit()), department, Status.NOT_REPORTED)


@pytest.fixture
def told(held: Assignment, officer: User, secretariat: User) -> Demand:
    """A demand of which two things are told: it was received, and put first."""
    receive([held.pk], by=viewer(officer, timezone.localdate()))
    mark_priority(held.demand_id, True, by=viewer(secretariat, timezone.localdate()))
    return held.demand


def _address(demand: Demand, form: str, asked: str = "") -> str:
    return reverse("demand_history_file", args=[demand.pk, form]) + asked


def _taken(browser: Client, address: str) -> str:
    answer: Any = browser.post(address, REASON)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content).decode()


def test_many_entries_are_handed_over_for_a_reason_that_is_kept(
    told: Demand, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    asked = browser.get(_address(told, "csv"))
    assert "내려받는 사유" in asked.content.decode()
    assert not asked.streaming
    _taken(browser, _address(told, "csv"))
    noted = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (noted.what, noted.subject_id, noted.items) == ("demand_history", told.pk, 2)
    assert noted.reason


def test_a_single_entry_needs_no_reason(told: Demand, secretariat: User, sign_in: SignIn) -> None:
    answer: Any = sign_in(secretariat).get(_address(told, "csv", "?group=duty"))
    assert answer["Content-Disposition"] == f'attachment; filename="demand-history-{told.pk}.csv"'


def test_the_table_has_a_line_for_each_entry_and_each_field_it_changed(
    told: Demand, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    text = _taken(sign_in(secretariat), _address(told, "csv"))
    assert text.startswith("\ufeff")
    heads, *lines = csv.reader(io.StringIO(text[1:]))
    first, second = Event.objects.order_by("number")
    assert [line[0] for line in lines if line[3]] == [str(first.number), str(second.number)]
    entry = lines[0]
    assert entry[3:9] == [
        "received",
        f"정보정책과 담당자 · {officer.name}",
        str(told.audit),
        "시정 1",
        "정보정책과",
        "접수 확인: 정보정책과",
    ]
    assert (entry[0], entry[-1]) == (str(first.number), first.hash)
    assert [str(first.number), "단계", "", "처리 중"] in [[line[0], *line[9:12]] for line in lines]
    assert {len(line) for line in (heads, *lines)} == {14}


def test_a_name_that_a_spreadsheet_would_reckon_with_stays_text(
    told: Demand, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    officer.memberships.update(end_on=timezone.localdate())
    User.objects.filter(pk=officer.pk).update(name="=1+1")
    assert "'=1+1" in _taken(sign_in(secretariat), _address(told, "csv"))


def test_the_stored_texts_come_exactly_with_their_hashes_and_the_head_as_anchor(
    told: Demand, secretariat: User, sign_in: SignIn
) -> None:
    found = json.loads(_taken(sign_in(secretariat), _address(told, "json")))
    events = Event.objects.order_by("number")
    assert [(row["number"], row["text"]) for row in found["entries"]] == [(e.number, e.text) for e in events]
    assert all(hashlib.sha256(row["text"].encode()).hexdigest() == row["hash"] for row in found["entries"])
    number, digest = record.head()
    assert found["record"] == f"{number}:{digest}"


def test_exactly_what_is_asked_for_is_taken(told: Demand, secretariat: User, sign_in: SignIn) -> None:
    answer: Any = sign_in(secretariat).get(_address(told, "json", "?group=duty"))
    found = json.loads(b"".join(answer.streaming_content))
    assert [json.loads(row["text"])["kind"] for row in found["entries"]] == ["received"]


def test_a_file_in_many_pieces_misses_and_doubles_nothing(
    told: Demand, secretariat: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.records.exports.CHUNK", 2)
    with transaction.atomic():
        record.append_all([Entry("priority_marked", told, secretariat, demand_id=told.pk)] * 5)
    found = json.loads(_taken(sign_in(secretariat), _address(told, "json")))
    assert [row["number"] for row in found["entries"]] == list(range(1, 8))


def test_what_is_told_while_a_file_is_made_is_not_in_it(
    told: Demand, secretariat: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Event.objects.order_by("number")[0]
    monkeypatch.setattr(record, "head", lambda: (first.number, first.hash))
    answer: Any = sign_in(secretariat).get(_address(told, "json"))
    found = json.loads(b"".join(answer.streaming_content))
    assert (found["record"], len(found["entries"])) == (f"{first.number}:{first.hash}", 1)


def test_who_raised_a_demand_cannot_be_found_out_from_a_hash(
    told: Demand, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    """The state of a demand holds a hash of it, and of a short list of names every hash is soon made."""
    ours = json.loads(_taken(sign_in(secretariat), _address(told, "json")))["entries"]
    theirs = json.loads(_taken(sign_in(officer), _address(told, "json")))["entries"]
    assert [row["text"] is None for row in ours] == [False, False]
    assert [(row["text"] is None, row["hash"]) for row in theirs] == [
        (False, ours[0]["hash"]),
        (True, ours[1]["hash"]),
    ]


def test_what_is_not_visible_is_not_taken_either(
    told: Demand, stranger: User, secretariat: User, sign_in: SignIn
) -> None:
    for address in (_address(told, "csv"), _address(told, "json")):
        assert sign_in(stranger).post(address, REASON).status_code == 404
    assert sign_in(secretariat).get(_address(told, "exe")).status_code == 404
    back = sign_in(secretariat).get(_address(told, "csv", "?since=nonsense"))
    assert back["Location"].startswith(reverse("demand_history", args=[told.pk]))
