"""The step `load SIZE`: fills an empty, migrated database with a city, as the owner of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from audits import reference
from audits.access import Viewer, viewer
from audits.actions.tokens import make_token
from audits.models import (
    Audit,
    Category,
    Committee,
    Demand,
    DemandVersion,
    Department,
    Membership,
    Role,
    Scope,
    User,
)
from tools.bench import history
from tools.bench.content import City
from tracker import followup
from tracker.models import Assignment, Evidence, ProgressUpdate, Stage, Tenure

T = TypeVar("T")
BATCH: Final = 5000
TOKENS: Final = 3


@dataclass(frozen=True)
class Caller:
    """A department's key, and the assignments it may report on, each as its id and version."""

    department: int
    key: str
    assignments: list[tuple[int, int]]


@dataclass(frozen=True)
class Facts:
    """What the measures need to know of a city; `cookie` is a session of the council's secretariat,
    `cookies` one of somebody of each role."""

    on: str
    rows: dict[str, int]
    overdue: int
    callers: list[Caller]
    cookie: str
    cookies: dict[str, str]
    audit: int
    demand: int
    database: str


def main(size: str) -> dict[str, Any]:
    """Store a city of that many assignments as of today."""
    on = timezone.localdate()
    store(City(int(size), on, standard_categories()))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return asdict(facts(on))


def standard_categories() -> list[int]:
    """The ids of the council's categories, which are stored first."""
    reference.ensure_lists()
    return list(Category.objects.values_list("pk", flat=True))


@transaction.atomic
def store_plain(city: City) -> None:
    """Store what is owed alone: no reports, no evidence, no record of it."""
    plain = (Department, Committee, User, Membership, Audit, Demand, DemandVersion, Assignment)
    for model, rows in _tables(city):
        if model in plain:
            copy(model, rows)


@transaction.atomic
def store(city: City) -> None:
    """Store a city: its rows, what they add up to, and the record of it."""
    for model, rows in _tables(city):
        copy(model, rows)
    for demand_ids in _batches(range(1, len(city.holders) + 1)):
        followup.store(demand_ids)
    history.tell()


def _tables(city: City) -> list[tuple[type[Model], Iterable[Model]]]:
    return [
        (Department, city.departments()),
        (Committee, city.committees()),
        (User, city.people()),
        (Membership, city.memberships()),
        (Audit, city.audits()),
        (Demand, city.demands()),
        (DemandVersion, city.versions()),
        (Assignment, city.assignments),
        (Tenure, city.tenures()),
        (ProgressUpdate, city.updates()),
        (Evidence, city.evidence()),
    ]


def copy(model: type[Model], rows: Iterable[Model]) -> None:
    """Store rows by COPY, with the values that `save` would write, and go on counting after the last id."""
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as table:
            for row in rows:
                values = ((field, field.pre_save(row, True)) for field in fields)
                table.write_row([field.get_db_prep_save(value, connection) for field, value in values])
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def facts(on: date) -> Facts:
    """What is there, with fresh keys for the first departments and a fresh session."""
    models = (Department, Audit, Demand, Assignment, ProgressUpdate, Evidence, Membership)
    by = viewer(_somebody(Role.SYSADMIN), on)
    return Facts(
        on=on.isoformat(),
        rows={model._meta.model_name or "": model._default_manager.count() for model in models},
        overdue=Assignment.objects.overdue(on).count(),
        callers=[_caller(department, by) for department in Department.objects.order_by("pk")[:TOKENS]],
        cookie=_cookie(Role.SECRETARIAT),
        cookies={role.value: _cookie(role) for role in Role},
        demand=Demand.objects.order_by("pk")[0].pk,
        audit=Audit.objects.order_by("pk")[0].pk,
        database=str(connection.cursor().connection.info.server_version // 10_000),
    )


def _caller(department: Department, by: Viewer) -> Caller:
    _token, key = make_token(
        department, name="벤치", scopes=list(Scope), responsible=None, expires_on=None, on=by.on, by=by
    )
    mine = Assignment.objects.filter(department=department, stage=Stage.WORKING).order_by("pk")
    return Caller(department.pk, key, list(mine.values_list("pk", "version")))


def _cookie(role: Role) -> str:
    browser = Client()
    browser.force_login(_somebody(role))
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _somebody(role: Role) -> User:
    return User.objects.filter(memberships__role=role).order_by("pk")[0]


def _batches(rows: Sequence[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some
