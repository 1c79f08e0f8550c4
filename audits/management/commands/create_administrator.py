"""`manage.py create_administrator`: the first person of an installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from audits.actions import people
from audits.actions.people import Place
from audits.models import Role, User
from audits.web.invitations import link_to


class Command(BaseCommand):
    """Prints a one-time link; exit 2 refused with one line and nothing stored."""

    help = "시스템관리자를 등록하고 비밀번호를 정하는 일회용 링크를 보여 줍니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--email, and optionally a name."""
        parser.add_argument("--email", required=True, help="전자우편(로그인 이름)")
        parser.add_argument("--name", default="시스템관리자", help="이름")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        """Create the person, or a new link for an administrator who has none that works."""
        on = timezone.localdate()
        place = Place(role=Role.SYSADMIN, start_on=on)
        person = User.objects.filter(email__iexact=options["email"]).first()
        try:
            if person is None:
                person = people.create_person(
                    email=options["email"], name=options["name"], staff_number=None, place=place, by=None
                )
            elif not person.memberships.on(on).filter(role=Role.SYSADMIN).exists():
                people.start_membership(person, place, by=None)
            token = people.make_link(person, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(link_to(person, token))
