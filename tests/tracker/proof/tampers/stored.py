"""Tampering with the files that were used as evidence, and with where they are said to lie."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.tracker.proof.tampers.kinds import Named, Tamper
from tests.tracker.proof.town import Town
from tracker.models import StoredFile


def a_byte(town: Town, chance: Random) -> Named:
    """One bit of one byte."""
    file, content = _read(town, chance)
    place = chance.randrange(len(content))
    changed = content[place] ^ 1 << chance.randrange(8)
    town.place(file.stored_as).write_bytes(content[:place] + bytes([changed]) + content[place + 1 :])
    return _named(file)


def the_end_cut_off(town: Town, chance: Random) -> Named:
    """Any number of bytes, all of them too."""
    file, content = _read(town, chance)
    town.place(file.stored_as).write_bytes(content[: chance.randrange(len(content))])
    return _named(file)


def something_at_the_end(town: Town, chance: Random) -> Named:
    """A few bytes more."""
    file, content = _read(town, chance)
    town.place(file.stored_as).write_bytes(content + b"\n" * chance.randint(1, 9))
    return _named(file)


def another_file_in_its_place(town: Town, chance: Random) -> Named:
    """The content of another piece of evidence."""
    file, content = _read(town, chance)
    others = [path.read_bytes() for path in town.stored() if path.read_bytes() != content]
    town.place(file.stored_as).write_bytes(chance.choice(others))
    return _named(file)


def a_file_deleted(town: Town, chance: Random) -> Named:
    """The bytes are gone, the row stays."""
    file, _content = _read(town, chance)
    town.place(file.stored_as).unlink()
    return _named(file)


def a_directory_in_its_place(town: Town, chance: Random) -> Named:
    """Something under its name that cannot be read."""
    file, _content = _read(town, chance)
    town.place(file.stored_as).unlink()
    town.place(file.stored_as).mkdir()
    return _named(file)


def something_without_end_in_its_place(town: Town, chance: Random) -> Named:
    """A file that nobody could read to its end in a night."""
    file, _content = _read(town, chance)
    with town.place(file.stored_as).open("r+b") as place:
        place.truncate(10**12)
    return _named(file)


def stored_elsewhere(town: Town, chance: Random) -> Named:
    """The row points at other bytes, at none, or out of the store."""
    file, _content = _read(town, chance)
    others = StoredFile.objects.exclude(stored_as=file.stored_as).values_list("stored_as", flat=True)
    place = chance.choice([f"{others[0][:-1]}x", "0" * 32, "../" * 8 + "etc/hostname"])
    StoredFile.objects.filter(pk=file.pk).update(stored_as=place[:32])
    return _named(file)


def the_use_taken_back(town: Town, chance: Random) -> Named:
    """As if no report had used it: the next cleaning would remove it."""
    file, _content = _read(town, chance)
    StoredFile.objects.filter(pk=file.pk).update(used_at=None)
    return _named(file)


ON_FILES: Final[tuple[Tamper, ...]] = (
    a_byte,
    the_end_cut_off,
    something_at_the_end,
    another_file_in_its_place,
    a_file_deleted,
    a_directory_in_its_place,
    something_without_end_in_its_place,
    stored_elsewhere,
    the_use_taken_back,
)


def _read(town: Town, chance: Random) -> tuple[StoredFile, bytes]:
    file = chance.choice(list(StoredFile.objects.filter(used_at__isnull=False).order_by("pk")))
    return file, town.place(file.stored_as).read_bytes()


def _named(file: StoredFile) -> Named:
    return Named.row("storedfile", file.pk)
