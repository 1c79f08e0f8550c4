"""Gates as tests of pages speak of them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import viewer
from audits.models import User
from tracker.actions.approve import approve
from tracker.actions.evidence import Piece
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, ProgressUpdate

SECRET = "밤새 쓴 초안"
PROGRESS = Words(status="in_progress", actions_taken=f"- {SECRET}", plan="- 점검")
DONE = Words(
    status="completed", actions_taken=f"- {SECRET}", evidence=[Piece(document_number="정보정책과-12")]
)
APPROVALS = "/approvals/"
SUBMISSIONS = "/submissions/"
LETTER = {"number": "기획담당관-301", "on": "2026. 3. 5."}


def file(row: Assignment, person: User, words: Words = PROGRESS) -> ProgressUpdate:
    """Report on the assignment as it is now."""
    row.refresh_from_db()
    by = viewer(person, timezone.localdate())
    return report_progress(row.pk, words, version=row.version, by=by)


def confirm(row: Assignment, head: User) -> ProgressUpdate:
    """부서장 확인."""
    return approve(row.pk, version=None, by=viewer(head, timezone.localdate()))


def act_url(row: Assignment, name: str) -> str:
    """The page of an act."""
    return reverse("assignment_act", args=[row.pk, name])


def seen(row: Assignment, **more: Any) -> dict[str, Any]:
    """What the forms send of an assignment as it is now."""
    row.refresh_from_db()
    return {"pk": row.pk, "version": row.version} | more


def said(page: Any) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in page.context["messages"]]


def labels(browser: Client, row: Assignment) -> set[str]:
    """The acts that the page of the demand offers."""
    page = browser.get(reverse("demand_detail", args=[row.demand_id]))
    return {way.label for way in page.context["ways"] if way.url}
