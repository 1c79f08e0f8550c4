"""Rules of an import before anything is stored: what may be stored, what a person settles first, what is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.intake.draft import Draft, DraftItem
from audits.intake.edits import Edited, Piece
from audits.models import Audit
from audits.models.audit import normal_body
from tracker.models import ProgressUpdate

STATUS: Final = "status"
CATEGORY: Final = "category"
FIRST_YEAR: Final = 1991
LAST_YEAR: Final = 2100
LONGEST_BODY: Final = Audit._meta.get_field("body").max_length or 0
LONGEST_WORDING: Final = ProgressUpdate._meta.get_field("wording").max_length or 0

# How a document tells of which year it is: 2025년도 행정사무감사, ’25년 행정사무감사.
STATED: Final = re.compile(r"(?<!\d)(?:(20\d\d)|[’‘'](\d\d))\s*(?:년도?)?\s*행\s?정\s?사\s?무\s?감\s?사")
MOST_TOLD: Final = 100  # items that a note names; the others are counted


@dataclass(frozen=True)
class Obstacle:
    """What keeps one item from being stored.

    `field` is what a person may settle, STATUS or CATEGORY; empty where only another document helps.
    """

    number: int
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return _("연번 %(number)d(%(line)d줄): %(message)s") % vars(self)


def check_facts(
    *, year: int, body: str, report_date: date | None, due_date: date | None, today: date
) -> None:
    """Raise ValidationError, by field, for what no report of an audit has: days to come, days out of order."""
    wrong: dict[str, str] = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        wrong["year"] = _("감사 연도는 %(first)d~%(last)d이어야 합니다.") % {
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
    elif report_date and report_date.year < year:
        wrong["report_date"] = _("보고 기준일은 감사 연도보다 앞설 수 없습니다.")
    elif due_date and due_date < (report_date or date(year, 1, 1)):
        wrong["due_date"] = _("처리기한은 보고 기준일이나 감사 연도보다 앞설 수 없습니다.")
    if report_date and report_date > today:
        wrong["report_date"] = _("보고 기준일은 오늘보다 늦을 수 없습니다.")
    if fault := _fault_of_body(normal_body(body)):
        wrong["body"] = fault
    if wrong:
        raise ValidationError(wrong)


def obstacles(draft: Draft, categories: Collection[str]) -> list[Obstacle]:
    """What keeps items of the draft from being stored, in their order; `categories` are the council's codes."""
    return [
        Obstacle(item.number, item.line, field, message)
        for item in draft.items
        for field, message in _obstacles(item, categories, has_statuses=draft.has_statuses)
    ]


def check_draft(draft: Draft, categories: Collection[str]) -> None:
    """Raise ValidationError, a sentence an obstacle, unless every item can be stored as it stands."""
    if found := obstacles(draft, categories):
        raise ValidationError([str(obstacle) for obstacle in found])


def faults(draft: Draft) -> list[str]:
    """What keeps a whole draft from being stored, beside its items."""
    return [] if draft.items else [_("남은 항목이 없습니다. 뺀 항목을 되돌려야 저장할 수 있습니다.")]


def other_year(text: str, year: int) -> int | None:
    """The year that a document says it is of, where that is not `year`; None where it says none.

    It is the first that it names: titles stand at the top, earlier audits are spoken of further down.
    """
    found = STATED.search(text)
    stated = int(found[1] or f"20{found[2]}") if found else year
    return None if stated == year else stated


def told_by_hand(edited: Edited) -> list[str]:
    """What a person changed before it was stored, a line for what was changed and one for what was left out."""
    changed = [piece for piece in edited.by_hand if not piece.reason]
    left_out = [piece for piece in edited.by_hand if piece.reason]
    told = []
    if changed:
        told.append(_("손으로 고친 항목 %(count)d건: %(which)s") % _counted(changed, _changed))
    if left_out:
        told.append(_("뺀 항목 %(count)d건: %(which)s") % _counted(left_out, _left_out))
    return told


def stored_wording(item: DraftItem) -> str:
    """The office's own word as it is kept: on one line, white space collapsed."""
    return " ".join(item.wording.split())


def _fault_of_body(body: str) -> str:
    if not body:
        return _("감사대상기관을 적어 주십시오.")
    if len(body) > LONGEST_BODY:
        return _("감사대상기관은 %(longest)d자까지 적을 수 있습니다.") % {"longest": LONGEST_BODY}
    return "" if body.isprintable() else _("감사대상기관에 쓸 수 없는 글자가 들어 있습니다.")


def _obstacles(
    item: DraftItem, categories: Collection[str], *, has_statuses: bool
) -> Iterator[tuple[str, str]]:
    if not item.text:
        yield "", _("요구 내용이 비어 있습니다. 내용이 있어야 저장할 수 있습니다.")
    if len(stored_wording(item)) > LONGEST_WORDING:
        yield (
            "",
            _("추진상황 표기가 %(longest)d자보다 깁니다. 줄여야 저장할 수 있습니다.")
            % {"longest": LONGEST_WORDING},
        )
    if item.category not in categories:
        yield CATEGORY, _("구분을 알 수 없습니다. 구분을 정하여야 저장할 수 있습니다.")
    if item.doubtful and has_statuses:
        yield STATUS, _("답변은 있으나 추진상황을 알 수 없습니다. 상태를 정하여야 저장할 수 있습니다.")
    elif item.doubtful:
        yield (
            "",
            _("답변은 있으나 문서에 추진상황이 없습니다. 답변을 비우거나 문서를 고쳐 다시 올려 주십시오."),
        )


def _counted(pieces: list[Piece], told: Callable[[Piece], str]) -> dict[str, object]:
    more = _(" 밖에 %(more)d건") % {"more": len(pieces) - MOST_TOLD} if len(pieces) > MOST_TOLD else ""
    return {"count": len(pieces), "which": ", ".join(map(told, pieces[:MOST_TOLD])) + more}


def _changed(piece: Piece) -> str:
    return _("연번 %(number)d") % {"number": piece.item.number}


def _left_out(piece: Piece) -> str:
    return _("%(line)d줄(%(reason)s)") % {"line": piece.item.line, "reason": piece.reason}
