"""Document security of offices: what its products write before the bytes they have encrypted."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 1024
FIRST_BYTES: Final = re.compile(rb"\x9b\x20DRMONE|SCDSA00|<## NASCA DRM|<DOCUMENT SAFER")
# Anywhere near the beginning, where the file is nothing else: a text may speak of them.
_NAMED: Final = re.compile(
    rb"DRMONE|Fasoo|SCDS[A-Z0-9]|SoftCamp|DOCUMENT SAFER|MarkAny|NASCA DRM|WATERWALL", re.IGNORECASE
)


def secured(content: bytes) -> bool:
    """Whether a file of no known form, given from its beginning, names one of these products."""
    return bool(FIRST_BYTES.match(content) or _NAMED.search(content[:HEAD]))
