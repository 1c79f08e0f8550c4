"""Every address that is not about one assignment: who is let in, and that the others learn nothing there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from django.utils import timezone

from audits.models import Category, DepartmentToken, Holiday, Office, RecordCheck, Wording
from tests.rights import cells, doors, house, table
from tests.rights.conftest import CELLS
from tests.rights.doors import Door
from tests.rights.house import Room
from tests.rights.table import PEOPLE, PLACES, SITUATIONS, SYSTEMS, Outcome, Place
from tests.rights.world import NOTHING, Subject, World
from tracker import reports
from tracker.models import Meeting, Paper, ReportFile, ReportingRound, Snapshot

pytestmark = pytest.mark.django_db
HERE = ("own", "former", "other committee")


@pytest.mark.parametrize("room", house.ROOMS, ids=str)
def test_every_room_is_open_to_whom_it_is_for(
    room: Room, office: World, record_property: Callable[[str, object], None]
) -> None:
    tried = _by_day(room)
    record_property(CELLS, len(tried))
    assert _faults(office, room, tried) == ""


@pytest.mark.nightly
@pytest.mark.parametrize("room", [room for room in house.ROOMS if room.about], ids=str)
def test_every_room_about_something_is_open_to_whom_it_is_for_at_every_place(
    room: Room, office: World
) -> None:
    assert _faults(office, room, _everywhere(room)) == ""


def test_by_day_everybody_meets_every_outcome_of_a_room_and_every_place_gives_each() -> None:
    for room in house.ROOMS:
        whole, by_day = _everywhere(room), _by_day(room)
        assert set(by_day) <= set(whole)
        for told in (0, 1):
            assert {(each[told], _expected(room, *each)) for each in by_day} == {
                (each[told], _expected(room, *each)) for each in whole
            }


def _everywhere(room: Room) -> list[tuple[str, str]]:
    """Everybody, and every place that a room may be about; each begins at another place."""
    everybody = [*PEOPLE, *(SYSTEMS if room.api else ())]
    places = HERE if room.about else HERE[:1]
    turns = [(*places[at % len(places) :], *places[: at % len(places)]) for at in range(len(everybody))]
    return [(who, place) for who, turn in zip(everybody, turns, strict=True) for place in turn]


def _by_day(room: Room) -> list[tuple[str, str]]:
    """Enough of them for a run by day: everybody meets all that is there for them, and every place gives all it has."""
    met: set[tuple[str, Outcome]] = set()
    chosen = []
    for who, place in _everywhere(room):
        expected = _expected(room, who, place)
        if not {(who, expected), (place, expected)} <= met:
            chosen.append((who, place))
            met |= {(who, expected), (place, expected)}
    return chosen


def _faults(office: World, room: Room, tried: list[tuple[str, str]]) -> str:
    nothing = cache(lambda who: cells.bare(cells.undone(office, who, room.door(), NOTHING)[0]))
    return "\n".join(filter(None, (_fault(office, room, who, place, nothing) for who, place in tried)))


def _fault(office: World, room: Room, who: str, place: str, nothing: Callable[[str], bytes]) -> str:
    """What is wrong; empty where nothing is. Who is refused learns no more than of an id that does not exist."""
    expected = _expected(room, who, place)
    answer, wrote = cells.undone(office, who, room.door(), _subject(office, room, place))
    met = cells.met_in(answer)
    fits = met == expected or {met, expected} == {Outcome.REFUSED, Outcome.UNKNOWN}
    if not fits or (met != Outcome.LET_IN and wrote):
        return f"{who}, {place}: {expected}, but got {answer.status_code}"
    tells = room.about and expected == Outcome.UNKNOWN and cells.bare(answer) != nothing(who)
    return f"{who}, {place}: tells that it is there" if tells else ""


def _subject(office: World, room: Room, place: str) -> Subject:
    return office.unsent[PLACES[place].committee] if room.before_sending else office.subject(place, "working")


def _expected(room: Room, who: str, place: str) -> Outcome:
    if not table.seats(who):
        return Outcome.SIGN_IN
    row = table.ELSEWHERE.get(room.right) or table.ON_AN_ASSIGNMENT[room.right].who
    if not room.about:
        return Outcome.LET_IN if table.may(who, row) else Outcome.REFUSED
    if not _sees(room, who, PLACES[place]):
        return Outcome.UNKNOWN
    by_role = "T:read" in row or room.right in table.OF_WHOEVER_SEES
    mine = table.may(who, row) if by_role else table.concerns(who, row, PLACES[place])
    return Outcome.LET_IN if mine else Outcome.REFUSED


def _sees(room: Room, who: str, place: Place) -> bool:
    if room.about == "audits" or room.before_sending:
        return table.sees_audit(who, place.committee, sent=not room.before_sending)
    return table.sees(who, place, SITUATIONS["working"])


def _officer(office: World) -> int:
    return office.people["officer"].pk


def _check(_office: World) -> int:
    now = timezone.now()
    return RecordCheck.objects.create(kind="record", state="failed", started_at=now, beat_at=now).pk


def _ours(office: World) -> int:
    return office.departments[table.OURS].pk


def _our_committee(office: World) -> int:
    return office.committees[table.OURS].pk


def _round(office: World) -> int:
    """An open round of the audit that our committee follows up."""
    day = {"due_on": office.on, "opened_on": office.on, "opened_at": timezone.now()}
    audit = office.audits[table.OURS]
    return ReportingRound.objects.get_or_create(audit=audit, name="1차", defaults=day)[0].pk


def _frozen(office: World) -> int:
    """The same, closed, with its report."""
    pk, audit = _round(office), office.audits[table.OURS]
    letter = {"closed_on": office.on, "letter_on": office.on, "letter_number": "기획-1"}
    ReportingRound.objects.filter(pk=pk).update(**letter)
    kept = {"audit": audit, "paper": "result", "as_of": office.on}
    Snapshot.objects.get_or_create(
        round_id=pk,
        defaults=kept | {"content": reports.content(audit, Paper.RESULT, office.on, today=office.on)},
    )
    return pk


def _report(office: World) -> int:
    """The executive's report of the same, by itself."""
    return Snapshot.objects.get(round=_frozen(office)).pk


