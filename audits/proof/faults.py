"""What a check of the record finds wrong, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST: Final = 1_000


class Code(StrEnum):
    """What is wrong. The first nine are faults of the chain, the others of the rows and files it speaks of."""

    EVENT_ALTERED = "event_altered"
    EVENT_UNREADABLE = "event_unreadable"
    COLUMNS_DIFFER = "columns_differ"
    LINK_BROKEN = "link_broken"
    EVENTS_MISSING = "events_missing"
    EVENT_OUT_OF_ORDER = "event_out_of_order"
    ANCHOR_DIFFERS = "anchor_differs"
    TAIL_CUT = "tail_cut"
    TOLD_TWICE = "told_twice"
    ROW_ALTERED = "row_altered"
    ROW_MISSING = "row_missing"
    ROW_UNTOLD = "row_untold"
    STATE_DIFFERS = "state_differs"
    FILE_ALTERED = "file_altered"
    FILE_MISSING = "file_missing"
    DUE_DATE_UNEXPLAINED = "due_date_unexplained"
    TENURE_BROKEN = "tenure_broken"
    DERIVED_DIFFERS = "derived_differs"
    SEARCH_DIFFERS = "search_differs"


MESSAGES: Final[Mapping[Code, str | Promise]] = {
    Code.EVENT_ALTERED: _("처리 이력 %(event)s번의 내용이 바뀌었습니다. 저장된 확인값과 다릅니다."),
    Code.EVENT_UNREADABLE: _("처리 이력 %(event)s번을 읽을 수 없습니다."),
    Code.COLUMNS_DIFFER: _("처리 이력 %(event)s번의 찾아보기 항목이 확인된 내용과 다릅니다."),
    Code.LINK_BROKEN: _(
        "처리 이력 %(event)s번과 그다음 번호가 이어지지 않습니다. 둘 가운데 하나가 바뀌었습니다."
    ),
    Code.EVENTS_MISSING: _("처리 이력 %(event)s번부터 %(detail)s번까지 없습니다."),
    Code.EVENT_OUT_OF_ORDER: _("처리 이력 %(event)s번이 두 번 있거나 차례에 맞지 않습니다."),
    Code.ANCHOR_DIFFERS: _(
        "처리 이력 %(event)s번이 밖에 보관한 기록 확인값과 다릅니다. 그 번호까지의 이력이 다시 쓰였습니다."
    ),
    Code.TAIL_CUT: _(
        "밖에 보관한 기록 확인값은 %(event)s번까지 있으나 처리 이력은 %(detail)s번에서 끝납니다. "
        "뒷부분이 지워졌습니다."
    ),
    Code.TOLD_TWICE: _("%(table)s %(row)s번을 처리 이력 %(event)s번이 앞선 이력과 다르게 적고 있습니다."),
    Code.ROW_ALTERED: _("%(table)s %(row)s번의 내용이 처리 이력에 남은 확인값과 다릅니다."),
    Code.ROW_MISSING: _("처리 이력에 있는 %(table)s %(row)s번이 없습니다."),
    Code.ROW_UNTOLD: _("%(table)s %(row)s번은 처리 이력에 없는 내용입니다."),
    Code.STATE_DIFFERS: _(
        "%(table)s %(row)s번의 지금 값이 마지막 처리 이력(%(event)s번)과 다릅니다: %(detail)s"
    ),
    Code.FILE_ALTERED: _("증빙자료 파일(%(table)s %(row)s번)의 내용이 올릴 때와 다릅니다."),
    Code.FILE_MISSING: _("증빙자료 파일(%(table)s %(row)s번)이 보관 장소에 없습니다."),
    Code.DUE_DATE_UNEXPLAINED: _(
        "%(table)s %(row)s번의 처리기한을 처리 이력으로 설명할 수 없습니다: %(detail)s"
    ),
    Code.TENURE_BROKEN: _("%(table)s %(row)s번: 소관 기간이 앞뒤 기간과 이어지지 않습니다."),
    Code.DERIVED_DIFFERS: _("%(table)s %(row)s번의 집계값이 소관에서 셈한 값과 다릅니다: %(detail)s"),
    Code.SEARCH_DIFFERS: _("요구사항 %(row)s번의 검색용 글이 지금 글과 다릅니다."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: with which entry, or with which row of which table; `detail` as its message needs."""

    code: Code
    event: int | None = None
    table: str = ""
    row: int | None = None
    detail: str = ""

    @property
    def message(self) -> str:
        """What happened and where, in a sentence."""
        return str(MESSAGES[self.code]) % vars(self)

    def as_json(self) -> dict[str, object]:
        """As `verify_record --json` gives it."""
        told = {"code": str(self.code), "message": self.message}
        return told | {"event": self.event, "table": self.table or None, "id": self.row}


@dataclass
class Faults:
    """What was found so far. `listed` stops at `MOST`, `count` does not."""

    listed: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        """Count it, and list it while there is room."""
        self.count += 1
        if len(self.listed) < MOST:
            self.listed.append(fault)
