"""Who falls silent is noticed by whoever is alive, and told of once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Event, User
from notifications import identity, silences, tasks, watch
from notifications.models import Kind, Notification, Part, Sign, State
from notifications.watch import Lookout
from tests.notifications.sink import Sink
from tests.together import one_behind_the_other

pytestmark = pytest.mark.django_db

MINUTE = 60.0


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of a process that begins to look now."""
    own = Clock()
    monkeypatch.setattr(watch, "LOOKOUT", Lookout(own))
    return own


@pytest.fixture
def after(clock: Clock) -> Callable[..., list[Part]]:
    """Let minutes pass in which these parts leave a sign each minute and somebody looks; answers what is silent."""

    def go_on(minutes: int, *alive: Part) -> list[Part]:
        found: list[watch.Seen] = []
        for _ in range(minutes):
            for part in alive:
                watch.leave(part)
            found = watch.watch_over("beat", timezone.now())
            clock.seconds += MINUTE
        return [each.part for each in found]

    return go_on


def _alarms() -> list[Notification]:
    return list(Notification.objects.filter(kind=Kind.SILENCE_ALARM).order_by("pk"))


def _told_parts(alarm: Notification) -> set[str]:
    entry = Event.objects.get(subject_kind="notification", subject_id=alarm.pk, kind="silence_noticed")
    return set(orjson.loads(entry.text)["facts"]["parts"])


