"""The sheet on its way over the pages: taken, sent, looked at, reported, and what could not be is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import Viewer
from audits.access import viewer as viewer_on
from audits.models import AccessAct, AccessEntry, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.tracker.sheets.paper import FIRST, Paper, confirmed, sent, taken, ticked
from tests.tracker.web.test_imports import no_redis  # noqa: F401 - a fixture
from tracker.actions.report import Words, report_progress
from tracker.actions.rounds import cancel_round, open_round
from tracker.models import Assignment, ProgressUpdate, ReportDraft, ReportingRound
from tracker.sheets import columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
SAID = {columns.STATUS: "추진 중", columns.ACTIONS: "- 점검표를 만듦", columns.PLAN: "- 점검"}


@pytest.fixture
def items(department: Department) -> list[Assignment]:
    audit = make_audit()
    rows = [make_demand(audit, n, text=f"요구 {n}을 고칠 것") for n in (1, 2, 3)]
    return [assign(row, department) for row in rows]


@pytest.fixture
def browser(items: list[Assignment], officer: User, sign_in: SignIn) -> Client:
    return sign_in(officer)


def _filled(browser: Client, *rows: int, **said: str) -> bytes:
    paper = taken(browser)
    for row in rows:
        paper.fill(row, SAID | {columns.ACTIONS: f"- 한 일 {row}"} | said)
    return paper.saved()


def _today(person: User) -> Viewer:
    return viewer_on(person, timezone.localdate())


def _errors(page: Any) -> list[str]:
    return list(page.context["form"].errors.get("file", []))


def test_a_sheet_is_taken_filled_in_looked_at_and_reported(browser: Client, items: list[Assignment]) -> None:
    before = ProgressUpdate.objects.count()
    preview = sent(browser, _filled(browser, FIRST, FIRST + 1))
    assert ProgressUpdate.objects.count() == before
    assert ticked(preview) == [str(item.pk) for item in items[:2]]
    assert preview.context["untouched"] == 1
    told = preview.content.decode()
    assert "- 한 일 4" not in told  # the sign stands apart
    assert "한 일 4" in told
    assert "요구 1을 고칠" in told
    done = confirmed(browser, preview)
    assert (done.context["sent"], done.context["failed"]) == (2, 0)
    assert "보고함 2건" in done.content.decode()
    assert [item.updates.count() for item in items] == [2, 2, 1]


def test_only_what_is_ticked_is_reported(browser: Client, items: list[Assignment]) -> None:
    preview = sent(browser, _filled(browser, FIRST, FIRST + 1))
    confirmed(browser, preview, [items[1].pk])
    assert [item.updates.count() for item in items] == [1, 2, 1]
    page = confirmed(browser, preview, [])
    assert page.headers["Location"] == preview.request["PATH_INFO"]


def test_the_button_pressed_twice_and_the_same_file_again_report_once(
    browser: Client, items: list[Assignment]
) -> None:
    content = _filled(browser, FIRST, FIRST + 1)
    preview = sent(browser, content)
    confirmed(browser, preview)
    again = confirmed(browser, preview)
    assert (again.context["sent"], again.context["already"], again.context["failed"]) == (0, 2, 0)
    assert "이미 보고한 내용과 같습니다" in again.content.decode()
    assert ticked(sent(browser, content)) == []
    assert ProgressUpdate.objects.filter(author__isnull=False).count() == 2


def test_what_somebody_else_saved_meanwhile_stands_beside_and_can_be_kept_as_a_draft(
    browser: Client, items: list[Assignment], head: User, officer: User, as_viewer: Any
) -> None:
    content = _filled(browser, FIRST)
    report_progress(items[0].pk, Words("in_progress", "- 부서장이 쓴 글"), version=1, by=as_viewer(head))
    preview = sent(browser, content)
    told = preview.content.decode()
    assert ticked(preview) == []
    assert "그사이 다른 사람이 저장함" in told
    assert "부서장이 쓴 글" in told
    assert "한 일 4" in told
    kept = browser.post(preview.request["PATH_INFO"], {"act": "draft"}, follow=True)
    assert "임시 저장하였습니다" in kept.content.decode()
    draft = ReportDraft.objects.get(assignment=items[0], author=officer)
    assert (draft.fields["actions_taken"], draft.base_version) == ("- 한 일 4", 1)
    form = browser.get(reverse("report_form", args=[items[0].pk]))
    assert form.context["outdated"]
    again = browser.post(preview.request["PATH_INFO"], {"act": "draft"}, follow=True)
    assert "덮어쓰지 않았습니다: 4행" in again.content.decode()


def test_cells_that_cannot_be_read_rows_that_were_added_and_deleted_are_told(
    browser: Client, items: list[Assignment]
) -> None:
    paper = taken(browser)
    paper.fill(FIRST, SAID | {columns.UNTIL: "내년쯤"})
    paper.cell(FIRST + 3, columns.LABEL).value = "시정 9"
    paper.sheet.delete_rows(FIRST + 1)
    told = sent(browser, paper.saved()).content.decode()
    assert f"{paper.name(FIRST, columns.UNTIL)}: 날짜로 읽을 수 없습니다" in told
    assert f"{FIRST + 2}행: 서식에 없던 행입니다" in told
    assert "서식에서 지워진 행이 있습니다" in told
    assert "시정 2" in told


def test_a_sheet_without_a_change_says_so(browser: Client) -> None:
    assert "바뀐 것이 없습니다" in sent(browser, taken(browser).saved()).content.decode()


def test_another_departments_sheet_shows_nothing_of_it(
    browser: Client, items: list[Assignment], stranger: User, neighbour: Department
) -> None:
    content = _filled(browser, FIRST)
    other = Client()
    other.force_login(stranger)
    preview = sent(other, content)
    told = preview.content.decode()
    assert "찾는 내용이 없거나 볼 수 있는 권한이 없습니다." in told
    for hidden in ("요구 1", "정보정책과", f"/demands/{items[0].demand_id}/", "한 일 4"):
        assert hidden not in told
    assert ticked(preview) == []
    assert confirmed(other, preview, [items[0].pk]).context["sent"] == 0
    assert items[0].updates.count() == 1


def test_a_preview_is_there_for_its_own_person_alone(browser: Client, head: User) -> None:
    address = sent(browser, _filled(browser, FIRST)).request["PATH_INFO"]
    other = Client()
    other.force_login(head)
    assert other.get(address).headers["Location"] == reverse("progress_sheet")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("서식.xlsx", b"", "내용이 없는 파일"),
        ("서식.xlsx", b"PK\x03\x04 broken", "손상되어"),
        ("서식.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "암호가 걸렸거나"),
        ("명단.csv", "이름,전화\n가,나\n".encode("cp949"), "처리상황 보고 서식으로 읽을 수 없습니다"),
    ],
)
def test_what_is_no_sheet_is_refused_on_the_form(
    name: str, content: bytes, told: str, browser: Client
) -> None:
    assert told in _errors(sent(browser, content, name))[0]


def test_more_rows_than_at_once_are_refused_on_the_form(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.actions.report_sheet.MOST", 1)
    assert "나누어" in _errors(sent(browser, _filled(browser, FIRST, FIRST + 1)))[0]


@pytest.mark.usefixtures("no_redis")
def test_without_a_cache_nothing_is_reported_and_nothing_breaks(browser: Client) -> None:
    content = _filled(browser, FIRST)
    page = browser.post(reverse("progress_sheet"), {"file": _file(content)})
    assert page.status_code == 503
    assert ProgressUpdate.objects.count() == 3


def _file(content: bytes) -> Any:
    return SimpleUploadedFile("서식.xlsx", content)


def test_an_unknown_button_is_nonsense(browser: Client) -> None:
    preview = sent(browser, _filled(browser, FIRST))
    assert browser.post(preview.request["PATH_INFO"], {"act": "all"}).status_code == 400
    assert browser.post(preview.request["PATH_INFO"], {"act": "send", "item": "x"}).status_code == 400


def test_ones_own_sheet_asks_for_no_reason_and_is_noted_with_its_items(
    browser: Client, officer: User
) -> None:
    assert taken(browser).rows()
    noted = AccessEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (noted.user, noted.what, noted.items) == (officer, "assignment", 3)
    assert noted.reason == "우리 부서의 처리상황 보고 작성"


def test_the_coordinator_says_why_and_may_hand_it_to_a_department_that_sends_it(
    items: list[Assignment], coordinator: User, officer: User, department: Department
) -> None:
    office = Client()
    office.force_login(coordinator)
    asked = office.get(reverse("progress_sheet_file"), {"department": department.pk})
    assert "내려받는 사유" in asked.content.decode()
    assert not AccessEntry.objects.filter(act=AccessAct.DOWNLOAD).exists()
    paper = taken(office, department=department.pk)
    assert AccessEntry.objects.get(act=AccessAct.DOWNLOAD).reason == "처리상황 확인"
    paper.fill(FIRST, SAID)
    assert office.post(reverse("progress_sheet"), {"file": _file(paper.saved())}).status_code == 403
    browser = Client()
    browser.force_login(officer)
    assert confirmed(browser, sent(browser, paper.saved())).context["sent"] == 1


def test_a_round_has_a_sheet_of_its_audit_and_an_unknown_one_none(
    browser: Client, items: list[Assignment], department: Department
) -> None:
    assign(make_demand(make_audit(2024), 1), department)
    asked = ReportingRound.objects.create(
        audit=items[0].demand.audit,
        name="1차 보고",
        due_on=timezone.localdate(),
        opened_on=timezone.localdate(),
        opened_at=timezone.now(),
    )
    assert len(taken(browser).rows()) == 4
    assert len(taken(browser, round=asked.pk).rows()) == 3
    assert asked.name in browser.get(reverse("progress_sheet")).content.decode()
    for wrong in ({"round": 999_999}, {"audit": "x"}, {"department": 999_999}):
        assert browser.get(reverse("progress_sheet_file"), wrong).status_code == 404


def test_the_page_of_a_round_leads_to_its_sheet_who_may_take_it_while_it_is_open(
    items: list[Assignment], officer: User, coordinator: User, secretariat: User, sign_in: SignIn
) -> None:
    asked = open_round(
        items[0].demand.audit_id, name="1차 보고", due_on=timezone.localdate(), by=_today(coordinator)
    )
    page = reverse("round_detail", args=[asked.pk])
    for person in (coordinator, officer):
        browser = sign_in(person)
        way = browser.get(page).context["sheet_url"]
        assert way in browser.get(page).content.decode()
        assert browser.get(way).context["take"]["round"].value() == asked.pk
        assert f'value="{asked.pk}" selected' in browser.get(way).content.decode()
    assert not sign_in(secretariat).get(page).context["sheet_url"]
    browser = sign_in(officer)
    assert browser.get(reverse("progress_sheet"), {"round": "x"}).status_code == 400
    cancel_round(asked.pk, by=_today(coordinator))
    assert not browser.get(page).context["sheet_url"]
    late = browser.get(reverse("progress_sheet_file"), {"round": asked.pk})
    assert late.status_code == 409
    assert "회차 없이 감사를 골라" in late.content.decode()


def test_nothing_owed_is_no_sheet(officer: User, sign_in: SignIn) -> None:
    answer = sign_in(officer).get(reverse("progress_sheet_file"), follow=True)
    assert "서식에 담을 소관이 없습니다" in answer.content.decode()


def test_the_work_page_leads_to_it(browser: Client) -> None:
    assert reverse("progress_sheet") in browser.get(reverse("work")).content.decode()


def test_what_was_closed_since_the_sheet_was_taken_is_refused_with_the_state(
    browser: Client, items: list[Assignment]
) -> None:
    content = _filled(browser, FIRST)
    closed = {"stage": "closed", "verification": "confirmed", "reported_status": Status.COMPLETED}
    Assignment.objects.filter(pk=items[0].pk).update(**closed)
    (row,) = sent(browser, content).context["rows"]
    assert row["fate"] == "refused"
    assert "종결" in row["why"][0]


def test_a_csv_of_the_sheet_is_reported_like_the_sheet(browser: Client, items: list[Assignment]) -> None:
    paper = Paper(_filled(browser, FIRST))
    assert confirmed(browser, sent(browser, paper.as_csv(), "서식.csv")).context["sent"] == 1
    assert items[0].updates.count() == 2
