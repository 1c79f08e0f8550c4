"""Rule 1: a department reports, the council verifies; no act of the council changes what was reported."""

from __future__ import annotations

import pytest

from audits import record
from audits.models import Audit, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_demand
from tests.lifecycle.phrases import Act, contradicts, corrects, grants, refuses, reopens, returns
from tests.lifecycle.scene import Scene
from tests.rules.conftest import Enter
from tracker import reports
from tracker.actions.opinion import record_opinion
from tracker.actions.remind import remind
from tracker.models import ProgressUpdate

pytestmark = pytest.mark.django_db

ACTS_OF_THE_COUNCIL: dict[str, tuple[str, Act]] = {
    "confirms": ("claimed", lambda s, _: s.confirm()),
    "returns": ("claimed", returns()),
    "contradicts": ("claimed", contradicts()),
    "gives an opinion": (
        "claimed",
        lambda s, _: record_opinion(
            s.pk, update_id=s.newest, view="needs_more", words="더 볼 것", by=s.by("clerk")
        ),
    ),
    "reopens": ("closed", reopens()),
    "extends": ("returned", grants()),
    "refuses more time": ("returned", refuses()),
    "reminds": ("returned", lambda s, _: remind(s.pk, by=s.by("clerk"))),
    "corrects its own demand": ("claimed", corrects()),
}


@pytest.mark.parametrize("act", ACTS_OF_THE_COUNCIL)
def test_no_act_of_the_council_changes_what_a_department_reported(act: str, scene: Scene) -> None:
    stage, do = ACTS_OF_THE_COUNCIL[act]
    scene.reach(stage)
    request = scene.asks_for_time() if act == "refuses more time" else None
    before = _reported(scene)
    do(scene, request)
    assert _reported(scene) == before


def _reported(scene: Scene) -> tuple[object, ...]:
    row = scene.row
    words = [record.fingerprint(update) for update in ProgressUpdate.objects.order_by("id")]
    return row.reported_status, row.continues, words


def test_both_axes_are_shown_and_both_are_counted(
    audit: Audit, department: Department, officer: User, secretariat: User, enter: Enter
) -> None:
    claim = assign(make_demand(audit), department, Status.COMPLETED, lead=True)
    told = enter(officer).get(f"/api/v1/assignments/{claim.pk}/").json()
    assert (told["status"], told["verification"]) == ("completed", "awaiting")
    page = enter(secretariat).get(f"/demands/{claim.demand_id}/").content.decode()
    assert "완료" in page
    assert "확인 대기" in page
    total = reports.summary(audit, audit.demands.all()).total
    assert (total.completed, total.verified) == (1, 0)
