"""What an entry changed, field by field, and what it left behind: data, read top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from audits.gates import Gates
from audits.models import Event
from audits.statuses import ReportedStatus
from tracker.models import Stage, Verdict
from tracker.web.records.names import Entry, Names
from tracker.web.records.words import day_words, status_words

Values = Mapping[str, Any]
Written = Callable[[Values, Names], str]
NOTHING: Final = "–"
DIGITS: Final = 12  # of a hash, enough to find it by


@dataclass(frozen=True)
class Change:
    """One field, as it was after the entry before on the same thing (empty: there was none), and as it is now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Left:
    """One row that an entry left: what it is, its number, and the first digits of its hash."""

    label: str
    pk: int
    digits: str


def changes(entry: Entry, before: Values, names: Names) -> list[Change]:
    """The fields that an entry changed; of the first one on a thing, all that is not empty."""
    fields = FIELDS.get(entry["subject"][0], {})
    return list(_changed(fields, before, entry["values"], names))


def left(entry: Entry) -> list[Left]:
    """The rows that an entry left, in the order it names them."""
    return [Left(str(ROWS.get(kind, kind)), pk, digest[:DIGITS]) for kind, pk, digest in entry["rows"]]


def texts_before(events: Sequence[Event]) -> dict[int, str]:
    """The text of the entry before each of these on the same thing, by number; one statement."""
    earlier = Event.objects.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        number__lt=OuterRef("number"),
    ).order_by("-number")
    found = Event.objects.filter(number__in=[event.number for event in events])
    rows = found.annotate(before=Subquery(earlier.values("text")[:1])).exclude(before=None)
    return dict(rows.values_list("number", "before"))


def _changed(
    fields: Mapping[str, tuple[str | Promise, Written]], before: Values, after: Values, names: Names
) -> Iterator[Change]:
    for name, (label, written) in fields.items():
        if name in after:
            was = written(before, names) if name in before else ""
            now = written(after, names)
            if was != now and (was or now != NOTHING):
                yield Change(str(label), was, now)


def _day(name: str) -> Written:
    return lambda values, _names: day_words(values[name])


def _day_or_none(name: str) -> Written:
    return lambda values, _names: day_words(values[name]) if values[name] else NOTHING


def _department(values: Values, names: Names) -> str:
    return names.departments.get(values["department"]) or _("소관 없음")


def _committee(values: Values, names: Names) -> str:
    return names.committees.get(values["committee"] or 0) or NOTHING


def _officer(values: Values, names: Names) -> str:
    person = names.people.get(values["officer"] or 0)
    return person.name if person else NOTHING


def _yes(name: str) -> Written:
    return lambda values, _names: pgettext("answer", "예") if values[name] else pgettext("answer", "아니요")


def _gates(values: Values, _names: Names) -> str:
    return str(Gates(values["gates"]).label) if values["gates"] else _("기관과 같이")


def _number(values: Values, _names: Names) -> str:
    return str(values["version"])


