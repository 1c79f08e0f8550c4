"""What happened in the town: a course of acts each, so that every kind of event is told at least once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from audits.access import token_viewer
from audits.actions import access_record, department_gates, holidays, office
from audits.actions import people as persons
from audits.actions.people import Place
from audits.actions.tokens import make_token, revoke_token
from audits.gates import Gates
from audits.models import (
    AccessAct,
    AccessEntry,
    Category,
    CheckKind,
    Committee,
    Demand,
    Membership,
    Role,
    Scope,
)
from audits.record import head
from notifications import bundles, delivery, planner, watch
from notifications.actions import enable_mail
from notifications.actions.change_ladder import change_ladder
from notifications.actions.prefer import prefer, switch_off
from notifications.actions.resolve import Fate, resolve, send_again
from notifications.ladder import Setting
from notifications.models import (
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    OccasionState,
    Part,
    Reading,
    State,
)
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.tracker.proof import year
from tests.tracker.proof.town import DUE, NUMBER, OFFICE, OTHER, PROGRESS, Town, done, undated
from tracker import checking
from tracker.actions import audits, hand_over, meeting_changes, report_sheet, rounds, verify
from tracker.actions.approve import approve
from tracker.actions.assign import Share, assign
from tracker.actions.audits import AuditFacts, DemandFacts
from tracker.actions.correct_demand import correct_demand
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.actions.evidence import Piece, add_evidence, remove_evidence
from tracker.actions.extension import Extension, grant
from tracker.actions.freeze_as_of import freeze_report
from tracker.actions.letter import Letter
from tracker.actions.meetings import record_decision, record_meeting
from tracker.actions.name_lead import name_lead
from tracker.actions.name_officer import name_officer
from tracker.actions.opinion import record_opinion
from tracker.actions.publish import publish, take_down
from tracker.actions.receive import receive
from tracker.actions.refuse_extension import refuse
from tracker.actions.remind import remind
from tracker.actions.reopen import reopen
from tracker.actions.repeats import decide_repeat
from tracker.actions.report import Words, report_from_paper, report_progress
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.actions.send_back import send_back
from tracker.actions.settle_handover import settle
from tracker.actions.submit import submit
from tracker.actions.withdraw import withdraw, withdraw_demand
from tracker.models import Assignment, Decision, ExtensionRequest, FollowUp, Handover
from tracker.sheets.columns import Answer
from tracker.sheets.progress import Filled

LETTER: Final = Letter(TODAY, "기획담당관-301")


def live(town: Town) -> None:
    """All of it, in order."""
    for course in COURSES:
        course(town)


def proved_and_confirmed(town: Town) -> None:
    """Files as evidence, one taken away; returned, proved again, confirmed, reopened with more time."""
    pk, officer, clerk = town.duty(), town.by("officer"), town.by("clerk")
    receive([pk], by=officer)
    name_officer(pk, officer.user.pk, by=officer)
    remind(pk, by=clerk)
    town.report(pk)
    town.report(pk, Words(no_change=True))
    loose = add_evidence(pk, [town.file(officer, "현장.png")], version=town.version(pk), by=officer)
    remove_evidence(loose[0].pk, reason="다른 현장의 사진임", version=town.version(pk), by=officer)
    for verdict in ("return", "confirm"):
        sent = town.file(officer)
        claim = town.report(pk, done(sent, NUMBER, Piece(url="https://example.org/result")))
        record_opinion(pk, update_id=claim.pk, view="adequate", words="점검표와 같음", by=clerk)
        version = town.version(pk)
        if verdict == "confirm":
            verify.confirm(pk, update_id=claim.pk, version=version, by=clerk)
        else:
            verify.return_claim(pk, update_id=claim.pk, version=version, reason="결과가 없음", by=clerk)
    later = Extension(DUE + timedelta(days=30))
    reopen(pk, version=town.version(pk), reason="다시 드러남", by=clerk, extension=later)


def through_the_gates(town: Town) -> None:
    """Sent back, confirmed, by number and by the head; submitted; taken back; entered from paper."""
    admin, officer, chief = town.by("admin"), town.by("officer"), town.by("head")
    office.change_office(council_distributes=False, gates=Gates.COORDINATOR, by=admin)
    pk = town.duty()
    town.report(pk, done(town.file(officer)))
    send_back(pk, version=town.version(pk), reason="내역이 빠짐", by=chief)
    town.report(pk, done())
    approve(pk, version=town.version(pk), by=chief)
    submit(pk, LETTER, version=town.version(pk), by=town.by("coordinator"))
    town.report(pk, PROGRESS)
    approve(pk, version=town.version(pk), by=chief, document_number="디지털정책과-5333")
    submit(pk, LETTER, version=town.version(pk), by=town.by("coordinator"))
    office.change_office(council_distributes=False, gates=Gates.NONE, by=admin)
    department_gates.set_department_gates(town.department().pk, Gates.HEAD, by=chief)
    town.report(pk, done())
    council = town.by("secretariat")
    paper = done(town.file(council, "공문.pdf"))
    report_from_paper(pk, paper, LETTER, version=town.version(pk), reported_on=TODAY, by=council)
    department_gates.set_department_gates(town.department().pk, "", by=chief)


def more_time(town: Town) -> None:
    """Asked and granted, asked and refused, asked and cancelled, granted by decision, lapsed."""
    pk, officer, clerk = town.duty(), town.by("officer"), town.by("clerk")
    ask = _asks(town, pk)
    first = ask(10)
    until = Extension(DUE + timedelta(days=10))
    grant(pk, until, version=town.version(pk), by=clerk, request_id=first.pk)
    refuse(ask(20).pk, reason="이미 늘려 줌", by=clerk, decision_id=_decided(town, pk, 1).pk)
    cancel_request(ask(20).pk, by=officer)
    second = Extension(DUE + timedelta(days=20), "회기가 미뤄짐", _decided(town, pk, 2).pk)
    grant(pk, second, version=town.version(pk), by=town.by("secretariat"))
    ask(30)
    town.report(pk, done())


def from_hand_to_hand(town: Town) -> None:
    """Offered and cancelled, refused and settled both ways, accepted."""
    giver, taker = town.by("officer"), town.by("officer2")
    for reason in ("업무 이관", "조직 개편"):
        pk = town.duty()
        _offered(town, pk, lambda at: hand_over.cancel_offer(at.pk, by=giver))
        for moves in (False, True):
            offer = _offered(town, pk, lambda at: hand_over.refuse_offer(at.pk, reason="소관 아님", by=taker))
            settle(offer.pk, moves=moves, reason=reason, version=town.version(pk), by=town.by("coordinator"))
    pk = town.duty()
    town.report(pk)
    _offered(town, pk, lambda at: hand_over.accept(at.pk, version=town.version(pk), by=taker))


def corrected_and_withdrawn(town: Town) -> None:
    """A text corrected for all who have it; an assignment withdrawn for another lead; a demand as a whole."""
    council, pk = town.by("secretariat"), town.duty(OFFICE, OTHER)
    demand = town.row(pk).demand
    correct_demand(demand.pk, "점검을 해마다 두 번 할 것.", reason="회의록과 다름", version=None, by=council)
    other = Assignment.objects.filter(demand=demand).exclude(pk=pk).get()
    name_lead(other.pk, version=other.version, by=town.by("coordinator"))
    _asks(town, pk)(10)
    request = Assignment.objects.get(pk=other.pk)
    withdraw(other.pk, reason="중복", version=request.version, by=council, new_lead_id=pk)
    correct_demand(town.untouched.pop().pk, "고쳐 쓴 요구", reason="오기", version=None, by=council)
    pk = town.duty(OFFICE, OTHER)
    town.report(pk)
    demand = town.row(pk).demand
    decided = _decided(town, pk, 3)
    withdraw_demand(demand.pk, reason="위원회가 거두어들임", by=council, decision_id=decided.pk)


def by_the_calendar(town: Town) -> None:
    """A due date set by hand, which then becomes a holiday; a year of holidays; one that was none."""
    council, admin = town.by("secretariat"), town.by("admin")
    share = Share(town.department(), is_lead=True)
    (owed,) = assign(undated(town).pk, [share], by=town.by("coordinator"))
    day = DUE + timedelta(days=1)
    set_first_due_date(owed.pk, day, version=owed.version, by=council)
    holidays.add(day, "임시공휴일", by=admin)
    adjust_calendar(owed.pk, version=town.version(owed.pk), by=council)
    holidays.fill_year(2035, by=admin)
    change_ladder({OccasionKind.DUE_SOON: Setting(5, is_on=True)}, by=town.by("coordinator"))
    extra = holidays.add(DUE + timedelta(days=200), "개청기념일", by=admin)
    holidays.remove(extra.pk, by=admin)


def by_sheet(town: Town) -> None:
    """Demands logged from a sheet in an audit that is still to be sent; a report that came in a sheet."""
    clerk, pk = town.by("clerk"), town.duty()
    committee = Committee.objects.get(pk=next(iter(clerk.committee_ids)))
    audit = audits.set_up_audit(AuditFacts(year=2031, body="시연기관", committee=committee), by=clerk)
    category = Category.objects.get(code="corrective")
    facts = [DemandFacts(category, text, proposed=[town.department()]) for text in ("살필 것", "고칠 것")]
    audits.log_demands(audit.pk, facts, after=0, by=clerk)
    said = Answer("completed", False, "- 점검을 마침")
    filled = Filled(4, pk, town.version(pk), said, evidence=("디지털정책과-5120",))
    (sent,) = report_sheet.send([filled], by=town.by("officer"))
    assert sent.sent, sent.why


def people_and_keys(town: Town) -> None:
    """Somebody comes, sets a password, is stopped, comes back and goes; a department's system reports."""
    admin, chief = town.by("admin"), town.by("head")
    place = Place(Role.OFFICER, TODAY - timedelta(days=3), department=town.department(OTHER))
    made = {"email": "newcomer@demo.example", "name": "시연 담당자 3", "staff_number": "D0033"}
    person = persons.create_person(**made, place=place, by=admin)
    persons.use_link(person, persons.make_link(person, by=admin), "a-long-word-of-their-own")
    persons.make_first_password(person, by=admin)
    persons.set_active(person, active=False, by=admin)
    persons.set_active(person, active=True, by=admin)
    persons.end_membership(Membership.objects.get(user=person).pk, end_on=TODAY, by=admin)
    token, key = make_token(
        town.department(),
        name="문서 체계",
        scopes=list(Scope),
        responsible=chief.user,
        expires_on=None,
        on=TODAY,
        by=admin,
    )
    system = token_viewer(key, TODAY)
    assert system
    pk = town.duty()
    report_progress(pk, done(town.file(system)), version=town.version(pk), by=system)
    revoke_token(token.pk, by=admin)


