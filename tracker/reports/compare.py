"""What became of the demands between two reports of one audit, from their contents alone (지난 보고 이후)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.errors import NotAllowedNow
from audits.statuses import ReportedStatus as Status
from tracker import lifecycle
from tracker.models import Stage, Verdict

Content = Mapping[str, Any]


class Kind(models.TextChoices):
    """What can become of a demand, in the order in which it is told."""

    COMPLETED = "completed", gettext_lazy("완료")
    NOT_ACCEPTED = "not_accepted", gettext_lazy("미반영")
    TRANSFERRED = "transferred", gettext_lazy("이첩")
    CONFIRMED = "confirmed", gettext_lazy("이행 확인")
    LATE = "late", gettext_lazy("새로 기한 경과")
    RETURNED = "returned", gettext_lazy("보완 요구")
    CONTRADICTED = "contradicted", gettext_lazy("사실과 다름")
    REOPENED = "reopened", gettext_lazy("종결 취소")
    TAKEN_BACK = "taken_back", gettext_lazy("완료에서 되돌아감")
    REPORTED = "reported", gettext_lazy("첫 보고")
    SETTLED = "settled", gettext_lazy("기한 경과 해소")
    DUE_MOVED = "due_moved", gettext_lazy("처리기한 변경")
    HANDED_OVER = "handed_over", gettext_lazy("소관 변경")
    ASSIGNED = "assigned", gettext_lazy("부서 배부")
    RELEASED = "released", gettext_lazy("소관 철회")
    CORRECTED = "corrected", gettext_lazy("요구 내용 정정")
    ADDED = "added", gettext_lazy("추가")
    WITHDRAWN = "withdrawn", gettext_lazy("철회")


# Of whole demands, as the 총괄 counts them; the others are of one department's duty each.
OF_DEMANDS: Final = frozenset(
    {Kind.COMPLETED, Kind.NOT_ACCEPTED, Kind.TRANSFERRED, Kind.CONFIRMED, Kind.TAKEN_BACK}
    | {Kind.CORRECTED, Kind.ADDED, Kind.WITHDRAWN}
)
# The council's side, which the executive's paper does not tell.
OF_THE_COUNCIL: Final = frozenset({Kind.CONFIRMED, Kind.RETURNED, Kind.CONTRADICTED, Kind.REOPENED})
CLOSING_STANDINGS: Final = {
    Status.COMPLETED: Kind.COMPLETED,
    Status.NOT_ACCEPTED: Kind.NOT_ACCEPTED,
    Status.TRANSFERRED: Kind.TRANSFERRED,
}


@dataclass(frozen=True)
class Line:
    """One change. `department` is whose duty it is about, of a whole demand all that have it; `text` is the demand's.

    `before` and `after` are in words.
    """

    kind: Kind
    demand: int
    label: str
    text: str
    department: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """All changes since the report of `since`, in the order of `Kind` and then of the demands."""

    since: date
    title: str
    lines: Sequence[Line]

    @property
    def counts(self) -> Mapping[Kind, int]:
        """How many of each kind there are, those alone that there are."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @property
    def sentence(self) -> str:
        """All of it in one line: 지난 보고 이후: 완료 5건, 새로 기한 경과 2건, 보완 요구 1건."""
        told = ", ".join(
            _("%(change)s %(count)d건") % {"change": kind.label, "count": count}
            for kind, count in self.counts.items()
        )
        return _("지난 보고 이후: %(changes)s") % {"changes": told or _("바뀐 것 없음")}


def compare(before: Content, after: Content) -> Comparison:
    """What is otherwise in `after` than in `before`; contents of any form.

    Each is how it stood in the one and in the other: what came and went between them leaves no line.
    What is counted for whole demands (`OF_DEMANDS`) is what the 총괄 of the two differ by; the rest counts 소관.
    Raises NotAllowedNow for reports of two audits, and where `before` is of a later day.
    """
    if before["audit"]["id"] != after["audit"]["id"]:
        raise NotAllowedNow(_("서로 다른 감사의 보고서는 견줄 수 없습니다. 같은 감사의 보고서를 고르십시오."))
    if before["as_of"] > after["as_of"]:
        raise NotAllowedNow(_("견줄 보고서의 기준일이 더 늦습니다. 앞선 보고서를 고르십시오."))
    order = {kind: place for place, kind in enumerate(Kind)}
    lines = [*_of_demands(before, after), *_of_duties(before, after)]
    lines.sort(key=lambda line: order[line.kind])  # stable: the demands stay in their order
    return Comparison(date.fromisoformat(before["as_of"]), before.get("title", ""), lines)


def demands_of(content: Content) -> Mapping[int, Sequence[Content]]:
    """The rows of each demand of a report, in order; of one that nobody has, it stands alone without a duty."""
    found: dict[int, list[Content]] = {}
    for row in sorted((*content["rows"], *content["undistributed"]), key=lambda row: row["number"]):
        found.setdefault(row["demand"], []).append(row)
    return found