# By the kind of the thing and the name in the record. What is told as a hash, or by an id alone, has no words.
FIELDS: Final[Mapping[str, Mapping[str, tuple[str | Promise, Written]]]] = {
    "assignment": {
        "stage": (gettext_lazy("단계"), lambda values, _names: str(Stage(values["stage"]).label)),
        "status": (gettext_lazy("부서 보고"), lambda values, _names: status_words(values)),
        "verification": (
            gettext_lazy("의회 확인"),
            lambda values, _names: str(Verdict(values["verification"]).label),
        ),
        "department": (gettext_lazy("소관부서"), _department),
        "lead": (
            gettext_lazy("주관·협조"),
            lambda values, _names: _("주관") if values["lead"] else _("협조"),
        ),
        "officer": (gettext_lazy("담당자"), _officer),
        "due_date": (gettext_lazy("처리기한"), _day("due_date")),
        "original_due_date": (gettext_lazy("당초 처리기한"), _day("original_due_date")),
        "received_on": (gettext_lazy("접수일"), _day_or_none("received_on")),
        "version": (gettext_lazy("버전"), _number),
    },
    "demand": {
        "version": (gettext_lazy("본문"), lambda values, _names: _("%(version)s판") % values),
        "priority": (gettext_lazy("중점관리"), _yes("priority")),
        "withdrawn_at": (gettext_lazy("철회"), _day_or_none("withdrawn_at")),
    },
    "audit": {
        "committee": (gettext_lazy("소관 위원회"), _committee),
        "adopted_on": (gettext_lazy("본회의 의결일"), _day_or_none("adopted_on")),
        "transmitted_on": (gettext_lazy("이송일"), _day_or_none("transmitted_on")),
        "default_due_date": (gettext_lazy("처리기한"), _day_or_none("default_due_date")),
        "report_date": (gettext_lazy("보고 기준일"), _day_or_none("report_date")),
    },
    "reportinground": {
        "due_on": (gettext_lazy("보고 기한"), _day("due_on")),
        "closed_on": (gettext_lazy("마친 날"), _day_or_none("closed_on")),
        "letter_on": (gettext_lazy("제출일"), _day_or_none("letter_on")),
        "cancelled_on": (gettext_lazy("취소일"), _day_or_none("cancelled_on")),
    },
    "meeting": {
        "cut_off": (gettext_lazy("자료 기준일"), _day_or_none("cut_off")),
        "called_off_on": (gettext_lazy("취소일"), _day_or_none("called_off_on")),
    },
    "office": {
        "council_distributes": (gettext_lazy("의회가 부서에 바로 배부"), _yes("council_distributes")),
        "gates": (gettext_lazy("보고 절차"), _gates),
        "is_public": (gettext_lazy("처리결과 공개"), _yes("is_public")),
        "term_from": (gettext_lazy("임기 시작일"), _day_or_none("term_from")),
        "term_until": (gettext_lazy("임기 마지막 날"), _day_or_none("term_until")),
    },
    "category": {
        "rank": (gettext_lazy("순서"), lambda values, _names: str(values["rank"])),
        "is_offered": (gettext_lazy("새로 쓸 수 있음"), _yes("is_offered")),
    },
    "wording": {
        "status": (
            gettext_lazy("상태"),
            lambda values, _names: str(ReportedStatus(values["status"]).label),
        ),
    },
    "department": {
        "gates": (gettext_lazy("보고 절차"), _gates),
        "rank": (gettext_lazy("건제순"), lambda values, _names: str(values["rank"])),
        "until": (gettext_lazy("없어지는 날"), _day_or_none("until")),
        "void": (gettext_lazy("설치 취소"), _yes("void")),
    },
    "succession": {"void": (gettext_lazy("조직개편 취소"), _yes("void"))},
    "committee": {"until": (gettext_lazy("종료일"), _day_or_none("until"))},
    "membership": {"until": (gettext_lazy("종료일"), _day_or_none("until"))},
    "departmenttoken": {"revoked_at": (gettext_lazy("폐지일"), _day_or_none("revoked_at"))},
}
ROWS: Final[Mapping[str, str | Promise]] = {
    "accesscheck": gettext_lazy("접속기록 점검"),
    "assignment": gettext_lazy("소관"),
    "audit": gettext_lazy("행정사무감사"),
    "committee": gettext_lazy("위원회"),
    "committeesuccession": gettext_lazy("위원회 변경"),
    "decision": gettext_lazy("위원회 결정"),
    "demand": gettext_lazy("처리요구사항"),
    "demandversion": gettext_lazy("요구 내용"),
    "department": gettext_lazy("부서"),
    "departmenttoken": gettext_lazy("연계 인증키"),
    "document": gettext_lazy("원문"),
    "duedatemove": gettext_lazy("기한 변경"),
    "evidence": gettext_lazy("증빙자료"),
    "extensionrequest": gettext_lazy("기한 연장 요청"),
    "ground": gettext_lazy("사유"),
    "handover": gettext_lazy("소관 변경 요청"),
    "meeting": gettext_lazy("위원회 회의"),
    "membership": gettext_lazy("소속"),
    "opinion": gettext_lazy("검토의견"),
    "passage": gettext_lazy("확인 절차"),
    "progressupdate": gettext_lazy("처리상황 보고"),
    "publication": gettext_lazy("보고서 공개"),
    "stay": gettext_lazy("소관 유지"),
    "reportinground": gettext_lazy("보고 회차"),
    "repeat": gettext_lazy("재지적"),
    "snapshot": gettext_lazy("확정 보고서"),
    "storedfile": gettext_lazy("파일"),
    "succession": gettext_lazy("조직개편"),
    "tenure": gettext_lazy("소관 기간"),
    "verification": gettext_lazy("이행 확인"),
}
