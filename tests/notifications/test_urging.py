"""처리 촉구 for many at once: what is shown before it is asked for, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.access import viewer as viewer_on
from audits.models import Audit, Committee, Department, Event, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from notifications.urging import Reader, preview, shares
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tracker.actions.remind import EVENT, remind, remind_many
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
PAST = date(2026, 1, 30)


@pytest.fixture
def audit(lists: None, committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def rows(audit: Audit, department: Department) -> list[Assignment]:
    return [assign(make_demand(audit, number), department, due=PAST) for number in (1, 2, 3)]


@pytest.fixture
def theirs(audit: Audit, neighbour: Department) -> Assignment:
    return assign(make_demand(audit, 9), neighbour, due=PAST)


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _today(person: User) -> Viewer:
    return viewer_on(person, timezone.localdate())


def _get(browser: Client, *rows: Assignment) -> Any:
    return browser.get(reverse("urge"), {"pk": [row.pk for row in rows]})


def _post(browser: Client, *ids: str) -> Any:
    return browser.post(reverse("urge"), {"ids": ids})


def _reminded() -> set[int]:
    return set(Event.objects.filter(kind=EVENT).values_list("subject_id", flat=True))


def _counts(page: Any) -> list[tuple[str, int, int, int]]:
    return [
        (str(share.department or ""), share.chosen, len(share.ids), share.refused)
        for share in page.context["shares"]
    ]


def test_ticked_rows_are_looked_at_by_department_in_their_order_and_nothing_is_asked_yet(
    rows: list[Assignment], theirs: Assignment, browser: Client
) -> None:
    remind(rows[1].pk, by=_today(browser_user(browser)))
    page = _get(browser, *rows[:2], theirs)
    assert _counts(page) == [("정보정책과", 2, 1, 1), ("통신과", 1, 1, 0)]
    assert "오늘 이미 촉구하였습니다" in page.content.decode()
    assert "촉구할 것 2건, 촉구할 수 없는 것 1건" in page.content.decode()
    assert _reminded() == {rows[1].pk}


def test_what_was_looked_at_is_asked_for_and_told_by_department(
    rows: list[Assignment], theirs: Assignment, browser: Client
) -> None:
    page = _get(browser, *rows, theirs)
    sent = [",".join(map(str, share.ids)) for share in page.context["shares"]]
    done = _post(browser, *sent)
    assert (done.context["done"], done.context["refused"]) == (4, 0)
    assert _counts(done) == [("정보정책과", 3, 3, 0), ("통신과", 1, 1, 0)]
    assert _reminded() == {theirs.pk, *(row.pk for row in rows)}


def test_a_department_whose_tick_is_taken_away_is_left_alone(
    rows: list[Assignment], theirs: Assignment, browser: Client
) -> None:
    page = _get(browser, *rows, theirs)
    _post(browser, ",".join(map(str, page.context["shares"][1].ids)))
    assert _reminded() == {theirs.pk}


def test_the_same_form_sent_twice_asks_for_nothing_twice(rows: list[Assignment], browser: Client) -> None:
    ids = ",".join(str(row.pk) for row in rows)
    first, again = _post(browser, ids), _post(browser, ids, ids)
    assert (first.context["done"], again.context["done"], again.context["refused"]) == (3, 0, 3)
    assert "오늘 이미 촉구하였습니다" in again.content.decode()
    assert Event.objects.filter(kind=EVENT).count() == 3


def test_all_that_is_overdue_of_the_lists_own_filter_is_chosen_and_nothing_else(
    rows: list[Assignment], theirs: Assignment, audit: Audit, neighbour: Department, browser: Client
) -> None:
    later = timezone.localdate() + timedelta(days=30)
    assign(make_demand(audit, 20), neighbour, due=later)
    assign(make_demand(make_audit(2024), 1), neighbour, due=PAST)
    page = browser.get(reverse("urge"), {"all": "on", "audit": str(audit.pk)})
    assert _counts(page) == [("정보정책과", 3, 3, 0), ("통신과", 1, 1, 0)]
    only = browser.get(
        reverse("urge"), {"all": "on", "audit": str(audit.pk), "department": str(neighbour.pk)}
    )
    assert _counts(only) == [("통신과", 1, 1, 0)]
    assert only.context["back_url"] == f"/demands/?audit={audit.pk}&department={neighbour.pk}"


def test_the_list_leads_to_it_for_who_may_remind_and_with_its_filter_where_all_it_shows_is_overdue(
    rows: list[Assignment], browser: Client, officer: User, sign_in: SignIn
) -> None:
    page = browser.get("/demands/", {"overdue": "on", "audit": str(rows[0].demand.audit_id)})
    assert (
        page.context["urge_all_url"]
        == f"/notifications/urging/?overdue=on&audit={rows[0].demand.audit_id}&all=on"
    )
    assert 'formaction="/notifications/urging/"' in page.content.decode()
    assert "urge_all_url" not in browser.get("/demands/").context
    assert "/notifications/urging/" not in sign_in(officer).get("/demands/").content.decode()


def test_the_department_table_leads_to_the_overdue_of_each_and_to_urging_all_of_them(
    rows: list[Assignment],
    audit: Audit,
    department: Department,
    browser: Client,
    councillor: User,
    sign_in: SignIn,
) -> None:
    page = browser.get(f"/audits/{audit.pk}/")
    (row,) = page.context["departments"]
    assert row["cells"][-1] == {
        "value": 3,
        "url": f"/demands/?audit={audit.pk}&department={department.pk}&overdue=on",
    }
    assert page.context["urge_url"] == f"/notifications/urging/?all=on&audit={audit.pk}"
    assert page.context["letter_url"] == f"/urge-letter/?audit={audit.pk}"
    theirs = sign_in(councillor).get(f"/audits/{audit.pk}/")
    assert (theirs.context["urge_url"], theirs.context["letter_url"]) == ("", "")


def browser_user(browser: Client) -> User:
    return User.objects.get(pk=browser.session["_auth_user_id"])


def test_who_would_be_told_is_named_by_seat_and_never_by_name(
    rows: list[Assignment], officer: User, enrol: Enrol, department: Department, browser: Client
) -> None:
    second = enrol(Role.OFFICER, department=department)
    Assignment.objects.filter(pk=rows[0].pk).update(officer=officer)
    Assignment.objects.filter(pk=rows[1].pk).update(officer=second)
    page = _get(browser, *rows[:2])
    (share,) = page.context["shares"]
    assert share.readers == [Reader("정보정책과 담당자", 2, 2, "")]
    assert officer.name not in page.content.decode()


def test_where_the_officer_is_missing_the_next_one_is_told_and_the_page_says_in_whose_place(
    rows: list[Assignment], head: User, browser: Client
) -> None:
    page = _get(browser, rows[0])
    (share,) = page.context["shares"]
    assert share.readers == [Reader("정보정책과 부서장", 1, 1, Role.OFFICER)]
    assert "담당자 자리가 비어 대신 받습니다" in page.content.decode()


def test_a_department_with_nobody_leaves_it_to_the_other_coordinator_never_to_who_asks(
    rows: list[Assignment], coordinator: User, browser: Client, enrol: Enrol
) -> None:
    alone = _get(browser, rows[0])
    assert alone.context["shares"][0].unheard == 1
    assert "받을 사람이 없는 것 1건" in alone.content.decode()
    enrol(Role.COORDINATOR)
    (share,) = _get(browser, rows[0]).context["shares"]
    assert [(reader.label, reader.people) for reader in share.readers] == [("총괄부서 담당", 1)]
    assert share.unheard == 0


def test_what_nobody_owns_stands_last(rows: list[Assignment], audit: Audit, browser: Client) -> None:
    orphan = assign(make_demand(audit, 30), None, due=PAST)
    assert _counts(_get(browser, orphan, rows[0])) == [("정보정책과", 1, 1, 0), ("", 1, 1, 0)]


def test_a_department_that_is_no_more_counts_as_nobodys(
    rows: list[Assignment], department: Department, browser: Client
) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert _counts(_get(browser, rows[0])) == [("", 1, 1, 0)]


def test_a_claim_is_refused_with_its_stage_and_an_unknown_one_tells_nothing(
    rows: list[Assignment], audit: Audit, neighbour: Department, browser: Client
) -> None:
    claimed = assign(make_demand(audit, 40), neighbour, Status.COMPLETED)
    page = browser.get(reverse("urge"), {"pk": [claimed.pk, claimed.pk + 500]})
    words = page.content.decode()
    assert "확인 대기" in words
    assert "찾는 내용이 없거나 볼 수 있는 권한이 없습니다." in words
    assert 'name="ids"' not in words


def test_a_clerk_sees_and_reminds_of_the_own_committees_alone(
    rows: list[Assignment], neighbour: Department, other_committee: Committee, clerk: User, sign_in: SignIn
) -> None:
    others = assign(make_demand(make_audit(2024, committee=other_committee)), neighbour, due=PAST)
    browser = sign_in(clerk)
    page = browser.get(reverse("urge"), {"all": "on"})
    assert _counts(page) == [("정보정책과", 3, 3, 0)]
    done = _post(browser, f"{rows[0].pk},{others.pk}")
    assert (done.context["done"], done.context["refused"]) == (1, 1)
    assert "통신과" not in done.content.decode()
    assert _reminded() == {rows[0].pk}


@pytest.mark.parametrize("who", ["officer", "head", "councillor", "administrator"])
def test_others_are_shown_nothing_and_ask_for_nothing(
    who: str, rows: list[Assignment], request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert _get(browser, rows[0]).status_code == 403
    assert _post(browser, str(rows[0].pk)).status_code == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize("ids", ["", "x", "1,", "1;2", "-1", "1e3", "9" * 40, "１"])
def test_what_no_page_sends_is_refused_as_nonsense(ids: str, rows: list[Assignment], browser: Client) -> None:
    assert _post(browser, ids).status_code == 400
    assert browser.get(reverse("urge"), {"pk": ids}).status_code == 400
    assert not Event.objects.exists()


def test_nothing_chosen_leads_back_to_the_list(rows: list[Assignment], browser: Client) -> None:
    for page in (browser.get(reverse("urge")), _post(browser)):
        assert page.status_code == 200
        assert "고른 것이 없습니다" in page.content.decode()


def test_twenty_thousand_are_refused_in_words_and_nothing_is_done(
    rows: list[Assignment], browser: Client
) -> None:
    ids = ",".join(str(pk) for pk in range(rows[0].pk, rows[0].pk + 20_000))
    page = _post(browser, ids)
    assert "한 번에 10000건까지" in page.content.decode()
    assert not Event.objects.exists()


def test_a_filter_that_makes_no_sense_chooses_nothing(rows: list[Assignment], browser: Client) -> None:
    for asked in ({"audit": "999999"}, {"stage": "undistributed"}, {"department": "x"}):
        assert not browser.get(reverse("urge"), {"all": "on", **asked}).context["shares"]


def test_of_many_the_page_lists_fifty_and_counts_the_others(
    audit: Audit, department: Department, browser: Client
) -> None:
    for number in range(1, 61):
        assign(make_demand(audit, number), department, due=PAST)
    page = browser.get(reverse("urge"), {"all": "on"})
    assert (len(page.context["items"]), page.context["left"]) == (50, 10)
    assert _counts(page) == [("정보정책과", 60, 60, 0)]


@pytest.mark.parametrize("count", [3, 300])
def test_looking_takes_five_statements_however_many(
    count: int,
    audit: Audit,
    department: Department,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ids = [assign(make_demand(audit, n), department, due=PAST).pk for n in range(1, count + 1)]
    by = _today(coordinator)
    with django_assert_num_queries(5):
        assert preview(ids, by=by).ready == count


def test_what_was_done_is_counted_without_a_statement(
    rows: list[Assignment], coordinator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by = _today(coordinator)
    outcomes = remind_many([row.pk for row in rows], by=by)
    with django_assert_num_queries(0):
        (share,) = shares(outcomes, by)
    assert (len(share.ids), share.readers) == (3, [])


def test_a_deputy_is_told_beside_the_officer(
    rows: list[Assignment], officer: User, stranger: User, department: Department, browser: Client
) -> None:
    today = timezone.localdate()
    Membership.objects.create(
        user=stranger,
        role=Role.OFFICER,
        department=department,
        deputy_for=officer,
        start_on=today,
        end_on=today + timedelta(days=9),
    )
    Assignment.objects.filter(pk=rows[0].pk).update(officer=officer)
    (share,) = _get(browser, rows[0]).context["shares"]
    assert sum(reader.people for reader in share.readers) == 2
