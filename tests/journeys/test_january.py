"""A January: a third of the people move, two departments merge, one splits, a round opens, all on one day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits import organisation, postings
from audits.access import Viewer, viewer
from audits.actions.postings import post_people
from audits.models import Committee, Department, DepartmentKind, Event, Role, SuccessionKind, User
from audits.reorganisation import Founding, Step
from audits.statuses import ReportedStatus as Status
from tests.audits.lists import lines
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tracker import access, reports, rounds, undecided
from tracker.actions.letter import Letter
from tracker.actions.move import move_many
from tracker.actions.move_choices import Choice
from tracker.actions.name_officer import name_officer
from tracker.actions.reorganise import catch_up, reorganise
from tracker.actions.report import Words, report_progress
from tracker.actions.rounds import close_round, open_round
from tracker.models import Assignment, ReportingRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

NAMES: Final = ("가온과", "나래과", "다솜과", "라온과", "마루과", "바름과", "사랑과", "아람과")
MERGED, INTO, SPLIT, HALVES = "가온과", "나래과", "다솜과", ("다솜일과", "다솜이과")
OFFICERS: Final = 4
ITEMS: Final = 6
TODAY: Final = timezone.localdate()
EVE: Final = TODAY - timedelta(days=3)  # on which everything is entered
PROGRESS: Final = Words(status="in_progress", actions_taken="- 인계받아 점검함", plan="- 마무리")


@dataclass
class Year:
    """The office before and after the day."""

    departments: dict[str, Department]
    officers: dict[str, list[User]]
    heads: dict[str, User]
    secretariat: User
    coordinator: User
    administrator: User
    items: dict[str, list[Assignment]] = field(default_factory=dict)
    movers: dict[int, str] = field(default_factory=dict)  # person to the department they go to; "" leaves

    def open(self) -> list[Assignment]:
        """Everything of the audit, as it stands."""
        return list(Assignment.objects.select_related("department", "demand").order_by("id"))

    def held_by(self, name: str) -> list[int]:
        """What a department holds."""
        return [row.pk for row in self.open() if row.department and row.department.name == name]


@pytest.fixture
def year(enrol: Enrol, bureau: Department, committee: Committee) -> Year:
    """Eight departments with a head and four officers each; six items each, every one with an officer."""
    departments = {
        name: Department.objects.create(
            name=name, kind=DepartmentKind.DEPARTMENT, rank=100 + rank, bureau=bureau
        )
        for rank, name in enumerate(NAMES)
    }
    office = Year(
        departments=departments,
        officers={
            name: [enrol(Role.OFFICER, department=each) for _ in range(OFFICERS)]
            for name, each in departments.items()
        },
        heads={name: enrol(Role.HEAD, department=each) for name, each in departments.items()},
        secretariat=enrol(Role.SECRETARIAT),
        coordinator=enrol(Role.COORDINATOR),
        administrator=enrol(Role.SYSADMIN),
    )
    audit = make_audit(TODAY.year - 1, committee=committee)
    audit.transmitted_on, audit.transmittal_number = EVE - timedelta(days=30), "의회-1"
    audit.save(update_fields=["transmitted_on", "transmittal_number"])
    for place, (name, department) in enumerate(departments.items()):
        office.items[name] = [
            assign(
                make_demand(audit, place * ITEMS + number + 1),
                department,
                Status.IN_PROGRESS,
                due=TODAY + timedelta(days=60),
                lead=True,
                on=EVE - timedelta(days=30),
            )
            for number in range(ITEMS)
        ]
        for number, row in enumerate(office.items[name]):
            person = office.officers[name][number % OFFICERS]
            name_officer(row.pk, person.pk, by=viewer(office.heads[name], EVE))
    people = [*office.heads.values(), *(each for some in office.officers.values() for each in some)]
    for number, person in enumerate(people, start=1):
        person.staff_number = f"D{number:04}"
        person.save(update_fields=["staff_number"])
    return office


@pytest.fixture
def january(year: Year) -> Year:
    """What the office enters before the day: the list of postings, the reorganisation; and the morning's job."""
    _post(year)
    reorganise(
        [
            Step(SuccessionKind.MERGE, MERGED, INTO, TODAY, basis="시연 조례"),
            *(
                Step(SuccessionKind.SPLIT, SPLIT, Founding(half), TODAY, duties=half, basis="시연 조례")
                for half in HALVES
            ),
        ],
        by=viewer(year.coordinator, EVE),
    )
    assert all(row.department == year.departments[name] for name in NAMES for row in _fresh(year.items[name]))
    catch_up(on=TODAY)
    return year


