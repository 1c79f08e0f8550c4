"""From the first page alone, what is asked most often is found within three clicks (docs/guide.ko.md tells how)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from audits.models import Committee, Department, User
from notifications.models import Occasion, OccasionKind
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "늦어진 사업의 까닭을 밝힐 것"


@dataclass
class Walk:
    """A way through the pages that counts its clicks; no address is typed."""

    page: Page
    clicks: int = 0

    def to(self, way: Locator) -> None:
        """Click, and be on the next page."""
        self.clicks += 1
        assert self.clicks <= 3
        way.click()
        self.page.wait_for_load_state()

    def by_menu(self, name: str) -> None:
        """Click an entry of the navigation."""
        self.to(self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True))

    def by_content(self, name: str) -> None:
        """Click a link of the page itself."""
        self.to(self.page.get_by_role("main").get_by_role("link", name=name).first)


@pytest.fixture
def late(lists: None, committee: Committee, department: Department, neighbour: Department) -> Assignment:
    """What a department owes since three days; another department owes something that is not late."""
    audit = make_audit(committee=committee)
    today = timezone.localdate()
    row = assign(make_demand(audit, 1, TEXT), department, due=today - timedelta(days=3))
    assign(make_demand(audit, 2), neighbour, due=today + timedelta(days=30))
    return row


@pytest.fixture
def told(late: Assignment, officer: User) -> Occasion:
    """That the officer is to be told that it is late."""
    today = timezone.localdate()
    return Occasion.objects.create(
        kind=OccasionKind.OVERDUE,
        recipient=officer,
        address=officer.email,
        key=f"user:{officer.pk}",
        seat="정보정책과 담당자",
        assignment=late,
        department=late.department,
        period=today.isoformat(),
        on=today,
        planned_at=timezone.now(),
    )


def test_what_is_late_in_a_department(late: Assignment, secretariat: User, enter: Enter) -> None:
    walk = Walk(enter(secretariat))
    row = walk.page.get_by_role("main").get_by_role("row", name="정보정책과")
    walk.to(row.locator("a.is-bad"))
    expect(walk.page.locator("tbody tr")).to_have_count(1)
    expect(walk.page.locator("tbody tr")).to_contain_text("기한 경과 3일")


def test_what_is_late_in_a_department_by_the_summary(
    late: Assignment, coordinator: User, enter: Enter
) -> None:
    walk = Walk(enter(coordinator))
    walk.by_menu("행정사무감사")
    walk.by_content("총괄표")
    walk.to(walk.page.get_by_role("row", name="정보정책과").get_by_role("link").last)
    expect(walk.page.locator("tbody tr")).to_have_count(1)


def test_how_to_report_on_an_item(late: Assignment, officer: User, enter: Enter) -> None:
    walk = Walk(enter(officer))
    walk.by_content("처리상황 보고")
    expect(walk.page).to_have_url(re.compile(f"/assignments/{late.pk}/report/$"))
    expect(walk.page.get_by_label("추진내용")).to_be_visible()


def test_why_a_due_date_is_what_it_is(late: Assignment, officer: User, enter: Enter) -> None:
    walk = Walk(enter(officer))
    walk.by_content(TEXT)
    expect(walk.page.locator(".calc")).to_contain_text("직접 정한 날짜")


def test_who_was_reminded_of_an_item_and_when(told: Occasion, secretariat: User, enter: Enter) -> None:
    walk = Walk(enter(secretariat))
    walk.by_menu("처리요구사항")
    walk.by_content(TEXT)
    walk.by_content("알림 내역")
    row = walk.page.locator("tbody tr")
    expect(row).to_contain_text("처리기한 경과")
    expect(row).to_contain_text("정보정책과 담당자")


def test_what_was_sent_to_whom(secretariat: User, enter: Enter) -> None:
    walk = Walk(enter(secretariat))
    walk.by_menu("알림 발송 기록")
    walk.by_content("발송 완료")
    expect(walk.page.get_by_text("아직 보낸 알림이 없습니다.")).to_be_visible()
