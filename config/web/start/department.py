"""The first page of a department's officers and of its head: what is to be done, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import DemandVersion
from audits.web import deputies
from tracker import reports
from tracker.reports import WorkCounts
from tracker.web.demands import label
from tracker.web.work import work_context
from tracker.web.work_rows import acted_on

SHOWN: Final = 10  # rows of 내 할 일; the rest is one link away
SHOWN_TO_HEADS: Final = 5  # whose page has more to say
MOST_REPORTS: Final = 5  # that wait for the head


@dataclass(frozen=True)
class Next:
    """다음 할 일, as `components/next.html` says it; without a sentence there is nothing to do."""

    sentence: str = ""
    reason: str = ""
    url: str = ""
    action: str = ""


def context(_request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/department.html` shows: the page of the work itself, and for a head what waits for one first."""
    work = work_context(viewer, size=SHOWN_TO_HEADS if viewer.headed_ids else SHOWN)
    work["work_tabs"] = work.pop("tabs")  # those of the page are the seats
    own = _of_the_head(viewer, work["counts"]) if viewer.headed_ids else {}
    found = next(_next_things(work, own), Next())
    return work | own | {"next": found, "own_work_url": reverse("work")}


def _of_the_head(viewer: Viewer, counts: WorkCounts) -> dict[str, Any]:
    """What waits for the head's confirmation, how the department stands, whose work it is and who is away."""
    waiting = reports.to_confirm(viewer)
    first = list(
        waiting.select_related("assignment__demand__category", "author", "department").order_by("id")[
            : MOST_REPORTS + 1
        ]
    )
    count = reports.confirmations(viewer) if len(first) > MOST_REPORTS else len(first)
    shown = first[:MOST_REPORTS]
    texts = DemandVersion.objects.texts(update.assignment.demand for update in shown) if shown else {}
    return {
        "is_head": True,
        "waiting_count": count,
        "waiting": [
            {
                "label": label(update.assignment.demand),
                "text": texts[update.assignment.demand_id],
                "url": reverse("demand_detail", args=[update.assignment.demand_id]),
                "status": update.status,
                "status_label": update.get_status_display(),
                "author": update.author.name if update.author else "",
                "on": update.reported_on,
                "days": (viewer.on - update.reported_on).days,
            }
            for update in shown
        ],
        "figures": list(_figures(counts, count)),
        "people": [
            {
                "name": load.name or _("담당자 없음"),
                "nobody": load.person is None,
                "owed": load.owed,
                "overdue": load.overdue,
            }
            | {"url": f"{reverse('work')}?officer={load.person or 0}"}
            | {"overdue_url": f"{reverse('work')}?officer={load.person or 0}&when=late"}
            for load in reports.officer_loads(viewer)
        ],
        "away": deputies.rows(Q(department__in=viewer.headed_ids), viewer),
    }


def _figures(counts: WorkCounts, waiting: int) -> Iterator[Mapping[str, object]]:
    """The department in five figures, each leading to the list that has as many rows."""
    work = reverse("work")
    yield {"label": _("부서장 확인 대기"), "count": waiting, "url": reverse("approval_list")}
    yield {"label": _("기한 경과"), "count": counts.overdue, "url": f"{work}?when=late", "alarm": True}
    yield {"label": _("이번 주 마감"), "count": counts.due_this_week, "url": f"{work}?when=this_week"}
    yield {"label": _("담당자 없음"), "count": counts.without_officer, "url": f"{work}?officer=0"}
    yield {"label": _("의회 확인 대기"), "count": counts.awaiting, "url": f"{work}?tab=awaiting"}


def _next_things(work: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[Next]:
    """What to do next, the most urgent first."""
    counts: WorkCounts = work["counts"]
    rows: Sequence[Mapping[str, Any]] = [row for row in work["rows"] if acted_on(row)]
    if own.get("waiting_count"):
        days = own["waiting"][0]["days"]
        yield Next(
            _("부서장 확인을 기다리는 보고가 %(count)d건 있습니다.") % {"count": own["waiting_count"]},
            _("가장 오래된 것은 %(days)d일째 기다립니다.") % {"days": days} if days else "",
            reverse("approval_list"),
            _("부서장 확인"),
        )
    if counts.overdue:
        sentence = _("처리기한이 지난 소관이 %(count)d건 있습니다.") % {"count": counts.overdue}
        found = _about([row for row in rows if row["due"].kind == "late"], sentence, "late")
        yield replace(found, url=f"{reverse('work')}?when=late", action=_("기한 경과 보기")) if own else found
    if own and counts.without_officer:
        yield Next(
            _("담당자 없는 소관이 %(count)d건 있습니다.") % {"count": counts.without_officer},
            url=reverse("work_officers"),
            action=_("담당자 지정"),
        )
    if work["asked_to_take_over"]:
        yield Next(
            _("인수 여부를 회신할 소관 변경 요청이 %(count)d건 있습니다.")
            % {"count": work["asked_to_take_over"]},
            url=reverse("handover_list"),
            action=_("소관 변경"),
        )
    if counts.unreceived:
        yield Next(
            _("접수 확인 전인 소관이 %(count)d건 있습니다.") % {"count": counts.unreceived},
            url=reverse("work_receive"),
            action=_("일괄 접수 확인"),
        )
    if counts.due_this_week:
        sentence = _("이번 주에 마감하는 소관이 %(count)d건 있습니다.") % {"count": counts.due_this_week}
        yield _about([row for row in rows if row["due"].kind != "late"], sentence, "this_week")
    if rows:
        yield _about(rows, _("처리할 소관이 %(count)d건 있습니다.") % {"count": counts.owed}, "")


def _about(rows: Sequence[Mapping[str, Any]], sentence: str, when: str) -> Next:
    """The most urgent of these rows and what to do with it; the list where none of them is on the page."""
    dated = sorted((row for row in rows if row["due"].date), key=lambda row: row["due"].date)
    row = next(iter(dated or rows), None)
    if row is None:
        return Next(sentence, "", f"{reverse('work')}?when={when}", _("할 일 보기"))
    reason = _("먼저 할 것: %(label)s, %(due)s") % {"label": row["label"], "due": row["due"].words}
    if row["unreceived"]:
        return Next(sentence, reason, reverse("work_receive"), _("일괄 접수 확인"))
    return Next(sentence, reason, row["report_url"], row["action"])
