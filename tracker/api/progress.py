"""Reports (처리상황 보고): one, or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from http import HTTPStatus
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audits.access import Viewer
from audits.models import Demand
from tracker import access
from tracker.actions.report import report_progress
from tracker.api import answers, etag, shapes
from tracker.api.bodies import MOST, OneOfManyBody, ProgressBody, words
from tracker.api.endpoint import Endpoint, answer, asked, said, visible
from tracker.api.idempotency import HEADER, once
from tracker.api.problems import BY_STATUS, REFUSALS, Problem, Refusal, problem_of
from tracker.api.schema import IF_MATCH, KEY, described
from tracker.lifecycle import Act
from tracker.models import Source

ATOMIC: Final = OpenApiParameter("atomic", bool, description=_("참이면 모두 처리하거나 하나도 처리하지 않음"))


class Progress(Endpoint):
    """`assignments/{id}/progress/`."""

    @described(
        "report_progress",
        _("처리상황 보고"),
        shapes.Filed,
        body=ProgressBody,
        status=201,
        refusals=(400, 404, 409, 412, 413, 415, 422, 428),
        headers=(IF_MATCH, KEY),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """File a report on an assignment that is still at the version that was read."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(request, pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still report on it."""
        access.require(self.viewer, Act.REPORT, visible(self.viewer, pk))

    def act(self, request: Request, pk: int) -> Response:
        """File, and answer what became of it. Raises Refusal `precondition_required`."""
        access.require(self.viewer, Act.REPORT)
        version = etag.version_asked(request, pk)
        if version is None:
            raise Refusal("precondition_required")
        report = said(ProgressBody, request).words()
        update = report_progress(pk, report, version=version, by=self.viewer, source=Source.API)
        return answer(answers.filed(update), status=201, version_of=update.assignment)


class ManyBody(serializers.ListSerializer[Any]):
    """At most 200 reports."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=OneOfManyBody(), allow_empty=False, max_length=MOST, **kwargs)


class AtomicQuery(serializers.Serializer[Any]):
    """Whether all or nothing is to be done."""

    atomic = serializers.BooleanField(required=False, default=False)


class ManyProgress(Endpoint):
    """`assignments/progress/`."""

    @described(
        "report_progress_of_many",
        _("처리상황 여러 건 보고"),
        shapes.Results,
        body=OneOfManyBody(many=True),
        refusals=(400, 404, 409, 412, 413, 415, 422),
        headers=(ATOMIC, KEY),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """File reports, each with its own result; with `atomic` all or none."""
        return once(request, self.viewer, permit=lambda: self.permit(request), act=lambda: self.act(request))

    def permit(self, request: Request) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still report on all of them."""
        for item in said(ManyBody, request).validated_data:
            access.require(self.viewer, Act.REPORT, visible(self.viewer, item["id"]))

    def act(self, request: Request) -> Response:
        """File each, and answer the results in the order of the request."""
        access.require(self.viewer, Act.REPORT)
        whole = asked(AtomicQuery, request).validated_data["atomic"]
        items = said(ManyBody, request).validated_data
        together = whole or HEADER in request.headers
        with _locked_together(items, self.viewer) if together else nullcontext():
            results = [_result(item, self.viewer) for item in items]
            if whole and any("problem" in result for result in results):
                raise NothingDone(results)
        return answer({"results": results})


class NothingDone(Exception):
    """All or nothing was asked for, and not all was possible."""

    def __init__(self, results: Sequence[shapes.Result]) -> None:
        super().__init__("nothing done")
        self.refused = [result for result in results if "problem" in result]


@problem_of.register
def _nothing_done(error: NothingDone) -> Problem:
    first = error.refused[0]["problem"]
    kind = BY_STATUS[HTTPStatus(first["status"])]
    return Problem(kind, first["detail"], more={"results": error.refused})


@contextmanager
def _locked_together(items: Iterable[Mapping[str, Any]], viewer: Viewer) -> Iterator[None]:
    """One transaction that holds all rows before the first report takes the record's head.

    Otherwise two such requests would wait for each other. Demands first, then assignments, each in order of id, as
    every act does.
    """
    wanted = [item["id"] for item in items]
    with transaction.atomic():
        held = access.mine(viewer).filter(pk__in=wanted)
        demands = Demand.objects.filter(pk__in=held.values("demand_id")).order_by("id")
        list(demands.select_for_update(no_key=True).values_list("pk"))
        list(held.locked().values_list("pk"))
        yield


def _result(item: Mapping[str, Any], viewer: Viewer) -> shapes.Result:
    """File one of many; a refusal is its result and leaves the others alone."""
    try:
        update = report_progress(
            item["id"], words(item), version=item["version"], by=viewer, source=Source.API
        )
    except REFUSALS as error:
        problem = problem_of(error)
        told = problem.as_json() if problem else {}
        return {"id": item["id"], "status": int(str(told["status"])), "problem": told}
    report = answers.filed(update)
    return {"id": item["id"], "status": 201, "version": report["version"], "report": report}
