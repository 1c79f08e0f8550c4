"""PDF: whether a password stands before it."""

from __future__ import annotations

import re
from typing import IO, Final

from audits.intake.inspection.faults import Fault, Unfit
from audits.intake.inspection.pieces import overlapping

# The dictionary of encryption, named by the trailer or by a stream of references: both are written in plain text.
ENCRYPT: Final = re.compile(rb"/Encrypt[\s\0]{0,20}(?:\d{1,10}[\s\0]{1,20}\d{1,5}[\s\0]{1,20}R\b|<<)")
LONGEST_MATCH: Final = 128


def check(content: IO[bytes]) -> None:
    """Raise Unfit for an encrypted document, also where an empty password opens it.

    What is missing at the end of a document, its readers make up; so the end is not looked at.
    """
    content.seek(0)
    if any(ENCRYPT.search(piece) for piece in overlapping(content, LONGEST_MATCH)):
        raise Unfit(Fault.ENCRYPTED)
