"""`manage.py check_derived [--rebuild]`: is what is stored for speed still what it stands for?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audits.proof import steady
from tracker import followup, search


class Command(BaseCommand):
    """Exit 0 when everything agrees, 1 with one line a demand when something does not."""

    help = (
        "요구사항마다 저장된 처리상태가 소관에서 셈한 것과 같은지, 검색용 글이 지금 글과 같은지 확인합니다."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json, --rebuild."""
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")
        parser.add_argument(
            "--rebuild", action="store_true", help="지금 글과 다른 검색용 글을 다시 만든 뒤 확인합니다"
        )

    def handle(self, **options: Any) -> None:
        """Compare; change nothing but what is searched, where that is asked for."""
        if options["rebuild"]:
            search.rebuild(search.compare()[1])
        with steady():
            checked, wrong = followup.compare()
            _checked, unfound = search.compare()
        if options["json"]:
            told = [
                {"demand": demand, "stored": stored, "derived": derived} for demand, stored, derived in wrong
            ]
            answer = {"checked": checked, "differences": told, "search_differs": unfound}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for demand, stored, derived in wrong:
                self.stdout.write(f"요구사항 {demand}: 저장된 것 {stored}, 셈한 것 {derived}")
            for demand in unfound:
                self.stdout.write(f"요구사항 {demand}: 검색용 글이 지금 글과 다름(--rebuild로 다시 만듦)")
        if wrong or unfound:
            raise CommandError(
                f"{len({demand for demand, *_ in wrong} | {*unfound})}건이 다릅니다({checked}건 확인).",
                returncode=1,
            )
        if not options["json"]:
            self.stdout.write(f"{checked}건이 모두 같습니다.")
