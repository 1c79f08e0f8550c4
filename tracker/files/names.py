"""What people call a file, made safe to show and to save under; it never names a place on a disk of ours."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200  # letters, the extension included
LONGEST_EXTENSION: Final = 20
NAMELESS: Final = "file"
# Letters that no system shows, or that turn the direction of what follows: a name has to read as it is stored.
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
BLANKS: Final = re.compile(r"\s+")
DEVICES: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])\s*", re.IGNORECASE)


def cleaned(name: str) -> str:
    """`name` composed (NFC), without folders, unseen letters and what Windows refuses; at most LONGEST letters.

    The last extension stays, also where the rest has to be cut or nothing of it is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in UNSEEN)
    plain = FORBIDDEN.sub("_", BLANKS.sub(" ", seen)).strip(" .")
    stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    if plain and not dot and seen.strip().startswith("."):
        stem, dot, ending = "", ".", plain
    ending = ending.strip()[:LONGEST_EXTENSION]
    stem = stem[: LONGEST - len(dot + ending)].strip(" .") or NAMELESS
    return ("_" if DEVICES.fullmatch(stem.partition(".")[0]) else "") + stem + dot + ending


def extension(name: str) -> str:
    """What stands after the last dot, in small letters; empty without a dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
