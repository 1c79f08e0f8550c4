"""Digests in the languages of their readers, for some recipients at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from django.utils import translation

from notifications.digests import choice
from notifications.digests.choice import Chosen
from notifications.digests.content import Digest
from notifications.digests.run import Run, texts_of
from notifications.digests.writer import Writer
from notifications.models import Reason
from notifications.phrases import shortened
from notifications.recipients import Recipient

BATCH: Final = 500  # recipients; their digests are in memory at the same time


def compose_all(on: date) -> list[Digest]:
    """The digest of everybody who is to be told something on `on`, in order of address."""
    return sorted(each(on), key=lambda digest: digest.to.address.lower())


def each(on: date, run: Run | None = None) -> Iterator[Digest]:
    """The same one after another, `BATCH` recipients in memory at a time; in order of department."""
    run = run or Run(on)
    waiting = iter(sorted(run.recipients, key=_place))
    while some := list(islice(waiting, BATCH)):
        yield from (digest for digest in _composed(some, run) if digest.has_news)


def by_recipient(on: date, keys: Collection[str] | None = None, run: Run | None = None) -> dict[str, Digest]:
    """The digest of every recipient of `on` by the recipient's key, an empty one where there is nothing to tell.

    Of those in `keys` alone, where they are given: whoever composes for thousands goes in batches of `BATCH` and hands
    the same `run` to each, so that what is the same for all is asked once. Each is in its reader's language; two
    statements a batch beside those of the run.
    """
    run = run or Run(on)
    told = [to for to in run.recipients if keys is None or to.key in keys]
    return {digest.to.key: digest for digest in _composed(told, run)}


def why_not(digest: Digest | None) -> Reason | None:
    """Why a digest that was planned is not sent as things stand now; None where it is."""
    if digest is None:
        return Reason.LEFT
    if digest.has_news:
        return None
    return Reason.MUTED if digest.tells_overdue_only else Reason.CLOSED


def _composed(told: Sequence[Recipient], run: Run) -> list[Digest]:
    """Digests of a batch: figures and texts for all of them, then words by language."""
    narrow = (to for to in told if not to.is_told_of_all)
    rows = run.rows_of(department.pk for to in narrow for department in to.departments or ())
    parts = [(to, choice.chosen(to, run, rows)) for to in told]
    wanted = (pk for _to, part in parts for pk in part.demand_ids)
    texts = {pk: shortened(text) for pk, text in texts_of(wanted)}
    names = _names(told, run)
    by_language: dict[str, list[tuple[Recipient, Chosen]]] = defaultdict(list)
    for to, part in parts:
        by_language[to.language].append((to, part))
    found: list[Digest] = []
    for language, some in by_language.items():
        with translation.override(language):
            writer = Writer(run, names, texts)
            found += [writer.digest(to, part) for to, part in some]
    return found


def _names(told: Sequence[Recipient], run: Run) -> Mapping[int, str]:
    """What the departments are called of which any of these is told."""
    own = {department.pk: department.name for to in told for department in to.departments or ()}
    return {**own, **run.departments} if any(to.is_told_of_all or to.committees for to in told) else own


def _place(to: Recipient) -> tuple[int, str, str]:
    """Who is told of the same department comes together, so that its rows are asked for once."""
    first = to.departments[0] if to.departments else None
    return (first.rank if first else 0, first.name if first else "", to.address.lower())
