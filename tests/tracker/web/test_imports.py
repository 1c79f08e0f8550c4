"""A report is uploaded, looked at and confirmed: what is stored is what was shown, and nothing without a word."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoAssertNumQueries

from audits import reference
from audits.models import Audit, Committee, Document, Event, Membership, Role, User, Wording
from tests.conftest import TODAY, Enrol
from tests.factories import make_audit, post_elsewhere
from tests.together import at_once
from tests.tracker.actions.test_import_demands import ADOPTED, REPORT
from tracker import imports, tasks
from tracker.models import Assignment, ProgressUpdate
from tracker.web import import_held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "department", "neighbour")]

SignIn = Callable[[User], Client]
UPLOAD = "/imports/"
FACTS: dict[str, Any] = {"year": 2025, "body": "정보국", "report_date": "2025. 12. 1."}
UNKNOWN = REPORT.replace("추진완료", "보류함")
UNTITLED = REPORT.replace("시정·처리요구사항\n○", "\n○")
WORDLESS = REPORT.replace("○ 새 건물을 지을 것", "○")


def _send(client: Client, text: str = REPORT, **facts: Any) -> Any:
    file = SimpleUploadedFile("보고서.txt", text.encode())
    return client.post(UPLOAD, FACTS | facts | {"file": file})


def _preview(client: Client, text: str = REPORT, **facts: Any) -> str:
    answer = _send(client, text, **facts)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def _confirm(client: Client, preview: str, **chosen: str) -> Any:
    form = client.get(preview).context["form"]
    return client.post(preview, {"seen": form.initial["seen"], "reason": "원문대로 둠"} | chosen)


@pytest.fixture
def office(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


@pytest.fixture
def no_redis() -> Iterator[None]:
    away = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock?db=0"}}
    with override_settings(CACHES=away):
        yield


def test_nothing_is_stored_before_it_is_confirmed(office: Client) -> None:
    preview = _preview(office)
    assert not Audit.objects.exists()
    assert _confirm(office, preview).status_code == 302
    assert Audit.objects.get().demands.count() == 4


def _edit(client: Client, preview: str, act: str, key: str, **said: Any) -> Any:
    return client.post(f"{preview}edit/", {"act": act, "key": key} | said)


def _item(client: Client, preview: str, key: str) -> Any:
    return client.get(f"{preview}?item={key}").context["open"]


def _typed(client: Client, preview: str, key: str, **changed: Any) -> dict[str, Any]:
    """What the open item's form sends, with some of it typed anew."""
    form = _item(client, preview, key)["form"]
    said = {field.name: field.value() for field in form}
    said["planned_until"] = said.get("planned_until") or ""
    return said | changed


def test_an_answer_of_unknown_status_is_not_stored_without_a_choice(office: Client) -> None:
    page = _confirm(office, _preview(office, UNKNOWN))
    assert page.status_code == 200
    assert "추진상황을 알 수 없습니다" in page.context["blocking"][0]
    assert not Audit.objects.exists()


def test_the_status_that_was_chosen_is_stored_with_the_answer(office: Client) -> None:
    preview = _preview(office, UNKNOWN)
    _edit(office, preview, "settle", "1", status="under_review")
    assert _confirm(office, preview).status_code == 302
    update = ProgressUpdate.objects.get(assignment__demand__number=1)
    assert (update.status, update.wording) == ("under_review", "보류함")
    assert "옛 자료 30건" in update.actions_taken


def test_the_choice_stands_beside_the_line_it_settles(office: Client) -> None:
    page = office.get(_preview(office, UNKNOWN))
    rows = {row["line"]: (row["key"], row["field"]) for row in page.context["problems"]}
    assert rows == {12: ("1", "status")}
    assert 'name="status"' in page.content.decode()


def test_not_reported_cannot_be_chosen_for_an_answer_with_words(office: Client) -> None:
    preview = _preview(office, UNKNOWN)
    _edit(office, preview, "settle", "1", status="not_reported")
    assert office.get(preview).context["blocking"]


