"""A mail's text is copied by one click, over HTTPS and where a browser gives no clipboard."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audits.models import User
from notifications.models import Kind, Notification, State
from tests.browser.conftest import Enter

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "확인할 소관 1건\n\n기한 경과 3일 <b> & 끝\nhttps://husok.example/demands/3/"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.mark.parametrize("over_http", [False, True], ids=["clipboard", "selection"])
def test_the_text_of_a_mail_is_copied_by_one_click(over_http: bool, officer: User, enter: Enter) -> None:
    now = timezone.now()
    mail = Notification.objects.create(
        kind=Kind.REMINDER,
        recipient=officer,
        address=officer.email,
        seat="정보정책과 담당자",
        period="2026-11-20",
        message_id="<1@husok.example>",
        planned_at=now,
        sent_at=now,
        state=State.SENT,
        subject="[행정사무감사] 보완 요구 1건",
        text=TEXT,
    )
    page = enter(officer)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if over_http:
        page.add_init_script(NO_CLIPBOARD)
    page.goto(f"/mails/{mail.pk}/")
    page.get_by_role("button", name="복사").click()
    expect(page.locator("[data-copy-said]")).to_have_text("복사하였습니다.")
    other = page.context.new_page()
    other.goto("/")
    other.bring_to_front()
    assert other.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n").strip() == TEXT
