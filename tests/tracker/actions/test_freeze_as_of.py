"""보고서 확정: each hands in the own paper, as of today or a day gone by, and it stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Committee, Department, Event, Office, User
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.freeze_as_of import freeze_report
from tracker.models import Paper, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(committee: Committee, department: Department) -> Audit:
    audit = make_audit(committee=committee)
    assign(make_demand(audit), department)
    return audit


def _freeze(audit: Audit, paper: Paper, by: Viewer, title: str = "제1차 보고") -> Snapshot:
    return freeze_report(audit.pk, paper, title=title, as_of=TODAY, by=by)


def test_a_frozen_report_keeps_title_day_and_hash_and_stands_in_the_record(
    audit: Audit, clerk: User, as_viewer: AsViewer
) -> None:
    frozen = _freeze(audit, Paper.INSPECTION, as_viewer(clerk), "  제1차   보고 ")
    assert (frozen.title, frozen.as_of, frozen.paper, frozen.by) == (
        "제1차 보고",
        TODAY,
        "inspection",
        clerk,
    )
    assert frozen.sha256 == hashlib.sha256(frozen.content.encode()).hexdigest()
    event = Event.objects.get()
    assert (event.kind, json.loads(event.text)["rows"][0][:2]) == ("report_frozen", ["snapshot", frozen.pk])
    assert "제1차" not in event.text


@pytest.mark.parametrize(
    ("who", "paper", "lets_in"),
    [
        ("secretariat", Paper.INSPECTION, True),
        ("clerk", Paper.INSPECTION, True),
        ("coordinator", Paper.RESULT, True),
        ("secretariat", Paper.RESULT, False),
        ("clerk", Paper.RESULT, False),
        ("coordinator", Paper.INSPECTION, False),
        ("councillor", Paper.INSPECTION, False),
        ("officer", Paper.RESULT, False),
    ],
)
def test_each_hands_in_the_own_paper(
    who: str,
    paper: Paper,
    *,
    lets_in: bool,
    audit: Audit,
    as_viewer: AsViewer,
    request: pytest.FixtureRequest,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    if lets_in:
        assert _freeze(audit, paper, by)
        return
    with pytest.raises(PermissionDenied):
        _freeze(audit, paper, by)
    assert not Snapshot.objects.exists()


def test_a_small_council_that_distributes_hands_in_both(
    audit: Audit, clerk: User, as_viewer: AsViewer
) -> None:
    Office(pk=1, council_distributes=True).save()
    for paper in Paper:
        assert _freeze(audit, paper, as_viewer(clerk))


def test_an_audit_of_another_committee_is_not_there(
    audit: Audit, other_clerk: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(NotVisible):
        _freeze(audit, Paper.INSPECTION, as_viewer(other_clerk))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "가" * 201}),
        ("on", {"as_of": TODAY + timedelta(days=1)}),
        ("paper", {"paper": "letter"}),
    ],
)
def test_what_makes_no_report_is_refused_by_field(
    field: str, said: dict[str, object], audit: Audit, secretariat: User, as_viewer: AsViewer
) -> None:
    asked = {"paper": Paper.INSPECTION, "title": "보고", "as_of": TODAY} | said
    with pytest.raises(ValidationError) as refused:
        freeze_report(audit.pk, **asked, by=as_viewer(secretariat))  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def test_the_same_paper_day_and_title_are_frozen_once(
    audit: Audit, secretariat: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(secretariat)
    _freeze(audit, Paper.INSPECTION, by)
    with pytest.raises(ValidationError) as refused:
        _freeze(audit, Paper.INSPECTION, by)
    assert list(refused.value.message_dict) == ["title"]
    assert _freeze(audit, Paper.INSPECTION, by, "다시 낸 보고")


def test_a_day_of_which_the_record_says_nothing_is_refused(
    audit: Audit, secretariat: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(NotAllowedNow):
        freeze_report(
            audit.pk,
            Paper.INSPECTION,
            title="옛날",
            as_of=TODAY - timedelta(days=3_000),
            by=as_viewer(secretariat),
        )
    assert not Snapshot.objects.exists()
