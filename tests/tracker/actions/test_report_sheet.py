"""Rows of a filled sheet: judged as reports from the form are, sent one by one, never twice, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.actions.office import change_office
from audits.gates import Gates
from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.actions import hand_over, report_sheet
from tracker.actions.drafts import save_draft
from tracker.actions.report import Words, report_progress
from tracker.actions.report_sheet import Fate, keep_drafts, look, send
from tracker.checks import Kind, doubts_of_all
from tracker.models import Assignment, Evidence, ProgressUpdate, ReportDraft, Source, Stage
from tracker.sheets.columns import Answer
from tracker.sheets.progress import Filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
SAID = Answer("in_progress", False, "- 점검표를 만듦", "- 점검", date(2026, 12, 31))
BEFORE = Answer("in_progress", False, "- 계획 수립")  # what the factory reports
DONE = Answer("completed", False, "- 점검을 마침")


@pytest.fixture
def items(department: Department) -> list[Assignment]:
    audit = make_audit()
    return [assign(make_demand(audit, number), department) for number in (1, 2, 3)]


def _row(item: Assignment, answer: Answer = SAID, **more: Any) -> Filled:
    return Filled(item.demand.number + 3, item.pk, item.version, answer, **more)


def _fates(found: list[report_sheet.Judged]) -> list[str]:
    return [each.fate for each in found]


def test_looking_changes_nothing_and_says_what_would_be(items: list[Assignment], by: Viewer) -> None:
    before = ProgressUpdate.objects.count()
    no_change = _row(items[2], no_change=True)
    found = look([_row(items[0]), _row(items[1], DONE), no_change], by=by)
    assert _fates(found) == [Fate.NEW, Fate.REFUSED, Fate.NO_CHANGE]
    assert found[1].why == ("완료 보고에는 증빙자료(파일, 결재문서번호, 링크 가운데 하나)가 필요합니다.",)
    assert ProgressUpdate.objects.count() == before
    assert not Event.objects.exists()
    assert set(Assignment.objects.values_list("version", flat=True)) == {1}


def test_each_row_is_a_report_of_its_own_from_the_browser_and_the_record_says_by_what_it_came(
    items: list[Assignment], by: Viewer
) -> None:
    evidence = ("정보정책과-12(2026. 3. 20.)", "https://example.org/a")
    rows = [
        _row(items[0], wording="정상추진"),
        _row(items[1], DONE, evidence=evidence),
        _row(items[2], no_change=True),
    ]
    found = send(rows, by=by)
    assert all(each.sent for each in found)
    first, second, third = (each.sent for each in found)
    assert first
    assert second
    assert third
    assert (first.author, first.source, first.wording) == (by.user, Source.BROWSER, "정상추진")
    assert list(Evidence.objects.filter(update=second).values_list("document_number", "url")) == [
        (evidence[0], ""),
        ("", evidence[1]),
    ]
    assert (third.no_change, third.actions_taken) == (True, "- 계획 수립")
    told = Event.objects.filter(kind__in=["reported", "claimed", "reported_no_change"])
    assert [json.loads(each.text)["facts"]["via"] for each in told] == ["sheet"] * 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("not_accepted", False, "- 검토함"), "사유를 적어 주십시오."),
        (Answer("transferred", False, "- 보냄"), "받는 기관을 적어 주십시오."),
        (Answer("transferred", False, "- 보냄", receiver="통신과"), "통신과"),
        (Answer("in_progress"), "추진내용이나 향후계획을 적어 주십시오."),
        (replace(DONE, status="completed"), "증빙자료"),
    ],
)
@pytest.mark.usefixtures("neighbour")
def test_what_the_form_would_refuse_is_refused(
    answer: Answer, told: str, items: list[Assignment], by: Viewer
) -> None:
    for way in (look, send):
        (found,) = way([_row(items[0], answer)], by=by)
        assert (found.fate, found.sent) == (Fate.REFUSED, None)
        assert told in " ".join(found.why)


def test_a_link_that_is_none_is_refused_and_the_others_go_on(items: list[Assignment], by: Viewer) -> None:
    found = send([_row(items[0], DONE, evidence=("https://",)), _row(items[1])], by=by)
    assert _fates(found) == [Fate.REFUSED, Fate.NEW]
    assert found[0].why == ("링크로 읽을 수 없습니다: https://",)


def test_a_stage_or_an_open_handover_that_allows_no_report_is_said(
    items: list[Assignment], neighbour: Department, by: Viewer
) -> None:
    Assignment.objects.filter(pk=items[0].pk).update(
        stage=Stage.CLOSED, verification="confirmed", reported_status=Status.COMPLETED
    )
    hand_over.offer(items[1].pk, neighbour.pk, reason="통신망 업무", by=by)
    rows = [_row(items[0]), _row(items[1], DONE, evidence=("과-1",))]
    found = look(rows, by=by)
    assert _fates(found) == [Fate.REFUSED, Fate.REFUSED]
    assert "종결" in found[0].why[0]
    assert "소관 변경 요청 중" in found[1].why[0]


def test_rows_with_faults_are_never_sent(items: list[Assignment], by: Viewer) -> None:
    (found,) = send([_row(items[0], faults=("J4: 수식이 들어 있습니다.",))], by=by)
    assert (found.fate, found.why) == (Fate.REFUSED, ("J4: 수식이 들어 있습니다.",))
    assert not Event.objects.exists()


def test_other_peoples_items_are_refused_and_those_unseen_have_no_content(
    items: list[Assignment],
    neighbour: Department,
    coordinator: User,
    stranger: User,
    as_viewer: AsViewer,
    by: Viewer,
) -> None:
    others = assign(make_demand(items[0].demand.audit, 9), neighbour)
    shared = assign(items[0].demand, neighbour, point="1-2")
    for way in (look, send):
        unseen, seen = way([_row(others), _row(shared)], by=by)
        assert (unseen.assignment, unseen.now) == (None, None)
        assert unseen.why == ("찾는 내용이 없거나 볼 수 있는 권한이 없습니다.",)
        assert (seen.fate, seen.can_be_drafted) == (Fate.REFUSED, False)
        (gathered,) = way([_row(others)], by=as_viewer(coordinator))
        assert "처리할 수 있는 사람" in gathered.why[0]
    assert not Event.objects.exists()


def test_sent_twice_the_second_time_is_the_same_report(items: list[Assignment], by: Viewer) -> None:
    rows = [_row(items[0]), _row(items[1], DONE, evidence=("과-1",)), _row(items[2], BEFORE, no_change=True)]
    send(rows, by=by)
    count = ProgressUpdate.objects.count()
    assert _fates(look(rows, by=by)) == _fates(send(rows, by=by)) == [Fate.SAME] * 3
    assert ProgressUpdate.objects.count() == count


def test_two_people_with_the_same_sheet_report_once_and_with_other_words_are_told(
    items: list[Assignment], by: Viewer, head: User, as_viewer: AsViewer
) -> None:
    send([_row(items[0]), _row(items[1])], by=by)
    other = replace(SAID, actions_taken="- 다른 일")
    found = send([_row(items[0]), _row(items[1], other)], by=as_viewer(head))
    assert _fates(found) == [Fate.SAME, Fate.MEANWHILE]
    assert found[1].now
    assert found[1].now.author == by.user


def test_new_evidence_on_the_same_words_is_not_taken_for_the_same(
    items: list[Assignment], by: Viewer
) -> None:
    send([_row(items[0], DONE, evidence=("과-1",))], by=by)
    (found,) = look([_row(items[0], DONE, evidence=("과-1", "과-2"))], by=by)
    assert found.fate == Fate.MEANWHILE


def test_somebody_who_is_quicker_than_the_request_itself_is_noticed(
    items: list[Assignment], by: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is right when the rows are judged and an older one by the time the report takes its lock."""

    def overtaken(pk: int, words: Words, **how: Any) -> ProgressUpdate:
        report_progress(pk, replace(words, plan="- 먼저 온 글"), version=1, by=by)
        return report_progress(pk, words, **how)

    monkeypatch.setattr(report_sheet, "report_progress", overtaken)
    (found,) = send([_row(items[0])], by=by)
    assert found.fate == Fate.MEANWHILE
    assert found.now
    assert found.now.plan == "- 먼저 온 글"
    assert items[0].updates.count() == 2


