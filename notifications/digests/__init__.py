"""주간·일일 현황 알림: what each recipient is told of what is late, by their role.

A digest is composed when it is about to be sent, not when it is planned: who is told, what is late and every
figure are asked anew, so that nobody reads of what is settled and the mail says what the page says. The plan
only fixes that there will be one mail to this recipient for this week or day.
"""

from notifications.digests.compose import BATCH, by_recipient, compose_all, each, why_not
from notifications.digests.content import Change, Changes, DepartmentCount, Digest, Item, Notice, Silent
from notifications.digests.run import Run
from notifications.phrases import MOST_ITEMS, TEXT_LETTERS

__all__ = [
    "BATCH",
    "MOST_ITEMS",
    "TEXT_LETTERS",
    "Change",
    "Changes",
    "DepartmentCount",
    "Digest",
    "Item",
    "Notice",
    "Run",
    "Silent",
    "by_recipient",
    "compose_all",
    "each",
    "why_not",
]
