"""What a corrected report would change, for its page: each difference, with the act that changes it officially."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import reference
from audits.access import Viewer
from audits.models import Audit, Demand
from audits.statuses import ReportedStatus
from tracker import access
from tracker.import_changes import ANSWER, CATEGORY, DEPARTMENTS, STATUS, TEXT, Changed, Comparison
from tracker.lifecycle import Act

MOST: Final = 100  # shown; a document that changes more is another one
LABELS: Final[Mapping[str, Promise]] = {
    TEXT: gettext_lazy("요구 내용"),
    CATEGORY: gettext_lazy("구분"),
    DEPARTMENTS: gettext_lazy("부서"),
    STATUS: gettext_lazy("추진상황"),
    "actions_taken": gettext_lazy("추진내용"),
    "plan": gettext_lazy("향후계획"),
    "planned_until": gettext_lazy("완료 예정일"),
}


def told(comparison: Comparison, viewer: Viewer) -> dict[str, object]:
    """The differences as the template shows them; two statements and the council's lists."""
    audit = Audit.objects.get(pk=comparison.audit_id)
    demands = Demand.objects.in_bulk([change.demand_id for change in comparison.changes[:MOST]])
    codes = {category.code: category.label for category in reference.categories()}
    codes |= {status.value: str(status.label) for status in ReportedStatus}
    may_log = access.may_in(viewer, Act.LOG_DEMAND, audit) and audit.transmitted_on is None
    return {
        "audit": str(audit),
        "audit_url": reverse("audit_summary", args=[audit.pk]),
        "changed": [_change(each, demands, codes, audit, viewer) for each in comparison.changes[:MOST]],
        "added": [{"number": item.number, "text": item.text} for item in comparison.added[:MOST]],
        "gone": [
            {"number": each.number, "text": each.text, "url": reverse("demand_detail", args=[each.demand_id])}
            for each in comparison.gone[:MOST]
        ],
        "more": sum(max(0, len(rows) - MOST) for rows in _lists(comparison)),
        "log_url": reverse("demand_log", args=[audit.pk]) if may_log else "",
        "is_sent": audit.transmitted_on is not None,
    }


def _lists(comparison: Comparison) -> Sequence[Sequence[object]]:
    return (comparison.changes, comparison.added, comparison.gone)


def _change(
    change: Changed, demands: Mapping[int, Demand], codes: Mapping[str, str], audit: Audit, viewer: Viewer
) -> dict[str, object]:
    named = (CATEGORY, STATUS)
    return {
        "number": change.number,
        "url": reverse("demand_detail", args=[change.demand_id]),
        "rows": [
            {
                "label": LABELS[each.field],
                "before": codes.get(each.before, each.before) if each.field in named else each.before,
                "after": codes.get(each.after, each.after) if each.field in named else each.after,
            }
            for each in change.differences
        ],
        "ways": _ways(change, demands[change.demand_id], audit, viewer),
    }


def _ways(change: Changed, demand: Demand, audit: Audit, viewer: Viewer) -> list[tuple[str, str]]:
    """The acts by which these differences become official, where the viewer may do them."""
    fields = {each.field for each in change.differences}
    fixed = bool(audit.transmitted_on or change.assignment_ids)
    ways = []
    if TEXT in fields and fixed and access.may_in(viewer, Act.CORRECT_DEMAND, audit):
        ways.append((_("정정"), reverse("demand_correct", args=[demand.pk])))
    if fields & {TEXT, CATEGORY} and not fixed and access.may_in(viewer, Act.LOG_DEMAND, audit):
        ways.append((_("이송 전 수정"), reverse("demand_rewrite", args=[demand.pk])))
    if fields & set(ANSWER) and access.may_in(viewer, Act.REPORT_FROM_PAPER, audit):
        ways += [
            (_("문서로 받은 보고 등록"), reverse("assignment_act", args=[pk, "from-paper"]))
            for pk in change.assignment_ids
        ]
    return ways