def mails(town: Town) -> None:
    """A week whose digests are sent, one uncertain, one skipped; a week that the relay refuses."""
    now, noon, admin = timezone.now(), datetime.combine(TODAY, time(12), UTC), town.by("admin")
    planner.plan(TODAY, now)
    waiting = Notification.objects.filter(pk=Notification.objects.earliest("pk").pk)
    waiting.update(state=State.LEASED, leased_until=noon, attempts=1)
    delivery.sweep(noon)
    seat = Membership.objects.get(user=town.by("officer2").user)
    persons.end_membership(seat.pk, end_on=TODAY, by=admin)
    delivery.deliver_waiting(TODAY)
    persons.start_membership(seat.user, Place(Role.OFFICER, TODAY, department=seat.department), by=admin)
    town.mails.answers["rcpt"] = "550 no such person"
    planner.plan(TODAY + timedelta(days=7), now)
    delivery.deliver_waiting(TODAY + timedelta(days=7))
    town.mails.answers.clear()


def preferred(town: Town) -> None:
    """Somebody chooses how often to be told, and switches it off by the link of a mail."""
    officer = town.by("officer")
    prefer(frequency="daily", language="", by=officer)
    switch_off(officer.user)


def found_out(town: Town) -> None:
    """A worker falls silent and is told of; a mail is found not to have arrived, and sent again."""
    now, council = timezone.now(), town.by("secretariat")
    watch.notice([watch.Seen(Part.WORKER, None, watch.SILENT_AFTER)], "beat", now)
    row = Notification.objects.filter(state=State.UNCERTAIN).earliest("pk")
    resolve(row.pk, Fate.MISSING, by=council, now=now)
    send_again(row.pk, by=council, now=now)


