"""Translations without GNU gettext: which messages the sources hold, and which a catalogue answers."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

APPS: Final = ("audits", "tracker", "notifications", "config", "seeds")
WITH_CONTEXT: Final = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
PLAIN: Final = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
LITERAL: Final = r"""u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
IN_TEMPLATE: Final = re.compile(rf"\b(_|n?p?gettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?", re.DOTALL)

Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One message of a catalogue: its context ("" for none), its text, whether somebody answered for it."""

    key: Key
    answered: bool


def in_sources(root: Path) -> dict[Key, Path]:
    """Every message in the apps' code and templates under `root`, with a file that has it."""
    found: dict[Key, Path] = {}
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            found |= dict.fromkeys(in_python(path.read_text(encoding="utf-8")), path)
        for path in sorted((root / app).rglob("templates/**/*.*")):
            found |= dict.fromkeys(in_template(path.read_text(encoding="utf-8")), path)
    return found


def in_python(source: str) -> Iterator[Key]:
    """Messages of one module: constant texts given to a function of the gettext family."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name in PLAIN and texts:
                yield "", texts[0]
            elif name in WITH_CONTEXT and len(texts) > 1:
                yield texts[0], texts[1]


def in_template(source: str) -> Iterator[Key]:
    """Messages of one template, as Django's own extraction sees them."""
    for name, first, second in IN_TEMPLATE.findall(templatize(source)):
        if name in WITH_CONTEXT:
            yield ast.literal_eval(first), ast.literal_eval(second)
        else:
            yield "", ast.literal_eval(first)


def entries(text: str) -> Iterator[Entry]:
    """Entries of a .po file; its head, which has an empty text, and what is commented out are left out."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#~")]
        fields = _fields(lines)
        if fields.get("msgid"):
            answers = [value for name, value in fields.items() if name.startswith("msgstr")]
            fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
            yield Entry((fields.get("msgctxt", ""), fields["msgid"]), all(answers) and not fuzzy)


def _fields(lines: list[str]) -> dict[str, str]:
    """The texts of one entry by their keyword; a text may go on over several lines."""
    fields: dict[str, str] = {}
    keyword = ""
    for line in lines:
        if line.startswith("#"):
            continue
        word, quote, rest = line.partition('"')
        keyword = word.strip() or keyword
        fields[keyword] = fields.get(keyword, "") + str(ast.literal_eval(quote + rest))
    return fields


def compiled(path: Path) -> set[Key]:
    """Messages a .mo file answers; none when there is no such file."""
    if not path.exists():
        return set()
    with path.open("rb") as file:
        known: dict[str | tuple[str, int], str] = vars(gettext.GNUTranslations(file))["_catalog"]
    texts = {key if isinstance(key, str) else key[0] for key in known} - {""}
    return {(context, message) for context, _, message in (_split(text) for text in texts)}


def _split(text: str) -> tuple[str, str, str]:
    context, mark, message = text.rpartition("\x04")
    return context, mark, message
