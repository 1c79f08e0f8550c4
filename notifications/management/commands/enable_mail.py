"""`manage.py enable_mail`: a restored copy sends nothing until this was said of it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from notifications.actions.enable_mail import Enabled, enable


class Command(BaseCommand):
    """Exit 0 done, also where mail may leave already; 2 refused with one line and nothing stored."""

    help = "이 데이터베이스에서 알림을 보내게 합니다. 복원한 사본은 이 명령을 실행할 때까지 보내지 않습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json."""
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Enable, and say how many mails wait."""
        try:
            done = enable(timezone.now())
        except DatabaseError as error:
            raise CommandError(
                f"데이터베이스에 쓸 수 없습니다: {error}".splitlines()[0], returncode=2
            ) from error
        self.stdout.write(json.dumps(asdict(done)) if options["json"] else _in_words(done))


def _in_words(done: Enabled) -> str:
    if done.already:
        return f"이미 보내고 있습니다. 바뀐 것은 없습니다. 발송을 기다리는 알림 {done.waiting}통."
    return (
        f"이제 이 데이터베이스에서 알림을 보냅니다. 발송을 기다리는 알림 {done.waiting}통, "
        f"지난 알림이라 보내지 않는 것 {done.superseded}통."
    )
