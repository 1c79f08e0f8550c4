"""The page about the fault run: figures as they were found, and what they do and do not promise."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from tools.bench.results import machine
from tools.chaos import sink
from tools.chaos.faults import FLUSH
from tools.chaos.house import TICK_SECONDS
from tools.chaos.judgement import End, Judgement
from tools.chaos.run import PRODUCT, Asked, Trial

COLUMNS: Final = (
    "sender",
    "planned",
    "accepted",
    "sent",
    "dead",
    "uncertain",
    "of them arrived",
    "sent once more",
)
FAULTS: Final = ("lost", "received twice", "told wrongly", "promise")


def page(asked: Asked, trials: Sequence[Trial]) -> str:
    """The whole page. Names no machine."""
    return "\n".join([*_head(asked), *_table(trials), *_uncertain(trials), *_done(asked, trials), WORDS])


def _head(asked: Asked) -> Iterator[str]:
    size = f"{asked.messages:,} mails, {asked.kills} times `kill -9`, {asked.flushes} times `FLUSHALL`"
    yield "# Reliability"
    yield ""
    yield (
        "Written by `make chaos`. A whole installation sends while everything is killed, PostgreSQL included; then its "
        "ledger is held against the log of the mail relay, mail for mail. Two senders that everybody writes first go "
        "through the same, to show that the judgement can fail."
    )
    yield ""
    yield f"- Day: {datetime.now(UTC).date()}"
    yield f"- Machine: {machine()}; Python {platform.python_version()}"
    yield f"- Size: {size}, over {asked.seconds:.0f} s; seed {asked.seed}"
    yield ""


def _table(trials: Sequence[Trial]) -> Iterator[str]:
    yield f"| {' | '.join((*COLUMNS, *FAULTS))} |"
    yield f"|---{'|---:' * (len(COLUMNS) + len(FAULTS) - 2)}|---|"
    for trial in trials:
        cells = [
            trial.name,
            *map(_number, _figures(trial.judgement)),
            "broken" if _is_broken(trial) else "kept",
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield (
        "*Lost*: nobody got it and the sender does not say so. *Received twice*: the same Message-ID was accepted "
        "twice, or a person got two mails of one kind for one period and the second does not say 재발송. *Told "
        "wrongly*: the ledger denies what the relay accepted, or knows nothing of it."
    )
    yield ""


def _figures(found: Judgement) -> Iterator[int]:
    ends = (found.ends.get(end, 0) for end in (End.SENT, End.DEAD, End.UNCERTAIN))
    yield from (found.rows - found.repeated, found.accepted, *ends, found.arrived, found.repeated)
    yield from map(len, (found.lost, found.doubled, found.untrue))


def _uncertain(trials: Sequence[Trial]) -> Iterator[str]:
    found = trials[0].judgement
    unsure = found.ends.get(End.UNCERTAIN, 0)
    yield (
        f"{PRODUCT} was uncertain of {unsure} mails and lists every one of them; {found.arrived} had arrived and "
        f"{unsure - found.arrived} had not. Its rows are exactly the {found.expected:,} that were to be planned. "
        f"The relay had refused {found.ends.get(End.DEAD, 0)} for good. In the end /healthz was well again and the "
        "record whole (`verify_record`)."
    )
    yield ""


def _done(asked: Asked, trials: Sequence[Trial]) -> Iterator[str]:
    yield "## What was done to them"
    yield ""
    yield f"| what | {' | '.join(trial.name for trial in trials)} |"
    yield f"|---{'|---:' * len(trials)}|"
    for what in sorted({fault.what for fault in asked.plan()}):
        told = "`FLUSHALL` of Redis" if what == FLUSH else f"`kill -9` of {what}"
        yield f"| {told} | {' | '.join(str(trial.faults[what]) for trial in trials)} |"
    yield f"| seconds until all was settled | {' | '.join(f'{trial.seconds:.0f}' for trial in trials)} |"
    yield ""


def _is_broken(trial: Trial) -> bool:
    return bool(trial.judgement.faults)


def _number(value: int) -> str:
    return f"{value:,}"


WORDS: Final = f"""\
PostgreSQL, Redis, web, beat and two workers are real processes under the product's supervisor, with the product's own
settings. The town is stored in one go; the real planner finds whom there is to tell, with beat's first tick, while the
first kills already fall. Who is to get what is known beforehand from how the town was made, not from the product.

The relay is a process of its own that is never killed. It writes each mail to its log and syncs the log to the disk
before it answers, takes its time over each mail, refuses {sink.FOR_GOOD:.0%} of the addresses for good and \
{sink.FOR_NOW:.0%} of the attempts for now, and
hangs up in place of its last answer in {sink.HANGS_UP:.1%} of the attempts, half of them after it has accepted. What \
is killed, in which order
and when at the earliest, and what the relay does, follow from the seed; how far a mail has got when a kill comes does
not. The kills are spread over the mails: none comes before its share of them is settled, unless nothing gets on.

Time is helped along in two places, and nowhere in the product: beat's table has a tick every {TICK_SECONDS:.0f} \
seconds in place of five
minutes, and the owner of the tables moves back the moment of the next attempt, and the end of a lease whose holder is
dead. It is a working morning in the time zone of the run.

The two naive senders stand in the places of the workers, side by side, each with a table and a relay of its own and
with the same mails. *Mark, then send* loses what was marked when it was killed; *send, then mark; retry blindly* sends
once more whatever it did not get to mark.

## What is promised, and what cannot be

**Promised.** Every mail that is to be is a row before it is a message, and one row only: PostgreSQL is the truth, and
what Celery carries is a bell. A lost bell, an emptied Redis, a killed worker or a killed database delay a mail; they do
not lose it, because the next tick asks the database what waits. A row is claimed by compare-and-set, so two workers
never send the same one. What the relay refused is kept with its words: for now, and it is tried again; for good, and
it is shown as dead.

**Not possible.** Between the relay's acceptance of a mail and the moment its sender has kept that answer there is a gap
(RFC 1047): who dies or is cut off within it cannot know whether the mail went out. No protocol over SMTP closes it; one
may choose to lose some mails or to send some twice, as the two naive senders do. {PRODUCT} chooses neither: it says
`uncertain`, leaves the mail to a person, who finds the Message-ID in the relay's log, and never sends it again by
itself. Only a notice of a deadline is sent once more, once, marked [재발송]: there a second mail does less harm than
none.

**Not promised** either: that a mail the relay has accepted is delivered, or read; and anything of a relay that answers
250 for what it then loses.
"""
