"""Files in a real browser: chosen, dropped and pasted ones are sent at once, refused ones say why."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.models import Department, User
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand
from tests.tracker.files import papers
from tracker.models import Evidence, ReportDraft, StoredFile

pytestmark = pytest.mark.django_db(transaction=True)

BRING = """([kind, content]) => {
  const brought = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  brought.items.add(new File([bytes], "화면.png", { type: "image/png" }));
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { clipboardData: brought, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: brought, bubbles: true, cancelable: true });
  document.querySelector("[data-uploads]").dispatchEvent(event);
}"""


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    """Files on the desk of an officer, and an empty store."""
    settings.FILES_ROOT = tmp_path / "store"
    (tmp_path / "공문.pdf").write_bytes(papers.pdf())
    (tmp_path / "보안.hwp").write_bytes(b"\x9b\x20DRMONE" + bytes(200))
    return tmp_path


@pytest.fixture
def writing(lists: None, department: Department, officer: User, enter: Enter) -> Page:
    """An officer in front of the form."""
    page = enter(officer)
    owed = assign(make_demand(make_audit()), department)
    page.goto(f"/assignments/{owed.pk}/report/")
    return page


def _bring(page: Page, kind: str) -> None:
    page.evaluate(BRING, [kind, base64.b64encode(papers.png()).decode()])


def test_a_chosen_file_is_sent_at_once_and_goes_with_the_report(writing: Page, files: Path) -> None:
    writing.get_by_label("파일 고르기").set_input_files(files / "공문.pdf")
    expect(writing.get_by_text("1 KB · 올림")).to_be_visible()
    writing.get_by_label("완료 증빙자료 필요").check()
    writing.get_by_label("추진내용").fill("- 절차를 고침")
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.get_by_text("의회의 이행 확인을 기다립니다.")).to_be_visible()
    with writing.expect_download() as taken:
        writing.get_by_role("link", name="공문.pdf").click()
    assert taken.value.suggested_filename == "공문.pdf"
    assert Path(taken.value.path()).read_bytes() == papers.pdf()


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped(kind: str, writing: Page, files: Path) -> None:
    _bring(writing, kind)
    expect(writing.locator(".file")).to_contain_text("화면.png")
    expect(writing.locator(".file")).to_contain_text("올림")
    expect(writing.locator("[data-saved]")).to_contain_text("저장됨")
    assert StoredFile.objects.get().kind == "png"


def test_a_file_that_is_taken_out_is_not_sent(writing: Page, files: Path) -> None:
    _bring(writing, "paste")
    expect(writing.locator(".file")).to_contain_text("올림")
    writing.get_by_role("button", name="빼기").click()
    writing.get_by_label("추진 중 하고 있음").check()
    writing.get_by_label("추진내용").fill("- 절차를 고침")
    writing.get_by_label("완료 예정일").fill("2026. 12. 31.")
    writing.get_by_label("향후계획").fill("- 점검")
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert not Evidence.objects.exists()


def test_what_was_sent_is_in_the_draft_that_is_kept_by_itself(writing: Page, files: Path) -> None:
    writing.clock.install()
    writing.reload()
    _bring(writing, "paste")
    expect(writing.locator(".file")).to_contain_text("올림")
    writing.clock.run_for(21_000)
    expect(writing.locator("[data-saved]")).to_contain_text("저장됨")
    assert ReportDraft.objects.get().fields["uploads"] == str(StoredFile.objects.get().pk)


def test_a_refused_file_says_why(
    browser: Browser, live_server: LiveServer, writing: Page, files: Path
) -> None:
    """In a window of its own: the browser writes the refused request to its console, which would fail the test."""
    cookies = writing.context.cookies()
    with browser.new_context(locale="ko-KR", base_url=live_server.url) as quiet:
        quiet.add_cookies(
            [{"name": each["name"], "value": each["value"], "url": live_server.url} for each in cookies]
        )
        page = quiet.new_page()
        page.goto(writing.url)
        page.get_by_label("파일 고르기").set_input_files([files / "보안.hwp", files / "공문.pdf"])
        expect(page.get_by_text("문서보안(DRM)이 걸린 파일로 보입니다: 보안.hwp.")).to_be_visible()
        expect(page.get_by_text("1 KB · 올림")).to_be_visible()
        expect(page.locator("input[name=upload]")).to_have_count(1)
        expect(page.locator("[data-saved]")).to_contain_text("저장됨")
