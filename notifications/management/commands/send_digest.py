"""`manage.py send_digest`: who is told this week or day of what is late; planned and sent unless only asked."""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits.intake import dates
from notifications import delivery, digests, planner, weeks
from notifications.digests import Digest
from notifications.models import State
from tracker import reports

Late = Mapping[int | None, Sequence[tuple[int, int | None]]]


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
        """Say who is told of what; plan the week and the day, and deliver, unless told not to."""
        on = _day(options["on"])
        late = reports.overdue_ids_by_owner(on)
        told = sorted(
            (_told(digest, late) for digest in digests.each(on)), key=lambda each: each.address.lower()
        )
        planned, sent = 0, Counter[State]()
        if not options["dry_run"]:
            planned = planner.plan(on, timezone.now()) + planner.plan_day(on, timezone.now())
            sent = delivery.deliver_waiting(on, seconds=math.inf)
        if options["json"]:
            answer = as_json(on, late, told) | {"planned": planned, "delivered": dict(sent)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(_in_words(on, told, planned, sent, dry=options["dry_run"]))


@dataclass(frozen=True)
class Told:
    """Of a digest what is answered; the digests themselves would not all fit into memory."""

    address: str
    role: str
    seat: str
    department: str | None
    overdue: int
    assignments: Sequence[int]


def as_json(on: date, late: Late, told: Sequence[Told]) -> dict[str, object]:
    """The answer of contract.md; a recipient's assignments go by department, most days late first."""
    return {
        "on": on.isoformat(),
        "period": weeks.period_of(on),
        "overdue": sum(map(len, late.values())),
        "recipients": [_recipient(each) for each in told],
    }


def _recipient(told: Told) -> dict[str, object]:
    return {
        "email": told.address,
        "role": told.role,
        "department": told.department,
        "overdue": told.overdue,
        "assignments": told.assignments,
    }


def _told(digest: Digest, late: Late) -> Told:
    to = digest.to
    departments = None if to.departments is None else ", ".join(d.name for d in to.departments)
    return Told(to.address, to.role, to.seat, departments, digest.overdue, _assignments(digest, late))


def _assignments(digest: Digest, late: Late) -> list[int]:
    """What `digest` counts; of a department that is not their own only what the own committees follow up."""
    to = digest.to
    own = {department.pk for department in to.departments or ()}
    return [
        pk
        for count in digest.departments
        for pk, committee in late.get(count.department, ())
        if to.is_told_of_all or count.department in own or committee in to.committees
    ]


def _in_words(on: date, told: Sequence[Told], planned: int, sent: Mapping[State, int], *, dry: bool) -> str:
    lines = [f"{each.address} {each.seat}: 기한 경과 {each.overdue}건" for each in told]
    lines.append(f"기준일 {on}, {weeks.period_of(on)}: 받는 사람 {len(told)}명")
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
