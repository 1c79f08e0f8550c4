"""Holds of an assignment follow each other: one ends on the day the next begins, the newest is open and names who
holds it now.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Lead

from audits.proof import Code, Fault, Faults
from tracker.models import Assignment, Tenure


def compare_tenures(faults: Faults) -> Iterator[int]:
    """Look at every hold beside the next of its assignment; yields how many there are."""
    following = Window(Lead("start_on"), partition_by=[F("assignment")], order_by="id")
    rows = Tenure.objects.annotate(following=following).order_by("id")
    for pk in rows.filter(_differ("end_on", "following")).values_list("pk", flat=True):
        faults.add(Fault(Code.TENURE_BROKEN, table="tenure", row=pk))
    newest = Tenure.objects.filter(assignment=OuterRef("pk")).order_by("-id").values("department")
    held = Assignment.objects.annotate(holder=Subquery(newest[:1]))
    for pk in held.filter(_differ("department", "holder")).values_list("pk", flat=True):
        faults.add(Fault(Code.TENURE_BROKEN, table="assignment", row=pk))
    yield Tenure.objects.count()


def _differ(one: str, other: str) -> Q:
    """Two values, or one where the other is none."""
    return (
        Q((f"{one}__lt", F(other)))
        | Q((f"{one}__gt", F(other)))
        | Q((f"{one}__isnull", True), (f"{other}__isnull", False))
        | Q((f"{one}__isnull", False), (f"{other}__isnull", True))
    )
