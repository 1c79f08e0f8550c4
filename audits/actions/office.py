"""How this office works where offices differ, and what its council is called: on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.gates import Gates
from audits.models import Office
from audits.record import Entry


@dataclass(frozen=True)
class Council:
    """What a council is called, which one it is (제9대), and its first and last day where they are known."""

    name: str
    term: str = ""
    term_from: date | None = None
    term_until: date | None = None


@transaction.atomic
def change_office(
    *, council_distributes: bool, gates: str, by: Viewer, is_public: bool | None = None
) -> Office:
    """Keep the settings; the same ones again leave no entry. A report that waits already stays where it is.

    `is_public` None leaves open or shut what the public reads.

    Raises PermissionDenied; ValidationError on `gates` for a way of reporting that is none.
    """
    by.require(Act.CHANGE_OFFICE)
    if gates not in Gates.values:
        raise ValidationError({"gates": _("보고 절차를 골라 주십시오.")})
    office = _locked()
    open_to_all = office.is_public if is_public is None else is_public
    wanted = {"council_distributes": council_distributes, "gates": gates, "is_public": open_to_all}
    return _changed(office, wanted, wanted, "office_changed", by)


@transaction.atomic
def name_council(council: Council, *, by: Viewer) -> Office:
    """Keep what the council is called and when it sits; the same again leaves no entry.

    The record tells name and term as a hash, the days as they are. Raises PermissionDenied; ValidationError on
    `council` without a name and on `term_until` where the last day is not after the first.
    """
    by.require(Act.CHANGE_OFFICE)
    name, term = " ".join(council.name.split()), " ".join(council.term.split())
    if not name:
        raise ValidationError({"council": _("의회 이름을 적어 주십시오.")})
    first, last = council.term_from, council.term_until
    if first and last and last <= first:
        raise ValidationError({"term_until": _("임기 마지막 날은 시작일보다 늦어야 합니다.")})
    wanted = {"council": name, "term": term, "term_from": first, "term_until": last}
    told = {"term_from": first, "term_until": last, "words": record.words_hash(name, term)}
    return _changed(_locked(), wanted, told, "council_named", by)


@transaction.atomic
def set_step_aside(step: str, *, aside: bool, by: Viewer) -> Office:
    """Leave a step of the first setting-up for later, or take it up again; says nothing official.

    Raises PermissionDenied.
    """
    by.require(Act.SET_UP)
    office = _locked()
    others = [each for each in office.set_aside if each != step]
    office.set_aside = [*others, step] if aside else others
    office.save(update_fields=["set_aside"])
    return office


def _locked() -> Office:
    Office.objects.get_or_create(pk=1)
    return Office.objects.select_for_update(no_key=True).get(pk=1)


def _changed(
    office: Office, wanted: Mapping[str, object], told: Mapping[str, object], kind: str, by: Viewer
) -> Office:
    if wanted == {name: getattr(office, name) for name in wanted}:
        return office
    for name, value in wanted.items():
        setattr(office, name, value)
    office.save(update_fields=list(wanted))
    record.append(Entry(kind, office, by.user, values=told))
    return office
