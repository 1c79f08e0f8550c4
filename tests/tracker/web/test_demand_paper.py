"""한 장 보기: what stands on the one page, what is left out of it, and that it says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.models import Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment
from tracker.web.demand_paper import LINES, RIGHT, fitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


def _paper(demand: Demand) -> str:
    return reverse("demand_sheet_paper", args=[demand.pk])


def test_both_axes_and_what_was_done_stand_beside_the_demand(
    department: Department, councillor: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit(), text="낡은 서버를 바꿀 것")
    assign(demand, department, Status.COMPLETED, actions="- 서버 12대 교체", due=timezone.localdate())
    text = sign_in(councillor).get(_paper(demand)).content.decode()
    for words in (
        "낡은 서버를 바꿀",
        "부서 보고",
        "완료",
        "의회 확인",
        "확인 대기",
        "서버 12대 교체",
        department.name,
    ):
        assert words in text
    assert "이하 생략" not in text


def test_what_does_not_fit_ends_early_and_the_page_says_where_all_of_it_is(
    department: Department, councillor: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department, actions="\n".join(f"- 조치 {number}을 마침" for number in range(80)))
    page = sign_in(councillor).get(_paper(demand))
    text = page.content.decode()
    assert page.context["is_cut"]
    assert "(이하 생략)" in text
    assert f"http://testserver/demands/{demand.pk}/" in text


def test_no_official_is_named_and_no_doubt_told(
    department: Department, officer: User, councillor: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    row = assign(demand, department, Status.COMPLETED, actions="- 검토할 예정", author=officer)
    Assignment.objects.filter(pk=row.pk).update(officer=officer)
    text = sign_in(councillor).get(_paper(demand)).content.decode()
    assert officer.name not in text
    assert "확인 필요 사항" not in text


def test_who_raised_it_is_for_the_council_alone(
    department: Department, councillor: User, officer: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    Demand.objects.filter(pk=demand.pk).update(raised_by="홍길동 의원")
    assign(demand, department)
    assert "홍길동" in sign_in(councillor).get(_paper(demand)).content.decode()
    assert "홍길동" not in sign_in(officer).get(_paper(demand)).content.decode()


def test_another_departments_demand_is_not_found(
    department: Department, stranger: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department)
    assert sign_in(stranger).get(_paper(demand)).status_code == 404


def test_a_demand_of_many_departments_takes_no_more_statements(
    department: Department, neighbour: Department, councillor: User, sign_in: SignIn
) -> None:
    few, many = make_demand(make_audit(), 1), make_demand(make_audit(2024), 1)
    assign(few, department, due=timezone.localdate())
    for number in range(10):
        for place in (department, neighbour):
            assign(many, place, point=f"항목 {number}", due=timezone.localdate())
    browser, taken = sign_in(councillor), []
    browser.get(_paper(few))
    for demand in (few, many):
        with CaptureQueriesContext(connection) as asked:
            browser.get(_paper(demand))
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 21


def test_a_demand_nobody_has_yet_says_so(councillor: User, sign_in: SignIn) -> None:
    assert "배부 전" in sign_in(councillor).get(_paper(make_demand(make_audit()))).content.decode()


@pytest.mark.parametrize(
    ("text", "most", "kept", "cut"),
    [
        ("한 줄", 1, "한 줄", False),
        ("첫 줄\n둘째 줄\n셋째 줄", 2, "첫 줄\n둘째 줄", True),
        ("가나다라 마바사아 자차카타 파하", 1, "가나다라 …", True),
        ("", 3, "", False),
        ("하나\n\n둘", 2, "하나\n둘", False),
        ("칸 하나\t칸 둘", 2, "칸 하나 | 칸 둘", False),
    ],
)
def test_a_text_ends_at_a_word_on_the_last_line_that_is_left(
    text: str, most: int, kept: str, cut: bool
) -> None:
    found = fitted(text, most, 8 if "가나다" in text else RIGHT)
    assert (found.text, found.cut) == (kept, cut)


def test_nothing_is_said_to_be_left_out_that_is_not() -> None:
    assert not fitted("가" * 20, LINES, RIGHT).cut
