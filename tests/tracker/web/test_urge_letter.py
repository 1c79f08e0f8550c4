"""처리 촉구 공문 붙임: counted as the digest counts, a page a department, printed or taken away with a reason."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audits.access import viewer as viewer_on
from audits.models import AccessAct, AccessEntry, Audit, Demand, Department, Role, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.exports.hwpx_file import Hwpx
from tests.tracker.exports.hwpx_file import rows as rows_of
from tracker import reports
from tracker.exports import urge_letter as letters
from tracker.models import Assignment
from tracker.reports import Late

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
PAST = date(2026, 1, 30)
REASON = {"usual": "follow_up"}
CHOICE, PAPER, FILE = "/urge-letter/", "/urge-letter/paper/", "/urge-letter/file/"


@pytest.fixture
def audit(lists: None) -> Audit:
    return make_audit()


@pytest.fixture
def rows(audit: Audit, department: Department) -> list[Assignment]:
    return [assign(make_demand(audit, n, f"요구 {n}을 고칠 것"), department, due=PAST) for n in (1, 2, 3)]


@pytest.fixture
def theirs(audit: Audit, neighbour: Department) -> Assignment:
    return assign(make_demand(audit, 9), neighbour, Status.NOT_REPORTED, due=PAST)


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _today() -> date:
    return timezone.localdate()


def _late(audit: Audit | None = None, before: date | None = None) -> Late:
    return Late(_today(), before or _today(), audit.pk if audit else None)


def _table(page: Any) -> list[tuple[str, int]]:
    return [(row["name"], row["count"]) for row in page.context["rows"]]


def _book(answer: Any) -> Any:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return load_workbook(io.BytesIO(content))


def _all_of(*departments: Department) -> dict[str, list[int]]:
    return {"department": [department.pk for department in departments]}


def _taken(browser: Client, *departments: Department, **asked: str) -> Any:
    query = "&".join(
        [f"department={each.pk}" for each in departments] + [f"{k}={v}" for k, v in asked.items()]
    )
    return browser.post(f"{FILE}?{query}", REASON)


def test_it_is_reached_from_the_reports_by_who_may_make_it(
    coordinator: User, secretariat: User, clerk: User, sign_in: SignIn
) -> None:
    way = f'href="{CHOICE}"'
    told = [
        way in sign_in(who).get("/reports/").content.decode() for who in (coordinator, secretariat, clerk)
    ]
    assert told == [True, True, False]


def test_departments_are_counted_in_their_order_and_the_total_is_the_dashboards(
    rows: list[Assignment], theirs: Assignment, audit: Audit, browser: Client, coordinator: User
) -> None:
    assign(make_demand(audit, 30), None, due=PAST)
    assign(make_demand(audit, 31), rows[0].department, Status.COMPLETED, due=PAST)
    assign(make_demand(audit, 32), rows[0].department, due=_today())
    page = browser.get(CHOICE)
    assert _table(page) == [("정보정책과", 3), ("통신과", 1)]
    assert (page.context["without_owner"], page.context["total"]) == (1, 5)
    by = viewer_on(coordinator, _today())
    assert page.context["total"] == sum(row.overdue for row in reports.audit_rows(by))
    of_audit = reports.by_department(audit, Assignment.objects.all(), on=_today())
    assert [row.overdue for row in of_audit] == [3, 1, 1]


def test_the_letter_lists_exactly_what_the_digest_of_the_same_moment_counts(
    rows: list[Assignment], theirs: Assignment, audit: Audit, department: Department, neighbour: Department
) -> None:
    assign(make_demand(audit, 30), None, due=PAST)
    digest = reports.overdue_ids(_today())
    items = reports.late_items(_late(), [department.pk, neighbour.pk])
    assert {pk: len(found) for pk, found in digest.items()} == reports.late_counts(_late())
    for each in (department, neighbour):
        assert {item.assignment_id for item in items if item.owner == each.pk} == set(digest[each.pk])


def test_one_audit_is_counted_by_itself(
    rows: list[Assignment], department: Department, browser: Client
) -> None:
    other = make_audit(2024)
    assign(make_demand(other), department, due=PAST)
    assert _table(browser.get(CHOICE)) == [("정보정책과", 4)]
    assert _table(browser.get(CHOICE, {"audit": other.pk})) == [("정보정책과", 1)]


def test_an_earlier_day_leaves_out_what_came_up_since_and_counts_the_days_to_it(
    rows: list[Assignment], department: Department, browser: Client
) -> None:
    Assignment.objects.filter(pk=rows[0].pk).update(due_date=date(2026, 2, 20))
    asked = {"on": "2026. 2. 10."}
    page = browser.get(CHOICE, asked)
    assert _table(page) == [("정보정책과", 2)]
    assert page.context["rows"][0]["url"] == ""
    paper = browser.get(PAPER, {"department": str(department.pk), **asked})
    assert [line.late for line in paper.context["letter"].pages[0].lines] == [11, 11]


@pytest.mark.parametrize("on", ["2099. 1. 1.", "내일", "0", "2026. 13. 1."])
def test_a_day_to_come_and_what_is_no_day_are_refused(
    on: str, rows: list[Assignment], browser: Client
) -> None:
    page = browser.get(CHOICE, {"on": on})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["on"]
    assert browser.get(PAPER, {"on": on}).status_code == 400
    assert browser.get(FILE, {"on": on}).status_code == 400


def test_the_paper_has_a_page_a_department_with_its_day_its_total_and_the_fixed_columns(
    rows: list[Assignment], theirs: Assignment, department: Department, neighbour: Department, browser: Client
) -> None:
    page = browser.get(PAPER, _all_of(neighbour, department))
    letter = page.context["letter"]
    assert [str(each.department) for each in letter.pages] == ["정보정책과", "통신과"]
    words = page.content.decode()
    assert words.count("section paper-page") == 2
    assert words.count("행정사무감사 처리요구사항 처리 촉구</p>") == 2
    heads = [
        "연번",
        "구분",
        "요구사항",
        "처리기한",
        "당초 처리기한",
        "경과일수",
        "추진상황",
        "담당자",
        "최근 보고",
    ]
    assert [str(head) for head in page.context["heads"]] == heads
    assert "계 3건" in words
    assert letter.record_head in words


def test_no_page_is_made_for_a_department_that_was_not_chosen(
    rows: list[Assignment], theirs: Assignment, neighbour: Department, browser: Client
) -> None:
    page = browser.get(PAPER, _all_of(neighbour))
    assert [str(each.department) for each in page.context["letter"].pages] == ["통신과"]
    assert "요구 1을" not in page.content.decode()


def test_it_names_neither_a_councillor_nor_an_officer_who_left(
    rows: list[Assignment],
    department: Department,
    officer: User,
    enrol: Enrol,
    neighbour: Department,
    browser: Client,
) -> None:
    Demand.objects.update(raised_by="가공 의원")
    gone = enrol(Role.OFFICER, name="떠난 사람", department=neighbour)
    Assignment.objects.filter(pk=rows[0].pk).update(officer=officer)
    Assignment.objects.filter(pk=rows[1].pk).update(officer=gone)
    letter = letters.letter(_late(), [department.pk])
    assert [line.officer for line in letter.pages[0].lines] == [officer.name, "", ""]
    words = browser.get(PAPER, _all_of(department)).content.decode()
    assert "가공 의원" not in words
    assert "떠난 사람" not in words
    book = _book(_taken(browser, department))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert not any("가공 의원" in cell or "떠난 사람" in cell for cell in cells)


def test_a_workbook_asks_for_a_reason_first_and_the_access_record_keeps_it(
    rows: list[Assignment], department: Department, browser: Client
) -> None:
    asked = browser.get(FILE, _all_of(department))
    assert "내려받는 사유" in asked.content.decode()
    assert not AccessEntry.objects.filter(act=AccessAct.DOWNLOAD).exists()
    answer = _taken(browser, department)
    assert answer["Content-Disposition"].startswith("attachment")
    entry = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (entry.what, entry.items, entry.reason) == ("assignment", 3, "처리상황 확인")


def test_the_workbook_has_a_sheet_a_department_with_heads_that_every_page_repeats(
    rows: list[Assignment], theirs: Assignment, department: Department, neighbour: Department, browser: Client
) -> None:
    book = _book(_taken(browser, department, neighbour))
    assert book.sheetnames == ["정보정책과", "통신과"]
    sheet = book["정보정책과"]
    assert [cell.value for cell in sheet[4]] == [str(head) for head in letters.HEADS]
    assert sheet.print_title_rows == "$4:$4"
    first = [cell.value for cell in sheet[5]]
    days = (_today() - PAST).days
    assert first == [
        1,
        "시정·처리요구사항\n2025년도 행정사무감사 정보국",
        "요구 1을 고칠 것",
        "2026. 1. 30.",
        "2026. 1. 30.",
        days,
        "추진 중",
        None,
        "2025. 12. 1.",
    ]
    assert sheet.max_row == 4 + 3 + 2
    assert book["통신과"].cell(5, 9).value == "없음"


def test_the_letter_is_taken_away_as_hwpx_too(
    rows: list[Assignment], theirs: Assignment, department: Department, neighbour: Department, browser: Client
) -> None:
    assert 'name="form" value="hwpx"' in browser.get(CHOICE).content.decode()
    answer = _taken(browser, department, neighbour, form="hwpx")
    assert answer["Content-Type"] == "application/hwp+zip"
    assert answer["Content-Disposition"].endswith(".hwpx")
    file = Hwpx(b"".join(answer.streaming_content))
    assert [len(rows_of(table)) for table in file.tables] == [4, 2]
    entry = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (entry.what, entry.items) == ("assignment", 4)


def test_a_form_that_nobody_offers_is_refused_as_nonsense(
    rows: list[Assignment], department: Department, browser: Client
) -> None:
    assert browser.get(f"{FILE}?department={department.pk}&form=exe").status_code == 400


def test_within_one_audit_its_name_stands_in_the_head_alone(
    rows: list[Assignment], audit: Audit, department: Department, browser: Client
) -> None:
    sheet = _book(_taken(browser, department, audit=str(audit.pk)))["정보정책과"]
    assert sheet.cell(5, 2).value == "시정·처리요구사항"
    assert str(audit) in sheet.cell(2, 1).value


@pytest.mark.parametrize("text", ["=1+1", "+82", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_what_begins_like_a_formula_stays_text(
    text: str, audit: Audit, department: Department, browser: Client
) -> None:
    assign(make_demand(audit, 1, text), department, due=PAST, point=text)
    cell = _book(_taken(browser, department))["정보정책과"].cell(5, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{text}\n({text})", "s", True)


@pytest.mark.parametrize("name", ["정보[정책]/과:*?\\", "'과'", "가" * 60, "[]"])
def test_a_department_of_any_name_has_a_sheet(
    name: str, rows: list[Assignment], theirs: Assignment, department: Department, neighbour: Department
) -> None:
    with as_owner():
        Department.objects.filter(pk=department.pk).update(name=name)
        Department.objects.filter(pk=neighbour.pk).update(name=f"{name} ")
    letter = letters.letter(_late(), [department.pk, neighbour.pk])
    book = load_workbook(io.BytesIO(letters.written(letter)))
    assert len({title.lower() for title in book.sheetnames}) == 2
    assert all(0 < len(title) <= 31 for title in book.sheetnames)


@pytest.mark.parametrize("address", [PAPER, FILE])
def test_departments_that_are_unknown_or_owe_nothing_lead_back_to_the_choice(
    address: str, rows: list[Assignment], neighbour: Department, browser: Client
) -> None:
    for asked in ({}, {"department": [999_999]}, _all_of(neighbour)):
        answer = browser.get(address, asked, follow=True)
        assert answer.redirect_chain[0][0].startswith(CHOICE)
        assert "고른 부서에 처리기한이 지난 것이 없습니다" in answer.content.decode()


@pytest.mark.parametrize(
    "asked", [{"department": "x"}, {"department": "-1"}, {"audit": "x"}, {"audit": "999999"}]
)
@pytest.mark.parametrize("address", [PAPER, FILE])
def test_what_no_page_sends_is_refused_as_nonsense(
    address: str, asked: dict[str, str], rows: list[Assignment], browser: Client
) -> None:
    assert browser.get(address, asked).status_code == 400


def test_more_than_a_paper_holds_is_refused_in_words(
    rows: list[Assignment], department: Department, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.urge_letter.MOST_ON_PAPER", 2)
    answer = browser.get(PAPER, _all_of(department), follow=True)
    assert "3건은 한 번에 만들 수 없습니다(2건까지)" in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "councillor", "administrator"])
def test_it_is_for_the_secretariat_and_the_coordinator_alone(
    who: str, rows: list[Assignment], department: Department, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    for address in (CHOICE, PAPER, FILE):
        assert browser.get(address, _all_of(department)).status_code == 403
    assert _taken(browser, department).status_code == 403
    assert CHOICE not in browser.get("/", follow=True).content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_letter_and_counts_take_a_fixed_number_of_statements(
    count: int, audit: Audit, department: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, count + 1):
        assign(make_demand(audit, number), department, due=PAST)
    with django_assert_num_queries(1):
        assert reports.late_counts(_late()) == {department.pk: count}
    with django_assert_num_queries(5):
        letter = letters.letter(_late(), [department.pk])
    with django_assert_num_queries(0):
        letters.written(letter)
    assert letter.total == count


def test_ten_thousand_items_are_written_in_three_seconds_of_the_processor(department: Department) -> None:
    line = letters.Line(
        1,
        "시정·처리요구사항",
        "2025년도 행정사무감사",
        "예산 낭비가 없도록 할 것 " * 12,
        "",
        PAST,
        PAST,
        20,
        "추진 중",
        "시연 담당자",
        PAST + timedelta(days=1),
    )
    letter = letters.Letter(_today(), "", [letters.Page(department, [line] * 10_000)], "0")
    began = time.process_time()
    letters.written(letter)
    assert time.process_time() - began < 3
