"""Rule 3: author, approver and verifier of one report are different people."""

from __future__ import annotations

import json

import pytest

from audits.errors import SamePerson
from audits.models import Event
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.lifecycle.phrases import approves, waiting
from tests.lifecycle.scene import DONE, LETTER, Scene
from tracker.actions.report import report_from_paper
from tracker.actions.submit import submit
from tracker.models import Passage, ProgressUpdate, Source

pytestmark = pytest.mark.django_db

BOTH = "secretariat and officer a"


def test_who_wrote_a_report_does_not_verify_it(scene: Scene) -> None:
    scene.report(DONE, who=BOTH)
    with pytest.raises(SamePerson):
        scene.confirm(BOTH)
    scene.confirm("secretariat")


def test_who_wrote_a_report_does_not_approve_it(scene: Scene) -> None:
    waiting("head", author="head a")(scene)
    with pytest.raises(SamePerson):
        approves("head a")(scene, None)


def test_who_approved_a_report_does_not_verify_it(scene: Scene) -> None:
    waiting("head", status=Status.COMPLETED)(scene)
    approves(BOTH, document_number="정보정책과-77")(scene, None)
    with pytest.raises(SamePerson):
        scene.confirm(BOTH)
    scene.confirm("clerk")


def test_who_entered_a_report_from_paper_does_not_verify_it_and_is_named(scene: Scene) -> None:
    update = report_from_paper(
        scene.pk, DONE, LETTER, version=1, reported_on=TODAY, by=scene.by("secretariat")
    )
    assert (update.author, update.department) == (None, scene.town.departments["a"])
    assert update.entered_by == scene.town.people["secretariat"]
    with pytest.raises(SamePerson):
        scene.confirm("secretariat")
    scene.confirm("clerk")


def test_who_entered_a_published_report_may_verify_it(scene: Scene) -> None:
    scene.reach("claimed")
    with as_owner():
        ProgressUpdate.objects.filter(pk=scene.newest).update(
            source=Source.PUBLISHED, author=None, entered_by=scene.town.people["secretariat"]
        )
    scene.confirm("secretariat")
    assert scene.row.stage == "closed"


def test_a_confirmation_recorded_by_its_number_says_so(scene: Scene) -> None:
    waiting("head")(scene)
    approves(BOTH, document_number="정보정책과-77")(scene, None)
    event = Event.objects.filter(kind="report_approved").get()
    assert json.loads(event.text)["facts"]["by_number"] is True
    assert Passage.objects.get().document_number == "정보정책과-77"


def test_the_one_who_submitted_it_to_the_council_does_not_verify_it_either(scene: Scene) -> None:
    waiting("coordinator", status=Status.COMPLETED)(scene)
    submit(scene.pk, LETTER, version=scene.version, by=scene.by("coordinator"))
    scene.town.people["coordinator"].memberships.create(role="secretariat", start_on=TODAY)
    scene.town.admit("coordinator")
    with pytest.raises(SamePerson):
        scene.confirm("coordinator")
