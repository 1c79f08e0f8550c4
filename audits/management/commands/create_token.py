"""`manage.py create_token`: a key for a department's own system."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audits import organisation
from audits.actions import tokens
from audits.models import DepartmentToken, Scope, User


class Command(BaseCommand):
    """Prints the key once; exit 2 refused with one line and nothing stored."""

    help = "부서의 시스템이 쓸 연계 인증키를 만들고 한 번 보여 줍니다. 보관되는 것은 해시뿐입니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--department, --name, and who answers for it and what it is good for."""
        parser.add_argument("--department", required=True, help="부서 이름(오늘 있는 부서)")
        parser.add_argument("--name", required=True, help="이름: 어느 시스템의 키인지")
        parser.add_argument("--responsible", default="", help="책임자의 전자우편. 없으면 부서장")
        parser.add_argument(
            "--scope", nargs="+", action="extend", help=f"범위: {', '.join(Scope.values)}. 없으면 모두"
        )
        parser.add_argument("--json", action="store_true", help="JSON 하나로 답합니다")

    def handle(self, **options: Any) -> None:
        """Make the key and print it."""
        token, key = _make(options)
        self.stdout.write(json.dumps(_told(token, key), ensure_ascii=False) if options["json"] else key)


def _make(options: dict[str, Any]) -> tuple[DepartmentToken, str]:
    on = timezone.localdate()
    department = organisation.departments_named([options["department"]], on).get(options["department"])
    if department is None:
        raise CommandError(f"{options['department']}: 지금 있는 부서가 아닙니다.", returncode=2)
    try:
        return tokens.make_token(
            department,
            name=options["name"],
            scopes=options["scope"] or Scope.values,
            responsible=_person(options["responsible"]),
            expires_on=None,
            on=on,
            by=None,
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=2) from error


def _person(email: str) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"{email}: 등록된 사람이 아닙니다.", returncode=2)
    return found


def _told(token: DepartmentToken, key: str) -> dict[str, object]:
    return {
        "token": key,
        "id": token.pk,
        "prefix": token.prefix,
        "department": token.department.name,
        "scopes": token.scopes,
        "responsible": token.responsible.email,
        "expires_on": token.expires_on.isoformat(),
    }
