"""The demo's organisation: departments with periods, reorganisations, committees. Twice is once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from audits import record, reference
from audits.models import Committee, Department, Succession, SuccessionKind
from audits.models.succession import ENDS_PREDECESSOR
from audits.record import Entry

FOUNDS: Final = frozenset({SuccessionKind.RENAME, SuccessionKind.SPLIT, SuccessionKind.NEW})
HOLIDAY_YEARS: Final = range(2019, 2031)


def content() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads((Path(__file__).parent / "organisation.toml").read_text(encoding="utf-8"))


@transaction.atomic
def plant() -> None:
    """Store what is not there yet: the council's lists, holidays, departments, successions, committees."""
    reference.ensure_lists()
    reference.ensure_holidays(HOLIDAY_YEARS)
    told = content()
    founded = [
        _told("committee_founded", committee)
        for row in told["committee"]
        for committee, created in [Committee.objects.get_or_create(name=row["name"], valid_from=None)]
        if created
    ]
    departments, new = _plant_departments(told)
    founded += [_told("department_founded", department) for department in new]
    planted = [_plant_succession(row, departments) for row in told["succession"]]
    steps = [_told("succession_recorded", step, on=step.day) for step, created in planted if created]
    record.append_all([*founded, *steps])


def _told(kind: str, row: Any, **facts: object) -> Entry:
    return Entry(kind, row, None, rows=[row], facts={"via": "seed", **facts})


def _plant_departments(told: Mapping[str, Any]) -> tuple[dict[str, Department], list[Department]]:
    """Every department by its name, and those that were not there before."""
    departments: dict[str, Department] = {}
    new = []
    for row in told["department"]:
        founded, ended = _period(row["name"], told["succession"])
        departments[row["name"]], created = Department.objects.get_or_create(
            name=row["name"],
            valid_from=founded,
            defaults={
                "kind": row["kind"],
                "rank": row["rank"],
                "bureau": departments[row["bureau"]] if "bureau" in row else None,
                "short_names": row.get("short_names", []),
                "duties": row.get("duties", ""),
                "external": row.get("external", False),
                "valid_until": ended,
            },
        )
        if created:
            new.append(departments[row["name"]])
    return departments, new


def _period(name: str, successions: list[Mapping[str, Any]]) -> tuple[date | None, date | None]:
    founded = [_day(row) for row in successions if row.get("successor") == name and row["kind"] in FOUNDS]
    ended = [
        _day(row) for row in successions if row.get("predecessor") == name and row["kind"] in ENDS_PREDECESSOR
    ]
    return min(founded, default=None), max(ended, default=None)


def _day(row: Mapping[str, Any]) -> date:
    day: date = row.get("effective_on") or row["not_after"]
    return day


def _plant_succession(
    row: Mapping[str, Any], departments: Mapping[str, Department]
) -> tuple[Succession, bool]:
    succession, created = Succession.objects.get_or_create(
        kind=row["kind"],
        predecessor=departments.get(row.get("predecessor", "")),
        successor=departments.get(row.get("successor", "")),
        effective_on=row.get("effective_on"),
        not_before=row.get("not_before"),
        not_after=row.get("not_after"),
        defaults={"duties": row.get("duties", ""), "basis": row.get("basis", "")},
    )
    succession.refresh_from_db(fields=["day"])
    return succession, created