def test_nobody_keeps_old_rights_and_everybody_has_the_new_ones(january: Year) -> None:
    for name, people in january.officers.items():
        for person in people:
            now, before = viewer(person, TODAY), viewer(person, EVE)
            assert _names(before) == {name}
            assert _names(now) == _expected(january, person, name)
            mine = set(access.mine(now).values_list("pk", flat=True))
            assert mine == {pk for each in _names(now) for pk in january.held_by(each)}
            gone = {row.pk for row in january.items[name]} - mine
            assert not access.visible_to(now).filter(pk__in=gone).exclude(pk__in=_read_on(now)).exists()


def test_who_moved_meets_nothing_of_the_old_department_on_any_page(january: Year, client: Client) -> None:
    person = next(each for each in january.officers["라온과"] if each.pk in january.movers)
    client.force_login(person)
    old = january.items["라온과"][0]
    assert client.get(reverse("demand_detail", args=[old.demand_id])).status_code == 404
    assert client.get(reverse("report_form", args=[old.pk])).status_code == 404
    page = client.get(reverse("demand_list")).content.decode()
    assert reverse("demand_detail", args=[old.demand_id]) not in page


def test_nothing_is_without_an_owner_unseen(january: Year, client: Client) -> None:
    lost = [row for row in january.open() if row.department is None or not row.department.existed(TODAY)]
    assert {row.pk for row in lost} == {row.pk for row in january.items[SPLIT]}
    assert reports.without_owner(TODAY) == len(lost) == ITEMS
    waiting = undecided.waiting(undecided.asking(TODAY), TODAY)
    assert {row.pk for row in waiting} == {row.pk for row in lost}
    client.force_login(january.secretariat)
    page = client.get(reverse("start"), follow=True).content.decode()
    assert f"소관 없음 {ITEMS}건" in page
    by = viewer(january.coordinator, TODAY)
    steps = {step.successor.name: step for step in undecided.asking(TODAY) if step.successor}
    choices = [
        Choice(row.pk, "사무 분장", step=steps[HALVES[number % 2]].pk) for number, row in enumerate(lost)
    ]
    assert all(outcome.receiver for outcome in move_many(choices, by=by))
    assert reports.without_owner(TODAY) == 0
    assert all(row.department and row.department.existed(TODAY) for row in january.open())


def test_whose_officer_is_gone_is_listed_to_the_department_that_has_it(january: Year) -> None:
    owned = [row for row in january.open() if row.department and row.department.existed(TODAY)]
    without = Assignment.objects.without_officer(TODAY).filter(pk__in=[row.pk for row in owned])
    listed = set(without.values_list("pk", flat=True))
    assert listed == {
        row.pk
        for row in owned
        if row.officer is None or row.department_id not in viewer(row.officer, TODAY).department_ids
    }
    moved = {row.pk for row in owned if row.officer_id in january.movers}
    assert moved <= listed
    assert len(moved) > ITEMS
    for name in ("라온과", "마루과"):
        head = viewer(january.heads[name], TODAY)
        theirs = set(access.mine(head).without_officer(TODAY).values_list("pk", flat=True))
        assert theirs == listed & set(january.held_by(name))


def test_people_of_a_department_that_is_gone_are_known_to_the_administrator(january: Year) -> None:
    left = {membership.user_id for membership in organisation.people_left_behind(TODAY)}
    stayed = {*january.officers[SPLIT], january.heads[SPLIT]}
    assert left == {person.pk for person in stayed if person.pk not in january.movers}


