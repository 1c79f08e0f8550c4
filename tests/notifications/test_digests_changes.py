"""What a councillor is told: what became of demands they raised, then of their committee's, since the last time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audits import record
from audits.models import Committee, Demand, Department, Event, Membership, Role, User
from audits.raised_by import bare, names_in
from audits.record import Entry
from notifications import digests, emails
from notifications.digests import Digest
from notifications.digests.words import BECAME
from notifications.models import Frequency, Kind, Notification, Preference, State
from tests.conftest import BEGAN_ON, Enrol
from tests.factories import assign, make_audit, make_demand
from tracker.reports import changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

TODAY = BEGAN_ON


@pytest.fixture
def member(enrol: Enrol, committee: Committee) -> User:
    """A councillor of the committee who asked for a digest a week."""
    person = enrol(Role.COUNCILLOR, name="가나다", committee=committee)
    Preference.objects.create(user=person, frequency=Frequency.WEEKLY)
    return person


@pytest.fixture
def demands(committee: Committee, other_committee: Committee) -> list[Demand]:
    """Raised by the member with somebody; of the committee; of another one, raised by the member; by a namesake."""
    ours, theirs = make_audit(committee=committee), make_audit(body="교통국", committee=other_committee)
    made = [make_demand(ours, 1), make_demand(ours, 2), make_demand(theirs, 1), make_demand(theirs, 2)]
    Demand.objects.filter(pk=made[0].pk).update(raised_by="라마바 의원, 가나다 의원")
    Demand.objects.filter(pk=made[2].pk).update(raised_by="가나다")
    Demand.objects.filter(pk=made[3].pk).update(raised_by="가나다라 의원")
    return made


@transaction.atomic
def _became(kind: str, *demands: Demand) -> None:
    record.append_all([Entry(kind, demand, None, demand_id=demand.pk) for demand in demands])


def _told(person: User) -> Digest:
    return digests.by_recipient(TODAY)[f"user:{person.pk}"]


def _sent(person: User, state: State = State.SENT) -> None:
    number = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    Notification.objects.create(
        kind=Kind.WEEKLY_DIGEST,
        recipient=person,
        address=person.email,
        seat="의원",
        period=f"2026-W{Notification.objects.count() + 10}",
        message_id=f"<{Notification.objects.count()}@x>",
        planned_at=timezone.now(),
        state=state,
        sent_at=timezone.now() if state == State.SENT else None,
        anchor=f"{number}:abc",
    )


def test_what_they_raised_comes_first_and_then_their_committees(member: User, demands: list[Demand]) -> None:
    _became("claimed", *demands)
    told = _told(member)
    assert [(part.title, [item.label for item in part.items]) for part in told.changes] == [
        ("지적한 요구사항", ["시정 1", "시정 1"]),
        ("소관 위원회의 요구사항", ["시정 2"]),
    ]
    assert (told.changed, told.overdue, told.has_news) == (3, 0, True)


def test_each_demand_is_told_once_by_what_became_of_it_last(member: User, demands: list[Demand]) -> None:
    for kind in ("reported", "claimed", "verified"):
        _became(kind, demands[0])
    ((item,),) = (part.items for part in _told(member).changes)
    assert (item.what, item.on, item.text) == ("이행 확인", TODAY, "예산 낭비가 없도록 할 것")
    assert item.url == f"{settings.SITE_URL}/demands/{demands[0].pk}/"


@pytest.mark.parametrize(
    "kind",
    [
        "approval_asked",
        "report_sent_back",
        "report_approved",
        "reported_no_change",
        "opinion_recorded",
        "received",
    ],
)
def test_what_waits_at_a_gate_and_what_is_nobodys_news_is_not_told(
    kind: str, member: User, demands: list[Demand]
) -> None:
    _became(kind, demands[0])
    assert not _told(member).has_news


def test_only_what_became_since_the_last_digest_that_left(member: User, demands: list[Demand]) -> None:
    _became("claimed", demands[0])
    _sent(member)
    _became("claimed", demands[1])
    assert [part.title for part in _told(member).changes] == ["소관 위원회의 요구사항"]
    _sent(member)
    assert not _told(member).has_news


def test_what_a_mail_of_unknown_fate_told_is_told_again(member: User, demands: list[Demand]) -> None:
    _became("claimed", demands[0])
    _sent(member, State.UNCERTAIN)
    assert _told(member).changed == 1


def test_the_first_digest_looks_a_week_back(member: User, demands: list[Demand]) -> None:
    _became("claimed", demands[0])
    assert digests.by_recipient(TODAY + timedelta(days=7))[f"user:{member.pk}"].changed == 1
    assert digests.by_recipient(TODAY + timedelta(days=8))[f"user:{member.pk}"].changed == 0


def test_another_councillor_is_told_of_their_own(member: User, demands: list[Demand], enrol: Enrol) -> None:
    other = enrol(Role.COUNCILLOR, name="라마바 의원")
    Preference.objects.create(user=other, frequency=Frequency.DAILY)
    _became("returned", *demands)
    assert [item.label for part in _told(other).changes for item in part.items] == ["시정 1"]


def test_who_asked_for_nothing_or_is_no_councillor_any_more_is_told_nothing(
    member: User, councillor: User, demands: list[Demand]
) -> None:
    _became("claimed", *demands)
    assert not _told(councillor).has_news
    Membership.objects.filter(user=member).update(end_on=TODAY)
    assert f"user:{member.pk}" not in digests.by_recipient(TODAY)


def test_late_work_is_nothing_that_a_councillor_is_told_of(
    member: User, demands: list[Demand], department: Department
) -> None:
    assign(demands[0], department, due=TODAY - timedelta(days=9))
    told = _told(member)
    assert (told.overdue, told.items, told.notices, told.silent) == (0, (), (), ())


def test_fifty_are_listed_and_all_are_counted(member: User, committee: Committee) -> None:
    audit = make_audit(2024, committee=committee)
    _became("claimed", *(make_demand(audit, number) for number in range(1, 53)))
    (part,) = _told(member).changes
    assert (part.count, len(part.items), part.left_out) == (52, 50, 2)


def test_the_mail_says_so_in_the_words_of_the_office(member: User, demands: list[Demand]) -> None:
    _became("contradicted", demands[0])
    mail = emails.digest(_told(member))
    assert mail.subject == "[행정사무감사] 소관 처리요구사항 변동 1건"
    assert "지적한 요구사항 1건" in mail.text
    assert "사실과 다름 ·" in mail.text
    assert "기한" not in mail.text.replace("처리기한", "")
    assert "고른 대로 매주 첫 근무일에 한 통 보냅니다." in mail.html


def test_every_change_has_a_word() -> None:
    assert set(BECAME) == changes.TOLD


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("가나다 의원", {"가나다"}),
        ("가나다의원·라마바위원", {"가나다", "라마바"}),
        ("가나다, 라마바", {"가나다", "라마바"}),
        ("가나다(위원장)", {"가나다"}),
        ("가나다 라마바", {"가나다", "라마바", "가나다라마바"}),
        ("", set()),
    ],
)
def test_names_are_read_as_offices_write_them(typed: str, names: set[str]) -> None:
    assert names_in(typed) == names


def test_a_part_of_a_name_is_another_name() -> None:
    assert bare("가나") not in names_in("가나다 의원")
