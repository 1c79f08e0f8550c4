"""A relay to send to."""

from tests.notifications.conftest import relay

__all__ = ["relay"]
