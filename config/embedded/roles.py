"""The two database roles: `owner` makes the tables, `app` serves and may not change what the record holds."""

from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql


def name_and_password(url: str) -> tuple[str, str | None]:
    """Role and password a database address logs in with; the password is None where the address has none."""
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password) if parts.password else None


def ensure_login_role(connection: psycopg.Connection, name: str, password: str | None = None) -> None:
    """Make the login role `name` unless it exists; the password of one that exists is its keeper's business.

    The connection commits by itself and may make roles.
    """
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        return
    statement = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name))
    if password is not None:
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    connection.execute(statement)


def grant_by_default(connection: psycopg.Connection, name: str) -> None:
    """Let `name` read and write the rows of every table the connection's role makes here from now on.

    TRUNCATE, REFERENCES and TRIGGER are not among it; the record's migration takes away more.
    """
    role = sql.Identifier(name)
    for kind, rights in (
        ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
        ("SEQUENCES", "SELECT, USAGE, UPDATE"),
    ):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES GRANT {} ON {} TO {}").format(
                sql.SQL(rights), sql.SQL(kind), role
            )
        )
