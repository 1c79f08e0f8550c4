"""Every way in to an act on an assignment, found where the product itself lists them: pages, forms, endpoints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern

from tests.rights import bodies
from tests.rights.bodies import Body
from tests.rights.world import Subject
from tracker.api.urls import urlpatterns as api_urlpatterns
from tracker.web.acts import PAGES

# Which id stands behind a name of an address.
IDS: Final[Mapping[str, str]] = {
    "assignments": "pk",
    "audits": "audit",
    "demands": "demand",
    "evidence": "evidence",
    "extension-requests": "request",
    "handovers": "handover",
    "verification": "pk",
}
EARLY: Final = frozenset({"api_progress", "api_receipt"})
_PLACE: Final = re.compile(r"([\w-]+)/<int:\w+>")


@dataclass(frozen=True)
class Door:
    """One way in. `face`: `page` is looked at, `form` is sent, `api` is called. `body`: what is sent, by subject.

    `early`: somebody who may do this nowhere is refused before anything is looked up, whatever the id is.
    """

    name: str
    act: str
    face: str
    path: Callable[[Subject], str]
    body: Body = bodies.nothing
    method: str = "POST"
    early: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.act}, {self.face})"


def address(route: str) -> Callable[[Subject], str]:
    """The address of a route for a subject: each number is the id of what the word before it names."""
    return lambda subject: _PLACE.sub(lambda found: f"{found[1]}/{getattr(subject, IDS[found[1]])}", route)


def doors() -> list[Door]:
    """All of them: two for each page of an act, one for each endpoint and act."""
    return [*_pages(), *_other_pages(), *_many(), *_endpoints()]


def on_assignments() -> dict[str, URLPattern]:
    """The endpoints that change what belongs to an assignment, by name."""
    return {
        str(pattern.name): pattern
        for pattern in api_urlpatterns
        if str(pattern.pattern).partition("/<")[0] in {"assignments", "extension-requests", "handovers"}
        and _methods(pattern)
    }


def _methods(pattern: URLPattern) -> list[str]:
    """What changes something there."""
    view: Any = getattr(pattern.callback, "view_class", None)
    return [name for name in ("post", "delete") if hasattr(view, name) and name in view.http_method_names]


def _pages() -> Iterator[Door]:
    for page in PAGES.values():
        path = address(f"/assignments/<int:pk>/acts/{page.name}/")
        yield Door(page.name, page.act.value, "page", path, method="GET")
        for act, body in bodies.FORMS.get(page.name, ((page.act.value, bodies.nothing),)):
            yield Door(page.name, act, "form", path, body)


def _other_pages() -> Iterator[Door]:
    """Pages that were there before those of acts: reports and receipts."""
    for name in ("report", "report/no-change"):
        yield Door(name, "report", "page", address(f"/assignments/<int:pk>/{name}/"), method="GET")
    for name in ("report", "report/no-change", "report/draft"):
        yield Door(
            name, "report", "form", address(f"/assignments/<int:pk>/{name}/"), bodies.REPORT_FORMS[name]
        )


def _many() -> Iterator[Door]:
    """Ways in to several assignments at once, all or none."""
    yield Door("receipts", "receive", "form", lambda _subject: "/todo/receipt/", bodies.receipts, early=True)
    path = "/api/v1/assignments/progress/?atomic=true"
    yield Door("api_many_progress", "report", "api", lambda _subject: path, bodies.many_reports, early=True)


def _endpoints() -> Iterator[Door]:
    for name, pattern in on_assignments().items():
        path = address(f"/api/v1/{pattern.pattern}")
        method = _methods(pattern)[0].upper()
        for act, body in bodies.ENDPOINTS.get(name, _undeclared(pattern)):
            yield Door(name, act, "api", path, body, method, early=name in EARLY)


def _undeclared(pattern: URLPattern) -> bodies.Acts:
    what = getattr(getattr(pattern.callback, "view_class", None), "what", None)
    return ((what.value, bodies.nothing),) if what else ()
