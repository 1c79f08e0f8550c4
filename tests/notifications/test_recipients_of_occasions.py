"""Who is told of an occasion, of every kind, apart from any mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.access import viewer
from audits.actions.committees import Change, record_committee_succession
from audits.actions.follow_committees import follow_committees
from audits.actions.follow_people import follow_people
from audits.actions.record_succession import record_succession
from audits.models import Committee, CommitteeChange, Department, Membership, Role, User
from notifications.audiences import Audiences, Told
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import TABLE, Due
from tests.audits.reorganisations import renamed, step
from tests.conftest import LONG_AGO, TODAY, Enrol
from tests.factories import post_elsewhere

pytestmark = pytest.mark.django_db

DAY: Final = timedelta(days=1)
Names = frozenset[str]


@dataclass(frozen=True)
class For:
    """Whom a kind is for; who is told in whose place where none of them is there; and who after a merger."""

    told: Names
    then: Names
    instead_of: str
    merged: Names


def _of(*names: str) -> Names:
    return frozenset(names)


OURS: Final = _of("officer", "colleague", "head", "mailbox")
THEIRS: Final = _of("stranger", "their head", "their mailbox")
BOTH: Final = (OURS | THEIRS) - {"mailbox"}
COORDINATOR: Final = _of("coordinator")
IN_CHARGE: Final = For(_of("officer"), _of("head"), Role.OFFICER, _of("officer"))
DEPARTMENT: Final = For(OURS, COORDINATOR, Role.HEAD, BOTH)
HEADS: Final = For(_of("head"), COORDINATOR, Role.HEAD, _of("head", "their head"))
COORDINATORS: Final = For(COORDINATOR, _of("secretariat"), Role.COORDINATOR, COORDINATOR)

EXPECTED: Final[Mapping[Kind, For]] = {
    Kind.RETURNED: IN_CHARGE,
    Kind.URGED: IN_CHARGE,
    Kind.DUE_TODAY: IN_CHARGE,
    Kind.OVERDUE: IN_CHARGE,
    Kind.OVERDUE_HEAD: HEADS,
    Kind.OVERDUE_COORDINATOR: COORDINATORS,
    Kind.OVERDUE_CLERK: For(_of("clerk"), _of("secretariat"), Role.CLERK, _of("clerk")),
    Kind.NO_OWNER: For(
        _of("coordinator", "secretariat"), _of("clerk"), Role.COORDINATOR, _of("coordinator", "secretariat")
    ),
    Kind.OFFICER_MISSING: HEADS,
    Kind.DUE_SOON: IN_CHARGE,
    Kind.DUE_EARLY: IN_CHARGE,
    Kind.ROUND_OVERDUE: IN_CHARGE,
    Kind.ROUND_DUE: IN_CHARGE,
    Kind.ROUND_OPENED: DEPARTMENT,
    Kind.NOT_RECEIVED: DEPARTMENT,
    Kind.ASSIGNED: DEPARTMENT,
    Kind.HANDOVER_OFFERED: For(THEIRS, COORDINATOR, Role.HEAD, BOTH),
    Kind.HANDOVER_UNANSWERED: COORDINATORS,
    Kind.HANDOVER_SETTLED: DEPARTMENT,
    Kind.EXTENSION_ASKED: For(_of("secretariat", "clerk"), _of(), "", _of("secretariat", "clerk")),
    Kind.EXTENSION_DECIDED: IN_CHARGE,
    Kind.APPROVAL_ASKED: HEADS,
    Kind.SENT_BACK: For(_of("colleague"), _of("officer"), "", _of("colleague")),
    Kind.CONFIRMED: IN_CHARGE,
}
every_kind = pytest.mark.parametrize("kind", list(Kind))


@pytest.fixture
def places(department: Department, neighbour: Department) -> dict[str, Department]:
    """Both departments, each with a mailbox."""
    for place, address in ((department, "ours@demo.example"), (neighbour, "theirs@demo.example")):
        place.mailbox = address
        place.save(update_fields=["mailbox"])
    return {"ours": department, "theirs": neighbour}


@pytest.fixture
def cast(
    places: dict[str, Department],
    enrol: Enrol,
    committee: Committee,
    other_clerk: User,
    councillor: User,
    administrator: User,
) -> dict[str, User]:
    """Everybody, by a name; another committee's clerk, a councillor and an administrator among them."""
    ours, theirs = {"department": places["ours"]}, {"department": places["theirs"]}
    return {
        "secretariat": enrol(Role.SECRETARIAT),
        "coordinator": enrol(Role.COORDINATOR),
        "clerk": enrol(Role.CLERK, committee=committee),
        "officer": enrol(Role.OFFICER, **ours),
        "colleague": enrol(Role.OFFICER, **ours),
        "head": enrol(Role.HEAD, **ours),
        "stranger": enrol(Role.OFFICER, **theirs),
        "their head": enrol(Role.HEAD, **theirs),
        "other clerk": other_clerk,
        "councillor": councillor,
        "administrator": administrator,
    }


