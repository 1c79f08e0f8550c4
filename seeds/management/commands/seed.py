"""`manage.py seed`: the demo's content."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from audits.models import Audit
from seeds import audit, council, current, mails, organisation, people


class Command(BaseCommand):
    """Plants what is missing; what is there stays as it is."""

    help = "시연용 자료(조직과 조직개편, 2019년도 감사 32건, 사람)를 넣습니다. 두 번 하여도 한 번과 같습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--organisation-only."""
        parser.add_argument(
            "--organisation-only", action="store_true", help="조직, 조직개편, 위원회, 구분, 휴일만 넣습니다"
        )

    def handle(self, **options: Any) -> None:
        """Plant. Exit 2 outside the demo."""
        if not settings.DEMO:
            raise CommandError(
                "시연용 자료는 DEMO=1 인 곳에만 넣을 수 있습니다. 저장된 것은 없습니다.", returncode=2
            )
        told, is_new = _plant(organisation_only=options["organisation_only"])
        if is_new:
            mails.send()
        if not options["organisation_only"]:
            _settle()
        self.stdout.write(told)


@transaction.atomic
def _plant(*, organisation_only: bool) -> tuple[str, bool]:
    """All or nothing: a demo whose first start was cut short begins anew.

    Answers what to tell, and whether its audits are new.

    Of two at once, the second waits and finds everything planted.
    """
    _wait()
    organisation.plant()
    if organisation_only:
        return "조직을 넣었습니다.", False
    people.plant()
    on = timezone.localdate()
    is_new = not Audit.objects.exists()
    planted = [audit.plant(on=on), *current.plant(on=on)]
    told = ", ".join(f"{one} {one.demands.count()}건" for one in planted)
    return f"시연용 자료를 넣었습니다: {told}", is_new


@transaction.atomic
def _settle() -> None:
    """What the council has in hand after the acts of the day; as with the rest, of two at once the second waits."""
    _wait()
    council.plant(on=timezone.localdate())


def _wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('seeds'))")
