"""A digest's lines in words, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from audits.models.demand import demand_label
from audits.statuses import ReportedStatus
from notifications.digests.content import Change, Item
from notifications.phrases import audit_of, days_late
from tracker.reports import Change as Changed
from tracker.reports import OverdueRow

NOBODY: Final = 0  # how the list's filter says 소관 없음
BECAME: Final[Mapping[str, Promise]] = {
    "assigned": gettext_lazy("부서 배부"),
    "reported": gettext_lazy("처리상황 보고"),
    "claimed": gettext_lazy("종결 보고"),
    "claim_taken_back": gettext_lazy("종결 보고를 거두어들임"),
    "verified": gettext_lazy("이행 확인"),
    "returned": gettext_lazy("보완 요구"),
    "contradicted": gettext_lazy("사실과 다름"),
    "reopened": gettext_lazy("종결 취소"),
    "decision_recorded": gettext_lazy("위원회 결정"),
    "extension_granted": gettext_lazy("연장 승인"),
    "due_date_set": gettext_lazy("처리기한 지정"),
    "calendar_adjusted": gettext_lazy("휴일 조정"),
    "handover_accepted": gettext_lazy("소관 변경"),
    "handover_settled": gettext_lazy("소관 조정"),
    "moved": gettext_lazy("소관 이동"),
    "demand_corrected": gettext_lazy("정정"),
    "withdrawn": gettext_lazy("철회"),
    "demand_withdrawn": gettext_lazy("요구사항 철회"),
}


def item(row: OverdueRow, text: str, department: str, on: date) -> Item:
    """One overdue assignment."""
    moved = row.original_due_date != row.due_date
    return Item(
        label=demand_label(row.category, row.number),
        audit=audit_of(row.year),
        text=text,
        department=department,
        status=_status(get_language(), row.status),
        due=row.due_date,
        late=days_late((on - row.due_date).days),
        original_due=row.original_due_date if moved else None,
        original_late=days_late((on - row.original_due_date).days) if moved else "",
        url=settings.SITE_URL + _demand_path() % row.demand_id,
    )


def change(row: Changed, text: str) -> Change:
    """What last became of one demand."""
    return Change(
        label=demand_label(row.category, row.demand_number),
        audit=audit_of(row.year),
        text=text,
        what=str(BECAME[row.kind]),
        on=timezone.localdate(row.at),
        url=settings.SITE_URL + _demand_path() % row.demand_id,
    )


@lru_cache(maxsize=64)
def _status(_language: str | None, status: str) -> str:
    return str(ReportedStatus(status).label)


@lru_cache(maxsize=1)
def _demand_path() -> str:
    return reverse("demand_detail", args=[0]).replace("/0/", "/%d/")


def owner(department: int | None, names: Mapping[int, str]) -> str:
    """A department's name, or that there is none."""
    return names[department] if department else _("소관 없음")


def overdue_url(department: int | None = None) -> str:
    """The list of what is overdue, of one department where it is given."""
    asked = {"overdue": "on", "order": "due_date"}
    return list_url(asked if department is None else asked | {"department": str(department)})


def list_url(asked: Mapping[str, str]) -> str:
    """The list of demands, as its filters are asked for."""
    return address("demand_list", asked)


def address(name: str, asked: Mapping[str, str] | None = None) -> str:
    """A page of ours, whole."""
    query = f"?{urlencode(asked)}" if asked else ""
    return settings.SITE_URL + reverse(name) + query
