"""`manage.py send_digest`: who is told this week of what is late; planned and sent unless only asked."""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits.intake import dates
from notifications import delivery, digests, planner, weeks
from notifications.digests import Digest
from notifications.models import State
from tracker import reports


class Command(BaseCommand):
    """Exit 0 done, also where the week was planned before; 2 refused with one line and nothing stored."""

    help = "주간 현황 알림을 보냅니다. 한 주에 받는 사람마다 한 통이며, 다시 실행하여도 더 보내지 않습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--on, --dry-run, --json."""
        parser.add_argument("--on", help="기준일(없으면 오늘). 예: 2026-11-23")
        parser.add_argument(
            "--dry-run", action="store_true", help="받는 사람만 보이고 저장하거나 보내지 않습니다"
        )
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Say who is told of what; plan the week and deliver unless told not to."""
        on = _day(options["on"])
        late = reports.overdue_ids(on)
        composed = digests.compose_all(on)
        planned, sent = 0, Counter[State]()
        if not options["dry_run"]:
            planned = planner.plan(on, timezone.now())
            sent = delivery.deliver_waiting(on, seconds=math.inf)
        if options["json"]:
            answer = as_json(on, late, composed) | {"planned": planned, "delivered": dict(sent)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(_in_words(on, composed, planned, sent, dry=options["dry_run"]))


def as_json(
    on: date, late: Mapping[int | None, Sequence[int]], composed: Sequence[Digest]
) -> dict[str, object]:
    """The answer of contract.md; a recipient's assignments go by department, most days late first."""
    return {
        "on": on.isoformat(),
        "period": weeks.period_of(on),
        "overdue": sum(map(len, late.values())),
        "recipients": [_recipient(digest, late) for digest in composed],
    }


def _recipient(digest: Digest, late: Mapping[int | None, Sequence[int]]) -> dict[str, object]:
    departments = digest.to.departments
    return {
        "email": digest.to.address,
        "role": digest.to.role,
        "department": None if departments is None else ", ".join(d.name for d in departments),
        "overdue": digest.overdue,
        "assignments": [pk for count in digest.departments for pk in late.get(count.department, ())],
    }


def _in_words(
    on: date, composed: Sequence[Digest], planned: int, sent: Mapping[State, int], *, dry: bool
) -> str:
    lines = [f"{digest.to.address} {digest.to.seat}: 기한 경과 {digest.overdue}건" for digest in composed]
    lines.append(f"기준일 {on}, {weeks.period_of(on)}: 받는 사람 {len(composed)}명")
    if dry:
        lines.append("저장하거나 보내지 않았습니다(--dry-run).")
    else:
        states = ", ".join(f"{state.label} {number}통" for state, number in sent.items())
        lines.append(f"새로 계획한 알림 {planned}통. {states or '새로 보낸 것은 없습니다.'}")
    return "\n".join(lines)


def _day(typed: str | None) -> date:
    found = dates.read_date(typed) if typed else timezone.localdate()
    if found is None:
        raise CommandError(f"날짜로 읽을 수 없습니다: {typed}. 예: 2026-11-23", returncode=2)
    return found
