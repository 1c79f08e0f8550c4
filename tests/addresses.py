"""Every address of the installation that can be looked at, found where the installation itself lists them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tracker.web.acts import PAGES
from tracker.web.bulk_acts import ACTS

# Where the name in the address chooses among pages of their own, as of acts.
TELLING: Final[Mapping[str, Collection[str]]] = {"assignment_act": PAGES, "bulk": ACTS}


def looked_at(client: Client) -> Iterator[str]:
    """Every address that answers a GET, by its name and that of the act there; `client` is signed in.

    Endpoints of the API are no pages: they stand in a list of their own and state what they take with themselves.
    """
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            path = reverse(str(pattern.name), kwargs=dict.fromkeys(pattern.pattern.converters, "1"))
            if "GET" in client.options(path).headers.get("Allow", "GET"):
                yield from _each(str(pattern.name))


def named(page: str) -> str:
    """The address of a page that is written with its act and its question (`bulk:extension?pk=1`), as named here."""
    name, _, told = page.partition("?")[0].partition(":")
    return f"{name} {told}" if name in TELLING else name


def _each(name: str) -> Iterator[str]:
    yield from (f"{name} {told}" for told in TELLING[name]) if name in TELLING else (name,)
