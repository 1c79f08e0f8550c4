"""An upgrade keeps or follows more columns than before: what was told until then is held against what was kept then."""

from __future__ import annotations

from datetime import date

import pytest

from audits import record
from audits.models import Committee
from audits.record import Entry
from tests.cluster import as_owner
from tests.factories import make_audit
from tracker.models import Meeting
from tracker.proof import Proof, prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
FEWER = ("committee_id", "held_on", "name")
ALL = Meeting.KEPT


@pytest.fixture
def meeting(committee: Committee, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """A meeting that was told when fewer of its columns were kept."""
    monkeypatch.setattr(Meeting, "KEPT", FEWER)
    row = Meeting.objects.create(committee=committee, held_on=date(2026, 11, 19), name="임시회")
    record.append(Entry("meeting_recorded", row, None, rows=[row]))
    monkeypatch.setattr(Meeting, "KEPT", ALL)
    return row


def _of_meetings(proof: Proof) -> list[str]:
    return [str(fault.code) for fault in proof.faults.listed if fault.table == "meeting"]


def test_a_row_told_before_is_held_against_the_columns_of_then(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _of_meetings(prove()) == ["row_altered"]
    monkeypatch.setattr(Meeting, "KEPT_BEFORE", (FEWER,), raising=False)
    assert _of_meetings(prove()) == []
    with as_owner():
        Meeting.objects.filter(pk=meeting.pk).update(name="정례회")
    assert _of_meetings(prove()) == ["row_altered"]


def test_what_is_followed_later_is_asked_of_later_entries_only(monkeypatch: pytest.MonkeyPatch) -> None:
    audit = make_audit()
    followed = type(audit).FOLLOWED
    monkeypatch.setattr(type(audit), "FOLLOWED", {"committee": "committee_id"})
    record.append(Entry("audit_created", audit, None, rows=[audit]))
    monkeypatch.setattr(type(audit), "FOLLOWED", followed)
    assert any(fault.table == "audit" for fault in prove().faults.listed)
    monkeypatch.setattr(type(audit), "FOLLOWED_LATER", frozenset(followed) - {"committee"}, raising=False)
    assert not [fault for fault in prove().faults.listed if fault.table == "audit"]
    record.append(Entry("audit_transmitted", audit, None))
    with as_owner():
        type(audit).objects.filter(pk=audit.pk).update(receipt_days=9)
    assert [fault.detail for fault in prove().faults.listed if fault.table == "audit"] == ["receipt_days"]
