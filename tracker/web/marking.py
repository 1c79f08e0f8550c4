"""What was searched for, marked in the text it was found in."""

from __future__ import annotations

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from audits.letters import bare, places


def marked(text: str, query: str) -> SafeString:
    """`text` as HTML with every place marked at which `query` is found, by the rule of `tracker.search`."""
    wanted = bare(query)
    # Each letter's place costs much more than to see that there is nothing to mark.
    if not wanted or wanted not in bare(text):
        return mark_safe(escape(text))  # noqa: S308 (escaped on this line)
    letters, found = places(text)
    parts: list[tuple[str, str]] = []
    written, at = 0, letters.find(wanted)
    while at >= 0:
        first, last = max(found[at][0], written), found[at + len(wanted) - 1][1]
        parts.append((text[written:first], text[first:last]))
        written, at = last, letters.find(wanted, at + len(wanted))
    told = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", told, text[written:])


def place(text: str, query: str) -> tuple[int, int] | None:
    """Where in `text` the first place begins and ends at which `query` is found; None where it is not."""
    wanted = bare(query)
    if not wanted or wanted not in bare(text):
        return None
    letters, found = places(text)
    at = letters.find(wanted)
    return None if at < 0 else (found[at][0], found[at + len(wanted) - 1][1])
