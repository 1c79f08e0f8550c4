"""`manage.py export_report`: the official report of an audit to a file."""

from __future__ import annotations

import secrets
import shutil
from argparse import ArgumentParser
from errno import EEXIST
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from audits.models import Audit
from tracker.exports import json as json_form

LONGEST_NUMBER: Final = 18
FORMS = {"json": json_form.result_report}


class Command(BaseCommand):
    """Exit 0 written, 2 refused with one line and nothing written."""

    help = "처리결과 보고서를 파일로 내보냅니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--audit, --format, --output."""
        parser.add_argument("--audit", required=True, help="감사 번호나 연도")
        parser.add_argument("--format", choices=sorted(FORMS), required=True, help="형식")
        parser.add_argument("--output", type=Path, required=True, help="저장할 파일")

    def handle(self, **options: Any) -> None:
        """Write the whole file or none."""
        report = FORMS[options["format"]](_audit(options["audit"]), on=timezone.localdate())
        try:
            _write(options["output"], report)
        except OSError as error:
            raise CommandError(
                f"{options['output']}: 저장할 수 없습니다({error.strerror}).", returncode=2
            ) from error
        self.stdout.write(f"{options['output']}: 저장하였습니다.")


def _audit(wanted: str) -> Audit:
    if not wanted.isdecimal() or len(wanted) > LONGEST_NUMBER:
        raise CommandError(f"--audit 는 감사 번호나 연도입니다: {wanted}", returncode=2)
    found = list(Audit.objects.filter(Q(pk=int(wanted)) | Q(year=int(wanted))))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"감사를 찾을 수 없습니다: {wanted}", returncode=2)
    several = ", ".join(f"{audit.pk}({audit})" for audit in found)
    raise CommandError(f"{wanted}에 맞는 감사가 여럿입니다. 번호로 골라 주십시오: {several}", returncode=2)


def _write(path: Path, text: str) -> None:
    """Put the whole text in place or leave all as it was; who may read it is the umask's business.

    Raises OSError; a directory or a device is not replaced.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(EEXIST, "파일이 아닙니다")
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            if path.exists():
                shutil.copymode(path, draft)
            file.write(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
