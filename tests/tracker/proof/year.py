"""The office's year in the town: reorganisations, committees, department lists, postings, rounds, sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from audits import postings, record
from audits.access import Viewer
from audits.actions import categories, committees, department_list, wordings
from audits.actions import people as persons
from audits.actions.call_off_succession import call_off
from audits.actions.categories import Naming
from audits.actions.committees import Change
from audits.actions.deputies import end_deputy, name_deputy
from audits.actions.office import Council, name_council
from audits.actions.people import Place
from audits.actions.postings import post_people
from audits.intake import sheet
from audits.intake.department_list import read_list
from audits.models import (
    Audit,
    CommitteeChange,
    Department,
    Membership,
    Role,
    Succession,
    SuccessionKind,
)
from audits.record import Entry
from audits.reorganisation import Step
from notifications.actions.try_mail import try_mail
from tests.audits.lists import lines
from tests.conftest import TODAY
from tests.tracker.proof.town import OFFICE, OTHER, Town
from tracker.actions import move
from tracker.actions.audits import AuditFacts, set_up_audit
from tracker.actions.change_committee import change_committee
from tracker.actions.move_choices import Choice
from tracker.actions.reorganise import reorganise


def gone_along_or_not(town: Town) -> None:
    """A transfer with which one duty goes along and another does not."""
    stays, goes = town.duty(), town.duty()
    by = town.by("coordinator", on=TODAY + timedelta(days=1))
    step = _recorded(SuccessionKind.TRANSFER, town.department(), town.department(OTHER), by)
    move.move_many([Choice(stays, "통신망 업무가 아님"), Choice(goes, "통신망 업무임", step=step.pk)], by=by)


def reorganised(town: Town) -> None:
    """One department renamed, which takes its people along; one planned and called off."""
    by, day = town.by("coordinator"), TODAY + timedelta(days=60)
    place = Place(Role.OFFICER, TODAY - timedelta(days=3), department=town.department("공간정보과"))
    told = {"email": "maps@demo.example", "name": "시연 담당자 4", "staff_number": "D0034"}
    persons.create_person(**told, place=place, by=town.by("admin"))
    rename = Step(SuccessionKind.RENAME, "공간정보과", "공간정보정책과", TODAY, basis="시연 조례")
    reorganise([rename], by=by)
    planned = reorganise([Step(SuccessionKind.NEW, None, "시연기록과", day, basis="시연 조례")], by=by)
    call_off(planned.steps[0].pk, reason="시연 조례안이 부결됨", by=by)


def committees_and_departments(town: Town) -> None:
    """A committee founded by mistake; one that takes an audit over and is renamed and closed; a department list."""
    admin, council = town.by("admin"), town.by("secretariat")
    mistaken = committees.found_committee("시연 위원화", valid_from=TODAY, by=admin)
    committees.end_committee(mistaken.pk, by=admin)
    special = committees.found_committee("시연특별위원회", valid_from=TODAY - timedelta(days=9), by=council)
    clerk = persons.create_person(
        email="special@demo.example",
        name="시연 담당자 4",
        staff_number=None,
        place=Place(Role.CLERK, TODAY - timedelta(days=3), committee=special),
        by=admin,
    )
    audit = town.untouched[0].audit
    follows = audit.committee
    assert follows
    change_committee(audit.pk, special.pk, reason="특별위원회가 맡음", by=council)
    change_committee(audit.pk, follows.pk, reason="활동 기간이 끝남", by=council)
    bare = set_up_audit(AuditFacts(year=TODAY.year, body="시연원", committee=special), by=council)
    renamed = Change(CommitteeChange.RENAME, special.pk, TODAY, new_name="시연조사위원회", basis="의결")
    successor = committees.record_committee_succession(renamed, by=council).successor
    assert successor
    assert Membership.objects.filter(user=clerk, committee=successor).exists()
    assert Audit.objects.get(pk=bare.pk).committee == successor
    closed = Change(CommitteeChange.CLOSED, successor.pk, TODAY + timedelta(days=1), basis="의결")
    committees.record_committee_succession(closed, by=council)
    text = f"부서,종류,건제순,줄인 이름,시작일\n{OFFICE},,,디정,\n시연 새 과,과,9999,,2026. 11. 1.\n"
    listed = read_list(sheet.read(text.encode(), "부서.csv").first)
    keeper = town.by("coordinator")
    department_list.keep_list(listed, seen=department_list.plan_list(listed, TODAY).fingerprint, by=keeper)


def posted_and_stood_in_for(town: Town) -> None:
    """Somebody comes and moves on by lists of postings; the head is away twice, once shorter than said."""
    admin, chief, officer = town.by("admin"), town.by("head"), town.by("officer")
    named = "시연 담당자 4,D0044,posted@demo.example"
    for place in (f"{OTHER},,,,02-000-0044,2026. 11. 2.", f"{OFFICE},시설팀,,,,2026. 11. 10."):
        rows = lines(f"{named},{place},")
        post_people(rows, postings.plan(rows, admin).fingerprint, by=admin)
    for start in (TODAY, TODAY + timedelta(days=2)):
        days = {"start_on": start, "end_on": start + timedelta(days=2)}
        made = name_deputy(chief.user, officer.user, town.department(), **days, by=chief)
    end_deputy(made.pk, by=chief)


@transaction.atomic
def _recorded(kind: SuccessionKind, giver: Department, receiver: Department, by: Viewer) -> Succession:
    step = Succession.objects.create(kind=kind, predecessor=giver, successor=receiver, effective_on=by.on)
    record.append(Entry("succession_recorded", step, by.user, rows=[step], facts={"on": by.on}))
    return step


def first_hours(town: Town) -> None:
    """The council is named and its mail tried; its words are added, moved, changed, given up and taken up."""
    admin, council = town.by("admin"), town.by("secretariat")
    name_council(Council("시연시의회", "제9대", TODAY, TODAY + timedelta(days=1_000)), by=admin)
    try_mail(by=admin)
    naming = Naming("촉구사항", "촉구", ["촉구 사항 등"])
    added = categories.add(naming, by=council).pk
    categories.move(added, up=True, by=council)
    categories.change(added, Naming("촉구·당부사항", "촉구"), by=council)
    categories.offer(added, offered=False, by=council)
    categories.offer(added, offered=True, by=council)
    word = wordings.add("마무리함", "completed", by=council).pk
    wordings.change(word, "in_progress", by=council)
    wordings.remove(word, by=council)


COURSES: Final[Sequence[Callable[[Town], None]]] = (
    gone_along_or_not,
    committees_and_departments,
    posted_and_stood_in_for,
    reorganised,
    first_hours,
)
