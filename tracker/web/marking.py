"""What was searched for, marked in the text it was found in."""

from __future__ import annotations

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


def marked(text: str, query: str) -> SafeString:
    """`text` as HTML with what was searched for marked; white space and letter case do not count."""
    found = place(text, query)
    if found is None:
        return mark_safe(escape(text))  # noqa: S308 (escaped on this line)
    first, last = found
    return format_html("{}<mark>{}</mark>{}", text[:first], text[first:last], text[last:])


def place(text: str, query: str) -> tuple[int, int] | None:
    """Where in `text` what was searched for first begins and ends; None where it is not."""
    wanted = "".join(query.lower().split())
    places = [index for index, letter in enumerate(text) if not letter.isspace()]
    bare = "".join(text[index] for index in places).lower()
    at = bare.find(wanted) if wanted and len(bare) == len(places) else -1
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)