def test_an_answer_called_not_reported_asks_what_it_is(office: Client) -> None:
    page = office.get(_preview(office, REPORT.replace("추진완료", "미보고")))
    assert [(row["key"], row["field"]) for row in page.context["problems"]] == [("1", "status")]


def test_items_without_a_category_get_the_one_that_was_chosen(office: Client) -> None:
    preview = _preview(office, UNTITLED)
    assert len(office.get(preview).context["blocking"]) == 3
    for key in ("1", "2", "3"):
        _edit(office, preview, "settle", key, category="suggestion")
    _confirm(office, preview)
    stored = Audit.objects.get().demands.order_by("number").values_list("category__code", flat=True)
    assert list(stored) == ["suggestion", "suggestion", "suggestion", "submission"]


def test_a_form_sent_as_it_was_shown_changes_nothing(office: Client) -> None:
    preview = _preview(office)
    for key in ("1", "2", "3", "4"):
        assert _edit(office, preview, "change", key, **_typed(office, preview, key)).status_code == 302
    assert office.get(preview).context["by_hand"] == []


def test_what_was_changed_by_hand_is_stored_and_said_in_the_documents_note_and_the_record(
    office: Client,
) -> None:
    preview = _preview(office)
    changed = _typed(
        office,
        preview,
        "2",
        text="통신망 점검을 해마다 두 번 할 것",
        department_1="통신과",
        department_2="",
        status="completed",
        actions_taken="- 점검을 마침\r\n- 결과를 알림",
        planned_until="",
    )
    assert _edit(office, preview, "change", "2", **changed).status_code == 302
    _confirm(office, preview)
    update = ProgressUpdate.objects.get(assignment__demand__number=2)
    assert str(update.assignment.department) == "통신과"
    assert (update.status, update.planned_until) == ("completed", None)
    assert update.actions_taken == "- 점검을 마침\n- 결과를 알림"
    assert "손으로 고친 항목 1건: 연번 2" in Document.objects.get().note
    told = json.loads(Event.objects.get(kind="document_kept").text)["facts"]
    assert told["by_hand"] == [2]


def test_the_totals_and_differences_follow_what_is_changed(office: Client) -> None:
    preview = _preview(office)
    assert office.get(preview).context["differences"] == ()
    changed = _typed(office, preview, "2", status="completed")
    _edit(office, preview, "change", "2", **changed)
    page = office.get(preview)
    assert any("완료: 문서에는 2건, 읽은 항목은 3건" in line for line in page.context["differences"])
    assert page.context["totals"][-1]["cells"][1] == {
        "label": "완료",
        "declared": 2,
        "parsed": 3,
        "differs": True,
    }
    _edit(office, preview, "restore", "2")
    assert office.get(preview).context["differences"] == ()


def test_an_item_left_out_moves_the_numbers_up_and_needs_a_reason(office: Client) -> None:
    preview = _preview(office)
    _edit(office, preview, "leave_out", "1", reason=" ")
    assert office.get(preview).context["item_count"] == 4
    _edit(office, preview, "leave_out", "1", reason="쪽 머리말")
    assert [item["number"] for item in office.get(preview).context["items"]] == [1, 2, 3, 0]
    assert list(_confirm(office, preview, reason="").context["form"].errors) == ["reason"]
    _confirm(office, preview)
    stored = Audit.objects.get().demands.order_by("number").values_list("number", "versions__text")
    assert next(iter(stored)) == (1, "통신망 점검을 해마다 할 것")
    assert "뺀 항목 1건: 10줄(쪽 머리말)" in Document.objects.get().note


def test_an_item_cut_in_two_gives_each_its_own_answer(office: Client) -> None:
    """The mark of the second demand is missing, so that it was read as the first one's answer."""
    glued = REPORT.replace("○ 통신망 점검을", "- 통신망 점검을")
    preview = _preview(office, glued)
    opened = _item(office, preview, "1")
    at = next(line["at"] for line in opened["source"] if "통신망" in line["text"])
    _edit(office, preview, "split", "1", at=at)
    page = office.get(preview)
    assert page.context["item_count"] == 4
    second = page.context["items"][1]
    assert (second["number"], second["status"], second["departments"]) == (
        2,
        "in_progress",
        ("통신과", "정보정책과"),
    )
    assert "통신망 점검을 해마다 할 것" in second["text"]
    assert "통신망" not in page.context["items"][0]["actions_taken"]


