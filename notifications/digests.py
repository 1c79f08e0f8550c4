"""주간 현황 알림: what each recipient is told of what is late.

A digest is composed when it is about to be sent, not when it is planned: who is told, what is late and every
figure are asked anew, so that nobody reads of what is settled and the mail says what the page says. The plan
only fixes that there will be one mail to this recipient for this week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audits.models import DemandVersion, Department
from audits.models.demand import demand_label
from audits.statuses import ReportedStatus
from notifications import weeks
from notifications.recipients import Recipient, recipients
from tracker import reports
from tracker.reports import OverdueRow

MOST_ITEMS: Final = 50
TEXT_LETTERS: Final = 90
NOBODY: Final = 0  # how the list's filter says 소관 없음


@dataclass(frozen=True)
class Item:
    """One line of a digest, in words. `original_due` and `original_late` are empty where the date never moved."""

    label: str
    audit: str
    text: str
    department: str
    status: str
    due: date
    late: str
    original_due: date | None
    original_late: str
    url: str


@dataclass(frozen=True)
class DepartmentCount:
    """How much a department has overdue, with the list it counts; `department` is None for 소관 없음."""

    department: int | None
    name: str
    overdue: int
    url: str


@dataclass(frozen=True)
class Digest:
    """What `to` is told on `on`: 중점관리 and then the worst items first, counts by department in 건제순.

    `without_owner` counts all that is 소관 없음, late or not, for those told of all; `moves_url` leads there.
    `anchor` is the record's head as the figures were taken.
    """

    to: Recipient
    on: date
    anchor: str
    overdue: int
    due_this_week: int
    awaiting: int
    items: tuple[Item, ...]
    departments: tuple[DepartmentCount, ...]
    url: str
    without_owner: int = 0
    moves_url: str = ""
    unsubscribe_url: str = ""

    @property
    def has_news(self) -> bool:
        """Whether there is anything to tell: something late, or something that nobody owns."""
        return bool(self.overdue or self.without_owner)

    @property
    def left_out(self) -> int:
        """How many overdue assignments are counted and not listed."""
        return self.overdue - len(self.items)

    @property
    def named_departments(self) -> int:
        """How many departments have something overdue; 소관 없음 is none."""
        return sum(1 for count in self.departments if count.department)

    @property
    def more_departments(self) -> int:
        """How many departments beside the first have something overdue."""
        return len(self.departments) - 1


def compose_all(on: date) -> list[Digest]:
    """The digest of everybody who is to be told something on `on`; nine statements, whatever the number."""
    return [digest for digest in by_recipient(on).values() if digest.has_news]


def by_recipient(on: date) -> dict[str, Digest]:
    """The digest of every recipient of `on` by the recipient's key, an empty one where there is nothing to tell.

    In the installation's language, whoever asks.
    """
    with translation.override(settings.LANGUAGE_CODE):
        figures = _figures(on)
        return {to.key: _digest(to, figures) for to in recipients(on)}


@dataclass(frozen=True)
class _Figures:
    """What is overdue on `on`: the worst rows of each owner with their items, and counts; None: 소관 없음."""

    on: date
    anchor: str
    rows: Mapping[int | None, Sequence[OverdueRow]]
    items: Mapping[int, Item]
    due_this_week: Mapping[int | None, int]
    awaiting: int
    without_owner: int
    departments: Mapping[int, Department]


def _figures(on: date) -> _Figures:
    anchor = reports.record_head()
    worst = reports.overdue_rows(on, worst=MOST_ITEMS)
    rows: dict[int | None, list[OverdueRow]] = defaultdict(list)
    for row in worst:
        rows[row.department].append(row)
    departments = {d.pk: d for d in Department.objects.filter(pk__in=[pk for pk in rows if pk]).ranked()}
    return _Figures(
        on=on,
        anchor=anchor,
        rows=rows,
        items=_items(worst, departments, on),
        due_this_week=reports.due_by_department(on, weeks.last_day(on)),
        awaiting=reports.awaiting_verification(),
        without_owner=reports.without_owner(on),
        departments=departments,
    )


def _items(rows: Sequence[OverdueRow], departments: Mapping[int, Department], on: date) -> dict[int, Item]:
    demands = {row.demand_id for row in rows}
    versions = DemandVersion.objects.current().filter(demand__in=demands)
    texts = {pk: _shortened(text) for pk, text in versions.values_list("demand_id", "text")}
    return {
        row.assignment_id: _item(row, texts[row.demand_id], _name(row.department, departments), on)
        for row in rows
    }


def _item(row: OverdueRow, text: str, department: str, on: date) -> Item:
    moved = row.original_due_date != row.due_date
    return Item(
        label=demand_label(row.category, row.number),
        audit=_("%(year)s년도 감사") % {"year": row.year},
        text=text,
        department=department,
        status=str(ReportedStatus(row.status).label),
        due=row.due_date,
        late=_late(row.due_date, on),
        original_due=row.original_due_date if moved else None,
        original_late=_late(row.original_due_date, on) if moved else "",
        url=settings.SITE_URL + reverse("demand_detail", args=[row.demand_id]),
    )


def _late(due: date, on: date) -> str:
    days = (on - due).days
    return ngettext("기한 경과 %(days)d일", "기한 경과 %(days)d일", days) % {"days": days}


def _name(owner: int | None, departments: Mapping[int, Department]) -> str:
    return departments[owner].name if owner else _("소관 없음")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LETTERS else f"{line[: TEXT_LETTERS - 1].rstrip()}…"


def _digest(to: Recipient, figures: _Figures) -> Digest:
    late = _late_owners(to, figures)
    worst = sorted(
        (row for owner in late for row in figures.rows[owner]),
        key=lambda row: (not row.priority, row.due_date, row.assignment_id),
    )
    return Digest(
        to=to,
        on=figures.on,
        anchor=figures.anchor,
        overdue=sum(figures.rows[owner][0].of_owner for owner in late),
        due_this_week=_due_this_week(to, figures),
        awaiting=figures.awaiting,
        items=tuple(figures.items[row.assignment_id] for row in worst[:MOST_ITEMS]),
        departments=tuple(_count(owner, figures) for owner in late),
        url=_list_url(late[0]) if to.departments is not None and len(late) == 1 else _list_url(),
        without_owner=figures.without_owner if to.departments is None else 0,
        moves_url=settings.SITE_URL + reverse("move_list"),
    )


def _late_owners(to: Recipient, figures: _Figures) -> list[int | None]:
    """Whose overdue assignments `to` is told of, in 건제순; 소관 없음 last, and only to those told of all."""
    if to.departments is None:
        return [owner for owner in (*figures.departments, None) if owner in figures.rows]
    return [department.pk for department in to.departments if department.pk in figures.rows]


def _due_this_week(to: Recipient, figures: _Figures) -> int:
    if to.departments is None:
        return sum(figures.due_this_week.values())
    return sum(figures.due_this_week.get(department.pk, 0) for department in to.departments)


def _count(owner: int | None, figures: _Figures) -> DepartmentCount:
    return DepartmentCount(
        department=owner,
        name=_name(owner, figures.departments),
        overdue=figures.rows[owner][0].of_owner,
        url=_list_url(owner or NOBODY),
    )


def _list_url(department: int | None = None) -> str:
    asked = {"overdue": "on", "order": "due_date"}
    if department is not None:
        asked["department"] = str(department)
    return f"{settings.SITE_URL}{reverse('demand_list')}?{urlencode(asked)}"
