"""What a mail tells is asked again when it leaves, in its reader's language; and it can be nothing but one mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from audits.models import Membership, User
from notifications import bundles, delivery, digests, emails, planner
from notifications.actions.prefer import switch_off
from notifications.emails import Message
from notifications.models import (
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    Preference,
    Reason,
    State,
)
from notifications.occasions import still
from notifications.reminders import Reminder
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, again_now, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db

Against = Callable[[dict[int, Reason]], None]


@pytest.fixture(autouse=True)
def _monday_at_nine(clock: Clock) -> None:
    clock(at(MONDAY, 9))


@pytest.fixture
def against(monkeypatch: pytest.MonkeyPatch) -> Against:
    """Let some occasions not stand any more when their mail is about to leave."""

    def settle(reasons: dict[int, Reason]) -> None:
        def answer(occasions: Sequence[Occasion], on: date) -> dict[int, Reason]:
            return {each.pk: reasons[each.pk] for each in occasions if each.pk in reasons}

        monkeypatch.setattr(still, "reasons_against", answer)

    return settle


def _text(mail: object) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")  # type: ignore[attr-defined]  # it has one


def test_a_reminder_is_sent_with_its_occasions_told(tell: Tell, officer: User, relay: Sink) -> None:
    occasions = [tell(OccasionKind.URGED, officer), tell(OccasionKind.RETURNED, officer)]
    bundles.bundle(at(MONDAY, 9))
    assert delivery.deliver() == {State.SENT: 1}
    row = Notification.objects.get()
    (mail,) = relay.accepted
    assert (mail["Message-ID"], mail["To"]) == (row.message_id, officer.email)
    assert (row.state, row.attempts, row.subject) == (State.SENT, 1, mail["Subject"].strip())
    assert row.text == _text(mail)
    assert row.anchor
    for occasion in occasions:
        occasion.refresh_from_db()
        assert (occasion.state, occasion.notification) == ("told", row)
        assert f"/assignments/{occasion.assignment_id}/report/" in row.text


def test_what_no_longer_stands_is_skipped_with_its_reason_and_the_rest_told(
    tell: Tell, officer: User, relay: Sink, against: Against
) -> None:
    gone, standing = tell(OccasionKind.URGED, officer), tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    against({gone.pk: Reason.SETTLED})
    assert delivery.deliver() == {State.SENT: 1}
    gone.refresh_from_db()
    standing.refresh_from_db()
    assert (gone.state, gone.reason, standing.state) == ("skipped", Reason.SETTLED, "told")
    assert f"/assignments/{gone.assignment_id}/" not in _text(relay.accepted[0])


def test_a_mail_with_nothing_left_is_not_sent(
    tell: Tell, officer: User, relay: Sink, against: Against
) -> None:
    first, second = tell(OccasionKind.URGED, officer), tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    against({first.pk: Reason.CLOSED, second.pk: Reason.CLOSED})
    assert delivery.deliver() == {State.SKIPPED: 1}
    assert Notification.objects.get().reason == Reason.CLOSED
    assert set(Occasion.objects.values_list("state", "reason")) == {("skipped", Reason.CLOSED)}
    assert not relay.accepted


def test_who_left_since_is_not_told(tell: Tell, officer: User, relay: Sink) -> None:
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    Membership.objects.filter(user=officer).update(end_on=MONDAY)
    assert delivery.deliver() == {State.SKIPPED: 1}
    assert Notification.objects.get().reason == Reason.LEFT
    assert Occasion.objects.get().reason == Reason.LEFT


def test_it_goes_to_the_address_a_person_has_now(tell: Tell, officer: User, relay: Sink) -> None:
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    User.objects.filter(pk=officer.pk).update(email="new@demo.example")
    delivery.deliver()
    assert relay.accepted[0]["To"] == Notification.objects.get().address == "new@demo.example"


def test_a_retry_tells_what_still_stands(tell: Tell, officer: User, relay: Sink, against: Against) -> None:
    gone, standing = tell(OccasionKind.URGED, officer), tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    relay.answers["rcpt"] = "451 try later"
    assert delivery.deliver() == {State.FAILED: 1}
    relay.answers.clear()
    against({gone.pk: Reason.SETTLED})
    again_now()
    assert delivery.deliver() == {State.SENT: 1}
    gone.refresh_from_db()
    assert (gone.state, gone.reason) == ("skipped", Reason.SETTLED)
    assert f"/assignments/{standing.assignment_id}/" in _text(relay.accepted[0])
    assert f"/assignments/{gone.assignment_id}/" not in _text(relay.accepted[0])


def test_a_digest_carries_the_occasions_of_its_day(
    tell: Tell, late: Late, officer: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    occasion = tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY))
    assert delivery.deliver() == {State.SENT: 1}
    (mail,) = relay.accepted
    assert "처리기한이 지난 소관 1건" in _text(mail)
    assert f"/assignments/{occasion.assignment_id}/report/" in _text(mail)
    occasion.refresh_from_db()
    assert occasion.state == "told"


def test_where_a_digest_has_nothing_late_any_more_its_occasions_are_told_all_the_same(
    tell: Tell, late: Late, officer: User, relay: Sink
) -> None:
    overdue = late()
    planner.plan(MONDAY, at(MONDAY))
    occasion = tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY))
    type(overdue).objects.filter(pk=overdue.pk).update(due_date=date(2026, 12, 31))
    assert delivery.deliver() == {State.SENT: 1}
    assert "처리기한이 지난" not in _text(relay.accepted[0])
    occasion.refresh_from_db()
    assert occasion.state == "told"


def test_a_mail_is_written_in_its_readers_language(
    tell: Tell, officer: User, head: User, relay: Sink
) -> None:
    Preference.objects.create(user=head, language="en")
    for person in (officer, head):
        tell(OccasionKind.URGED, person)
    bundles.bundle(at(MONDAY, 9))
    delivery.deliver()
    said = {mail["To"]: _text(mail) for mail in relay.accepted}
    assert "년도 감사" in said[officer.email] or "처리 촉구" in said[officer.email]
    assert "처리 촉구" not in said[head.email]


def test_what_can_be_switched_off_says_so_to_the_readers_program(
    late: Late, officer: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    delivery.deliver()
    (mail,) = relay.accepted
    assert mail["List-Unsubscribe"].strip().startswith("<http")
    assert "/notifications/unsubscribe/" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_ledger_keeps_no_word_by_which_somebody_else_switches_off(
    late: Late, officer: User, relay: Sink
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY))
    delivery.deliver()
    sent, kept = _text(relay.accepted[0]), Notification.objects.get().text
    assert "/notifications/unsubscribe/" in sent
    assert "unsubscribe" not in kept
    assert kept == re.sub(r"http\S+/notifications/unsubscribe/\S+", "…", sent)


def test_who_switched_off_is_not_asked_to_by_the_mail_that_stays(
    late: Late, officer: User, relay: Sink
) -> None:
    late()
    switch_off(officer)
    planner.plan(MONDAY, at(MONDAY))
    delivery.deliver()
    (mail,) = relay.accepted
    assert mail["List-Unsubscribe"] is None
    assert "unsubscribe" not in _text(mail)


def test_what_cannot_be_switched_off_does_not(tell: Tell, officer: User, relay: Sink) -> None:
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    delivery.deliver()
    assert relay.accepted[0]["List-Unsubscribe"] is None


EVIL = "알림\r\nBcc: thief@demo.example\x00\n\n<b>"


def test_a_subject_is_one_line_whatever_it_is_made_of(
    tell: Tell, officer: User, relay: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def evil(reminder: Reminder) -> Message:
        return Message(EVIL * 20, f"글{EVIL}", f"<p>{EVIL}</p>")

    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    monkeypatch.setattr(emails, "reminder", evil)
    assert delivery.deliver() == {State.SENT: 1}
    (mail,) = relay.accepted
    assert mail["Bcc"] is None
    assert mail["Subject"].strip().startswith("알림 Bcc: thief@demo.example <b>")
    assert len(Notification.objects.get().subject) <= 200
    assert "\x00" not in _text(mail)


def test_a_seat_with_line_breaks_breaks_nothing(tell: Tell, officer: User, relay: Sink) -> None:
    tell(OccasionKind.URGED, officer, seat="정보정책과\r\nBcc: thief@demo.example")
    bundles.bundle(at(MONDAY, 9))
    assert delivery.deliver() == {State.SENT: 1}
    assert relay.accepted[0]["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    ["a@demo.example\r\nBcc: b@demo.example", "a@demo.example\nRCPT TO:<b@demo.example>", "두@@사람"],
)
def test_an_address_that_is_none_is_given_up_and_holds_up_nobody(
    tell: Tell, officer: User, head: User, relay: Sink, address: str
) -> None:
    for person in (officer, head):
        tell(OccasionKind.URGED, person)
    bundles.bundle(at(MONDAY, 9))
    User.objects.filter(pk=officer.pk).update(email=address)
    assert delivery.deliver() == {State.DEAD: 1, State.SENT: 1}
    assert [mail["To"] for mail in relay.accepted] == [head.email]
    assert Notification.objects.get(recipient=officer).last_error


def test_a_mail_that_cannot_be_put_in_words_holds_up_nobody_and_is_shown(
    tell: Tell, officer: User, head: User, relay: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = emails.reminder

    def broken(reminder: Reminder) -> Message:
        if reminder.to.user_id == officer.pk:
            raise ValueError("no words")
        return words(reminder)

    for person in (officer, head):
        tell(OccasionKind.URGED, person)
    bundles.bundle(at(MONDAY, 9))
    monkeypatch.setattr(emails, "reminder", broken)
    assert delivery.deliver() == {State.FAILED: 1, State.SENT: 1}
    assert Notification.objects.get(recipient=officer).last_error == "ValueError: no words"


def test_figures_that_cannot_be_had_hold_up_no_reminder(
    tell: Tell, late: Late, officer: User, head: User, relay: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> dict[str, digests.Digest]:
        raise OSError("no figures")

    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    late()
    planner.plan(MONDAY, at(MONDAY))
    monkeypatch.setattr(digests, "by_recipient", broken)
    assert delivery.deliver() == {State.SENT: 1}
    assert Notification.objects.waiting().filter(kind=Kind.WEEKLY_DIGEST, attempts=0).count() == 2
