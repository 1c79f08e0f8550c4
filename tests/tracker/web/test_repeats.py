"""재지적 후보: both texts side by side, decided by the council; the chain on the demand's page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audits.models import Committee, Demand, Department, Repeat, User
from audits.statuses import ReportedStatus as Status
from tests.audits.pairs import AGAIN
from tests.factories import assign, make_audit, make_demand
from tracker import followup
from tracker.actions.repeats import propose
from tracker.models import Assignment, Stage, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST = "/repeats/"
BEFORE, AFTER = AGAIN[0]


@pytest.fixture
def earlier() -> Demand:
    return make_demand(make_audit(2024), number=4, text=BEFORE)


@pytest.fixture
def later(earlier: Demand) -> Demand:
    demand = make_demand(make_audit(2025), number=5, text=AFTER)
    propose(demand.audit)
    return demand


@pytest.fixture
def office(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


def _decide(client: Client, state: str, back: str = LIST) -> str:
    answer = client.post(f"{LIST}{Repeat.objects.get().pk}/decision/", {"state": state, "back": back})
    return str(answer.headers["Location"])


def test_a_candidate_shows_both_texts_with_what_they_share_marked(office: Client, later: Demand) -> None:
    page = office.get(LIST).content.decode()
    assert page.count("<mark>노후 상수도관</mark>") == 2
    assert "재지적으로 연결" in page


def test_what_is_decided_leaves_the_list_and_can_be_decided_otherwise(office: Client, later: Demand) -> None:
    assert _decide(office, "refused") == LIST
    assert office.get(LIST).context["rows"] == []
    rows = office.get(f"{LIST}?state=refused").context["rows"]
    assert [ways for ways, _words in rows[0]["ways"]] == ["confirmed"]
    _decide(office, "confirmed")
    assert Repeat.objects.get().state == "confirmed"


def test_the_page_goes_back_to_where_it_was_decided_and_nowhere_else(office: Client, later: Demand) -> None:
    own = f"/demands/{later.pk}/repeats/"
    assert _decide(office, "confirmed", own) == own
    assert _decide(office, "refused", "https://elsewhere.example/") == LIST
    assert _decide(office, "confirmed", "//elsewhere.example/") == LIST


def test_an_unknown_decision_changes_nothing(office: Client, later: Demand) -> None:
    _decide(office, "proposed")
    _decide(office, "")
    assert Repeat.objects.get().decided_on is None


def test_the_list_is_asked_by_audit(office: Client, later: Demand) -> None:
    other = make_audit(2025, "도로국")
    assert len(office.get(f"{LIST}?audit={later.audit_id}").context["rows"]) == 1
    assert office.get(f"{LIST}?audit={other.pk}").context["rows"] == []


def test_a_clerk_finds_what_the_own_committees_demands_repeat_of_what_is_theirs(
    clerk: User, committee: Committee, other_committee: Committee, sign_in: SignIn
) -> None:
    make_demand(make_audit(2023, committee=other_committee), text=BEFORE)
    before = make_demand(make_audit(2024, committee=committee), text=BEFORE)
    demand = make_demand(make_audit(2025, committee=committee), text=AFTER)
    propose(demand.audit)
    assert Repeat.objects.filter(demand=demand).count() == 2
    rows = sign_in(clerk).get(LIST).context["rows"]
    assert [row["pk"] for row in rows] == [Repeat.objects.get(demand=demand, earlier=before).pk]
    hidden = Repeat.objects.get(demand=demand, earlier__audit__year=2023)
    answer = sign_in(clerk).post(f"{LIST}{hidden.pk}/decision/", {"state": "confirmed"})
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "officer", "councillor"])
def test_others_are_not_let_in(
    who: str, later: Demand, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    assert (
        client.post(f"{LIST}{Repeat.objects.get().pk}/decision/", {"state": "confirmed"}).status_code == 403
    )
    assert not Repeat.objects.filter(decided_on__isnull=False).exists()


def test_the_list_takes_as_many_statements_for_many_as_for_one(
    office: Client, later: Demand, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.get(LIST)
    with django_assert_num_queries(8):
        office.get(LIST)
    for number in range(10, 40):
        make_demand(later.audit, number, AFTER)
    propose(later.audit)
    with django_assert_num_queries(8):
        page = office.get(LIST)
    assert (len(page.context["rows"]), page.context["more"]) == (25, True)
    assert len(office.get(page.context["next_url"].replace("?", f"{LIST}?")).context["rows"]) == 6


def test_an_earlier_demand_that_nobody_proposed_is_linked_by_audit_and_number(
    office: Client, later: Demand
) -> None:
    unlike = make_demand(make_audit(2023), number=9, text="다른 말로 적힌 같은 요구")
    address = f"/demands/{later.pk}/repeats/"
    page = office.post(address, {"audit": unlike.audit_id, "number": 8})
    assert list(page.context["form"].errors) == ["number"]
    assert office.post(address, {"audit": unlike.audit_id, "number": 9}).status_code == 302
    assert Repeat.objects.get(earlier=unlike).state == "confirmed"


def test_the_demands_page_tells_the_chain_and_leads_along_it(
    office: Client, later: Demand, earlier: Demand
) -> None:
    _decide(office, "confirmed")
    page = office.get(f"/demands/{later.pk}/").content.decode()
    assert "2년 연속 지적" in page
    assert f'href="/demands/{earlier.pk}/"' in page
    assert "뒤에 다시 지적" in office.get(f"/demands/{earlier.pk}/").content.decode()


def test_what_became_of_a_demand_stands_beside_the_one_that_says_it_again(
    office: Client, later: Demand, earlier: Demand, department: Department
) -> None:
    _decide(office, "confirmed")
    done = assign(earlier, department, Status.COMPLETED)
    Assignment.objects.filter(pk=done.pk).update(stage=Stage.CLOSED, verification=Verdict.CONFIRMED)
    followup.refresh([earlier.pk])
    page = office.get(f"/demands/{later.pk}/").content.decode()
    beside = page.partition(f'href="/demands/{earlier.pk}/"')[2].partition("</li>")[0]
    assert "완료" in beside
    assert "이행 확인" in beside


def test_a_department_sees_a_chain_only_of_demands_it_may_see(
    office: Client, later: Demand, earlier: Demand, officer: User, department: Department, sign_in: SignIn
) -> None:
    _decide(office, "confirmed")
    assign(later, department)
    page = sign_in(officer).get(f"/demands/{later.pk}/").content.decode()
    assert "연속 지적" not in page
    assert "2024년도 시정 4" not in page
    assign(earlier, department)
    assert "2년 연속 지적" in sign_in(officer).get(f"/demands/{later.pk}/").content.decode()


def test_the_history_tells_the_decision(office: Client, later: Demand) -> None:
    _decide(office, "confirmed")
    assert "재지적 결정: 재지적" in office.get(f"/demands/{later.pk}/history/").content.decode()
