"""The subject of a reminder: that of its worst group, and how many more there are (glossary §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from notifications.models import OccasionKind as Kind
from notifications.reminders.content import Group

LONGEST_NAME: Final = 12  # of a round, for the subject to stay short

OVERDUE: Final = _("[행정사무감사] 처리기한 경과: %(n)s건, 최장 %(days)s일")
DUE: Final = _("[행정사무감사] 처리기한 안내: %(n)s건, 가장 빠른 기한 %(day)s")
ROUND: Final = _("[행정사무감사] %(round)s 요청: %(n)s건, %(day)s까지")
ROUNDS: Final = _("[행정사무감사] 보고 요청: %(n)s건, %(day)s까지")
GRANTED: Final = _("[행정사무감사] 기한 연장 승인: 새 기한 %(day)s")
REFUSED: Final = _("[행정사무감사] 기한 연장 불승인: 처리기한 %(day)s")
SETTLED: Final = _("[행정사무감사] 소관 변경 결과")

SUBJECTS: Final[Mapping[Kind, Promise]] = {
    Kind.RETURNED: _("[행정사무감사] 보완 요구 %(n)s건"),
    Kind.URGED: _("[행정사무감사] 처리 촉구 %(n)s건, 처리상황 보고 요청"),
    Kind.DUE_TODAY: _("[행정사무감사] 오늘이 처리기한입니다: %(n)s건"),
    Kind.OVERDUE: OVERDUE,
    Kind.OVERDUE_HEAD: OVERDUE,
    Kind.OVERDUE_COORDINATOR: OVERDUE,
    Kind.OVERDUE_CLERK: OVERDUE,
    Kind.NO_OWNER: _("[확인 필요] 소관 없는 처리요구사항 %(n)s건"),
    Kind.OFFICER_MISSING: _("[확인 필요] 담당자 없는 처리요구사항 %(n)s건"),
    Kind.DUE_SOON: DUE,
    Kind.DUE_EARLY: DUE,
    Kind.ROUND_OVERDUE: _("[행정사무감사] 보고 기한 경과: 미보고 %(n)s건"),
    Kind.ROUND_DUE: _("[행정사무감사] 보고 기한 안내: 미보고 %(n)s건"),
    Kind.ROUND_OPENED: ROUNDS,
    Kind.NOT_RECEIVED: _("[행정사무감사] 미접수 %(n)s건, 접수 확인 요청"),
    Kind.ASSIGNED: _("[행정사무감사] 처리요구사항 %(n)s건 배부, 접수 확인 요청"),
    Kind.HANDOVER_OFFERED: _("[행정사무감사] 소관 변경 요청 %(n)s건, 인수 여부 회신 요청"),
    Kind.HANDOVER_UNANSWERED: _("[행정사무감사] 소관 조정 요청 %(n)s건"),
    Kind.HANDOVER_SETTLED: _("[행정사무감사] 소관 변경 결과 %(n)s건"),
    Kind.EXTENSION_ASKED: _("[행정사무감사] 기한 연장 요청 %(n)s건"),
    Kind.EXTENSION_DECIDED: _("[행정사무감사] 기한 연장 결과 %(n)s건"),
    Kind.APPROVAL_ASKED: _("[행정사무감사] 부서장 확인 요청 %(n)s건"),
    Kind.SENT_BACK: _("[행정사무감사] 반려 %(n)s건"),
    Kind.CONFIRMED: _("[행정사무감사] 이행 확인 %(n)s건"),
}


def subject_of(groups: Sequence[Group]) -> str:
    """The subject of a mail with these groups, in the language in force; no demand's text and nobody's name."""
    first, *others = groups
    return with_others(_subject(first), sum(group.count for group in others))


def with_others(subject: str, others: int) -> str:
    """`subject`, and how many there are that it does not speak of."""
    return gettext("%(subject)s 외 %(n)s건") % {"subject": subject, "n": others} if others else subject


def short_day(value: date) -> str:
    """A day of this season, 12. 4.(금)."""
    weekday = pgettext("weekdays from Monday", "월 화 수 목 금 토 일").split()[value.weekday()]
    day = dateformat.format(value, pgettext("day without its year", "n. j."))
    return pgettext("day and weekday", "%(day)s(%(weekday)s)") % {"day": day, "weekday": weekday}


def _subject(group: Group) -> str:
    first = min((item.due for item in group.items if item.due), default=None)
    pattern = _pattern(group)
    return str(pattern) % {
        "n": group.count,
        "days": group.most_late,
        "day": short_day(first) if first else gettext("기한 미지정"),
        "round": _round(group),
    }


def _pattern(group: Group) -> Promise:
    """One alone is spoken of more exactly than several that may differ."""
    if group.kind == Kind.ROUND_OPENED and _round(group):
        return ROUND
    if group.count == 1 and group.kind == Kind.HANDOVER_SETTLED:
        return SETTLED
    if group.count == 1 and group.kind == Kind.EXTENSION_DECIDED and group.items[0].granted is not None:
        return GRANTED if group.items[0].granted else REFUSED
    return SUBJECTS[group.kind]


def _round(group: Group) -> str:
    """The name of the one round of all; empty where there are several or it is too long."""
    names = {item.round for item in group.items}
    name = names.pop() if len(names) == 1 else ""
    return name if len(name) <= LONGEST_NAME else ""
