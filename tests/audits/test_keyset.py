"""Pages by place: every row once, both ways, and no foreign cursor."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.db.models import QuerySet

from audits import keyset
from audits.models import Department, DepartmentKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def departments() -> QuerySet[Department]:
    Department.objects.bulk_create(
        Department(name=f"{number:02}과", kind=DepartmentKind.DEPARTMENT, rank=number // 3)
        for number in range(11)
    )
    return Department.objects.all()


def _names(page: keyset.Page[Department]) -> list[str]:
    return [department.name for department in page.rows]


@pytest.mark.parametrize("order", [["rank", "id"], ["-rank", "id"], ["-rank", "-id"]])
def test_walking_forward_meets_every_row_once_and_in_order(
    departments: QuerySet[Department], order: list[str]
) -> None:
    met: list[str] = []
    cursor = ""
    while True:
        page = keyset.page(departments, order, size=4, cursor=cursor, question="all")
        met += _names(page)
        cursor = page.next
        if not cursor:
            break
    assert met == [department.name for department in departments.order_by(*order)]


def test_the_way_back_leads_to_the_same_page(departments: QuerySet[Department]) -> None:
    first = keyset.page(departments, ["rank", "id"], size=4, cursor="", question="all")
    second = keyset.page(departments, ["rank", "id"], size=4, cursor=first.next, question="all")
    back = keyset.page(departments, ["rank", "id"], size=4, cursor=second.previous, question="all")
    assert _names(back) == _names(first)
    assert (first.previous, back.previous, back.next) == ("", "", first.next)


def test_a_page_that_is_just_full_has_no_next_one(departments: QuerySet[Department]) -> None:
    page = keyset.page(departments, ["rank", "id"], size=11, cursor="", question="all")
    assert (len(page.rows), page.next) == (11, "")


def test_a_cursor_of_another_question_is_refused(departments: QuerySet[Department]) -> None:
    first = keyset.page(departments, ["rank", "id"], size=4, cursor="", question="all")
    with pytest.raises(BadRequest, match="처음부터"):
        keyset.page(departments, ["rank", "id"], size=4, cursor=first.next, question="others")


def test_an_altered_cursor_is_refused(departments: QuerySet[Department]) -> None:
    with pytest.raises(BadRequest):
        keyset.page(departments, ["rank", "id"], size=4, cursor="abc", question="all")


def test_an_empty_list_is_one_empty_page() -> None:
    page = keyset.page(Department.objects.all(), ["rank", "id"], size=4, cursor="", question="all")
    assert (page.rows, page.next, page.previous) == ([], "", "")
