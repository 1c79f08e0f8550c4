"""What a department sees as its work, and how it confirms receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, ExtensionRequest, ReportDraft, Stage, Tenure
from tracker.reports import end_of_week

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
WORK = "/todo/"
RECEIPT = "/todo/receipt/"


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _labels(client: Client, tab: str = "owed") -> list[str]:
    return [row["label"] for row in client.get(WORK, {"tab": tab}).context["rows"]]


@pytest.fixture
def held(department: Department) -> list[Assignment]:
    """Four owed in every haste, one waiting for the council, one closed."""
    audit = make_audit()
    dates = [None, _in(40), _in(-3), timezone.localdate()]
    rows = [assign(make_demand(audit, n), department, due=day) for n, day in enumerate(dates, start=1)]
    rows.append(assign(make_demand(audit, 5), department, Status.COMPLETED))
    closed = assign(make_demand(audit, 6), department, Status.COMPLETED)
    Assignment.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, verification="confirmed")
    return rows


def test_the_most_urgent_comes_first_and_what_has_no_date_last(
    held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    assert _labels(sign_in(officer)) == ["시정 3", "시정 4", "시정 2", "시정 1"]


def test_each_group_is_headed_once_with_its_count(
    held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    rows = sign_in(officer).get(WORK).context["rows"]
    headings = [(row["heading"]["label"], row["heading"]["count"]) for row in rows if row["heading"]]
    assert headings == [("기한 경과", 1), ("이번 주 마감", 1), ("다음 주부터 마감", 1), ("기한 미지정", 1)]


def test_what_waits_and_what_is_closed_have_tabs_of_their_own(
    held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    browser = sign_in(officer)
    assert (_labels(browser, "awaiting"), _labels(browser, "ended")) == (["시정 5"], ["시정 6"])
    assert [tab["count"] for tab in browser.get(WORK).context["tabs"]] == [4, 1, 1, 0]


def test_what_a_department_gave_away_is_found_under_what_it_held(
    department: Department, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    moved = assign(make_demand(make_audit()), neighbour)
    Tenure.objects.create(
        assignment=moved, department=department, start_on=LONG_AGO, end_on=date(2025, 12, 1)
    )
    browser = sign_in(officer)
    assert (_labels(browser), _labels(browser, "former")) == ([], ["시정 1"])


def test_only_the_most_urgent_row_has_the_filled_button(
    held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    assert sign_in(officer).get(WORK).content.decode().count("button-primary") == 1


def test_a_row_with_a_draft_says_so(held: list[Assignment], officer: User, sign_in: SignIn) -> None:
    ReportDraft.objects.create(assignment=held[2], author=officer, base_version=1)
    rows = sign_in(officer).get(WORK).context["rows"]
    assert [row["label"] for row in rows if row["has_draft"]] == ["시정 3"]


def test_a_receipt_missing_for_longer_than_the_audit_allows_is_an_alarm(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    late = assign(make_demand(audit, 1), department, Status.NOT_REPORTED)
    fresh = assign(make_demand(audit, 2), department, Status.NOT_REPORTED, on=timezone.localdate())
    rows = sign_in(officer).get(WORK).context["rows"]
    assert {row["pk"]: row["receipt_missing"] for row in rows} == {late.pk: True, fresh.pk: False}


def test_a_long_list_comes_in_pages_with_the_same_number_of_statements(
    department: Department,
    officer: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    audit = make_audit()
    for number in range(1, 31):
        assign(make_demand(audit, number), department, Status.NOT_REPORTED)
    browser = sign_in(officer)
    browser.get(WORK)
    with django_assert_max_num_queries(
        13
    ):  # one of them whether a round is open, one what the navigation counts
        first = browser.get(WORK)
    second = browser.get(first.context["next_url"])
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 5]


@pytest.mark.parametrize("who", ["secretariat", "coordinator", "councillor", "administrator"])
def test_only_departments_have_work_here(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    assert sign_in(request.getfixturevalue(who)).get(WORK).status_code == 403


def test_an_unknown_tab_is_not_found(officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).get(WORK, {"tab": "x"}).status_code == 404


def test_a_department_starts_at_its_work(held: list[Assignment], officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    start = [row["label"] for row in browser.get("/").context["rows"]]
    assert start == _labels(browser) == ["시정 3", "시정 4", "시정 2", "시정 1"]


def test_the_work_of_one_person_and_of_nobody_is_counted_as_it_is_listed(
    held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    Assignment.objects.filter(pk__in=[held[1].pk, held[2].pk]).update(officer=officer)
    browser = sign_in(officer)
    page = browser.get(WORK)
    parts = page.context["parts"]
    assert all(f'<a href="{part["url"]}"' in page.content.decode().replace("&amp;", "&") for part in parts)
    assert [part["count"] for part in parts] == [4, 2, 2]
    assert [len(browser.get(part["url"]).context["rows"]) for part in parts] == [4, 2, 2]


@pytest.mark.parametrize(("when", "labels"), [("late", ["시정 3"]), ("this_week", ["시정 4"])])
def test_the_work_is_asked_for_by_its_day(
    when: str, labels: list[str], held: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(WORK, {"when": when})
    assert [row["label"] for row in page.context["rows"]] == labels
    assert [row["heading"]["count"] for row in page.context["rows"] if row["heading"]] == [1]


@pytest.mark.parametrize("asked", [{"when": "never"}, {"officer": "x"}])
def test_a_part_of_the_work_that_no_page_offers_is_refused(
    asked: dict[str, str], officer: User, sign_in: SignIn
) -> None:
    assert sign_in(officer).get(WORK, asked).status_code == 400


def test_a_row_offers_more_time_or_another_department_where_the_rules_let(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    assign(make_demand(audit, 1), department, Status.NOT_REPORTED, due=_in(-3))
    assign(make_demand(audit, 2), department, due=_in(-2))
    assign(make_demand(audit, 3), department, due=_in(40))
    rows = sign_in(officer).get(WORK).context["rows"]
    offered = [[way.url.rsplit("/", 2)[-2] for way in row["others"]] for row in rows]
    assert offered == [["request-extension", "offer-handover"], ["request-extension"], []]


def test_what_somebody_asked_for_already_is_not_offered_again(
    held: list[Assignment], department: Department, officer: User, sign_in: SignIn
) -> None:
    ExtensionRequest.objects.create(
        assignment=held[2],
        department=department,
        wanted=_in(30),
        due_then=_in(-3),
        reason="검토 중",
        on=_in(0),
        by=officer,
    )
    rows = sign_in(officer).get(WORK).context["rows"]
    assert rows[0]["others"] == []


@pytest.fixture
def waiting(department: Department) -> list[Assignment]:
    audit = make_audit()
    return [assign(make_demand(audit, n), department, Status.NOT_REPORTED) for n in (1, 2, 3)]


def _stages(rows: list[Assignment]) -> list[str]:
    return [Assignment.objects.get(pk=row.pk).stage for row in rows]


def test_the_preview_of_receipts_changes_nothing(
    waiting: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(RECEIPT)
    assert len(page.context["rows"]) == 3
    assert _stages(waiting) == ["assigned"] * 3


def test_only_the_chosen_receipts_are_confirmed(
    waiting: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    answer = sign_in(officer).post(RECEIPT, {"pk": [waiting[0].pk, waiting[2].pk]})
    assert answer.headers["Location"] == WORK
    assert _stages(waiting) == ["working", "assigned", "working"]
    assert list(Event.objects.values_list("kind", flat=True)) == ["received", "received"]


def test_choosing_nothing_asks_again(waiting: list[Assignment], officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).post(RECEIPT)
    assert page.context["nothing_chosen"]
    assert _stages(waiting) == ["assigned"] * 3


def test_a_receipt_on_the_demand_comes_back_to_the_demand(
    waiting: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    row = waiting[0]
    answer = sign_in(officer).post(RECEIPT, {"pk": row.pk, "demand": row.demand_id})
    assert answer.headers["Location"] == reverse("demand_detail", args=[row.demand_id])


def test_another_departments_receipt_is_not_found(
    waiting: list[Assignment], stranger: User, sign_in: SignIn
) -> None:
    assert sign_in(stranger).post(RECEIPT, {"pk": waiting[0].pk}).status_code == 404


def test_a_receipt_without_sense_is_refused(officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).post(RECEIPT, {"pk": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("day", "sunday"),
    [(date(2026, 11, 16), date(2026, 11, 22)), (date(2026, 11, 22), date(2026, 11, 22))],
)
def test_a_week_ends_on_its_sunday(day: date, sunday: date) -> None:
    assert end_of_week(day) == sunday