@pytest.fixture
def due(cast: dict[str, User], places: dict[str, Department], committee: Committee) -> Callable[[Kind], Due]:
    """An occasion of a kind: the officer is named for it, a colleague has written the report."""

    def make(kind: Kind) -> Due:
        offered = kind in {Kind.HANDOVER_OFFERED, Kind.HANDOVER_UNANSWERED}
        return Due(
            kind=kind,
            assignment_id=1,
            period="1",
            on=TODAY,
            department_id=places["theirs" if offered else "ours"].pk,
            officer_id=cast["officer"].pk,
            committee_id=committee.pk,
            person_id=cast["colleague"].pk,
        )

    return make


def _names(told: list[Told], cast: Mapping[str, User]) -> Names:
    people = {person.pk: name for name, person in cast.items()}
    boxes = {"ours@demo.example": "mailbox", "theirs@demo.example": "their mailbox"}
    named = [people[each.user_id] if each.user_id else boxes[each.address] for each in told]
    assert len(named) == len(set(named))
    return frozenset(named)


def _leave(names: Names, cast: Mapping[str, User]) -> None:
    """The people among these are in no place any more from today on, and their departments' mailboxes are gone."""
    people = [person for name, person in cast.items() if name in names]
    Membership.objects.filter(user__in=people).update(end_on=TODAY)
    boxes = {"mailbox": "ours@demo.example", "their mailbox": "theirs@demo.example"}
    gone = [address for name, address in boxes.items() if name in names]
    Department.objects.filter(mailbox__in=gone).update(mailbox="")


def test_every_kind_says_whom_it_is_for() -> None:
    assert set(EXPECTED) == set(Kind) == set(TABLE)


@every_kind
def test_exactly_these_are_told(kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]) -> None:
    told = Audiences.load(TODAY).of(due(kind))
    assert _names(told, cast) == EXPECTED[kind].told
    assert {each.instead_of for each in told} == {""}


@every_kind
def test_who_did_it_is_not_told(kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]) -> None:
    audiences = Audiences.load(TODAY)
    for name in EXPECTED[kind].told & cast.keys():
        told = _names(audiences.of(replace(due(kind), actor_id=cast[name].pk)), cast)
        assert name not in told
        assert told == EXPECTED[kind].told - {name} or (EXPECTED[kind] is HEADS and told == COORDINATOR)


def test_a_heads_own_report_is_the_coordinators_to_confirm(
    due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    own = replace(due(Kind.APPROVAL_ASKED), actor_id=cast["head"].pk)
    told = Audiences.load(TODAY).of(own)
    assert (_names(told, cast), told[0].instead_of) == (COORDINATOR, Role.HEAD)


@every_kind
def test_who_has_left_is_not_told_and_the_next_one_is(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    _leave(EXPECTED[kind].told, cast)
    told = Audiences.load(TODAY).of(due(kind))
    assert _names(told, cast) == EXPECTED[kind].then
    assert {each.instead_of for each in told} <= {EXPECTED[kind].instead_of}
    assert _names(Audiences.load(TODAY - DAY).of(due(kind)), cast) >= EXPECTED[kind].told & cast.keys()


@every_kind
def test_who_was_stopped_is_not_told(kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]) -> None:
    User.objects.filter(pk__in=[cast[name].pk for name in EXPECTED[kind].told & cast.keys()]).update(
        is_active=False
    )
    told = _names(Audiences.load(TODAY).of(due(kind)), cast)
    assert not told & EXPECTED[kind].told & cast.keys()
    assert told or kind == Kind.EXTENSION_ASKED


@every_kind
def test_who_was_posted_elsewhere_is_not_told_there(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    third = Department.objects.create(name="시설과", kind=places["ours"].kind, rank=30)
    theirs = OURS | THEIRS
    moved = [person for name, person in cast.items() if name in theirs]
    post_elsewhere(*moved, on=TODAY, department=third)
    told = _names(Audiences.load(TODAY).of(due(kind)), cast)
    assert not told & {name for name in theirs if name in cast}


@every_kind
def test_nobody_of_a_department_that_was_called_off_is_told(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    Department.objects.filter(pk__in=[place.pk for place in places.values()]).update(is_void=True)
    told = _names(Audiences.load(TODAY).of(due(kind)), cast)
    assert not told & (OURS | THEIRS)
    assert told


@every_kind
def test_who_stands_in_is_told_as_well_on_those_days_and_on_no_other(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department], enrol: Enrol
) -> None:
    away = EXPECTED[kind].told & (OURS | THEIRS) & cast.keys()
    until = TODAY + 3 * DAY
    for name in away:
        held = Membership.objects.get(user=cast[name])
        seat = {"department": held.department, "deputy_for": held.user, "end_on": until}
        cast[f"{name}'s deputy"] = enrol(Role(held.role), start_on=TODAY, **seat)
    told = EXPECTED[kind].told
    for day, expected in (
        (TODAY - DAY, told),
        (TODAY, told | {f"{name}'s deputy" for name in away}),
        (until - DAY, told | {f"{name}'s deputy" for name in away}),
        (until, told),
    ):
        assert _names(Audiences.load(day).of(due(kind)), cast) == expected


def test_who_stands_in_for_somebody_else_is_not_in_charge(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department], enrol: Enrol
) -> None:
    away = {"department": places["ours"], "deputy_for": cast["colleague"], "end_on": TODAY + DAY}
    enrol(Role.OFFICER, start_on=TODAY, **away)
    assert _names(Audiences.load(TODAY).of(due(Kind.DUE_TODAY)), cast) == {"officer"}


def test_a_deputy_keeps_a_report_from_going_past_the_department(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department], enrol: Enrol
) -> None:
    seat = {"department": places["ours"], "deputy_for": cast["head"], "end_on": TODAY + DAY}
    cast["acting"] = enrol(Role.HEAD, start_on=TODAY, **seat)
    own = replace(due(Kind.APPROVAL_ASKED), actor_id=cast["head"].pk)
    (told,) = Audiences.load(TODAY).of(own)
    assert (told.user_id, told.label) == (cast["acting"].pk, "정보정책과 부서장 직무대리")


