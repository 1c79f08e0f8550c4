"""The demo: the real facts in words of our own, planted once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings as SettingsWrapper

from audits.models import (
    Audit,
    Demand,
    Department,
    Event,
    Holiday,
    Membership,
    Office,
    Repeat,
    RepeatState,
    Succession,
    User,
)
from audits.reading import read_report
from seeds import organisation, report
from tests.conftest import TODAY
from tracker import reports
from tracker.models import Assignment, Meeting, ProgressUpdate, Publication, Snapshot, Tenure

pytestmark = pytest.mark.django_db

COUNTED = (
    Audit,
    Demand,
    Department,
    Event,
    Holiday,
    Membership,
    Repeat,
    Succession,
    User,
    Assignment,
    Meeting,
    Snapshot,
    Tenure,
)


@pytest.fixture
def demo(settings: SettingsWrapper) -> None:
    settings.DEMO = True
    settings.DEMO_PASSWORD = "for-the-demo-only"
    call_command("seed", stdout=io.StringIO())


def test_twice_is_once(demo: None) -> None:
    before = [model.objects.count() for model in COUNTED]
    call_command("seed", stdout=io.StringIO())
    assert [model.objects.count() for model in COUNTED] == before


def test_the_written_report_reads_back_as_the_facts_it_was_written_from() -> None:
    organisation.plant()
    told = report.content()
    read = read_report(
        report.document(told).encode(), name="x", year=2019, report_date=told["audit"]["report_date"]
    ).draft
    assert (read.differences, read.problems) == ((), ())
    for fact, item in zip(told["demand"], read.items, strict=True):
        assert item.text == fact["text"]
        assert (item.number, item.category, item.wording, item.status) == (
            fact["number"],
            fact["category"],
            fact["wording"],
            fact["status"],
        )
        assert list(item.departments) == fact["departments"]
        assert item.planned_until == fact.get("planned_until")
        assert _bare(item.actions_taken) == _bare(fact["actions_taken"])
        assert _bare(item.plan) == _bare(fact["plan"])


def _bare(text: str) -> str:
    return "".join(text.split())


def test_the_totals_are_those_of_the_real_report(demo: None) -> None:
    audit = Audit.objects.get(year=2019)
    rows = reports.summary(audit, Demand.objects.all()).rows
    assert [(r.category, r.counts.total, r.counts.completed, r.counts.in_progress) for r in rows] == [
        ("corrective", 24, 12, 12),
        ("suggestion", 2, 0, 2),
        ("submission", 6, 6, 0),
    ]


def test_in_progress_without_a_planned_date_are_six(demo: None) -> None:
    updates = ProgressUpdate.objects.filter(
        status="in_progress", planned_until__isnull=True, assignment__demand__audit__year=2019
    )
    assert sorted(updates.values_list("assignment__demand__number", flat=True)) == [6, 9, 12, 16, 17, 18]


def test_open_work_went_through_both_reorganisations_and_two_items_wait_for_a_person(demo: None) -> None:
    lost = Assignment.objects.without_owner(TODAY).filter(demand__audit__year=2019)
    assert sorted(lost.values_list("demand__number", flat=True)) == [2, 17]
    rest = Assignment.objects.exclude(pk__in=lost)
    assert all(a.department and a.department.existed(TODAY) for a in rest.select_related("department"))
    assert Tenure.objects.filter(reason="", succession__isnull=False).exists()
    assert Tenure.objects.exclude(reason="").filter(by__isnull=False).exists()


def test_a_current_audit_stands_in_mid_life(demo: None) -> None:
    today = timezone.localdate()
    current = Assignment.objects.filter(demand__audit__body="디지털도시국")
    assert current.overdue(today).count() >= 4
    assert current.outstanding().filter(due_date__range=(today, today + timedelta(days=7))).count() >= 3
    assert current.awaiting_verification().count() == 3
    assert current.filter(stage="assigned").exists()
    assert Assignment.objects.filter(demand__audit__body="데이터센터", due_date=None).exists()
    assert Demand.objects.filter(audit__body="디지털도시국", assignments=None).count() == 2
    assert not current.without_owner(today).exists()


def test_departments_stand_in_the_order_of_todays_organisation(demo: None) -> None:
    today = Department.objects.valid(TODAY).inside().exclude(kind="bureau").ranked()
    assert [department.name for department in today] == [
        "디지털정책과",
        "데이터전략과",
        "정보시스템과",
        "정보보안과",
        "정보통신과",
        "공간정보과",
        "데이터센터",
        "서울기록원",
    ]


@pytest.mark.parametrize(
    "who",
    [
        "secretariat",
        "secretariat2",
        "clerk",
        "coordinator",
        "officer",
        "head",
        "officer2",
        "councillor",
        "admin",
    ],
)
def test_everybody_of_the_demo_signs_in_and_finds_a_first_page(who: str, demo: None, client: Client) -> None:
    client.post("/accounts/login/", {"login": f"{who}@demo.example", "password": "for-the-demo-only"})
    assert client.get("/", follow=True).status_code == 200


def test_outside_the_demo_nothing_is_planted(settings: SettingsWrapper) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError) as refused:
        call_command("seed")
    assert refused.value.returncode == 2
    assert not Department.objects.exists()


def test_the_organisation_alone_brings_nobody_and_no_audit(settings: SettingsWrapper) -> None:
    settings.DEMO = True
    call_command("seed", "--organisation-only", stdout=io.StringIO())
    assert Department.objects.exists()
    assert User.objects.count() + Audit.objects.count() == 0


def test_what_the_council_has_in_hand_is_there_at_first_sight(demo: None) -> None:
    today = timezone.localdate()
    meeting = Meeting.objects.get(cut_off=today)
    assert meeting.held_on > today
    frozen = {(each.paper, each.audit.year, each.as_of) for each in Snapshot.objects.select_related("audit")}
    current = Audit.objects.get(body="디지털도시국")
    assert frozen == {("result", 2019, today), ("inspection", current.year, today)}
    repeat = Repeat.objects.get(state=RepeatState.CONFIRMED)
    assert (repeat.earlier.audit.year, repeat.earlier.number) == (2019, 24)
    assert not Office.current().is_public
    assert not Publication.objects.exists()


def test_what_somebody_decided_of_it_meanwhile_stays(demo: None) -> None:
    Meeting.objects.filter(cut_off__isnull=False).update(called_off_on=timezone.localdate())
    call_command("seed", stdout=io.StringIO())
    assert Meeting.objects.filter(cut_off__isnull=False).count() == 1
