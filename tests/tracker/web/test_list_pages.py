"""The list in every order and by every filter: pages without gaps or doubles, and the file of exactly the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from audits.models import (
    AccessEntry,
    Audit,
    Category,
    Committee,
    Demand,
    Department,
    DepartmentKind,
    Role,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.web import town
from tracker import followup
from tracker.models import Assignment
from tracker.web import demands, list_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST = "/demands/"
ORDERS = ("number", "due_date", "department")
REASON = {"usual": "follow_up"}


@pytest.fixture
def places(lists: None, committee: Committee, monkeypatch: pytest.MonkeyPatch) -> dict[str, Department]:
    """The town, in pages of eleven."""
    monkeypatch.setattr(demands, "PAGE", 11)
    return town.build(committee, timezone.localdate())


def _everything() -> list[Assignment]:
    return list(Assignment.objects.select_related("demand__audit", "department"))


def _pages(browser: Client, asked: Mapping[str, Any]) -> Iterator[Any]:
    page = browser.get(LIST, asked)
    yield page
    while page.context["next_url"]:
        page = browser.get(LIST + page.context["next_url"])
        yield page


def _walked(browser: Client, asked: Mapping[str, Any]) -> list[int]:
    return [row["pk"] for page in _pages(browser, asked) for row in page.context["rows"]]


def _questions(places: dict[str, Department]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Addresses, and what they mean."""
    road, river, sports = (places[name].pk for name in ("도로과", "하천과", "체육과"))
    audit = Audit.objects.get(year=2025).pk
    return [
        ({}, {}),
        ({"department": [road]}, {"departments": {road}}),
        ({"department": [places["안전국"].pk]}, {"departments": {road, river}}),
        ({"department": [sports, places["안전국"].pk, 0]}, {"departments": {road, river, sports, 0}}),
        ({"department": [0]}, {"departments": {0}}),
        ({"overdue": "on"}, {"overdue": True}),
        ({"due": "week"}, {"due": "week"}),
        ({"due": "undated"}, {"due": "undated"}),
        ({"status": "completed", "audit": audit}, {"status": "completed", "audit": audit}),
        ({"priority": "on"}, {"priority": True}),
        ({"q": "예산 낭비", "verification": "awaiting"}, {"q": "예산낭비", "verification": "awaiting"}),
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_every_filter_gives_page_by_page_what_can_be_reckoned(
    order: str, places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    browser, rows, on = sign_in(secretariat), _everything(), timezone.localdate()
    for address, meant in _questions(places):
        walked = _walked(browser, address | {"order": order})
        assert walked == town.reckoned(meant, order, rows, on), f"{order} {address}"


@pytest.mark.parametrize("order", ORDERS)
def test_the_pages_are_the_same_on_the_way_back(
    order: str, places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    there = list(_pages(browser, {"order": order}))
    page, back = there[-1], [there[-1]]
    while page.context["previous_url"]:
        page = browser.get(LIST + page.context["previous_url"])
        back.append(page)
    seen = [[row["pk"] for row in page.context["rows"]] for page in there]
    assert [[row["pk"] for row in page.context["rows"]] for page in reversed(back)] == seen
    assert len(there) > 2


@pytest.mark.parametrize("who", ["secretariat", "clerk", "coordinator", "officer", "councillor"])
def test_the_file_has_what_the_pages_have_in_their_order(
    who: str, places: dict[str, Department], enrol: Enrol, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    person = (
        enrol(Role.OFFICER, department=places["공원과"]) if who == "officer" else request.getfixturevalue(who)
    )
    Assignment.objects.filter(department=places["도로과"]).update(
        department=Department.objects.get(name="공원과")
    )
    browser = sign_in(person)
    for asked in (
        {},
        {"overdue": "on", "order": "due_date"},
        {"order": "department", "status": "not_reported"},
    ):
        walked = _walked(browser, asked)
        assert len(walked) > 1, f"{who} {asked}"
        assert _ids(browser, asked) == walked, f"{who} {asked}"


def _taken(browser: Client, form: str, asked: Mapping[str, Any]) -> Any:
    address = reverse("demand_list_file", args=[form])
    query = browser.get(LIST, asked).wsgi_request.GET.urlencode()
    return browser.post(f"{address}?{query}", REASON)


def _lines(browser: Client, asked: Mapping[str, Any]) -> list[list[str]]:
    answer = _taken(browser, "csv", asked)
    assert isinstance(answer, StreamingHttpResponse)
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def _ids(browser: Client, asked: Mapping[str, Any]) -> list[int]:
    return [int(line[-1]) for line in _lines(browser, asked)[4:]]


def test_the_workbook_has_the_same_lines_and_the_conditions_in_words(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    asked = {"department": [str(places["안전국"].pk), "0"], "order": "department"}
    answer = _taken(browser, "xlsx", asked)
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    walked = _walked(browser, asked)
    assert [row[-1] for row in rows[4:]] == walked
    assert f"부서: 안전국 · 아래 2곳 · 부서: 소관 없음 · {len(walked)}건" in str(rows[1][0])
    lines = _lines(browser, asked)
    assert lines[1][0].startswith("부서: 안전국 · 아래 2곳")
    assert lines[3] == list(rows[3])


def test_a_demand_that_begins_like_a_formula_is_text_in_the_file(
    department: Department, secretariat: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    for number in (1, 2):
        assign(make_demand(audit, number, "=HYPERLINK(1) 을 고칠 것"), department)
    assert [line[3] for line in _lines(sign_in(secretariat), {})[4:]] == ["'=HYPERLINK(1) 을 고칠 것"] * 2


def test_demands_that_nobody_has_are_a_file_as_well(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    for number in (1, 2):
        make_demand(make_audit(2030 + number), number)
    browser = sign_in(secretariat)
    asked = {"stage": "undistributed"}
    assert _ids(browser, asked) == _walked(browser, asked)


def test_several_items_are_taken_for_a_reason_that_is_kept(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    address = f"{reverse('demand_list_file', args=['csv'])}?overdue=on"
    asked = browser.get(address)
    assert "내려받는 사유" in asked.content.decode()
    assert not AccessEntry.objects.filter(act="download").exists()
    taken = len(_ids(browser, {"overdue": "on"}))
    entry = AccessEntry.objects.get(act="download")
    assert (entry.what, entry.items, entry.reason) == ("assignment", taken, "처리상황 확인")


def test_too_much_for_a_file_leads_back_and_says_how_much_it_takes(
    places: dict[str, Department], secretariat: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_file, "MOST", 5)
    address = f"{reverse('demand_list_file', args=['xlsx'])}?order=due_date"
    answer = sign_in(secretariat).get(address, follow=True)
    assert answer.redirect_chain[-1][0] == "/demands/?order=due_date"
    assert "한 파일에 5건까지 내려받습니다" in answer.content.decode()


def test_a_file_of_an_unknown_form_or_of_nonsense_is_none(secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    assert browser.get("/demands/file/pdf/").status_code == 404
    assert browser.get("/demands/file/csv/?status=nonsense").status_code == 400


def _statements(browser: Client, asked: Mapping[str, Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert browser.get(LIST, asked).status_code == 200
    return len(told)


@pytest.mark.parametrize(
    "asked", [{}, {"order": "due_date"}, {"order": "department"}, {"q": "서두를"}], ids=str
)
def test_three_rows_take_as_many_statements_as_thirty(
    asked: dict[str, str], department: Department, secretariat: User, sign_in: SignIn
) -> None:
    audit, browser = make_audit(), sign_in(secretariat)
    for number in range(1, 4):
        report(assign(make_demand(audit, number), department), Status.IN_PROGRESS, 2, "- 정비를 서두를 계획")
    browser.get(LIST)
    few = _statements(browser, asked)
    for number in range(4, 34):
        report(assign(make_demand(audit, number), department), Status.IN_PROGRESS, 2, "- 정비를 서두를 계획")
    assert _statements(browser, asked) == few <= 18


def test_a_row_found_by_its_report_shows_the_words_there(
    department: Department, neighbour: Department, secretariat: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit(), 1, "보도 정비를 서두를 것")
    report(assign(demand, department), Status.IN_PROGRESS, 2, "○ 1단계 구간\n - 자전거 도로 <3>km 완료")
    assign(demand, neighbour)
    browser = sign_in(secretariat)
    rows = browser.get(LIST, {"q": "자전거도로"}).context["rows"]
    assert [row["hit_html"] for row in rows] == [
        "○ 1단계 구간 - <mark>자전거 도로</mark> &lt;3&gt;km 완료"
    ] * 2
    found_by_text = browser.get(LIST, {"q": "보도정비"}).context["rows"]
    assert not any(row.get("hit_html") for row in found_by_text)


def test_a_department_is_not_shown_words_it_may_not_read(
    department: Department, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    report(assign(demand, department), Status.IN_PROGRESS, 2, "- 자전거 도로")
    report(assign(demand, neighbour), Status.IN_PROGRESS, 2, "- 비밀 문구와 자전거 도로")
    (row,) = sign_in(officer).get(LIST, {"q": "자전거 도로"}).context["rows"]
    assert "비밀" not in row["hit_html"]


def test_bureaus_stand_with_their_departments_in_the_order_of_the_sheet(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    chosen = {"department": str(places["문화국"].pk), "overdue": "on"}
    page = sign_in(secretariat).get(LIST, chosen)
    tree = page.context["tree"]
    assert [
        (each["name"], each["on"], [leaf[1] for leaf in each["leaves"]]) for each in tree["branches"]
    ] == [
        ("안전국", False, ["하천과", "도로과"]),
        ("문화국", True, ["공원과", "체육과"]),
        ("", False, ["감사관"]),
    ]
    assert tree["kept"] == (("overdue", "on"),)
    (chip, _overdue) = page.context["chips"]
    assert (chip["label"], chip["value"], chip["remove_url"]) == ("부서", "문화국 · 아래 2곳", "?overdue=on")


def test_many_chosen_departments_are_one_chip(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    names = ("도로과", "하천과", "체육과", "공원과", "감사관")
    asked = {"department": [str(places[name].pk) for name in names], "order": "due_date"}
    (chip,) = sign_in(secretariat).get(LIST, asked).context["chips"]
    assert (chip["value"], chip["remove_url"]) == ("도로과 외 4곳", "?order=due_date")


def test_a_bureau_under_a_new_name_keeps_the_departments_it_began_with(
    places: dict[str, Department], secretariat: User, sign_in: SignIn
) -> None:
    day = timezone.localdate()
    new = Department.objects.create(name="재난안전국", kind=DepartmentKind.BUREAU, rank=100, valid_from=day)
    old = places["안전국"]
    Department.objects.filter(pk=old.pk).update(valid_until=day)
    old.successions.create(kind="rename", successor=new, effective_on=day)
    browser = sign_in(secretariat)
    tree = browser.get(LIST).context["tree"]
    assert [each["name"] for each in tree["branches"]] == ["재난안전국", "문화국", ""]
    asked = {"department": str(new.pk)}
    assert set(_walked(browser, asked)) == set(
        Assignment.objects.filter(department__bureau=old).values_list("pk", flat=True)
    )


def test_six_hundred_departments_weigh_the_list_no_more_than_a_page_may(
    secretariat: User, sign_in: SignIn
) -> None:
    audit, category = make_audit(), Category.objects.get(code="corrective")
    bureaus = [
        Department.objects.create(name=f"제{n}실국사업본부", kind=DepartmentKind.BUREAU, rank=n * 100)
        for n in range(20)
    ]
    for number in range(600):
        department = Department.objects.create(
            name=f"도시기반시설{number}과",
            kind=DepartmentKind.DEPARTMENT,
            rank=number,
            bureau=bureaus[number % 20],
        )
        demand = Demand.objects.create(audit=audit, number=number + 1, category=category)
        demand.versions.create(text="도로와 다리의 안전을 해마다 점검하고 결과를 시민에게 알릴 것 " * 3)
        Assignment.objects.create(demand=demand, department=department, assigned_on=timezone.localdate())
    followup.refresh(list(Demand.objects.values_list("pk", flat=True)))
    browser = sign_in(secretariat)
    page = browser.get(LIST, {"department": str(bureaus[3].pk)})
    assert len(page.context["rows"]) == 25
    assert len(page.content) < 100_000
    whole = browser.get(reverse("demand_departments"), {"part": "tree"})
    assert whole.content.decode().count('name="department"') == 600 + 20 + 1
    assert "<html" not in whole.content.decode()
