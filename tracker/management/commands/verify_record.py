"""`manage.py verify_record`: is the record whole, and does it agree with all that it speaks of?"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audits.anchors import kept_anchors
from audits.proof import Anchor, BadAnchor
from audits.record import has_two_roles
from tracker.proof import Proof, prove


class Command(BaseCommand):
    """Exit 0 where nothing is wrong, 1 with a line for each thing that is, 2 for an anchor that cannot be read."""

    help = "처리 이력 전체와 그 이력이 말하는 자료·파일·기한이 바뀌지 않았는지 점검합니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--anchor, --json."""
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="N:HEX",
            help="밖에 보관한 기록 확인값(알림이나 보고서 아래에 적힌 값). 여러 번 적을 수 있습니다",
        )
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Check, changing nothing."""
        started = time.monotonic()
        proof = prove(_anchors(options["anchor"]))
        seconds = time.monotonic() - started
        roles = "two" if has_two_roles() else "one"
        if options["json"]:
            told = proof.as_json() | {"roles": roles, "seconds": round(seconds, 3)}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._tell(proof, roles, seconds)
        if not proof.is_whole:
            words = (
                "처리 이력이 바뀐 흔적이 있습니다({count}건). 시스템관리자와 의회사무처에 바로 알려 주십시오."
            )
            raise CommandError(words.format(count=proof.faults.count), returncode=1)

    def _tell(self, proof: Proof, roles: str, seconds: float) -> None:
        for fault in proof.faults.listed:
            self.stdout.write(fault.message)
        if not proof.anchors:
            self.stdout.write(
                _("견줄 기록 확인값이 없습니다. 끝부분이 지워졌는지는 알 수 없습니다(--anchor).")
            )
        if roles == "one":
            self.stdout.write(_("데이터베이스 역할이 하나입니다. 처리 이력은 트리거로만 보호됩니다."))
        told = _("처리 이력 %(events)d건, 자료 %(rows)d건, 파일 %(files)d건 점검(%(seconds).1f초)")
        self.stdout.write(told % {**vars(proof), "seconds": seconds})
        if proof.head:
            self.stdout.write(_("기록 확인값 %(head)s") % {"head": proof.head})


def _anchors(told: Sequence[str]) -> list[Anchor]:
    """Those on the command line, with those that `record_anchor` has kept. Raises CommandError."""
    try:
        return [*(Anchor.read(text) for text in told), *kept_anchors()]
    except BadAnchor as fault:
        raise CommandError(
            f"기록 확인값을 읽을 수 없습니다: {fault}. 예: 1234:64자리 16진수", returncode=2
        ) from fault
