"""내가 받은 알림: one's own and nobody else's, as text that can be copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Membership, User
from notifications.models import Kind, Notification, Reason, State
from notifications.web import own_mails

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
MAILS = "/mails/"


def _mail(to: User | None, state: State = State.SENT, **more: object) -> Notification:
    number = Notification.objects.count()
    now = timezone.now()
    facts: dict[str, object] = {
        "kind": Kind.REMINDER,
        "recipient": to,
        "address": "o@demo.example",
        "seat": "정보정책과 담당자",
        "period": f"2026-11-20.{number}",
        "message_id": f"<{number}@husok.example>",
        "planned_at": now,
        "state": state,
        "next_attempt_at": now,
        "leased_until": now,
        "sent_at": now if state == State.SENT else None,
        "reason": Reason.CLOSED if state == State.SKIPPED else "",
        "subject": f"[행정사무감사] 보완 요구 {number}건",
        "text": "확인할 소관 1건\n\n<script>alert(1)</script> & https://husok.example/demands/3/\n",
    }
    return Notification.objects.create(**facts | more)


def test_one_reads_ones_own_newest_first(officer: User, head: User, sign_in: SignIn) -> None:
    older, _others, newer = _mail(officer), _mail(head), _mail(officer)
    rows = sign_in(officer).get(MAILS).context["mails"]
    assert [row["pk"] for row in rows] == [newer.pk, older.pk]


def test_nobody_elses_is_there_not_even_a_mailboxs(
    officer: User, head: User, secretariat: User, sign_in: SignIn
) -> None:
    own, shared = _mail(officer), _mail(None)
    for person in (head, secretariat):
        assert sign_in(person).get(f"{MAILS}{own.pk}/").status_code == 404
    assert sign_in(officer).get(f"{MAILS}{shared.pk}/").status_code == 404
    assert sign_in(officer).get(f"{MAILS}{10**9}/").status_code == 404


def test_a_mail_is_there_as_text_with_a_button_to_copy_it(officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).get(f"{MAILS}{_mail(officer).pk}/").content.decode()
    assert 'id="mail-text">확인할 소관 1건\n\n&lt;script&gt;' in page
    assert 'data-copy="mail-text"' in page
    assert '<a href="https://husok.example/demands/3/"' in page


def test_what_was_not_put_into_words_yet_is_not_there(officer: User, sign_in: SignIn) -> None:
    planned = _mail(officer, State.PLANNED, subject="", text="")
    client = sign_in(officer)
    assert client.get(MAILS).context["mails"] == []
    assert client.get(f"{MAILS}{planned.pk}/").status_code == 404


def test_what_did_not_arrive_is_there_and_says_so(officer: User, sign_in: SignIn) -> None:
    _mail(officer, State.UNCERTAIN)
    _mail(officer, State.DEAD)
    rows = sign_in(officer).get(MAILS).context["mails"]
    assert [row["state_label"] for row in rows] == ["발송 중단", "발송 여부 확인 필요"]


def test_an_old_mail_without_its_text_says_where_it_is(officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).get(f"{MAILS}{_mail(officer, text='').pk}/").content.decode()
    assert "받은 메일에서 확인하여 주십시오" in page
    assert "data-copy" not in page


def test_who_left_reads_nothing_any_more(officer: User, sign_in: SignIn) -> None:
    mail = _mail(officer)
    Membership.objects.filter(user=officer).update(end_on=timezone.localdate())
    client = sign_in(officer)
    assert client.get(MAILS).status_code == client.get(f"{MAILS}{mail.pk}/").status_code == 403


def test_nobody_reads_them_without_signing_in_and_nobody_changes_one(
    officer: User, client: Client, sign_in: SignIn
) -> None:
    mail = _mail(officer)
    assert client.get(MAILS).status_code == client.get(f"{MAILS}{mail.pk}/").status_code == 302
    own = sign_in(officer)
    assert own.post(MAILS).status_code == own.post(f"{MAILS}{mail.pk}/").status_code == 405


def test_the_list_goes_on_page_by_page_in_as_many_statements(
    officer: User, head: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(officer)
    _mail(officer)
    client.get(MAILS)
    with CaptureQueriesContext(connection) as one_line:
        client.get(MAILS)
    for _number in range(own_mails.PAGE):
        _mail(officer)
    with django_assert_num_queries(len(one_line)):
        first = client.get(MAILS).context
    second = client.get(MAILS + first["next_url"]).context
    assert (first["shown"], second["shown"], second["next_url"]) == (own_mails.PAGE, 1, "")
    assert sign_in(head).get(MAILS + first["next_url"]).context["mails"] == []
    assert client.get(MAILS, {"cursor": "nonsense"}).status_code == 400
