"""What an import would change: the draft against what is stored. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from audits.intake.draft import Draft
from audits.models import Audit, DemandVersion


@dataclass(frozen=True)
class Existing:
    """Items of the draft against the stored demands of the same year and body, matched by number."""

    audit_id: int
    same: int
    changed: int
    new: int


def existing(draft: Draft, *, year: int, body: str) -> Existing | None:
    """How the draft stands to an audit already stored; None where there is none. Two statements."""
    audit = Audit.objects.filter(year=year, body=body).first()
    if audit is None:
        return None
    current = DemandVersion.objects.current().filter(demand__audit=audit)
    rows = current.values_list("demand__number", "text")
    stored = {number: _bare(text) for number, text in rows}
    same = sum(1 for item in draft.items if stored.get(item.number) == _bare(item.text))
    new = sum(1 for item in draft.items if item.number not in stored)
    return Existing(audit_id=audit.pk, same=same, changed=len(draft.items) - same - new, new=new)


def _bare(text: str) -> str:
    return "".join(text.split())
