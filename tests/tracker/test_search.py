"""Search: what is found is exactly what holds the words, and it is found the moment it is written."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.access import Viewer
from audits.letters import bare
from audits.models import CheckKind, CheckState, Demand, DemandVersion, Department, RecordCheck, User
from audits.statuses import ReportedStatus as Status
from tests.factories import REPORT_DATE, assign, make_audit, make_demand, report
from tracker import checking, search
from tracker.filters import Filter, chosen
from tracker.models import Assignment, ProgressUpdate, SearchText, Tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
FILED = "2025-12-01T09:00:00+09:00"


def _found(query: str, by: Viewer) -> list[int]:
    """Numbers of the demands whose rows a search shows."""
    return sorted(set(chosen(Filter(q=query), by).values_list("demand__number", flat=True)))


def _read(query: str) -> list[int]:
    """Numbers of the demands that hold `query`, for who reads all that was filed."""
    everything = ProgressUpdate.objects.filed()
    found = search.matching(Demand.objects.all(), query, readable=everything, everything=True)
    assert set(found) == set(search.matching(Demand.objects.all(), query, readable=everything))
    return sorted(found.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("예산낭비", [1]),
        ("예산 낭비", [1]),
        ("예 산 낭 비 가", [1]),
        ("낭비", [1, 3]),
        ("것", [1, 2, 3, 4]),
        ("비", [1, 3]),
        ("산가", []),
        ("낭비예산", []),
        (unicodedata.normalize("NFD", "예산낭비"), [1]),
        ("ｓ－ｎｅｔ", [2]),
        ("SNET", [2]),
        ("2,000", [2]),
        ("000만", [2]),
        ("漢字", [3]),
        ("문화·관광", [4]),
        ("문화관광", [4]),
        ("%", []),
        ("___", []),
        ("예산%낭비", [1]),
        ("  ", [1, 2, 3, 4]),
        ("예" * 100, []),
        ("'", []),
        ("\\", []),
    ],
    ids=ascii,
)
def test_letters_and_digits_are_found_and_nothing_else_counts(query: str, found: list[int]) -> None:
    audit = make_audit()
    make_demand(audit, 1, "예산 낭비가 없도록 할 것")
    make_demand(audit, 2, "S-Net 보안에 2,000만원을 쓸 것")
    make_demand(audit, 3, "漢字로 쓴 낭비를 바로잡을 것")
    make_demand(audit, 4, "「문화·관광」 조례를 고칠 것")
    assert _read(query) == found


def test_a_text_of_many_thousand_letters_is_found_to_its_end() -> None:
    text = "가" * 3000 + "0" * 3000 + "나다" * 3000 + "끝말"
    make_demand(make_audit(), 1, text)
    assert _read("다끝말") == _read("0나다") == _read("가가가0") == _read(bare(text)[-100:]) == [1]
    assert _read("다가") == _read("끝말나") == []


def test_no_word_is_found_across_what_was_done_and_what_is_planned(department: Department) -> None:
    demand = make_demand(make_audit(), 1, "살필 것")
    assign(demand, department, actions="예산을 세움", plan="낭비를 줄임")
    assert _read("세움") == _read("낭비를") == [1]
    assert _read("세움낭비") == []


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text("가나다 .A1é漢ㄱㅏ", min_size=1, max_size=12), min_size=1, max_size=6),
    queries=st.lists(st.text("가나다 .A1é漢ㄱㅏ", min_size=1, max_size=4), min_size=1, max_size=6),
)
def test_search_is_a_plain_look_through_all_texts(
    texts: list[str], queries: list[str], department: Department
) -> None:
    with transaction.atomic():
        audit = make_audit(2024)
        for number, text in enumerate(texts, start=1):
            make_demand(audit, number, text)
        for query in queries:
            wanted = bare(query)
            holding = [
                number for number, text in enumerate(texts, start=1) if wanted and wanted in bare(text)
            ]
            assert _read(query) == (holding if query.strip() else [*range(1, len(texts) + 1)])
        transaction.set_rollback(True)


def test_the_database_counts_the_same_letters_as_the_pages() -> None:
    """Every sign there is, among others and after a letter; those that Python does not know yet left out."""
    signs = [
        chr(code)
        for code in [*range(1, 0xD800), *range(0xE000, 0x30000), *range(0xE0000, 0xE0200)]
        if unicodedata.category(chr(code)) != "Cn"
    ]
    for way in ("{}", "가{}나", "ᄀ{}"):
        written = [way.format(sign) for sign in signs]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT husok_bare(t) FROM unnest(%s::text[]) WITH ORDINALITY AS s(t, n) ORDER BY n",
                [written],
            )
            kept = [text for (text,) in cursor.fetchall()]
        assert [text for text, told in zip(written, kept, strict=True) if bare(text) != told] == []


def test_a_corrected_text_is_found_and_the_one_before_is_not() -> None:
    demand = make_demand(make_audit(), 1, "예산을 살필 것")
    DemandVersion.objects.create(demand=demand, number=2, text="결산을 살필 것", reason="오기")
    assert _read("예산") == [1]
    Demand.objects.update(version=2)
    assert (_read("예산"), _read("결산")) == ([], [1])


def test_the_newest_filed_report_counts_alone(department: Department) -> None:
    assignment = assign(make_demand(make_audit(), 1, "살필 것"), department, actions="처음 말")
    assert _read("처음말") == [1]
    newer = report(assignment, Status.IN_PROGRESS, 2, "나중 말", filed_at=None, gate="head")
    assert (_read("처음말"), _read("나중말")) == ([1], [])
    ProgressUpdate.objects.filter(pk=newer.pk).update(filed_at=FILED, gate="")
    assert (_read("처음말"), _read("나중말")) == ([], [1])
    assert SearchText.objects.filter(assignment=assignment).count() == 1


def test_who_gave_work_away_finds_what_was_reported_until_then(
    department: Department,
    neighbour: Department,
    officer: User,
    stranger: User,
    secretariat: User,
    as_viewer: AsViewer,
) -> None:
    assignment = assign(make_demand(make_audit(), 1, "살필 것"), department, actions="앞선 부서의 말")
    day = REPORT_DATE + timedelta(days=5)
    _hand_on(assignment, neighbour, day)
    report(
        assignment,
        Status.IN_PROGRESS,
        2,
        "새 부서의 말",
        department=neighbour,
        reported_on=day + timedelta(days=1),
    )
    before, now, all_ = as_viewer(officer), as_viewer(stranger), as_viewer(secretariat)
    assert (_found("앞선부서", before), _found("새부서", before)) == ([1], [])
    assert (_found("앞선부서", now), _found("새부서", now)) == ([], [1])
    assert (_found("앞선부서", all_), _found("새부서", all_)) == ([], [1])


def test_who_held_it_between_others_and_said_nothing_finds_what_stood_then(
    department: Department, neighbour: Department, stranger: User, as_viewer: AsViewer
) -> None:
    """Told by the same department before and after, so that neither its newest nor the newest of all is it."""
    assignment = assign(make_demand(make_audit(), 1, "살필 것"), department, actions="그때의 말")
    there, back = REPORT_DATE + timedelta(days=5), REPORT_DATE + timedelta(days=9)
    _hand_on(assignment, neighbour, there)
    _hand_on(assignment, department, back)
    later = {"department": department, "reported_on": back + timedelta(days=1)}
    report(assignment, Status.IN_PROGRESS, 2, "나중 말", **later)
    assert (_found("그때의말", as_viewer(stranger)), _found("나중말", as_viewer(stranger))) == ([1], [])
    assert search.compare() == (1, [])


def test_many_reports_filed_at_once_are_found(
    department: Department, secretariat: User, as_viewer: AsViewer
) -> None:
    audit = make_audit()
    held = [assign(make_demand(audit, n, "살필 것"), department) for n in range(1, 21)]
    ProgressUpdate.objects.bulk_create(
        ProgressUpdate(
            assignment=row,
            number=2,
            department=department,
            source="published",
            reported_on=REPORT_DATE,
            filed_at=FILED,
            status=Status.IN_PROGRESS,
            actions_taken=f"한꺼번에 {row.pk}",
        )
        for row in held
    )
    assert _read("한꺼번에") == [*range(1, 21)]
    assert search.compare() == (20, [])


def test_a_difference_is_found_and_mended(department: Department) -> None:
    demand = make_demand(make_audit(), 1, "예산을 살필 것")
    assign(demand, department, actions="감사 자료")
    call_command("check_derived", stdout=io.StringIO())
    SearchText.objects.filter(update__isnull=True).update(bare="결산 ")
    SearchText.objects.filter(update__isnull=False).delete()
    assert search.compare() == (1, [demand.pk])
    with pytest.raises(CommandError):
        call_command("check_derived", stdout=io.StringIO())
    check = checking.begin(CheckKind.DERIVED)
    assert check
    checking.carry_out(check)
    found = RecordCheck.objects.get(pk=check.pk)
    assert found.state == CheckState.ALTERED
    assert [(each["code"], each["table"], each["id"]) for each in found.found["problems"]] == [
        ("search_differs", "searchtext", demand.pk)
    ]
    call_command("check_derived", "--rebuild", stdout=io.StringIO())
    assert search.compare() == (1, [])
    assert _read("예산") == _read("감사자료") == [1]


def _hand_on(assignment: Assignment, to: Department, on: date) -> None:
    Tenure.objects.filter(assignment=assignment, end_on=None).update(end_on=on)
    Tenure.objects.create(assignment=assignment, department=to, start_on=on)
    Assignment.objects.filter(pk=assignment.pk).update(department=to)
