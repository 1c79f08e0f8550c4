"""`manage.py prepare_database`: what the owner of a database does before the product serves from it."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.embedded import roles
from config.embedded.places import APP


class Command(BaseCommand):
    """Makes the role `app` where it is missing, gives it its rights, and migrates. Twice is once."""

    help = "app 역할을 만들고 테이블을 최신으로 맞춥니다. DATABASE_OWNER_URL로 접속합니다."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run as the owner. Raises CommandError when DATABASE_URL names neither `app` nor the owner."""
        owner_url = settings.DATABASE_OWNER_URL
        if owner_url and owner_url != settings.DATABASE_URL:
            name, password = roles.name_and_password(settings.DATABASE_URL)
            if name != APP:
                raise CommandError(f"DATABASE_URL must log in as {APP}, not {name}", returncode=2)
            with psycopg.connect(owner_url, autocommit=True) as connection:
                roles.ensure_login_role(connection, name, password)
                roles.grant_by_default(connection, name)
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
