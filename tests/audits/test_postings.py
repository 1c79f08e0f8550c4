"""A list of postings: what it would bring about, what it does, and whose it is to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries

from audits import access
from audits.access import Viewer
from audits.actions import people
from audits.actions.postings import post_people
from audits.intake.postings import Line
from audits.models import Department, DepartmentKind, Event, Membership, Role, User
from audits.postings import Change, Step, plan
from tests.audits.lists import lines
from tests.conftest import TODAY
from tests.together import at_once

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
NEW_YEAR: Final = date(2027, 1, 1)
DAY: Final = timedelta(days=1)


def _numbered(person: User, number: str = "D001") -> User:
    User.objects.filter(pk=person.pk).update(staff_number=number)
    person.refresh_from_db()
    return person


def _row(person: User, rest: str, *, start: str = "2027. 1. 1.", end: str = "") -> str:
    """A row for somebody who is there: `rest` is department,team,post,role,telephone."""
    return f"{person.name},{person.staff_number},,{rest},{start},{end}"


def _post(rows: tuple[Line, ...], by: Viewer) -> list[Change]:
    """Looked at and done; what each line brought about."""
    seen = plan(rows, by)
    post_people(rows, seen.fingerprint, by=by)
    return [step.change for step in seen.steps]


def _one(rows: tuple[Line, ...], by: Viewer) -> Step:
    (step,) = plan(rows, by).steps
    return step


@pytest.fixture
def admin(administrator: User, as_viewer: AsViewer) -> Viewer:
    """The administrator, asking."""
    return as_viewer(administrator)


@pytest.fixture
def chief(head: User, as_viewer: AsViewer) -> Viewer:
    """The head of the department, asking."""
    return as_viewer(head)


def _departments(person: User, on: date) -> frozenset[int]:
    return access.viewer(person, on).department_ids


def test_a_move_changes_rights_by_itself_on_the_morning_of_its_day(
    officer: User, department: Department, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    assert _post(lines(_row(officer, "통신과,통신팀,주무관,,02-000-0002")), admin) == [Change.MOVE]
    assert _departments(officer, NEW_YEAR - DAY) == {department.pk}
    assert _departments(officer, NEW_YEAR) == {neighbour.pk}
    new = Membership.objects.get(user=officer, department=neighbour)
    assert (new.team, new.post, new.telephone, new.role) == (
        "통신팀",
        "주무관",
        "02-000-0002",
        Role.OFFICER,
    )


def test_the_record_tells_of_the_end_the_beginning_and_the_new_person(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    new = "시연 새 사람,D900,new@demo.example,통신과,,,,,2027.1.1,"
    _post(lines(_row(officer, "통신과,,,,"), new), admin)
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == [
        "person_created",
        "membership_started",
        "membership_started",
        "membership_ended",
    ]
    person = User.objects.get(staff_number="D900")
    assert not person.has_usable_password()
    assert _departments(person, NEW_YEAR) == {neighbour.pk}


def test_the_same_list_again_has_nothing_to_do(
    officer: User, stranger: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    _numbered(stranger, "D002")
    rows = lines(
        _row(officer, "통신과,통신팀,주무관,,1234"),
        _row(stranger, ",,,,", start="", end="2027. 1. 1."),
        "시연 새 사람,D900,new@demo.example,통신과,,,부서장,,2027.1.1,2027.7.1",
    )
    assert _post(rows, admin) == [Change.MOVE, Change.END, Change.NEW]
    again = plan(rows, admin)
    assert [step.change for step in again.steps] == [Change.SAME] * 3
    with pytest.raises(ValidationError, match="바뀌는 것이 없는"):
        post_people(rows, again.fingerprint, by=admin)


def test_who_stays_only_changes_team_post_and_telephone_and_empty_cells_change_nothing(
    officer: User, department: Department, admin: Viewer
) -> None:
    _numbered(officer)
    Membership.objects.filter(user=officer).update(team="옛 팀", telephone="1111")
    assert _post(lines(_row(officer, "정보정책과,새 팀,,,")), admin) == [Change.DETAILS]
    (kept,) = Membership.objects.filter(user=officer)
    assert (kept.team, kept.telephone, kept.end_on) == ("새 팀", "1111", None)
    assert not Event.objects.exists()


def test_an_end_without_a_department_ends_all_that_somebody_is_in_departments(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    Membership.objects.create(user=officer, role=Role.OFFICER, department=neighbour, start_on=TODAY)
    assert _post(lines(_row(officer, ",,,,", start="", end="2027. 1. 1.")), admin) == [Change.END]
    assert _departments(officer, NEW_YEAR) == frozenset()
    assert len(_departments(officer, NEW_YEAR - DAY)) == 2


def test_promotion_in_the_own_department_ends_the_officer_and_begins_the_head(
    officer: User, department: Department, admin: Viewer
) -> None:
    _numbered(officer)
    assert _post(lines(_row(officer, "정보정책과,,과장,부서장,")), admin) == [Change.MOVE]
    assert access.viewer(officer, NEW_YEAR).roles == {Role.HEAD}
    assert access.viewer(officer, NEW_YEAR).headed_ids == {department.pk}


def test_a_department_that_is_only_planned_counts_from_its_day_on(
    officer: User, bureau: Department, admin: Viewer
) -> None:
    _numbered(officer)
    planned = {"kind": DepartmentKind.DEPARTMENT, "rank": 30, "bureau": bureau, "valid_from": NEW_YEAR}
    Department.objects.create(name="미래과", **planned)
    assert _one(lines(_row(officer, "미래과,,,,")), admin).change == Change.MOVE
    early = _one(lines(_row(officer, "미래과,,,,", start="2026. 12. 31.")), admin)
    assert early.problems == (
        "D2: 2026. 12. 31.: 그 날에 없는 부서입니다. 부서명과 시작일을 확인하여 주십시오.",
    )


def test_a_founding_that_was_called_off_and_a_bureau_take_nobody(
    officer: User, bureau: Department, admin: Viewer
) -> None:
    _numbered(officer)
    Department.objects.create(name="없던과", kind=DepartmentKind.DEPARTMENT, rank=30, is_void=True)
    for name in ("없던과", "정보국"):
        assert _one(lines(_row(officer, f"{name},,,,")), admin).change == Change.REFUSED


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("시연 하나,D777,,통신과,,,,,2027.1.1", "B2: 등록되지 않은 사번입니다"),
        ("다른 이름,D001,,통신과,,,,,2027.1.1", "A2: 등록된 이름과 다릅니다"),
        ("시연 하나,D001,else@demo.example,통신과,,,,,2027.1.1", "C2: 이 사번으로 등록된 전자우편과"),
        ("시연 하나,D002,one@demo.example,통신과,,,,,2027.1.1", "B2: 이 전자우편으로 등록된 사번과"),
        ("시연 하나,D001,,몰라과,,,,,2027.1.1", "D2: 2027. 1. 1.: 그 날에 없는 부서입니다"),
        ("시연 셋,D003,a..b@demo.example,통신과,,,,,2027.1.1", "C2: 전자우편 주소가 아닙니다"),
        ("시연 하나,D001,,통신과,,,과장,,2027.1.1", "G2: 담당자나 부서장"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_at_its_cell(
    row: str, words: str, department: Department, neighbour: Department, admin: Viewer
) -> None:
    person = User.objects.create_user("one@demo.example", "시연 하나", staff_number="D001")
    Membership.objects.create(user=person, role=Role.OFFICER, department=department, start_on=TODAY)
    step = _one(lines(row), admin)
    assert step.change == Change.REFUSED
    assert any(words in told for told in step.problems)


def test_one_line_that_cannot_be_done_holds_up_all(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    rows = lines(_row(officer, "통신과,,,,"), "시연,D777,,통신과,,,,,2027.1.1")
    with pytest.raises(ValidationError, match="처리할 수 없는 줄"):
        post_people(rows, plan(rows, admin).fingerprint, by=admin)
    assert not Membership.objects.filter(department=neighbour).exists()


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("2027.1.1,2027.3.1", "2027.3.1,", True),
        ("2027.1.1,2027.3.2", "2027.3.1,", False),
        ("2027.1.1,", "2027.3.1,", False),
        ("2027.3.1,", "2027.1.1,2027.3.1", True),
    ],
)
def test_two_lines_for_one_person_are_taken_only_one_after_the_other(
    first: str, second: str, apart: bool, officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    named = f"{officer.name},D001,"
    rows = lines(f"{named},통신과,,,부서장,,{first}", f"{named},통신과,,,,,{second}")
    found = plan(rows, admin)
    assert found.refused is not apart
    if not apart:
        assert all("기간이 겹칩니다" in step.problems[0] for step in found.steps)
        return
    _post(rows, admin)
    assert len(_departments(officer, date(2027, 3, 1))) == 1
    assert [step.change for step in plan(rows, admin).steps] == [Change.SAME, Change.SAME]


def test_somebody_new_stands_in_one_line_only(neighbour: Department, admin: Viewer) -> None:
    row = "시연 새 사람,{},{}@demo.example,통신과,,,,,2027.1.1,"
    assert plan(lines(row.format("D9", "a"), row.format("D8", "A")), admin).refused
    assert plan(lines(row.format("D9", "a"), row.format("d9", "b")), admin).refused
    assert not plan(lines(row.format("", "a"), row.format("", "b")), admin).refused


def test_a_posting_that_was_planned_is_called_off_by_another_for_the_same_day(
    officer: User, department: Department, neighbour: Department, bureau: Department, admin: Viewer
) -> None:
    _numbered(officer)
    _post(lines(_row(officer, "통신과,,,,")), admin)
    Department.objects.create(name="셋째과", kind=DepartmentKind.DEPARTMENT, rank=30, bureau=bureau)
    assert _post(lines(_row(officer, "셋째과,,,,")), admin) == [Change.MOVE]
    assert _departments(officer, NEW_YEAR).isdisjoint({neighbour.pk, department.pk})
    assert Membership.objects.get(user=officer, department=neighbour).called_off
    back = lines(_row(officer, "통신과,,,,"))
    assert _post(back, admin) == [Change.MOVE]
    assert _departments(officer, NEW_YEAR) == {neighbour.pk}


def test_what_began_later_is_never_undone_by_an_older_list(
    officer: User, neighbour: Department, bureau: Department, admin: Viewer
) -> None:
    _numbered(officer)
    _post(lines(_row(officer, "통신과,,,,", start="2026. 11. 10.")), admin)
    Department.objects.create(name="셋째과", kind=DepartmentKind.DEPARTMENT, rank=30, bureau=bureau)
    step = _one(lines(_row(officer, "셋째과,,,,", start="2026. 11. 1.")), admin)
    assert "2026. 11. 10. 시작하는 소속이 이미 있습니다" in step.problems[0]


def test_other_roles_stay_and_are_said(officer: User, neighbour: Department, admin: Viewer) -> None:
    _numbered(officer)
    Membership.objects.create(user=officer, role=Role.COORDINATOR, start_on=TODAY)
    step = _one(lines(_row(officer, "통신과,,,,")), admin)
    assert (step.change, step.remains) == (Change.MOVE, ("총괄부서 담당",))


def test_somebody_stopped_is_not_posted(officer: User, neighbour: Department, admin: Viewer) -> None:
    _numbered(officer)
    people.set_active(officer, active=False, by=admin)
    assert "중지된" in _one(lines(_row(officer, "통신과,,,,")), admin).problems[0]
    ends = lines(_row(officer, ",,,,", start="", end="2027. 1. 1."))
    assert _one(ends, admin).change == Change.END


def test_what_changed_since_it_was_seen_is_not_done(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    rows = lines(_row(officer, "통신과,,,,"))
    seen = plan(rows, admin).fingerprint
    people.end_membership(officer.memberships.get().pk, end_on=TODAY + DAY, by=admin)
    with pytest.raises(ValidationError, match="바뀌었습니다"):
        post_people(rows, seen, by=admin)
    assert not Membership.objects.filter(department=neighbour).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_the_same_list_at_once_one_does(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    new = "시연 새 사람,D900,new@demo.example,통신과,,,,,2027.1.1,"
    for rows in (lines(_row(officer, "통신과,,,,")), lines(new)):
        seen = plan(rows, admin).fingerprint

        def confirm(rows: tuple[Line, ...] = rows, seen: str = seen) -> str:
            try:
                post_people(rows, seen, by=admin)
            except ValidationError as refusal:
                return refusal.messages[0]
            return "done"

        answers = at_once(confirm, confirm)
        assert sorted("바뀌었습니다" in answer for answer in answers) == [False, True]
    assert Membership.objects.filter(department=neighbour).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_list_and_an_end_by_hand_at_once_leave_one_truth(
    officer: User, neighbour: Department, admin: Viewer
) -> None:
    _numbered(officer)
    rows, seat = lines(_row(officer, "통신과,,,,")), officer.memberships.get()
    seen = plan(rows, admin).fingerprint

    def confirm() -> str:
        try:
            post_people(rows, seen, by=admin)
        except ValidationError as refusal:
            return refusal.messages[0]
        return "posted"

    def end() -> str:
        people.end_membership(seat.pk, end_on=TODAY + DAY, by=admin)
        return "ended"

    answers = at_once(confirm, end)
    seat.refresh_from_db()
    told = Event.objects.filter(kind="membership_ended").latest("number").text
    assert f'"until":"{seat.end_on}"' in told
    assert answers[0] == "posted" or "바뀌었습니다" in answers[0]
    assert answers[1] == "ended"


# Whose it is


def test_a_head_brings_somebody_new_into_the_own_department_and_ends_the_own_people(
    officer: User, department: Department, chief: Viewer
) -> None:
    _numbered(officer)
    rows = lines(
        _row(officer, ",,,,", start="", end="2027. 1. 1."),
        "시연 새 사람,D900,new@demo.example,정보정책과,,,,,2027.1.1,",
    )
    assert _post(rows, chief) == [Change.END, Change.NEW]


@pytest.mark.parametrize(
    ("who", "place", "words"),
    [
        ("officer", "통신과,,,,", "다른 부서입니다"),
        ("stranger", "정보정책과,,,,", "다른 부서에 소속된"),
        ("secretariat", "정보정책과,,,,", "다른 부서에 소속된"),
        ("officer", "정보정책과,,,부서장,", "부서장의 소속은"),
    ],
)
def test_a_head_neither_takes_nor_sends_elsewhere_nor_makes_heads(
    who: str,
    place: str,
    words: str,
    neighbour: Department,
    chief: Viewer,
    request: pytest.FixtureRequest,
) -> None:
    person = _numbered(request.getfixturevalue(who))
    step = _one(lines(_row(person, place)), chief)
    assert step.change == Change.REFUSED
    assert any(words in told and "시스템관리자에게 요청" in told for told in step.problems)


@pytest.mark.parametrize("who", ["stranger", "head"])
def test_a_head_ends_nobody_of_another_department_and_no_head(
    who: str, chief: Viewer, request: pytest.FixtureRequest
) -> None:
    person = _numbered(request.getfixturevalue(who))
    step = _one(lines(_row(person, ",,,,", start="", end="2027. 1. 1.")), chief)
    assert step.change == Change.REFUSED


def test_a_list_of_the_whole_department_with_its_head_is_a_heads_own(
    officer: User, head: User, department: Department, chief: Viewer
) -> None:
    _numbered(officer)
    _numbered(head, "D002")
    rows = lines(
        _row(officer, "정보정책과,정보팀,,,", start="2026. 1. 1."),
        _row(head, "정보정책과,,과장,부서장,", start="2026. 1. 1."),
    )
    assert _post(rows, chief) == [Change.DETAILS, Change.DETAILS]


@pytest.mark.parametrize("who", ["officer", "secretariat", "coordinator", "councillor"])
def test_nobody_else_posts_people(
    who: str, neighbour: Department, as_viewer: AsViewer, request: pytest.FixtureRequest
) -> None:
    rows = lines("시연 새 사람,D900,new@demo.example,통신과,,,,,2027.1.1,")
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        post_people(rows, plan(rows, by).fingerprint, by=by)


# How much it costs


def _crowd(department: Department, count: int) -> list[User]:
    made = User.objects.bulk_create(
        User(email=f"p{n}@demo.example", name=f"시연 {n}", staff_number=f"P{n}") for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=person, role=Role.OFFICER, department=department, start_on=date(2025, 1, 1))
        for person in made
    )
    return made


@pytest.mark.parametrize("count", [2, 60])
def test_the_statements_do_not_grow_with_the_lines(
    count: int,
    department: Department,
    neighbour: Department,
    admin: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people_there = _crowd(department, count)
    rows = lines(
        *(_row(person, "통신과,,,,") for person in people_there),
        *(f"시연 새 {n},N{n},n{n}@demo.example,통신과,,,,,2027.1.1," for n in range(count)),
    )
    with django_assert_num_queries(3):
        seen = plan(rows, admin)
    with django_assert_num_queries(17):
        post_people(rows, seen.fingerprint, by=admin)
    assert Membership.objects.filter(department=neighbour).count() == 2 * count
