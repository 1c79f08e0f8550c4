"""The fault run: what goes wrong is the seed's, the judgement can fail, and the naive senders fail it."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from config.embedded.places import OWNER
from config.env import BASE_DIR
from tests.config.running import wait_until
from tests.environment import places_of_this_run
from tests.notifications import sink as held_sink
from tests.notifications.sink import HANG, Sink
from tools.chaos import faults, house, naive, page, sink
from tools.chaos.faults import FLUSH, LAST, SHARES
from tools.chaos.judgement import Judgement, Row, judge
from tools.chaos.run import NAIVE, PRODUCT, Asked, Trial, wrong
from tools.chaos.sink import Accepted, Log, Manner

WEEK = "2026-W48"


def _row(state: str = "sent", *, to: str = "a@demo.example", message_id: str = "<1>", **more: str) -> Row:
    return Row("weekly_digest", to, WEEK, message_id, state, **more)


def _mail(message_id: str = "<1>", to: str = "a@demo.example", subject: str = "주간 현황") -> Accepted:
    return Accepted(message_id, to, subject)


def _judged(*rows: Row, accepted: tuple[Accepted, ...] = (), refused: tuple[str, ...] = ()) -> Judgement:
    """Everybody in `rows` was to get a digest."""
    expected = {("weekly_digest", row.address) for row in rows}
    return judge(expected, rows, Log(accepted, frozenset(refused)))


# -- The judgement ------------------------------------------------------------------------------------------


def test_what_was_sent_and_accepted_is_as_promised() -> None:
    assert _judged(_row(), accepted=(_mail(),)).faults == []


def test_what_was_sent_and_never_accepted_is_lost() -> None:
    assert len(_judged(_row()).lost) == 1


@pytest.mark.parametrize("state", ["planned", "queued", "leased", "failed", "skipped", "waiting"])
def test_what_never_came_to_an_end_is_lost(state: str) -> None:
    assert len(_judged(_row(state)).lost) == 1


def test_somebody_for_whom_nothing_was_planned_has_lost_a_mail() -> None:
    found = judge([("weekly_digest", "a@demo.example")], [], Log([], frozenset()))
    assert found.lost == ["never planned: weekly_digest a@demo.example"]


def test_what_the_relay_refused_for_good_is_not_lost() -> None:
    dead = _row("dead", answer="550 no such mailbox")
    assert _judged(dead, refused=("a@demo.example",)).faults == []


def test_what_was_given_up_without_the_relays_refusal_is_lost() -> None:
    assert len(_judged(_row("dead", answer="550 no such mailbox")).lost) == 1
    assert len(_judged(_row("dead", answer="451 later"), refused=("a@demo.example",)).lost) == 1


def test_an_uncertain_mail_is_neither_lost_nor_doubled_whether_or_not_it_arrived() -> None:
    rows = (_row("uncertain"), _row("uncertain", to="b@demo.example", message_id="<2>"))
    found = _judged(*rows, accepted=(_mail("<2>", "b@demo.example"),))
    assert (found.faults, found.arrived) == ([], 1)


def test_one_message_accepted_twice_is_doubled() -> None:
    assert len(_judged(_row(), accepted=(_mail(), _mail())).doubled) == 1


def test_two_mails_to_one_person_for_one_week_are_doubled_whatever_their_message_id() -> None:
    rows = (_row(), _row(message_id="<2>"))
    found = _judged(*rows, accepted=(_mail("<1>"), _mail("<2>")))
    assert len(found.doubled) == 2  # planned twice, and received twice


def test_a_mail_sent_once_more_and_marked_is_not_doubled() -> None:
    rows = (_row("uncertain"), _row(message_id="<2>", repeats="<1>"))
    found = _judged(*rows, accepted=(_mail("<1>"), _mail("<2>", subject="[재발송] 처리기한 안내")))
    assert (found.faults, found.repeated) == ([], 1)


def test_a_mail_sent_once_more_without_the_mark_is_doubled() -> None:
    rows = (_row("uncertain"), _row(message_id="<2>", repeats="<1>"))
    assert _judged(*rows, accepted=(_mail("<1>"), _mail("<2>"))).doubled


def test_a_mail_sent_once_more_twice_is_doubled() -> None:
    again = [_row(message_id=f"<{number}>", repeats="<1>") for number in (2, 3)]
    mails = [_mail(f"<{number}>", subject="[재발송] 처리기한 안내") for number in (2, 3)]
    assert _judged(_row("uncertain"), *again, accepted=(*mails,)).doubled


@pytest.mark.parametrize("state", ["dead", "skipped", "failed", "planned"])
def test_a_ledger_that_denies_what_arrived_tells_it_wrongly(state: str) -> None:
    assert len(_judged(_row(state), accepted=(_mail(),)).untrue) == 1


def test_a_mail_the_ledger_knows_nothing_of_is_told_wrongly() -> None:
    assert len(_judged(_row(), accepted=(_mail(), _mail("<9>", "b@demo.example"))).untrue) == 1


def test_a_row_for_somebody_who_was_to_get_nothing_is_told_wrongly() -> None:
    assert len(judge([], [_row()], Log([_mail()], frozenset())).untrue) == 1


# -- What goes wrong ----------------------------------------------------------------------------------------


def test_the_same_seed_plans_the_same_faults_and_another_seed_others() -> None:
    assert faults.plan(1, 100, 10, 330) == faults.plan(1, 100, 10, 330)
    assert faults.plan(1, 100, 10, 330) != faults.plan(2, 100, 10, 330)


@pytest.mark.parametrize(("kills", "flushes"), [(0, 0), (1, 0), (2, 1), (8, 1), (100, 10)])
def test_as_many_faults_are_planned_as_were_asked_for(kills: int, flushes: int) -> None:
    planned = Counter(fault.what for fault in faults.plan(1, kills, flushes, 60))
    assert planned.pop(FLUSH, 0) == flushes
    assert planned.total() == kills
    assert set(planned) <= set(SHARES)


def test_eight_kills_hit_every_part_and_a_hundred_hit_each_by_its_share() -> None:
    assert {fault.what for fault in faults.plan(1, 8, 0, 60)} == set(SHARES)
    hit = Counter(fault.what for fault in faults.plan(1, 100, 0, 330))
    assert all(abs(hit[part] - share) <= 2 for part, share in SHARES.items())


def test_faults_come_in_order_and_both_workers_are_killed_at_the_very_end() -> None:
    planned = faults.plan(7, 100, 10, 330)
    assert [fault.at for fault in planned] == sorted(fault.at for fault in planned)
    assert tuple(fault.what for fault in planned[-2:]) == LAST


@pytest.mark.parametrize("hour", range(24))
def test_the_run_is_held_on_a_working_morning_at_any_hour_of_a_working_day(hour: int) -> None:
    now = datetime(2026, 11, 25, hour, 30, tzinfo=UTC)
    there = now.astimezone(ZoneInfo(house.zone_of_morning(now)))
    assert (there.hour, there.weekday() < 5) == (9, True)


# -- The relay ----------------------------------------------------------------------------------------------


def _send(port: int, to: str, message_id: str = "<1@demo.example>") -> None:
    with smtplib.SMTP("127.0.0.1", port, "localhost", timeout=5) as talk:
        text = f"Message-ID: {message_id}\r\nSubject: =?utf-8?b?6rCA?=\r\n\r\n.\r\n"
        talk.sendmail("husok@demo.example", [to], text)


def test_the_relay_has_a_mail_in_its_log_before_its_sender_hears_of_it(tmp_path: Path) -> None:
    with sink.running(tmp_path / "log", Manner()) as port:
        _send(port, "A@demo.example")
        assert Log.read(tmp_path / "log").accepted == [Accepted("<1@demo.example>", "a@demo.example", "가")]


def test_the_relay_keeps_no_mail_that_broke_off(tmp_path: Path) -> None:
    with sink.running(tmp_path / "log", Manner()) as port:
        with socket.create_connection(("127.0.0.1", port)) as talk:
            talk.sendall(b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nhalf")
        _send(port, "a@demo.example")
        assert len(Log.read(tmp_path / "log").accepted) == 1


def test_the_unkind_relay_refuses_the_shares_it_says_and_the_same_ones_again() -> None:
    manner, people = Manner(seed=3, unkind=True), [f"person{number}@demo.example" for number in range(20_000)]
    for refuses, share in (
        (manner.refuses_for_good, sink.FOR_GOOD),
        (lambda to: manner.refuses_for_now(to, 1), sink.FOR_NOW),
        (lambda to: manner.hangs_up(to, 1), sink.HANGS_UP),
    ):
        assert abs(sum(map(refuses, people)) / len(people) - share) < share / 4
    again = Manner(seed=3, unkind=True)
    assert [*map(manner.refuses_for_good, people)] == [*map(again.refuses_for_good, people)]


def test_what_the_relay_refused_for_good_is_in_its_log(tmp_path: Path) -> None:
    manner = Manner(seed=1, unkind=True)
    nobody = next(to for to in map("{}@demo.example".format, range(1000)) if manner.refuses_for_good(to))
    with sink.running(tmp_path / "log", manner) as port:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            _send(port, nobody)
        assert Log.read(tmp_path / "log") == Log([], frozenset({nobody}))


# -- The naive senders, killed at the worst moment ----------------------------------------------------------

PEOPLE = [f"person{number}@demo.example" for number in range(3)]


@pytest.fixture
def relay() -> Iterator[Sink]:
    """A relay that hangs where it is told to."""
    with held_sink.running() as server:
        yield server


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The owner of this test's database, in which the table of the naive senders goes with the test."""
    address = places_of_this_run().database_url(OWNER, str(connection.settings_dict["NAME"]))
    with psycopg.connect(address, autocommit=True) as login:
        yield login
        login.execute("DROP SCHEMA naive CASCADE")