def came_up(_town: Town) -> None:
    """Whatever is due, late or in nobody's hands some weeks later: somebody is to be told of it."""
    Reading.objects.get_or_create(pk=1, defaults={"number": head()[0], "begun_on": TODAY})
    assert planner.plan_occasions(datetime.combine(DUE, time(3), UTC))


def reminded(town: Town) -> None:
    """A reminder of which nobody knows whether it arrived, planned once more; its database said to be the real one."""
    now, duty = timezone.now(), Assignment.objects.outstanding().earliest("pk")
    officer = town.by("officer").user
    facts = {"recipient": officer, "address": officer.email, "key": f"user:{officer.pk}", "seat": "담당자"}
    Occasion.objects.create(
        kind=OccasionKind.DUE_SOON, assignment=duty, period=DUE.isoformat(), on=TODAY, planned_at=now, **facts
    )
    bundles.bundle(now)
    Notification.objects.filter(kind=Kind.REMINDER).update(state=State.UNCERTAIN, attempts=1)
    Occasion.objects.planned().filter(notification__isnull=False).update(state=OccasionState.TOLD)
    delivery.sweep(now)
    enable_mail.enable(now)


def alarmed(town: Town) -> None:
    """A check that found a figure changed, which was put right; who has to know is told."""
    figures = FollowUp.objects.filter(pk=town.untouched[0].pk)
    figures.update(live=F("live") + 1)
    check = checking.begin(CheckKind.DERIVED)
    assert check
    checking.carry_out(check)
    figures.update(live=F("live") - 1)
    planner.plan_alarm(timezone.now())


