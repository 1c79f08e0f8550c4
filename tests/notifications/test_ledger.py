"""The ledger: what is to leave, what left, what did not and why; and what a person finds out about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Event, User
from notifications import planner, tasks
from notifications.models import (
    Attempt,
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    OccasionState,
    Reason,
    State,
)
from notifications.web import ledger, ledger_rows, resolution
from notifications.web.ledger_filter import BY_CODE, TABS
from tests.notifications.conftest import MONDAY, Late
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
LEDGER = "/notifications/"
MANY = "/notifications/resolution/"


def make(state: State, number: int = 0, **more: Any) -> Notification:
    """A mail of the ledger in a state, not stored."""
    now = timezone.now()
    facts: dict[str, Any] = {
        "kind": Kind.REMINDER,
        "address": f"{state}{number}@demo.example",
        "seat": "정보정책과 담당자",
        "period": "2026-11-20",
        "message_id": f"<{state}{number}@demo.example>",
        "planned_at": now,
        "next_attempt_at": now,
        "leased_until": now,
        "sent_at": now if state == State.SENT else None,
        "state": state,
        "reason": Reason.CLOSED if state == State.SKIPPED else "",
        "last_error": "550 no such person" if state in {State.DEAD, State.FAILED} else "",
    }
    return Notification(**(facts | more))


@pytest.fixture
def each_state(db: None) -> dict[State, Notification]:
    """One mail in each state."""
    return {row.state: row for row in Notification.objects.bulk_create(make(state) for state in State)}  # type: ignore[misc]


@pytest.fixture
def council(secretariat: User, sign_in: SignIn) -> Client:
    """The secretariat's browser."""
    return sign_in(secretariat)


@pytest.fixture
def occasion(late: Late) -> Callable[..., Occasion]:
    """Make an occasion of an assignment that is late."""
    assignment: Assignment = late()

    def make_one(number: int = 0, **more: Any) -> Occasion:
        facts: dict[str, Any] = {
            "kind": OccasionKind.OVERDUE,
            "address": f"told{number}@demo.example",
            "key": f"told{number}@demo.example",
            "seat": "정보정책과 부서장",
            "assignment": assignment,
            "department": assignment.department,
            "period": "2026-11-20",
            "on": date(2026, 11, 23),
            "planned_at": timezone.now(),
        }
        return Occasion.objects.create(**(facts | more))

    return make_one


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-W04", "2026년 4주"),
        ("2026-11-20", "2026. 11. 20."),
        ("2026-11-20.2", "2026. 11. 20. 2번째"),
    ],
)
def test_what_a_mail_stands_for_is_written_as_an_office_writes_it(period: str, words: str) -> None:
    assert ledger_rows.line(make(State.SENT, pk=1, period=period))["period"] == words


def _states(answer: Any) -> set[str]:
    return {row["state_label"] for row in answer.context["rows"]}


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.code)
def test_a_tab_shows_the_mails_of_its_states(
    tab: Any, each_state: dict[State, Notification], council: Client
) -> None:
    answer = council.get(LEDGER, {"tab": tab.code})
    assert _states(answer) == {str(state.label) for state in tab.states}
    counts = {entry["label"]: entry["count"] for entry in answer.context["tabs"]}
    assert counts == {each.label: len(each.states) or None for each in BY_CODE.values()}


def test_every_state_is_in_a_tab_and_in_one_alone() -> None:
    assert sorted(state for tab in TABS for state in tab.states) == sorted(State)


def test_a_tab_that_there_is_not_is_the_first(council: Client) -> None:
    for tab in ("nonsense", "", "'; --", "x" * 5_000):
        answer = council.get(LEDGER, {"tab": tab})
        assert [entry["current"] for entry in answer.context["tabs"]] == [
            True,
            False,
            False,
            False,
            False,
            False,
        ]


def test_every_state_says_why(each_state: dict[State, Notification], council: Client) -> None:
    said = {
        code: council.get(LEDGER, {"tab": code}).context["rows"]
        for code in ("skipped", "uncertain", "failed")
    }
    assert said["skipped"][0]["why"] == "종결됨"
    assert "받았는지 알 수 없습니다" in said["uncertain"][0]["why"]
    assert {row["why"] for row in said["failed"]} == {"550 no such person"}
    assert sum(bool(row["next_attempt_at"]) for row in said["failed"]) == 1


