"""확인 필요 사항: what a machine notices about an answer, with the words it rests on (product.md §5).

Pure, over plain values. A doubt states a fact; it changes no status and keeps nobody from reporting (rule 10).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.intake.dates import Span, spans
from audits.intake.lines import squeezed
from audits.intake.outline import bullets
from audits.statuses import ReportedStatus as Status
from tracker.written import TAB, words_of

ACTIONS: Final = "actions_taken"
PLAN: Final = "plan"
PAPERS: Final = "submission"  # the category of demands that only ask for papers (자료제출)
LONGEST_QUOTE: Final = 80
TAIL: Final = 120  # letters at the end of a statement in which a promise is looked for

# How a statement ends that only promises: ~하겠음, ~할 예정, ~할 계획임, 검토 중.
PROMISE: Final = re.compile(
    r"(?:\S{1,20}\s{1,2}){0,2}\S{0,20}(?:겠(?:음|습니다|다)|(?:예정|계획|검토(?:\s?중)?)(?:임|이다|입니다)?)$"
)
# What may stand after the words: ", ’26. 12월", "(’26. 12월)", ": ’26. 12월".
AFTERWARDS: Final = re.compile(r"\s*(?:[:：∶,]\s*(?P<said>[^:：∶,]{1,60})|\((?P<aside>[^()]{1,60})\))$")


class Kind(models.TextChoices):
    """What is doubted, in the order in which people are told."""

    PLAN_AFTER_CLAIM = "plan_after_claim", gettext_lazy("완료로 보고했으나 이후 일정이 남아 있습니다")
    PROMISE_ONLY = "promise_only", gettext_lazy("완료로 보고했으나 실적이 적혀 있지 않습니다")
    SAME_TEXT = "same_text", gettext_lazy("다른 요구사항과 추진내용이 같습니다")
    NO_EVIDENCE = "no_evidence", gettext_lazy("증빙자료가 없습니다")
    NO_PLAN = "no_plan", gettext_lazy("추진 중이나 향후계획이 없습니다")
    NO_PLANNED_UNTIL = "no_planned_until", gettext_lazy("추진 중이나 완료 예정일이 없습니다")
    PLAN_PASSED = "plan_passed", gettext_lazy("완료 예정일이 지났으나 새 보고가 없습니다")
    UNCHANGED = "unchanged", gettext_lazy("지난 보고와 내용이 같습니다")


@dataclass(frozen=True)
class Said:
    """An answer as the checks see it.

    `demand` tells demands apart, `label` is how people name it. `papers`: the demand only asks for papers to be
    handed in (자료제출). `published`: it stood in a published report, whose evidence is that report. `newest`: no
    later report was filed.
    """

    status: str
    actions_taken: str
    reported_on: date
    plan: str = ""
    planned_until: date | None = None
    continues: bool = False
    no_change: bool = False
    evidence: bool = True
    published: bool = False
    papers: bool = False
    newest: bool = True
    demand: int = 0
    label: str = ""


@dataclass(frozen=True)
class Other:
    """Another demand with the same answer."""

    demand: int
    label: str


@dataclass(frozen=True)
class Doubt:
    """One doubt. `quote` are the words it rests on, as they stand in a line of `field`; empty where none are there.

    `since` or `until`: the day a plan begins or ends, or that of the report before. `days` are days gone by.
    """

    kind: Kind
    field: str = ""
    quote: str = ""
    since: date | None = None
    until: date | None = None
    days: int = 0
    others: tuple[Other, ...] = ()

    @property
    def label(self) -> str:
        """The doubt in one sentence."""
        return str(self.kind.label)

    @property
    def detail(self) -> str:
        """What else there is to know: a day, the other demands; often nothing."""
        if self.others:
            return ", ".join(other.label for other in self.others)
        if self.kind == Kind.PLAN_PASSED:
            told = {"day": _written(self.until), "days": self.days}
            return _("완료 예정일 %(day)s, %(days)d일 지남") % told
        if self.kind == Kind.UNCHANGED:
            return _("앞선 보고: %(day)s") % {"day": _written(self.since)}
        if self.until:
            return _("계획의 끝: %(day)s") % {"day": _written(self.until)}
        return _("계획의 시작: %(day)s") % {"day": _written(self.since)} if self.since else ""


def doubts(
    said: Said, *, on: date, before: Said | None = None, answers: Collection[Said] = ()
) -> list[Doubt]:
    """What there is to doubt about `said` on `on`, in the order of `Kind`.

    `before` is the report before it of the same assignment, `answers` are the newest of the audit's demands, or of
    those among them that may say the same; `said` itself may be one of them.
    """
    return [*_claimed(said), *_same(said, answers), *_missing(said), *_standing_still(said, before, on)]


def _claimed(said: Said) -> Iterator[Doubt]:
    """What a 완료 leaves open."""
    if said.status != Status.COMPLETED:
        return
    if not said.continues:
        yield from _plan_after_claim(said)
    yield from _promise_only(said)


def _plan_after_claim(said: Said) -> Iterator[Doubt]:
    """A plan that ends after the report or, where it has no end, begins after it."""
    named = spans(said.plan)
    ending = [(span.end, span) for span in named if span.end and span.end > said.reported_on]
    beginning = [(span.start, span) for span in named if span.start and span.start > said.reported_on]
    if ending:
        day, span = max(ending, key=lambda pair: pair[0])
        yield Doubt(Kind.PLAN_AFTER_CLAIM, PLAN, _line_of(said.plan, span), until=day)
    elif beginning:
        day, span = min(beginning, key=lambda pair: pair[0])
        yield Doubt(Kind.PLAN_AFTER_CLAIM, PLAN, _line_of(said.plan, span), since=day)
    elif said.planned_until and said.planned_until > said.reported_on:
        yield Doubt(Kind.PLAN_AFTER_CLAIM, until=said.planned_until)


def _promise_only(said: Said) -> Iterator[Doubt]:
    """Nothing but promises, or nothing but a plan."""
    told = list(_statements(said.actions_taken))
    promised = [_promise(statement) for statement in told]
    if told and all(promised):
        yield Doubt(Kind.PROMISE_ONLY, ACTIONS, promised[-1])
    elif not told and said.plan.strip():
        yield Doubt(Kind.PROMISE_ONLY, PLAN, _first_words(said.plan))


def _statements(text: str) -> Iterator[str]:
    """What a text of bullets states: not the ※ notes, nor headings that others stand under but for their tables."""
    found = [bullet for bullet in bullets(text) if not bullet.under_note]
    for place, bullet in enumerate(found):
        over = place + 1 < len(found) and found[place + 1].depth > bullet.depth
        if bullet.kind and (not over or TAB in bullet.text):
            yield bullet.text.strip()
        elif not bullet.kind:
            yield from (line.strip() for line in bullet.text.splitlines() if line.strip())


def _promise(statement: str) -> str:
    """The words that only promise, at the end of a statement before its date; empty where something was done."""
    bare = statement[-TAIL:].rstrip(" .。\n")
    after = AFTERWARDS.search(bare)
    if after and spans(after["said"] or after["aside"]):
        bare = bare[: after.start()]
    found = PROMISE.search(bare.rsplit("\n", 1)[-1])
    return words_of(found[0]) if found else ""


def _same(said: Said, answers: Collection[Said]) -> Iterator[Doubt]:
    """One answer under several demands; papers handed in are answered alike with good reason."""
    words = squeezed(said.actions_taken)
    if not words or said.papers:
        return
    alike = {
        answer.demand: Other(answer.demand, answer.label)
        for answer in answers
        if answer.demand != said.demand and not answer.papers and squeezed(answer.actions_taken) == words
    }
    if alike:
        yield Doubt(Kind.SAME_TEXT, ACTIONS, _first_words(said.actions_taken), others=tuple(alike.values()))


def _missing(said: Said) -> Iterator[Doubt]:
    if said.status == Status.COMPLETED and not said.evidence and not said.published:
        yield Doubt(Kind.NO_EVIDENCE)
    if said.status == Status.IN_PROGRESS and not said.plan.strip():
        yield Doubt(Kind.NO_PLAN)
    if said.status == Status.IN_PROGRESS and said.planned_until is None:
        yield Doubt(Kind.NO_PLANNED_UNTIL)


def _standing_still(said: Said, before: Said | None, on: date) -> Iterator[Doubt]:
    if said.newest and passed(said, on) and said.planned_until:
        yield Doubt(Kind.PLAN_PASSED, until=said.planned_until, days=(on - said.planned_until).days)
    if before and not said.no_change and _words(said) == _words(before):
        yield Doubt(Kind.UNCHANGED, ACTIONS, _first_words(said.actions_taken), since=before.reported_on)


def passed(said: Said, on: date) -> bool:
    """Whether its planned day has gone by since it was reported; 변동 없음 lets an earlier day stand.

    `silence.plan_passed` asks the database the same.
    """
    planned = said.planned_until
    if said.status not in {Status.IN_PROGRESS, Status.UNDER_REVIEW} or planned is None or planned >= on:
        return False
    return said.no_change or planned >= said.reported_on


def _words(said: Said) -> tuple[str, str]:
    return squeezed(said.actions_taken), squeezed(said.plan)


def _line_of(text: str, span: Span) -> str:
    """The words of the line in which a period is named."""
    first = text.rfind("\n", 0, span.offset) + 1
    return words_of(text[first:].split("\n", 1)[0])[:LONGEST_QUOTE]


def _first_words(text: str) -> str:
    lines = (words_of(line) for line in text.split("\n"))
    return next((words for words in lines if words), "")[:LONGEST_QUOTE]


def _written(day: date | None) -> str:
    return f"{day:%Y. %-m. %-d.}" if day else ""
