"""Checks as they are carried out: one at a time, followed from outside, made up for after a night without power."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from audits import anchors, record
from audits.access import Viewer, viewer
from audits.models import CheckKind, CheckState, Event, RecordCheck, User
from audits.record import Entry
from config.celery import app
from tests.cluster import as_owner
from tests.factories import make_audit, make_demand
from tests.told import tell_everything
from tracker import checking, followup, tasks
from tracker.models import FollowUp

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]


@pytest.fixture(autouse=True)
def file(settings: Settings, tmp_path: Path) -> Path:
    """A file of anchors of this test alone."""
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"
    return Path(settings.ANCHOR_FILE)


@pytest.fixture
def entry(secretariat: User) -> Event:
    """A record of one entry, which tells all there is."""
    return tell_everything(secretariat)


def _alter() -> None:
    with as_owner():
        Event.objects.update(text='{"number":1}')


def _checked(kind: CheckKind = CheckKind.RECORD) -> RecordCheck:
    check = checking.begin(kind)
    assert check
    checking.carry_out(check)
    check.refresh_from_db()
    return check


def test_a_whole_record_is_found_whole(entry: Event) -> None:
    check = _checked()
    assert (check.state, check.found["ok"], check.found["head"]) == (
        CheckState.WHOLE,
        True,
        f"1:{entry.hash}",
    )
    assert check.finished_at


def test_an_altered_entry_is_found_and_named(entry: Event) -> None:
    _alter()
    check = _checked()
    assert check.state == CheckState.ALTERED
    first = check.found["problems"][0]
    assert (first["code"], first["event"]) == ("event_altered", 1)


def test_what_was_anchored_is_held_against_the_record(entry: Event, file: Path) -> None:
    file.write_text(f"2026-11-20T00:00:00+09:00 1:{'a' * 64}\n")
    check = _checked()
    assert [fault["code"] for fault in check.found["problems"]] == ["anchor_differs"]
    assert check.found["anchors"] == 1


def test_whoever_spoils_the_anchors_does_not_silence_the_check(entry: Event, file: Path) -> None:
    file.write_text("nothing of the kind\n")
    check = _checked()
    assert check.state == CheckState.ALTERED
    assert [fault["code"] for fault in check.found["problems"]] == ["anchor_unreadable"]


def test_one_spoiled_line_does_not_silence_the_other_anchors(entry: Event, file: Path) -> None:
    file.write_text(f"2026-11-19T00:00:00+09:00 1:{'a' * 64}\n2026-11-20T00:00:00+09:00 1:ab\n")
    check = _checked()
    assert [fault["code"] for fault in check.found["problems"]] == ["anchor_unreadable", "anchor_differs"]


def test_derived_values_that_differ_are_found(lists: None) -> None:
    demand = make_demand(make_audit())
    assert _checked(CheckKind.DERIVED).state == CheckState.WHOLE
    FollowUp.objects.update(live=7)
    check = _checked(CheckKind.DERIVED)
    assert [(fault["table"], fault["id"]) for fault in check.found["problems"]] == [("followup", demand.pk)]


def test_one_check_of_a_kind_runs_at_a_time() -> None:
    assert checking.begin(CheckKind.RECORD)
    assert checking.begin(CheckKind.RECORD) is None
    assert checking.begin(CheckKind.DERIVED)


def test_a_check_whose_worker_died_is_ended_by_the_next(entry: Event) -> None:
    dead = checking.begin(CheckKind.RECORD)
    assert dead
    RecordCheck.objects.update(beat_at=timezone.now() - timedelta(minutes=9))
    assert checking.begin(CheckKind.RECORD) is None
    RecordCheck.objects.update(beat_at=timezone.now() - timedelta(minutes=11))
    assert checking.begin(CheckKind.RECORD)
    dead.refresh_from_db()
    assert (dead.state, "멈추어" in dead.found["error"]) == (CheckState.FAILED, True)


def test_a_result_that_came_after_all_is_not_taken_for_a_failure(entry: Event) -> None:
    _alter()
    silent = checking.begin(CheckKind.RECORD)
    assert silent
    checking.carry_out(silent)
    checking.fail(silent, "silent for ten minutes")
    silent.refresh_from_db()
    assert silent.state == CheckState.ALTERED


@pytest.mark.django_db(transaction=True)
def test_what_is_stored_for_speed_is_compared_in_one_view(
    lists: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[str] = []

    def look() -> tuple[int, list[tuple[int, str, str]]]:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            levels.append(cursor.fetchone()[0])
        return 0, []

    monkeypatch.setattr(followup, "compare", look)
    _checked(CheckKind.DERIVED)
    call_command("check_derived", stdout=io.StringIO())
    assert levels == ["repeatable read"] * 2


def test_what_is_raised_on_the_way_is_kept_and_raised_again(
    entry: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_what: object, **_more: object) -> None:
        raise OSError("no disk")

    monkeypatch.setattr(checking, "prove", broken)
    check = checking.begin(CheckKind.RECORD)
    assert check
    with pytest.raises(OSError, match="no disk"):
        checking.carry_out(check)
    check.refresh_from_db()
    assert (check.state, check.found) == (CheckState.FAILED, {"error": "OSError: no disk"})


def test_only_the_secretariat_and_the_administrator_begin_one(
    secretariat: User, administrator: User, clerk: User, officer: User, as_viewer: AsViewer
) -> None:
    for person in (clerk, officer):
        with pytest.raises(PermissionDenied, match="처리할 수 있는 사람"):
            checking.begin(CheckKind.RECORD, by=as_viewer(person))
    check = checking.begin(CheckKind.RECORD, by=as_viewer(secretariat))
    assert check
    assert check.by == secretariat
    assert checking.begin(CheckKind.DERIVED, by=as_viewer(administrator))


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_can_be_seen_by_others_while_it_runs(
    entry: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append(RecordCheck.objects.values_list("done", "total").get())
        connection.close()

    def slow(_anchors: object, *, progress: Callable[[int, int], None]) -> None:
        with transaction.atomic():
            RecordCheck.objects.exists()
            progress(3, 10)
            beside = threading.Thread(target=look)
            beside.start()
            beside.join(10)
            progress(4, 10)  # within the same second: not told
        raise RuntimeError("enough")

    monkeypatch.setattr(checking, "prove", slow)
    check = checking.begin(CheckKind.RECORD)
    assert check
    with pytest.raises(RuntimeError, match="enough"):
        checking.carry_out(check)
    check.refresh_from_db()
    assert (seen, check.done) == ([(3, 10)], 3)


@pytest.mark.django_db(transaction=True)
def test_a_real_check_tells_how_far_it_is_out_of_its_own_view(entry: Event) -> None:
    check = _checked()
    assert 0 < check.done <= check.total
    assert check.state == CheckState.WHOLE


def test_a_check_that_fails_does_not_hold_up_the_other(entry: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "readable_anchors", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.watch_record()
    states = RecordCheck.objects.order_by("id").values_list("kind", "state")
    assert list(states) == [
        (CheckKind.RECORD, CheckState.FAILED),
        (CheckKind.DERIVED, CheckState.WHOLE),
    ]


def test_the_day_gets_its_anchor_and_both_checks_once(entry: Event) -> None:
    tasks.watch_record()
    tasks.watch_record()
    assert {(check.kind, check.state, check.by) for check in RecordCheck.objects.all()} == {
        (CheckKind.RECORD, CheckState.WHOLE, None),
        (CheckKind.DERIVED, CheckState.WHOLE, None),
    }
    assert RecordCheck.objects.count() == 2
    assert anchors.anchored_on(timezone.localdate())


def test_a_new_head_on_the_same_day_waits_for_the_next(entry: Event, secretariat: User, file: Path) -> None:
    tasks.watch_record()
    record.append(Entry("told", secretariat, secretariat))
    tasks.watch_record()
    assert len(file.read_text().splitlines()) == 1


def test_a_check_that_failed_is_made_up_for(entry: Event) -> None:
    check = checking.begin(CheckKind.RECORD)
    assert check
    checking.fail(check, "no disk")
    tasks.watch_record()
    states = RecordCheck.objects.filter(kind=CheckKind.RECORD).order_by("id").values_list("state", flat=True)
    assert list(states) == [CheckState.FAILED, CheckState.WHOLE]


def test_a_check_that_somebody_asked_for_does_not_stand_for_the_nights(
    entry: Event, secretariat: User
) -> None:
    check = checking.begin(CheckKind.RECORD, by=viewer(secretariat, timezone.localdate()))
    assert check
    checking.carry_out(check)
    tasks.watch_record()
    assert RecordCheck.objects.filter(kind=CheckKind.RECORD).count() == 2


def test_yesterdays_check_is_not_todays(entry: Event) -> None:
    tasks.watch_record()
    RecordCheck.objects.update(started_at=timezone.now() - timedelta(days=1))
    tasks.watch_record()
    assert RecordCheck.objects.count() == 4


def test_an_anchor_that_could_not_be_kept_is_said_with_the_result(
    entry: Event, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    settings.ANCHOR_FILE = tmp_path / "a file" / "anchors.txt"
    tasks.watch_record()
    check = RecordCheck.objects.get(kind=CheckKind.RECORD)
    assert "보관하지 못하였습니다" in check.found["anchor_refused"]


def test_a_time_stamp_that_did_not_come_is_asked_for_again_within_the_day(
    entry: Event, settings: Settings
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    assert anchors.record_daily(timezone.now()).written
    again = anchors.record_daily(timezone.now())
    assert (again.written, "답이 없습니다" in again.refusal) == (False, True)


def test_the_word_on_a_result(entry: Event) -> None:
    now = timezone.now()
    assert checking.in_a_word(None, now) == "unchecked"
    check = _checked()
    assert checking.in_a_word(check, now) == "ok"
    assert checking.in_a_word(check, now + timedelta(days=3)) == "unchecked"
    check.state = CheckState.ALTERED
    assert checking.in_a_word(check, now + timedelta(days=3)) == "altered"


def test_the_newest_result_of_each_kind_counts(entry: Event) -> None:
    first = _checked()
    _alter()
    second = _checked()
    checking.begin(CheckKind.RECORD)
    assert first.state != second.state
    assert {kind: check.pk for kind, check in checking.newest_results().items()} == {
        CheckKind.RECORD: second.pk
    }


def test_what_somebody_began_is_carried_out_by_a_worker_on_its_own_queue(
    entry: Event, secretariat: User
) -> None:
    check = checking.begin(CheckKind.RECORD, by=viewer(secretariat, timezone.localdate()))
    assert check
    tasks.carry_out_check(check.pk)
    tasks.carry_out_check(check.pk)
    check.refresh_from_db()
    assert check.state == CheckState.WHOLE
    for task in (tasks.carry_out_check, tasks.watch_record):
        assert app.amqp.router.route({}, task.name)["queue"].name == "long"
        assert task.acks_late is False


def test_the_night_looks_each_hour_so_that_the_morning_makes_up_for_it() -> None:
    entry = app.conf.beat_schedule["record"]
    assert entry["task"] == tasks.watch_record.name
    assert {2, 9, 23} <= entry["schedule"].hour
