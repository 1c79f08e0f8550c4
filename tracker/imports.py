"""Rules of an import before anything is stored: what may be stored, what a person settles first, what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.intake.draft import Draft, DraftItem
from audits.models import Audit, DemandVersion
from audits.models.audit import normal_body
from tracker.models import ProgressUpdate

STATUS: Final = "status"
CATEGORY: Final = "category"
FIRST_YEAR: Final = 1991
LAST_YEAR: Final = 2100
LONGEST_BODY: Final = Audit._meta.get_field("body").max_length or 0
LONGEST_WORDING: Final = ProgressUpdate._meta.get_field("wording").max_length or 0

# What a person chose for an item: (its number, STATUS or CATEGORY) to a code.
Choices = Mapping[tuple[int, str], str]


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


@dataclass(frozen=True)
class Existing:
    """Items of the draft against the stored demands of the same year and body, matched by number."""

    audit_id: int
    same: int
    changed: int
    new: int


def existing(draft: Draft, *, year: int, body: str) -> Existing | None:
    """How the draft stands to an audit already stored; None where there is none. Two statements."""
    audit = Audit.objects.of(year, body).first()
    if audit is None:
        return None
    current = DemandVersion.objects.current().filter(demand__audit=audit)
    rows = current.values_list("demand__number", "text")
    stored = {number: _bare(text) for number, text in rows}
    same = sum(1 for item in draft.items if stored.get(item.number) == _bare(item.text))
    new = sum(1 for item in draft.items if item.number not in stored)
    return Existing(audit_id=audit.pk, same=same, changed=len(draft.items) - same - new, new=new)


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


def settled(draft: Draft, choices: Choices) -> Draft:
    """The draft with what a person chose in place of what the reader left open; totals stay as they were read."""
    items = tuple(_settled(item, choices) for item in draft.items)
    return replace(draft, items=items)


def fingerprint(draft: Draft) -> str:
    """SHA-256, as hexadecimal text, over everything that was read: alike only where the drafts are."""
    return hashlib.sha256(repr(draft).encode()).hexdigest()


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
        yield "", _("요구 내용이 비어 있습니다. 문서를 고쳐 다시 올려 주십시오.")
    if len(stored_wording(item)) > LONGEST_WORDING:
        yield (
            "",
            _("추진상황 표기가 %(longest)d자보다 깁니다. 문서를 고쳐 다시 올려 주십시오.")
            % {"longest": LONGEST_WORDING},
        )
    if item.category not in categories:
        yield CATEGORY, _("구분을 알 수 없습니다. 구분을 정하여야 저장할 수 있습니다.")
    if item.doubtful and has_statuses:
        yield STATUS, _("답변은 있으나 추진상황을 알 수 없습니다. 상태를 정하여야 저장할 수 있습니다.")
    elif item.doubtful:
        yield "", _("답변은 있으나 문서에 추진상황이 없습니다. 문서를 고쳐 다시 올려 주십시오.")


def _settled(item: DraftItem, choices: Choices) -> DraftItem:
    status, category = choices.get((item.number, STATUS)), choices.get((item.number, CATEGORY))
    return replace(
        item,
        status=status or item.status,
        doubtful=item.doubtful and not status,
        category=category or item.category,
    )


def _bare(text: str) -> str:
    return "".join(text.split())