def test_an_item_joined_with_the_one_before_is_one_and_can_be_taken_apart_again(office: Client) -> None:
    preview = _preview(office)
    before = office.get(preview).context["items"]
    _edit(office, preview, "join", "3")
    joined = office.get(preview).context["items"]
    assert [item["number"] for item in joined] == [1, 2, 3]
    assert before[1]["text"] in joined[1]["text"]
    assert before[2]["text"] in joined[1]["text"]
    _edit(office, preview, "restore", "2")
    assert [item["text"] for item in office.get(preview).context["items"]] == [i["text"] for i in before]


def test_the_first_item_has_none_to_be_joined_with(office: Client) -> None:
    preview = _preview(office)
    _edit(office, preview, "join", "1")
    assert office.get(preview).context["item_count"] == 4
    assert not _item(office, preview, "1")["may_join"]


def test_a_text_that_is_no_text_is_refused_on_its_field_and_what_was_typed_stays(office: Client) -> None:
    preview = _preview(office)
    page = _edit(office, preview, "change", "1", **_typed(office, preview, "1", text=" ", plan="- 새 계획"))
    assert list(page.context["open"]["form"].errors) == ["text"]
    assert "- 새 계획" in page.content.decode()


def test_a_department_left_open_can_be_chosen_from_those_of_the_day(office: Client) -> None:
    preview = _preview(office, REPORT.replace("(정보정책과)", "(모르는담당관)"))
    opened = _item(office, preview, "1")
    assert ("정보정책과", "정보정책과") in opened["form"].fields["department_1"].choices
    assert office.get(preview).context["problem_count"] > 0
    for key in ("1", "4"):
        _edit(office, preview, "change", key, **_typed(office, preview, key, department_1="정보정책과"))
    page = office.get(preview)
    assert page.context["problem_count"] == 0
    assert not page.context["requires_reason"]
    assert _confirm(office, preview, reason="").status_code == 302


def test_the_next_problem_follows_and_what_is_right_as_read_is_done_with(office: Client) -> None:
    preview = _preview(office, REPORT.replace("(정보정책과)", "(모르는담당관)"))
    assert office.get(preview).context["next_key"] == "1"
    assert _edit(office, preview, "accept", "1").headers["Location"].endswith("?item=4#item")
    page = office.get(preview)
    assert [row["key"] for row in page.context["problems"]] == ["4"]
    assert page.context["settled_count"] == 1


def test_edits_survive_a_reload_and_are_ones_own(office: Client, enrol: Enrol) -> None:
    preview = _preview(office)
    _edit(office, preview, "leave_out", "4", reason="두 번 적힘")
    assert office.get(preview).context["item_count"] == 3
    office.force_login(enrol(Role.SECRETARIAT))
    assert _edit(office, preview, "restore", "4").headers["Location"] == UPLOAD


def test_a_confirmation_of_what_was_edited_in_another_window_is_shown_again(office: Client) -> None:
    preview = _preview(office)
    seen = office.get(preview).context["form"].initial["seen"]
    _edit(office, preview, "leave_out", "4", reason="두 번 적힘")
    page = office.post(preview, {"seen": seen, "reason": "까닭"})
    assert "다른 창에서 고친 것" in page.content.decode()
    assert not Audit.objects.exists()


def test_a_document_of_another_year_asks_first(office: Client) -> None:
    preview = _preview(office, year=2026, report_date="")
    assert office.get(preview).context["stated_year"] == 2025
    assert list(_confirm(office, preview).context["form"].errors) == ["other_year"]
    assert not Audit.objects.exists()
    assert _confirm(office, preview, other_year="on").status_code == 302


def test_the_same_file_under_another_body_is_pointed_out(office: Client) -> None:
    _confirm(office, _preview(office))
    page = office.get(_preview(office, body="도로국"))
    assert "같은 파일을 이미 불러왔습니다" in page.content.decode()