def test_the_round_of_the_new_year_asks_every_department_of_today_once(january: Year) -> None:
    by = viewer(january.coordinator, TODAY)
    audit = january.items["라온과"][0].demand.audit
    opened = open_round(audit.pk, name="1차", due_on=TODAY + timedelta(days=30), by=by)
    asked = Counter(
        row.department.name if row.department else ""
        for row in rounds.asked(opened, Assignment.objects.all()).select_related("department")
    )
    assert sum(asked.values()) == len(NAMES) * ITEMS
    assert (asked[INTO], asked[MERGED], asked["라온과"]) == (2 * ITEMS, 0, ITEMS)
    _everybody_reports(january, opened)
    closing = close_round(opened.pk, Letter(TODAY, "기획담당관-1"), by=by)
    frozen = reports.round_progress(closing.round, Assignment.objects.all(), on=TODAY)
    assert frozen.total.asked == len(NAMES) * ITEMS
    assert frozen.total.not_reported == ITEMS  # of the department that was split, which nobody has yet


def test_the_record_tells_of_each_move_and_each_posting_once(january: Year) -> None:
    told = Counter(Event.objects.values_list("kind", flat=True))
    assert told["moved"] == ITEMS
    assert told["succession_recorded"] == 1 + len(HALVES)
    along = len([*january.officers[MERGED], january.heads[MERGED]])
    started = sum(1 for target in january.movers.values() if target)
    assert told["membership_started"] == started + along
    assert told["membership_ended"] == len(january.movers) + along


def _everybody_reports(january: Year, opened: ReportingRound) -> None:
    for person in [each for people in january.officers.values() for each in people]:
        by = viewer(person, TODAY)
        if by.department_ids:
            for row in access.mine(by).exclude(pk__in=_reported(opened)):
                report_progress(row.pk, PROGRESS, version=row.version, by=by)


def _reported(opened: ReportingRound) -> list[int]:
    states = rounds.states(opened, Assignment.objects.all())
    return [pk for pk, state in states.items() if state != rounds.RoundState.NOT_REPORTED]


def _post(year: Year) -> None:
    """Of forty people twelve move on the day, and one leaves."""
    everybody = [
        (name, person)
        for name in NAMES
        for person in [*year.officers[name], year.heads[name]]
        if name not in {MERGED}
    ]
    movers = [pair for number, pair in enumerate(everybody) if number % 3 == 0][:12]
    rows = []
    for number, (name, person) in enumerate(movers):
        target = NAMES[3 + (NAMES.index(name) + 1 + number % 3) % 5]
        if target == name:
            target = NAMES[3 + (NAMES.index(target) - 3 + 1) % 5]
        heads = "부서장" if person == year.heads[name] else ""
        year.movers[person.pk] = target
        day = f"{TODAY.year}. {TODAY.month}. {TODAY.day}."
        rows.append(f"{person.name},{person.staff_number},,{target},1팀,주무관,{heads},,{day},")
    leaver = next(person for name, person in everybody if person.pk not in year.movers)
    year.movers[leaver.pk] = ""
    rows.append(f"{leaver.name},{leaver.staff_number},,,,,,,,{TODAY.year}. {TODAY.month}. {TODAY.day}.")
    by = viewer(year.administrator, EVE)
    listed = lines(*rows)
    post_people(listed, postings.plan(listed, by).fingerprint, by=by)


def _expected(year: Year, person: User, name: str) -> set[str]:
    if person.pk in year.movers:
        return {year.movers[person.pk]} - {""}
    return {MERGED: {INTO}, SPLIT: set()}.get(name, {name})


def _names(by: Viewer) -> set[str]:
    return set(Department.objects.filter(pk__in=by.department_ids).values_list("name", flat=True))


def _read_on(by: Viewer) -> set[int]:
    """What one reads through the department one is in now: what its predecessors were the last to hold."""
    return set(access.formerly_mine(by).values_list("pk", flat=True))


def _fresh(rows: list[Assignment]) -> list[Assignment]:
    found = Assignment.objects.select_related("department").in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows]
