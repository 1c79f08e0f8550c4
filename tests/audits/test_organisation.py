"""The organisation on a day, and which steps of a reorganisation need a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from audits import organisation
from audits.models import Department, DepartmentKind, Succession, SuccessionKind

pytestmark = pytest.mark.django_db

Found = Callable[..., Department]
DAY = date(2023, 9, 30)


@pytest.fixture
def found() -> Found:
    def make(name: str, **facts: object) -> Department:
        rank = Department.objects.count() + 1
        defaults = {"kind": DepartmentKind.DEPARTMENT, "rank": rank}
        return Department.objects.create(name=name, **{**defaults, **facts})

    return make


def _step(kind: SuccessionKind, before: Department, after: Department, **days: date) -> Succession:
    step = Succession.objects.create(
        kind=kind,
        predecessor=before,
        successor=after,
        **(days or {"effective_on": DAY}),
    )
    step.refresh_from_db()
    return step


def test_a_department_exists_from_its_first_day_up_to_the_day_it_ends(found: Found) -> None:
    found("옛 과", valid_until=DAY)
    found("새 과", valid_from=DAY)
    day_before = date(2023, 9, 29)
    assert [d.name for d in Department.objects.valid(day_before)] == ["옛 과"]
    assert [d.name for d in Department.objects.valid(DAY)] == ["새 과"]


def test_a_rename_alone_needs_nobody(found: Found) -> None:
    step = _step(SuccessionKind.RENAME, found("가과"), found("나과"))
    assert organisation.by_rule(step, [step])


@pytest.mark.parametrize("kind", [SuccessionKind.TRANSFER, SuccessionKind.SPLIT])
def test_a_rename_beside_a_transfer_or_split_of_the_same_day_asks_a_person(
    found: Found, kind: SuccessionKind
) -> None:
    before = found("가과")
    rename = _step(SuccessionKind.RENAME, before, found("나과"))
    other = _step(kind, before, found("다과"))
    assert not organisation.by_rule(rename, [rename, other])


def test_spans_that_overlap_count_as_the_same_day(found: Found) -> None:
    before = found("가과")
    rename = _step(
        SuccessionKind.RENAME, before, found("나과"), not_before=date(2023, 1, 1), not_after=date(2023, 9, 30)
    )
    transfer = _step(SuccessionKind.TRANSFER, before, found("다과"), effective_on=date(2023, 3, 1))
    assert not organisation.by_rule(rename, [rename, transfer])


def test_a_transfer_of_another_year_does_not_stop_a_rename(found: Found) -> None:
    before = found("가과")
    rename = _step(SuccessionKind.RENAME, before, found("나과"))
    transfer = _step(SuccessionKind.TRANSFER, before, found("다과"), effective_on=date(2019, 8, 2))
    assert organisation.by_rule(rename, [rename, transfer])


def test_where_only_a_span_is_known_its_last_day_counts_and_is_assumed(found: Found) -> None:
    step = _step(
        SuccessionKind.RENAME,
        found("가과"),
        found("나과"),
        not_before=date(2023, 1, 1),
        not_after=date(2023, 9, 30),
    )
    assert step.day == date(2023, 9, 30)
    assert step.assumed


def test_predecessors_are_found_however_far_back_and_round_no_circle(found: Found) -> None:
    first, second, third, giver = (found(name) for name in ("가과", "나과", "다과", "라과"))
    _step(SuccessionKind.RENAME, first, second, effective_on=date(2020, 1, 1))
    _step(SuccessionKind.MERGE, second, third, effective_on=date(2022, 1, 1))
    _step(SuccessionKind.RENAME, third, first, effective_on=date(2024, 1, 1))
    _step(SuccessionKind.TRANSFER, giver, third)
    today = date(2026, 1, 1)
    assert organisation.with_predecessors([third.pk], today) == {first.pk, second.pk, third.pk}
    assert organisation.with_predecessors([third.pk], date(2021, 12, 31)) == {third.pk}


def test_work_goes_by_rule_through_every_step_that_has_come(
    found: Found, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, third = found("가과"), found("나과"), found("다과")
    _step(SuccessionKind.RENAME, first, second, effective_on=DAY)
    _step(SuccessionKind.MERGE, second, third, effective_on=date(2024, 1, 1))
    assert organisation.followed_by_rule(date(2023, 9, 29)) == {}
    assert organisation.followed_by_rule(DAY) == {first.pk: second.pk}
    with django_assert_num_queries(1):
        followed = organisation.followed_by_rule(date(2024, 1, 1))
    assert followed == {first.pk: third.pk, second.pk: third.pk}


def test_no_work_goes_by_rule_where_a_person_is_asked(found: Found) -> None:
    before = found("가과")
    _step(SuccessionKind.RENAME, before, found("나과"))
    _step(SuccessionKind.TRANSFER, before, found("다과"))
    assert organisation.followed_by_rule(DAY) == {}


def test_a_department_that_came_back_under_its_old_name_is_no_circle(found: Found) -> None:
    first, second = found("가과"), found("나과")
    _step(SuccessionKind.RENAME, first, second, effective_on=DAY)
    _step(SuccessionKind.MERGE, second, first, effective_on=DAY)
    assert organisation.followed_by_rule(DAY) == {first.pk: second.pk, second.pk: first.pk}


def test_a_bureau_is_called_by_its_name_of_the_day(found: Found) -> None:
    old = found("옛 국", kind=DepartmentKind.BUREAU)
    new = found("새 국", kind=DepartmentKind.BUREAU)
    department = found("가과", bureau=old)
    _step(SuccessionKind.RENAME, old, new)
    assert organisation.bureau_names(date(2023, 9, 29))[department.pk] == "옛 국"
    assert organisation.bureau_names(DAY)[department.pk] == "새 국"


def test_short_names_are_known_and_two_departments_of_one_name_stay_ambiguous(found: Found) -> None:
    found("정보정책과", short_names=["정책"])
    found("교통정책과", short_names=["정책"])
    known = organisation.vocabulary(DAY).departments
    assert known["정보정책과"] == ("정보정책과",)
    assert known["정책"] == ("교통정책과", "정보정책과")


def test_a_name_that_two_departments_bear_names_neither(found: Found) -> None:
    found("정보정책과", valid_from=date(2020, 1, 1), short_names=["정책"])
    found("정보정책과", valid_from=date(2021, 1, 1))
    known = organisation.vocabulary(DAY).departments
    assert known["정보정책과"] == known["정책"] == ("정보정책과", "정보정책과")
    assert organisation.departments_named(["정보정책과"], DAY) == {}


def test_a_bureau_is_no_department_of_the_same_name(found: Found) -> None:
    found("대변인", kind=DepartmentKind.BUREAU)
    department = found("대변인", kind=DepartmentKind.DEPARTMENT, valid_from=date(2020, 1, 1))
    assert organisation.departments_named(["대변인"], DAY) == {"대변인": department}


def test_without_a_date_names_are_read_on_the_last_day_of_the_audits_year() -> None:
    assert organisation.reading_day(2019, None) == date(2019, 12, 31)
    assert organisation.reading_day(2019, date(2020, 11, 1)) == date(2020, 11, 1)


def test_a_succession_to_itself_is_refused_by_the_database(found: Found) -> None:
    department = found("가과")
    with pytest.raises(IntegrityError, match="succession_not_to_itself"), transaction.atomic():
        _step(SuccessionKind.RENAME, department, department)
