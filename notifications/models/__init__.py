"""The ledger: what is to be sent to whom, what became of it, and the demo's own letter box."""

from notifications.models.attempt import Attempt
from notifications.models.notification import ATTENTION, WAITING, Kind, Notification, Reason, State
from notifications.models.outbox import OutboxMail
from notifications.models.plan import DigestPlan

__all__ = [
    "ATTENTION",
    "WAITING",
    "Attempt",
    "DigestPlan",
    "Kind",
    "Notification",
    "OutboxMail",
    "Reason",
    "State",
]