def _report_file(office: World) -> int:
    """A file of it that is ready."""
    frozen = Snapshot.objects.get(pk=_report(office))
    kept = {"audit_id": frozen.audit_id, "as_of": frozen.as_of, "state": "ready", "content": b"x"}
    found = ReportFile.objects.get_or_create(
        snapshot=frozen,
        paper=frozen.paper,
        form="csv",
        defaults=kept | {"by": office.people["secretariat"]},
    )
    return found[0].pk


def _meeting(office: World) -> int:
    return Meeting.objects.get(committee=office.committees[table.OURS]).pk


def _category(_office: World) -> int:
    return Category.objects.all()[0].pk


def _wording(_office: World) -> int:
    found, _is_new = Wording.objects.get_or_create(
        key="다됨", defaults={"text": "다 됨", "status": "completed"}
    )
    return found.pk


HOUSE = frozenset({"administrator"})
BOOK = frozenset({"secretariat", "clerk"})
ACTS = frozenset({"secretariat", "administrator", "officer", "head", "coordinator_and_head"})
HANDS_ON = frozenset({"officer", "head", "coordinator_and_head"})
HOLDS = frozenset({"secretariat", "coordinator", "coordinator_and_head", "clerk", "other_clerk"}) | {
    "officer",
    "head",
    "officer_and_clerk",
    "head_elsewhere",
}
KEEPS_ROUNDS = frozenset({"coordinator", "coordinator_and_head"})
# Whose committee follows the audit up, or whose department has or had a part in it, or is asked to take one over.
IN_THE_ROUND = KEEPS_ROUNDS | {
    "secretariat",
    "clerk",
    "officer",
    "head",
    "other_officer",
    "other_head",
    "former_officer",
    "asked_officer",
    "asked_head",
    "officer_and_clerk",
    "head_elsewhere",
}
READS_FROZEN = KEEPS_ROUNDS | {"secretariat", "clerk", "councillor"}
TODAY = timezone.localdate()
ROWS: dict[str, tuple[str, Callable[[World], int], frozenset[str]]] = {
    "access_month": (f"/access-record/{TODAY.year}/{{}}/", lambda _office: TODAY.month, HOUSE),
    "record_check": ("/record/checks/{}/", _check, HOUSE | {"secretariat"}),
    "person_detail": ("/people/{}/", lambda office: office.people["officer"].pk, HOUSE),
    "token_revoke": ("/tokens/{}/revocation/", lambda _office: DepartmentToken.objects.all()[0].pk, HOUSE),
    "holiday_remove": (
        "/holidays/{}/remove/",
        lambda _office: Holiday.objects.all()[0].pk,
        HOUSE | {"secretariat"},
    ),
    "category_change": ("/words/categories/{}/", _category, frozenset({"secretariat"})),
    "category_offer": ("/words/categories/{}/offer/", _category, frozenset({"secretariat"})),
    "wording_change": ("/words/wordings/{}/", _wording, frozenset({"secretariat"})),
    "wording_remove": ("/words/wordings/{}/remove/", _wording, frozenset({"secretariat"})),
    "committee_change": ("/committees/{}/change/", _our_committee, HOUSE | {"secretariat"}),
    "committee_end": ("/committees/{}/end/", _our_committee, HOUSE | {"secretariat"}),
    "meeting_detail": (
        "/meetings/{}/",
        _meeting,
        BOOK | {"councillor"},
    ),
    "meeting_paper": ("/meetings/{}/paper/", _meeting, BOOK | {"councillor"}),
    "meeting_change": ("/meetings/{}/edit/", _meeting, BOOK),
    "report_frozen": ("/reports/{}/", _report, READS_FROZEN),
    "report_changes": ("/reports/{0}/changes/?since={0}", _report, READS_FROZEN),
    "report_content": ("/reports/{}/content/", _report, READS_FROZEN),
    "report_publish": ("/reports/{}/publication/", _report, frozenset({"secretariat"})),
    "report_file": ("/report-files/{}/", _report_file, READS_FROZEN),
    "report_file_content": ("/report-files/{}/content/", _report_file, READS_FROZEN),
    "department_edit": (
        "/departments/{}/edit/",
        _ours,
        HOUSE | {"secretariat", "coordinator", "coordinator_and_head"},
    ),
    "department_gates": (
        "/departments/{}/gates/",
        lambda office: office.departments[table.OURS].pk,
        HOUSE | {"head", "coordinator_and_head"},
    ),
    "reorganisation_cancel": (
        "/reorganisations/{}/cancel/",
        lambda office: office.succession,
        frozenset({"secretariat", "coordinator", "coordinator_and_head"}),
    ),
    "department_people": (
        "/departments/{}/people/",
        _ours,
        HOUSE | {"officer", "head", "officer_and_clerk", "head_elsewhere", "coordinator_and_head"},
    ),
    "handover_paper": ("/people/{}/handover-paper/", _officer, HANDS_ON),
    "handover_paper_csv": ("/people/{}/handover-paper/csv/", _officer, HANDS_ON),
    "round_detail": ("/rounds/{}/", _round, IN_THE_ROUND),
    "round_change": ("/rounds/{}/edit/", _round, KEEPS_ROUNDS),
    "round_cancel": ("/rounds/{}/cancellation/", _round, KEEPS_ROUNDS),
    "round_submission": ("/rounds/{}/submission/", _round, KEEPS_ROUNDS),
    "round_report": ("/rounds/{}/report/", _frozen, READS_FROZEN),
    "round_report_file": ("/rounds/{}/report/json/", _frozen, READS_FROZEN),
    "person_history": ("/people/{}/history/", _officer, ACTS),
    "person_history_file": ("/people/{}/history/csv/", _officer, ACTS),
    "department_history": ("/departments/{}/history/", _ours, HOLDS),
    "department_history_file": ("/departments/{}/history/json/", _ours, HOLDS),
}


