"""Rule 5: every change of state writes its event in the same transaction; the database refuses to bend events."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError

from audits import record
from audits.models import Event
from tests.lifecycle.phrases import returns
from tests.lifecycle.scene import Scene

pytestmark = pytest.mark.django_db


def test_what_cannot_be_put_on_record_does_not_happen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.reach("claimed")
    before = scene.look()

    def fail(_entries: Sequence[record.Entry]) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(record, "append_all", fail)
    with pytest.raises(OSError, match="no room"):
        returns()(scene, None)
    assert scene.look() == before


def test_the_event_says_what_there_is_afterwards(scene: Scene) -> None:
    scene.reach("claimed")
    returns()(scene, None)
    event = Event.objects.latest("number")
    told = {"stage": "returned", "verification": "insufficient", "status": "completed"}
    assert told.items() <= _values(event).items()
    assert _values(event)["version"] == scene.version


def _values(event: Event) -> dict[str, object]:
    values: dict[str, object] = json.loads(event.text)["values"]
    return values


@pytest.mark.parametrize(
    "change", ["UPDATE audits_event SET kind = 'x'", "DELETE FROM audits_event", "TRUNCATE audits_event"]
)
def test_the_database_refuses_to_change_or_delete_events(change: str, scene: Scene) -> None:
    scene.reach("claimed")
    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Event.objects.exists()
