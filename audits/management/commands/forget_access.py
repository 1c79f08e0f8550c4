"""`manage.py forget_access`: entries of the access record that were kept long enough are removed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits.access_record import kept_from, outdated
from audits.actions.access_record import forget


class Command(BaseCommand):
    """Runs as the owner of the tables; the record keeps how many went, and up to which day. Twice is once."""

    help = (
        "보존기간(ACCESS_RECORD_MONTHS)이 지난 접속기록을 지웁니다. 지운 사실은 처리 이력에 남습니다. "
        "테이블 소유자(DATABASE_OWNER_URL)로 접속합니다."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--dry-run, --json."""
        parser.add_argument("--dry-run", action="store_true", help="지울 건수만 셉니다")
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Remove, or only count. Raises CommandError (2) for a role that does not own the table."""
        on = timezone.localdate()
        count = outdated(on).count() if options["dry_run"] else _removed()
        told = {"until": kept_from(on).isoformat(), "entries": count, "dry_run": options["dry_run"]}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            done = "지울 접속기록" if options["dry_run"] else "지운 접속기록"
            self.stdout.write(f"{told['until']} 전 {done}: {count}건")


def _removed() -> int:
    try:
        return sum(batch.count for batch in forget(timezone.localdate()))
    except PermissionDenied as refusal:
        raise CommandError(str(refusal), returncode=2) from refusal
