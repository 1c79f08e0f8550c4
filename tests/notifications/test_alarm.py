"""시스템 경보: whoever answers for the record is told once a day that a check found it changed."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audits.models import CheckKind, CheckState, Department, Event, Membership, RecordCheck, Role, User
from notifications import alarms, delivery, emails, planner, tasks, weeks
from notifications.alarms import Alarm, Finding
from notifications.models import Kind, Notification, Preference, Reason, State
from notifications.recipients import Recipient
from tests.conftest import Enrol
from tests.notifications.conftest import MONDAY, Late, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db

HANGUL = re.compile("[가-힣]")
FAULT = "처리 이력 3번: 이력의 내용이 바뀜"


def _found(state: CheckState = CheckState.ALTERED, **more: Any) -> RecordCheck:
    """A check that is over."""
    now = timezone.now()
    problems = [{"code": "event_altered", "message": "…", "event": 3, "table": None, "id": None}]
    fields = {"kind": CheckKind.RECORD, "found": {"ok": False, "problems": problems, "left_out": 4}}
    return RecordCheck.objects.create(
        state=state, started_at=now, beat_at=now, finished_at=now, **{**fields, **more}
    )


def _plan() -> int:
    return planner.plan_alarm(timezone.now())


def _today() -> str:
    return alarms.period_of(timezone.localdate())


def test_the_secretariat_and_the_administrator_are_told_and_nobody_else(
    secretariat: User, administrator: User, clerk: User, officer: User, coordinator: User
) -> None:
    _found()
    assert _plan() == 2
    rows = Notification.objects.filter(kind=Kind.RECORD_ALARM, period=_today())
    assert {row.recipient for row in rows} == {secretariat, administrator}


def test_each_is_told_in_the_language_of_their_choice(secretariat: User, administrator: User) -> None:
    Preference.objects.create(user=administrator, language="en")
    _found()
    _plan()
    told = alarms.by_recipient(timezone.localdate(), timezone.localdate())
    korean, english = (told[f"user:{person.pk}"] for person in (secretariat, administrator))
    assert korean.findings[0].faults == (FAULT,)
    assert not HANGUL.search(emails.record_alarm(english).text.replace("시연", ""))


@pytest.mark.parametrize("state", [CheckState.WHOLE, CheckState.FAILED])
def test_nobody_is_told_of_a_check_that_found_nothing(state: CheckState, secretariat: User) -> None:
    _found(state)
    assert _plan() == 0


def test_nobody_is_told_of_a_check_that_is_going_on(secretariat: User) -> None:
    _found(CheckState.RUNNING)
    assert _plan() == 0


def test_a_check_is_told_once(secretariat: User) -> None:
    check = _found()
    assert (_plan(), _plan()) == (1, 0)
    check.refresh_from_db()
    assert check.told_at


def test_a_second_check_of_the_day_makes_no_second_mail(secretariat: User) -> None:
    _found()
    _plan()
    second = _found()
    assert _plan() == 0
    second.refresh_from_db()
    assert second.told_at
    assert Notification.objects.count() == 1


def test_the_next_day_has_a_mail_of_its_own(secretariat: User) -> None:
    _found()
    planner.plan_alarm(timezone.now() - timedelta(days=1))
    _found()
    assert _plan() == 1
    assert Notification.objects.values_list("period", flat=True).distinct().count() == 2


def test_a_person_of_two_seats_is_told_once(secretariat: User) -> None:
    Membership.objects.create(user=secretariat, role=Role.SYSADMIN, start_on=MONDAY - timedelta(days=900))
    _found()
    assert _plan() == 1
    assert Notification.objects.get().seat == "의회사무처 담당 · 시스템관리자"


def test_who_left_or_was_stopped_is_not_told(enrol: Enrol, secretariat: User) -> None:
    stopped = enrol(Role.SYSADMIN)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    Membership.objects.filter(user=secretariat).update(end_on=timezone.localdate())
    check = _found()
    assert _plan() == 0
    check.refresh_from_db()
    assert check.told_at


def test_the_plan_is_on_record_with_ids_alone(secretariat: User) -> None:
    check = _found()
    _plan()
    event = Event.objects.get(kind="alarm_planned")
    assert (event.subject_kind, event.subject_id) == ("recordcheck", check.pk)
    assert f'"notifications":[{Notification.objects.get().pk}]' in event.text


def test_the_mail_says_what_was_found_and_where_to_look(secretariat: User, relay: Sink) -> None:
    check = _found()
    _plan()
    assert delivery.deliver_waiting(timezone.localdate()) == {State.SENT: 1}
    row = Notification.objects.get()
    (mail,) = relay.accepted
    assert mail["Subject"].strip() == row.subject == "[시스템 경보] 처리 이력 점검 결과 확인 필요"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert FAULT in text
    assert "이 밖에 4건이 더 있습니다." in text
    assert f"/record/checks/{check.pk}/" in text
    assert f"기록 확인값 {row.anchor}" in text
    assert row.overdue is None


def test_it_is_sent_also_where_a_later_check_is_whole(secretariat: User, relay: Sink) -> None:
    _found()
    _plan()
    _found(CheckState.WHOLE)
    assert delivery.deliver_waiting(timezone.localdate()) == {State.SENT: 1}


def test_it_is_never_too_late(secretariat: User, relay: Sink) -> None:
    _found()
    planner.plan_alarm(timezone.now() - timedelta(days=30))
    assert delivery.sweep(timezone.now()) == []
    assert delivery.queue(timezone.now())
    assert delivery.deliver_waiting(timezone.localdate()) == {State.SENT: 1}


def test_who_left_since_is_not_told(secretariat: User, relay: Sink) -> None:
    _found()
    _plan()
    Membership.objects.filter(user=secretariat).update(end_on=timezone.localdate())
    assert delivery.deliver_waiting(timezone.localdate()) == {State.SKIPPED: 1}
    assert Notification.objects.get().reason == Reason.LEFT


def test_a_refusal_for_now_is_tried_again(secretariat: User, relay: Sink) -> None:
    _found()
    _plan()
    relay.answers["rcpt"] = "451 later"
    assert delivery.deliver_waiting(timezone.localdate()) == {State.FAILED: 1}
    relay.answers.clear()
    Notification.objects.update(next_attempt_at=timezone.now())
    assert delivery.deliver_waiting(timezone.localdate()) == {State.SENT: 1}


def test_alarm_and_digest_go_side_by_side(
    late: Late, secretariat: User, administrator: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    _found()
    _plan()
    assert delivery.deliver_waiting(MONDAY) == {State.SENT: 3}
    told = {(row.kind, row.recipient) for row in Notification.objects.all()}
    assert told == {
        (Kind.WEEKLY_DIGEST, secretariat),
        (Kind.RECORD_ALARM, secretariat),
        (Kind.RECORD_ALARM, administrator),
    }


def test_alarms_alone_can_be_sent(late: Late, secretariat: User, relay: Sink) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    _found()
    _plan()
    assert delivery.deliver(only={Kind.RECORD_ALARM}) == {State.SENT: 1}
    assert Notification.objects.waiting().get().kind == Kind.WEEKLY_DIGEST


def test_last_weeks_digest_is_superseded_and_last_weeks_alarm_is_not(late: Late, secretariat: User) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    _found()
    planner.plan_alarm(at(MONDAY))
    (settled,) = delivery.sweep(at(MONDAY + timedelta(days=7)))
    assert settled.kind == Kind.WEEKLY_DIGEST


def test_the_tick_plans_and_rings(secretariat: User) -> None:
    _found()
    tasks.tick()
    assert Notification.objects.get(kind=Kind.RECORD_ALARM).state == State.QUEUED


def test_digests_that_cannot_be_planned_hold_up_no_alarm(
    secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_now: object) -> None:
        raise OSError("no digest")

    monkeypatch.setattr(planner, "plan_due", broken)
    _found()
    tasks.tick()
    assert Notification.objects.get().state == State.QUEUED


def test_a_week_is_no_day_of_an_alarm() -> None:
    assert alarms.day_of(alarms.period_of(MONDAY)) == MONDAY
    with pytest.raises(ValueError, match="isoformat"):
        alarms.day_of(weeks.period_of(MONDAY)[:7])


@pytest.mark.django_db(transaction=True)
def test_two_that_plan_at_once_tell_it_once(secretariat: User, administrator: User) -> None:
    _found()
    planned: list[int] = []

    def plan_beside() -> None:
        planned.append(_plan())
        connection.close()

    beside = threading.Thread(target=plan_beside)
    with transaction.atomic():
        planned.append(_plan())
        beside.start()
        beside.join(0.5)
        assert beside.is_alive(), "it waits for the first one's commit"
    beside.join(10)
    assert planned == [2, 0]


TO = Recipient("a@demo.example", 1, Role.SYSADMIN, None, "시스템관리자")
ALARM = Alarm(
    to=TO,
    on=MONDAY,
    anchor="12:" + "a" * 64,
    findings=(
        Finding(
            "기록 점검", at(MONDAY, 2, 15), 1, ("처리 이력 <3>번 & 그다음",), "https://x/record/checks/7/"
        ),
    ),
    url="https://x/record/",
)


def test_the_mail_is_the_same_in_text_and_html_and_escapes_only_there() -> None:
    mail = emails.record_alarm(ALARM)
    assert "처리 이력 <3>번 & 그다음" in mail.text
    assert "처리 이력 &lt;3&gt;번 &amp; 그다음" in mail.html
    for part in (mail.text, mail.html):
        for word in (
            "처리 이력이 바뀐 흔적이 있습니다",
            "2026. 11. 23.(월) 02:15",
            ALARM.anchor,
            "https://x/record/",
        ):
            assert word in part


def test_a_department_is_told_nothing_by_its_mailbox(department: Department, secretariat: User) -> None:
    Department.objects.filter(pk=department.pk).update(mailbox="office@demo.example")
    _found()
    assert _plan() == 1
