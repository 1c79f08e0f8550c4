"""Tampering with the rows that the record speaks of, past every act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from django.db import connection, models

from audits.proof.rows import kept_models
from audits.record import kind_of
from tests.conftest import TODAY
from tests.tracker.proof.tampers.kinds import Named, Tamper, until_it_is_taken
from tests.tracker.proof.town import Town
from tracker.models import Assignment, DueDateMove, FollowUp, Tenure

HEX: Final = "0123456789abcdef"
Row = Any  # of any model
Column = Any  # a field of a model


def a_kept_column(town: Town, chance: Random) -> Named:
    """What was written once."""
    return until_it_is_taken(lambda: _changed(chance, [(m, c) for m in _filled() for c in kept(m)]))


def a_followed_column(town: Town, chance: Random) -> Named:
    """What changes by acts alone."""
    return until_it_is_taken(lambda: _changed(chance, [(m, c) for m in _filled() for c in followed(m)]))


def a_due_date(town: Town, chance: Random) -> Named:
    """When it is due, or was due at first."""
    columns = [_column(Assignment, name) for name in ("due_date", "original_due_date")]
    return until_it_is_taken(lambda: _changed(chance, [(Assignment, column) for column in columns]))


def a_due_date_with_its_move(town: Town, chance: Random) -> Named:
    """When it is due, and the extension that brought it there."""

    def later() -> Named | None:
        move = chance.choice(list(DueDateMove.objects.all()))
        day = move.after + timedelta(days=chance.randint(1, 300))
        DueDateMove.objects.filter(pk=move.pk).update(after=day)
        Assignment.objects.filter(pk=move.assignment_id).update(due_date=day)
        return Named(rows=frozenset({("duedatemove", move.pk), ("assignment", move.assignment_id)}))

    return until_it_is_taken(later)


def infinity(town: Town, chance: Random) -> Named:
    """A day or moment that never comes, which some would show as none at all."""
    return until_it_is_taken(lambda: _never(chance))


def a_row_deleted(town: Town, chance: Random) -> Named:
    """A row that is gone, whatever pointed at it."""
    row = _some_row(chance.choice(_filled()), chance)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
    return Named.row(kind_of(row), row.pk)


def a_row_more(town: Town, chance: Random) -> Named:
    """A row like another one, of which nobody has told."""

    def copied() -> Named | None:
        row = _some_row(chance.choice(_filled()), chance)
        column = chance.choice(list(kept(type(row))))
        setattr(row, column.attname, other_value(column, getattr(row, column.attname), chance))
        row.pk = None
        row.save(force_insert=True)
        return Named.row(kind_of(row), row.pk)

    return until_it_is_taken(copied)


def two_rows_with_each_others_words(town: Town, chance: Random) -> Named:
    """Both are there as before, each in the other's place."""

    def swapped() -> Named | None:
        model = chance.choice(_filled())
        column = chance.choice(list(kept(model)))
        one, two = (_some_row(model, chance) for _ in "ab")
        words = getattr(one, column.attname), getattr(two, column.attname)
        if words[0] == words[1]:
            return None
        _set(one, column, words[1])
        _set(two, column, words[0])
        return Named.row(kind_of(one), one.pk, two.pk)

    return until_it_is_taken(swapped)


def two_rows_for_each_other(town: Town, chance: Random) -> Named:
    """The ids of two rows of one table, changed."""

    def swapped() -> Named | None:
        model = chance.choice(_filled())
        one, two = (_some_row(model, chance).pk for _ in "ab")
        if one == two:
            return None
        for before, after in ((one, -1), (two, one), (-1, two)):
            model._default_manager.filter(id=before).update(id=after)
        return Named.row(kind_of(model()), one, two)

    return until_it_is_taken(swapped)


def the_end_of_a_hold(town: Town, chance: Random) -> Named:
    """The day until which a department had it; or whether it ended at all."""

    def moved() -> Named | None:
        tenure = chance.choice(list(Tenure.objects.all()))
        end = tenure.end_on or tenure.start_on
        options: list[date | None] = [end + timedelta(days=days) for days in (-1, 1, 30)]
        day = chance.choice([*options, None if tenure.end_on else TODAY])
        Tenure.objects.filter(pk=tenure.pk).update(end_on=day)
        return Named.row("tenure", tenure.pk)

    return until_it_is_taken(moved)


