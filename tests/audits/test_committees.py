"""Committees: founded, renamed, merged, closed; what they followed up and who is in them goes along."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits import committees
from audits.access import Viewer, viewer
from audits.actions import people
from audits.actions.committees import Change, end_committee, found_committee, record_committee_succession
from audits.actions.follow_committees import follow_committees, what_follows
from audits.actions.people import Place
from audits.errors import NotAllowedNow, NotVisible
from audits.models import (
    Audit,
    Committee,
    CommitteeChange,
    CommitteeSuccession,
    Event,
    Membership,
    Role,
    User,
)
from audits.proof.rows import kept_models
from audits.tasks import follow_changed_committees
from tests.conftest import TODAY, Enrol
from tests.factories import make_audit

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
RENAME, MERGE, CLOSED = CommitteeChange.RENAME, CommitteeChange.MERGE, CommitteeChange.CLOSED
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    """The council's secretariat today."""
    return as_viewer(secretariat)


def _told() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def _facts(kind: str) -> list[dict[str, Any]]:
    texts = Event.objects.filter(kind=kind).order_by("number").values_list("text", flat=True)
    return [json.loads(text)["facts"] for text in texts]


def _rename(committee: Committee, by: Viewer, name: str = "미래위원회", on: date = TODAY) -> Committee:
    step = record_committee_succession(Change(RENAME, committee.pk, on, new_name=name), by=by)
    assert step.successor
    return step.successor


def test_a_committee_is_founded_with_its_name_in_order_and_is_on_record(council: Viewer) -> None:
    made = found_committee(" 도시  위원회 ", valid_from=TODAY, by=council)
    assert (made.name, made.valid_from, made.valid_until) == ("도시 위원회", TODAY, None)
    assert _told() == ["committee_founded"]
    assert "위원회" not in Event.objects.get().text


def test_a_special_committee_is_one_with_a_last_day(council: Viewer) -> None:
    made = found_committee("예산결산특별위원회", valid_from=TODAY, valid_until=SOON, by=council)
    assert made.existed(SOON - timedelta(days=1))
    assert not made.existed(SOON)


