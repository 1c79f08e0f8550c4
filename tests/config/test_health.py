"""GET /healthz: which part failed is said, and nobody has to sign in to hear it."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from audits.models import CheckKind, CheckState, RecordCheck
from config import liveness
from config.web import health
from notifications import identity, watch
from notifications.models import Kind, Notification, Part, Sign, State
from tests.environment import places_of_this_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the run took until here, worker and beat still have their first minute."""
    monkeypatch.setattr(health, "STARTED", time.monotonic())


def test_in_its_first_minute_a_silent_worker_is_starting(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STARTED", time.monotonic() - 55)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert (answer.json()["worker"], answer.json()["beat"]) == ("starting", "starting")


def test_after_a_minute_a_silent_worker_is_down_and_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STARTED", time.monotonic() - 61)
    liveness.leave_sign(liveness.BEAT)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["worker"]
    assert (answer.json()["status"], answer.json()["beat"]) == ("unavailable", "ok")


def test_a_dead_broker_is_named_within_two_seconds(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"
    begun = time.monotonic()
    answer = client.get("/healthz")
    assert time.monotonic() - begun < 2
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["broker"]


@pytest.fixture
def no_database() -> Iterator[None]:
    """A database whose server nobody runs."""
    before = connections["default"]
    away = before.copy("default")
    away.settings_dict["OPTIONS"]["host"] = "/nowhere"
    connections["default"] = away
    yield
    connections["default"] = before


def test_a_database_that_does_not_answer_is_named(client: Client, no_database: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["database"]


def test_the_answer_is_never_kept(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_nobody_can_write_to_it(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_a_role_that_owns_the_record_is_said_and_is_no_outage(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok, one role"


def _check(kind: CheckKind, state: CheckState, *, days_ago: int = 0) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    RecordCheck.objects.create(kind=kind, state=state, started_at=at, beat_at=at)


def test_what_nobody_has_checked_is_said_and_is_no_outage(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert (answer.json()["record"], answer.json()["derived"]) == ("unchecked", "unchecked")


def test_the_newest_results_are_repeated(client: Client) -> None:
    _check(CheckKind.RECORD, CheckState.ALTERED)
    _check(CheckKind.RECORD, CheckState.WHOLE)
    _check(CheckKind.RECORD, CheckState.RUNNING)
    _check(CheckKind.DERIVED, CheckState.WHOLE, days_ago=3)
    answer = client.get("/healthz").json()
    assert (answer["record"], answer["derived"]) == ("ok", "unchecked")


def test_an_altered_record_is_said_and_is_no_outage(client: Client) -> None:
    _check(CheckKind.RECORD, CheckState.ALTERED, days_ago=9)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["record"]) == (200, "altered")
    assert answer.json()["status"] == "ok"


def test_the_whole_answer_takes_five_questions_to_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    around = 3  # savepoint, time limit, end of the savepoint
    with django_assert_num_queries(around + 5):
        client.get("/healthz")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let minutes pass for the process that answers; it began to look just now."""
    seconds = [1_000.0]
    monkeypatch.setattr(watch, "LOOKOUT", watch.Lookout(lambda: seconds[0]))
    monkeypatch.setattr(watch, "WEBS_POST", watch.Post("web"))

    def pass_by(minutes: int) -> None:
        seconds[0] += 60.0 * minutes

    return pass_by


def test_a_planner_that_ticks_is_well(client: Client) -> None:
    watch.leave(Part.PLANNER)
    assert client.get("/healthz").json()["planner"] == "ok"


def test_a_planner_that_has_not_ticked_since_the_start_is_starting(client: Client) -> None:
    Sign.objects.create(part=Part.PLANNER, at=timezone.now() - timedelta(hours=9))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["planner"]) == (200, "starting")


def test_a_planner_that_is_silent_for_fifteen_minutes_is_down_and_named(
    client: Client, clock: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(watch.Post, "call", lambda post: called.append(post.by))
    watch.leave(Part.PLANNER)
    client.get("/healthz")
    clock(14)
    assert client.get("/healthz").json()["planner"] == "ok"
    assert called == []
    clock(1)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["planner"]
    assert called == ["web"]


def test_a_database_that_was_away_makes_nobody_silent(
    client: Client, clock: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/healthz")
    clock(10)
    with monkeypatch.context() as away:
        away.setattr(watch, "look", _refuse)
        assert client.get("/healthz").json()["failing"] == ["database"]
    clock(10)
    assert client.get("/healthz").json()["planner"] == "starting"


def _refuse() -> None:
    raise OperationalError("the server is away")


def test_mail_that_waits_for_a_person_is_counted_and_is_no_outage(client: Client) -> None:
    assert client.get("/healthz").json()["mail"] == "ok"
    for number, state in enumerate([State.UNCERTAIN, State.UNCERTAIN, State.DEAD, State.FAILED]):
        _mail(number, state)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["mail"]) == (200, "uncertain 2, dead 1")


def test_mail_of_a_restored_copy_is_held(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "held", lambda: True)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["mail"]) == (200, "held")


def _mail(number: int, state: State) -> None:
    now = timezone.now()
    Notification.objects.create(
        kind=Kind.REMINDER,
        address=f"{number}@demo.example",
        seat="공용",
        period="2026-11-20",
        message_id=f"<{number}@demo.example>",
        planned_at=now,
        next_attempt_at=now,
        state=state,
    )


def test_a_database_without_the_products_tables_is_down(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_catalog")
    assert client.get("/healthz").json()["database"] == "down"


def test_it_is_answered_without_tls_for_the_machine_itself(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "127.0.0.1"}).status_code == 200


def test_the_places_of_the_run_are_the_settings_own(settings: Settings) -> None:
    assert places_of_this_run() == settings.PLACES
