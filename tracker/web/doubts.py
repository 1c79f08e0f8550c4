"""확인 필요 사항 before a report is sent: shown once, with the words they rest on; they keep nobody from sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from audits.access import Viewer
from tracker.checks import Doubt, doubts_of
from tracker.models import ProgressUpdate

LOOKED_AT = "doubts_seen"


@dataclass(frozen=True)
class Held:
    """A report that was not sent yet, because its author should look at this first."""

    doubts: list[Doubt]


def looked_at(request: HttpRequest) -> bool:
    """Whether the page that sends this has shown its doubts already."""
    return request.POST.get(LOOKED_AT) == "1"


def send_unless_doubted(
    send: Callable[[], ProgressUpdate], viewer: Viewer, *, looked_at: bool
) -> ProgressUpdate | Held:
    """What `send` files; where it raises doubts nobody has looked at, those, and nothing of it has happened.

    The report is asked as it would be stored, after every other refusal. Raises what `send` does.
    """
    with transaction.atomic():
        update = send()
        found = [] if looked_at else doubts_of(update, viewer)
        if found:
            transaction.set_rollback(True)
    return Held(found) if found else update


def tried(send: Callable[[], ProgressUpdate], viewer: Viewer) -> list[Doubt]:
    """The doubts that what `send` would file raises; nothing of it happens. Raises what `send` does."""
    with transaction.atomic():
        found = doubts_of(send(), viewer)
        transaction.set_rollback(True)
    return found
