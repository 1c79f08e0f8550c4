"""Tables pasted from 한글 and from a spreadsheet arrive as tables, and look like tables when they are read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import ProgressUpdate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists")]

PASTE = """(field, [html, text]) => {
  const clipboard = new DataTransfer();
  if (html) clipboard.setData("text/html", html);
  clipboard.setData("text/plain", text);
  return field.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""
HWP = """<html><head><style>td { color: red }</style></head><body><!--StartFragment-->
<p>○ 보급 현황</p>
<table><tr><td rowspan="2"><p>연도</p></td><td colspan="2">신청<br>(명)</td></tr>
<tr><td>계</td><td>시각&nbsp;장애</td></tr>
<tr><td>2025</td><td></td><td><p>1,360</p><p>(49%)</p></td></tr></table>
<p>※ 9월 말 기준<br>- 끝</p><script>window.pasted = true</script>
<img src="x" onerror="window.pasted = true"></body></html>"""
LINES = "○ 보급 현황\n연도\t신청 (명)\t\n\t계\t시각 장애\n2025\t\t1,360 (49%)\n※ 9월 말 기준\n- 끝"


@pytest.fixture
def form(officer: User, department: Department, enter: Enter) -> Page:
    """The form of a report, open."""
    row = assign(make_demand(make_audit()), department, Status.IN_PROGRESS)
    page = enter(officer)
    page.goto(f"/assignments/{row.pk}/report/")
    return page


def _paste(page: Page, html: str, text: str) -> bool:
    """Whether the browser was left to paste by itself."""
    field = page.get_by_label("추진내용")
    field.focus()
    return bool(field.evaluate(PASTE, [html, text]))


def test_a_table_from_a_document_becomes_lines_with_tabs_merged_cells_once(form: Page) -> None:
    form.get_by_label("추진내용").fill("- 앞의 말")
    assert not _paste(form, HWP, "연도 신청")
    assert form.get_by_label("추진내용").input_value() == f"- 앞의 말\n{LINES}\n"
    assert not form.evaluate("Boolean(window.pasted)")


def test_words_without_a_table_are_pasted_as_the_browser_does(form: Page) -> None:
    assert _paste(form, "<p>표가 <b>없는</b> 글</p>", "표가 없는 글")
    assert _paste(form, "", "구분\t계\n2025\t10")


def test_it_can_be_undone(form: Page) -> None:
    form.get_by_label("추진내용").fill("- 앞의 말")
    _paste(form, HWP, "")
    form.keyboard.press("Control+z")
    expect(form.get_by_label("추진내용")).to_have_value("- 앞의 말")


def test_a_table_of_absurd_spans_is_pasted_in_bounds(form: Page) -> None:
    wide = "<table>" + "<tr><td colspan='1000' rowspan='65000'>가</td></tr>" * 50 + "</table>"
    _paste(form, wide, "가")
    assert len(form.get_by_label("추진내용").input_value()) < 51 * 60 * 50


def test_what_was_pasted_is_a_table_again_where_it_is_read(form: Page, officer: User) -> None:
    _paste(form, HWP, "")
    form.get_by_label("추진 중").check()
    form.get_by_label("향후계획").fill("- 남은 기기 보급")
    form.get_by_label("완료 예정일").fill("2099. 12. 1.")
    form.get_by_role("button", name="의회에 보고").click()
    expect(form.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert ProgressUpdate.objects.order_by("-number")[0].actions_taken == LINES
    rows = form.get_by_role("region", name="표").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).get_by_role("columnheader").nth(1)).to_have_text("신청 (명)")
    expect(rows.nth(2).get_by_role("cell").nth(2)).to_have_text("1,360 (49%)")
