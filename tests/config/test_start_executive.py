"""The first page of the coordinator: who has not reported, what is to be settled and handed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.access import viewer
from audits.models import Audit, Committee, Department, User
from audits.statuses import ReportedStatus as Status
from tests.config.test_start_council import _next, _page
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand, report
from tracker.actions.rounds import open_round
from tracker.models import Handover, HandoverState, ReportingRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]
TODAY = BEGAN_ON
LATE = TODAY - timedelta(days=12)
STATEMENTS = 32  # of the whole page, sign-in, navigation and access record among them


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def round_(audit: Audit, department: Department, neighbour: Department, coordinator: User) -> ReportingRound:
    """A round that asks two departments, of whom the second has reported."""
    assign(make_demand(audit, 1), department)
    assign(make_demand(audit, 2), department)
    done = assign(make_demand(audit, 3), neighbour)
    by = viewer(coordinator, TODAY)
    opened = open_round(audit.pk, name="1차 보고", due_on=TODAY + timedelta(days=5), by=by)
    report(done, Status.IN_PROGRESS, 2, filed_at=opened.opened_at, reported_on=TODAY)
    return opened


def test_an_open_round_says_who_has_not_reported(
    round_: ReportingRound, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    page = _page(client)
    silent = page[page.index('id="silent-head"') :]
    silent = silent[: silent.index("</section>")]
    assert "정보정책과" in silent
    assert "통신과" not in silent
    rounds = page[page.index('id="rounds-head"') :]
    assert '<td class="num">3</td><td class="num">1</td>' in rounds
    address = f"/demands/?round={round_.pk}&department="
    assert address.replace("&", "&amp;") in silent
    listed = _page(client, f"/demands/?round={round_.pk}&round_state=not_reported")
    assert listed.count('class="clamp"') == 2


def test_the_audit_of_an_open_round_is_shown_first(
    round_: ReportingRound, coordinator: User, department: Department, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(2026), 1), department)
    assert "<h1>2025년도 행정사무감사</h1>" in _page(sign_in(coordinator))


def test_nobodys_work_stands_before_distribution_disputes_and_what_is_late(
    audit: Audit,
    department: Department,
    neighbour: Department,
    officer: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    client = sign_in(coordinator)
    row = assign(make_demand(audit, 1), neighbour, due=LATE)
    assert _next(_page(client))[1] == f"{reverse('urge_letter')}?audit={audit.pk}"
    Handover.objects.create(
        assignment=row,
        giver=neighbour,
        receiver=department,
        reason="업무",
        by=officer,
        on=TODAY,
        state=HandoverState.REFUSED,
    )
    assert _next(_page(client))[1] == reverse("handover_list")
    make_demand(audit, 2)
    Audit.objects.update(transmitted_on=LATE, transmittal_number="의회-1")
    assert _next(_page(client))[1] == reverse("distribution", args=[audit.pk])
    Department.objects.filter(pk=neighbour.pk).update(valid_until=LATE)
    assert _next(_page(client)) == (
        "소관 없음 1건: 받을 부서를 정하여 주십시오.",
        reverse("move_list"),
    )


def test_the_coordinator_reads_no_claims_of_the_councils_queue(
    audit: Audit, department: Department, coordinator: User, sign_in: SignIn
) -> None:
    assign(make_demand(audit, 1), department, Status.COMPLETED)
    page = _page(sign_in(coordinator))
    assert _next(page) == ("지금 할 일이 없습니다.", "")
    assert reverse("verification") not in page


def test_the_page_takes_as_many_statements_for_three_demands_as_for_thirty(
    round_: ReportingRound, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)

    def add(first: int, last: int) -> int:
        for number in range(first, last):
            assign(make_demand(round_.audit, number), neighbour, due=LATE)
            assign(make_demand(round_.audit, 100 + number), neighbour, due=TODAY)
        client.get("/")
        with CaptureQueriesContext(connection) as told:
            client.get("/")
        return len(told)

    few = add(4, 7)
    assert add(7, 34) == few
    assert few <= STATEMENTS
