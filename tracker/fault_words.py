"""What a check found wrong, in words that tell nothing of the matter: what is wrong, and with which row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.proof import Code

Problem = Mapping[str, Any]  # as `verify_record --json` gives it

WHAT: Final[Mapping[str, str | Promise]] = {
    Code.EVENT_ALTERED: gettext_lazy("이력의 내용이 바뀜"),
    Code.EVENT_UNREADABLE: gettext_lazy("이력을 읽을 수 없음"),
    Code.COLUMNS_DIFFER: gettext_lazy("이력의 찾아보기 항목이 바뀜"),
    Code.LINK_BROKEN: gettext_lazy("이력이 이어지지 않음"),
    Code.EVENTS_MISSING: gettext_lazy("이력이 없어짐"),
    Code.EVENT_OUT_OF_ORDER: gettext_lazy("이력의 차례가 다름"),
    Code.ANCHOR_DIFFERS: gettext_lazy("밖에 보관한 기록 확인값과 다름"),
    Code.TAIL_CUT: gettext_lazy("이력의 뒷부분이 없어짐"),
    Code.TOLD_TWICE: gettext_lazy("이력끼리 다르게 적힘"),
    Code.ROW_ALTERED: gettext_lazy("내용이 바뀜"),
    Code.ROW_MISSING: gettext_lazy("자료가 없어짐"),
    Code.ROW_UNTOLD: gettext_lazy("이력에 없는 자료"),
    Code.STATE_DIFFERS: gettext_lazy("지금 값이 마지막 이력과 다름"),
    Code.FILE_ALTERED: gettext_lazy("파일의 내용이 바뀜"),
    Code.FILE_MISSING: gettext_lazy("파일이 없어짐"),
    Code.DUE_DATE_UNEXPLAINED: gettext_lazy("처리기한을 이력으로 설명할 수 없음"),
    Code.TENURE_BROKEN: gettext_lazy("소관 기간이 이어지지 않음"),
    Code.DERIVED_DIFFERS: gettext_lazy("집계값이 셈한 값과 다름"),
    Code.SEARCH_DIFFERS: gettext_lazy("검색용 글이 지금 글과 다름"),
    "anchor_unreadable": gettext_lazy("밖에 보관한 기록 확인값을 읽을 수 없음"),
}
TABLES: Final[Mapping[str, str | Promise]] = {
    "accesscheck": gettext_lazy("접속기록 월간 점검"),
    "assignment": gettext_lazy("소관"),
    "audit": gettext_lazy("행정사무감사"),
    "committee": gettext_lazy("위원회"),
    "committeesuccession": gettext_lazy("위원회 변경"),
    "decision": gettext_lazy("위원회 결정"),
    "demand": gettext_lazy("처리요구사항"),
    "demandversion": gettext_lazy("요구 내용"),
    "department": gettext_lazy("부서"),
    "departmenttoken": gettext_lazy("연계 인증키"),
    "document": gettext_lazy("불러온 원문"),
    "duedatemove": gettext_lazy("처리기한 변경"),
    "evidence": gettext_lazy("증빙자료"),
    "extensionrequest": gettext_lazy("기한 연장 요청"),
    "followup": gettext_lazy("처리상태 집계값"),
    "ground": gettext_lazy("사유"),
    "handover": gettext_lazy("소관 변경"),
    "meeting": gettext_lazy("위원회 회의"),
    "membership": gettext_lazy("소속"),
    "opinion": gettext_lazy("검토의견"),
    "passage": gettext_lazy("부서장 확인·의회 제출"),
    "progressupdate": gettext_lazy("처리상황 보고"),
    "reportinground": gettext_lazy("보고 회차"),
    "publication": gettext_lazy("보고서 공개"),
    "repeat": gettext_lazy("재지적"),
    "searchtext": gettext_lazy("처리요구사항의 검색용 글"),
    "snapshot": gettext_lazy("확정 보고서"),
    "stay": gettext_lazy("소관 유지"),
    "storedfile": gettext_lazy("증빙자료 파일"),
    "succession": gettext_lazy("조직개편"),
    "tenure": gettext_lazy("소관 기간"),
    "verification": gettext_lazy("이행 확인"),
}


def what(problem: Problem) -> str:
    """What is wrong, without saying where."""
    return str(WHAT.get(problem["code"], problem["code"]))


def where(problem: Problem) -> str:
    """The exact row, by the name of its kind and its number; of the record its entry; empty for a file of anchors."""
    if problem["table"]:
        table = TABLES.get(problem["table"], problem["table"])
        return _("%(table)s %(number)s번") % {"table": table, "number": problem["id"]}
    if problem["event"]:
        return _("처리 이력 %(number)s번") % {"number": problem["event"]}
    return ""
