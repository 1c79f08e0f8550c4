"""Beside a report that may be frozen stands what would go into it unfinished, and what moved since the one before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audits.models import Audit, Committee, Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tests.tracker.frozen import frozen_report
from tracker.models import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]


@pytest.fixture
def audit(committee: Committee, department: Department) -> Audit:
    """Seven demands without a report, one claim that waits, one that is late."""
    audit = make_audit(committee=committee)
    for number in range(1, 8):
        assign(make_demand(audit, number), department, Status.NOT_REPORTED)
    assign(make_demand(audit, 8), department, Status.COMPLETED)
    assign(make_demand(audit, 9), department, due=BEGAN_ON - timedelta(days=1))
    return audit


def _page(browser: Client, audit: Audit, paper: Paper = Paper.INSPECTION) -> str:
    address = f"{reverse('report_now', args=[audit.pk])}?paper={paper}&on={BEGAN_ON.isoformat()}"
    return browser.get(address).content.decode()


def test_whoever_freezes_it_sees_what_is_unfinished_and_where_to_go(
    audit: Audit, clerk: User, sign_in: SignIn
) -> None:
    page = _page(sign_in(clerk), audit)
    side = page.partition("확정 전에 볼 것")[2].partition("지난 확정 뒤 달라진 것")[0]
    assert "7건" in side
    assert side.count("1건") == 2
    assert side.count("/demands/") == 5 + 2  # five by name, all of them, what is late
    assert f'href="{reverse("verification")}"' in side
    assert "처음 확정하는 것입니다" in page


def test_the_figures_stand_beside_those_of_the_report_before(
    audit: Audit, clerk: User, department: Department, sign_in: SignIn
) -> None:
    frozen_report(audit, as_of=BEGAN_ON, paper=Paper.INSPECTION)
    assign(make_demand(audit, 10), department, Status.COMPLETED)
    told = sign_in(clerk).get(
        f"{reverse('report_now', args=[audit.pk])}?paper=inspection&on={BEGAN_ON.isoformat()}"
    )
    shifts = {shift.code: (shift.before, shift.now) for shift in told.context["outlook"].shifts}
    assert (shifts["total"], shifts["completed"], shifts["not_reported"]) == ((9, 10), (1, 2), (7, 7))


def test_who_does_not_freeze_that_paper_sees_the_paper_alone(
    audit: Audit, clerk: User, coordinator: User, sign_in: SignIn
) -> None:
    assert "확정 전에 볼 것" not in _page(sign_in(clerk), audit, Paper.RESULT)
    own = _page(sign_in(coordinator), audit, Paper.RESULT)
    assert "확정 전에 볼 것" in own
    assert f'href="{reverse("verification")}"' not in own


def test_an_address_cut_off_says_which_part_is_missing(audit: Audit, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(reverse("report_now", args=[audit.pk]), follow=True).content.decode()
    assert "기준일: " in page.partition("alert-warning")[2]