def test_a_corrected_report_shows_what_would_change_and_changes_nothing(office: Client) -> None:
    _confirm(office, _preview(office))
    corrected = (
        REPORT.replace("새 건물을 지을 것", "새 건물을 지어 넓힐 것")
        .replace("수용불가", "추진 중")
        .replace(
            "\n기타(자료제출 등)\n○",
            "○ 다리를 고칠 것\n(통신과)\n□ 추진상황 : 추진 중\n\n기타(자료제출 등)\n○",
        )
    )
    preview = _preview(office, corrected)
    changes = office.get(preview).context["changes"]
    rows = {change["number"]: [str(row["label"]) for row in change["rows"]] for change in changes["changed"]}
    assert rows == {3: ["요구 내용", "추진상황"]}
    assert [item["text"] for item in changes["added"]] == ["다리를 고칠 것"]
    assert [words for words, _url in changes["changed"][0]["ways"]] == ["정정", "문서로 받은 보고 등록"]
    _confirm(office, preview)
    assert Audit.objects.get().demands.count() == 4


def test_the_page_takes_as_many_statements_for_many_items_as_for_few(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = "○ 통신망 점검 {}을 해마다 할 것\n(모르는과)\n□ 추진상황 : 추진 중\n□ 추진내용\n- 점검 {}\n"
    few, many = (
        _preview(
            office, "2025 행정사무감사\n시정·처리요구사항\n" + "".join(item.format(n, n) for n in range(size))
        )
        for size in (3, 120)
    )
    office.get(few)
    with django_assert_num_queries(16):
        office.get(f"{few}?item=2")
    with django_assert_num_queries(16):
        page = office.get(f"{many}?item=2&page=2")
    assert (len(page.context["items"]), page.context["page_count"]) == (50, 3)


def test_a_long_report_is_read_by_a_worker_and_its_page_comes_back(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(import_held, "READ_AT_ONCE", 10)
    monkeypatch.setattr(tasks.read_upload, "delay", lambda *told: rung.append(told))
    preview = _preview(office)
    waiting = office.get(preview).content.decode()
    assert 'http-equiv="refresh"' in waiting
    assert 'max="60"></progress>' in waiting
    tasks.read_upload(*rung[0])
    tasks.read_upload(*rung[0])
    assert office.get(preview).context["item_count"] == 4
    assert _confirm(office, preview).status_code == 302


def test_where_no_worker_reads_it_the_page_does(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_held, "READ_AT_ONCE", 10)
    monkeypatch.setattr(import_held, "SILENT", timedelta(0))
    monkeypatch.setattr(tasks.read_upload, "delay", lambda *_told: None)
    preview = _preview(office, "보고서가 아님")
    assert "지금 읽기" in office.get(preview).content.decode()
    office.post(f"{preview}reading/")
    page = office.get(preview)
    assert "읽을 수 없습니다" in page.content.decode()
    assert 'http-equiv="refresh"' not in page.content.decode()


def test_without_a_queue_a_long_report_is_read_at_once(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_told: object) -> None:
        raise OperationalError

    monkeypatch.setattr(import_held, "READ_AT_ONCE", 10)
    monkeypatch.setattr(tasks.read_upload, "delay", away)
    assert office.get(_preview(office)).context["item_count"] == 4


@pytest.mark.parametrize(
    "text",
    [
        WORDLESS,
        REPORT.replace("추진완료", "추진 완료(2020. 1. 1. ~ 2020. 12. 31. ~ 2021. 12. 31. ~ 2022. 12. 31.)"),
        ADOPTED.replace("\n○ 통신망", "\n□ 추진내용\n- 하였음\n○ 통신망"),
    ],
    ids=["no text", "long wording", "answers without statuses"],
)
def test_what_only_another_document_settles_cannot_be_confirmed(text: str, office: Client) -> None:
    preview = _preview(office, text)
    assert not office.get(preview).context["can_confirm"]
    page = _confirm(office, preview)
    assert page.status_code == 200
    assert page.context["blocking"]
    assert not Audit.objects.exists()


def test_white_space_in_a_wording_counts_once(office: Client) -> None:
    _confirm(office, _preview(office, REPORT.replace("추진완료", "추진" + " " * 60 + "완료")))
    assert ProgressUpdate.objects.get(assignment__demand__number=1).wording == "추진 완료"


@pytest.mark.parametrize("reason", ["", "  ", "까닭\0"])
def test_a_reason_in_words_is_asked_for_where_something_is_open(reason: str, office: Client) -> None:
    preview = _preview(office, REPORT.replace("(정보정책과)", "(모르는담당관)"))
    page = _confirm(office, preview, reason=reason)
    assert list(page.context["form"].errors) == ["reason"]
    assert not Audit.objects.exists()
    assert _confirm(office, preview).status_code == 302
    assert Document.objects.get().note == "원문대로 둠"


def test_what_is_stored_is_what_was_shown(office: Client) -> None:
    preview = _preview(office)
    seen = office.get(preview).context["form"].initial["seen"]
    Wording.objects.filter(key="추진완료").update(status="in_progress")
    page = office.post(preview, {"seen": seen, "reason": "까닭"})
    assert page.status_code == 200
    assert "바뀌었습니다" in page.content.decode()
    assert not Audit.objects.exists()
    assert _confirm(office, preview).status_code == 302


def test_a_confirmation_that_saw_nothing_is_shown_again(office: Client) -> None:
    assert office.post(_preview(office), {}).status_code == 200
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"report_date": f"{TODAY + timedelta(days=400):%Y. %-m. %-d.}"}, "report_date"),
        ({"report_date": "2024. 12. 31."}, "report_date"),
        ({"due_date": "2025. 11. 30."}, "due_date"),
        ({"report_date": "", "due_date": "1900. 1. 1."}, "due_date"),
        ({"year": 1990}, "year"),
        ({"body": "가" * 101}, "body"),
        ({"body": "정보\u200b국"}, "body"),
        ({"body": " "}, "body"),
    ],
    ids=str,
)
def test_days_and_bodies_that_no_report_has_are_refused_at_their_field(
    change: dict[str, Any], field: str, office: Client
) -> None:
    assert list(_send(office, **change).context["form"].errors) == [field]


