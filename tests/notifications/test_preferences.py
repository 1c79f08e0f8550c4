"""수신 설정: what a person chooses, on the page or by the one click of a mail, and what stays whatever they choose."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import Signer
from django.db import connection
from django.test import Client

from audits.access import Viewer
from audits.models import Department, Event, Membership, Role, User
from notifications import digests, emails, unsubscribe
from notifications.actions.prefer import prefer, switch_off
from notifications.models import Frequency, Preference
from notifications.web.unsubscribe import MOST
from tests.conftest import TODAY
from tests.notifications.conftest import MONDAY, Late

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
PAGE = "/account/mail/"


def _path(person: User) -> str:
    return unsubscribe.url_for(person.pk).removeprefix("http://127.0.0.1:8000")


def _chosen(person: User) -> tuple[str, str]:
    kept = Preference.objects.get(user=person)
    return kept.frequency, kept.language


def _events() -> list[int | None]:
    told = Event.objects.filter(kind="mail_preference_set").order_by("number")
    return list(told.values_list("actor_id", flat=True))


def test_what_is_chosen_is_kept_and_on_record_once(officer: User, as_viewer: AsViewer) -> None:
    for _ in range(2):
        prefer(frequency="daily", language="en", by=as_viewer(officer))
    assert _chosen(officer) == ("daily", "en")
    assert _events() == [officer.pk]
    assert officer.email not in Event.objects.get(kind="mail_preference_set").text


@pytest.mark.parametrize(
    ("frequency", "language", "field"),
    [
        ("hourly", "", "frequency"),
        ("", "", "frequency"),
        ("daily", "xx", "language"),
        ("daily", "x" * 5000, "language"),
    ],
)
def test_what_is_no_choice_is_refused(
    frequency: str, language: str, field: str, officer: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(ValidationError) as refused:
        prefer(frequency=frequency, language=language, by=as_viewer(officer))
    assert set(refused.value.message_dict) == {field}
    assert not Preference.objects.exists()


def test_who_has_no_place_any_more_chooses_nothing(officer: User, as_viewer: AsViewer) -> None:
    Membership.objects.filter(user=officer).update(end_on=TODAY)
    with pytest.raises(PermissionDenied):
        prefer(frequency="daily", language="", by=as_viewer(officer))


@pytest.mark.django_db(transaction=True)
def test_two_choices_at_once_leave_one_of_them(officer: User, as_viewer: AsViewer) -> None:
    by = as_viewer(officer)

    def choose(frequency: str) -> None:
        prefer(frequency=frequency, language="", by=by)
        connection.close()

    both = [threading.Thread(target=choose, args=[each]) for each in ("daily", "none")]
    for each in both:
        each.start()
    for each in both:
        each.join(10)
    assert _chosen(officer)[0] in {"daily", "none"}
    assert len(_events()) == 2


def test_the_page_shows_what_is_in_force_and_what_cannot_be_switched_off(
    officer: User, councillor: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(PAGE)
    assert page.context["form"].initial == {"frequency": "weekly", "language": ""}
    assert "무엇을 골라도 매주 한 통" in page.content.decode()
    page = sign_in(councillor).get(PAGE)
    assert page.context["form"].initial["frequency"] == "none"
    assert "무엇을 골라도" not in page.content.decode()
    assert "끌 수 없는 것만" not in page.content.decode()


def test_the_page_keeps_what_is_chosen(officer: User, sign_in: SignIn) -> None:
    answer = sign_in(officer).post(PAGE, {"frequency": "daily", "language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert _chosen(officer) == ("daily", "en")


@pytest.mark.parametrize(
    "sent", [{"language": "ko"}, {"frequency": "가" * 10_000}, {"frequency": "none", "language": "\x00"}]
)
def test_the_page_refuses_nonsense_beside_the_field(
    sent: dict[str, str], officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).post(PAGE, sent)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Preference.objects.exists()


def test_the_page_says_who_gets_the_mails_as_well_and_where_that_is_decided(
    head: User, officer: User, department: Department, sign_in: SignIn
) -> None:
    days = {"start_on": TODAY - timedelta(days=1), "end_on": TODAY + timedelta(days=300)}
    Membership.objects.create(user=officer, role=Role.HEAD, department=department, deputy_for=head, **days)
    page = sign_in(head).get(PAGE).content.decode()
    assert f"{officer.name} <span" in page
    assert f'href="/departments/{department.pk}/people/"' in page
    assert head.name in sign_in(officer).get(PAGE).content.decode()


def test_one_click_switches_off_without_signing_in_and_without_a_token_of_a_form(officer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = browser.post(
            _path(officer), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
    assert _chosen(officer) == ("none", "")
    assert _events() == [None]


def test_it_leaves_the_language_as_it_was(officer: User, as_viewer: AsViewer) -> None:
    prefer(frequency="daily", language="en", by=as_viewer(officer))
    switch_off(officer)
    assert _chosen(officer) == ("none", "en")


def test_to_look_changes_nothing_and_tells_of_nobody(officer: User, client: Client) -> None:
    page = client.get(_path(officer))
    shown = page.content.decode()
    assert page.status_code == 200
    assert '<form class="ways" method="post">' in shown
    assert officer.name not in shown
    assert officer.email not in shown
    assert "계속 보내는 것: 기한이 지난 소관이 있으면 매주 한 통" in shown
    assert not Preference.objects.exists()
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize(
    "token", ["abc", "1:abc", "1", ":", "1:" + "A" * 43, "A" * 5000, "%00", "한글", "1:abc:def", "-1:abc"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_word_that_we_did_not_sign_opens_nothing(
    token: str, method: str, officer: User, client: Client
) -> None:
    assert getattr(client, method)(f"/notifications/unsubscribe/{token}/").status_code == 404
    assert not Preference.objects.exists()


def test_a_word_for_one_person_is_none_for_another(officer: User, head: User) -> None:
    token = _path(officer).rstrip("/").rpartition("/")[2]
    assert unsubscribe.person_of(token) == officer.pk
    assert unsubscribe.person_of(token.replace(str(officer.pk), str(head.pk), 1)) is None


def test_a_word_signed_for_something_else_is_none(officer: User, settings: object) -> None:
    assert unsubscribe.person_of(Signer(salt="elsewhere").sign(str(officer.pk))) is None


def test_who_comes_too_often_has_to_wait(
    officer: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.web.unsubscribe.time.time", lambda: 1_800_000_030.0)
    answers = [client.post(_path(officer)) for _ in range(MOST + 1)]
    assert [answer.status_code for answer in answers] == [200] * MOST + [429]
    assert answers[-1]["Retry-After"] == "30"


def test_a_large_body_is_refused_unread(officer: User, client: Client) -> None:
    assert client.post(_path(officer), b"x" * 1_100_000, "text/plain").status_code == 413


def test_who_switched_off_is_told_of_what_is_overdue_and_of_nothing_else(
    late: Late, officer: User, secretariat: User, neighbour: Department
) -> None:
    late(3)
    late(5, of=None)
    for person in (officer, secretariat):
        switch_off(person)
    told = digests.by_recipient(MONDAY)
    whole = told[f"user:{secretariat.pk}"]
    assert (whole.overdue, whole.without_owner, whole.notices, whole.silent) == (2, 0, (), ())
    mail = emails.digest(whole)
    assert mail.subject == "[행정사무감사] 처리기한 경과 2건"
    assert "확인 대기 0건" not in mail.text
    assert "현황 알림을 받지 않도록 정하여" in mail.text
    assert (whole.unsubscribe_url, whole.preference_url) == ("", "http://127.0.0.1:8000/account/mail/")
    assert told[f"user:{officer.pk}"].due_this_week == 0


def test_who_switched_off_and_owes_nothing_late_is_told_nothing(
    officer: User, secretariat: User, late: Late, department: Department
) -> None:
    late(-30)
    Department.objects.filter(pk=department.pk).update(valid_until=MONDAY)
    switch_off(secretariat)
    assert not digests.by_recipient(MONDAY)[f"user:{secretariat.pk}"].has_news


def test_a_mail_says_where_it_is_switched_off_and_a_mailbox_has_no_such_place(
    late: Late, officer: User, department: Department
) -> None:
    Department.objects.filter(pk=department.pk).update(mailbox="office@demo.example")
    late(3)
    told = digests.by_recipient(MONDAY)
    mine, shared = told[f"user:{officer.pk}"], told["office@demo.example"]
    assert unsubscribe.person_of(mine.unsubscribe_url.rstrip("/").rpartition("/")[2]) == officer.pk
    assert (shared.unsubscribe_url, shared.preference_url) == ("", "")
    assert "수신 해제" not in emails.digest(shared).text
    for part in (emails.digest(mine).text, emails.digest(mine).html):
        assert mine.unsubscribe_url in part


def test_what_was_planned_and_is_not_sent_has_its_reason(late: Late, officer: User, head: User) -> None:
    switch_off(head)
    told = digests.by_recipient(MONDAY)
    assert digests.why_not(told[f"user:{officer.pk}"]) == "closed"
    assert digests.why_not(told[f"user:{head.pk}"]) == "muted"
    assert digests.why_not(told.get("user:0")) == "left"
    late(3)
    assert digests.why_not(digests.by_recipient(MONDAY)[f"user:{head.pk}"]) is None


def test_the_mail_is_in_the_language_of_its_reader(late: Late, officer: User) -> None:
    Preference.objects.create(user=officer, frequency=Frequency.WEEKLY, language="en")
    late(3)
    mail = emails.digest(digests.by_recipient(MONDAY)[f"user:{officer.pk}"])
    assert '<html lang="en">' in mail.html
    assert "3 days late" in mail.text
