"""The first page of a councillor: what they raised, both axes of their committees' audits, what changed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.access import viewer
from audits.models import Committee, Demand, Department, Role, User
from audits.raised_by import bare, names_in, pattern_of
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.frozen import frozen_report
from tests.tracker.web.gates import file
from tracker import access, followup
from tracker.models import Assignment, Stage, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def member(enrol: Enrol, committee: Committee) -> User:
    """A councillor of the committee."""
    return enrol(Role.COUNCILLOR, name="홍길동", committee=committee)


def _raised(demand: Demand, by: str) -> None:
    Demand.objects.filter(pk=demand.pk).update(raised_by=by)


def test_what_one_raised_stands_first_and_the_worst_of_it_before_the_rest(
    department: Department, member: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    fine, late, wrong, others = (make_demand(audit, number) for number in (1, 2, 3, 4))
    for demand in (fine, late, wrong):
        _raised(demand, "김 아무개, 홍 길동 의원")
    _raised(others, "홍길동수 의원")
    assign(fine, department)
    assign(late, department, due=timezone.localdate() - timedelta(days=1))
    assign(wrong, department)
    assign(others, department)
    Assignment.objects.filter(demand=wrong).update(stage=Stage.RETURNED, verification=Verdict.CONTRADICTED)
    followup.refresh([wrong.pk])
    page = sign_in(member).get("/")
    assert [row["label"] for row in page.context["raised"]] == ["시정 3", "시정 2", "시정 1"]
    counts = page.context["counts"]
    assert (counts.total, counts.late, counts.contradicted) == (3, 1, 1)
    assert page.context["next"]["url"] == f"/demands/{wrong.pk}/sheet/"


@pytest.mark.parametrize(
    "written",
    [
        "홍길동",
        "홍 길동 의원",
        "김가나·홍길동",
        "김가나(홍길동 위원장)",
        "홍길동수",
        "김홍길동",
        "",
        "홍길동의원 외 2명",
    ],
)
def test_the_database_finds_whom_the_mails_find(written: str, member: User) -> None:
    demand = make_demand(make_audit())
    _raised(demand, written)
    found = Demand.objects.filter(raised_by__regex=pattern_of(member.name)).exists()
    assert found == (bare(member.name) in names_in(written))


def test_an_audit_of_the_committee_is_counted_on_both_axes_and_each_figure_leads_to_its_list(
    department: Department, member: User, committee: Committee, other_committee: Committee, sign_in: SignIn
) -> None:
    audit = make_audit(committee=committee)
    make_demand(make_audit(2024, committee=other_committee), 1)
    assign(make_demand(audit, 1), department, Status.COMPLETED)
    assign(make_demand(audit, 2), department, due=timezone.localdate() - timedelta(days=1))
    browser = sign_in(member)
    table = browser.get("/").context["table"]
    assert [row["label"] for row in table["rows"]] == [str(audit)]
    cells = table["rows"][0]["cells"]
    named = dict(zip([column["code"] for column in table["columns"]], cells, strict=True))
    assert {name: named[name]["value"] for name in ("total", "completed", "verified", "overdue")} == {
        "total": 2,
        "completed": 1,
        "verified": 0,
        "overdue": 1,
    }
    for cell in cells:
        assert len(browser.get(cell["url"]).context["rows"]) == cell["value"]


def test_what_changed_is_told_since_the_newest_report(
    department: Department, member: User, committee: Committee, officer: User, sign_in: SignIn
) -> None:
    audit = make_audit(committee=committee)
    row = assign(make_demand(audit, 1), department)
    browser = sign_in(member)
    assert browser.get("/").context["since"] is None
    frozen_report(audit, as_of=timezone.localdate())
    file(row, officer)
    page = browser.get("/")
    assert [(each["label"], each["what"]) for each in page.context["changes"]] == [
        ("시정 1", "처리상황 보고")
    ]


def test_no_official_is_named(department: Department, member: User, officer: User, sign_in: SignIn) -> None:
    demand = make_demand(make_audit())
    _raised(demand, "홍길동")
    row = assign(demand, department)
    Assignment.objects.filter(pk=row.pk).update(officer=officer)
    assert officer.name not in sign_in(member).get("/").content.decode()


def test_thirty_raised_take_as_many_statements_as_three(
    department: Department, member: User, committee: Committee, sign_in: SignIn
) -> None:
    audit, taken = make_audit(committee=committee), []
    browser = sign_in(member)
    browser.get("/")
    for many in (3, 30):
        for number in range(Demand.objects.count() + 1, many + 1):
            demand = make_demand(audit, number)
            _raised(demand, "홍길동")
            assign(demand, department)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 15


def test_nobody_else_has_raised_demands(officer: User) -> None:
    who = viewer(officer, timezone.localdate())
    assert not access.may_read(who, access.Right.FOLLOW_OWN_DEMANDS)
