"""Sending what was planned: claim, send, keep what became of it (architecture.md §3.3, §3.10).

A worker leases a mail by compare-and-set, so that exactly one is at it. An attempt that ends without the
relay's answer, by a kill or a broken connection, leaves the mail `uncertain`: it may have arrived, so nobody
sends it again but a person; only what tells of a deadline is sent once more by itself, marked 재발송. What the
relay refuses for now is tried again later; what it refuses for good is dead.
"""

from notifications.delivery.attempts import LEASE, MOST_ATTEMPTS, WAITS, claim, settle, wait_after
from notifications.delivery.composing import Content, Letter
from notifications.delivery.looking import queue
from notifications.delivery.sending import BATCH, deliver, deliver_waiting, mail
from notifications.delivery.sweeping import sweep

__all__ = [
    "BATCH",
    "LEASE",
    "MOST_ATTEMPTS",
    "WAITS",
    "Content",
    "Letter",
    "claim",
    "deliver",
    "deliver_waiting",
    "mail",
    "queue",
    "settle",
    "sweep",
    "wait_after",
]
