"""The description of the API, for machines and for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from audits.models import User
from tracker.api.problems import KINDS
from tracker.api.urls import urlpatterns

pytestmark = pytest.mark.django_db

SCHEMA = "/api/v1/schema/"
DOCS = "/api/v1/docs/"


def _calls(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    paths = client.get(SCHEMA).json()["paths"]
    return [(path, method, call) for path, methods in paths.items() for method, call in methods.items()]


def test_the_schema_names_every_address(client: Client) -> None:
    paths = {path.removeprefix("/api/v1/").replace("{id}", "{pk}") for path, _, _ in _calls(client)}
    told = {re.sub(r"\{(\w+)\}", r"<int:\1>", path) for path in paths}
    assert told == {str(each.pattern) for each in urlpatterns if isinstance(each, URLPattern)}


def test_every_call_asks_who_calls_and_tells_its_shape_and_its_refusals(client: Client) -> None:
    for path, method, call in _calls(client):
        assert call["security"] == [{"departmentKey": []}, {"session": []}], path
        assert {"401", "403", "429"} <= set(call["responses"]), path
        good = next(answer for status, answer in call["responses"].items() if status.startswith("2"))
        ((media_type, answer),) = good["content"].items()
        binary = answer["schema"].get("format") == "binary"
        assert binary or (media_type == "application/json" and answer["schema"]["properties"]), path
        assert ("requestBody" in call) <= (method == "post"), path


def test_people_read_the_same_without_script_signed_in_or_not(
    client: Client, officer: User, sign_in: Callable[[User], Client]
) -> None:
    for reader in (client, sign_in(officer)):
        page = reader.get(DOCS).content.decode()
        for path, method, call in _calls(client):
            assert f"{method.upper()} {path}" in page
            assert call["summary"] in page
        assert all(f'id="{code}"' in page for code in KINDS)
        assert page.count("<h1") == 1


def test_the_schema_is_told_in_the_language_of_the_reader(client: Client) -> None:
    for language in ("ko", "en"):
        assert client.get(SCHEMA, headers={"Accept-Language": language}).json()["openapi"].startswith("3.")