def test_without_a_report_date_none_is_stored_and_no_answer_is_of_a_day_to_come(office: Client) -> None:
    _confirm(office, _preview(office, year=2026, report_date=""), other_year="on")
    assert Audit.objects.get().report_date is None
    assert max(ProgressUpdate.objects.values_list("reported_on", flat=True)) <= timezone.localdate()


@pytest.mark.parametrize("body", ["정 보 국", " 정보국 ", unicodedata.normalize("NFD", "정보국")])
def test_the_same_body_is_the_same_however_it_is_written(body: str, office: Client) -> None:
    make_audit(2025)
    preview = _preview(office, body=body)
    assert office.get(preview).context["existing"]
    _confirm(office, preview)
    assert Audit.objects.count() == 1


def test_a_clerk_sees_what_the_secretariat_brought_in_for_the_committee(
    office: Client, clerk: User, committee: Committee, other_committee: Committee
) -> None:
    _confirm(office, _preview(office, committee=committee.pk))
    office.force_login(clerk)
    assert office.get(f"/audits/{Audit.objects.get().pk}/").status_code == 200


def test_a_committee_is_preselected_only_where_there_is_one(
    clerk: User, secretariat: User, other_committee: Committee, sign_in: SignIn
) -> None:
    form = sign_in(clerk).get(UPLOAD).context["form"]
    assert form.fields["committee"].initial == Committee.objects.get(name="디지털위원회")
    assert sign_in(secretariat).get(UPLOAD).context["form"].fields["committee"].initial is None


