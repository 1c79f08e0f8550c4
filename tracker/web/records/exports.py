"""A history to take away: lines of a table, or the stored texts that a verifier can hash again. Oldest first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.models import Event
from audits.web.csv_file import csv_file
from tracker import access
from tracker.web.records.entries import Told, entries

CHUNK: Final = 500
HEADS: Final[Sequence[str | Promise]] = (
    gettext_lazy("기록 번호"),
    gettext_lazy("기록 시각"),
    gettext_lazy("처리일"),
    gettext_lazy("종류"),
    gettext_lazy("처리한 사람"),
    gettext_lazy("행정사무감사"),
    gettext_lazy("처리요구사항"),
    gettext_lazy("소관부서"),
    gettext_lazy("내용"),
    gettext_lazy("항목"),
    gettext_lazy("바꾸기 전"),
    gettext_lazy("바꾼 뒤"),
    gettext_lazy("남긴 자료"),
    gettext_lazy("기록 확인값"),
)


def as_csv(name: str, events: QuerySet[Event], viewer: Viewer) -> StreamingHttpResponse:
    """A line an entry, and below it one for each field it changed, under the same number."""
    return csv_file(f"{name}.csv", [str(head) for head in HEADS], _lines(events, viewer))


def as_json(
    name: str, events: QuerySet[Event], viewer: Viewer, head: tuple[int, str]
) -> StreamingHttpResponse:
    """The entries with hash and stored text, and the head of the record as their anchor.

    The text is `null` where it holds what the viewer may not have (`access.reads_whole_entry`).
    """
    response = StreamingHttpResponse(_texts(events, viewer, head), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(events: QuerySet[Event], viewer: Viewer) -> Iterator[list[object]]:
    for chunk in _chunks(events):
        for told in entries(chunk, viewer):
            yield _entry_line(told)
            yield from _change_lines(told)


def _texts(events: QuerySet[Event], viewer: Viewer, head: tuple[int, str]) -> Iterator[str]:
    number, digest = head
    opening = {"record": f"{number}:{digest}", "made_at": timezone.localtime().isoformat(timespec="seconds")}
    yield json.dumps(opening)[:-1] + ', "entries": ['
    separator = "\n"
    for chunk in _chunks(events):
        for event in chunk:
            yield separator + json.dumps(_stored(event, viewer), ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"


def _chunks(events: QuerySet[Event]) -> Iterator[list[Event]]:
    """In one reading of the database, however many."""
    rest = events.order_by("number").iterator(CHUNK)
    while found := list(islice(rest, CHUNK)):
        yield found


def _stored(event: Event, viewer: Viewer) -> dict[str, Any]:
    whole = access.reads_whole_entry(viewer, json.loads(event.text))
    return {"number": event.number, "hash": event.hash, "text": event.text if whole else None}


def _entry_line(told: Told) -> list[object]:
    line = told.line
    return [
        line.number,
        timezone.localtime(line.date).isoformat(sep=" ", timespec="seconds"),
        line.on or "",
        told.kind,
        line.who,
        told.about.audit if told.about else "",
        told.about.label if told.about else "",
        told.department,
        line.what,
        *("", "", ""),
        ", ".join(f"{row.label} {row.pk} {row.digits}" for row in told.left),
        told.hash,
    ]


def _change_lines(told: Told) -> Iterator[list[object]]:
    for change in told.changes:
        yield [told.line.number, *[""] * 8, change.label, change.before, change.after, "", ""]
