"""What an action refuses with; mapped once for pages and once for the API."""

from __future__ import annotations


class NotAllowedNow(Exception):
    """The act does not fit the state (409). The message says what has to be done first."""


class NotVisible(Exception):
    """The thing is unknown to this person (404, the same whether it exists or not)."""


class AlreadyImported(Exception):
    """The year and body are stored already; nothing new was stored."""
