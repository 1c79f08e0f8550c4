"""The list and the page of a demand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Department, Succession, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand, report
from tracker.actions.move import follow_successions
from tracker.models import Assignment
from tracker.web.marking import marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST = "/demands/"


@pytest.fixture
def demands(department: Department, neighbour: Department) -> None:
    audit = make_audit()
    assign(make_demand(audit, 1, "예산 낭비가 없도록 할 것"), department)
    assign(make_demand(audit, 2, "공공와이파이를 넓힐 것"), neighbour, Status.COMPLETED)
    assign(make_demand(audit, 3, "위원회를 다시 살필 것"), department, due=date(2026, 1, 2))


def _labels(client: Client, **asked: str) -> list[str]:
    return [row["label"] for row in client.get(LIST, asked).context["rows"]]


def test_the_list_stands_in_the_order_of_the_report(
    demands: None, secretariat: User, sign_in: SignIn
) -> None:
    assert _labels(sign_in(secretariat)) == ["시정 1", "시정 2", "시정 3"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "예산낭비"}, ["시정 1"]),
        ({"q": "통신과"}, ["시정 2"]),
        ({"q": "없는 말"}, []),
        ({"status": "completed"}, ["시정 2"]),
        ({"standing": "in_progress"}, ["시정 1", "시정 3"]),
        ({"overdue": "on"}, ["시정 3"]),
        ({"verification": "awaiting"}, ["시정 2"]),
        ({"order": "due_date"}, ["시정 3", "시정 1", "시정 2"]),
        ({"department": "0"}, []),
        ({"department": "424242"}, []),
        ({"audit": "424242"}, []),
        ({"status": "nonsense"}, []),
        ({"q": "예산\x00"}, []),
        ({"category": "corrective"}, ["시정 1", "시정 2", "시정 3"]),
        ({"category": "submission"}, []),
    ],
    ids=str,
)
def test_the_list_is_filtered(
    asked: dict[str, str], found: list[str], demands: None, secretariat: User, sign_in: SignIn
) -> None:
    assert _labels(sign_in(secretariat), **asked) == found


def test_each_filter_in_force_is_shown_in_words_with_a_way_to_remove_it(
    demands: None, secretariat: User, sign_in: SignIn
) -> None:
    chips = sign_in(secretariat).get(LIST, {"status": "completed", "overdue": "on"}).context["chips"]
    assert [(chip["label"], chip["value"], chip["remove_url"]) for chip in chips] == [
        ("부서 보고", "완료", "?overdue=on"),
        ("기한 경과", "예", "?status=completed"),
    ]


def test_a_department_lists_its_own(demands: None, officer: User, sign_in: SignIn) -> None:
    assert _labels(sign_in(officer)) == ["시정 1", "시정 3"]


def test_what_is_not_visible_answers_like_what_does_not_exist(
    demands: None, department: Department, stranger: User, sign_in: SignIn
) -> None:
    foreign = assign(make_demand(make_audit(2024)), department).demand
    browser = sign_in(stranger)
    hidden = browser.get(reverse("demand_detail", args=[foreign.pk]))
    unknown = browser.get(reverse("demand_detail", args=[999_999]))
    assert hidden.status_code == unknown.status_code == 404
    assert _without_address(hidden.content) == _without_address(unknown.content)


def _without_address(page: bytes) -> str:
    return "\n".join(
        line for line in page.decode().splitlines() if "demands/" not in line and "csrf" not in line
    )


def test_a_list_of_many_comes_in_pages_with_the_same_number_of_statements(
    department: Department,
    secretariat: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    audit = make_audit()
    for number in range(1, 31):
        assign(make_demand(audit, number), department)
    browser = sign_in(secretariat)
    browser.get(LIST)
    with django_assert_max_num_queries(13):  # one of them the rounds to choose from
        first = browser.get(LIST)
    second = browser.get(LIST + first.context["next_url"])
    assert [len(first.context["rows"]), len(second.context["rows"])] == [25, 5]
    assert second.context["previous_url"]
    assert not second.context["next_url"]


def test_a_page_of_another_filter_is_refused(
    department: Department, secretariat: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    for number in range(1, 31):
        assign(make_demand(audit, number), department)
    browser = sign_in(secretariat)
    cursor = browser.get(LIST).context["next_url"]
    assert browser.get(LIST + cursor + "&overdue=on").status_code == 400


def test_an_administrator_sees_no_content(demands: None, administrator: User, sign_in: SignIn) -> None:
    assert sign_in(administrator).get(LIST).status_code == 403


def test_nobody_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get(LIST, {"overdue": "on"})
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/demands/%3Foverdue%3Don"


def test_what_a_demand_without_a_department_cannot_be_asked_by_is_not_shown_as_asked(
    secretariat: User, sign_in: SignIn
) -> None:
    make_demand(make_audit(), 1)
    page = sign_in(secretariat).get(
        LIST, {"stage": "undistributed", "overdue": "on", "category": "corrective", "status": "completed"}
    )
    assert [chip["value"] for chip in page.context["chips"]] == ["배부 전", "시정·처리요구사항"]
    assert len(page.context["rows"]) == 1
    other = sign_in(secretariat).get(LIST, {"stage": "undistributed", "category": "suggestion"})
    assert other.context["rows"] == []


def test_a_department_does_not_find_words_it_may_not_read(
    department: Department, neighbour: Department, officer: User, stranger: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department)
    report(assign(demand, neighbour), Status.IN_PROGRESS, number=2, actions="- 비밀 암호 문구")
    assert _labels(sign_in(officer), q="암호문구") == []
    assert len(_labels(sign_in(stranger), q="암호문구")) == 1


def test_demands_that_no_department_has_yet_are_found(secretariat: User, sign_in: SignIn) -> None:
    make_demand(make_audit(), 1)
    browser = sign_in(secretariat)
    page = browser.get(LIST)
    assert page.context["rows"] == []
    assert [
        row["label"] for row in browser.get(LIST + page.context["undistributed_url"]).context["rows"]
    ] == ["시정 1"]


def test_the_page_shows_claim_and_check_and_the_way_to_the_neighbours(
    demands: None, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    first, second = (row["url"] for row in browser.get(LIST).context["rows"][:2])
    page = browser.get(second)
    (assignment,) = page.context["assignments"]
    assert (assignment["status"], assignment["verification"]) == ("completed", "awaiting")
    assert page.context["near"].previous == first


def test_another_department_on_the_demand_is_named_but_not_quoted(
    department: Department, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department)
    assign(demand, neighbour, Status.COMPLETED)
    page = sign_in(officer).get(reverse("demand_detail", args=[demand.pk]))
    own, other = page.context["assignments"]
    assert (own["actions_taken"], other["actions_taken"]) == ("- 계획 수립", "")
    assert other["department"] == "통신과"


def test_who_raised_a_demand_is_for_the_council_only(
    department: Department, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit())
    assign(demand, department)
    demand.raised_by = "시연 의원 아무개"
    demand.save(update_fields=["raised_by"])
    address = reverse("demand_detail", args=[demand.pk])
    assert "아무개" in sign_in(secretariat).get(address).content.decode()
    assert "아무개" not in sign_in(officer).get(address).content.decode()


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("예산 낭비를 막을 것", "예산낭비", "<mark>예산 낭비</mark>를 막을 것"),
        ("<b>예산</b>", "예산", "&lt;b&gt;<mark>예산</mark>&lt;/b&gt;"),
        ("S-Net 보안", "s-net", "<mark>S-Net</mark> 보안"),
        ("다른 말", "예산", "다른 말"),
        ("<script>", "", "&lt;script&gt;"),
    ],
)
def test_hits_are_marked_and_everything_else_is_text(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


@pytest.fixture
def renamed(demands: None, department: Department) -> Department:
    """The first department under a new name, with its open work."""
    day = date(2026, 4, 30)
    new = Department.objects.create(
        name="데이터전략과", kind=department.kind, rank=11, bureau=department.bureau, valid_from=day
    )
    Department.objects.filter(pk=department.pk).update(valid_until=day)
    Succession.objects.create(kind="rename", predecessor=department, successor=new, effective_on=day)
    follow_successions(on=day)
    return new


@pytest.mark.parametrize("words", ["정보정책과", "정보 정책", "데이터전략"])
def test_a_former_name_and_a_short_one_find_what_the_department_holds(
    words: str, renamed: Department, secretariat: User, sign_in: SignIn
) -> None:
    Department.objects.filter(name="정보정책과").update(short_names=["정보 정책"])
    assert _labels(sign_in(secretariat), q=words) == ["시정 1", "시정 3"]


def test_a_former_name_finds_what_came_after_the_rename_too(
    renamed: Department, secretariat: User, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(2026), 9), renamed)
    assert _labels(sign_in(secretariat), q="정보정책과") == ["시정 9", "시정 1", "시정 3"]


def test_the_name_of_who_gave_it_away_still_finds_it(
    demands: None, department: Department, neighbour: Department, secretariat: User, sign_in: SignIn
) -> None:
    given = Assignment.objects.get(demand__number=2)
    Assignment.objects.filter(pk=given.pk).update(department=department)
    given.tenures.update(end_on=date(2026, 2, 1))
    given.tenures.create(department=department, start_on=date(2026, 2, 1))
    browser = sign_in(secretariat)
    assert _labels(browser, q="통신과") == ["시정 2"]
    assert _labels(browser, department=str(neighbour.pk)) == []


def test_a_department_that_is_no_more_is_chosen_by_the_name_it_had(
    renamed: Department, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    page = browser.get(LIST, {"former": str(department.pk)})
    assert [row["label"] for row in page.context["rows"]] == ["시정 1", "시정 3"]
    assert [(chip["label"], chip["value"]) for chip in page.context["chips"]] == [
        ("예전 부서", "정보정책과(2026. 4. 30.까지)")
    ]
    assert _labels(browser, department=str(renamed.pk)) == ["시정 1", "시정 3"]


def test_where_no_department_is_gone_nobody_is_asked_for_one(
    demands: None, secretariat: User, sign_in: SignIn
) -> None:
    assert "former" not in sign_in(secretariat).get(LIST).context["form"].fields


def test_a_department_finds_by_a_name_of_old_only_what_it_may_see(
    renamed: Department, stranger: User, sign_in: SignIn
) -> None:
    assert _labels(sign_in(stranger), q="정보정책과") == []


def test_the_page_and_the_history_of_a_demand_keep_the_name_of_the_day(
    renamed: Department, secretariat: User, sign_in: SignIn
) -> None:
    moved = Assignment.objects.get(demand__number=3)
    page = sign_in(secretariat).get(reverse("demand_detail", args=[moved.demand_id]))
    assert [row["department"] for row in page.context["assignments"][0]["tenure"]] == [
        "정보정책과",
        "데이터전략과",
    ]
    assert page.context["assignments"][0]["name_of_the_day"] == "정보정책과"
    assert "소관 이동(명칭 변경): 정보정책과 → 데이터전략과" in page.content.decode()
