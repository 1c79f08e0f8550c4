"""`manage.py check_derived`: is what is stored for speed still what the assignments say?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audits.proof import steady
from tracker import followup


class Command(BaseCommand):
    """Exit 0 when everything agrees, 1 with one line a demand when something does not."""

    help = "요구사항마다 저장된 처리상태가 소관에서 셈한 것과 같은지 확인합니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json."""
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Compare, changing nothing."""
        with steady():
            checked, wrong = followup.compare()
        if options["json"]:
            told = [
                {"demand": demand, "stored": stored, "derived": derived} for demand, stored, derived in wrong
            ]
            self.stdout.write(json.dumps({"checked": checked, "differences": told}, ensure_ascii=False))
        else:
            for demand, stored, derived in wrong:
                self.stdout.write(f"요구사항 {demand}: 저장된 것 {stored}, 셈한 것 {derived}")
        if wrong:
            raise CommandError(f"{len(wrong)}건이 다릅니다({checked}건 확인).", returncode=1)
        if not options["json"]:
            self.stdout.write(f"{checked}건이 모두 같습니다.")
