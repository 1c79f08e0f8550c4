"""Who sees and may do what in one small city: person by person, demand by demand, written out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from audits import record
from audits.access import Viewer, viewer
from audits.errors import NotVisible, SamePerson
from audits.gates import Gate
from audits.models import (
    Audit,
    Committee,
    Demand,
    Department,
    DepartmentKind,
    Membership,
    Office,
    Role,
    Scope,
    Succession,
    SuccessionKind,
    User,
)
from audits.record import Entry
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO, TODAY, Enrol
from tests.factories import REPORT_DATE, assign, make_audit, make_demand, report
from tracker import access
from tracker.lifecycle import Act
from tracker.models import (
    Assignment,
    Evidence,
    ExtensionRequest,
    Handover,
    HandoverState,
    ProgressUpdate,
    Source,
    Tenure,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

EVERYTHING: Final = frozenset(range(1, 8))
NOTHING: Final[frozenset[int]] = frozenset()


@dataclass
class City:
    """Seven demands, each with one assignment, and the people who may or may not see them.

    Ours: 1 held by our department, 2 by the neighbour, 4 by a third that had it from ours; followed up by our
    committee. 3 held by the neighbour, 5 offered to our department, 6 no longer offered, 7 held to its end by our
    department's predecessor; followed up by the other committee.
    """

    assignments: Mapping[int, Assignment]
    audits: Mapping[str, Audit]
    departments: Mapping[str, Department]
    people: Mapping[str, User]

    def by(self, who: str) -> Viewer:
        """Who somebody is today."""
        return viewer(self.people[who], TODAY)


@pytest.fixture
def city(
    committee: Committee,
    other_committee: Committee,
    department: Department,
    neighbour: Department,
    bureau: Department,
    enrol: Enrol,
) -> City:
    def found(name: str, rank: int) -> Department:
        return Department.objects.create(name=name, kind=DepartmentKind.DEPARTMENT, rank=rank, bureau=bureau)

    third, old = found("세째과", 30), found("옛과", 40)
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=old, successor=department, effective_on=TODAY
    )
    audits = {
        "ours": make_audit(committee=committee),
        "theirs": make_audit(body="교통국", committee=other_committee),
        "bare": make_audit(body="복지국", committee=committee),
    }
    holders = {1: department, 2: neighbour, 3: neighbour, 4: third, 5: third, 6: third, 7: old}
    rows = {
        number: assign(make_demand(audits["ours" if number in {1, 2, 4} else "theirs"], number), holder)
        for number, holder in holders.items()
    }
    Tenure.objects.create(
        assignment=rows[4], department=department, start_on=LONG_AGO, end_on=REPORT_DATE + timedelta(days=1)
    )
    people = {
        "secretariat": enrol(Role.SECRETARIAT),
        "clerk": enrol(Role.CLERK, committee=committee),
        "other clerk": enrol(Role.CLERK, committee=other_committee),
        "coordinator": enrol(Role.COORDINATOR),
        "officer": enrol(Role.OFFICER, department=department),
        "head": enrol(Role.HEAD, department=department),
        "stranger": enrol(Role.OFFICER, department=neighbour),
        "councillor": enrol(Role.COUNCILLOR),
        "administrator": enrol(Role.SYSADMIN),
        "officer and other clerk": enrol(Role.OFFICER, department=department),
        "head elsewhere": enrol(Role.OFFICER, department=department),
    }
    Membership.objects.create(
        user=people["officer and other clerk"], role=Role.CLERK, committee=other_committee, start_on=LONG_AGO
    )
    Membership.objects.create(
        user=people["head elsewhere"], role=Role.HEAD, department=neighbour, start_on=LONG_AGO
    )
    for number, receiver, state in (
        (5, department, "offered"),
        (6, department, "cancelled"),
        (2, third, "refused"),
    ):
        Handover.objects.create(
            assignment=rows[number],
            giver=holders[number],
            receiver=receiver,
            reason="업무 이관",
            by=people["officer"],
            on=TODAY,
            state=HandoverState(state),
        )
    for number, row in rows.items():
        ExtensionRequest.objects.create(
            assignment=row,
            department=holders[number],
            wanted=TODAY + timedelta(days=9),
            due_then=TODAY,
            reason="공사가 늦어짐",
            by=people["officer"],
            on=TODAY,
        )
        Evidence.objects.create(assignment=row, document_number="따로")
        Evidence.objects.create(assignment=row, update=row.updates.get(), document_number="보고")
    departments = {"ours": department, "neighbour": neighbour, "third": third, "old": old}
    return City(rows, audits, departments, people)


def _numbers(rows: QuerySet[Any], way: str) -> frozenset[int]:
    found = list(rows.values_list(way, flat=True))
    assert len(found) == len(set(found))
    return frozenset(found)


OF: Final = "assignment__demand__number"
READ: Final = {
    "secretariat": EVERYTHING,
    "coordinator": EVERYTHING,
    "councillor": EVERYTHING,
    "clerk": {1, 2, 4},
    "other clerk": {3, 5, 6, 7},
    "officer": {1, 4, 5, 7},
    "head": {1, 4, 5, 7},
    "stranger": {2, 3},
    "administrator": NOTHING,
    "officer and other clerk": {1, 3, 4, 5, 6, 7},
}
ROWS: Final = READ | {
    "officer": {1},
    "head": {1},
    "officer and other clerk": {1, 3, 5, 6, 7},
}
TEXTS: Final = READ | {"officer": {1, 4, 7}, "head": {1, 4, 7}}
ALONE: Final = ROWS
BETWEEN_STAFF: Final = ROWS | {"councillor": NOTHING}
OFFERS: Final = {
    "secretariat": {2, 5, 6},
    "coordinator": {2, 5, 6},
    "councillor": NOTHING,
    "clerk": {2},
    "other clerk": {5, 6},
    "officer": {5, 6},
    "stranger": {2},
    "administrator": NOTHING,
}
CHECKED: Final = {
    "secretariat": EVERYTHING,
    "clerk": {1, 2, 4},
    "other clerk": {3, 5, 6, 7},
    "officer and other clerk": {3, 5, 6, 7},
    "officer": NOTHING,
    "councillor": NOTHING,
}
FORMER: Final = {"officer": {4, 7}, "head": {4, 7}, "stranger": NOTHING, "clerk": NOTHING}
HELD: Final = {"officer": {1}, "head elsewhere": {1, 2, 3}, "clerk": NOTHING, "secretariat": NOTHING}
ASKED: Final = {"officer": {5}, "stranger": NOTHING, "clerk": NOTHING, "secretariat": NOTHING}
Look = Callable[[City, Viewer], frozenset[int]]
LOOKS: Final[Mapping[str, tuple[Look, Mapping[str, Any]]]] = {
    "demands": (lambda _, by: _numbers(access.visible_demands(by), "number"), READ),
    "assignments": (lambda _, by: _numbers(access.visible_to(by), "demand__number"), READ),
    "a search": (lambda _, by: _numbers(access.listed(by, searching=True), "demand__number"), READ),
    "a list": (lambda _, by: _numbers(access.listed(by), "demand__number"), ROWS),
    "reports": (lambda _, by: _numbers(access.visible_updates(by), OF), TEXTS),
    "texts": (
        lambda city, by: _of(city, access.texts_readable(by, _loaded(city))),
        TEXTS,
    ),
    "evidence of reports": (
        lambda _, by: _numbers(access.visible_evidence(by).filter(document_number="보고"), OF),
        TEXTS,
    ),
    "evidence by itself": (
        lambda _, by: _numbers(access.visible_evidence(by).filter(document_number="따로"), OF),
        ALONE,
    ),
    "requests for more time": (lambda _, by: _numbers(access.visible_requests(by), OF), BETWEEN_STAFF),
    "offers": (lambda _, by: _numbers(access.visible_offers(by), OF), OFFERS),
    "what is asked of one": (lambda _, by: _numbers(access.offered(by), OF), ASKED),
    "what one checks": (lambda _, by: _numbers(access.checked_by(by), "demand__number"), CHECKED),
    "what one held": (lambda _, by: _numbers(access.formerly_mine(by), "demand__number"), FORMER),
    "what one holds": (lambda _, by: _numbers(access.mine(by), "demand__number"), HELD),
}


def _loaded(city: City) -> list[Assignment]:
    ids = [row.pk for row in city.assignments.values()]
    return list(Assignment.objects.filter(pk__in=ids).select_related("demand__audit"))


def _of(city: City, ids: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number, row in city.assignments.items() if row.pk in ids)


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_sees_what_concerns_them_and_nothing_else(look: str, city: City) -> None:
    see, right = LOOKS[look]
    assert {who: see(city, city.by(who)) for who in right} == right


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("secretariat", {"ours", "theirs", "bare"}),
        ("councillor", {"ours", "theirs", "bare"}),
        ("clerk", {"ours", "bare"}),
        ("other clerk", {"theirs"}),
        ("officer", {"ours", "theirs"}),
        ("stranger", {"ours", "theirs"}),
        ("officer and other clerk", {"ours", "theirs"}),
        ("administrator", set()),
    ],
)
def test_an_audit_is_seen_with_one_of_its_demands_and_by_its_own_clerk_before_there_is_any(
    who: str, seen: set[str], city: City
) -> None:
    found = set(access.visible_audits(city.by(who)))
    assert {name for name, audit in city.audits.items() if audit in found} == seen


@pytest.mark.parametrize(
    ("who", "own", "held"),
    [
        ("officer", True, False),
        ("clerk", True, False),
        ("secretariat", True, True),
        ("administrator", False, False),
    ],
)
def test_of_one_assignment_texts_are_read_as_of_many(who: str, own: bool, held: bool, city: City) -> None:
    by = city.by(who)
    first, third = city.assignments[1], city.assignments[3]
    assert (access.reads_texts_of(by, first), access.reads_texts_of(by, third)) == (own, held)
    assert access.texts_readable(by, [third]) <= {third.pk}


def test_a_department_reads_what_was_reported_up_to_the_day_before_it_gave_the_work_away(city: City) -> None:
    by, row = city.by("officer"), city.assignments[4]
    tenures = Tenure.objects.filter(assignment=row, department=city.departments["ours"])
    assert access.visible_updates(by).filter(assignment=row).exists()
    tenures.update(end_on=REPORT_DATE)
    assert not access.visible_updates(by).filter(assignment=row).exists()


def test_what_a_predecessor_gave_away_is_not_inherited(city: City) -> None:
    row = city.assignments[7]
    Tenure.objects.filter(assignment=row).update(end_on=TODAY)
    assert not access.visible_to(city.by("officer")).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("who", "own"),
    [("secretariat", {"디지털위원회", "교통위원회"}), ("clerk", {"디지털위원회"}), ("officer", set())],
)
def test_meetings_are_entered_for_the_committees_that_one_works_for(
    who: str, own: set[str], city: City
) -> None:
    assert {committee.name for committee in access.book_committees(city.by(who))} == own


def test_an_audit_is_brought_in_for_a_committee_of_the_day_and_by_a_clerk_for_the_own_one(
    city: City, committee: Committee, other_committee: Committee
) -> None:
    secretariat, clerk = city.by("secretariat"), city.by("clerk")
    assert not access.needs_committee(secretariat)
    assert access.needs_committee(clerk)
    assert set(access.eligible_committees(secretariat)) == {committee, other_committee}
    assert set(access.eligible_committees(clerk)) == {committee}
    Committee.objects.filter(pk=committee.pk).update(valid_until=TODAY)
    assert set(access.eligible_committees(secretariat)) == {other_committee}
    assert not access.eligible_committees(clerk)


def test_the_record_of_a_demand_is_told_newest_first_and_to_readers_alone(city: City) -> None:
    demand, other = city.assignments[1].demand, city.assignments[2].demand
    entries = [("assigned", demand), ("assigned", other), ("received", demand)]
    record.append_all([Entry(kind, each, None, demand_id=each.pk) for kind, each in entries])
    assert [event.kind for event in access.visible_events(city.by("officer"), demand)] == [
        "received",
        "assigned",
    ]
    with pytest.raises(PermissionDenied):
        access.visible_events(city.by("administrator"), demand)


def test_the_record_of_an_audit_is_of_the_audit_itself_newest_first_and_for_readers_alone(city: City) -> None:
    audit = city.audits["ours"]
    namesake = Demand(pk=audit.pk)
    subjects = [("set_up", audit), ("logged", namesake), ("set_up", city.audits["theirs"]), ("sent", audit)]
    record.append_all([Entry(kind, subject, None) for kind, subject in subjects])
    told = access.visible_audit_events(city.by("clerk"), audit)
    assert [event.kind for event in told] == ["sent", "set_up"]
    with pytest.raises(PermissionDenied):
        access.visible_audit_events(city.by("administrator"), audit)


@pytest.mark.parametrize(
    ("who", "act", "may_do"),
    [
        ("secretariat", Act.CONFIRM, EVERYTHING),
        ("clerk", Act.CONFIRM, {1, 2, 4}),
        ("other clerk", Act.CONFIRM, {3, 5, 6, 7}),
        ("officer and other clerk", Act.CONFIRM, {3, 5, 6, 7}),
        ("coordinator", Act.CONFIRM, NOTHING),
        ("coordinator", Act.REMIND, EVERYTHING),
        ("officer", Act.REPORT, {1}),
        ("stranger", Act.REPORT, {2, 3}),
        ("officer and other clerk", Act.REPORT, {1}),
        ("officer", Act.ACCEPT_HANDOVER, {5}),
        ("head", Act.REFUSE_HANDOVER, {5}),
        ("stranger", Act.ACCEPT_HANDOVER, NOTHING),
        ("officer", Act.NAME_OFFICER, NOTHING),
        ("head", Act.NAME_OFFICER, {1}),
        ("head elsewhere", Act.NAME_OFFICER, {2, 3}),
        ("head elsewhere", Act.NAME_ONESELF, {1, 2, 3}),
        ("coordinator", Act.NAME_OFFICER, EVERYTHING),
        ("administrator", Act.REPORT, NOTHING),
        ("officer", Act.ASSIGN, NOTHING),
    ],
)
def test_an_act_is_done_to_what_is_ones_business(
    who: str, act: Act, may_do: frozenset[int], city: City
) -> None:
    by = city.by(who)
    assert {number for number, row in city.assignments.items() if access.may(by, act, row)} == may_do
    for number, row in city.assignments.items():
        if number in may_do:
            access.require(by, act, row)
        else:
            with pytest.raises(PermissionDenied):
                access.require(by, act, row)


def test_without_an_assignment_the_question_is_whether_anybody_of_that_role_may(city: City) -> None:
    assert access.may(city.by("other clerk"), Act.CONFIRM)
    assert not access.may(city.by("officer"), Act.CONFIRM)
    access.require(city.by("other clerk"), Act.CONFIRM)
    with pytest.raises(PermissionDenied, match=r"처리할 수 있는 사람: 의회사무처 담당, 전문위원실 담당$"):
        access.require(city.by("officer"), Act.CONFIRM)


def test_a_token_acts_within_its_scope_on_what_its_department_holds(city: City) -> None:
    ours = frozenset({city.departments["ours"].pk})
    scopes = frozenset({Scope.REPORT})
    by = Viewer(city.people["officer"], TODAY, frozenset({Role.OFFICER}), ours, NOTHING, scopes=scopes)
    assert access.may(by, Act.REPORT, city.assignments[1])
    assert not access.may(by, Act.REPORT, city.assignments[2])
    assert not access.may(by, Act.REMOVE_EVIDENCE, city.assignments[1])
    assert not access.may_in(by, Act.REMOVE_EVIDENCE, city.audits["ours"])
    assert access.may_in(by, Act.REPORT, city.audits["ours"])


def test_a_small_council_distributes_itself_each_clerk_in_the_own_committees_audits(city: City) -> None:
    ours, theirs = city.audits["ours"], city.audits["theirs"]
    assert not access.may_in(city.by("clerk"), Act.ASSIGN, ours)
    with pytest.raises(PermissionDenied, match=r"처리할 수 있는 사람: 총괄부서 담당$"):
        access.require_in(city.by("clerk"), Act.ASSIGN, ours)
    Office(pk=1, council_distributes=True).save()
    clerk = city.by("clerk")
    assert access.may_in(clerk, Act.ASSIGN, ours)
    access.require_in(clerk, Act.ASSIGN, ours)
    assert not access.may_in(clerk, Act.ASSIGN, theirs)
    assert access.may_in(city.by("secretariat"), Act.NAME_LEAD, theirs)
    assert access.may_in(city.by("coordinator"), Act.ASSIGN, theirs)
    assert not access.may_in(clerk, Act.REPORT, ours)
    assert access.may(clerk, Act.NAME_LEAD, city.assignments[1])
    with pytest.raises(
        PermissionDenied, match=r"처리할 수 있는 사람: 의회사무처 담당, 전문위원실 담당, 총괄부서 담당$"
    ):
        access.require_in(clerk, Act.ASSIGN, theirs)


@pytest.mark.parametrize(
    ("who", "ours", "theirs"),
    [
        ("secretariat", True, True),
        ("coordinator", True, True),
        ("clerk", True, False),
        ("other clerk", False, True),
        ("councillor", False, False),
    ],
)
def test_an_audit_is_there_for_staff_and_for_the_clerk_of_its_committee(
    who: str, ours: bool, theirs: bool, city: City
) -> None:
    for name, there in (("ours", ours), ("theirs", theirs)):
        if there:
            access.require_audit(city.by(who), city.audits[name])
        else:
            with pytest.raises(NotVisible):
                access.require_audit(city.by(who), city.audits[name])


def test_an_offer_is_answered_by_the_department_that_it_was_made_to(city: City) -> None:
    offer = Handover.objects.get(assignment=city.assignments[5])
    assert [who for who in city.people if access.answers(city.by(who), offer)] == [
        "officer",
        "head",
        "officer and other clerk",
        "head elsewhere",
    ]


def test_staff_are_those_who_work_there_today_by_name(city: City, enrol: Enrol) -> None:
    ours = city.departments["ours"]
    Membership.objects.filter(department=ours).update(end_on=REPORT_DATE)
    enrol(Role.OFFICER, name="하늘", department=ours)
    enrol(Role.HEAD, name="가람", department=ours)
    enrol(Role.OFFICER, name="나루", department=city.departments["neighbour"])
    stopped = enrol(Role.OFFICER, name="다솜", department=ours)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    gone = enrol(Role.OFFICER, name="라온", department=ours)
    Membership.objects.filter(user=gone).update(end_on=TODAY)
    row = Assignment.objects.get(pk=city.assignments[1].pk)
    assert [seat.user.name for seat in access.staff(row, TODAY)] == ["가람", "하늘"]
    assert [seat.user.name for seat in access.staff(row, date(2026, 11, 19))] == ["가람", "라온", "하늘"]


def test_staff_and_their_names_are_read_in_one_statement(
    city: City, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        assert all(seat.user.name for seat in access.staff(city.assignments[1], TODAY))


def test_a_report_of_another_status_than_progress_is_seen_alike(city: City) -> None:
    row = assign(make_demand(city.audits["ours"], 8), city.departments["ours"], Status.COMPLETED)
    assert access.visible_updates(city.by("officer")).filter(assignment=row).exists()
    assert access.visible_updates(city.by("clerk")).filter(assignment=row).exists()


def _waiting(city: City, author: str, gate: Gate = Gate.HEAD) -> ProgressUpdate:
    """A report on our own assignment that waits at a gate."""
    return report(
        city.assignments[1],
        Status.IN_PROGRESS,
        number=2,
        author=city.people[author],
        gate=gate,
        filed_at=None,
        source=Source.BROWSER,
    )


def _decides(city: City) -> dict[str, set[str]]:
    """Who may do what with the report that waits on our own assignment; nobody anything with what waits nowhere."""
    found: dict[str, set[str]] = {"approves": set(), "submits": set(), "records": set()}
    for who in city.people:
        for row in access.with_decisions(city.by(who), Assignment.objects.all()):
            may = {name for name in found if getattr(row, name)}
            assert row == city.assignments[1] or not may
            for name in may:
                found[name].add(who)
    return found


@pytest.mark.parametrize(
    ("author", "gate", "decide"),
    [
        (
            "officer",
            Gate.HEAD,
            {"approves": {"head"}, "records": {"head", "officer and other clerk", "head elsewhere"}},
        ),
        ("head", Gate.HEAD, {"approves": {"coordinator"}}),
        ("officer", Gate.COORDINATOR, {"submits": {"coordinator"}}),
        ("head", Gate.COORDINATOR, {"submits": {"coordinator"}}),
    ],
)
def test_a_report_waits_for_those_who_decide_about_it_and_never_for_its_author(
    author: str, gate: Gate, decide: dict[str, set[str]], city: City
) -> None:
    update = _waiting(city, author, gate)
    nobody: dict[str, set[str]] = {"approves": set(), "submits": set(), "records": set()}
    assert _decides(city) == nobody | decide
    passing = decide.get("approves", set()) | decide.get("submits", set())
    assert {who for who in city.people if access.may_pass(city.by(who), update)} == passing
    reads = access.visible_updates(city.by("coordinator")).filter(pk=update.pk).exists()
    assert reads == ("coordinator" in passing)


def test_a_head_who_is_the_coordinator_as_well_decides_as_either_but_not_about_the_own_report(
    city: City,
) -> None:
    head = city.people["head"]
    Membership.objects.create(user=head, role=Role.COORDINATOR, start_on=LONG_AGO)
    update = _waiting(city, "officer")
    assert access.may_pass(city.by("head"), update)
    assert access.visible_updates(city.by("head")).filter(pk=update.pk).exists()
    ProgressUpdate.objects.filter(number=2).update(gate="")
    own = report(
        city.assignments[1],
        Status.IN_PROGRESS,
        number=3,
        author=head,
        gate=Gate.HEAD,
        filed_at=None,
        source=Source.BROWSER,
    )
    assert not access.may_pass(city.by("head"), own)
    assert access.may_pass(city.by("coordinator"), own)


def test_the_coordinator_does_not_read_what_was_sent_back_even_where_no_other_head_is(city: City) -> None:
    update = _waiting(city, "head")
    assert access.visible_updates(city.by("coordinator")).filter(pk=update.pk).exists()
    ProgressUpdate.objects.filter(pk=update.pk).update(gate="")
    assert not access.visible_updates(city.by("coordinator")).filter(pk=update.pk).exists()


@pytest.mark.parametrize("gate", Gate)
def test_what_waits_on_an_assignment_that_nobody_holds_waits_for_nobody(gate: Gate, city: City) -> None:
    update = _waiting(city, "officer", gate)
    Assignment.objects.filter(pk=city.assignments[1].pk).update(department=None)
    assert not [who for who in city.people if access.may_pass(city.by(who), update)]


@pytest.mark.parametrize(
    ("gate", "named"), [(Gate.HEAD, "총괄부서 담당, 부서장"), (Gate.COORDINATOR, "총괄부서 담당")]
)
def test_whoever_may_not_decide_at_a_gate_is_told_who_does(gate: Gate, named: str, city: City) -> None:
    update = _waiting(city, "officer", gate)
    with pytest.raises(PermissionDenied, match=rf"처리할 수 있는 사람: {named}$"):
        access.require_pass(city.by("stranger"), update)


def test_the_only_heads_own_report_is_not_confirmed_by_a_number_whoever_heads_elsewhere_or_did_before(
    city: City, enrol: Enrol
) -> None:
    """Heads of other departments and those who were stopped confirm nothing here (product.md rule 3)."""
    stopped = enrol(Role.HEAD, department=city.departments["ours"])
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    with pytest.raises(SamePerson):
        access.require_pass_by_number(city.by("officer"), _waiting(city, "head"))


@pytest.mark.parametrize(
    ("gate", "readers"),
    [
        ("", {"stranger", "head elsewhere"}),
        (
            Gate.HEAD,
            {"stranger", "head elsewhere", "officer", "head", "officer and other clerk"},
        ),
    ],
)
def test_a_department_reads_what_waits_on_its_work_but_not_what_was_sent_back_to_the_one_before(
    gate: str, readers: set[str], city: City
) -> None:
    update = report(
        city.assignments[1],
        Status.IN_PROGRESS,
        number=2,
        department=city.departments["neighbour"],
        author=city.people["stranger"],
        gate=gate,
        filed_at=None,
        source=Source.BROWSER,
    )
    assert {
        who for who in city.people if access.visible_updates(city.by(who)).filter(pk=update.pk).exists()
    } == readers


def test_a_committee_is_not_taken_for_the_department_of_its_number(
    city: City, bureau: Department, enrol: Enrol
) -> None:
    department = Department.objects.create(
        pk=9_001, name="네째과", kind=DepartmentKind.DEPARTMENT, rank=50, bureau=bureau
    )
    elsewhere = Committee.objects.create(pk=department.pk, name="기획위원회")
    row = assign(make_demand(city.audits["ours"], 9), department)
    by = viewer(enrol(Role.CLERK, committee=elsewhere), TODAY)
    assert not access.reads_texts_of(by, row)
    for seen in (access.visible_to(by), access.listed(by), access.visible_updates(by), access.mine(by)):
        assert not seen.exists()


@pytest.mark.parametrize(("source", "refused"), [(Source.PAPER, True), (Source.PUBLISHED, False)])
def test_who_entered_a_paper_is_of_its_people_without_any_gate_and_who_took_over_a_publication_is_not(
    source: Source, refused: bool, city: City
) -> None:
    by = city.by("secretariat")
    update = report(city.assignments[1], Status.COMPLETED, number=2, source=source, entered_by=by.user)
    access.refuse_own_people(city.by("clerk"), update)
    if refused:
        with pytest.raises(SamePerson):
            access.refuse_own_people(by, update)
    else:
        access.refuse_own_people(by, update)


def test_staff_of_one_name_stand_in_the_order_of_their_numbers(city: City) -> None:
    ours = city.departments["ours"]
    Membership.objects.filter(department=ours).update(end_on=REPORT_DATE)
    for number in (9_002, 9_001):  # stored the other way round
        person = User.objects.create_user(f"{number}@demo.example", "가람")
        Membership.objects.create(
            pk=number, user=person, role=Role.OFFICER, department=ours, start_on=LONG_AGO
        )
    row = Assignment.objects.get(pk=city.assignments[1].pk)
    assert [seat.pk for seat in access.staff(row, TODAY)] == [9_001, 9_002]
