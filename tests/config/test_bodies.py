"""How much a request may bring: asked before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import Client

from audits.models import User
from config.bodies import LARGEST_FORM, LARGEST_WITH_FILES

pytestmark = pytest.mark.django_db

TWENTY_TWO = 22 * 1024 * 1024
SignIn = Callable[[User], Client]


def post(client: Client, path: str, length: int, **said: str) -> Any:
    """Say that a form of this length comes; nothing of it has to be sent to be refused."""
    form = "multipart/form-data; boundary=b"
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(length)} | said
    return client.generic("POST", path, b"", content_type=form, **environ)


@pytest.fixture
def stranger_at_the_door() -> Client:
    """A browser that is not signed in, with CSRF asked for as in life."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/assignments/1/report/", "/imports/", "/demands/", "/nowhere/"]
)
def test_who_is_not_signed_in_sends_a_form_and_no_file(stranger_at_the_door: Client, path: str) -> None:
    refused = post(stranger_at_the_door, path, LARGEST_FORM + 1)
    assert refused.status_code == 413
    assert "보낸 내용이 너무 큽니다" in refused.content.decode()


def test_a_form_of_the_largest_size_is_read(stranger_at_the_door: Client) -> None:
    assert post(stranger_at_the_door, "/accounts/login/", LARGEST_FORM).status_code == 403


def test_nothing_of_a_refused_file_is_stored(
    stranger_at_the_door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(MemoryFileUploadHandler, "handle_raw_input", lambda *_, **__: begun.append(1))
    post(stranger_at_the_door, "/accounts/login/", 150 * 1024 * 1024)
    assert begun == []


def test_somebody_signed_in_sends_a_file_where_files_are_taken(sign_in: SignIn, secretariat: User) -> None:
    browser = sign_in(secretariat)
    assert post(browser, "/imports/", LARGEST_FORM + 1).status_code == 200
    assert post(browser, "/imports/", TWENTY_TWO).status_code == 413
    assert post(browser, "/assignments/1/report/", TWENTY_TWO).status_code == 404
    assert post(browser, "/assignments/1/acts/evidence/", LARGEST_WITH_FILES + 1).status_code == 413
    assert post(browser, "/demands/", LARGEST_FORM + 1).status_code == 413


def test_a_body_that_does_not_say_its_length_is_refused(stranger_at_the_door: Client) -> None:
    refused = post(stranger_at_the_door, "/accounts/login/", 0, HTTP_TRANSFER_ENCODING="chunked")
    assert refused.status_code == 411
    assert "크기를 밝히지 않은 요청" in refused.content.decode()


@pytest.mark.parametrize("said", [{}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_the_api_is_refused_as_problem_json(stranger_at_the_door: Client, said: dict[str, str]) -> None:
    refused = post(stranger_at_the_door, "/api/v1/demands/", TWENTY_TWO, **said)
    assert refused.status_code == (411 if said else 413)
    assert refused["Content-Type"] == "application/problem+json"
