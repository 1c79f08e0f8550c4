"""How the API refuses: one shape, two languages, limits that fail open."""

from __future__ import annotations

import re
import socket

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.db import OperationalError

from audits import calls
from tests.tracker.api.conftest import Caller, problem, tag
from tracker.api import limits
from tracker.api.problems import KINDS, problem_of
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

HANGUL = re.compile("[가-힣]")
DONE_WITHOUT_EVIDENCE = {"status": "completed", "actions_taken": "- 시행"}


def _refusals(caller: Caller, row: Assignment, language: str) -> list[dict[str, object]]:
    path, said = f"assignments/{row.pk}/progress/", {"Accept_Language": language}
    return [
        problem(Caller({}).get("audits/", **said), 401),
        problem(caller.get("assignments/999999/", **said), 404),
        problem(caller.get("assignments/?limit=x", **said), 400),
        problem(caller.get("assignments/?next=x", **said), 400),
        problem(caller.post(path, {}, **said), 428),
        problem(caller.post(path, DONE_WITHOUT_EVIDENCE, If_Match='"x"', **said), 412),
        problem(caller.post(path, DONE_WITHOUT_EVIDENCE, If_Match=tag(row), **said), 400),
        problem(caller.post(path, {"no_change": True}, If_Match=tag(row), **said), 409),
        problem(caller.post("demands/", {}, **said), 403),
        problem(caller.post_raw(path, b"{", If_Match=tag(row), **said), 400),
        problem(caller.post_raw(path, b"x", "text/plain", If_Match=tag(row), **said), 415),
    ]


def test_a_reader_of_korean_reads_korean(held: Assignment, system: Caller) -> None:
    for told in _refusals(system, held, "ko"):
        assert HANGUL.search(str(told["title"])), told


def test_a_reader_of_english_reads_no_korean(held: Assignment, system: Caller) -> None:
    for told in _refusals(system, held, "en-GB,en;q=0.9"):
        assert not HANGUL.search(str(told)), told


def test_without_a_language_korean_is_spoken(system: Caller) -> None:
    assert HANGUL.search(system.get("assignments/999999/").json()["detail"])


def test_what_a_report_lacks_is_said_in_the_words_of_the_rule(held: Assignment, system: Caller) -> None:
    path = f"assignments/{held.pk}/progress/"
    korean = system.post(path, DONE_WITHOUT_EVIDENCE, If_Match=tag(held)).json()["errors"]
    english = system.post(path, DONE_WITHOUT_EVIDENCE, If_Match=tag(held), Accept_Language="en").json()[
        "errors"
    ]
    assert "결재문서번호" in korean["evidence"][0]
    assert english["evidence"] == [
        "A report of completion needs evidence: a file, an approval document number or a link."
    ]


def test_a_type_names_its_kind(system: Caller) -> None:
    kind = system.get("assignments/999999/").json()["type"].rsplit("#", 1)[1]
    assert KINDS[kind].status == 404


def test_a_database_that_is_away_is_no_fault_of_the_caller() -> None:
    told = problem_of(OperationalError("connection refused"))
    assert told is not None
    assert (told.status, told.headers) == (503, {"Retry-After": "5"})


def test_a_fault_of_ours_is_not_dressed_up_as_a_refusal() -> None:
    assert problem_of(KeyError("x")) is None


def test_too_many_calls_wait_for_the_next_minute(
    system: Caller, other_system: Caller, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_015.0)  # type: ignore[attr-defined]
    assert [system.get("audits/").status_code for _ in range(3)] == [200, 200, 429]
    refused = system.get("audits/")
    problem(refused, 429)
    assert int(refused.headers["Retry-After"]) == 5
    assert other_system.get("audits/").status_code == 200
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_021.0)  # type: ignore[attr-defined]
    assert system.get("audits/").status_code == 200


def test_a_cache_that_is_away_limits_nobody(
    system: Caller, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"}
        settings.CACHES = {"default": away}
        monkeypatch.setattr(calls, "cache", caches.create_connection("default"))
        settings.API_CALLS_PER_MINUTE = 1
        assert [system.get("audits/").status_code for _ in range(3)] == [200, 200, 200]
