"""The product as it is served, and beside it under `/bench/` views that show what is possible at best.

Those run in the same processes and threads and behind the same middleware as the product's, but for one that runs
without any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test import override_settings

from config.wsgi import application as product

PREFIX: Final = "/bench/"
NAKED: Final = "/bench/naked/"


class BesideRequest(WSGIRequest):
    """A request that finds the addresses of the benchmark alone."""

    urlconf = "tools.bench.urls"


class BesideHandler(WSGIHandler):
    """Django with the middleware of the settings as they are when it is made."""

    request_class = BesideRequest


beside = BesideHandler()
with override_settings(MIDDLEWARE=[]):
    naked = BesideHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request by the product, or by a view of the benchmark."""
    path = environ["PATH_INFO"]
    if path == NAKED:
        return naked(environ, start_response)
    return (beside if path.startswith(PREFIX) else product)(environ, start_response)
