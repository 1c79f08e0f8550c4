"""The demo as one finds it after a walk: which pages there are, whom they open for, where they stand."""

from __future__ import annotations

import html
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from tests.addresses import TELLING, looked_at
from tests.browser.ways import NOBODY, entrances, make_what_is_missing, person

PASSWORD: Final = "tongil-anding-7h"
ROLES: Final = (
    "secretariat",
    "clerk",
    "coordinator",
    "head",
    "officer",
    "councillor",
    "admin",
)
HUBS: Final = frozenset(
    {"start", "demand_list", "demand_detail", "work", "audit_summary", "round_list", "round_detail"}
)
_LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
_MAILS: Final = frozenset({"mail_sample_html", "outbox_html"})  # a mail as it is sent, not a page of ours
_AGAIN: Final = ("seat", "tab", "by")


@dataclass(frozen=True)
class Here:
    """A page as somebody meets it."""

    role: str
    key: str
    path: str

    def __str__(self) -> str:
        return f"{self.role} {self.path}"


@dataclass
class House:
    """Every page by what it is, once for each role that may open it."""

    whole: bool
    pages: dict[tuple[str, str], Here] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    sessions: dict[str, str] = field(default_factory=dict)

    def is_new(self, role: str, key: str) -> bool:
        """Whether somebody of this role has still to go there."""
        if (role, key) in self.pages or not key or _named(key) in self.files:
            return False
        return self.whole or key in HUBS or key not in self.keys()

    def keys(self) -> list[str]:
        """What there is, each once."""
        return sorted({key for _role, key in self.pages})

    def met(self) -> set[str]:
        """The addresses that were met, named as `addresses` does."""
        return {_named(key) for key in self.keys()} | self.files

    def of(self, key: str) -> list[Here]:
        """The same page as each role that may open it sees it."""
        return [here for (_role, each), here in self.pages.items() if each == key]


def plant() -> None:
    """The demo's content, and what it lacks: something under every heading."""
    call_command("seed", stdout=io.StringIO())
    make_what_is_missing()


def walk(*, whole: bool) -> House:
    """Follow every link there is as each role, each kind of page once, and the ways that no link has.

    Not `whole`: what one role has met another does not go to again, but for the pages from which all ways lead.
    """
    house = House(whole=whole)
    for role in ROLES:
        client = Client()
        client.force_login(person(role))
        house.sessions[role] = client.cookies["sessionid"].value
        _walk(house, role, client)
    _walk(house, NOBODY, Client())
    return house


def _walk(house: House, role: str, client: Client) -> None:
    ahead, asked = deque(entrances(role, client)), set[str]()
    while ahead:
        path = ahead.popleft()
        key = key_of(path)
        if path in asked or not house.is_new(role, key):
            continue
        asked.add(path)
        answer = client.get(path)
        if answer.status_code == HTTPStatus.FOUND:
            ahead.append(urljoin(path, answer["Location"]))
        if answer.status_code != HTTPStatus.OK and key != "404":
            continue
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            house.files.add(_named(key))
            continue
        house.pages[role, key] = Here(role, key, path)
        house.sizes[key] = max(house.sizes.get(key, 0), len(answer.content))
        ahead.extend(_links(path, answer.content.decode()))


def key_of(path: str) -> str:
    """What kind of page stands at an address; empty for a file, another site or a place in a page."""
    parts = urlsplit(path)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return "404"
    if found.url_name in _MAILS:
        return ""
    # Of pages that differ by their id alone one shows what they are like; of acts each is a page of its own.
    told = [str(found.kwargs["name"])] if found.url_name in TELLING else []
    asked = [f"{name}={value}" for name, value in _asked(parts.query) if name in _AGAIN]
    return " ".join([found.url_name or "", *told, *asked])


def _named(key: str) -> str:
    """What stands at an address, whatever its question."""
    return " ".join(part for part in key.split() if "=" not in part)


def addresses() -> set[str]:
    """The addresses that somebody is to meet."""
    client = Client()
    client.force_login(person("secretariat"))
    return set(looked_at(client))


def _asked(query: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        yield name, value


def _links(path: str, text: str) -> Iterator[str]:
    """Where the links of a page lead inside this house."""
    for link in _LINK.findall(text):
        target = urljoin(path, html.unescape(link)).partition("#")[0]
        if target.startswith("/") and not target.startswith(("/static/", "/api/")):
            yield target
