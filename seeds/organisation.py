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
    for row in told["committee"]:
        Committee.objects.get_or_create(name=row["name"], valid_from=None)
    departments = _plant_departments(told)
    planted = [_plant_succession(row, departments) for row in told["succession"]]
    record.append_all(
        [
            Entry("succession_recorded", succession, None, facts={"via": "seed", "on": succession.day})
            for succession, created in planted
            if created
        ]
    )


def _plant_departments(told: Mapping[str, Any]) -> dict[str, Department]:
    departments: dict[str, Department] = {}
    for row in told["department"]:
        founded, ended = _period(row["name"], told["succession"])
        departments[row["name"]], _ = Department.objects.get_or_create(
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
    return departments


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
