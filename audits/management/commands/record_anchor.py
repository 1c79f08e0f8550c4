"""`manage.py record_anchor`: keeps the record's head outside the database, and has it time-stamped where set."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits.anchors import NotKept, Recorded, record_anchor


class Command(BaseCommand):
    """Exit 0 kept or nothing to keep, 2 where the file could not be written or the time-stamp did not come."""

    help = "지금의 기록 확인값을 데이터베이스 밖의 파일(ANCHOR_FILE)에 남깁니다. 같은 날 같은 값은 한 번만 남깁니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json."""
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Write the line, then ask for the time-stamp."""
        try:
            done = record_anchor(timezone.now())
        except NotKept as reason:
            raise CommandError(str(reason), returncode=2) from reason
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(_in_words(done))
        if done.refusal:
            raise CommandError(done.refusal, returncode=2)


def _in_words(done: Recorded) -> str:
    if done.anchor is None:
        return "처리 이력이 없어 남길 기록 확인값이 없습니다."
    words = "남겼습니다" if done.written else "오늘 이미 남겼습니다"
    stamped = f" 시점확인: {done.stamp}" if done.stamp else ""
    return f"기록 확인값 {done.anchor}: {words}.{stamped}"