def test_a_sign_is_one_row_a_part_and_the_newest(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    watch.leave(Part.WORKER)
    first = Sign.objects.get().at
    with django_assert_num_queries(1):
        watch.leave(Part.WORKER)
    assert Sign.objects.get().at > first


def test_a_tick_leaves_the_planners_sign() -> None:
    tasks.tick()
    assert list(Sign.objects.values_list("part", flat=True)) == [Part.PLANNER]


def test_while_all_are_alive_nobody_is_told(after: Callable[..., list[Part]], administrator: User) -> None:
    assert after(40, *Part) == []
    assert _alarms() == []


def test_looking_at_what_is_alive_takes_one_statement(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        watch.watch_over("worker", timezone.now())


def test_who_is_silent_for_fifteen_minutes_is_told_of_once_to_administrators_and_secretariat(
    after: Callable[..., list[Part]],
    relay: Sink,
    administrator: User,
    secretariat: User,
    officer: User,
) -> None:
    assert after(10, *Part) == []
    assert after(14, Part.BEAT, Part.PLANNER) == []
    assert _alarms() == []
    assert after(1, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert after(60, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    alarms = _alarms()
    assert {alarm.recipient for alarm in alarms} == {administrator, secretariat}
    assert {alarm.state for alarm in alarms} == {State.SENT}
    assert {alarm.period for alarm in alarms} == {timezone.localdate().isoformat()}
    assert sorted(mail["To"] for mail in relay.accepted) == sorted([administrator.email, secretariat.email])
    assert "알림 발송 기능 중단" in relay.accepted[0]["Subject"]


def test_a_second_silence_after_a_recovery_is_told_again(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    after(1, *Part)
    after(20, Part.BEAT, Part.PLANNER)
    after(3, *Part)
    after(20, Part.BEAT, Part.PLANNER)
    day = timezone.localdate().isoformat()
    assert [alarm.period for alarm in _alarms()] == [day, f"{day}.2"]
    assert len(relay.accepted) == 2


def test_one_outage_of_several_parts_is_one_mail(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    after(1, *Part)
    after(3, Part.WORKER, Part.BEAT)
    after(40, Part.WORKER)
    (alarm,) = _alarms()
    assert _told_parts(alarm) == {Part.PLANNER, Part.BEAT}
    text = relay.accepted[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "알림 계획" in text
    assert "예약 실행" in text
    assert "발송 작업:" not in text


def test_another_part_that_falls_silent_later_is_told_by_a_mail_of_its_own(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    after(1, *Part)
    after(30, Part.WORKER, Part.BEAT)
    after(20, Part.WORKER)
    assert [_told_parts(alarm) for alarm in _alarms()] == [{Part.PLANNER}, {Part.BEAT}]


def test_a_machine_that_was_off_all_night_raises_no_alarm_at_boot(
    after: Callable[..., list[Part]], administrator: User
) -> None:
    last_night = timezone.now() - timedelta(hours=11)
    Sign.objects.bulk_create([Sign(part=part, at=last_night) for part in Part])
    assert after(14) == []
    assert after(10, *Part) == []
    assert _alarms() == []


def test_who_stays_silent_fifteen_minutes_after_the_boot_is_told_of(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    last_night = timezone.now() - timedelta(hours=11)
    Sign.objects.bulk_create([Sign(part=part, at=last_night) for part in Part])
    assert after(16, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert _told_parts(_alarms()[0]) == {Part.WORKER}
    assert "660분" in relay.accepted[0]["Subject"]


def test_who_never_showed_life_is_told_of_too(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    assert after(30, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert len(_alarms()) == 1


def test_who_could_not_look_for_a_while_begins_anew(
    clock: Clock, after: Callable[..., list[Part]], administrator: User
) -> None:
    after(2, *Part)
    clock.seconds += 20 * MINUTE
    assert after(1) == []
    assert after(3, *Part) == []
    assert _alarms() == []


def test_a_database_that_was_away_is_nobodys_silence(
    after: Callable[..., list[Part]], administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(2, *Part)
    after(12)
    with monkeypatch.context() as away:
        away.setattr(Sign, "objects", None)
        away.setattr(watch, "Sign", _Away)
        with pytest.raises(DatabaseError):
            watch.watch_over("beat", timezone.now())
    assert after(4) == []
    assert _alarms() == []


class _Away:
    class objects:  # noqa: N801
        @staticmethod
        def values_list(*_names: str) -> None:
            raise DatabaseError("the server is away")


def test_a_clock_that_is_set_raises_no_alarm_and_hides_none(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    after(2, *Part)
    Sign.objects.update(at=timezone.now() + timedelta(hours=25))
    assert after(2, *Part) == []
    Sign.objects.filter(part=Part.WORKER).update(at=timezone.now() + timedelta(hours=25))
    assert after(17, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert len(_alarms()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_notice_at_once_tell_once(clock: Clock, administrator: User) -> None:
    since = datetime(2026, 11, 20, tzinfo=UTC)
    seen = [watch.Seen(Part.WORKER, since, watch.SILENT_AFTER)]
    first, second = one_behind_the_other(
        lambda: watch.notice(seen, "beat", timezone.now()), lambda: watch.notice(seen, "web", timezone.now())
    )
    assert (len(first), second) == (1, [])
    assert _alarms() == first


def test_a_relay_that_is_away_is_asked_again_by_whoever_looks(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    relay.answers["rcpt"] = "451 later"
    after(1, *Part)
    after(16, Part.BEAT, Part.PLANNER)
    relay.answers.clear()
    assert [alarm.state for alarm in _alarms()] == [State.FAILED]
    Notification.objects.update(next_attempt_at=timezone.now())
    after(1, Part.BEAT, Part.PLANNER)
    assert [alarm.state for alarm in _alarms()] == [State.SENT]


def test_nothing_else_that_waits_is_sent_by_who_only_looks(
    after: Callable[..., list[Part]], relay: Sink, administrator: User
) -> None:
    now = timezone.now()
    Notification.objects.create(
        kind=Kind.RECORD_ALARM,
        recipient=administrator,
        address=administrator.email,
        seat="시스템관리자",
        period=timezone.localdate().isoformat(),
        message_id="<waits@demo.example>",
        planned_at=now,
        next_attempt_at=now,
    )
    after(20, Part.BEAT, Part.PLANNER)
    assert [mail["To"] for mail in relay.accepted] == [administrator.email]
    assert Notification.objects.get(kind=Kind.RECORD_ALARM).state == State.PLANNED


def test_a_restored_copy_tells_nobody(
    after: Callable[..., list[Part]], administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "held", lambda: True)
    assert after(20, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert _alarms() == []


def test_where_there_is_nobody_to_tell_nothing_is_planned(after: Callable[..., list[Part]]) -> None:
    assert after(20, Part.BEAT, Part.PLANNER) == [Part.WORKER]
    assert _alarms() == []
    assert silences.by_recipient(timezone.localdate().isoformat(), timezone.localdate()) == {}
