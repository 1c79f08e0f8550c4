"""Rule 12: dashboard, page, digest, API and export of the same moment give the same numbers, wherever a walk led."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, tzinfo
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from audits.models import Audit
from tests.lifecycle.machine import Tally
from tests.lifecycle.model import OUTSTANDING
from tests.lifecycle.test_machine import WALKS
from tests.lifecycle.town import Town
from tests.lifecycle.walks import EveryAct
from tests.rules.conftest import Enter
from tracker import followup
from tracker.exports.json import result_report

pytestmark = pytest.mark.django_db

A_FEW_WALKS = settings(WALKS, phases=[Phase.generate], max_examples=12, stateful_step_count=40)


class CountedWalk(EveryAct):
    """A walk at whose end everybody counts."""

    def __init__(self, town: Town, tally: Tally, council: Client) -> None:
        super().__init__(town, tally)
        self.council = council

    def teardown(self) -> None:
        """Compare all figures on the day the walk has come to, then undo the walk."""
        try:
            with patch.object(timezone, "localdate", self._localdate):
                self.count()
        finally:
            super().teardown()

    def count(self) -> None:
        """The same totals and the same overdue assignments in every place."""
        audit, on = self.town.demand.audit, timezone.localdate()
        late = sorted(
            self.town.duties[duty.name]
            for duty in self.model.live
            if duty.stage in OUTSTANDING and duty.due and duty.due < on
        )
        self.tally.ends["count", "late" if late else "nothing late"] += 1
        exported = json.loads(result_report(audit, on=on))["summary"]
        assert self._api(f"audits/{audit.pk}/summary/") == exported
        assert self._page(audit, "계") == exported["total"]
        assert exported["total"]["total"] == 2 - self.model.withdrawn
        assert self._dashboard(audit) == (exported["total"]["verified"], len(late))
        assert (
            self._listed("overdue=true") == late == sorted(self._digest(on)) == self._departments(audit, late)
        )
        assert followup.compare()[1] == []

    def _localdate(self, moment: datetime | None = None, zone: tzinfo | None = None) -> date:
        return moment.astimezone(zone or timezone.get_current_timezone()).date() if moment else self.model.day

    def _api(self, path: str) -> Any:
        return self.council.get(f"/api/v1/{path}").json()

    def _listed(self, question: str) -> list[int]:
        return sorted(row["id"] for row in self._api(f"assignments/?limit=200&{question}")["results"])

    def _page(self, audit: Audit, label: str) -> dict[str, int]:
        """The row of a label in the 총괄 table, with 0 for the columns it leaves out."""
        context = self.council.get(f"/audits/{audit.pk}/").context
        row = next(row for row in context["rows"] if row["label"] == label)
        named = zip(context["columns"], row["cells"], strict=True)
        shown = {column["code"]: cell["value"] for column, cell in named}
        return dict.fromkeys(self._api(f"audits/{audit.pk}/summary/")["total"], 0) | shown

    def _dashboard(self, audit: Audit) -> tuple[int, int]:
        """Confirmed and overdue, as the list of audits has them."""
        rows = self.council.get("/audits/").context["audits"]
        row = next(row for row in rows if row["summary_url"] == f"/audits/{audit.pk}/")
        return row["confirmed"], row["overdue"]

    def _departments(self, audit: Audit, late: list[int]) -> list[int]:
        """`late`, where the table of departments counts as many; else nothing that could equal it."""
        context = self.council.get(f"/audits/{audit.pk}/").context
        place = [column["code"] for column in context["department_columns"]].index("overdue")
        counted = sum(row["cells"][place]["value"] for row in context["departments"])
        return late if counted == len(late) else [-1]

    def _digest(self, on: date) -> list[int]:
        """What the secretariat's mail of that day names."""
        out = io.StringIO()
        call_command("send_digest", "--on", on.isoformat(), "--dry-run", "--json", stdout=out)
        told = json.loads(out.getvalue())
        mine = [row["assignments"] for row in told["recipients"] if row["role"] == "secretariat"]
        assert told["overdue"] == len(mine[0] if mine else [])
        return mine[0] if mine else []


def test_after_any_walk_every_place_gives_the_same_numbers(enter: Enter) -> None:
    town = Town()
    council = enter(town.people["secretariat"])
    tally = Tally()

    class InThisTown(CountedWalk):
        def __init__(self) -> None:
            super().__init__(town, tally, council)

    run_state_machine_as_test(InThisTown, settings=A_FEW_WALKS)
    assert tally.ends["count", "late"] > 1