def test_a_report_that_waits_at_a_gate_is_reported_too(
    items: list[Assignment], by: Viewer, administrator: User, as_viewer: AsViewer
) -> None:
    change_office(council_distributes=False, gates=Gates.HEAD, by=as_viewer(administrator))
    (first,) = send([_row(items[0])], by=by)
    assert first.sent
    assert first.sent.gate == "head"
    (again,) = look([_row(items[0])], by=by)
    assert again.fate == Fate.SAME
    assert json.loads(Event.objects.get(kind="approval_asked").text)["facts"]["via"] == "sheet"


def test_doubts_are_shown_as_in_the_form_and_so_is_one_answer_under_several_demands_of_the_sheet(
    items: list[Assignment], by: Viewer
) -> None:
    without = replace(SAID, planned_until=None)
    found = look([_row(items[0], without), _row(items[1], without), _row(items[2])], by=by)
    kinds = [[doubt.kind for doubt in each.doubts] for each in found]
    assert kinds == [
        [Kind.SAME_TEXT, Kind.NO_PLANNED_UNTIL],
        [Kind.SAME_TEXT, Kind.NO_PLANNED_UNTIL],
        [Kind.SAME_TEXT],
    ]
    assert [[other.label for other in each.doubts[0].others] for each in found] == [
        ["시정 2", "시정 3"],
        ["시정 1", "시정 3"],
        ["시정 1", "시정 2"],
    ]


