#!/usr/bin/env python3
"""Runs a command of the project, with the database it needs."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.embedded import visit
from config.embedded.places import OWNER, Places
from config.embedded.processes import CannotStart
from config.env import data_dir, environment

REFUSED: Final = 2
NO_DATABASE: Final = frozenset(
    {"check", "check_translations", "collectstatic", "compilemessages", "diffsettings", "findstatic"}
    | {"help", "makemessages", "makemigrations", "startapp", "version"}
)
MIGRATES: Final = frozenset({"flush", "migrate", "prepare_database"})
AS_OWNER: Final = MIGRATES | {"forget_access"}
COLLECTS: Final = frozenset({"collectstatic", "up"})


def main() -> None:
    """Run the command line; 2 and one line on stderr when the installation cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal or pipe that knows no Korean still gets every line.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with database_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as reason:
        sys.stderr.write(f"{reason}\n")
        raise SystemExit(REFUSED) from None


@contextmanager
def database_for(arguments: list[str]) -> Iterator[None]:
    """Have the database the command needs: none, the one DATABASE_URL names, or that of DATA_DIR.

    Commands that change tables or remove what `app` may not enter it as its owner, everything else as `app`. An
    empty DATA_DIR is migrated first.
    """
    command = arguments[0] if arguments else "help"
    if command in AS_OWNER:
        os.environ["DATABASE_ROLE"] = OWNER
    if command in COLLECTS:
        os.environ["STATIC_MANIFEST"] = "1"
    if command == "up" or environment().text("DATABASE_URL"):
        yield
    elif needs_no_database(command, arguments):
        os.environ["DATABASE_URL"] = "dummy://"
        environment.cache_clear()
        yield
    else:
        places = Places(data_dir())
        with visit.database(places):
            if command not in MIGRATES:
                visit.ensure_migrated(places)
            yield


def needs_no_database(command: str, arguments: list[str]) -> bool:
    """Whether the command only looks at the code: a help text, or one of the list above."""
    return command in NO_DATABASE or command.startswith("-") or not {"-h", "--help"}.isdisjoint(arguments)


if __name__ == "__main__":
    main()
