"""The demo as one finds it after a walk: which pages there are, whom they open for, where they stand."""

from __future__ import annotations

import html
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from audits.models import User
from tests.tracker.actions.test_import_demands import REPORT

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
HUBS: Final = frozenset({"start", "demand_list", "demand_detail", "work", "audit_summary"})
NOBODY: Final = "nobody"  # who is not signed in
OPEN: Final = ("/accounts/login/", "/public/", "/accounts/signup/", "/accounts/inactive/", "/nowhere/")
_LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
# Of pages that differ by their id alone one shows what they are like; of acts each is a page of its own.
_TELLING: Final = frozenset({"assignment_act", "bulk"})
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
    sessions: dict[str, str] = field(default_factory=dict)

    def is_new(self, role: str, key: str) -> bool:
        """Whether somebody of this role has still to go there."""
        if (role, key) in self.pages or not key:
            return False
        return self.whole or key in HUBS or key not in self.keys()

    def keys(self) -> list[str]:
        """What there is, each once."""
        return sorted({key for _role, key in self.pages})

    def of(self, key: str) -> list[Here]:
        """The same page as each role that may open it sees it."""
        return [here for (_role, each), here in self.pages.items() if each == key]


def plant() -> None:
    """The demo's content, and what it lacks: something under every heading."""
    call_command("seed", stdout=io.StringIO())


def walk(*, whole: bool) -> House:
    """Follow every link there is as each role, each kind of page once; and bring the sheets that can be brought.

    Not `whole`: what one role has met another does not go to again, but for the pages from which all ways lead.
    """
    house = House(whole=whole)
    for role in ROLES:
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@demo.example"))
        house.sessions[role] = client.cookies["sessionid"].value
        _walk(house, role, client, deque(["/", "/components/", "/account/mail/", *_brought(role, client)]))
    _walk(house, NOBODY, Client(), deque(OPEN))
    return house


def _walk(house: House, role: str, client: Client, ahead: deque[str]) -> None:
    while ahead:
        path = ahead.popleft()
        key = key_of(path)
        if not house.is_new(role, key):
            continue
        answer = client.get(path)
        if answer.status_code not in {200, 404} or not answer["Content-Type"].startswith("text/html"):
            continue
        if answer.streaming or (answer.status_code == 404 and key != "404"):
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
    told = [str(found.kwargs["name"])] if found.url_name in _TELLING else []
    asked = [f"{name}={value}" for name, value in _asked(parts.query) if name in _AGAIN]
    return " ".join([found.url_name or "", *told, *asked])


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


# Sheets that the product itself hands out and takes back: who, where it is taken, where it is brought, what is said.
_SHEETS: Final[tuple[tuple[str, str, str, Mapping[str, Any]], ...]] = (
    ("officer", "/sheets/progress/file/", "/sheets/progress/", {}),
    ("coordinator", "/departments/list/csv/", "/departments/list/", {}),
    ("secretariat", "/departments/list/csv/", "/departments/list/", {}),
    ("head", "/people/postings/form/", "/people/postings/", {}),
    ("admin", "/people/postings/form/", "/people/postings/", {}),
)


def _brought(role: str, client: Client) -> Iterator[str]:
    """Where one is led after bringing a sheet: previews that nobody finds by a link."""
    for who, taken, brought, said in _SHEETS:
        if who != role:
            continue
        given = client.get(taken)
        content = given.getvalue()
        name = "sheet.csv" if b"\0" not in content[:400] else "sheet.xlsx"
        answer = client.post(brought, {"file": SimpleUploadedFile(name, content), **said})
        yield answer.headers.get("Location", brought)
    if role == "secretariat":
        yield _published(client)


def _published(client: Client) -> str:
    """A report that was uploaded and waits to be looked at."""
    file = SimpleUploadedFile("report.txt", REPORT.encode())
    said = {"file": file, "year": 2025, "body": "정보국", "reported_on": "2025. 12. 1."}
    return client.post("/imports/", said).headers.get("Location", "/imports/")
