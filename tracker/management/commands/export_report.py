"""`manage.py export_report`: an official report of an audit to a file."""

from __future__ import annotations

import secrets
import shutil
from argparse import ArgumentParser
from datetime import date
from errno import EEXIST
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from audits.errors import NotAllowedNow
from audits.models import Audit
from audits.proof import steady
from tracker import papers
from tracker.exports.files import written
from tracker.exports.unavailable import Unavailable
from tracker.models import Paper, ReportForm, Snapshot
from tracker.reports.official import Official, of_snapshot, official_now

LONGEST_NUMBER: Final = 18


class Command(BaseCommand):
    """Exit 0 written, 2 refused with one line and nothing written."""

    help = "처리결과 보고서나 이행점검 보고서를 파일로 내보냅니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--audit, --format, --output; --as-of and --paper, or --snapshot."""
        parser.add_argument("--audit", required=True, help="감사 번호나 연도")
        parser.add_argument("--format", choices=ReportForm.values, required=True, help="형식")
        parser.add_argument("--output", type=Path, required=True, help="저장할 파일")
        parser.add_argument("--as-of", help="기준일(예: 2026-06-30). 없으면 오늘")
        parser.add_argument("--paper", choices=Paper.values, help="보고서의 종류. 없으면 처리결과 보고서")
        parser.add_argument("--snapshot", help="확정 보고서의 번호")

    def handle(self, **options: Any) -> None:
        """Write the whole file or none."""
        try:
            report = _report(_audit(options["audit"]), options)
            content = written(ReportForm(options["format"]), report)
        except (NotAllowedNow, Unavailable) as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        try:
            _write(options["output"], content)
        except OSError as error:
            raise CommandError(
                f"{options['output']}: 저장할 수 없습니다({error.strerror}).", returncode=2
            ) from error
        self.stdout.write(f"{options['output']}: 저장하였습니다.")


def _report(audit: Audit, options: dict[str, Any]) -> Official:
    """What is asked for: a frozen report, or what stood on a day, all of one moment."""
    if options["snapshot"]:
        if options["as_of"] or options["paper"]:
            told = "--snapshot 은 --as-of, --paper 와 함께 쓸 수 없습니다. 확정 보고서가 그 둘을 정합니다."
            raise CommandError(told, returncode=2)
        snapshot = _snapshot(audit, options["snapshot"])
        return of_snapshot(snapshot, papers.before(snapshot))
    on = _day(options["as_of"]) if options["as_of"] else timezone.localdate()
    with steady():
        return official_now(audit, Paper(options["paper"] or Paper.RESULT), on)


def _snapshot(audit: Audit, wanted: str) -> Snapshot:
    known = wanted.isdecimal() and len(wanted) <= LONGEST_NUMBER
    found = Snapshot.objects.filter(audit=audit, pk=int(wanted)).first() if known else None
    if found is None:
        raise CommandError(f"이 감사의 확정 보고서를 찾을 수 없습니다: {wanted}", returncode=2)
    return found


def _day(wanted: str) -> date:
    try:
        return date.fromisoformat(wanted)
    except ValueError as error:
        told = f"날짜로 읽을 수 없습니다: {wanted}. 예: 2026-06-30"
        raise CommandError(told, returncode=2) from error


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


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place or leave all as it was; who may read it is the umask's business.

    Raises OSError; a directory or a device is not replaced.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(EEXIST, "파일이 아닙니다")
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            if path.exists():
                shutil.copymode(path, draft)
            file.write(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