def test_every_address_of_a_single_row_is_among_those_tried() -> None:
    assert set(ROWS) == house.SINGLE


@pytest.mark.parametrize("name", ROWS)
def test_a_single_row_is_open_to_whom_it_is_for(name: str, office: World) -> None:
    path, pk, allowed = ROWS[name]
    answers = {who: office.clients[who].get(path.format(pk(office))) for who in PEOPLE}
    assert {who for who, answer in answers.items() if answer.status_code == 200} == allowed
    assert {who for who, answer in answers.items() if answer.status_code == 302} == {"nobody"}
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 403, 404}


def test_where_the_council_distributes_its_own_staff_may_and_nobody_else(office: World) -> None:
    doors_of_it = [room.door() for room in house.ROOMS if room.right == "assign" and room.about]
    doors_of_it += [door for door in doors.doors() if door.act == "name_lead"]
    subject = office.subject("own", "working")
    staff = {"coordinator", "coordinator_and_head"}
    assert _let_in(office, doors_of_it, subject) == staff
    Office.objects.update_or_create(pk=1, defaults={"council_distributes": True})
    assert _let_in(office, doors_of_it, subject) == staff | {"secretariat", "clerk"}


def _let_in(office: World, through: list[Door], subject: Subject) -> set[str]:
    """Who is let in at one of these doors at least."""
    return {who for who in PEOPLE if Outcome.LET_IN in _met(office, who, through, subject)}


def _met(office: World, who: str, through: list[Door], subject: Subject) -> set[Outcome | None]:
    return {cells.met_in(cells.undone(office, who, door, subject)[0]) for door in through}