def looked_at(town: Town) -> None:
    """What was seen long ago is checked by its month, and forgotten in the end."""
    long_ago = timezone.now() - timedelta(days=1_200)
    AccessEntry.objects.create(at=long_ago, user=town.by("clerk").user, act=AccessAct.VIEW, what="demand")
    month = (TODAY - timedelta(days=40)).replace(day=1)
    access_record.check_month(month, "살펴보았고 이상이 없음", by=town.by("admin"))
    with as_owner():
        list(access_record.forget(TODAY))


def reported_in_rounds(town: Town) -> None:
    """A round called off; one changed and submitted with what waits for it, its report frozen."""
    admin, coordinator = town.by("admin"), town.by("coordinator")
    office.change_office(council_distributes=False, gates=Gates.COORDINATOR, by=admin)
    ready, waiting = town.duty(), town.duty()
    audit = town.row(ready).demand.audit_id
    first = rounds.open_round(audit, name="1차 보고", due_on=DUE, by=coordinator)
    rounds.cancel_round(first.pk, by=coordinator)
    second = rounds.open_round(audit, name="1차 보고", due_on=DUE, by=coordinator)
    rounds.change_round(second.pk, name="상반기 보고", due_on=DUE + timedelta(days=7), by=coordinator)
    for pk in (ready, waiting):
        town.report(pk)
    approve(ready, version=town.version(ready), by=town.by("head"))
    rounds.close_round(second.pk, LETTER, by=coordinator)
    office.change_office(council_distributes=False, gates=Gates.NONE, by=admin)


def heard_and_published(town: Town) -> None:
    """Papers of a meeting move, it is called off; another has minutes; a report is published, corrected, taken down."""
    admin, council, clerk = town.by("admin"), town.by("secretariat"), town.by("clerk")
    committee = next(iter(clerk.committee_ids))
    soon = record_meeting(committee, TODAY + timedelta(days=30), name="다음", minutes_reference="", by=clerk)
    meeting_changes.set_cut_off(soon.pk, TODAY + timedelta(days=20), by=clerk)
    meeting_changes.call_off(soon.pk, reason="회기가 바뀜", by=clerk)
    held = record_meeting(committee, TODAY, name="시연 보고", minutes_reference="", by=clerk)
    meeting_changes.find_minutes(held.pk, "제3차, 12쪽", by=clerk)
    office.change_office(council_distributes=False, gates=Gates.NONE, is_public=True, by=admin)
    audit = town.untouched[0].audit_id
    for title in ("제1차 점검", "제1차 점검(정정)"):
        frozen = freeze_report(audit, "inspection", title=title, as_of=TODAY, by=clerk)
        publish(frozen.pk, held.pk, reason="건수가 잘못됨", by=council)
    take_down(audit, reason="개인정보가 적혀 있음", by=council)
    office.change_office(council_distributes=False, gates=Gates.NONE, is_public=False, by=admin)


def _asks(town: Town, pk: int) -> Callable[[int], ExtensionRequest]:
    def ask(later: int) -> ExtensionRequest:
        wanted = DUE + timedelta(days=later)
        return request_extension(pk, wanted=wanted, reason="공사가 늦어짐", by=town.by("officer"))

    return ask


def _decided(town: Town, pk: int, number: int) -> Decision:
    clerk, demand = town.by("clerk"), town.row(pk).demand
    committee = next(iter(clerk.committee_ids))
    name = f"시연 회의 {demand.pk}-{number}"
    meeting = record_meeting(committee, TODAY, name=name, minutes_reference="12쪽", by=clerk)
    return record_decision(meeting.pk, demand.pk, conclusion="continued", words="계속 살핌", by=clerk)


def _offered(town: Town, pk: int, answer: Callable[[Handover], Handover]) -> Handover:
    receiver = town.department(OTHER)
    return answer(hand_over.offer(pk, receiver.pk, reason="사무 분장", by=town.by("officer")))


def said_again(town: Town) -> None:
    """A demand taken for a repeat of an earlier one, and the mind changed."""
    council, demand = town.by("secretariat"), town.untouched[-1]
    earlier = Demand.objects.filter(audit__year__lt=demand.audit.year).earliest("pk")
    for state in ("confirmed", "refused"):
        decide_repeat(demand.pk, earlier.pk, state=state, by=council)


COURSES: Final[Sequence[Callable[[Town], None]]] = (
    said_again,
    proved_and_confirmed,
    through_the_gates,
    more_time,
    from_hand_to_hand,
    corrected_and_withdrawn,
    by_the_calendar,
    by_sheet,
    people_and_keys,
    *year.COURSES,
    mails,
    preferred,
    found_out,
    came_up,
    reminded,
    reported_in_rounds,
    heard_and_published,
    alarmed,
    looked_at,
)
