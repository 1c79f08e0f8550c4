"""`manage.py export_record`: the record and the rows it speaks of, as files that can be checked elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.exports.record import export


class Command(BaseCommand):
    """Exit 0 written, 2 refused with one line and nothing written."""

    help = (
        "처리 이력(record.jsonl)과 그 이력이 말하는 자료(rows.jsonl)를 새 디렉터리에 내보냅니다. "
        "tools/verify_record.py 로 다른 컴퓨터에서 점검할 수 있습니다."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The directory."""
        parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="새로 만들 디렉터리")

    def handle(self, **options: Any) -> None:
        """Write all of it or nothing."""
        directory: Path = options["directory"].absolute()
        try:
            done = export(directory)
        except FileExistsError as reason:
            raise CommandError(f"이미 있습니다. 덮어쓰지 않습니다: {directory}", returncode=2) from reason
        except OSError as reason:
            raise CommandError(
                f"{directory}: 저장할 수 없습니다({reason.strerror}).", returncode=2
            ) from reason
        self.stdout.write(f"{directory}: 처리 이력 {done.events}건, 자료 {done.rows}건")
        if done.head:
            self.stdout.write(f"기록 확인값 {done.head}")
