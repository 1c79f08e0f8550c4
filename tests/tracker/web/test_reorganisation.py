"""A reorganisation in the browser: written or uploaded, looked at, confirmed, and called off in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.access import viewer
from audits.actions.record_succession import record_succession
from audits.models import AccessEntry, Department, Membership, Role, Succession, User
from tests.audits.reorganisations import DAY, renamed, step
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.together import at_once
from tracker.models import Assignment
from tracker.web.reorganisation_forms import MOST_ROWS, ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST, NEW = "/reorganisations/", "/reorganisations/new/"
HEADS = "종류,앞선 부서,승계 부서,시행일,가장 이른 날,가장 늦은 날,사무,근거"


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def recorded(coordinator: User) -> Callable[..., list[Succession]]:
    by = viewer(coordinator, timezone.localdate())
    return lambda *steps: record_succession(steps, by=by)


def _tomorrow(days: int = 1) -> Any:
    return timezone.localdate() + timedelta(days=days)


def _written(*rows: dict[str, Any], **said: str) -> dict[str, Any]:
    sent: dict[str, Any] = {"effective_on": "2026. 7. 1.", "basis": "조례 개정", "rows": str(ROWS)} | said
    for at, row in enumerate(rows):
        sent |= {f"row-{at}-{name}": value for name, value in row.items()}
    return sent


def _rename(department: Department, name: str = "디지털과") -> dict[str, Any]:
    return {"kind": "rename", "predecessor": department.pk, "name": name}


def _upload(*lines: str, name: str = "개편.csv") -> dict[str, Any]:
    return {"act": "table", "file": SimpleUploadedFile(name, "\n".join([HEADS, *lines]).encode())}


def _looked_at(browser: Client, sent: dict[str, Any]) -> str:
    answer = browser.post(NEW, sent)
    assert answer.status_code == 302, (
        answer.context["occasion"].errors,
        answer.context["table"].errors,
        [form.errors for form in answer.context["rows"].forms],
    )
    return str(answer.headers["Location"])


def _confirmed(browser: Client, preview: str) -> Any:
    return browser.post(preview, {"seen": browser.get(preview).context["seen"]})


def test_nothing_is_stored_before_it_is_confirmed_and_then_what_was_shown(
    browser: Client, department: Department, officer: User
) -> None:
    held = assign(make_demand(make_audit()), department)
    preview = _looked_at(browser, _written(_rename(department)))
    assert not Succession.objects.exists()
    page = browser.get(preview)
    assert [str(one) for one in page.context["founded"]] == ["디지털과"]
    assert [(each["count"], str(each["successor"])) for each in page.context["work"]] == [(1, "디지털과")]
    assert [each["person"] for each in page.context["along"]] == [officer.name]
    assert _confirmed(browser, preview).headers["Location"] == LIST
    held.refresh_from_db()
    assert str(held.department) == "디지털과"
    assert Succession.objects.get().basis == "조례 개정"
    assert "이동한 소관 1건, 함께 옮긴 소속 1건" in browser.get(LIST).content.decode()


def test_confirming_again_records_nothing_more(browser: Client, department: Department) -> None:
    preview = _looked_at(browser, _written(_rename(department)))
    _confirmed(browser, preview)
    assert browser.post(preview, {"seen": "x"}).headers["Location"] == NEW
    assert Succession.objects.count() == 1


def test_a_preview_is_its_own_persons_alone(
    browser: Client, department: Department, secretariat: User
) -> None:
    preview = _looked_at(browser, _written(_rename(department)))
    other = Client()
    other.force_login(secretariat)
    assert other.get(preview).headers["Location"] == NEW


def test_who_is_shown_is_in_the_access_record(browser: Client, department: Department, officer: User) -> None:
    browser.get(_looked_at(browser, _written(_rename(department))))
    entry = AccessEntry.objects.latest("pk")
    assert (entry.what, entry.act, entry.items) == ("person", "list", 1)


def test_where_the_organisation_changed_meanwhile_it_is_looked_at_again(
    browser: Client, department: Department, bureau: Department
) -> None:
    preview = _looked_at(browser, _written(_rename(department)))
    seen = browser.get(preview).context["seen"]
    Department.objects.filter(pk=department.pk).update(rank=77)
    answer = browser.post(preview, {"seen": seen})
    assert "조직이 바뀌었습니다" in answer.content.decode()
    assert not Succession.objects.exists()
    assert _confirmed(browser, preview).status_code == 302


def test_where_it_can_no_longer_be_recorded_the_preview_says_why(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]]
) -> None:
    preview = _looked_at(browser, _written(_rename(department)))
    recorded(renamed(department, "데이터과"))
    page = browser.get(preview)
    assert page.context["can_confirm"] is False
    assert "1번째 줄 정보정책과" in page.content.decode()
    assert browser.post(preview, {"seen": "x"}).status_code == 200
    assert Succession.objects.count() == 1


def test_who_is_left_behind_is_named_and_work_that_waits_or_has_nobody_is_counted(
    browser: Client, department: Department, neighbour: Department, officer: User, stranger: User
) -> None:
    for place in (department, neighbour):
        assign(make_demand(make_audit(body=place.name)), place)
    rows = [
        {"kind": "split", "predecessor": department.pk, "name": "가과"},
        {"kind": "split", "predecessor": department.pk, "name": "나과"},
        {"kind": "closed", "predecessor": neighbour.pk},
    ]
    page = browser.get(_looked_at(browser, _written(*rows)))
    assert [str(each["fate"]) for each in page.context["work"]] == ["decided", "without_owner"]
    assert [each["person"] for each in page.context["left"]] == [officer.name, stranger.name]
    assert "소속이 없어지는 사람 2명" in page.content.decode()


def test_a_new_department_is_used_by_name_in_other_rows(
    browser: Client, department: Department, neighbour: Department
) -> None:
    rows = [
        {"kind": "transfer", "predecessor": neighbour.pk, "name": "디지털과", "duties": "통신망"},
        _rename(department),
    ]
    _confirmed(browser, _looked_at(browser, _written(*rows)))
    assert {str(row.successor) for row in Succession.objects.all()} == {"디지털과"}


def test_a_new_department_says_its_kind_and_bureau_and_a_body_outside_is_one(
    browser: Client, department: Department, bureau: Department
) -> None:
    rows = [
        {"kind": "new", "name": "기록원", "unit": "office", "bureau": bureau.pk},
        {"kind": "transfer", "predecessor": department.pk, "name": "재단", "unit": "external"},
    ]
    _confirmed(browser, _looked_at(browser, _written(*rows)))
    made = Department.objects.get(name="기록원")
    assert (made.kind, made.bureau) == ("office", bureau)
    assert Department.objects.get(name="재단").external


def test_a_span_is_shown_as_assumed(browser: Client, department: Department) -> None:
    span = {"effective_on": "", "not_before": "2026. 1월", "not_after": "2026. 6월"}
    page = browser.get(_looked_at(browser, _written(_rename(department), **span)))
    assert page.context["assumed"]
    assert "추정" in page.content.decode()
    (row,) = page.context["steps"]
    assert (str(row["not_before"]), str(row["day"])) == ("2026-01-01", "2026-06-30")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"effective_on": ""}, "effective_on"),
        ({"not_before": "2026. 1. 1."}, "effective_on"),
        ({"effective_on": "", "not_before": "2026. 2. 1.", "not_after": "2026. 1. 1."}, "not_before"),
        ({"effective_on": "칠월"}, "effective_on"),
        ({"basis": ""}, "basis"),
    ],
)
def test_an_occasion_without_a_day_or_a_ground_is_refused(
    said: dict[str, str], field: str, browser: Client, department: Department
) -> None:
    page = browser.post(NEW, _written(_rename(department), **said))
    assert list(page.context["occasion"].errors) == [field]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "가과"}, "kind"),
        ({"kind": "rename", "predecessor": "9999", "name": "가과"}, "predecessor"),
        ({"kind": "abolish"}, "kind"),
        ({"kind": "new", "name": "가" * 101}, "name"),
    ],
)
def test_a_row_that_cannot_be_read_says_so(row: dict[str, str], field: str, browser: Client) -> None:
    page = browser.post(NEW, _written(row))
    assert field in page.context["rows"].forms[0].errors


def test_a_successor_is_chosen_or_new_and_not_both(
    browser: Client, department: Department, neighbour: Department
) -> None:
    page = browser.post(NEW, _written(_rename(department) | {"successor": neighbour.pk}))
    assert "하나만" in str(page.context["rows"].forms[0].errors)


def test_what_cannot_be_is_said_on_the_form_with_every_row_as_it_was(
    browser: Client, department: Department
) -> None:
    page = browser.post(NEW, _written(_rename(department), {"kind": "new", "name": "정보국"}))
    (line,) = page.context["occasion"].non_field_errors()
    assert line.startswith("2번째 줄 정보국: 이 날 이미 있는 부서")
    assert "디지털과" in page.content.decode()
    assert not Succession.objects.exists()


def test_nothing_at_all_is_refused(browser: Client) -> None:
    assert "한 줄 이상" in str(browser.post(NEW, _written()).context["occasion"].non_field_errors())


def test_more_rows_are_offered_and_what_was_typed_stays(browser: Client, department: Department) -> None:
    page = browser.post(NEW, _written(_rename(department), act="more", basis=""))
    assert page.context["rows"].count == 2 * ROWS
    assert "디지털과" in page.content.decode()
    assert not page.context["occasion"].errors


@pytest.mark.parametrize(("rows", "count"), [("", ROWS), ("many", ROWS), ("²", ROWS), ("9999999", MOST_ROWS)])
def test_how_many_rows_were_sent_is_not_trusted(rows: str, count: int, browser: Client) -> None:
    assert browser.post(NEW, _written(rows=rows)).context["rows"].count == count


def test_the_form_takes_the_same_statements_however_many_rows(
    browser: Client, department: Department
) -> None:
    def statements(rows: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.post(NEW, _written(rows=str(rows), basis=""))
        return len(seen)

    browser.get(NEW)
    assert statements(1) == statements(MOST_ROWS) <= 8


def test_a_table_is_read_seen_and_confirmed(
    browser: Client, department: Department, neighbour: Department
) -> None:
    lines = [
        '업무 이관,통신과,디지털과,2026-07-01,,,"망, 기지국",조례',
        "명칭 변경,정보정책과,디지털과,2026-07-01,,,,조례",
        "신설,,기록과,,2026-01,2026-06,,",
    ]
    _confirmed(browser, _looked_at(browser, _upload(*lines)))
    rows = Succession.objects.order_by("day", "id").values_list("kind", "duties")
    assert list(rows) == [("new", ""), ("transfer", "망, 기지국"), ("rename", "")]


def test_faults_of_a_table_name_its_rows_and_cells(browser: Client, department: Department) -> None:
    page = browser.post(
        NEW, _upload("명칭 변경,정보정책과,디지털과,칠월,,,,", "합체,가과,나과,2026-07-01,,,,")
    )
    assert [error.split(":")[0] for error in page.context["table"].errors["file"]] == ["D2", "A3"]
    page = browser.post(
        NEW, _upload("명칭 변경,정보정책과,디지털과,2026-07-01,,,,", "폐지,없는과,,2026-07-01,,,,")
    )
    assert page.context["table"].non_field_errors()[0].startswith("3행 없는과: 조직에 없는")
    assert not Succession.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "내용이 없는"),
        (b"PK\x03\x04 broken", "a.xlsx", "손상되어"),
        (b"a,b\n1,2", "a.csv", "제목 줄"),
        (b"\xd0\xcf\x11\xe0", "a.hwp", "파일"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    content: bytes, name: str, words: str, browser: Client
) -> None:
    page = browser.post(NEW, {"act": "table", "file": SimpleUploadedFile(name, content)})
    assert words in str(page.context["table"].errors["file"])
    assert "file" in browser.post(NEW, {"act": "table"}).context["table"].errors


def test_a_table_in_the_old_korean_encoding_is_read(browser: Client, department: Department) -> None:
    content = f"{HEADS}\n명칭 변경,정보정책과,디지털과,2026-07-01,,,,조례".encode("cp949")
    browser.get(_looked_at(browser, {"act": "table", "file": SimpleUploadedFile("a.csv", content)}))


# --- The list, and calling off ---------------------------------------------------------------------------------


def test_the_list_shows_days_to_come_first_and_what_was_called_off_with_its_reason(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]]
) -> None:
    (planned,) = recorded(renamed(department, "디지털과", effective_on=_tomorrow()))
    (past,) = recorded(step("new", None, "기록과", effective_on=DAY))
    (other,) = recorded(step("new", None, "통계과", effective_on=_tomorrow(9)))
    Succession.objects.filter(pk=other.pk).update(is_void=True, void_reason="부결")
    rows = browser.get(LIST).context["rows"]
    assert [(row["pk"], row["state"]) for row in rows] == [
        (other.pk, "void"),
        (planned.pk, "planned"),
        (past.pk, "done"),
    ]
    page = browser.get(LIST).content.decode()
    assert "부결" in page
    assert page.count("/cancel/") == 1


def test_the_list_leads_to_what_waits_for_a_department(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]]
) -> None:
    assert reverse("move_list") not in browser.get(LIST).content.decode().split("<h1>")[1]
    assign(make_demand(make_audit()), department)
    recorded(*(step("split", department, name, effective_on=DAY) for name in ("가과", "나과")))
    assert reverse("move_list") in browser.get(LIST).content.decode().split("<h1>")[1]


def test_the_list_goes_on_on_another_page_with_the_same_statements(
    browser: Client, recorded: Callable[..., list[Succession]]
) -> None:
    recorded(*(step("new", None, f"제{number}과") for number in range(3)))
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    recorded(*(step("new", None, f"새{number}과") for number in range(60)))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(LIST)
    assert len(few) == len(many)
    assert len(page.context["rows"]) == 50
    assert len(browser.get(LIST + page.context["next_url"]).context["rows"]) == 13


def test_a_planned_step_is_called_off_with_a_reason(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]]
) -> None:
    (planned,) = recorded(renamed(department, "디지털과", effective_on=_tomorrow()))
    page = f"{LIST}{planned.pk}/cancel/"
    assert "reason" in browser.post(page, {"reason": " "}).context["form"].errors
    assert browser.post(page, {"reason": "부결"}).headers["Location"] == LIST
    department.refresh_from_db()
    planned.refresh_from_db()
    assert (department.valid_until, planned.void_reason) == (None, "부결")
    assert "이미 취소한" in browser.get(page).content.decode()


def test_calling_off_says_how_many_were_posted_to_what_does_not_come(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]], enrol: Enrol
) -> None:
    (planned,) = recorded(renamed(department, "디지털과", effective_on=_tomorrow()))
    enrol(Role.OFFICER, department_id=planned.successor_id, start_on=_tomorrow())
    answer = browser.post(f"{LIST}{planned.pk}/cancel/", {"reason": "부결"}, follow=True)
    assert "미리 발령한 사람이 1명 있습니다" in answer.content.decode()


def test_a_whole_day_is_called_off_where_it_is_chosen(
    browser: Client,
    department: Department,
    neighbour: Department,
    recorded: Callable[..., list[Succession]],
) -> None:
    day = _tomorrow()
    rows = recorded(
        renamed(department, "디지털과", effective_on=day),
        step("merge", neighbour, "디지털과", effective_on=day),
    )
    page = f"{LIST}{rows[0].pk}/cancel/"
    refused = browser.post(page, {"reason": "부결", "scope": "one"})
    assert "먼저 취소" in str(refused.context["form"].non_field_errors())
    assert browser.post(page, {"reason": "부결", "scope": "day"}).status_code == 302
    assert not Succession.objects.standing().exists()


def test_after_its_day_there_is_nothing_to_call_off(
    browser: Client, department: Department, recorded: Callable[..., list[Succession]]
) -> None:
    (past,) = recorded(renamed(department, "디지털과"))
    page = f"{LIST}{past.pk}/cancel/"
    assert "시행일이 되어" in browser.get(page).content.decode()
    browser.post(page, {"reason": "부결"})
    assert Succession.objects.standing().count() == 1
    assert browser.get(f"{LIST}999999/cancel/").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "councillor", "administrator"])
def test_nobody_else_comes_near_it(who: str, sign_in: SignIn, request: pytest.FixtureRequest) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert [browser.get(page).status_code for page in (LIST, NEW, f"{NEW}abc/", f"{LIST}1/cancel/")] == [
        403
    ] * 4
    assert "/reorganisations/" not in browser.get("/departments/").content.decode()


def test_the_way_there_is_on_the_page_of_departments(browser: Client) -> None:
    assert 'href="/reorganisations/"' in browser.get("/departments/").content.decode()


# --- Who was left behind ---------------------------------------------------------------------------------------


def test_the_administrator_finds_who_was_left_behind(
    department: Department,
    officer: User,
    enrol: Enrol,
    neighbour: Department,
    administrator: User,
    sign_in: SignIn,
    recorded: Callable[..., list[Succession]],
) -> None:
    enrol(Role.OFFICER, department=neighbour)
    browser = sign_in(administrator)
    assert browser.get("/people/").context["left_behind"] == 0
    recorded(step("closed", department))
    page = browser.get("/people/")
    assert page.context["left_behind"] == 1
    assert "없어진 부서에 소속이 남은 사람이 1명" in page.content.decode()
    assert [row["name"] for row in browser.get("/people/?left=1").context["people"]] == [officer.name]


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_records(
    coordinator: User, department: Department, lists: None
) -> None:
    def sent() -> Client:
        client = Client()
        client.force_login(coordinator)
        return client

    first, second = sent(), sent()
    previews = [_looked_at(each, _written(_rename(department))) for each in (first, second)]
    seen = [each.get(page).context["seen"] for each, page in zip((first, second), previews, strict=True)]
    answers = at_once(
        lambda: first.post(previews[0], {"seen": seen[0]}).status_code,
        lambda: second.post(previews[1], {"seen": seen[1]}).status_code,
    )
    assert sorted(answers) == [200, 302]
    assert Succession.objects.count() == 1
    assert not Assignment.objects.exists()
    assert not Membership.objects.filter(department__name="디지털과").exists()


def test_a_department_to_come_is_not_listed_among_those_that_are_gone(
    browser: Client,
    department: Department,
    neighbour: Department,
    recorded: Callable[..., list[Succession]],
) -> None:
    recorded(
        renamed(department, "디지털과", effective_on=_tomorrow()), step("closed", neighbour, effective_on=DAY)
    )
    groups = browser.get("/departments/").context["bureaus"]
    listed = {group["name"]: [row["name"] for row in group["departments"]] for group in groups}
    assert (listed["앞으로 생기는 부서"], listed["없어진 부서"]) == (["디지털과"], ["통신과"])
