"""From the first page to the thing itself: an officer reports, a head confirms, a councillor takes one page along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from audits.gates import Gates
from audits.models import Committee, Demand, Department, DepartmentKind, Office, Role, User
from audits.statuses import ReportedStatus as Status
from tests.browser.conftest import Enter
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import file
from tracker.models import ProgressUpdate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists")]

LONG = (
    "○ 노후 장비를 차례로 교체하고 보안 점검 결과를 반영하여 운영 절차를 다시 정하였으며 담당 인력을 보강함"
)
MUCH: Any = {"actions": "\n".join([LONG] * 40), "plan": "\n".join([LONG] * 20)}


def _one_page(page: Page) -> bool:
    return len(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))) == 1


def test_an_officer_finds_the_worst_item_and_reports_on_it_from_the_first_page(
    department: Department, officer: User, enter: Enter
) -> None:
    audit = make_audit()
    for number, days in enumerate((-3, -40, 20), 1):
        due = timezone.localdate() + timedelta(days=days)
        assign(make_demand(audit, number, f"{number}번째 일을 바로잡을 것"), department, due=due)
    page = enter(officer)
    expect(page.get_by_role("heading", name="처리기한이 지난 소관이 2건 있습니다.")).to_be_visible()
    page.locator(".next").get_by_role("link", name="처리상황 보고").click()
    expect(page.get_by_text("2번째 일을 바로잡을").first).to_be_visible()
    page.get_by_label("추진 중 하고 있음").check()
    page.get_by_label("추진내용").fill("- 늦어진 까닭을 밝히고 고침")
    page.get_by_label("향후계획").fill("- 다음 달까지 마침")
    page.get_by_label("완료 예정일").fill(f"{timezone.localdate() + timedelta(days=40):%Y. %-m. %-d.}")
    page.get_by_role("button", name="의회에 보고").click()
    expect(page.get_by_text("보고하였습니다: 추진 중")).to_be_visible()
    assert ProgressUpdate.objects.filter(author=officer, assignment__demand__number=2).count() == 1


def test_a_head_confirms_what_waits_from_the_first_page(
    department: Department, officer: User, head: User, enter: Enter
) -> None:
    office = Office.current()
    office.gates = Gates.HEAD
    office.save()
    row = assign(make_demand(make_audit(), 1), department)
    update = file(row, officer)
    page = enter(head)
    page.locator(".next").get_by_role("link", name="부서장 확인").click()
    page.get_by_role("button", name="부서장 확인").click()
    expect(page.get_by_text("부서장 확인을 마쳤습니다.")).to_be_visible()
    update.refresh_from_db()
    assert update.filed_at is not None


def test_a_councillor_takes_one_page_of_a_demand_along(
    department: Department, committee: Committee, enrol: Enrol, enter: Enter
) -> None:
    member = enrol(Role.COUNCILLOR, name="홍길동", committee=committee)
    demand = make_demand(make_audit(committee=committee), 1, "낡은 장비를 바꿀 것")
    Demand.objects.filter(pk=demand.pk).update(raised_by="홍길동 의원")
    assign(demand, department, due=timezone.localdate() - timedelta(days=1))
    page = enter(member)
    page.get_by_role("row", name="낡은 장비를 바꿀").get_by_role("link", name="한 장 보기").click()
    expect(page.get_by_role("heading", name="요구 내용")).to_be_visible()
    assert _one_page(page)


def test_however_long_and_whoever_has_it_a_demand_prints_on_one_page(
    bureau: Department, councillor: User, enter: Enter
) -> None:
    demand = make_demand(make_audit(body="아주 긴 이름을 가진 감사대상기관"), 1, f"{LONG} " * 30)
    Demand.objects.filter(pk=demand.pk).update(
        raised_by="홍길동 의원, 김아무개 의원", minutes_reference="제333회 12쪽"
    )
    today = timezone.localdate()
    for number in range(9):
        place = Department.objects.create(
            name=f"정보기반조성{number}담당관",
            kind=DepartmentKind.DEPARTMENT,
            rank=30 + number,
            bureau=bureau,
        )
        written: dict[str, Any] = {
            "actions": "\n".join([LONG] * 40),
            "plan": "\n".join([LONG] * 20),
            "planned_until": today,
        }
        assign(
            demand, place, Status.IN_PROGRESS, lead=number == 0, point="세부항목 " * 8, due=today, **written
        )
    page = enter(councillor)
    page.goto(f"/demands/{demand.pk}/sheet/")
    expect(page.get_by_text("긴 내용은 이하 생략하였습니다.")).to_be_visible()
    assert _one_page(page)


def test_one_department_with_much_to_say_fills_the_page_and_no_more(
    department: Department, councillor: User, enter: Enter
) -> None:
    demand = make_demand(make_audit(), 1, "낡은 장비를 바꿀 것")
    assign(demand, department, due=timezone.localdate(), **MUCH)
    page = enter(councillor)
    page.goto(f"/demands/{demand.pk}/sheet/")
    assert _one_page(page)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_first_page_is_wider_than_the_screen(
    width: int, department: Department, head: User, officer: User, enter: Enter
) -> None:
    for number in (1, 2):
        due = timezone.localdate() - timedelta(days=number)
        assign(make_demand(make_audit(2020 + number), 1), department, due=due)
    page = enter(head)
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
