"""Rule 4: a demand's text is fixed with the transmittal; a correction is a new version; nothing is deleted."""

from __future__ import annotations

import pytest

from audits.errors import NotAllowedNow
from audits.models import Audit, Demand, DemandVersion
from tests.conftest import TODAY
from tests.lifecycle.phrases import corrects, removed_once, withdraws
from tests.lifecycle.scene import Scene
from tests.rules.conftest import Enter
from tracker.actions.audits import DemandFacts, rewrite_demand
from tracker.models import Evidence

pytestmark = pytest.mark.django_db


def test_after_the_transmittal_the_text_is_not_rewritten(scene: Scene) -> None:
    Audit.objects.update(transmitted_on=TODAY, transmittal_number="의사과-77")
    demand = Demand.objects.select_related("category").get(pk=scene.town.demand.pk)
    with pytest.raises(NotAllowedNow):
        rewrite_demand(
            demand.pk, DemandFacts(text="다른 글", category=demand.category), by=scene.by("secretariat")
        )


def test_a_correction_is_a_new_version_and_both_are_to_be_read(scene: Scene, enter: Enter) -> None:
    corrects("점검을 해마다 할 것", reason="의결된 문구와 다름")(scene, None)
    versions = DemandVersion.objects.filter(demand=scene.town.demand).order_by("number")
    assert [(row.number, row.text, row.reason) for row in versions] == [
        (1, "예산 낭비가 없도록 할 것", ""),
        (2, "점검을 해마다 할 것", "의결된 문구와 다름"),
    ]
    page = enter(scene.town.people["secretariat"]).get(f"/demands/{scene.town.demand.pk}/")
    (shown,) = page.context["corrections"]
    assert (shown["before"], shown["text"]) == ("예산 낭비가 없도록 할 것", "점검을 해마다 할 것")
    assert "의결된 문구와 다름" in page.content.decode()


def test_what_is_removed_or_withdrawn_stays(scene: Scene) -> None:
    piece = scene.has_evidence()
    removed_once(scene, piece)
    withdraws()(scene, None)
    assert Evidence.objects.get(pk=piece).document_number
    assert scene.row.stage == "withdrawn"
