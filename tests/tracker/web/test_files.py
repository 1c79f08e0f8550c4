"""Files on pages: sent with a report or by themselves, kept through refusals, taken home; words given back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.models import Department, User
from tests.factories import assign, make_audit, make_demand, post_elsewhere
from tests.tracker.files import papers
from tests.tracker.web.test_report import WRITTEN, SignIn
from tracker.files import store
from tracker.models import Assignment, Evidence, ReportDraft, Stage, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

DONE = WRITTEN | {"status": "completed", "plan": "", "planned_until": ""}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def address(owed: Assignment) -> str:
    return reverse("report_form", args=[owed.pk])


@pytest.fixture
def browser(officer: User, sign_in: SignIn) -> Client:
    return sign_in(officer)


def pdf(name: str = "공문.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf())


def _act(owed: Assignment, name: str) -> str:
    return reverse("assignment_act", args=[owed.pk, name])


def test_a_report_is_sent_with_files_and_without_a_script(
    owed: Assignment, address: str, browser: Client
) -> None:
    answer = browser.post(address, DONE | {"files": [pdf(), pdf("도면.pdf")], "evidence": ["가-1"]})
    assert answer.status_code == 302
    owed.refresh_from_db()
    assert owed.stage == Stage.CLAIMED
    assert [str(row.file or row) for row in Evidence.objects.order_by("pk")] == [
        "공문.pdf",
        "도면.pdf",
        "가-1",
    ]


def test_files_outlive_a_form_that_is_refused(owed: Assignment, address: str, browser: Client) -> None:
    page = browser.post(address, DONE | {"actions_taken": "", "files": [pdf()]})
    assert list(page.context["form"].errors) == ["actions_taken"]
    (row,) = page.context["form"].file_rows()
    assert (row.name, row.size) == ("공문.pdf", len(papers.pdf()))
    assert "빼기" in page.content.decode()
    browser.post(address, DONE | {"upload": [row.id]})
    assert Evidence.objects.get().file_id == row.id


def test_files_outlive_a_look_at_what_is_doubtful(owed: Assignment, address: str, browser: Client) -> None:
    page = browser.post(address, DONE | {"plan": "- 점검: ’27. 3월", "files": [pdf()]})
    assert page.context["doubts"]
    (row,) = page.context["form"].file_rows()
    assert row.name == "공문.pdf"
    browser.post(address, DONE | {"plan": "- 점검: ’27. 3월", "upload": [row.id], "doubts_seen": "1"})
    assert Evidence.objects.get().file_id == row.id


def test_a_refused_file_is_named_and_nothing_is_sent_or_lost(
    owed: Assignment, address: str, browser: Client
) -> None:
    bad = SimpleUploadedFile("계획.hwp", b"\x9b\x20DRMONE" + bytes(99))
    page = browser.post(address, DONE | {"files": [pdf(), bad]})
    shown = page.content.decode()
    assert "문서보안(DRM)이 걸린 파일로 보입니다: 계획.hwp" in shown
    assert "점검표를 만듦" in shown
    assert [row.name for row in page.context["form"].file_rows()] == ["공문.pdf"]
    assert owed.updates.count() == 1
    assert ReportDraft.objects.get().fields["uploads"] == str(StoredFile.objects.get().pk)


@pytest.mark.parametrize("act", ["attach", "more", "take_over", "continues"])
def test_whatever_button_is_pressed_the_chosen_files_stay(act: str, address: str, browser: Client) -> None:
    page = browser.post(address, DONE | {"act": act, "files": [pdf()]})
    assert [row.name for row in page.context["form"].file_rows()] == ["공문.pdf"]


def test_a_draft_brings_its_files_back(address: str, browser: Client) -> None:
    browser.post(f"{address}draft/", DONE | {"files": [pdf()]})
    file = StoredFile.objects.get()
    assert [row.id for row in browser.get(address).context["form"].file_rows()] == [file.pk]
    assert (file.expires_at - timezone.now()).days >= 29


def test_a_file_is_taken_out_again(address: str, browser: Client) -> None:
    browser.post(f"{address}draft/", DONE | {"files": [pdf(), pdf("도면.pdf")]})
    first, second = StoredFile.objects.order_by("pk")
    page = browser.post(address, DONE | {"upload": [first.pk, second.pk], "drop": first.pk})
    assert [row.id for row in page.context["form"].file_rows()] == [second.pk]
    assert ReportDraft.objects.get().fields["uploads"] == str(second.pk)
    first.refresh_from_db()
    assert first.expires_at <= timezone.now()


def test_a_file_whose_time_is_over_is_said_to_be_gone(address: str, browser: Client) -> None:
    browser.post(f"{address}draft/", DONE | {"files": [pdf()]})
    StoredFile.objects.update(expires_at=timezone.now())
    page = browser.get(address)
    assert "보관 시간이 지난 파일" in page.content.decode()
    (gone,) = page.context["form"].file_rows()
    page = browser.post(address, DONE | {"upload": [gone.id]})
    assert "다시 올려" in page.context["form"].errors["evidence"][0]


def test_a_full_store_is_said_and_the_words_stay(
    address: str, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_content: object) -> None:
        raise store.NoRoom

    monkeypatch.setattr(store, "keep", full)
    page = browser.post(address, DONE | {"files": [pdf()]})
    assert "증빙자료 보관소" in page.content.decode()
    assert "점검표를 만듦" in page.content.decode()


def test_who_is_overtaken_keeps_the_files(owed: Assignment, address: str, browser: Client) -> None:
    browser.post(f"{address}draft/", DONE | {"files": [pdf()]})
    Assignment.objects.filter(pk=owed.pk).update(version=2)
    file = StoredFile.objects.get()
    page = browser.post(address, DONE | {"upload": [file.pk]})
    assert page.status_code == 412
    assert f'name="upload" value="{file.pk}"' in page.content.decode()


def test_nonsense_among_the_files_is_nothing(owed: Assignment, address: str, browser: Client) -> None:
    page = browser.post(address, DONE | {"upload": ["x", "9" * 30, "-1"]})
    assert list(page.context["form"].errors) == ["evidence"]


@pytest.fixture
def moved(owed: Assignment, neighbour: Department, officer: User, address: str, browser: Client) -> Client:
    """The officer wrote a draft, and works for another department since."""
    browser.post(f"{address}draft/", WRITTEN | {"plan": "- 어제 쓴 글"})
    post_elsewhere(officer, on=timezone.localdate(), department=neighbour)
    return browser


def test_who_was_moved_gets_back_what_was_typed(owed: Assignment, address: str, moved: Client) -> None:
    page = moved.post(address, WRITTEN | {"evidence": ["가-1"]})
    assert page.status_code == 404
    shown = page.content.decode()
    assert "지금은 우리 부서의 소관이 아닙니다" in shown
    assert ">- 점검표를 만듦</textarea>" in shown
    assert ">가-1</textarea>" in shown
    assert owed.updates.count() == 1


def test_who_was_moved_finds_the_draft_where_the_form_was(address: str, moved: Client) -> None:
    page = moved.get(address)
    assert page.status_code == 404
    assert ">- 어제 쓴 글</textarea>" in page.content.decode()


def test_a_script_that_saves_is_told_why_it_cannot(address: str, moved: Client) -> None:
    answer = moved.post(f"{address}draft/", WRITTEN, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "복사하여 두십시오" in answer.json()["refused"]


def test_a_department_that_gave_it_away_gets_its_words_back_too(
    owed: Assignment, neighbour: Department, address: str, browser: Client
) -> None:
    Assignment.objects.filter(pk=owed.pk).update(department=neighbour)
    page = browser.post(address, WRITTEN)
    assert page.status_code == 403
    assert "점검표를 만듦" in page.content.decode()


def test_no_file_is_kept_for_who_may_not_report(address: str, moved: Client) -> None:
    moved.post(address, WRITTEN | {"files": [pdf()]})
    assert not StoredFile.objects.exists()


def test_who_typed_nothing_sees_the_ordinary_refusal(
    owed: Assignment, address: str, stranger: User, sign_in: SignIn
) -> None:
    page = sign_in(stranger).get(address)
    assert page.status_code == 404
    assert "textarea" not in page.content.decode()


def test_evidence_is_added_on_a_page_of_its_own(owed: Assignment, browser: Client) -> None:
    page = browser.get(_act(owed, "evidence"))
    assert 'enctype="multipart/form-data"' in page.content.decode()
    browser.post(_act(owed, "evidence"), {"version": 1, "files": [pdf()], "evidence": ["가-1", ""]})
    assert list(Evidence.objects.order_by("pk").values_list("file__name", "document_number")) == [
        ("공문.pdf", ""),
        (None, "가-1"),
    ]


def test_added_evidence_needs_something_and_keeps_what_came(owed: Assignment, browser: Client) -> None:
    page = browser.post(_act(owed, "evidence"), {"version": 1, "evidence": [""]})
    assert list(page.context["form"].errors) == ["evidence"]
    bad = SimpleUploadedFile("빈.pdf", b" ")
    page = browser.post(_act(owed, "evidence"), {"version": 1, "files": [pdf(), bad], "evidence": [""]})
    assert "빈.pdf" in page.context["form"].errors["evidence"][0]
    assert [row.name for row in page.context["form"].file_rows()] == ["공문.pdf"]
    assert not Evidence.objects.exists()


def test_the_secretariat_enters_a_paper_with_its_file(
    owed: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    names = [way.url for way in _ways(owed, sign_in(secretariat)) if "paper" in way.url]
    letter = {"number": "기획과-1", "on": "2026. 11. 2.", "reported_on": "2026. 11. 2."}
    answer = sign_in(secretariat).post(names[0], DONE | letter | {"files": [pdf()]})
    assert answer.status_code == 302
    assert Evidence.objects.get().file is not None


def _ways(owed: Assignment, browser: Client) -> list[Any]:
    return list(browser.get(reverse("demand_detail", args=[owed.demand_id])).context["ways"])


def test_evidence_is_taken_away_with_a_reason_and_shown_struck_out(owed: Assignment, browser: Client) -> None:
    browser.post(_act(owed, "evidence"), {"version": 1, "files": [pdf()]})
    piece = Evidence.objects.get()
    page = browser.get(_act(owed, "evidence-removal"))
    assert [label for _, label in page.context["form"].fields["piece"].choices] == ["공문.pdf"]
    sent = {"version": 2, "piece": piece.pk}
    assert list(browser.post(_act(owed, "evidence-removal"), sent).context["form"].errors) == ["reason"]
    browser.post(_act(owed, "evidence-removal"), sent | {"reason": "다른 건의 파일"})
    piece.refresh_from_db()
    assert piece.removal is not None
    shown = browser.get(reverse("demand_detail", args=[owed.demand_id])).content.decode()
    assert "<del>" in shown
    assert "다른 건의 파일" in shown
    assert browser.get(reverse("evidence_file", args=[piece.pk])).status_code == 200


def test_the_demand_offers_to_take_away_only_what_is_there(owed: Assignment, browser: Client) -> None:
    assert "증빙자료 삭제" not in [way.label for way in _ways(owed, browser)]
    browser.post(_act(owed, "evidence"), {"version": 1, "evidence": ["가-1"]})
    assert {"증빙자료 첨부", "증빙자료 삭제"} <= {way.label for way in _ways(owed, browser)}


@pytest.fixture
def filed(owed: Assignment, address: str, browser: Client) -> Evidence:
    """A file that came with a report."""
    browser.post(address, DONE | {"files": [pdf("2026 공문 '최종'; a=\"b\".pdf")]})
    return Evidence.objects.get()


def test_a_file_is_taken_home_under_its_name_and_never_shown(filed: Evidence, browser: Client) -> None:
    answer = browser.get(reverse("evidence_file", args=[filed.pk]))
    assert b"".join(answer) == papers.pdf()
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''2026%20%EA%B3%B5%EB%AC%B8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head", 200),
        ("secretariat", 200),
        ("coordinator", 200),
        ("councillor", 200),
        ("stranger", 404),
        ("other_clerk", 404),
        ("administrator", 403),
    ],
)
def test_who_may_read_the_report_may_take_its_file(
    who: str, status: int, filed: Evidence, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(reverse("evidence_file", args=[filed.pk])).status_code == status


def test_the_council_sees_no_file_of_a_report_that_waits_for_the_head(
    owed: Assignment,
    department: Department,
    head: User,
    secretariat: User,
    address: str,
    browser: Client,
    sign_in: SignIn,
) -> None:
    Department.objects.filter(pk=department.pk).update(gates="head")
    browser.post(address, DONE | {"files": [pdf()]})
    there = reverse("evidence_file", args=[Evidence.objects.get().pk])
    assert sign_in(secretariat).get(there).status_code == 404
    assert sign_in(head).get(there).status_code == 200


def test_rights_to_a_file_end_with_the_move(
    filed: Evidence, officer: User, neighbour: Department, browser: Client
) -> None:
    post_elsewhere(officer, on=timezone.localdate(), department=neighbour)
    assert browser.get(reverse("evidence_file", args=[filed.pk])).status_code == 404


def test_a_lost_file_is_an_alarm_and_no_fault(
    filed: Evidence, browser: Client, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for path in root.rglob("*"):
        if path.is_file():
            path.unlink()
    page = browser.get(reverse("evidence_file", args=[filed.pk]))
    assert page.status_code == 503
    assert "증빙자료 보관소" in page.content.decode()
    assert "cannot be read" in caplog.text


def test_the_report_before_is_shown_with_its_files(
    owed: Assignment, filed: Evidence, address: str, browser: Client
) -> None:
    Assignment.objects.filter(pk=owed.pk).update(stage=Stage.RETURNED, verification="insufficient")
    assert reverse("evidence_file", args=[filed.pk]) in browser.get(address).content.decode()
