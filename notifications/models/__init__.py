"""The ledger: what is to be told to whom and why, what became of it, and what people and the office chose."""

from notifications.models.attempt import Attempt
from notifications.models.notification import (
    DIGESTS,
    OPEN,
    WAITING,
    Kind,
    Notification,
    Reason,
    State,
    key_of,
    new_message_id,
)
from notifications.models.occasion import Occasion, OccasionKind, OccasionState
from notifications.models.outbox import OutboxMail
from notifications.models.plan import DigestPlan
from notifications.models.preference import Frequency, Preference
from notifications.models.reading import Reading
from notifications.models.rung import RUNGS, Rung
from notifications.models.sign import Part, Sign
from notifications.models.switch import MailSwitch

__all__ = [
    "DIGESTS",
    "OPEN",
    "RUNGS",
    "WAITING",
    "Attempt",
    "DigestPlan",
    "Frequency",
    "Kind",
    "MailSwitch",
    "Notification",
    "Occasion",
    "OccasionKind",
    "OccasionState",
    "OutboxMail",
    "Part",
    "Preference",
    "Reading",
    "Reason",
    "Rung",
    "Sign",
    "State",
    "key_of",
    "new_message_id",
]