@every_kind
def test_what_a_merged_department_held_is_told_to_its_successors_people(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    by = viewer(cast["coordinator"], TODAY)
    record_succession([step("merge", places["ours"], places["theirs"])], by=by)
    follow_people(TODAY)
    told = Audiences.load(TODAY).of(due(kind))
    assert _names(told, cast) == EXPECTED[kind].merged
    assert {each.instead_of for each in told} == {""}


def test_a_department_renamed_twice_is_followed_to_what_it_is_today(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    by = viewer(cast["coordinator"], TODAY)
    (first,) = record_succession([renamed(places["ours"], "디지털과", effective_on=TODAY - 9 * DAY)], by=by)
    assert first.successor
    record_succession([renamed(first.successor, "데이터과", effective_on=TODAY)], by=by)
    follow_people(TODAY)
    assert _names(Audiences.load(TODAY).of(due(Kind.ASSIGNED)), cast) == OURS


def test_what_a_split_left_behind_is_nobodys_and_goes_to_the_coordinator(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    by = viewer(cast["coordinator"], TODAY)
    parts = [step("split", places["ours"], name) for name in ("가과", "나과")]
    record_succession(parts, by=by)
    follow_people(TODAY)
    told = Audiences.load(TODAY).of(due(Kind.DUE_TODAY))
    assert _names(told, cast) == COORDINATOR


@pytest.mark.parametrize("kind", [kind for kind in Kind if "mailbox" in EXPECTED[kind].told])
def test_a_mailbox_is_told_as_what_it_is(
    kind: Kind, due: Callable[[Kind], Due], places: dict[str, Department]
) -> None:
    told = Audiences.load(TODAY).of(due(kind))
    box = next(each for each in told if each.user_id is None)
    assert (box.key, box.label) == ("ours@demo.example", "정보정책과 공용 전자우편")


@every_kind
def test_a_mailbox_alone_reads_what_its_departments_people_would(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    _leave(frozenset(cast) & (OURS | THEIRS), cast)
    told = _names(Audiences.load(TODAY).of(due(kind)), cast)
    of_a_department = EXPECTED[kind].told & (OURS | THEIRS)
    box = "their mailbox" if kind == Kind.HANDOVER_OFFERED else "mailbox"
    assert ({box} == told) == bool(of_a_department and EXPECTED[kind] is not HEADS)


@every_kind
def test_a_councillor_and_an_administrator_are_told_of_nothing(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    _leave((frozenset(cast) | OURS | THEIRS) - {"councillor", "administrator"}, cast)
    assert Audiences.load(TODAY).of(due(kind)) == []


@every_kind
def test_another_committees_clerk_is_told_of_nothing(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    _leave((frozenset(cast) | OURS | THEIRS) - {"other clerk"}, cast)
    assert Audiences.load(TODAY).of(due(kind)) == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if "clerk" in EXPECTED[kind].told])
def test_the_clerks_of_the_committee_that_follows_are_told(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User], committee: Committee, enrol: Enrol
) -> None:
    change = Change(CommitteeChange.RENAME, committee.pk, TODAY, new_name="미래위원회")
    successor = record_committee_succession(change, by=viewer(cast["secretariat"], TODAY)).successor
    assert successor
    cast["new clerk"] = enrol(Role.CLERK, committee=successor, start_on=TODAY)
    follow_committees(on=TODAY)
    told = _names(Audiences.load(TODAY).of(due(kind)), cast)
    assert told == EXPECTED[kind].told | {"new clerk"}
    of_successor = replace(due(kind), committee_id=successor.pk)
    assert _names(Audiences.load(TODAY).of(of_successor), cast) == told


def test_the_secretariat_takes_the_place_of_the_clerks_of_a_committee_that_closed(
    due: Callable[[Kind], Due], cast: dict[str, User], committee: Committee
) -> None:
    change = Change(CommitteeChange.CLOSED, committee.pk, TODAY)
    record_committee_succession(change, by=viewer(cast["secretariat"], TODAY))
    follow_committees(on=TODAY)
    told = Audiences.load(TODAY).of(due(Kind.OVERDUE_CLERK))
    assert (_names(told, cast), told[0].instead_of) == (frozenset({"secretariat"}), Role.CLERK)


@every_kind
def test_in_a_small_council_without_a_coordinator_the_councils_staff_takes_that_place(
    kind: Kind, due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    _leave(COORDINATOR, cast)
    told = Audiences.load(TODAY).of(due(kind))
    expected = EXPECTED[kind].told
    assert _names(told, cast) == (
        expected - COORDINATOR | {"secretariat"} if expected >= COORDINATOR else expected
    )
    instead_of = Role.COORDINATOR if expected >= COORDINATOR else ""
    assert {each.instead_of for each in told} == {instead_of}


def test_without_an_officer_the_head_is_told_then_the_officers_then_the_mailbox_then_the_coordinator(
    due: Callable[[Kind], Due], cast: dict[str, User]
) -> None:
    unnamed = replace(due(Kind.OVERDUE), officer_id=None)
    ways = []
    for gone in ("nobody", "head", "officer", "colleague", "mailbox", "coordinator", "secretariat", "clerk"):
        _leave(frozenset({gone}), cast)
        told = Audiences.load(TODAY).of(unnamed)
        ways.append((_names(told, cast), {each.instead_of for each in told}))
    assert ways == [
        ({"head"}, {Role.OFFICER}),
        ({"officer", "colleague"}, {Role.HEAD}),
        ({"colleague"}, {Role.HEAD}),
        ({"mailbox"}, {Role.HEAD}),
        ({"coordinator"}, {Role.HEAD}),
        ({"secretariat"}, {Role.HEAD}),
        ({"clerk"}, {Role.HEAD}),
        (frozenset(), set()),
    ]


def test_somebody_of_two_seats_is_told_once_as_both(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    head_too = {"role": Role.HEAD, "department": places["ours"], "start_on": LONG_AGO}
    Membership.objects.create(user=cast["officer"], **head_too)
    told = Audiences.load(TODAY).of(due(Kind.ASSIGNED))
    assert _names(told, cast) == OURS
    both = next(each for each in told if each.user_id == cast["officer"].pk)
    assert both.label == "정보정책과 부서장 · 정보정책과 담당자"


def test_a_mailbox_that_is_somebodys_own_address_is_that_person(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    Department.objects.filter(pk=places["ours"].pk).update(mailbox=cast["head"].email.upper())
    told = Audiences.load(TODAY).of(due(Kind.ASSIGNED))
    assert _names(told, cast) == OURS - {"mailbox"}


def test_a_mailbox_at_the_address_of_somebody_elsewhere_is_that_person(
    due: Callable[[Kind], Due], cast: dict[str, User], places: dict[str, Department]
) -> None:
    """One address has one mail a day, and who did it is not told of it by the mailbox either."""
    stranger = cast["stranger"]
    Department.objects.filter(pk=places["ours"].pk).update(mailbox=stranger.email.upper())
    audiences = Audiences.load(TODAY)
    told = audiences.of(due(Kind.ASSIGNED))
    assert {each.key for each in told if each.address.lower() == stranger.email} == {f"user:{stranger.pk}"}
    own = audiences.of(replace(due(Kind.ASSIGNED), actor_id=stranger.pk))
    assert _names(own, cast) == OURS - {"mailbox"}


def test_who_has_no_address_is_nobody_to_tell(due: Callable[[Kind], Due], cast: dict[str, User]) -> None:
    User.objects.filter(pk=cast["officer"].pk).update(email="")
    told = Audiences.load(TODAY).of(due(Kind.DUE_TODAY))
    assert (_names(told, cast), told[0].instead_of) == (frozenset({"head"}), Role.OFFICER)


def test_everybody_is_found_in_four_statements(
    cast: dict[str, User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        Audiences.load(TODAY)
