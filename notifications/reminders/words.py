"""How a reminder speaks of each kind of occasion: heading, what to do, what its link opens. A table is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notifications.models import OccasionKind as Kind
from notifications.phrases import days_late
from notifications.reminders.content import Item


@dataclass(frozen=True)
class Words:
    """One kind. `of_round`: its date is that of a report; without `dated` nothing is late in it any more."""

    heading: Promise
    task: Promise
    form: Promise
    of_round: bool = False
    dated: bool = True


REPORT: Final = _("처리상황 보고")
RECEIVE: Final = _("접수 확인")
LOOK: Final = _("소관 보기")

SAID: Final[Mapping[Kind, Words]] = {
    Kind.RETURNED: Words(
        _("보완 요구"),
        _("의회가 보완을 요구하였습니다. 보완할 내용을 확인하고 기한까지 다시 보고하여 주십시오."),
        REPORT,
    ),
    Kind.URGED: Words(
        _("처리 촉구"),
        _("처리를 촉구받은 소관입니다. 처리상황을 바로 보고하여 주십시오."),
        REPORT,
    ),
    Kind.DUE_TODAY: Words(
        _("오늘이 처리기한"),
        _("오늘까지 처리하고 보고하여 주십시오. 어려우면 오늘 안에 기한 연장을 요청하여 주십시오."),
        REPORT,
    ),
    Kind.OVERDUE: Words(
        _("처리기한 경과"),
        _("처리기한이 지났습니다. 처리상황과 완료 예정일을 바로 보고하여 주십시오."),
        REPORT,
    ),
    Kind.OVERDUE_HEAD: Words(
        _("부서의 처리기한 경과"),
        _("부서에서 처리기한을 넘긴 소관입니다. 담당자와 확인하고 바로 보고하도록 하여 주십시오."),
        LOOK,
    ),
    Kind.OVERDUE_COORDINATOR: Words(
        _("오래된 처리기한 경과"),
        _("처리기한이 지난 채 남아 있는 소관입니다. 소관부서에 처리상황 보고를 요청하여 주십시오."),
        LOOK,
    ),
    Kind.OVERDUE_CLERK: Words(
        _("오래된 처리기한 경과"),
        _("처리기한이 지난 채 남아 있는 소관입니다. 처리 촉구가 필요한지 검토하여 주십시오."),
        LOOK,
    ),
    Kind.NO_OWNER: Words(
        _("소관 없음"),
        _("맡은 부서가 없는 처리요구사항입니다. 소관부서를 정하여 주십시오."),
        _("소관 이동"),
    ),
    Kind.OFFICER_MISSING: Words(
        _("담당자 없음"),
        _("지정한 담당자가 부서에 없습니다. 담당자를 새로 지정하여 주십시오."),
        _("담당자 지정"),
    ),
    Kind.DUE_SOON: Words(
        _("처리기한 안내"),
        _("처리기한이 가깝습니다. 기한까지 보고하고, 어려우면 기한 전에 연장을 요청하여 주십시오."),
        REPORT,
    ),
    Kind.DUE_EARLY: Words(
        _("처리기한 사전 안내"),
        _("처리기한이 다가옵니다. 기한에 맞추어 처리할 수 있는지 확인하여 주십시오."),
        REPORT,
    ),
    Kind.ROUND_OVERDUE: Words(
        _("보고 기한 경과"),
        _("보고 기한이 지났으나 보고하지 않은 소관입니다. 처리상황을 바로 보고하여 주십시오."),
        REPORT,
        of_round=True,
    ),
    Kind.ROUND_DUE: Words(
        _("보고 기한 안내"),
        _("보고 기한이 가깝습니다. 기한까지 처리상황을 보고하여 주십시오."),
        REPORT,
        of_round=True,
    ),
    Kind.ROUND_OPENED: Words(
        _("보고 요청"),
        _("보고 회차가 열렸습니다. 기한까지 소관마다 처리상황을 보고하여 주십시오."),
        REPORT,
        of_round=True,
    ),
    Kind.NOT_RECEIVED: Words(
        _("미접수"),
        _("배부한 뒤 접수 확인이 없는 소관입니다. 접수 확인을 하거나 소관 변경을 요청하여 주십시오."),
        RECEIVE,
    ),
    Kind.ASSIGNED: Words(
        _("부서 배부"),
        _("처리요구사항을 배부하였습니다. 내용을 확인하고 접수 확인을 하여 주십시오."),
        RECEIVE,
    ),
    Kind.HANDOVER_OFFERED: Words(
        _("소관 변경 요청"),
        _("다른 부서가 소관 변경을 요청하였습니다. 인수 여부를 회신하여 주십시오."),
        _("인수 여부 회신"),
    ),
    Kind.HANDOVER_UNANSWERED: Words(
        _("소관 조정 요청"),
        _(
            "소관 변경 요청에 회신이 없거나 인수하지 않겠다고 하였습니다. 두 부서와 협의하여 조정하여 주십시오."
        ),
        _("소관 조정"),
    ),
    Kind.HANDOVER_SETTLED: Words(
        _("소관 변경 결과"),
        _("소관 변경이 정하여졌습니다. 결과를 확인하여 주십시오."),
        LOOK,
    ),
    Kind.EXTENSION_ASKED: Words(
        _("기한 연장 요청"),
        _("기한 연장 요청이 들어왔습니다. 사유를 검토하고 승인 여부를 정하여 주십시오."),
        _("연장 승인·불승인"),
    ),
    Kind.EXTENSION_DECIDED: Words(
        _("기한 연장 결과"),
        _("기한 연장 요청의 결과가 나왔습니다. 지금의 처리기한을 확인하여 주십시오."),
        LOOK,
    ),
    Kind.APPROVAL_ASKED: Words(
        _("부서장 확인 요청"),
        _("부서장 확인을 기다리는 보고입니다. 내용을 확인하고 확인하거나 반려하여 주십시오."),
        _("부서장 확인"),
    ),
    Kind.SENT_BACK: Words(
        _("반려"),
        _("보고가 반려되었습니다. 반려 사유를 확인하고 고쳐서 다시 보고하여 주십시오."),
        REPORT,
    ),
    Kind.CONFIRMED: Words(
        _("이행 확인"),
        _("의회가 이행을 확인하여 종결하였습니다. 더 할 일은 없습니다."),
        LOOK,
        dated=False,
    ),
}


def lateness(item: Item, said: Words) -> str:
    """How late it is or how long it has, 기한 경과 3일, 처리기한까지 3일; empty where that matters no more."""
    if not said.dated:
        return ""
    if item.late is None:
        return gettext("기한 미지정")
    if item.late == 0:
        return gettext("오늘 마감")
    days = abs(item.late)
    if item.late > 0:
        return days_late(days)
    if said.of_round:
        return ngettext("보고 기한까지 %(days)d일", "보고 기한까지 %(days)d일", days) % {"days": days}
    return ngettext("처리기한까지 %(days)d일", "처리기한까지 %(days)d일", days) % {"days": days}
