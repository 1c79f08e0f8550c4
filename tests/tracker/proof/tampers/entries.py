"""Tampering with the entries themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any, Final

from django.db.models import Max

from audits.models import Event
from audits.record import GENESIS, kind_of
from tests.tracker.proof.tampers import chain
from tests.tracker.proof.tampers.kinds import Named, Tamper, until_it_is_taken
from tests.tracker.proof.town import Town
from tracker.models import Assignment, Stage, Verification

SHAPES: Final[tuple[object, ...]] = (
    {},
    [],
    {"rows": [1]},
    {"rows": [["tenure", 1, "xyz"]]},
    {"rows": [["tenure", [1], "00"]]},
    {"rows": [["tenure", "1", "00"]]},
    {"values": 5},
    {"values": [1]},
    {"states": [["tenure", 1, 5]]},
    {"states": [[[], 1, {}]]},
    {"states": {"tenure": 1}},
    {"subject": 5},
    {"subject": [{}, 5]},
)


def words_of_an_entry(town: Town, chance: Random) -> Named:
    """Its text alone."""
    number = chain.any_number(chance)
    text = Event.objects.get(number=number).text
    chain.change(number, text=chain.twisted(text, chance))
    return Named.event(number)


def words_and_hash(town: Town, chance: Random) -> Named:
    """Its text, with the hash made to fit."""
    number = chain.any_number(chance)
    text = chain.twisted(Event.objects.get(number=number).text, chance)
    chain.change(number, text=text, hash=chain.sha256(text))
    return Named.event(number)


def words_hash_and_next_link(town: Town, chance: Random) -> Named:
    """Its text and hash, and the column of the next entry that ties it to this one."""
    number = chain.any_number(chance, spare=1)
    text = chain.twisted(Event.objects.get(number=number).text, chance)
    chain.change(number, text=text, hash=chain.sha256(text))
    chain.change(number + 1, previous_hash=chain.sha256(text))
    return Named.event(number + 1)


def words_and_two_entries(town: Town, chance: Random) -> Named:
    """Its text and hash, and the next entry wholly made to fit: the break moves on by one."""
    number = chain.any_number(chance, spare=2)
    text = chain.twisted(Event.objects.get(number=number).text, chance)
    chain.change(number, text=text, hash=chain.sha256(text))
    after = chain.placed(Event.objects.get(number=number + 1), number + 1, chain.sha256(text))
    after.save()
    return Named.event(number + 1)


def a_right_hash_of_another_shape(town: Town, chance: Random) -> Named:
    """JSON that is no entry, or one whose parts are not what they should be, with its hash."""
    number, shape = chain.any_number(chance), chance.choice(SHAPES)
    event = Event.objects.get(number=number)
    told = json.loads(event.text) | shape if isinstance(shape, dict) and shape else shape
    text = json.dumps(told)
    chain.change(number, text=text, hash=chain.sha256(text))
    return Named.event(number)


def a_column_that_repeats_the_text(town: Town, chance: Random) -> Named:
    """What is looked up by, while the text stays."""
    number = chain.any_number(chance)
    event = Event.objects.get(number=number)
    changes: dict[str, object] = {
        "kind": chance.choice([kind for kind in _kinds() if kind != event.kind]),
        "at": event.at + timedelta(microseconds=chance.choice((-1, 1, 10**6, 10**13))),
        "actor_id": chance.choice([None, 0, (event.actor_id or 0) + 1]),
        "subject_kind": event.subject_kind + "s",
        "subject_id": event.subject_id + 1,
        "demand_id": (event.demand_id or 0) + 1,
    }
    name = chance.choice(list(changes))
    if (changes[name], name) == (event.actor_id, "actor_id"):
        changes[name] = 1
    chain.change(number, **{name: changes[name]})
    return Named.event(number)


def a_hash_alone(town: Town, chance: Random) -> Named:
    """One of the two hashes of an entry."""
    number = chain.any_number(chance)
    event = Event.objects.get(number=number)
    name = chance.choice(("hash", "previous_hash"))
    chain.change(number, **{name: chain.sha256(getattr(event, name))})
    return Named.event(number)


def a_piece_of_the_middle_cut_out(town: Town, chance: Random) -> Named:
    """Some entries, with more after them."""
    first = chain.any_number(chance, spare=1)
    last = chance.randint(first, chain.newest().number - 1)
    Event.objects.filter(number__range=(first, last)).delete()
    return Named.event(first)


def a_piece_cut_out_and_closed_up(town: Town, chance: Random) -> Named:
    """Some entries, and what comes after renumbered and linked: the anchor alone is not met."""
    last = chain.newest().number
    first = chain.any_number(chance, spare=1)
    lost = chance.randint(1, min(20, last - first))
    chain.rewrite(first, lambda rest: rest[lost:])
    return Named.event(last)


def the_tail_cut_off(town: Town, chance: Random) -> Named:
    """The newest entries: what is left is a whole chain."""
    last = chain.newest().number
    Event.objects.filter(number__gt=last - chance.randint(1, last)).delete()
    return Named.event(last)


def the_tail_told_otherwise(town: Town, chance: Random) -> Named:
    """The newest entries, and as many others in their place."""
    last = chain.newest().number
    number = chance.randint(max(1, last - 20), last)
    chain.rewrite(number, lambda rest: [chain.retold(event, facts={"on": "2026-11-19"}) for event in rest])
    return Named.event(last)


def an_old_entry_again_at_the_end(town: Town, chance: Random) -> Named:
    """A right link, and an act that was done once: it created rows, or says what is no longer so."""
    old = chance.choice([event for event in Event.objects.all() if _is_contradicted(event)])
    last = chain.newest()
    chain.placed(old, last.number + 1, last.hash).save(force_insert=True)
    return Named.event(old.number)


def a_verdict_that_nobody_gave(town: Town, chance: Random) -> Named:
    """A right link, and a verification of which there is no row."""
    claims = Event.objects.filter(kind__in=("claimed", "reported"))
    event, last = chance.choice(list(claims)), chain.newest()
    pk = 1 + (Verification.objects.aggregate(last=Max("pk"))["last"] or 0)
    values = json.loads(event.text)["values"] | {"stage": Stage.CLOSED, "verification": "confirmed"}
    rows = [[kind_of(Verification()), pk, chain.sha256(str(pk))]]
    forged = chain.retold(event, kind="verified", values=values, rows=rows)
    chain.placed(forged, last.number + 1, last.hash).save(force_insert=True)
    return Named(rows=frozenset({("verification", pk), ("assignment", event.subject_id)}))


def a_table_that_nobody_knows(town: Town, chance: Random) -> Named:
    """A right link, and rows of a table that there is not."""
    event, last = Event.objects.get(number=chain.any_number(chance)), chain.newest()
    forged = chain.retold(event, rows=[["promise", 7, chain.sha256("")]], values={}, states=[])
    chain.placed(forged, last.number + 1, last.hash).save(force_insert=True)
    return Named.row("promise", 7)


def one_put_in_between_and_renumbered(town: Town, chance: Random) -> Named:
    """An entry more in the middle; all after it with right numbers, links and hashes."""
    last = chain.newest().number
    number = chain.any_number(chance, least=2)
    other = Event.objects.get(number=chain.any_number(chance))
    chain.rewrite(number, lambda rest: [other, *rest])
    return Named.event(last)


def one_put_in_between_and_numbers_alone_changed(town: Town, chance: Random) -> Named:
    """An entry more in the middle; of those after it only the column of the number goes up."""
    number = chain.any_number(chance, least=2)
    rest = list(Event.objects.filter(number__gte=number).order_by("number"))
    Event.objects.filter(number__gte=number).delete()
    other = chain.placed(Event.objects.get(number=1), number, rest[0].previous_hash)
    other.previous_hash = GENESIS[1:] + "1"
    for event in rest:
        event.number += 1
    Event.objects.bulk_create([other, *rest])
    return Named.event(number, number + 1)


def an_entry_at_another_number(town: Town, chance: Random) -> Named:
    """One entry moved to the end by its number."""
    number, last = chain.any_number(chance, spare=1), chain.newest().number
    chain.change(number, number=last + 1)
    return Named.event(number, last + 1)


def two_texts_for_each_other(town: Town, chance: Random) -> Named:
    """The texts of two entries, or their texts and hashes."""
    one, other = _two(chance)
    names = chance.choice((("text",), ("text", "hash")))
    before = {name: (getattr(one, name), getattr(other, name)) for name in names}
    chain.change(one.number, **{name: pair[1] for name, pair in before.items()})
    chain.change(other.number, **{name: pair[0] for name, pair in before.items()})
    return Named.event(one.number, other.number)


def two_places_for_each_other(town: Town, chance: Random) -> Named:
    """Everything of two entries but the number."""
    one, other = _two(chance)
    Event.objects.filter(number__in=(one.number, other.number)).delete()
    one.number, other.number = other.number, one.number
    Event.objects.bulk_create([one, other])
    return Named.event(one.number, other.number)


def a_claim_and_the_whole_chain_after_it(town: Town, chance: Random) -> Named:
    """One entry says something else, and all after it is right again: the anchor alone is not met."""
    last = chain.newest().number
    number = chance.choice([event.number for event in Event.objects.filter(actor__isnull=False)])

    def otherwise(rest: list[Event]) -> list[Event]:
        return [chain.retold(rest[0], **_other_claim(rest[0], chance)), *rest[1:]]

    chain.rewrite(number, otherwise)
    return Named.event(last)


def a_row_with_its_entry_and_the_chain(town: Town, chance: Random) -> Named:
    """A claim's own words, its hash in the entry, and all after it: the anchor alone is not met."""
    last = chain.newest().number
    event = chance.choice(list(Event.objects.filter(kind="claimed")))
    told = json.loads(event.text)
    rows = [[*row[:2], chain.sha256(row[2])] for row in told["rows"]]
    chain.rewrite(event.number, lambda rest: [chain.retold(rest[0], rows=rows), *rest[1:]])
    return Named(events=frozenset({last}), rows=frozenset((kind, pk) for kind, pk, _digest in rows))


