"""What stands above the first page: mail that does not leave, and for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from audits.models import Role, User
from notifications import identity, watch
from notifications.models import Kind, Notification, Part, State

pytestmark = pytest.mark.django_db

SILENT = [watch.Seen(Part.WORKER, None, watch.SILENT_AFTER)]


def _said(who: User) -> str:
    """What somebody finds who comes to the first page with a browser of their own."""
    client = Client()
    client.force_login(who)
    return " ".join(str(message) for message in get_messages(client.get("/").wsgi_request))


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was called to tell of a silence; nobody is, really."""
    found: list[str] = []
    monkeypatch.setattr(watch.Post, "call", lambda post: found.append(post.by))
    return found


def _uncertain(state: State) -> None:
    now = timezone.now()
    Notification.objects.create(
        kind=Kind.REMINDER,
        address="box@demo.example",
        seat="공용",
        period="2026-11-20",
        message_id=f"<{state}@demo.example>",
        planned_at=now,
        next_attempt_at=now,
        state=state,
    )


def test_who_answers_for_the_installation_is_warned_of_a_silence(
    administrator: User,
    secretariat: User,
    officer: User,
    called: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "silent", lambda: SILENT)
    for who, warned in ((administrator, True), (secretariat, True), (officer, False)):
        assert ("15분 넘게 멈추었습니다: 발송 작업" in _said(who)) == warned
    assert called == ["web", "web"]


def test_where_all_are_alive_nothing_is_said(administrator: User, called: list[str]) -> None:
    assert _said(administrator) == ""
    assert called == []


def test_a_restored_copy_says_that_it_sends_nothing(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "held", lambda: True)
    assert "enable_mail" in _said(administrator)


@pytest.mark.parametrize(("state", "tab"), [(State.UNCERTAIN, "uncertain"), (State.DEAD, "failed")])
def test_who_settles_mails_is_told_how_many_wait(
    state: State, tab: str, secretariat: User, administrator: User
) -> None:
    _uncertain(state)
    client = Client()
    client.force_login(secretariat)
    page = client.get("/").content.decode()
    assert "1건 있습니다" in page
    assert f"/notifications/?tab={tab}" in page
    assert _said(administrator) == ""


def test_every_role_comes_to_its_first_page(enrol: Callable[..., User], client: Client) -> None:
    for role in (Role.COORDINATOR, Role.COUNCILLOR, Role.SYSADMIN, Role.SECRETARIAT):
        client.force_login(enrol(role))
        assert client.get("/").status_code == 200