def verdict_of(rows: Sequence[Content]) -> Verdict:
    """The council's check of a demand, from its rows (content of form 1 does not tell it)."""
    return lifecycle.verification([row["verification"] for row in rows if "assignment" in row])


def status_label(row: Content) -> str:
    """What a department reported, in the words of the paper."""
    return _("완료(계속 추진)") if row["continues"] else str(Status(row["status"]).label)


def department_of(row: Content) -> str:
    """Who has it, by the name of the day."""
    return row["department_name"] or _("소관 없음")


def _of_demands(before: Content, after: Content) -> Iterator[Line]:
    was, now = demands_of(before), demands_of(after)
    for pk in sorted(was.keys() | now.keys(), key=lambda pk: (now.get(pk) or was[pk])[0]["number"]):
        if pk not in was:
            yield _line(Kind.ADDED, now[pk], "", _standing(now[pk]))
        elif pk not in now:
            yield _line(Kind.WITHDRAWN, was[pk], _standing(was[pk]), str(Kind.WITHDRAWN.label))
        else:
            yield from _of_demand(was[pk], now[pk])


def _of_demand(was: Sequence[Content], now: Sequence[Content]) -> Iterator[Line]:
    standings = Status(was[0]["standing"]), Status(now[0]["standing"])
    if standings[0] != standings[1]:
        kind = CLOSING_STANDINGS.get(standings[1])
        if kind is None and standings[0] == Status.COMPLETED:
            kind = Kind.TAKEN_BACK
        if kind:
            yield _line(kind, now, _standing(was), _standing(now))
    verdicts = verdict_of(was), verdict_of(now)
    if verdicts[0] != verdicts[1] == Verdict.CONFIRMED:
        yield _line(Kind.CONFIRMED, now, str(verdicts[0].label), str(verdicts[1].label))
    versions = was[0]["text_version"], now[0]["text_version"]
    if versions[0] != versions[1]:
        yield _line(Kind.CORRECTED, now, *(_("%(number)d판") % {"number": each} for each in versions))


def _of_duties(before: Content, after: Content) -> Iterator[Line]:
    was = {row["assignment"]: row for row in before["rows"]}
    now = {row["assignment"]: row for row in after["rows"]}
    in_both = demands_of(before).keys() & demands_of(after).keys()
    for pk, row in now.items():
        if pk in was:
            for kind, change in _of_duty(was[pk], row, after["as_of"]).items():
                yield _line(kind, [row], *change)
        elif row["demand"] in in_both:
            yield _line(Kind.ASSIGNED, [row], "", department_of(row))
    for pk, row in was.items():
        if pk not in now and row["demand"] in in_both:
            yield _line(Kind.RELEASED, [row], department_of(row), "")


def _of_duty(was: Content, now: Content, on: str) -> Mapping[Kind, tuple[str, str]]:
    """What became of one duty, each with the words before and after."""
    verdicts = str(Verdict(was["verification"]).label), str(Verdict(now["verification"]).label)
    stages = str(Stage(was["stage"]).label), str(Stage(now["stage"]).label)
    dues = _due(was), _due(now)
    changed = was["verification"] != now["verification"]
    found = {
        Kind.LATE: (not was["overdue"] and now["overdue"], (dues[1], _late(now, on))),
        Kind.SETTLED: (was["overdue"] and not now["overdue"], (_("기한 경과"), status_label(now))),
        Kind.RETURNED: (changed and now["verification"] == Verdict.INSUFFICIENT, verdicts),
        Kind.CONTRADICTED: (changed and now["verification"] == Verdict.CONTRADICTED, verdicts),
        Kind.REOPENED: (was["stage"] == Stage.CLOSED != now["stage"], stages),
        Kind.REPORTED: (not was["report"] and now["report"], (status_label(was), status_label(now))),
        Kind.DUE_MOVED: (was["due_date"] != now["due_date"], dues),
        Kind.HANDED_OVER: (
            was["department_name"] != now["department_name"],
            (department_of(was), department_of(now)),
        ),
    }
    return {kind: change for kind, (happened, change) in found.items() if happened}


def _line(kind: Kind, rows: Sequence[Content], before: str, after: str) -> Line:
    held = dict.fromkeys(department_of(row) for row in rows if "assignment" in row)
    first = rows[0]
    return Line(kind, first["demand"], first["label"], first["text"], ", ".join(held), before, after)


def _standing(rows: Sequence[Content]) -> str:
    return str(Status(rows[0]["standing"]).label)


def _due(row: Content) -> str:
    return day_of(row["due_date"]) or _("기한 미지정")


def _late(row: Content, on: str) -> str:
    if not row["overdue"]:
        return ""
    days = (date.fromisoformat(on) - date.fromisoformat(row["due_date"])).days
    return _("기한 경과 %(days)d일") % {"days": days}


def day_of(iso: str | None) -> str:
    """A day as papers write it (2026. 11. 20.); empty for none."""
    return f"{date.fromisoformat(iso):%Y. %-m. %-d.}" if iso else ""
