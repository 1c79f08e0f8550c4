"""Values of the environment that are more than a word: each is what it should be, or the start is refused.

Every function takes the variable's name for the one line it refuses with; addresses are never repeated there,
because they carry passwords. An address that is not set (empty) passes.
"""

from collections.abc import Collection, Sequence
from ipaddress import ip_network
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

POSTGRESQL: Final = frozenset({"postgres", "postgresql", "psql", "pgsql", "dummy"})
REDIS: Final = frozenset({"redis", "rediss", "unix"})
MAIL: Final = frozenset({"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "dummymail"})
HTTP: Final = frozenset({"http", "https"})


def database_url(name: str, url: str) -> str:
    """Address of a PostgreSQL; `dummy://` is none. Raises ImproperlyConfigured."""
    return _address(name, url, POSTGRESQL, "postgresql://role:password@host/database")


def redis_url(name: str, url: str) -> str:
    """Address of a Redis, by network or socket. Raises ImproperlyConfigured."""
    return _address(name, url, REDIS, "redis://host:6379/0")


def email_url(name: str, url: str) -> str:
    """Address of a mail relay. Raises ImproperlyConfigured."""
    return _address(name, url, MAIL, "smtp+tls://user:password@relay:587")


def http_url(name: str, url: str) -> str:
    """Address of a server that is asked over HTTP. Raises ImproperlyConfigured."""
    return _address(name, url, HTTP, "https://tsa.example/")


def site_url(name: str, url: str) -> str:
    """Where links in mails lead, which becomes a part of their headers. Raises ImproperlyConfigured."""
    _address(name, url, HTTP, "https://husok.example")
    if not urlsplit(url).hostname or not url.isprintable() or set(url) & set(" <>?#"):
        raise ImproperlyConfigured(
            f"{name}: 화면의 주소만 적어 주십시오 / {name} must be an address like https://husok.example"
        )
    return url


def networks(name: str, given: Sequence[str]) -> list[str]:
    """Addresses and networks as given. Raises ImproperlyConfigured for what is neither."""
    for network in given:
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name}: 주소나 대역으로 적어 주십시오 / {name} must hold addresses or networks: {network!r}"
            ) from error
    return list(given)


def time_zone(name: str, zone: str) -> str:
    """Name of a time zone. Raises ImproperlyConfigured for one that nobody knows."""
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError) as error:
        raise ImproperlyConfigured(
            f"{name}: 시간대 이름으로 적어 주십시오 / {name} must be a time zone like Asia/Seoul: {zone!r}"
        ) from error
    return zone


def _address(name: str, url: str, schemes: Collection[str], example: str) -> str:
    if url and not _has_shape(url, schemes):
        raise ImproperlyConfigured(
            f"{name}: 주소 형식이 맞지 않습니다. 예: {example} / {name} must be an address like {example}"
        )
    return url


def _has_shape(url: str, schemes: Collection[str]) -> bool:
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return url.partition("://")[0] in schemes and "://" in url and port != 0
