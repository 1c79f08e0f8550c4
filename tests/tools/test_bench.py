"""The benchmark: its content is possible and the same every time, and its check can fail. No timings."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Model
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from audits.intake import text
from audits.models import Demand, DemandVersion, Membership, Role
from config.env import BASE_DIR
from tests.conftest import TODAY
from tests.planted import planted
from tools.bench import documents, moving, paperwork
from tools.bench.client import Request, UnexpectedAnswer, read_answer
from tools.bench.content import City
from tools.bench.documents import DOCUMENT_LIMITS
from tools.bench.load import standard_categories, store
from tools.bench.measures import MEASURES
from tools.bench.pages import MOST, PAGES, Taken
from tools.bench.papers import official, published
from tools.bench.results import (
    DELIVERY_LIMITS,
    MOVING_LIMITS,
    RECORD_LIMITS,
    STREAM_LIMITS,
    Pace,
    Results,
    page,
)
from tools.bench.words import Writer
from tracker import followup
from tracker.actions.move import follow_successions
from tracker.models import Assignment, Evidence, FollowUp, ProgressUpdate, Tenure
from tracker.proof import prove

CITY = City(1000, TODAY, [1, 2, 3])


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[City]:
    """A small city, stored as the benchmark stores a large one."""
    with planted(django_db_blocker):
        made = City(1000, TODAY, standard_categories())
        store(made)
        yield made


@pytest.fixture
def stored(city: City, db: None) -> City:
    """The same city for each test, whatever the one before did with it."""
    return city


def _values(rows: list[Model]) -> list[dict[str, object]]:
    return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]


def test_the_same_size_day_and_seed_make_the_same_city() -> None:
    again = City(1000, TODAY, [1, 2, 3])
    assert _values([*CITY.assignments]) == _values([*again.assignments])
    assert Writer(1).demand() == Writer(1).demand()


def test_another_seed_makes_another_city() -> None:
    other = City(1000, TODAY, [1, 2, 3], seed=2)
    assert other.holders != CITY.holders
    assert Writer(1).demand() != Writer(2).demand()


def test_texts_have_the_length_of_real_ones() -> None:
    writer = Writer(3)
    assert {100 <= len(writer.demand()) <= 400 for _ in range(500)} == {True}
    assert {200 <= len(writer.answer(200, 800)) <= 800 for _ in range(500)} == {True}


def test_three_of_ten_are_overdue_and_each_has_five_reports(stored: City) -> None:
    assert Assignment.objects.overdue(stored.on).count() == 300
    assert ProgressUpdate.objects.count() == 5000
    assert Counter(ProgressUpdate.objects.values_list("assignment", flat=True)).most_common(1)[0][1] == 5


def test_a_city_of_full_size_has_three_hundred_departments() -> None:
    assert len(City(100_000, TODAY, [1]).department_ids) == 300


def test_every_department_has_an_officer_and_a_head(stored: City) -> None:
    for role in (Role.OFFICER, Role.HEAD):
        held = Membership.objects.on(stored.on).filter(role=role).values_list("department", flat=True)
        assert sorted(held) == list(stored.department_ids)


def test_what_demands_add_up_to_is_what_the_product_reckons(stored: City) -> None:
    demands = list(Demand.objects.values_list("pk", flat=True))
    assert DemandVersion.objects.current().count() == len(demands)
    kept = {
        row.pk: (row.standing, row.verification, row.live, row.confirmed) for row in FollowUp.objects.all()
    }
    reckoned = followup.derive(demands)
    assert kept == {row.pk: (row.standing, row.verification, row.live, row.confirmed) for row in reckoned}


def test_the_newest_report_says_what_the_assignment_says(stored: City) -> None:
    said = dict(ProgressUpdate.objects.filter(number=5).values_list("assignment", "status"))
    assert said == dict(Assignment.objects.values_list("pk", "reported_status"))


def test_its_record_tells_every_row_and_is_whole(stored: City) -> None:
    proof = prove()
    assert (proof.is_whole, proof.faults.listed) == (True, [])
    assert proof.rows > proof.events > 6 * stored.size


def test_a_reorganisation_of_the_city_moves_what_its_departments_had_open(stored: City) -> None:
    open_work = Assignment.objects.open().count()
    assert moving.rename(moving.WANTED) == len(stored.department_ids)
    today = timezone.localdate()
    assert Assignment.objects.without_owner(today).count() == open_work
    assert follow_successions(on=today) == open_work
    assert not Assignment.objects.without_owner(today).exists()


def test_rows_stored_afterwards_find_free_numbers(stored: City) -> None:
    assignment = Assignment.objects.filter(evidence__isnull=False).latest("pk")
    Evidence.objects.create(assignment=assignment, document_number="가온과-1")
    Tenure.objects.filter(assignment=assignment).update(end_on=stored.on)
    Tenure.objects.create(
        assignment=assignment, department_id=assignment.department_id or 0, start_on=stored.on
    )


def _results(**changed: float) -> Results:
    """A run in which everything is exactly as wanted, but for the ratios that are changed."""
    ratios = {measure.name: changed.get(measure.name, measure.least or 1.0) for measure in MEASURES}
    digest = {"recipients": 300.0, "overdue": 30_000.0, "writing_seconds": 1.0}
    limits = {"seconds": 2.0, "statements": 100.0, "megabytes": 200.0}
    streamed = {"recipients": 5_000.0, "overdue": 300_000.0, "statements": 40.0}
    return Results(
        on=date(2026, 11, 20),
        rows=dict.fromkeys(("assignment", "demand", "audit", "progressupdate", "evidence", "membership"), 1),
        overdue=1,
        database="18",
        loading_seconds=1.0,
        rounds=[{name: Pace(base=1000, rate=1000 * ratio) for name, ratio in ratios.items()}],
        pages={each.name: Taken(changed.get(each.name, MOST) * 0.25, 0.25) for each in PAGES},
        statements={measure.name: int(changed.get("statements", measure.most or 1)) for measure in MEASURES},
        digest=digest | {name: changed.get(name, limit) for name, limit in limits.items()},
        record={"events": 680_000.0, "told_rows": 900_000.0, "megabytes": 900.0}
        | {name: changed.get(name, wanted.limit) for name, wanted in RECORD_LIMITS.items()},
        moving={"departments": 47.0, "moved": 10_100.0, "entries": 10_100.0, "moving_statements": 300.0}
        | {name: changed.get(name, wanted.limit) for name, wanted in MOVING_LIMITS.items()},
        streamed=streamed
        | {name: changed.get(f"streamed_{name}", wanted.limit) for name, wanted in STREAM_LIMITS.items()},
        delivery={"mails": 2000.0, "bare_seconds": 5.0, "kilobytes": 60.0, "open": 65_000.0}
        | {name: changed.get(name, wanted.limit) for name, wanted in DELIVERY_LIMITS.items()},
        documents={name: changed.get(name, wanted.limit) for name, wanted in DOCUMENT_LIMITS.items()},
    )


def test_limits_that_are_just_kept_are_not_missed() -> None:
    assert _results().missed() == []


@pytest.mark.parametrize(
    "changed",
    [
        *(
            {"api_list": 0.09},
            {"list_common": 61.0},
            {"start_clerk": 61.0},
            {"api_report": 0.039},
            {"seconds": 2.1},
            {"statements": 101},
            {"megabytes": 201},
        ),
        *({"streamed_seconds": 31.0}, {"streamed_statements_per_batch": 5.1}, {"streamed_megabytes": 301.0}),
        *({"checked": 99_999.0}, {"appended": 399.0}, {"held": 0.21}, {"moving_seconds": 10.1}),
        *({"sending_seconds": 25.1}, {"second": 1.29}, {"claimed_twice": 1}, {"nothing_to_do": 0.31}),
        *({"hwpx_seconds": 5.1}, {"hwpx_more_seconds": 15.1}, {"hwpx_growth": 4.1}),
        *({"xlsx_seconds": 3.1}, {"text_seconds": 5.1}, {"text_megabytes": 301.0}),
    ],
    ids=str,
)
def test_a_limit_that_is_not_kept_is_missed(changed: Mapping[str, float]) -> None:
    assert _results(**changed).missed()


def test_a_ratio_is_that_of_its_own_moment_and_the_median_counts() -> None:
    moments = [Pace(base=1000, rate=500), Pace(base=10, rate=5), Pace(base=10, rate=9)]
    rounds = [{measure.name: moment for measure in MEASURES} for moment in moments]
    assert replace(_results(), rounds=rounds).ratio("api_list") == 0.5


def test_the_page_shows_every_measure_and_names_no_machine() -> None:
    text = page(_results())
    assert all(measure.label in text for measure in MEASURES)
    assert all(f"| {each.label} | 15.0 | 60 | 60 |" in text for each in PAGES)
    limits = RECORD_LIMITS | MOVING_LIMITS | STREAM_LIMITS | DELIVERY_LIMITS | dict(DOCUMENT_LIMITS)
    assert all(wanted.label in text for wanted in limits.values())
    assert str(BASE_DIR) not in text
    assert socket.gethostname() not in text


def test_a_request_is_written_with_the_length_of_its_body_in_bytes() -> None:
    call = Request("POST", "/x/", {"If-Match": "*"}, "가", 201).call()
    assert call.raw.startswith(b"POST /x/ HTTP/1.1\r\n")
    assert b"Content-Length: 3\r\n" in call.raw
    assert call.raw.endswith(b"\r\n\r\n" + "가".encode())


def test_an_answer_is_read_to_its_end_and_no_further() -> None:
    parts = iter([b"HTTP/1.1 200 OK\r\nContent-", b"Length: 5\r\n\r\nab", b"cde"])
    assert read_answer(lambda _most: next(parts)).endswith(b"\r\n\r\nabcde")


def test_an_answer_that_breaks_off_is_not_counted() -> None:
    parts = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", b""])
    with pytest.raises(UnexpectedAnswer):
        read_answer(lambda _most: next(parts))


def test_the_large_reports_can_be_written_and_read() -> None:
    report = official(40)
    assert len(report.items) == report.total.counts["total"] == 40
    assert sum(row.counts["total"] for row in report.departments) == 40
    source, vocabulary = published(40)
    draft = text.read(source, vocabulary)
    assert [item.number for item in draft.items] == list(range(1, 41))
    assert {(item.status, item.category) for item in draft.items} == {("in_progress", "correction")}
    assert all(item.departments and item.plan for item in draft.items)


def test_the_growth_of_hwpx_is_what_thrice_as_many_take() -> None:
    seconds = {"1000": 2.0, "3000": 6.4}
    found = documents.measure(lambda _step, _form, count: {"seconds": seconds.get(count, 0.0)})
    assert found["hwpx_growth"] == 3.2


def test_a_step_that_reads_too_few_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(paperwork.main("xlsx", "5")) == set(paperwork.main("text", "5")) == {"seconds", "megabytes"}
    monkeypatch.setattr(paperwork, "published", lambda count: published(count - 1))
    with pytest.raises(AssertionError, match="4 of 5"):
        paperwork.main("text", "5")
