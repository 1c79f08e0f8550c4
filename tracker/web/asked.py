"""What a page's own forms send beside what people type."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

LONGEST = 9  # digits: what fits the smallest column such a number is looked up in


def number(text: str) -> int:
    """A whole number from a hidden field. Raises BadRequest for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        raise nonsense()
    return int(text)


def nonsense() -> BadRequest:
    """The refusal of a request that no page of ours makes."""
    return BadRequest(_("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
