"""The judgement: the ledger is held against the log of the relay, mail for mail. Pure; it knows no sender.

Every planned mail has to be sent and accepted, or dead with the relay's own refusal, or uncertain and named so. Nobody
gets a mail twice unless the second one says that it is sent once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tools.chaos.sink import Accepted, Log

MARK: Final = "[재발송]"

Planned = tuple[str, str]  # kind of mail, address


class End(StrEnum):
    """What a ledger says became of a mail in the end; anything else is no end."""

    SENT = "sent"
    DEAD = "dead"
    SKIPPED = "skipped"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Row:
    """One mail of a ledger. `repeats` is the Message-ID of the mail that it sends once more."""

    kind: str
    address: str
    period: str
    message_id: str
    state: str
    answer: str = ""
    repeats: str = ""

    @property
    def whose(self) -> tuple[str, str, str]:
        """Whom it is for and for which period: there is to be one such mail."""
        return self.kind, self.address.lower(), self.period

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.address} {self.state}"


@dataclass(frozen=True)
class Judgement:
    """What was found. `lost`, `doubled` and `untrue` say each fault in words; `arrived` counts the uncertain."""

    expected: int
    rows: int
    ends: Mapping[str, int]
    accepted: int
    arrived: int
    repeated: int
    lost: Sequence[str]
    doubled: Sequence[str]
    untrue: Sequence[str]

    @property
    def faults(self) -> list[str]:
        """Where the promise was broken, in words."""
        return [*self.lost, *self.doubled, *self.untrue]


def judge(expected: Collection[Planned], rows: Sequence[Row], log: Log) -> Judgement:
    """Hold `rows` against what was to be planned and what the relay accepted."""
    taken = Counter(mail.message_id for mail in log.accepted)
    unsure = [row for row in rows if row.state == End.UNCERTAIN]
    return Judgement(
        expected=len(expected),
        rows=len(rows),
        ends=Counter(row.state for row in rows),
        accepted=len(log.accepted),
        arrived=sum(1 for row in unsure if taken[row.message_id]),
        repeated=sum(1 for row in rows if row.repeats),
        lost=[*_unplanned(expected, rows), *(f"lost: {row}" for row in rows if _is_lost(row, taken, log))],
        doubled=[*_twice_planned(rows), *_twice_received(rows, log.accepted)],
        untrue=[*_unforeseen(expected, rows), *_denied(rows, taken), *_unknown(rows, log)],
    )


def _unplanned(expected: Collection[Planned], rows: Sequence[Row]) -> Iterator[str]:
    planned = {(row.kind, row.address.lower()) for row in rows}
    return (f"never planned: {kind} {address}" for kind, address in sorted(set(expected) - planned))


def _unforeseen(expected: Collection[Planned], rows: Sequence[Row]) -> Iterator[str]:
    wanted = set(expected)
    strange = [row for row in rows if not row.repeats and (row.kind, row.address.lower()) not in wanted]
    return (f"nobody was to get it: {row}" for row in strange)


def _is_lost(row: Row, taken: Mapping[str, int], log: Log) -> bool:
    """Whether nobody got it and the ledger does not say so. Nothing in a run gives a reason to leave a mail out."""
    if row.state == End.SENT:
        return row.message_id not in taken
    if row.state == End.DEAD:
        return not (row.answer.startswith("5") and row.address.lower() in log.refused)
    return row.state != End.UNCERTAIN


def _twice_planned(rows: Sequence[Row]) -> Iterator[str]:
    planned = Counter(row.whose for row in rows if not row.repeats)
    repeated = Counter(row.repeats for row in rows if row.repeats)
    yield from (f"planned {times} times: {' '.join(whose)}" for whose, times in planned.items() if times > 1)
    yield from (f"sent once more {times} times: {mail}" for mail, times in repeated.items() if times > 1)


def _twice_received(rows: Sequence[Row], accepted: Sequence[Accepted]) -> Iterator[str]:
    """By Message-ID, and by person and period: one mail, and one more only where it says so."""
    whose = {row.message_id: row.whose for row in rows}
    got: dict[object, list[Accepted]] = defaultdict(list)
    for message_id, times in Counter(mail.message_id for mail in accepted).items():
        if times > 1:
            yield f"accepted {times} times: {message_id}"
    for mail in {mail.message_id: mail for mail in accepted}.values():
        got[whose.get(mail.message_id, mail.message_id), MARK in mail.subject].append(mail)
    for mails in got.values():
        if len(mails) > 1:
            yield f"{len(mails)} mails for one person and period: {mails[0].address}"


def _denied(rows: Sequence[Row], taken: Mapping[str, int]) -> Iterator[str]:
    known = {End.SENT, End.UNCERTAIN}
    return (f"accepted, and the ledger denies it: {row}" for row in rows if _is_denied(row, taken, known))


def _is_denied(row: Row, taken: Mapping[str, int], known: Collection[str]) -> bool:
    return bool(taken.get(row.message_id)) and row.state not in known


def _unknown(rows: Sequence[Row], log: Log) -> Iterator[str]:
    """A mail of which the ledger knows nothing, or that says "once more" without being one."""
    repeats = {row.message_id: bool(row.repeats) for row in rows}
    for mail in log.accepted:
        if mail.message_id not in repeats:
            yield f"accepted, and the ledger knows nothing of it: {mail.message_id}"
        elif repeats[mail.message_id] != (MARK in mail.subject):
            yield f"marked wrongly: {mail.message_id} {mail.subject}"
