"""The WSGI entry point, which believes a proxy only when the environment names it."""

import os
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BehindProxies:
    """Tells the product who really asks: the last address in X-Forwarded-For that is no trusted proxy.

    From anybody else the headers are removed: they would be a way to choose one's own address or scheme.
    """

    def __init__(self, application: Application, trusted: Sequence[str]) -> None:
        """Wrap `application`; `trusted` holds addresses and networks. Raises ValueError for anything else."""
        self.application = application
        self.trusted = [ip_network(network, strict=False) for network in trusted]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer the request with its true address and scheme in place."""
        forwarded = environ.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "")
        if self.trusts(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.first_stranger(environ["REMOTE_ADDR"], forwarded)
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self.application(environ, start_response)

    def trusts(self, address: str) -> bool:
        """Whether `address` is one of the trusted proxies."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)

    def first_stranger(self, peer: str, forwarded: str) -> str:
        """Walk from the proxy towards the browser, to the first address that is no trusted proxy.

        What is no address ends the walk: who wrote it cannot be told, and the proxy that passed it on can.
        """
        for part in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            address = without_port(part)
            if address is None:
                break
            peer = address
            if not self.trusts(address):
                break
        return peer


def without_port(written: str) -> str | None:
    """The address in `192.0.2.7:443`, `[2001:db8::1]:443` or a bare one; None where there is none."""
    bare = written[1:].partition("]")[0] if written.startswith("[") else written
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return None


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = BehindProxies(get_wsgi_application(), settings.TRUSTED_PROXIES)
