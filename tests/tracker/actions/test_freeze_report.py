"""freeze_report: what is kept of a report that is handed in, and that its hash is the one of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Audit, Department, Event, User
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.freeze_report import freeze
from tracker.models import Paper, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(department: Department) -> Audit:
    audit = make_audit()
    assign(make_demand(audit), department)
    return audit


@pytest.fixture
def by(clerk: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(clerk)


@transaction.atomic
def _frozen(audit: Audit, by: Viewer, title: str = "") -> Snapshot:
    snapshot, entry = freeze(audit, Paper.INSPECTION, title=title, by=by)
    record.append(entry)
    return Snapshot.objects.get(pk=snapshot.pk)


def test_its_hash_is_that_of_its_content(audit: Audit, by: Viewer) -> None:
    kept = _frozen(audit, by)
    assert kept.sha256 == hashlib.sha256(kept.content.encode()).hexdigest()


def test_it_keeps_paper_day_and_title_without_and_within(audit: Audit, by: Viewer) -> None:
    kept = _frozen(audit, by, " 정례회 이행점검 ")
    told = json.loads(kept.content)
    assert (kept.title, kept.paper, kept.as_of) == ("정례회 이행점검", "inspection", TODAY)
    assert (told["title"], told["paper"], told["as_of"]) == ("정례회 이행점검", "inspection", str(TODAY))


def test_the_record_knows_the_row(audit: Audit, by: Viewer) -> None:
    kept = _frozen(audit, by)
    entry = json.loads(Event.objects.latest("number").text)
    assert entry["rows"] == [["snapshot", kept.pk, record.fingerprint(kept)]]
    assert entry["facts"]["on"] == str(TODAY)


def test_a_past_day_is_read_from_the_record_or_refused(audit: Audit, by: Viewer) -> None:
    with pytest.raises(NotAllowedNow, match="지난 날의 보고서를 만들 수 없습니다"):
        freeze(audit, Paper.RESULT, on=TODAY - timedelta(days=1), by=by)
    assert not Snapshot.objects.exists()
