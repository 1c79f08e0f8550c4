"""The town's past holds everything there is to bend, and its record names nobody and quotes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from audits.models import Department, Event, User
from audits.proof.rows import kept_models
from tests.tracker.proof.town import Town
from tracker.models import StoredFile
from tracker.proof import prove
from tracker.web.records.kinds import TOLD

pytestmark = pytest.mark.django_db

KINDS: Final = {*TOLD, "access_checked", "access_forgotten"}
SHAPES: Final = (
    r"[a-z][a-z_0-9]{0,39}",  # a kind, a state, a role: a word of the code
    r"[a-z]+:[a-z]+",  # a scope
    r"\d{4}-\d\d-\d\d",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00",
    r"\d{4}-W\d\d",
    r"[0-9a-f]{64}",
    r"<[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@[a-z0-9.-]+>",  # a mail's Message-ID
    r"",
)


def test_every_kind_of_event_has_happened(town: Town) -> None:
    assert set(Event.objects.values_list("kind", flat=True)) >= KINDS


def test_every_table_that_the_record_keeps_has_rows(town: Town) -> None:
    assert [model.__name__ for model in kept_models() if not model._default_manager.exists()] == []
    assert StoredFile.objects.filter(used_at__isnull=False).count() > 3


def test_nobody_who_acted_left_anything_that_looks_bent(town: Town) -> None:
    proof = prove([town.anchor()])
    assert (proof.is_whole, proof.faults.listed) == (True, [])
    assert proof.events == Event.objects.count()
    assert proof.files == StoredFile.objects.filter(used_at__isnull=False).count()


def test_entries_are_made_of_codes_days_moments_and_hashes(town: Town) -> None:
    allowed = re.compile("|".join(f"(?:{shape})" for shape in SHAPES))
    texts = Event.objects.values_list("text", flat=True)
    found = {words for text in texts for words in _strings(json.loads(text))}
    assert sorted(words for words in found if not allowed.fullmatch(words)) == []


def test_no_entry_names_a_person_or_a_department_or_quotes_a_text(town: Town) -> None:
    told = "\n".join(Event.objects.values_list("text", flat=True))
    assert told.isascii()
    for person in User.objects.all():
        assert not any(name in told for name in (person.email, person.name, person.staff_number) if name)
    for department in Department.objects.all():
        assert department.name not in told


def _strings(told: Any) -> Iterator[str]:
    """Every string in an entry, keys too."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            yield from _strings(name)
            yield from _strings(value)
    elif isinstance(told, list):
        for value in told:
            yield from _strings(value)
