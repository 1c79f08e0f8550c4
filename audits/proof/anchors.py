"""기록 확인값: number and hash of an entry, kept outside the database, so that a cut or rewritten record shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SHAPE: Final = re.compile(r"(?:.*\s)?([1-9][0-9]{0,17}):([0-9a-f]{64})")


class BadAnchor(ValueError):
    """It is not `N:` with 64 hexadecimal digits."""


@dataclass(frozen=True)
class Anchor:
    """One entry as it was once seen from outside."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Anchor:
        """From `N:HEX`, with anything before it on the line, as a mail's foot or the file of anchors has it.

        Raises BadAnchor.
        """
        found = _SHAPE.fullmatch(text.strip().lower())
        if found is None:
            raise BadAnchor(text)
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def read_lines(lines: Iterable[str]) -> list[Anchor]:
    """The anchors of a file, one a line; empty lines and those that begin with # say nothing. Raises BadAnchor."""
    return [Anchor.read(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]