@pytest.mark.parametrize("who", ["clerk", "coordinator", "officer", "head", "councillor"])
def test_nobody_else_keeps_committees(
    who: str, committee: Committee, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    acts: list[Callable[[], object]] = [
        lambda: found_committee("새 위원회", valid_from=TODAY, by=by),
        lambda: record_committee_succession(Change(CLOSED, committee.pk, TODAY), by=by),
        lambda: end_committee(committee.pk, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied, match="의회사무처"):
            act()
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "디지털 위원회", "디지털위원회", "가" * 101])
def test_a_name_that_is_none_or_borne_already_is_refused_at_its_field(
    name: str, committee: Committee, council: Viewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        found_committee(name, valid_from=TODAY, by=council)
    assert list(refused.value.message_dict) == ["name"]
    assert Committee.objects.count() == 1


def test_a_name_may_be_borne_again_once_the_other_is_over(council: Viewer) -> None:
    Committee.objects.create(name="디지털위원회", valid_until=TODAY)
    assert found_committee("디지털위원회", valid_from=TODAY, by=council).pk
    with pytest.raises(ValidationError):
        found_committee("디지털위원회", valid_from=None, by=council)


def test_a_period_turned_round_is_refused(council: Viewer) -> None:
    with pytest.raises(ValidationError, match="늦은 날"):
        found_committee("특별위원회", valid_from=SOON, valid_until=TODAY, by=council)


def test_a_rename_takes_audits_clerks_and_councillors_along(
    committee: Committee, clerk: User, council: Viewer, enrol: Enrol
) -> None:
    member = enrol(Role.COUNCILLOR, committee=committee)
    audits = [make_audit(year, committee=committee) for year in (2024, 2025)]
    other = make_audit(2023)
    new = _rename(committee, council)
    assert set(Audit.objects.filter(committee=new)) == set(audits)
    assert Audit.objects.get(committee=None) == other
    committee.refresh_from_db()
    assert (committee.valid_until, new.valid_from) == (TODAY, TODAY)
    assert viewer(clerk, TODAY).committee_ids == {new.pk}
    assert viewer(clerk, TODAY - timedelta(days=1)).committee_ids == {committee.pk}
    assert Membership.objects.get(user=member, end_on=None).committee == new
    assert _told() == [
        "committee_founded",
        "committee_changed",
        *["audit_committee_changed"] * 2,
        *["membership_ended"] * 2,
        *["membership_started"] * 2,
    ]


def test_what_follows_is_told_with_its_cause_and_by_nobody(
    committee: Committee, clerk: User, council: Viewer
) -> None:
    make_audit(committee=committee)
    new = _rename(committee, council)
    step = CommitteeSuccession.objects.get()
    (told,) = _facts("audit_committee_changed")
    assert told == {"on": str(TODAY), "from": committee.pk, "to": new.pk, "change": step.pk}
    caused = Event.objects.exclude(kind__in=["committee_founded", "committee_changed"])
    assert set(caused.values_list("actor", flat=True)) == {None}
    assert _facts("membership_started")[0]["change"] == step.pk


def test_where_somebody_sits_and_until_when_goes_along(
    committee: Committee, clerk: User, council: Viewer
) -> None:
    Membership.objects.update(team="의정팀", post="전문위원", telephone="구내 12", end_on=SOON)
    new = _rename(committee, council)
    found = Membership.objects.get(committee=new)
    assert (found.team, found.post, found.telephone, found.end_on) == ("의정팀", "전문위원", "구내 12", SOON)


def test_a_planned_change_waits_for_its_day_and_happens_once(
    committee: Committee, clerk: User, council: Viewer
) -> None:
    audit = make_audit(committee=committee)
    new = _rename(committee, council, on=SOON)
    audit.refresh_from_db()
    assert audit.committee == committee
    assert viewer(clerk, TODAY).committee_ids == {committee.pk}
    assert follow_committees(on=SOON - timedelta(days=1)) == 0
    assert follow_committees(on=SOON + timedelta(days=2)) == 3
    audit.refresh_from_db()
    assert audit.committee == new
    assert viewer(clerk, SOON).committee_ids == {new.pk}
    assert follow_committees(on=SOON + timedelta(days=2)) == 0


def test_between_midnight_and_the_job_nobody_has_rights_in_a_committee_that_is_over(
    committee: Committee, clerk: User, council: Viewer
) -> None:
    _rename(committee, council, on=SOON)
    seen = viewer(clerk, SOON)
    assert (seen.roles, seen.committee_ids, seen.label) == (frozenset(), frozenset(), "")


def test_who_somebody_is_still_takes_one_statement(
    clerk: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        viewer(clerk, TODAY)


def test_two_committees_merge_into_a_third_and_a_clerk_of_both_is_its_clerk_once(
    committee: Committee, other_committee: Committee, clerk: User, council: Viewer
) -> None:
    people.start_membership(
        clerk, Place(Role.CLERK, TODAY - timedelta(days=9), committee=other_committee), by=None
    )
    first = record_committee_succession(Change(MERGE, committee.pk, TODAY, new_name="도시위원회"), by=council)
    assert first.successor_id
    record_committee_succession(
        Change(MERGE, other_committee.pk, TODAY, successor_id=first.successor_id), by=council
    )
    assert viewer(clerk, TODAY).committee_ids == {first.successor_id}
    assert Membership.objects.filter(committee=first.successor).count() == 1
    assert committees.with_former([first.successor_id], TODAY) == {
        committee.pk,
        other_committee.pk,
        first.successor_id,
    }
    assert committees.with_later([committee.pk], TODAY) == {committee.pk, first.successor_id}
    day_before = TODAY - timedelta(days=1)
    assert committees.with_former([first.successor_id], day_before) == {first.successor_id}
    assert committees.with_later([committee.pk], day_before) == {committee.pk}
    assert committees.what_they_became(day_before) == {}
    assert committees.what_they_became(TODAY) == {
        former.pk: {former.pk, first.successor_id} for former in (committee, other_committee)
    }


def test_a_chain_recorded_back_to_front_ends_where_it_leads(
    committee: Committee, other_committee: Committee, clerk: User, council: Viewer
) -> None:
    make_audit(committee=committee)
    last = _rename(other_committee, council, "교통안전위원회", TODAY - timedelta(days=5))
    record_committee_succession(
        Change(MERGE, committee.pk, TODAY - timedelta(days=9), successor_id=other_committee.pk), by=council
    )
    assert Audit.objects.get().committee == last
    assert viewer(clerk, TODAY).committee_ids == {last.pk}
    assert viewer(clerk, TODAY - timedelta(days=7)).committee_ids == {other_committee.pk}
    assert follow_committees(on=TODAY) == 0


def test_a_closed_committee_leaves_its_audits_waiting_and_its_clerk_without_rights(
    committee: Committee, clerk: User, council: Viewer, enrol: Enrol
) -> None:
    member = enrol(Role.COUNCILLOR, committee=committee)
    audit = make_audit(committee=committee)
    record_committee_succession(Change(CLOSED, committee.pk, TODAY, basis=" 조례 개정 "), by=council)
    assert CommitteeSuccession.objects.get().basis == "조례 개정"
    assert list(committees.audits_without_committee(TODAY)) == [audit]
    assert list(committees.audits_without_committee(TODAY - timedelta(days=1))) == []
    assert viewer(clerk, TODAY).roles == frozenset()
    assert Membership.objects.get(user=clerk).end_on == TODAY
    assert viewer(member, TODAY).roles == {Role.COUNCILLOR}
    assert Membership.objects.get(user=member, end_on=None).committee is None


def test_when_a_special_committee_is_over_by_itself_its_people_go_and_its_audits_wait(
    clerk: User, committee: Committee
) -> None:
    make_audit(committee=committee)
    Committee.objects.filter(pk=committee.pk).update(valid_until=TODAY)
    assert follow_committees(on=TODAY) == 1
    assert committees.audits_without_committee(TODAY).count() == 1
    assert follow_committees(on=TODAY) == 0


def test_a_place_that_begins_after_the_committee_is_over_begins_in_the_successor(
    committee: Committee, enrol: Enrol, council: Viewer
) -> None:
    late = enrol(Role.CLERK, committee=committee, start_on=SOON)
    new = _rename(committee, council)
    assert viewer(late, SOON).committee_ids == {new.pk}
    assert viewer(late, SOON + timedelta(days=3)).committee_ids == {new.pk}
    assert follow_committees(on=TODAY) == 0


def test_nobody_is_put_into_a_committee_that_is_over(
    committee: Committee, council: Viewer, head: User
) -> None:
    _rename(committee, council)
    committee.refresh_from_db()
    with pytest.raises(ValidationError, match="시작일에 없는 위원회"):
        people.start_membership(head, Place(Role.CLERK, TODAY, committee=committee), by=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": CLOSED, "new_name": "새 위원회"}, "kind"),
        ({"kind": CLOSED, "successor": "other"}, "kind"),
        ({"kind": RENAME}, "new_name"),
        ({"kind": MERGE}, "new_name"),
        ({"kind": MERGE, "new_name": "새 위원회", "successor": "other"}, "new_name"),
        ({"kind": RENAME, "new_name": "디지털 위원회"}, "new_name"),
        ({"kind": RENAME, "new_name": "교통위원회"}, "new_name"),
        ({"kind": RENAME, "new_name": "가" * 101}, "new_name"),
        ({"kind": RENAME, "successor": "other"}, "successor"),
        ({"kind": MERGE, "successor": "self"}, "successor"),
        ({"kind": MERGE, "successor": "over"}, "successor"),
        ({"kind": MERGE, "successor": "coming"}, "successor"),
        ({"kind": CLOSED, "basis": "가" * 1_001}, "basis"),
    ],
    ids=str,
)
def test_a_change_that_cannot_be_is_refused_at_its_field_and_nothing_stays(
    change: dict[str, Any], field: str, committee: Committee, other_committee: Committee, council: Viewer
) -> None:
    rows = {
        "self": committee,
        "other": other_committee,
        "over": Committee.objects.create(name="옛 위원회", valid_until=TODAY),
        "coming": Committee.objects.create(name="올 위원회", valid_from=SOON),
    }
    named = change.pop("successor", None)
    asked = Change(
        predecessor_id=committee.pk, on=TODAY, successor_id=rows[named].pk if named else None, **change
    )
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        record_committee_succession(asked, by=council)
    assert list(refused.value.message_dict) == [field]
    assert (Committee.objects.count(), _told()) == (4, [])


def test_a_predecessor_that_is_not_there_on_the_day_is_refused(council: Viewer) -> None:
    over = Committee.objects.create(name="옛 위원회", valid_until=TODAY)
    coming = Committee.objects.create(name="올 위원회", valid_from=TODAY)
    for committee, on in ((over, SOON), (coming, TODAY)):
        with pytest.raises(ValidationError, match="그날에는 바뀔 수 없습니다"):
            record_committee_succession(Change(CLOSED, committee.pk, on), by=council)
    with pytest.raises(NotVisible):
        record_committee_succession(Change(CLOSED, 10**6, TODAY), by=council)
    with pytest.raises(NotVisible):
        record_committee_succession(Change(MERGE, coming.pk, SOON, successor_id=10**6), by=council)


def test_a_committee_changes_once(committee: Committee, council: Viewer) -> None:
    _rename(committee, council, on=SOON)
    with pytest.raises(
        ValidationError, match=r"이미 등록된 변경이 있습니다\(명칭 변경, 시행일 2026. 11. 30.\)"
    ):
        record_committee_succession(Change(CLOSED, committee.pk, TODAY), by=council)


def test_committees_do_not_go_in_a_circle(
    committee: Committee, other_committee: Committee, council: Viewer
) -> None:
    record_committee_succession(
        Change(MERGE, committee.pk, SOON, successor_id=other_committee.pk), by=council
    )
    for on in (TODAY, SOON):
        with pytest.raises(ValidationError, match="이어받는 것으로 등록"):
            record_committee_succession(
                Change(MERGE, other_committee.pk, on, successor_id=committee.pk), by=council
            )


def test_what_was_shown_is_what_follows_or_nothing_is_stored(
    committee: Committee, clerk: User, council: Viewer
) -> None:
    shown = what_follows(committee.pk, TODAY)
    assert [row.user for row in shown.memberships] == [clerk]
    make_audit(committee=committee)
    with pytest.raises(ValidationError, match="살펴보는 동안"), transaction.atomic():
        record_committee_succession(Change(CLOSED, committee.pk, TODAY), by=council, seen=shown.fingerprint)
    now = what_follows(committee.pk, TODAY).fingerprint
    assert record_committee_succession(Change(CLOSED, committee.pk, TODAY), by=council, seen=now).pk


def test_one_founded_by_mistake_is_ended_and_its_name_is_free_again(council: Viewer) -> None:
    made = found_committee("도시위원화", valid_from=TODAY, by=council)
    assert end_committee(made.pk, by=council).valid_until == TODAY + timedelta(days=1)
    assert _facts("committee_changed") == [{"kind": "ended", "on": str(TODAY + timedelta(days=1))}]
    with pytest.raises(NotAllowedNow, match="이미 끝난"):
        end_committee(made.pk, by=council)
    assert found_committee("도시위원화", valid_from=SOON, by=council).pk


@pytest.mark.parametrize("named_by", ["audit", "person", "change"])
def test_one_that_something_names_is_not_just_ended(
    named_by: str, committee: Committee, other_committee: Committee, council: Viewer, enrol: Enrol
) -> None:
    if named_by == "audit":
        make_audit(committee=committee)
    elif named_by == "person":
        enrol(Role.CLERK, committee=committee)
    else:
        record_committee_succession(
            Change(MERGE, other_committee.pk, SOON, successor_id=committee.pk), by=council
        )
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        end_committee(committee.pk, by=council)


def test_the_statements_do_not_grow_with_what_follows(
    committee: Committee,
    council: Viewer,
    enrol: Enrol,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for year in range(2000, 2020):
        make_audit(year, committee=committee)
        enrol(Role.COUNCILLOR, committee=committee)
    _rename(committee, council, on=SOON)
    with django_assert_num_queries(15):
        assert follow_committees(on=SOON) == 60
    with django_assert_num_queries(4):
        assert follow_committees(on=SOON) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_found_the_same_at_once_one_is_told(secretariat: User, as_viewer: AsViewer) -> None:
    by, ready = as_viewer(secretariat), Barrier(2)

    def found() -> str:
        ready.wait()
        try:
            found_committee("도시위원회", valid_from=TODAY, by=by)
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(each.result() for each in [hands.submit(found) for _ in range(2)])
    assert answers == ["", "같은 때에 같은 이름의 위원회가 있습니다: 도시위원회"]


def test_the_clock_lets_follow_what_has_come(committee: Committee, clerk: User) -> None:
    Committee.objects.filter(pk=committee.pk).update(valid_until=timezone.localdate())
    assert (follow_changed_committees(), follow_changed_committees()) == (1, 0)
    assert Membership.objects.get(user=clerk).end_on == timezone.localdate()


def test_the_record_knows_committees_and_their_changes() -> None:
    assert {Committee, CommitteeSuccession} <= set(kept_models())