def test_a_clerk_brings_in_for_the_own_committee_only(
    clerk: User, committee: Committee, other_committee: Committee, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    for other in (other_committee.pk, ""):
        assert list(_send(client, committee=other).context["form"].errors) == ["committee"]
    _confirm(client, _preview(client, committee=committee.pk))
    assert Audit.objects.get().committee == committee


def test_a_clerk_learns_of_an_others_audit_no_more_than_that_it_is_there(
    clerk: User, committee: Committee, other_committee: Committee, secretariat: User, sign_in: SignIn
) -> None:
    office = sign_in(secretariat)
    _confirm(office, _preview(office, committee=other_committee.pk))
    page = sign_in(clerk).get(_preview(sign_in(clerk), committee=committee.pk))
    assert page.context["existing"]
    assert page.context["existing_counts"] is None
    assert "4건이 모두 같습니다" not in page.content.decode()
    assert "이미 불러왔습니다" in page.content.decode()


def test_another_persons_upload_is_not_there(office: Client, enrol: Enrol) -> None:
    preview = _preview(office)
    office.force_login(enrol(Role.SECRETARIAT))
    assert office.get(preview).headers["Location"] == UPLOAD
    assert office.post(preview, {"reason": "까닭"}).headers["Location"] == UPLOAD
    assert not Audit.objects.exists()


def test_an_upload_whose_time_is_over_is_asked_for_again(office: Client) -> None:
    preview = _preview(office)
    cache.clear()
    assert office.post(preview, {"reason": "까닭"}).headers["Location"] == UPLOAD
    assert not Audit.objects.exists()


def test_a_second_confirmation_stores_nothing_and_says_so(office: Client) -> None:
    preview = _preview(office)
    _confirm(office, preview)
    answer: Any = office.post(preview, {"reason": "까닭"}, follow=True)
    assert "이미 확정하였거나" in answer.content.decode()
    assert Audit.objects.count() == 1


def test_who_lost_the_membership_confirms_nothing(office: Client, secretariat: User) -> None:
    preview = _preview(office)
    seen = office.get(preview).context["form"].initial["seen"]
    Membership.objects.filter(user=secretariat).update(end_on=TODAY - timedelta(days=1))
    assert office.post(preview, {"seen": seen}).status_code == 403
    assert not Audit.objects.exists()


def test_a_clerk_moved_to_another_committee_confirms_nothing_for_the_former(
    clerk: User, committee: Committee, other_committee: Committee, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    preview = _preview(client, committee=committee.pk)
    seen = client.get(preview).context["form"].initial["seen"]
    post_elsewhere(clerk, on=timezone.localdate(), committee=other_committee)
    assert client.post(preview, {"seen": seen}).status_code == 404
    assert not Audit.objects.exists()


def test_without_redis_the_upload_says_what_stopped_and_keeps_what_was_typed(
    office: Client, no_redis: None
) -> None:
    answer = _send(office)
    assert answer.status_code == 503
    assert "Redis" in answer.content.decode()
    assert 'value="정보국"' in answer.content.decode()


def test_without_redis_nobody_is_told_that_the_time_is_over(
    office: Client, secretariat: User, no_redis: None
) -> None:
    answer = office.get(f"{UPLOAD}some-token/")
    assert answer.status_code == 503
    assert "Redis" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_confirm_at_once_one_stores(secretariat: User, enrol: Enrol) -> None:
    reference.ensure_lists()
    colleague = enrol(Role.SECRETARIAT)
    calls = []
    for person, body in ((secretariat, "정보국"), (colleague, "정보 국")):
        client = Client()
        client.force_login(person)
        preview = _preview(client, body=body)
        form = {"seen": client.get(preview).context["form"].initial["seen"]}
        calls.append(_poster(client, preview, form))
    assert sorted(answer.status_code for answer in at_once(*calls)) == [302, 302]
    assert Audit.objects.count() == Document.objects.count() == 1
    assert Assignment.objects.count() == 5


def _poster(client: Client, preview: str, form: dict[str, str]) -> Callable[[], Any]:
    return lambda: client.post(preview, form)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2024 행정사무감사 처리결과\n2025년 행정사무감사에 앞서", 2024),
        ("’24년도 행정 사무 감사 결과", 2024),
        ("2025년도 행정사무감사 결과\n2024년도 행정사무감사에서 지적한", None),
        ("행정사무감사 결과(2024. 11. 3.)", None),
    ],
)
def test_the_year_of_a_document_is_the_first_that_it_names_before_its_audit(
    text: str, stated: int | None
) -> None:
    assert imports.other_year(text, 2025) == stated