def test_the_ledger_is_searched_by_person_address_department_kind_and_day(
    officer: User, council: Client
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    Notification.objects.bulk_create(
        [
            make(State.SENT, 1, recipient=officer),
            make(State.SENT, 2, seat="통신과 부서장", address="box@demo.example"),
            make(State.SENT, 3, kind=Kind.RECORD_ALARM, sent_at=yesterday),
            make(State.SKIPPED, 4, planned_at=yesterday),
        ]
    )

    def found(**asked: str) -> int:
        return len(council.get(LEDGER, {"tab": "sent", **asked}).context["rows"])

    assert found() == 3
    assert found(who=officer.name) == 1
    assert found(who="BOX@demo") == 1
    assert found(who="통신과") == 1
    assert found(who="%") == 0
    assert found(kind=Kind.RECORD_ALARM) == 1
    assert found(day=timezone.localdate().isoformat()) == 2
    assert found(day=timezone.localdate(yesterday).isoformat()) == 1
    answer = council.get(LEDGER, {"tab": "skipped", "day": timezone.localdate(yesterday).isoformat()})
    assert answer.context["shown"] == 1
    assert [entry["count"] for entry in answer.context["tabs"]] == [0, 1, 0, 0, 1, None]


def test_an_uncertain_mail_that_was_sent_again_says_so(council: Client) -> None:
    first, second = make(State.UNCERTAIN), make(State.UNCERTAIN, 1)
    Notification.objects.bulk_create([first, second])
    make(State.SENT, 2, resend_of=first).save()
    rows = council.get(LEDGER, {"tab": "uncertain"}).context["rows"]
    assert {row["pk"]: row["resent"] for row in rows} == {first.pk: True, second.pk: False}


@pytest.mark.parametrize("day", ["어제", "2026-13-45", "9" * 400])
def test_a_day_that_cannot_be_read_is_said_so(day: str, council: Client) -> None:
    assert council.get(LEDGER, {"day": day}).context["form"].errors["day"]


def test_the_ledger_goes_on_page_by_page_within_its_question(council: Client) -> None:
    rows = [make(State.SENT, number) for number in range(ledger.PAGE + 1)]
    Notification.objects.bulk_create([*rows, make(State.SENT, 900, seat="통신과")])
    first = council.get(LEDGER, {"tab": "sent", "who": "정보정책과"}).context
    second = council.get(LEDGER + first["next_url"]).context
    assert (first["shown"], second["shown"], second["next_url"]) == (ledger.PAGE, 1, "")
    assert second["rows"][0]["address"] == "sent0@demo.example"
    other = council.get(LEDGER + first["next_url"].replace("tab=sent", "tab=skipped"))
    assert other.status_code == 400


@pytest.mark.parametrize("tab", [*BY_CODE])
def test_a_page_of_ten_thousand_takes_as_many_statements_as_one_line(
    tab: str,
    council: Client,
    occasion: Callable[..., Occasion],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    states = [state for state in State if state in BY_CODE[tab].states] or [State.SENT]
    first = make(states[0], 1)
    first.save()
    skipped = occasion(state=OccasionState.SKIPPED, reason=Reason.SUPERSEDED)
    council.get(LEDGER, {"tab": tab})
    with CaptureQueriesContext(connection) as one_line:
        council.get(LEDGER, {"tab": tab})
    Notification.objects.bulk_create(make(states[0], number) for number in range(2, 10_000))
    told = {
        field: getattr(skipped, field)
        for field in ("kind", "address", "seat", "assignment", "on", "planned_at")
    }
    told |= {"state": OccasionState.SKIPPED, "reason": Reason.SUPERSEDED, "period": ""}
    Occasion.objects.bulk_create(Occasion(key=str(number), **told) for number in range(10_000))
    begun = time.monotonic()
    with django_assert_num_queries(len(one_line)):
        answer = council.get(LEDGER, {"tab": tab})
    assert answer.context["shown"] == ledger.PAGE
    assert time.monotonic() - begun < 2


def test_what_will_be_told_and_what_was_passed_over_is_shown(
    council: Client, occasion: Callable[..., Occasion]
) -> None:
    occasion(1)
    occasion(2, state=OccasionState.SKIPPED, reason=Reason.SUPERSEDED)
    coming = council.get(LEDGER).context["unbundled"]
    assert [(each["label"], each["count"]) for each in coming] == [("처리기한 경과", 1)]
    answer = council.get(LEDGER, {"tab": "passed"})
    assert [row["why"] for row in answer.context["passed"]] == ["더 최근 알림으로 대체"]
    assert "더 최근 알림으로 대체" in answer.content.decode()
    assert council.get(LEDGER, {"tab": "passed", "who": "told1"}).context["passed"] == []


def test_what_the_next_days_will_bring_is_shown_by_day(council: Client, late: Late) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Assignment.objects.filter(pk=late().pk).update(due_date=tomorrow)
    page = council.get(LEDGER)
    found = [(each.day, each.kind, each.count) for each in page.context["forecast"]]
    assert (tomorrow, OccasionKind.DUE_TODAY, 1) in found
    assert "앞으로 7일 동안 생길 알림" in page.content.decode()
    assert "forecast" not in council.get(LEDGER, {"tab": "sent"}).context


def test_a_mail_shows_what_it_told_whom_it_stands_for_and_its_text(
    council: Client, secretariat: User, occasion: Callable[..., Occasion]
) -> None:
    mail = make(State.SENT, text="처리기한이 지났습니다.\n<script>alert(1)</script>", subject="[처리 안내]")
    mail.save()
    told = {"state": OccasionState.TOLD, "notification": mail}
    occasion(1, **told, instead_of="officer")
    occasion(2, **told, kind=OccasionKind.RETURNED, event=77, period="77")
    Attempt.objects.create(notification=mail, number=1, started_at=timezone.now())
    page = council.get(f"{LEDGER}{mail.pk}/")
    assert [row["kind"] for row in page.context["occasions"]] == ["보완 요구", "처리기한 경과"]
    assert [row["cause"] for row in page.context["occasions"]] == ["처리 이력 77번", "날짜 2026. 11. 20."]
    text = page.content.decode()
    assert "맡은 사람이 없어 대신 알림" in text
    assert "처리기한이 지났습니다." in text
    assert "<script>alert" not in text
    assert "발송 확인 처리" not in text


def test_a_mail_of_many_occasions_is_shown_in_pages(
    council: Client, occasion: Callable[..., Occasion], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mail = make(State.SENT)
    mail.save()
    told = {"state": OccasionState.TOLD, "notification": mail}
    occasion(0, **told)
    council.get(f"{LEDGER}{mail.pk}/")
    with CaptureQueriesContext(connection) as one_line:
        council.get(f"{LEDGER}{mail.pk}/")
    for number in range(1, ledger.PAGE + 1):
        occasion(number, **told)
    with django_assert_num_queries(len(one_line)):
        first = council.get(f"{LEDGER}{mail.pk}/").context
    second = council.get(f"{LEDGER}{mail.pk}/{first['next_url']}").context
    assert (len(first["occasions"]), len(second["occasions"])) == (ledger.PAGE, 1)


def test_an_uncertain_mail_is_settled_on_a_page_of_its_own(council: Client, secretariat: User) -> None:
    mail = make(State.UNCERTAIN)
    mail.save()
    address = f"{LEDGER}{mail.pk}/resolution/"
    assert address in council.get(f"{LEDGER}{mail.pk}/").content.decode()
    page = council.get(address)
    assert [value for value, _label in page.context["form"].fields["fate"].choices] == ["arrived", "missing"]
    assert council.post(address).context["form"].errors["fate"] == ["확인한 결과를 골라 주십시오."]
    assert council.post(address, {"fate": "left"}).context["form"].errors["fate"]
    assert council.post(address, {"fate": "arrived"}).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.resolved_by) == (State.SENT, secretariat)
    again = council.post(address, {"fate": "missing"})
    assert again.status_code == 409
    assert secretariat.name in again.content.decode()
    assert council.get(address).status_code == 302


def test_a_dead_mail_is_sent_again_from_its_page(council: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(tasks, "ring", lambda: rung.append(True))
    mail = make(State.DEAD)
    mail.save()
    address = f"{LEDGER}{mail.pk}/resend/"
    assert "[재발송]" in council.get(address).content.decode()
    assert not Notification.objects.exclude(pk=mail.pk).exists()
    answer = council.post(address)
    repeated = Notification.objects.get(resend_of=mail)
    assert answer["Location"] == f"{LEDGER}{repeated.pk}/"
    assert rung == [True]
    assert "앞서 보낸 알림" in council.get(answer["Location"]).content.decode()
    first = council.get(f"{LEDGER}{mail.pk}/")
    assert "다시 보낸 알림" in first.content.decode()
    assert not first.context["resendable"]
    assert council.post(address).status_code == 409


@pytest.mark.parametrize("name", ["resolution", "resend"])
def test_nobody_else_settles_or_repeats(name: str, coordinator: User, sign_in: SignIn) -> None:
    mail = make(State.UNCERTAIN)
    mail.save()
    client = sign_in(coordinator)
    for path in (f"{LEDGER}{mail.pk}/{name}/", MANY):
        assert client.get(path).status_code == client.post(path).status_code == 403
    client.logout()
    assert client.post(f"{LEDGER}{mail.pk}/{name}/").status_code == 302
    assert Notification.objects.get().state == State.UNCERTAIN


@pytest.mark.parametrize("name", ["resolution", "resend"])
def test_a_mail_that_there_is_not_is_not_found(name: str, council: Client) -> None:
    assert (
        council.get(f"{LEDGER}99/{name}/").status_code
        == council.post(f"{LEDGER}99/{name}/").status_code
        == 404
    )


def test_the_mails_of_one_outage_are_settled_together(council: Client) -> None:
    mails = Notification.objects.bulk_create(make(State.UNCERTAIN, number) for number in range(3))
    other = make(State.UNCERTAIN, 9)
    other.save()
    page = council.get(MANY, {"pk": [mail.pk for mail in mails]})
    assert len(page.context["rows"]) == 3
    assert Event.objects.filter(kind="notification_resolved").count() == 0
    done = council.post(MANY, {"pk": [mail.pk for mail in mails], "fate": "missing"}, follow=True)
    assert "확인한 결과를 3건 저장하였습니다." in done.content.decode()
    assert Notification.objects.by_state() == {State.DEAD: 3, State.UNCERTAIN: 1}


def test_who_comes_second_is_told_how_many_were_settled_already(council: Client) -> None:
    mails = Notification.objects.bulk_create(make(State.UNCERTAIN, number) for number in range(2))
    pks = [mail.pk for mail in mails]
    council.post(MANY, {"pk": pks[:1], "fate": "arrived"})
    text = council.post(MANY, {"pk": pks, "fate": "missing"}, follow=True).content.decode()
    assert "1건은 그대로 두었습니다" in text
    assert (
        "다른 사람이 먼저 확인하였거나" in council.post(MANY, {"pk": pks, "fate": "missing"}).content.decode()
    )


def test_all_that_a_question_finds_can_be_settled(council: Client) -> None:
    Notification.objects.bulk_create(
        [
            *(make(State.UNCERTAIN, number) for number in range(3)),
            make(State.UNCERTAIN, 9, seat="통신과"),
            make(State.DEAD),
        ]
    )
    page = council.get(LEDGER, {"tab": "uncertain", "who": "정보정책과"})
    chosen = council.get(page.context["all_url"])
    assert len(chosen.context["rows"]) == 3
    assert len(council.get(MANY + "?tab=failed").context["rows"]) == 1


def test_too_many_at_once_are_refused_and_nothing_is_settled(council: Client) -> None:
    Notification.objects.bulk_create(make(State.UNCERTAIN, number) for number in range(resolution.MOST + 1))
    page = council.get(MANY + "?tab=uncertain")
    assert f"한 번에 {resolution.MOST}건까지" in page.content.decode()


@pytest.mark.parametrize("pk", ["x", "-1", "9" * 30, "1 OR 1=1"])
def test_what_is_no_number_is_refused(pk: str, council: Client) -> None:
    assert council.get(MANY, {"pk": pk}).status_code == 400
    assert council.post(MANY, {"pk": pk, "fate": "arrived"}).status_code == 400


def test_nothing_chosen_is_said_so(council: Client) -> None:
    assert "확인을 기다리는 알림이 없습니다." in council.get(MANY).content.decode()


def test_a_digest_shows_how_much_was_late(late: Late, officer: User, council: Client) -> None:
    late()
    planner.plan(MONDAY, timezone.now())
    page = council.get(LEDGER)
    assert {(row["counts"], row["overdue"], row["occasions"]) for row in page.context["rows"]} == {
        (True, None, 0)
    }
    assert "보낼 때 셈" in page.content.decode()
