"""Setting up, logging and transmitting: the council's part before departments have anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits import reference
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Category, Committee, Demand, DemandVersion, Event, User
from tests.conftest import TODAY
from tracker.actions import audits
from tracker.actions.audits import AuditFacts, DemandFacts
from tracker.models import FollowUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
FACTS = AuditFacts(year=2026, body="정보국")


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


@pytest.fixture
def audit(council: Viewer) -> Audit:
    return audits.set_up_audit(FACTS, by=council)


def _demand(text: str = "예산 낭비가 없도록 할 것") -> DemandFacts:
    return DemandFacts(category=Category.objects.get(code="corrective"), text=text)


def test_demands_are_numbered_as_they_are_logged(audit: Audit, council: Viewer) -> None:
    for text in ("가", "나"):
        audits.log_demand(audit.pk, _demand(text), by=council)
    assert list(audit.demands.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert FollowUp.objects.filter(standing="not_reported", live=0).count() == 2


@pytest.mark.parametrize("body", ["정보 국", " 정 보국", unicodedata.normalize("NFD", "정보국")])
def test_an_audit_is_set_up_once_however_its_body_is_written(
    body: str, audit: Audit, council: Viewer
) -> None:
    with pytest.raises(ValidationError, match="이미 있습니다"):
        audits.set_up_audit(AuditFacts(year=2026, body=body), by=council)


def test_a_demand_without_words_is_refused(audit: Audit, council: Viewer) -> None:
    with pytest.raises(ValidationError, match="요구 내용"):
        audits.log_demand(audit.pk, _demand("  "), by=council)


def test_before_the_transmittal_a_text_may_change_and_the_earlier_one_stays(
    audit: Audit, council: Viewer
) -> None:
    demand = audits.log_demand(audit.pk, _demand("처음 글"), by=council)
    audits.rewrite_demand(demand.pk, _demand("고친 글"), by=council)
    texts = DemandVersion.objects.filter(demand=demand).order_by("number").values_list("text", flat=True)
    assert list(texts) == ["처음 글", "고친 글"]
    assert DemandVersion.objects.texts([demand]) == {demand.pk: "고친 글"}


def test_the_same_text_again_makes_no_version(audit: Audit, council: Viewer) -> None:
    demand = audits.log_demand(audit.pk, _demand(), by=council)
    audits.rewrite_demand(demand.pk, _demand(), by=council)
    assert DemandVersion.objects.filter(demand=demand).count() == 1


def test_after_the_transmittal_texts_are_fixed_and_nothing_is_added(audit: Audit, council: Viewer) -> None:
    demand = audits.log_demand(audit.pk, _demand(), by=council)
    audits.transmit(audit.pk, on=TODAY, number="의회사무처-1", by=council)
    with pytest.raises(NotAllowedNow, match="이미 이송"):
        audits.rewrite_demand(demand.pk, _demand("다른 글"), by=council)
    with pytest.raises(NotAllowedNow, match="이미 이송"):
        audits.log_demand(audit.pk, _demand(), by=council)
    with pytest.raises(NotAllowedNow, match="이미 이송"):
        audits.transmit(audit.pk, on=TODAY, number="의회사무처-2", by=council)


def test_an_audit_without_demands_is_not_sent(audit: Audit, council: Viewer) -> None:
    with pytest.raises(NotAllowedNow, match="요구사항 등록"):
        audits.transmit(audit.pk, on=TODAY, number="의회사무처-1", by=council)


@pytest.mark.parametrize(("on", "number"), [(TODAY, " "), (date(2026, 11, 21), "의회사무처-1")])
def test_a_transmittal_needs_a_number_and_a_day_that_has_come(
    on: date, number: str, audit: Audit, council: Viewer
) -> None:
    audits.log_demand(audit.pk, _demand(), by=council)
    with pytest.raises(ValidationError):
        audits.transmit(audit.pk, on=on, number=number, by=council)
    assert not Audit.objects.get(pk=audit.pk).transmitted_on


def test_the_due_date_is_counted_from_the_transmittal(council: Viewer) -> None:
    reference.ensure_holidays([2026, 2027])
    audit = audits.set_up_audit(
        AuditFacts(year=2026, body="정보국", period_length=3, period_unit="months"), by=council
    )
    audits.log_demand(audit.pk, _demand(), by=council)
    sent = audits.transmit(audit.pk, on=TODAY, number="의회사무처-1", by=council)
    assert sent.default_due_date == date(2027, 2, 22)  # 20 February 2027 is a Saturday


def test_a_period_and_a_date_by_hand_exclude_each_other(council: Viewer) -> None:
    with pytest.raises(ValidationError, match="하나만"):
        audits.set_up_audit(
            AuditFacts(2026, "정보국", period_length=3, period_unit="months", default_due_date=TODAY),
            by=council,
        )


def test_a_clerk_works_on_the_audits_of_the_own_committee_only(
    clerk: User, other_clerk: User, committee: Committee, as_viewer: AsViewer
) -> None:
    own = AuditFacts(2026, "정보국", committee=committee)
    with pytest.raises(NotVisible):
        audits.set_up_audit(own, by=as_viewer(other_clerk))
    audit = audits.set_up_audit(own, by=as_viewer(clerk))
    with pytest.raises(NotVisible):
        audits.log_demand(audit.pk, _demand(), by=as_viewer(other_clerk))


@pytest.mark.parametrize("who", ["coordinator", "officer", "head", "councillor", "administrator"])
def test_nobody_else_sets_up_logs_or_transmits(
    who: str, audit: Audit, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    viewer = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        audits.set_up_audit(FACTS, by=viewer)
    with pytest.raises(PermissionDenied):
        audits.log_demand(audit.pk, _demand(), by=viewer)
    with pytest.raises(PermissionDenied):
        audits.transmit(audit.pk, on=TODAY, number="1", by=viewer)


def test_each_step_is_on_record(audit: Audit, council: Viewer) -> None:
    audits.log_demand(audit.pk, _demand(), by=council)
    audits.transmit(audit.pk, on=TODAY, number="의회사무처-1", by=council)
    kinds = Event.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["audit_created", "demand_logged", "audit_transmitted"]
    assert Demand.objects.count() == 1
