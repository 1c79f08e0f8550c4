"""What could not be done is said in a page: what happened, what to do, the way back, and what had been typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from audits.models import User
from config.errors import csrf_failure, server_error

SignIn = Callable[[User], Client]
PAGES = ("400", "403", "403_csrf", "404", "409", "411", "413", "429", "500", "503")
HOST = {"HTTP_HOST": "127.0.0.1", "HTTP_ORIGIN": "http://127.0.0.1"}


@pytest.mark.parametrize("code", PAGES)
def test_each_says_what_happened_and_what_to_do_and_leads_back_in_both_languages(code: str) -> None:
    korean = render_to_string(f"{code}.html")
    with translation.override("en"):
        english = render_to_string(f"{code}.html")
    for page in (korean, english):
        said = page.partition("<h1>")[2].split("<p>")
        assert len(said) >= 3
        assert all(part.partition("</p>")[0].strip() for part in said[1:3])
        assert '<a class="button" href="/">' in page
    assert korean != english


@pytest.mark.django_db
def test_the_way_back_leads_to_the_page_one_was_on(sign_in: SignIn, officer: User) -> None:
    def back(page: str) -> bool:
        answer = sign_in(officer).get("/demands/999999/", headers={"Referer": page})
        assert answer.status_code == 404
        return "앞 화면으로" in answer.content.decode()

    assert back("http://testserver/demands/?q=1")
    assert not back("https://elsewhere.example/demands/")
    assert not back("http://testserver/demands/999999/")


@pytest.mark.django_db
def test_who_signed_in_again_elsewhere_gets_back_what_was_typed_but_no_password(rf: RequestFactory) -> None:
    typed = {"actions_taken": "- 절차를 고침", "password": "two words"}

    def page(**said: Any) -> str:
        answer = csrf_failure(rf.post("/assignments/1/report/", typed, **said))
        assert answer.status_code == 403
        return answer.content.decode()

    ours = page(**HOST)
    assert "- 절차를 고침" in ours
    assert "two words" not in ours
    assert "- 절차를 고침" not in page(HTTP_HOST="127.0.0.1", HTTP_ORIGIN="https://elsewhere.example")


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["idle", "gone"])
def test_who_was_signed_out_while_writing_gets_back_what_was_typed_and_the_way_back(
    how: str, sign_in: SignIn, secretariat: User
) -> None:
    browser = sign_in(secretariat)
    browser.get(reverse("audit_list"))
    if how == "idle":
        session = browser.session
        session["seen_at"] -= 31 * 60
        session.save()
    else:
        browser.logout()
    typed = {"name": "한 단어도", "note": "- 길게 쓴 글", "old_password": "two words"}
    answer = browser.post(
        reverse("audit_create"), typed, headers={"Referer": "http://testserver/audits/new/?a=1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "- 길게 쓴 글" in page
    assert "two words" not in page
    assert f'href="{reverse("account_login")}?next=/audits/new/%3Fa%3D1"' in page
    assert ("오래 쓰지 않아" in page) == (how == "idle")


@pytest.mark.django_db
def test_words_that_another_site_sends_after_the_session_are_not_shown(secretariat: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(secretariat)
    browser.get(reverse("audit_list"))
    session = browser.session
    session["seen_at"] -= 31 * 60
    session.save()
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = browser.post(reverse("audit_create"), {"note": "남의 글 한 줄"}, headers=elsewhere)
    assert answer.status_code == 403
    assert "남의 글" not in answer.content.decode()


@pytest.mark.django_db
def test_a_button_pressed_after_the_session_leads_to_sign_in_and_back_to_its_page(client: Client) -> None:
    answer = client.post(reverse("audit_create"), {}, headers={"Referer": "http://testserver/audits/"})
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/audits/"


def test_a_broken_page_says_where_it_was_without_asking_the_database(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/audits/7/reports/"))
    assert answer.status_code == 500
    assert "/audits/7/reports/" in answer.content.decode()


@pytest.mark.django_db
def test_who_changes_the_password_too_often_is_told_so_in_our_words(sign_in: SignIn, officer: User) -> None:
    cache.clear()
    officer.set_password("tongil-anding-7h")
    officer.save()
    browser = sign_in(officer)
    answers = [browser.post("/accounts/password/", {}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "요청이 많아 잠시 제한되었습니다" in answers[-1].content.decode()
