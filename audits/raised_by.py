"""The names in 지적 의원, which the council writes in words: how one member is found among several."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

BETWEEN_NAMES: Final = re.compile(r"[,，、;/·ㆍ()\n]")
TITLE: Final = re.compile(r"(?:위원장|의원|위원)$")
_BETWEEN: Final = r"[,，、;/·ㆍ()\s]"


def names_in(raised_by: str) -> frozenset[str]:
    """The names in 지적 의원, each as `bare`; several stand beside one another in any of the usual ways."""
    parts = BETWEEN_NAMES.split(unicodedata.normalize("NFKC", raised_by))
    words = [word for part in parts for word in part.split()]
    return frozenset(filter(None, map(bare, (*parts, *words))))


def bare(name: str) -> str:
    """A name without white space and without the title behind it."""
    return TITLE.sub("", "".join(unicodedata.normalize("NFKC", name).split()))


def pattern_of(name: str) -> str:
    """What finds, in the database, the texts whose `names_in` hold this name; empty for no name."""
    letters = r"\s*".join(map(re.escape, bare(name)))
    return rf"(^|{_BETWEEN}){letters}\s*(위원장|의원|위원)?($|{_BETWEEN})" if letters else ""
