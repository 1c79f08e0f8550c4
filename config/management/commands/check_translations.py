"""`manage.py check_translations`: whether every message has an answer in every language but its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import catalogue
from config.env import BASE_DIR


class Command(BaseCommand):
    """Lists what is missing. Needs no database and no GNU gettext."""

    help = "번역이 빠진 문장을 찾습니다."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compare sources and catalogues. Raises CommandError when anything is missing, be it a catalogue."""
        locale = Path(settings.LOCALE_PATHS[0])
        others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        faults = [
            fault for code in others for fault in faults_in(locale / code / "LC_MESSAGES" / "django.po")
        ]
        if faults:
            raise CommandError("\n".join(faults))


def faults_in(path: Path) -> Iterator[str]:
    """One line for every message without an answer, and for every answer not compiled."""
    if not path.exists():
        yield f"{path}: missing"
        return
    known = list(catalogue.entries(path.read_text(encoding="utf-8")))
    keys = {entry.key for entry in known}
    compiled = catalogue.compiled(path.with_suffix(".mo"))
    for key, source in catalogue.in_sources(BASE_DIR).items():
        if key not in keys:
            yield f"{source.relative_to(BASE_DIR)}: not in the catalogue: {key[1]!r}"
    for entry in known:
        if not entry.answered:
            yield f"{path.name}: not translated: {entry.key[1]!r}"
        elif entry.key not in compiled:
            yield f"{path.name}: not compiled (make translations): {entry.key[1]!r}"