def what_a_demand_adds_up_to(town: Town, chance: Random) -> Named:
    """A figure that every list and report begins with."""

    def changed() -> Named | None:
        row = chance.choice(list(FollowUp.objects.all()))
        column = _column(FollowUp, chance.choice(FIGURES))
        _set(row, column, other_value(column, getattr(row, column.attname), chance))
        return Named.row("followup", row.pk)

    return until_it_is_taken(changed)


def what_a_demand_adds_up_to_deleted(town: Town, chance: Random) -> Named:
    """A demand that drops out of every figure."""
    row = chance.choice(list(FollowUp.objects.all()))
    FollowUp.objects.filter(pk=row.pk).delete()
    return Named.row("followup", row.pk)


FIGURES: Final = ("standing", "verification", "live", "confirmed")
ON_ROWS: Final[tuple[Tamper, ...]] = (
    a_kept_column,
    a_followed_column,
    a_due_date,
    a_due_date_with_its_move,
    infinity,
    a_row_deleted,
    a_row_more,
    two_rows_with_each_others_words,
    two_rows_for_each_other,
    the_end_of_a_hold,
    what_a_demand_adds_up_to,
    what_a_demand_adds_up_to_deleted,
)


def kept(model: type[models.Model]) -> Iterator[Column]:
    """The columns whose hash the record keeps."""
    return (_column(model, name) for name in model.KEPT)  # type: ignore[attr-defined]


def followed(model: type[models.Model]) -> Iterator[Column]:
    """The columns whose every new state the record tells."""
    for names in getattr(model, "FOLLOWED", {}).values():
        for name in (names,) if isinstance(names, str) else names:
            yield _column(model, name)


def other_value(column: Column, value: Any, chance: Random) -> Any:
    """Another value that fits the column, or nothing where that may be."""
    if value is not None and column.null and chance.random() < 0.2:
        return None
    if column.choices:
        return chance.choice([code for code, _label in column.flatchoices if code != value])
    return _otherwise(_start(column) if value is None else value, chance)


def _otherwise(value: Any, chance: Random) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((1, 7))
        case datetime():
            return value + timedelta(microseconds=chance.choice((1, 10**9)))
        case date():
            return value + timedelta(days=chance.choice((1, 365)))
        case list():
            return [*value, "more"]
    return _other_words(value, chance)


def _other_words(words: str, chance: Random) -> str:
    """One sign of it another one, where it is a hash; else a blank, a line or a sign more, or another one."""
    if len(words) in {32, 64} and set(words) <= set(HEX):
        place = chance.randrange(len(words))
        return words[:place] + chance.choice(HEX.replace(words[place], "")) + words[place + 1 :]
    place = chance.randint(0, len(words))
    return words[:place] + chance.choice((" ", "\n", "가", "\u200b")) + words[place:]


def _start(column: Column) -> Any:
    kind = column.get_internal_type()
    return {"DateField": TODAY, "DateTimeField": datetime.fromisoformat("2026-11-20T03:00:00Z")}.get(
        kind, 0 if kind in {"ForeignKey", "OneToOneField"} or "Integer" in kind else ""
    )


def _changed(chance: Random, columns: list[tuple[type[models.Model], Column]]) -> Named | None:
    model, column = chance.choice(columns)
    row = _some_row(model, chance)
    before = getattr(row, column.attname)
    after = other_value(column, before, chance)
    if after == before:
        return None
    _set(row, column, after)
    return Named.row(kind_of(row), row.pk)


def _never(chance: Random) -> Named | None:
    """Infinity for none; for a day, the same one before our era."""
    columns = [(model, column) for model in _filled() for column in (*kept(model), *followed(model))]
    days = [pair for pair in columns if pair[1].get_internal_type() in {"DateField", "DateTimeField"}]
    model, column = chance.choice(days)
    row = _some_row(model, chance)
    value = getattr(row, column.attname)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {model._meta.db_table} SET "{column.column}" = %s WHERE id = %s',  # noqa: S608
            [f"{value} BC" if value else chance.choice(("infinity", "-infinity")), row.pk],
        )
    return Named.row(kind_of(row), row.pk)


def _set(row: Row, column: Column, value: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{column.attname: value})


def _column(model: type[models.Model], name: str) -> Column:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _filled() -> list[type[models.Model]]:
    return kept_models()


def _some_row(model: type[models.Model], chance: Random) -> Row:
    """A row that the record speaks of."""
    rows = model._default_manager.all()
    if since := getattr(model, "KEPT_SINCE", ""):
        rows = rows.filter(**{f"{since}__isnull": False})
    return chance.choice(list(rows.order_by("pk")))