def test_an_answer_that_another_demand_has_already_is_doubted_as_in_the_form(
    items: list[Assignment], by: Viewer
) -> None:
    """Words are found again however they are spaced; what stands under the sheet's own demands counts as filled in."""
    send([_row(items[2], replace(SAID, actions_taken="-  점검표를\n만 듦"))], by=by)
    found = look([_row(items[0]), _row(items[1], replace(SAID, actions_taken="- 다른 일"))], by=by)
    assert [[doubt.kind for doubt in each.doubts] for each in found] == [[Kind.SAME_TEXT], []]
    assert [other.label for other in found[0].doubts[0].others] == ["시정 3"]


def test_the_doubts_of_the_preview_are_those_of_the_report(items: list[Assignment], by: Viewer) -> None:
    late = replace(DONE, plan="- ’27. 3월까지 나머지 점검")
    rows = [
        _row(items[0], late, evidence=("과-1",)),
        _row(items[1], replace(BEFORE, plan="")),
        _row(items[2], BEFORE, no_change=True),
    ]
    shown = look(rows, by=by)
    sent = send(rows, by=by)
    stored = doubts_of_all([each.sent for each in sent if each.sent], by)
    assert [list(each.doubts) for each in shown] == [stored[each.sent.pk] for each in sent if each.sent]
    assert [len(each.doubts) for each in shown] == [1, 4, 3]


def test_papers_handed_in_are_answered_alike_with_good_reason(department: Department, by: Viewer) -> None:
    audit = make_audit()
    rows = [assign(make_demand(audit, n, category="submission"), department) for n in (1, 2)]
    assert [each.doubts for each in look([_row(row) for row in rows], by=by)] == [(), ()]


def test_what_could_not_be_sent_becomes_a_draft_as_typed(items: list[Assignment], by: Viewer) -> None:
    rows = [_row(items[0], DONE), _row(items[1], evidence=("과-1", "https://example.org"))]
    kept, left = keep_drafts(rows, by=by)
    assert (kept, left) == (rows, [])
    draft = ReportDraft.objects.get(assignment=items[1], author=by.user)
    assert draft.fields == {
        "status": "in_progress",
        "actions_taken": "- 점검표를 만듦",
        "plan": "- 점검",
        "planned_until": "2026. 12. 31.",
        "continues": "",
        "reason": "",
        "receiver": "",
        "evidence": "과-1\nhttps://example.org",
        "uploads": "",
    }
    assert draft.base_version == 1


def test_a_draft_that_is_there_is_not_written_over_and_is_named_before_a_report_ends_it(
    items: list[Assignment], by: Viewer
) -> None:
    save_draft(items[0].pk, {"actions_taken": "- 쓰던 글"}, base_version=1, by=by)
    assert keep_drafts([_row(items[0])], by=by) == ([], [_row(items[0])])
    assert ReportDraft.objects.get().fields == {"actions_taken": "- 쓰던 글"}
    assert look([_row(items[0])], by=by)[0].has_draft
    send([_row(items[0])], by=by)
    assert not ReportDraft.objects.exists()


def test_drafts_are_kept_of_what_one_may_report_alone(
    items: list[Assignment], stranger: User, coordinator: User, as_viewer: AsViewer
) -> None:
    for person in (stranger, coordinator):
        assert keep_drafts([_row(items[0])], by=as_viewer(person)) == ([], [])
    assert not ReportDraft.objects.exists()


def test_more_than_a_sheet_at_once_is_refused(
    items: list[Assignment], by: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_sheet, "MOST", 2)
    for way in (look, send):
        with pytest.raises(ValidationError, match="나누어"):
            way([_row(item) for item in items], by=by)


def test_what_rows_are_judged_by_is_read_for_all_of_them_at_once(
    items: list[Assignment], by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [_row(item, faults=("J4: 수식",)) for item in items]
    assert by.with_former_departments  # asked once a viewer
    with django_assert_num_queries(5):
        look(rows, by=by)


def test_looking_at_rows_that_can_be_sent_asks_no_more_for_many_than_for_one(
    items: list[Assignment], by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [_row(items[0]), _row(items[1], DONE, evidence=("과-1",)), _row(items[2], no_change=True)]
    assert by.with_former_departments  # asked once a viewer
    for some in (rows[:1], rows):
        with django_assert_num_queries(6):
            found = look(some, by=by)
        assert all(each.can_be_sent for each in found)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"no_change": True}, "앞선 보고가 없습니다"),
        ({"answer": DONE, "evidence": ("가" * 101,)}, "100"),
        ({"answer": DONE, "evidence": ("https://example.org/" + "a" * 2_000,)}, ""),
    ],
    ids=["no report before", "a number too long", "a link too long"],
)
def test_what_only_storing_a_report_would_find_is_said_before(
    more: dict[str, Any], told: str, items: list[Assignment], department: Department, by: Viewer
) -> None:
    silent = assign(make_demand(items[0].demand.audit, 9), department, Status.NOT_REPORTED)
    Assignment.objects.filter(pk=silent.pk).update(stage=Stage.WORKING)
    row = replace(_row(silent), **more)
    seen, sent = (way([row], by=by)[0] for way in (look, send))
    assert (seen.fate, seen.why) == (sent.fate, sent.why)
    assert seen.fate == Fate.REFUSED
    assert told in " ".join(seen.why)