def _killed_once(sender: str, owner: psycopg.Connection[tuple[object, ...]], relay: Sink) -> Judgement:
    """Let a sender be killed while the relay hangs over its first mail, and then finish."""
    rows = [_row("waiting", to=to, message_id=str(number)) for number, to in enumerate(PEOPLE)]
    naive.store(owner, sender, rows)
    address = places_of_this_run().database_url(OWNER, str(connection.settings_dict["NAME"]))
    process = subprocess.Popen(naive.command(sender, address, relay.port), cwd=BASE_DIR, process_group=0)
    try:
        assert relay.waiting.wait(30)
        relay.answers.clear()
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGKILL)
        assert wait_until(lambda: naive.look(owner) == (len(PEOPLE), 0), 30)
    finally:
        process.kill()
        process.wait()
    took = [
        Accepted(str(mail["Message-ID"]), str(mail["To"]), str(mail["Subject"])) for mail in relay.accepted
    ]
    return judge(
        {("weekly_digest", to) for to in PEOPLE}, naive.ledger(owner, sender), Log(took, frozenset())
    )


def test_a_sender_that_marks_first_loses_the_mail_it_was_killed_over(
    owner: psycopg.Connection[tuple[object, ...]], relay: Sink
) -> None:
    relay.answers["data"] = HANG
    found = _killed_once("mark", owner, relay)
    assert (len(found.lost), len(found.doubled), len(found.untrue)) == (1, 0, 0)


