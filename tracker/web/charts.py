"""What charts are drawn from: shares of a width in percent, each with its number, its words and its list.

A chart reckons nothing: it lays out figures of `tracker.reports`. Drawn on the server, as SVG that is as wide as its
place; the same numbers stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.models import Audit
from audits.models.audit import short_audit_name
from audits.statuses import ReportedStatus as Status
from tracker.models import Verdict
from tracker.reports import AGES, Age, AuditHeld, Axes, Share
from tracker.web.glance import list_url

DAY: Final = timedelta(days=1)
PLACE: Final = 78.0  # percent of a chart's width for its longest bar; the number stands behind it


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: `x` and `width` in percent, as SVG takes them; `code` is its fill."""

    code: str
    label: str
    count: int
    x: str
    width: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts that add up to `total`."""

    label: str
    total: int
    segments: tuple[Segment, ...]
    url: str = ""

    @property
    def words(self) -> str:
        """What it shows, for whoever does not see it."""
        return ", ".join(f"{part.label} {part.count}" for part in self.segments)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the words behind it; `at` is where they begin."""

    code: str
    label: str
    count: int
    width: str
    at: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Bars of one thing, one below the other."""

    label: str
    bars: tuple[Bar, ...]
    url: str = ""

    @property
    def words(self) -> str:
        """What they show, for whoever does not see it."""
        return ", ".join(f"{bar.label} {bar.words}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Part:
    """What a segment of the progress chart counts."""

    code: str
    label: str | Promise
    standing: str
    check: str = ""


# The council's finding first, then what departments say: claim and check in one bar, each under its own name.
PARTS: Final = (
    Part("confirmed", gettext_lazy("이행 확인"), Status.COMPLETED, Verdict.CONFIRMED),
    Part("awaiting", gettext_lazy("확인 대기"), Status.COMPLETED, Verdict.AWAITING),
    Part("insufficient", gettext_lazy("보완 요구"), Status.COMPLETED, Verdict.INSUFFICIENT),
    Part("contradicted", gettext_lazy("사실과 다름"), Status.COMPLETED, Verdict.CONTRADICTED),
    Part("none", gettext_lazy("완료 · 확인 전"), Status.COMPLETED, Verdict.NONE),
    Part("in_progress", Status.IN_PROGRESS.label, Status.IN_PROGRESS),
    Part("under_review", Status.UNDER_REVIEW.label, Status.UNDER_REVIEW),
    Part("not_accepted", Status.NOT_ACCEPTED.label, Status.NOT_ACCEPTED),
    Part("transferred", Status.TRANSFERRED.label, Status.TRANSFERRED),
    Part("not_reported", Status.NOT_REPORTED.label, Status.NOT_REPORTED),
)


def progress(found: Axes, audit: Audit) -> list[Stack]:
    """A bar a category, each as wide as its place: what became of its demands."""
    return [_category(found, audit, code, name) for code, name in found.categories.items()]


def legend(stacks: Sequence[Stack]) -> list[Mapping[str, str]]:
    """The parts that occur, in their order."""
    there = {part.code for stack in stacks for part in stack.segments}
    return [{"code": part.code, "label": str(part.label)} for part in PARTS if part.code in there]


def progress_table(stacks: Sequence[Stack]) -> list[dict[str, Any]]:
    """The same numbers as rows: a category, its total, and a cell for each part of the legend."""
    codes = [part["code"] for part in legend(stacks)]
    return [
        {
            "label": stack.label,
            "total": stack.total,
            "url": stack.url,
            "cells": [next((part for part in stack.segments if part.code == code), None) for code in codes],
        }
        for stack in stacks
    ]


def checked(found: Axes, audit: Audit) -> Stack:
    """The council's bar on the scale of all demands: what is reported as 완료, by what was found."""
    of_check = [part for part in PARTS if part.check]
    return _stack(found, audit, "", str(_("이행 확인")), of_check, scale=found.total)


def ages(held: AuditHeld, audit: Audit, on: date) -> list[Group]:
    """How long what is late has been: against the due date, and against the one that was first given."""
    most = max((*held.total.ages, *held.total.ages_original), default=0)
    pairs = zip(AGES, held.total.ages, held.total.ages_original, strict=True)
    return [
        Group(
            label=_age_words(age),
            bars=(
                _bar("late", _("현재 기한"), now, most, url=_age_url(audit, age, on)),
                _bar("original", _("당초 기한"), first, most, url=_age_url(audit, age, on, original=True)),
            ),
        )
        for age, now, first in pairs
    ]


def trend(audits: Sequence[Audit], found: Mapping[int, Share]) -> list[Group]:
    """What share of each audit's demands is reported as 완료, and what share is confirmed, with the counts."""
    return [
        Group(
            label=short_audit_name(audit.year, audit.body),
            bars=(
                _share("completed", _("완료로 보고"), share.completed, share.total, audit.pk),
                _share("confirmed", _("이행 확인"), share.confirmed, share.total, audit.pk),
            ),
            url=list_url(audit=audit.pk),
        )
        for audit in audits
        if (share := found.get(audit.pk)) and share.total
    ]


def _category(found: Axes, audit: Audit, code: str, name: str) -> Stack:
    return _stack(found, audit, code, name, PARTS, scale=found.count(category=code))


def _stack(
    found: Axes, audit: Audit, category: str, name: str, parts: Sequence[Part], *, scale: int
) -> Stack:
    segments, begun = [], 0
    for part in parts:
        rows = found.count(category=category, standing=part.standing, verification=part.check)
        if rows:
            url = list_url(audit=audit.pk, category=category, standing=part.standing, check=part.check)
            segments.append(
                Segment(part.code, str(part.label), rows, percent(begun, scale), percent(rows, scale), url)
            )
            begun += rows
    return Stack(name, begun, tuple(segments), list_url(audit=audit.pk, category=category))


def percent(part: int, whole: int, place: float = 100.0) -> str:
    """A share of a width, as SVG takes it."""
    return f"{part / whole * place if whole else 0:.2f}%"


def _bar(code: str, label: str, count: int, most: int, *, url: str) -> Bar:
    width = percent(count, most, PLACE)
    return Bar(code, label, count, width, width, str(count), url if count else "")


def _share(code: str, label: str, count: int, total: int, audit: int) -> Bar:
    width = percent(count, total, PLACE)
    words = f"{count}/{total} · {round(count / total * 100)}%"
    check = Verdict.CONFIRMED if code == "confirmed" else ""
    url = list_url(audit=audit, standing=Status.COMPLETED.value, check=check) if count else ""
    return Bar(code, label, count, width, width, words, url)


def _age_words(age: Age) -> str:
    if age.last is None:
        return _("%(first)d일 이상") % {"first": age.first}
    return _("%(first)d~%(last)d일") % {"first": age.first, "last": age.last}


def _age_url(audit: Audit, age: Age, on: date, *, original: bool = False) -> str:
    """The list of what is so late; its filters leave out the days they name."""
    first, last = age.days(on)
    column = "original" if original else "due"
    wanted: dict[str, object] = {f"{column}_before": last + DAY}
    if first:
        wanted[f"{column}_after"] = first - DAY
    late = "overdue_original" if original else "overdue"
    return list_url(audit=audit.pk, **{late: True}, **wanted)
