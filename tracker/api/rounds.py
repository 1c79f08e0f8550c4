"""Reporting rounds: listed, read with how far they are, submitted to the council."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from audits import keyset
from audits.errors import NotVisible
from tracker import access, reports
from tracker.actions.letter import Letter
from tracker.actions.rounds import Closing, close_round
from tracker.api import answers, shapes
from tracker.api.acts.gates import SubmissionBody
from tracker.api.endpoint import Endpoint, answer, asked, said
from tracker.api.idempotency import once
from tracker.api.problems import problem_of
from tracker.api.queries import RoundQuery
from tracker.api.schema import KEY, described
from tracker.lifecycle import Act
from tracker.models import ReportingRound
from tracker.reports import Progress, RoundRow


class Rounds(Endpoint):
    """`rounds/`."""

    @described("list_rounds", _("보고 회차 목록"), shapes.RoundList, query=RoundQuery, refusals=(400,))
    def get(self, request: Request) -> Response:
        """Rounds that the caller may see, newest first."""
        query = asked(RoundQuery, request)
        wanted = query.validated_data
        found = access.visible_rounds(self.reader)
        if wanted["open"] is not None:
            found = found.open() if wanted["open"] else found.exclude(pk__in=ReportingRound.objects.open())
        if "audit" in wanted:
            found = found.filter(audit=wanted["audit"])
        page = keyset.page(
            found,
            ["-opened_at", "-id"],
            size=wanted["limit"],
            cursor=wanted["next"],
            question=f"rounds:{wanted.get('audit')}:{wanted['open']}",
        )
        return answer({"next": page.next or None, "results": [_round(row) for row in page.rows]})


class RoundDetail(Endpoint):
    """`rounds/{id}/`."""

    @described("read_round", _("보고 회차"), shapes.RoundDetail, refusals=(404,))
    def get(self, _request: Request, pk: int) -> Response:
        """A round with how far it is, over what the caller's lists show."""
        round_ = access.visible_rounds(self.reader).filter(pk=pk).first()
        if round_ is None:
            raise NotVisible
        listed, own = access.listed(self.viewer), self.viewer.department_ids
        progress = reports.round_progress(round_, listed, on=self.viewer.on, own=own)
        departments = [_department(row) for row in progress.rows]
        return answer({**_round(round_), "total": _counts(progress.total), "departments": departments})


class RoundSubmission(Endpoint):
    """`rounds/{id}/submission/`."""

    @described(
        "submit_round",
        _("보고 회차 의회 제출"),
        shapes.RoundSubmitted,
        body=SubmissionBody,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Close a round: file with the letter what waits for it, and freeze the report."""
        return once(request, self.viewer, permit=self.permit, act=lambda: self.act(request, pk))

    def permit(self) -> None:
        """Raise PermissionDenied unless the caller may close rounds."""
        access.require(self.viewer, Act.CLOSE_ROUND)

    def act(self, request: Request, pk: int) -> Response:
        """Submit, and answer the round with what became of each report."""
        self.permit()
        letter = said(SubmissionBody, request).validated_data
        closing = close_round(pk, Letter(on=letter["on"], number=letter["number"]), by=self.viewer)
        return answer(_submitted(closing))


def _round(row: ReportingRound) -> shapes.Round:
    return {
        "id": row.pk,
        "audit": row.audit_id,
        "name": row.name,
        "due_on": row.due_on,
        "opened_on": row.opened_on,
        "state": "open" if row.is_open else "closed" if row.closed_on else "cancelled",
        "closed_on": row.closed_on,
        "cancelled_on": row.cancelled_on,
        "letter_on": row.letter_on,
        "letter_number": row.letter_number,
    }


def _counts(progress: Progress) -> shapes.RoundCounts:
    return {"asked": progress.asked, "reported": progress.reported, **asdict(progress)}  # type: ignore[typeddict-item]


def _department(row: RoundRow) -> shapes.RoundDepartment:
    department: shapes.Department | None = (
        {"id": row.department, "name": row.name} if row.department else None
    )
    return {"department": department, **_counts(row.progress)}


def _submitted(closing: Closing) -> shapes.RoundSubmitted:
    return {
        **_round(closing.round),
        "filed": [answers.filed(outcome.update) for outcome in closing.outcomes if outcome.update],
        "not_filed": [
            _not_filed(outcome.assignment_id, outcome.refusal)
            for outcome in closing.outcomes
            if outcome.refusal
        ],
        "with_head": closing.with_head,
        "snapshot": closing.snapshot.pk,
    }


def _not_filed(assignment_id: int, refusal: Exception) -> shapes.NotFiled:
    problem = problem_of(refusal)
    return {"assignment": assignment_id, "problem": problem.as_json() if problem else {}}
