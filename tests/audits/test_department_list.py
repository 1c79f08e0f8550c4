"""부서 목록: read cell by cell, looked at beside what the office has, stored as it was shown."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from audits import organisation
from audits.access import Viewer
from audits.actions.department_flaws import SAYS, sentence
from audits.actions.department_list import (
    Facts,
    change_department,
    editable,
    keep_list,
    plan_list,
    state_of,
)
from audits.actions.department_plan import Outcome, Plan, Unfit
from audits.errors import NotVisible
from audits.intake import sheet
from audits.intake.department_list import Fault, Head, Listed, read_list
from audits.intake.draft import Unreadable
from audits.models import Department, DepartmentKind, Event, Succession, SuccessionKind, User
from seeds import organisation as seeds
from tests.conftest import TODAY
from tracker.actions.receiver import refuse_department_inside

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
HEADS = ",".join(Head)
SOON = TODAY + timedelta(days=10)
FIRST = f"""{HEADS}
,정보국,실·국,1,,,,
정보국,정보정책과,과·담당관,10,"정보정책, 정책과",정보화 계획,policy@demo.example,
정보국,통신과,과,20,,,,2024. 7. 1.
,문화사업소,사업소,30,,,,
"""


@pytest.fixture
def keeper(coordinator: User, as_viewer: AsViewer) -> Viewer:
    """The coordinator today."""
    return as_viewer(coordinator)


def _read(text: str) -> Listed:
    return read_list(sheet.read(text.encode(), "부서.csv").first)


def _keep(text: str, by: Viewer) -> Plan:
    listed = _read(text)
    return keep_list(listed, seen=plan_list(listed, by.on).fingerprint, by=by)


def _line(**cells: str) -> str:
    """A list of one line."""
    heads = {"name": Head.NAME, "bureau": Head.BUREAU, "kind": Head.KIND, "rank": Head.RANK} | {
        "aliases": Head.ALIASES,
        "duties": Head.DUTIES,
        "mailbox": Head.MAILBOX,
        "start": Head.START,
    }
    out = io.StringIO()
    csv.writer(out).writerows([[heads[name] for name in cells], list(cells.values())])
    return out.getvalue()


def _flaws(text: str) -> list[tuple[str, str]]:
    return [(flaw.cell, flaw.fault) for flaw in plan_list(_read(text), TODAY).flaws]


def _told() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_an_empty_office_takes_its_list_as_it_stands(keeper: Viewer) -> None:
    kept = _keep(FIRST, keeper)
    assert [row.outcome for row in kept.rows] == [Outcome.NEW] * 4
    bureau, policy, network, culture = Department.objects.ranked()
    assert (bureau.kind, policy.bureau, network.bureau, culture.bureau) == (
        DepartmentKind.BUREAU,
        bureau,
        bureau,
        None,
    )
    assert (policy.short_names, policy.duties, policy.mailbox, policy.valid_from) == (
        ["정보정책", "정책과"],
        "정보화 계획",
        "policy@demo.example",
        None,
    )
    assert (network.kind, network.valid_from) == (DepartmentKind.DEPARTMENT, date(2024, 7, 1))
    assert culture.kind == DepartmentKind.OFFICE
    assert not Succession.objects.exists()
    assert _told() == ["department_founded"] * 4
    assert Event.objects.latest("number").text.isascii()


def test_the_same_list_again_changes_nothing(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    again = _keep(FIRST, keeper)
    assert {row.outcome for row in again.rows} == {Outcome.SAME}
    assert (Department.objects.count(), len(_told())) == (4, 4)


def test_what_changes_is_shown_old_and_new_and_then_stored(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    text = _line(name="통신과", rank="40", aliases="통신", duties="통신망", mailbox="net@demo.example")
    (row,) = plan_list(_read(text), TODAY).rows
    assert [(str(each.head), each.before, each.after) for each in row.differences] == [
        ("건제순", "20", "40"),
        ("줄인 이름", "", "통신"),
        ("사무", "", "통신망"),
        ("전자우편", "", "net@demo.example"),
    ]
    _keep(text, keeper)
    changed = Department.objects.get(name="통신과")
    assert (changed.rank, changed.short_names, changed.duties) == (40, ["통신"], "통신망")
    event = json.loads(Event.objects.get(kind="department_changed").text)
    assert (event["subject"], event["values"]["rank"]) == (["department", changed.pk], 40)
    assert event["facts"]["changed"] == ["rank", "short_names", "duties", "mailbox"]


def test_what_the_list_has_no_column_for_stays_and_what_it_leaves_empty_goes(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    _keep(_line(name="정보정책과", rank="10", aliases=""), keeper)
    policy = Department.objects.get(name="정보정책과")
    assert (policy.short_names, policy.duties, policy.rank) == ([], "정보화 계획", 10)


def test_departments_missing_from_the_list_are_told_and_stay(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    plan = _keep(_line(name="통신과", rank="21"), keeper)
    assert [row.name for row in plan.missing] == ["정보국", "정보정책과", "문화사업소"]
    assert Department.objects.valid(TODAY).count() == 4


def test_a_department_moves_to_another_bureau_of_the_list(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    text = f"{HEADS}\n,교통국,실·국,2,,,,2026. 7. 1.\n교통국,통신과,,20,,,,\n"
    _keep(text, keeper)
    assert organisation.bureau_names(TODAY)[Department.objects.get(name="통신과").pk] == "교통국"


def test_a_renamed_bureau_is_known_by_its_name_of_today(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    old = Department.objects.get(name="정보국")
    new = Department.objects.create(name="미래국", kind="bureau", rank=1, valid_from=TODAY)
    Department.objects.filter(pk=old.pk).update(valid_until=TODAY)
    Succession.objects.create(kind=SuccessionKind.RENAME, predecessor=old, successor=new, effective_on=TODAY)
    text = f"{HEADS}\n미래국,통신과,,20,,,,\n"
    assert plan_list(_read(text), TODAY).rows[0].outcome == Outcome.SAME


def test_a_new_name_in_a_standing_office_is_pointed_to_the_reorganisation(
    department: Department, keeper: Viewer
) -> None:
    text = _line(name="새 과", kind="과", rank="50")
    assert _flaws(text) == [("A2", Unfit.NEEDS_REORGANISATION)]
    with pytest.raises(ValidationError, match=r"A2: 기관에 없는 부서입니다: 새 과.*조직개편 등록"):
        _keep(text, keeper)
    assert _told() == []


@pytest.mark.parametrize("start", [TODAY - timedelta(days=30), SOON], ids=["past", "planned"])
def test_with_a_first_day_it_is_founded_by_a_reorganisation(
    start: date, department: Department, keeper: Viewer
) -> None:
    written = f"{start.year}. {start.month}. {start.day}."
    _keep(_line(name="새 과", bureau="정보국", kind="과", rank="50", start=written), keeper)
    made = Department.objects.get(name="새 과")
    step = Succession.objects.get()
    assert (made.valid_from, made.existed(TODAY)) == (start, start <= TODAY)
    assert (step.kind, step.successor, step.predecessor, step.effective_on) == ("new", made, None, start)
    assert _told() == ["department_founded", "succession_recorded"]


def test_a_name_of_a_department_that_is_over_may_be_borne_again_afterwards(
    department: Department, keeper: Viewer
) -> None:
    Department.objects.create(name="옛 과", kind="department", rank=70, valid_until=date(2024, 1, 1))
    assert _flaws(_line(name="옛 과", kind="과", rank="50", start="2023. 7. 1.")) == [
        ("A2", Unfit.NAME_TAKEN)
    ]
    _keep(_line(name="옛 과", kind="과", rank="50", start="2024. 1. 1."), keeper)
    assert Department.objects.filter(name="옛 과").count() == 2


@pytest.mark.parametrize(
    ("cells", "cell", "fault"),
    [
        ({"name": "", "rank": "10"}, "A2", Fault.NO_NAME),
        ({"name": "가" * 101, "rank": "10"}, "A2", Fault.TOO_LONG),
        ({"name": "통신과", "rank": "열"}, "B2", Fault.NO_RANK),
        ({"name": "통신과", "rank": "0"}, "B2", Fault.NO_RANK),
        ({"name": "통신과", "rank": "-3"}, "B2", Fault.NO_RANK),
        ({"name": "통신과", "rank": "1.5"}, "B2", Fault.NO_RANK),
        ({"name": "통신과", "rank": "9" * 30}, "B2", Fault.NO_RANK),
        ({"name": "통신과", "rank": "10"}, "B2", Unfit.RANK_TAKEN),
        ({"name": "통신과", "kind": "동아리"}, "B2", Fault.UNKNOWN_KIND),
        ({"name": "통신과", "kind": "사업소"}, "B2", Unfit.KIND_FIXED),
        ({"name": "통신과", "bureau": "없는 국"}, "B2", Unfit.UNKNOWN_BUREAU),
        ({"name": "통신과", "bureau": "정보정책과"}, "B2", Unfit.UNKNOWN_BUREAU),
        ({"name": "정보국", "bureau": "정보국"}, "B2", Unfit.BUREAU_IN_BUREAU),
        ({"name": "통신과", "aliases": "정보정책"}, "B2", Unfit.ALIAS_TAKEN),
        ({"name": "통신과", "aliases": "정보 정책과"}, "B2", Unfit.ALIAS_TAKEN),
        ({"name": "통신과", "aliases": "가" * 51}, "B2", Fault.TOO_LONG),
        ({"name": "통신과", "aliases": ",".join(f"별{n}" for n in range(21))}, "B2", Fault.TOO_MANY_ALIASES),
        ({"name": "통신과", "duties": "가" * 2_001}, "B2", Fault.TOO_LONG),
        ({"name": "통신과", "mailbox": "우편"}, "B2", Unfit.BAD_ADDRESS),
        ({"name": "통신과", "start": "언젠가"}, "B2", Fault.UNREADABLE_DAY),
        ({"name": "통신과", "start": "2024. 7. 1."}, "B2", Unfit.START_FIXED),
        ({"name": "새 과", "kind": "과", "start": "2024. 7. 1."}, "A2", Unfit.NEEDS_RANK),
        ({"name": "새 과", "rank": "77", "start": "2024. 7. 1."}, "A2", Unfit.NEEDS_KIND),
        ({"name": "정보정책", "kind": "과", "rank": "77", "start": "2024. 7. 1."}, "A2", Unfit.ALIAS_TAKEN),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_by_its_cell_and_nothing_is_stored(
    cells: dict[str, str],
    cell: str,
    fault: str,
    department: Department,
    neighbour: Department,
    keeper: Viewer,
) -> None:
    text = _line(**cells)
    assert _flaws(text) == [(cell, fault)]
    with pytest.raises(ValidationError, match=f"^..{cell}: "):
        _keep(text, keeper)
    assert _told() == []


def test_a_name_and_a_rank_twice_are_named_where_they_stand_the_second_time() -> None:
    assert _flaws("부서,건제순,종류\n정책과,10,과\n정 책과,20,과\n통신과,10,과\n") == [
        ("A3", Fault.NAME_TWICE),
        ("B4", Fault.RANK_TWICE),
    ]


def test_a_rank_that_another_line_keeps_without_saying_so_is_taken(
    department: Department, neighbour: Department
) -> None:
    assert _flaws("부서,건제순\n정보정책과,20\n통신과,\n") == [("B2", Unfit.RANK_TAKEN)]


def test_a_rank_that_two_share_already_stands_as_it_is_and_a_third_does_not_come_to_it(
    department: Department, neighbour: Department
) -> None:
    Department.objects.filter(pk__in=[department.pk, neighbour.pk]).update(rank=20)
    assert _flaws("부서,건제순\n정보정책과,20\n통신과,20\n") == []
    third = "새 과,20,과,2026. 11. 20.\n"
    flaws = _flaws(f"부서,건제순,종류,시작일\n정보정책과,20,,\n통신과,20,,\n{third}")
    assert ("B4", Fault.RANK_TWICE) in flaws


def test_short_names_are_kept_composed(department: Department, keeper: Viewer) -> None:
    typed = unicodedata.normalize("NFD", "전산")
    change_department(department.pk, Facts(10, typed, "", ""), seen=state_of(department), by=keeper)
    assert organisation.vocabulary(TODAY).departments["전산"] == ("정보정책과",)


def test_an_alias_that_two_departments_of_the_list_give_themselves_is_refused_at_both() -> None:
    text = "부서,종류,건제순,줄인 이름\n정책과,과,10,정책\n기획과,과,20,정책\n"
    assert _flaws(text) == [("D2", Unfit.ALIAS_TAKEN), ("D3", Unfit.ALIAS_TAKEN)]


def test_an_alias_may_be_that_of_a_department_that_is_over(department: Department, keeper: Viewer) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=TODAY)
    text = _line(name="정책과", kind="과", rank="11", aliases="정보정책", start="2026. 11. 20.")
    assert plan_list(_read(text), TODAY).flaws == ()


def test_the_own_name_as_an_alias_and_an_alias_twice_are_left_out(keeper: Viewer) -> None:
    _keep(_line(name="정책과", kind="과", rank="1", aliases="정책과,정책, 정 책"), keeper)
    assert Department.objects.get().short_names == ["정책"]


def test_two_departments_of_one_name_are_not_guessed_between(department: Department, keeper: Viewer) -> None:
    twin = Department.objects.create(
        name=department.name, kind="department", rank=99, valid_from=date(2025, 1, 1)
    )
    assert _flaws(_line(name=department.name, rank="10")) == [("A2", Unfit.BORNE_TWICE)]
    changed = change_department(twin.pk, Facts(98, "", "", ""), seen=state_of(twin), by=keeper)
    assert changed.rank == 98


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "내용이 없는"),
        ("가나다\n라마바\n", "제목 줄을 찾지 못했습니다"),
        ("실·국,종류\n정보국,과\n", "‘부서’라는 제목"),
        ("부서,건제순\n,\n", "적힌 부서가 없습니다"),
        ("부서,부서,건제순\n가,나,1\n", "같은 제목이 두 번"),
        ("부서,부서명,건제순\n가,나,1\n", "같은 제목의 열이 두 번"),
    ],
    ids=str,
)
def test_what_is_no_list_of_departments_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        _read(text)


def test_heads_may_be_spelt_as_offices_do_and_stand_below_a_title() -> None:
    text = "부서 현황,,\n실ㆍ국,부서명,건제순\n정보국,정책과,3\n"
    (line,) = _read(text).lines
    assert (line.bureau, line.name, line.rank, line.cells[Head.NAME]) == ("정보국", "정책과", 3, "B3")


def test_a_list_in_the_encoding_of_the_office_is_read() -> None:
    book = sheet.read("부서,건제순\n정책과,3\n".encode("cp949"), "부서.csv")
    assert read_list(book.first).lines[0].name == "정책과"


def test_a_workbook_is_read_with_its_days_and_refused_at_formulas_and_merged_cells() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["실·국", "부서", "종류", "건제순", "시작일"])
    page.append(["정보국", "정책과", "과", 10, datetime(2026, 7, 1)])  # noqa: DTZ001 (a day of a spreadsheet)
    page.append(["정보국", "통신과", "과", "=10+10", None])
    page.append([None, "기획과", "과", 30, None])
    page.merge_cells("A3:A4")
    out = io.BytesIO()
    book.save(out)
    listed = read_list(sheet.read(out.getvalue(), "부서.xlsx").first)
    assert (listed.lines[0].rank, listed.lines[0].start_on) == (10, date(2026, 7, 1))
    assert {(flaw.cell, flaw.fault) for flaw in listed.flaws} == {
        ("A3", Fault.MERGED),
        ("A4", Fault.MERGED),
        ("D3", Fault.FORMULA),
    }


def test_every_fault_has_a_sentence() -> None:
    assert set(SAYS) == {*Fault, *Unfit}
    listed = _read(_line(name="통신과", rank="열"))
    assert sentence(listed.flaws[0]) == "건제순은 1부터 999,999까지의 수로 적어 주십시오: 열"


def test_what_was_shown_is_what_is_stored(
    department: Department, neighbour: Department, keeper: Viewer
) -> None:
    listed = _read(_line(name="통신과", rank="21"))
    seen = plan_list(listed, TODAY).fingerprint
    Department.objects.filter(pk=neighbour.pk).update(rank=22)
    with pytest.raises(ValidationError, match="살펴보는 동안"):
        keep_list(listed, seen=seen, by=keeper)
    neighbour.refresh_from_db()
    assert neighbour.rank == 22


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "councillor"])
def test_nobody_else_keeps_departments(
    who: str, department: Department, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied, match="총괄부서"):
        _keep(FIRST, by)
    with pytest.raises(PermissionDenied):
        change_department(department.pk, Facts(1, "", "", ""), seen="", by=by)


def test_an_alias_added_so_is_read_in_reports_and_refused_as_a_body_outside(keeper: Viewer) -> None:
    _keep(FIRST, keeper)
    assert "전산" not in organisation.vocabulary(TODAY).departments
    _keep(_line(name="통신과", rank="20", aliases="전산, 전산 담당"), keeper)
    words = organisation.vocabulary(TODAY).departments
    assert (words["전산"], words["전산담당"]) == (("통신과",), ("통신과",))
    with pytest.raises(ValidationError, match="이 기관의 부서입니다: 통신과"):
        refuse_department_inside("전산담당", TODAY)


def test_a_single_department_is_changed_by_the_same_rules(
    department: Department, neighbour: Department, keeper: Viewer
) -> None:
    facts = Facts(20, "통신, 통신망", " 통신망\r\n운영 ", "net@demo.example")
    change_department(neighbour.pk, facts, seen=state_of(neighbour), by=keeper)
    neighbour.refresh_from_db()
    assert (neighbour.short_names, neighbour.duties) == (["통신", "통신망"], "통신망\n운영")
    assert neighbour.bureau == department.bureau
    change_department(neighbour.pk, facts, seen=state_of(neighbour), by=keeper)
    assert _told() == ["department_changed"]
    for wrong, fields in (
        (replace(facts, rank=10), ["rank"]),
        (replace(facts, short_names="정보정책"), ["short_names"]),
        (replace(facts, short_names="가" * 51), ["short_names"]),
        (replace(facts, mailbox="우편"), ["mailbox"]),
    ):
        with pytest.raises(ValidationError) as refused:
            change_department(neighbour.pk, wrong, seen=state_of(neighbour), by=keeper)
        assert list(refused.value.message_dict) == fields


def test_who_comes_second_is_told(neighbour: Department, keeper: Viewer) -> None:
    seen = state_of(neighbour)
    change_department(neighbour.pk, Facts(20, "통신", "", ""), seen=seen, by=keeper)
    with pytest.raises(ValidationError, match="다른 사람이 먼저"):
        change_department(neighbour.pk, Facts(20, "전산", "", ""), seen=seen, by=keeper)


def test_a_department_that_is_over_or_outside_is_not_found(neighbour: Department, keeper: Viewer) -> None:
    outside = Department.objects.create(name="서울시", kind="office", rank=900, external=True)
    Department.objects.filter(pk=neighbour.pk).update(valid_until=TODAY)
    for row in (outside, neighbour):
        with pytest.raises(NotVisible):
            change_department(row.pk, Facts(20, "", "", ""), seen=state_of(row), by=keeper)
        with pytest.raises(NotVisible):
            editable(row.pk, TODAY)


def test_the_list_of_the_demo_taken_away_and_sent_back_changes_nothing() -> None:
    seeds.plant()
    rows = Department.objects.valid(TODAY).inside().ranked()
    bureaus = organisation.bureau_names(TODAY)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([Head.BUREAU, Head.NAME, Head.RANK, Head.ALIASES, Head.DUTIES])
    for row in rows:
        names = ", ".join(row.short_names)
        writer.writerow([bureaus.get(row.pk, ""), row.name, row.rank, names, row.duties])
    plan = plan_list(_read(out.getvalue()), TODAY)
    assert (plan.flaws, plan.missing) == ((), ())
    assert {row.outcome for row in plan.rows} == {Outcome.SAME}


def _many(count: int, rank: int = 0) -> str:
    lines = [f"정보국,제{n}과,과,{n + rank},별칭{n},,," for n in range(2, count + 2)]
    return "\n".join([HEADS, ",정보국,실·국,1,,,,", *lines])


def test_two_thousand_rows_take_as_many_statements_as_two(
    keeper: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed = _read(_many(2_000))
    plan = plan_list(listed, TODAY)
    with django_assert_num_queries(12):
        keep_list(listed, seen=plan.fingerprint, by=keeper)
    assert Department.objects.count() == 2_001
    moved = _read(_many(2_000, 5_000))
    plan = plan_list(moved, TODAY)
    assert len(plan.of(Outcome.CHANGED)) == 2_000
    with django_assert_num_queries(18):
        keep_list(moved, seen=plan.fingerprint, by=keeper)
    assert Department.objects.filter(rank__gt=5_000).count() == 2_000


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_the_first_list_at_once_one_is_told(
    coordinator: User, as_viewer: AsViewer
) -> None:
    by, listed, ready = as_viewer(coordinator), _read(FIRST), Barrier(2)
    seen = plan_list(listed, TODAY).fingerprint

    def keep() -> str:
        ready.wait()
        try:
            keep_list(listed, seen=seen, by=by)
        except ValidationError as refusal:
            return refusal.messages[0][:7]
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as hands:
        answers: list[Any] = sorted(each.result() for each in [hands.submit(keep) for _ in range(2)])
    assert answers == ["", "살펴보는 동안"]
    assert Department.objects.count() == 4
