"""A report is uploaded, looked at and confirmed: what is stored is what was shown, and nothing without a word."""

from __future__ import annotations

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

from audits import reference
from audits.models import Audit, Committee, Document, Membership, Role, User, Wording
from tests.conftest import TODAY, Enrol
from tests.factories import make_audit, post_elsewhere
from tests.together import at_once
from tests.tracker.actions.test_import_demands import ADOPTED, REPORT
from tracker.models import Assignment, ProgressUpdate

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


def test_an_answer_of_unknown_status_is_not_stored_without_a_choice(office: Client) -> None:
    preview = _preview(office, UNKNOWN)
    page = _confirm(office, preview)
    assert list(page.context["form"].errors) == ["status_1"]
    assert not Audit.objects.exists()


def test_the_status_that_was_chosen_is_stored_with_the_answer(office: Client) -> None:
    assert _confirm(office, _preview(office, UNKNOWN), status_1="under_review").status_code == 302
    update = ProgressUpdate.objects.get(assignment__demand__number=1)
    assert (update.status, update.wording) == ("under_review", "보류함")
    assert "옛 자료 30건" in update.actions_taken


def test_the_choice_stands_beside_the_line_it_settles(office: Client) -> None:
    page = office.get(_preview(office, UNKNOWN))
    rows = {row["line"]: [field.name for field in row["fields"]] for row in page.context["problems"]}
    assert rows == {12: ["status_1"]}
    assert 'name="status_1"' in page.content.decode()


def test_not_reported_cannot_be_chosen_for_an_answer_with_words(office: Client) -> None:
    page = _confirm(office, _preview(office, UNKNOWN), status_1="not_reported")
    assert list(page.context["form"].errors) == ["status_1"]


def test_an_answer_called_not_reported_asks_what_it_is(office: Client) -> None:
    page = office.get(_preview(office, REPORT.replace("추진완료", "미보고")))
    assert [field.name for row in page.context["problems"] for field in row["fields"]] == ["status_1"]


def test_items_without_a_category_get_the_one_that_was_chosen(office: Client) -> None:
    preview = _preview(office, UNTITLED)
    assert set(_confirm(office, preview).context["form"].errors) == {f"category_{n}" for n in (1, 2, 3)}
    _confirm(office, preview, **{f"category_{n}": "suggestion" for n in (1, 2, 3)})
    stored = Audit.objects.get().demands.order_by("number").values_list("category__code", flat=True)
    assert list(stored) == ["suggestion", "suggestion", "suggestion", "submission"]


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
    _confirm(office, _preview(office, year=2026, report_date=""))
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
