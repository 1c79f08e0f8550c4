"""Documents in and out by a person's hands: an HWPX of our own is read and mended, a report frozen and taken away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from audits.models import Committee, Demand, Department, Document, User
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand
from tests.tracker.exports import more_readers, officials
from tests.tracker.exports.readers import bare
from tracker.exports import hwpx
from tracker.models import Snapshot
from tracker.tasks import make_report_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists")]


def test_an_hwpx_of_ours_is_read_one_item_mended_in_place_and_stored(
    secretariat: User, department: Department, enter: Enter, tmp_path: Path
) -> None:
    own = officials.answer("completed", department=department.name, actions_taken="○ 장비 30대 교체")
    theirs = [officials.item(1, own), officials.item(2, officials.answer(department=department.name))]
    written = officials.result(theirs, title="2025년도 행정사무감사 처리결과 보고서", as_of=date(2025, 12, 1))
    file = tmp_path / "보고서.hwpx"
    file.write_bytes(hwpx.written(written))
    page = enter(secretariat)
    page.goto("/imports/")
    page.get_by_label("보고서 파일").set_input_files(file)
    page.get_by_label("감사 연도").fill("2025")
    page.get_by_label("감사대상기관").fill("정보국")
    page.get_by_label("보고 기준일").fill("2025. 12. 1.")
    page.get_by_role("button", name="읽고 살펴보기").click()

    expect(page.locator("#items-head .count")).to_have_text("2")
    page.locator("[aria-labelledby=items-head] a[href*=item]").nth(1).click()
    item = page.locator("#item")
    expect(item.get_by_role("list", name="원문")).to_contain_text("노후 통신장비의 교체 시기와")
    expect(page.locator("main .button-primary")).to_have_count(1)
    item.get_by_label("요구 내용").fill("통신장비의 교체 시기를 공개하기 바람")
    item.get_by_role("button", name="저장", exact=True).click()
    expect(item.get_by_text("손으로 고침")).to_be_visible()
    page.get_by_role("region", name="고칠 곳").get_by_role("button", name="읽은 대로 둠").click()
    expect(page.get_by_role("heading", name="불러오기를 확정할 수 있습니다")).to_be_visible()
    assert not Demand.objects.exists()

    page.get_by_role("button", name="불러오기 확정").click()
    expect(page.get_by_role("heading", name="처리결과 총괄표")).to_be_visible()
    texts = [demand.versions.get().text for demand in Demand.objects.order_by("number")]
    assert texts == [theirs[0].text, "통신장비의 교체 시기를 공개하기 바람"]
    assert "연번 2" in Document.objects.get().note


def test_a_report_is_frozen_and_its_file_made_by_a_worker_is_taken_away(
    secretariat: User,
    committee: Committee,
    department: Department,
    enter: Enter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audit = make_audit(committee=committee)
    assign(make_demand(audit, 1), department)
    heard: list[int] = []
    monkeypatch.setattr(make_report_file, "delay", heard.append)
    page = enter(secretariat)
    page.goto(f"/audits/{audit.pk}/reports/")
    page.get_by_role("button", name="보고서 보기").click()
    page.get_by_role("link", name="보고서 확정").click()
    page.get_by_role("button", name="보고서 확정").click()
    expect(page.get_by_text("보고서를 확정하였습니다.")).to_be_visible()

    page.get_by_role("button", name="만들기 한글(HWPX)").click()
    expect(page.get_by_role("heading", name="파일을 만들고 있습니다")).to_be_visible()
    (waiting,) = heard
    make_report_file(waiting)
    page.reload()
    with page.expect_download() as taken:
        page.get_by_role("link", name="내려받기").click()

    told = more_readers.hwpx(taken.value.path().read_bytes())
    assert Snapshot.objects.get().paper == "inspection"
    assert [text for _label, text, _answers in told.demands] == [
        bare(audit.demands.get().versions.get().text)
    ]
