"""The doubts about reports that are stored: what they stand beside is fetched for all of them at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from audits.access import Viewer
from audits.intake.lines import squeezed
from audits.models.demand import demand_label
from tracker import access
from tracker.checks.answers import PAPERS, Doubt, Said, doubts
from tracker.models import Evidence, ProgressUpdate, Source, Stage
from tracker.models.progress import IN_SAME_WORDS

AUDIT: Final = "assignment__demand__audit_id"
PLAIN: Final = (
    "pk",
    "assignment_id",
    "status",
    "actions_taken",
    "reported_on",
    "plan",
    "planned_until",
    "continues",
    "no_change",
    "source",
    "assignment__demand_id",
    "assignment__demand__number",
    AUDIT,
    "assignment__demand__category__code",
    "assignment__demand__category__short_label",
)
BEFORE: Final = ("actions_taken", "plan", "reported_on")  # of the report before


def doubts_of(update: ProgressUpdate, viewer: Viewer) -> list[Doubt]:
    """What `viewer` is told to look at in a report, filed or still at a gate; two statements.

    Empty for who sees no doubts: councillors and the public (product.md rule 14). Other demands are named only
    where the viewer may read them.
    """
    return doubts_of_all([update], viewer)[update.pk]


def doubts_of_all(updates: Iterable[ProgressUpdate], viewer: Viewer) -> dict[int, list[Doubt]]:
    """As `doubts_of` for many reports, by the report's id; two statements however many there are."""
    wanted = [update.pk for update in updates]
    if not wanted or not access.may_read(viewer, access.Right.SEE_DOUBTS):
        return {pk: [] for pk in wanted}
    rows = list(_with_neighbours(ProgressUpdate.objects.filter(pk__in=wanted)))
    told = {row["words"] for row in rows if row["actions_taken"].strip()}
    answers = _in_same_words(told, {row[AUDIT] for row in rows}, viewer)
    found = {
        row["pk"]: doubts(_said(row), on=viewer.on, before=_before(row), answers=answers[row[AUDIT]])
        for row in rows
    }
    return {pk: found[pk] for pk in wanted}


def _with_neighbours(updates: QuerySet[ProgressUpdate]) -> Iterable[dict[str, Any]]:
    """Each report with the filed one before it, whether a later one was filed, and whether evidence stands."""
    filed = ProgressUpdate.objects.filed().filter(assignment=OuterRef("assignment"))
    earlier = filed.filter(number__lt=OuterRef("number")).order_by("-number")
    standing = Evidence.objects.standing()
    of_report = standing.filter(update=OuterRef("pk"))
    alone = standing.filter(update__isnull=True, assignment=OuterRef("assignment"))
    told: Any = updates.annotate(
        before=Subquery(earlier.values(told=JSONObject(**{name: name for name in BEFORE}))[:1]),
        newest=~Exists(filed.filter(number__gt=OuterRef("number"))),
        evidence_stands=Exists(of_report) | Exists(alone),
        words=IN_SAME_WORDS,
    )
    rows: Iterable[dict[str, Any]] = told.values(*PLAIN, "before", "newest", "evidence_stands", "words")
    return rows


def said_already(texts: Collection[str], audits: Collection[int], viewer: Viewer) -> Mapping[int, list[Said]]:
    """The newest filed answers of these audits in the words of `texts`, of which nothing is stored yet.

    By the audit's id; those alone that the viewer may read of. One statement.
    """
    told = {squeezed(text) for text in texts} - {""}
    # As the database reckons it (`IN_SAME_WORDS`): a way to find words again, and no secret.
    words = {hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in told}
    return _in_same_words(words, audits, viewer)


def _in_same_words(
    told: Collection[str], audits: Collection[int], viewer: Viewer
) -> Mapping[int, list[Said]]:
    """The newest filed answers in the words with these hashes that the viewer may read of, by the audit's id."""
    later = ProgressUpdate.objects.filed().filter(
        assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    found = (
        ProgressUpdate.objects.filed()
        .annotate(words=IN_SAME_WORDS)
        .filter(
            ~Exists(later),
            words__in=told,
            assignment__demand__audit__in=audits,
            assignment__demand__withdrawn_at__isnull=True,
        )
        .exclude(assignment__stage=Stage.WITHDRAWN)
        .order_by("assignment__demand__number", "pk")
    )
    if not access.reads_everything(viewer):
        found = found.filter(assignment__demand__in=access.visible_demands(viewer))
    answers: dict[int, list[Said]] = defaultdict(list)
    for row in found.values(*PLAIN):
        answers[row[AUDIT]].append(_said(row))
    return answers


def _said(row: dict[str, Any]) -> Said:
    code, number = row["assignment__demand__category__code"], row["assignment__demand__number"]
    return Said(
        status=row["status"],
        actions_taken=row["actions_taken"],
        reported_on=row["reported_on"],
        plan=row["plan"],
        planned_until=row["planned_until"],
        continues=row["continues"],
        no_change=row["no_change"],
        evidence=row.get("evidence_stands", True),
        published=row["source"] == Source.PUBLISHED,
        papers=code == PAPERS,
        newest=row.get("newest", True),
        demand=row["assignment__demand_id"],
        label=demand_label(row["assignment__demand__category__short_label"], number),
    )


def _before(row: dict[str, Any]) -> Said | None:
    before = row["before"]
    if before is None:
        return None
    return Said(status="", **before | {"reported_on": date.fromisoformat(before["reported_on"])})
