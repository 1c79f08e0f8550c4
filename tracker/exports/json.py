"""처리결과 보고서 as JSON: the 총괄 and every item."""

from __future__ import annotations

import json
from datetime import date

from audits.models import Audit, Demand
from tracker import reports


def result_report(audit: Audit, *, on: date) -> str:
    """The report of `audit` as it stands on `on`, today: indented, with the record's head as its anchor."""
    demands = Demand.objects.filter(audit=audit)
    content = {
        "audit": {"id": audit.pk, "year": audit.year, "body": audit.body},
        "as_of": on.isoformat(),
        "summary": reports.summary(audit, demands).as_json(),
        "items": reports.items(demands),
        "record": reports.record_head(),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
