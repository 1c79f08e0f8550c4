"""An answer on a page: its lines and tables, and the words that doubts rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.checks import Doubt
from tracker.written import blocks

register = template.Library()
register.filter("blocks", blocks)

Place = tuple[int, int, list[int]]


@register.simple_tag
def doubted(text: str, doubts: Sequence[Doubt] | None = None, field: str = "") -> SafeString:
    """`text` with the quotes of `doubts` about `field` marked, each with the doubt's place in their list."""
    quotes = [(number, d.quote) for number, d in enumerate(doubts or (), 1) if d.field == field and d.quote]
    places = _joined(sorted((text.find(q), text.find(q) + len(q), [n]) for n, q in quotes if q in text))
    if not places:
        return conditional_escape(text)
    return format_html_join("", "{}", ((part,) for part in _parts(text, places)))


def _joined(places: Sequence[Place]) -> list[Place]:
    """The same places, those that overlap as one."""
    found: list[Place] = []
    for start, stop, numbers in places:
        if found and start < found[-1][1]:
            first, last, before = found.pop()
            found.append((first, max(last, stop), before + numbers))
        else:
            found.append((start, stop, numbers))
    return found


def _parts(text: str, places: Sequence[Place]) -> Iterator[str]:
    done = 0
    for start, stop, numbers in places:
        yield text[done:start]
        shown = ", ".join(map(str, sorted(numbers)))
        yield format_html(
            '<mark>{}</mark><sup><span class="sr">{} </span>{}</sup>',
            text[start:stop],
            _("확인 필요 사항"),
            shown,
        )
        done = stop
    yield text[done:]
