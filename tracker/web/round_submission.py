"""의회 제출 of a whole round: what goes, what went before, what is missing; whether once more; what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Viewer
from audits.models import DemandVersion
from audits.statuses import ReportedStatus
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, rounds
from tracker.actions.bulk import in_words
from tracker.actions.rounds import Closing, close_round
from tracker.filters import LAST_RANK
from tracker.lifecycle import Act
from tracker.models import Assignment, ProgressUpdate, ReportingRound
from tracker.rounds import RoundState
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.letter import LetterForm
from tracker.web.rounds import visible_round

# In the order in which whoever submits looks at them.
PARTS: Final = (
    (RoundState.AWAITING_SUBMISSION, gettext_lazy("지금 제출하는 보고")),
    (RoundState.AWAITING_HEAD, gettext_lazy("부서장 확인을 기다려 이번에 제출하지 않는 보고")),
    (RoundState.NOT_REPORTED, gettext_lazy("미보고")),
    (RoundState.FILED, gettext_lazy("이 회차에 이미 제출한 보고")),
)
LEFT: Final = gettext_lazy("총괄부서의 의회 제출을 기다려 이번에 제출하지 않는 보고")


@require_http_methods(["GET", "POST"])
def round_submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What a submission would do; POST asks whether, with `act=submit` it is done."""
    viewer = viewer_of(request)
    round_ = visible_round(viewer, pk)
    access.require_in(viewer, Act.CLOSE_ROUND, round_.audit)
    if request.method != "POST" and not round_.is_open:
        return redirect("round_detail", pk=pk)
    form = LetterForm(request.POST or None, initial={"on": viewer.on})
    sent = request.method == "POST" and form.is_valid() and request.POST.get("act") != "change"
    letter = attempt(form, lambda: form.checked(viewer.on)) if sent else None
    if letter and request.POST.get("act") == "submit":
        seen = [asked.number(each) for each in request.POST.get("seen", "").split(",") if each]
        closing = attempt(form, lambda: close_round(pk, letter, by=viewer, seen=seen))
        if closing:
            return _done(request, closing)
    return _preview(request, viewer, round_, form, asks=letter is not None and not form.errors)


def _preview(
    request: HttpRequest, viewer: Viewer, round_: ReportingRound, form: LetterForm, *, asks: bool
) -> HttpResponse:
    """All that the round asked, in its parts; three statements."""
    rows = _rows(round_, viewer)
    submits = access.may(viewer, Act.SUBMIT)
    parts = [_part(state, str(heading), rows) for state, heading in _headings(submits=submits)]
    counts = {part["code"]: part["count"] for part in parts}
    going = counts[RoundState.AWAITING_SUBMISSION] if submits else 0
    context = {
        "round": round_,
        "form": form,
        "asks": asks,
        "parts": [part for part in parts if part["count"]],
        "going": going,
        "missing": len(rows) - going - counts[RoundState.FILED],
        "seen": ",".join(
            str(row["waiting"]) for row in rows if row["state"] == RoundState.AWAITING_SUBMISSION
        ),
        "back_url": reverse("round_detail", args=[round_.pk]),
    }
    return render(request, "tracker/round_submission.html", context)


def _done(request: HttpRequest, closing: Closing) -> HttpResponse:
    """The round's page where all went, else what did not and why."""
    told = {"count": closing.filed, "name": closing.round.name}
    messages.success(
        request,
        _("보고 회차를 의회에 제출하고 보고서를 확정하였습니다: %(name)s, 함께 제출한 보고 %(count)d건")
        % told,
    )
    refused = [outcome for outcome in closing.outcomes if outcome.update is None]
    if not refused and not closing.with_head:
        return redirect("round_detail", pk=closing.round.pk)
    why = {outcome.assignment_id: _why(outcome.refusal) for outcome in refused if outcome.refusal}
    why |= dict.fromkeys(closing.with_head, _("부서장 확인을 기다립니다."))
    found = Assignment.objects.filter(pk__in=why).select_related("demand__category", "department")
    results = [
        {
            "label": label(row.demand),
            "url": reverse("demand_detail", args=[row.demand_id]),
            "department": row.department.name if row.department else _("소관 없음"),
            "why": why[row.pk],
        }
        for row in found.order_by(Coalesce(F("department__rank"), Value(LAST_RANK)), "demand__number", "id")
    ]
    return render(request, "tracker/round_submitted.html", {"round": closing.round, "results": results})


def _why(refusal: Exception) -> str:
    if isinstance(refusal, PermissionDenied):
        return _("총괄부서의 의회 제출을 기다립니다.")
    return in_words(refusal)


def _headings(*, submits: bool) -> list[tuple[RoundState, str]]:
    """`PARTS` for this person: the council's staff closes a round and leaves what waits for the coordinator there."""
    left = {} if submits else {RoundState.AWAITING_SUBMISSION: LEFT}
    return [(state, str(left.get(state, heading))) for state, heading in PARTS]


def _rows(round_: ReportingRound, viewer: Viewer) -> Sequence[dict[str, Any]]:
    """What the round asks, by department in 건제순; two statements.

    What a report says that is not filed is shown to whoever may read it (product.md rule 8).
    """
    waiting = ProgressUpdate.objects.waiting().filter(assignment=OuterRef("pk"))
    read = access.visible_updates(viewer).exclude(gate="").filter(assignment=OuterRef("pk"))
    found = (
        rounds.asked(round_, Assignment.objects.all())
        .annotate(
            waiting=Subquery(waiting.values("pk")[:1]),
            waiting_status=Subquery(read.values("status")[:1]),
            rank=Coalesce(F("department__rank"), Value(LAST_RANK)),
        )
        .select_related("demand__category", "department")
        .order_by("rank", "department__name", "department_id", "demand__number", "id")
    )
    shown: Sequence[Any] = list(found)
    texts = DemandVersion.objects.texts(row.demand for row in shown)
    return [_row(row, texts[row.demand_id]) for row in shown]


def _row(row: Any, text: str) -> dict[str, Any]:
    status = row.waiting_status or row.reported_status
    return {
        "state": row.round_state,
        "waiting": row.waiting,
        "label": label(row.demand),
        "url": reverse("demand_detail", args=[row.demand_id]),
        "text": text,
        "department": row.department.name if row.department else _("소관 없음"),
        "point": row.point,
        "status": status,
        "status_label": ReportedStatus(status).label,
    }


def _part(state: RoundState, heading: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    mine = [row for row in rows if row["state"] == state]
    by_department = groupby(mine, key=itemgetter("department"))
    return {
        "code": state.value,
        "heading": heading,
        "count": len(mine),
        "departments": [{"name": name, "rows": list(group)} for name, group in by_department],
    }
