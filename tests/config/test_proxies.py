"""Who asks, behind a proxy: only a proxy the environment names may say so."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from config.wsgi import BehindProxies


def seen(trusted: list[str], **headers: str) -> dict[str, Any]:
    """The request as the product sees it behind the trusted proxies given."""
    heard: dict[str, Any] = {}

    def product(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        heard.update(environ)
        return []

    BehindProxies(product, trusted)({"wsgi.url_scheme": "http"} | headers, lambda *_: None)
    return heard


def test_a_stranger_cannot_choose_its_address_or_scheme() -> None:
    heard = seen(
        ["10.0.0.1"], REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR="1.1.1.1", HTTP_X_FORWARDED_PROTO="https"
    )
    assert heard == {"REMOTE_ADDR": "10.9.9.9", "wsgi.url_scheme": "http"}


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("1.1.1.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        ("", "10.0.0.1"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("1.1.1.1:1, 192.0.2.7:51234, 10.0.0.2:80", "192.0.2.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
    ],
)
def test_behind_trusted_proxies_the_last_stranger_is_who_asks(forwarded: str, address: str) -> None:
    assert (
        seen(["10.0.0.0/24"], REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)["REMOTE_ADDR"]
        == address
    )


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [("x", "10.0.0.1"), ("192.0.2.7, unknown, 10.0.0.2", "10.0.0.2"), ("a:b:c", "10.0.0.1")],
)
def test_where_a_proxy_passes_on_no_address_that_proxy_is_who_asks(forwarded: str, address: str) -> None:
    assert (
        seen(["10.0.0.0/24"], REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)["REMOTE_ADDR"]
        == address
    )


def test_a_trusted_proxy_says_that_the_browser_spoke_tls() -> None:
    heard = seen(["::1"], REMOTE_ADDR="::1", HTTP_X_FORWARDED_PROTO="https")
    assert heard["wsgi.url_scheme"] == "https"


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert seen([], REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1")["REMOTE_ADDR"] == "127.0.0.1"


def test_a_network_that_is_none_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        BehindProxies(lambda *_: [], ["nonsense"])