def _kinds() -> list[str]:
    return sorted(set(Event.objects.values_list("kind", flat=True)))


def _two(chance: Random) -> tuple[Event, Event]:
    def chosen() -> tuple[Event, Event] | None:
        one, other = (Event.objects.get(number=chain.any_number(chance)) for _ in "ab")
        return (one, other) if one.number != other.number else None

    return until_it_is_taken(chosen)


def _other_claim(event: Event, chance: Random) -> dict[str, Any]:
    """Another person, another day, or another state."""
    told = json.loads(event.text)
    other: list[dict[str, Any]] = [{"by": told["by"] + 1}, {"facts": told["facts"] | {"on": "2026-11-18"}}]
    if "stage" in told["values"]:
        other.append({"values": told["values"] | {"stage": "closed", "verification": "confirmed"}})
    return chance.choice([changed for changed in other if told | changed != told])


def _is_contradicted(event: Event) -> bool:
    """Whether a copy of it at the end could be told from the rows: it left some, or tells an older state."""
    told = json.loads(event.text)
    if told["rows"]:
        return True
    if event.subject_kind != "assignment" or not told["values"]:
        return False
    return bool(Assignment.objects.get(pk=event.subject_id).version != told["values"]["version"])


ON_ENTRIES: Final[tuple[Tamper, ...]] = (
    words_of_an_entry,
    words_and_hash,
    words_hash_and_next_link,
    words_and_two_entries,
    a_right_hash_of_another_shape,
    a_column_that_repeats_the_text,
    a_hash_alone,
    a_piece_of_the_middle_cut_out,
    a_piece_cut_out_and_closed_up,
    the_tail_cut_off,
    the_tail_told_otherwise,
    an_old_entry_again_at_the_end,
    a_verdict_that_nobody_gave,
    a_table_that_nobody_knows,
    one_put_in_between_and_renumbered,
    one_put_in_between_and_numbers_alone_changed,
    an_entry_at_another_number,
    two_texts_for_each_other,
    two_places_for_each_other,
    a_claim_and_the_whole_chain_after_it,
    a_row_with_its_entry_and_the_chain,
)