def test_a_sender_that_retries_blindly_sends_twice_the_mail_it_was_killed_over(
    owner: psycopg.Connection[tuple[object, ...]], relay: Sink
) -> None:
    relay.answers["end"] = HANG
    found = _killed_once("retry", owner, relay)
    assert (len(found.lost), len(found.doubled), len(found.untrue)) == (0, 1, 0)


@pytest.mark.parametrize("sender", ["mark", "retry"])
def test_naive_senders_do_all_right_as_long_as_nobody_is_killed(
    owner: psycopg.Connection[tuple[object, ...]], relay: Sink, sender: str
) -> None:
    naive.store(owner, sender, [_row("waiting", to=to) for to in PEOPLE])
    with psycopg.connect(owner.info.dsn, autocommit=True) as login:
        while naive.SENDERS[sender](login, relay.port):
            pass
    assert {row.state for row in naive.ledger(owner, sender)} == {"sent"}
    assert set(relay.times().values()) == {1}


# -- The end of a run ---------------------------------------------------------------------------------------

ASKED = Asked(messages=2, kills=2, flushes=1, seconds=10, seed=1)
FAULTS = Counter(fault.what for fault in ASKED.plan())
KEPT = _judged(_row(), accepted=(_mail(),))
LOST = _judged(_row())
DOUBLED = _judged(_row(), accepted=(_mail(), _mail()))


def _trials(product: Judgement = KEPT, marked: Judgement = LOST, retried: Judgement = DOUBLED) -> list[Trial]:
    named = zip((PRODUCT, *NAIVE.values()), (product, marked, retried), strict=True)
    return [Trial(name, judgement, 12.0, FAULTS) for name, judgement in named]


def test_a_run_is_good_where_the_product_keeps_its_promise_and_both_naive_senders_break_it() -> None:
    assert wrong(ASKED, _trials()) == []


@pytest.mark.parametrize(
    "trials",
    [
        _trials(product=LOST),
        _trials(product=DOUBLED),
        _trials(marked=KEPT),
        _trials(retried=KEPT),
        [Trial(PRODUCT, KEPT, 12.0, Counter({FLUSH: 1})), *_trials()[1:]],
        [Trial(PRODUCT, KEPT, 12.0, FAULTS, is_well=False), *_trials()[1:]],
        [Trial(PRODUCT, KEPT, 12.0, FAULTS, is_whole=False), *_trials()[1:]],
    ],
)
def test_a_run_that_shows_less_is_not_good(trials: list[Trial]) -> None:
    assert len(wrong(ASKED, trials)) == 1


def test_the_page_shows_every_sender_and_names_no_machine() -> None:
    text = page.page(ASKED, _trials())
    assert f"| {PRODUCT} | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | kept |" in text
    assert text.count("| broken |") == 2
    assert str(BASE_DIR) not in text
    assert socket.gethostname() not in text
