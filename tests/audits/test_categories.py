"""The council's categories: who keeps them, what is refused, what stays, and who reads them at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits import organisation, reference
from audits.access import Viewer
from audits.actions import categories
from audits.actions.categories import Naming
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Category, Event, User
from tests.conftest import TODAY
from tests.factories import make_audit, make_demand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
URGED = Naming("촉구사항", "촉구", ["촉구 사항 등"])


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    """The secretariat today."""
    return as_viewer(secretariat)


def _told() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_a_new_category_is_last_has_a_code_for_machines_and_is_read_at_once(council: Viewer) -> None:
    added = categories.add(Naming(" 촉구  사항 ", "촉구", ["촉구 사항 등", "", "촉구 사항 등"]), by=council)
    assert (added.label, added.headings, added.rank) == ("촉구 사항", ["촉구 사항 등"], 4)
    assert added.code == "category_4"
    assert organisation.vocabulary(TODAY).categories[added.code] == ("촉구 사항", "촉구 사항 등")
    assert _told() == ["category_added"]
    assert Event.objects.get().text.isascii()


@pytest.mark.parametrize("who", ["administrator", "clerk", "coordinator", "officer", "councillor"])
def test_nobody_but_the_secretariat_keeps_the_list(
    who: str, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    pk = Category.objects.earliest("rank").pk
    acts: list[Callable[[], object]] = [
        lambda: categories.add(URGED, by=by),
        lambda: categories.change(pk, URGED, by=by),
        lambda: categories.move(pk, up=False, by=by),
        lambda: categories.offer(pk, offered=False, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied, match="의회사무처"):
            act()
    assert not Event.objects.exists()


@pytest.mark.parametrize("word", ["건의사항", "건 의 사 항", "건의", "시정 요구사항"])
def test_a_word_that_another_category_has_is_refused_with_where_it_is(word: str, council: Viewer) -> None:
    with pytest.raises(ValidationError) as refusal:
        categories.add(Naming(word, "새", []), by=council)
    assert "이미 다른 구분에 있는 말입니다" in refusal.value.message_dict["label"][0]
    with pytest.raises(ValidationError) as refusal:
        categories.add(Naming("새 구분", "새", [word]), by=council)
    assert list(refusal.value.message_dict) == ["headings"]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("label", "short"), [("", "촉구"), ("촉구", " "), ("가" * 61, "촉구"), ("촉구", "가" * 21)]
)
def test_a_name_that_is_missing_or_too_long_is_refused(label: str, short: str, council: Viewer) -> None:
    with pytest.raises(ValidationError):
        categories.add(Naming(label, short), by=council)


def test_a_category_may_keep_its_own_words_and_the_same_again_leaves_no_entry(council: Viewer) -> None:
    category = Category.objects.get(code="suggestion")
    categories.change(category.pk, Naming("건의사항", "건의", ["건의"]), by=council)
    assert not Event.objects.exists()
    categories.change(category.pk, Naming("건의·당부사항", "건의", ["건의"]), by=council)
    assert _told() == ["category_changed"]


def test_order_is_changed_past_those_that_are_not_offered_and_stops_at_the_ends(council: Viewer) -> None:
    first, middle, last = Category.objects.all()
    categories.offer(middle.pk, offered=False, by=council)
    categories.move(last.pk, up=True, by=council)
    assert [row.pk for row in Category.objects.offered()] == [last.pk, first.pk]
    categories.move(last.pk, up=True, by=council)
    assert [row.pk for row in Category.objects.offered()] == [last.pk, first.pk]
    told = [json.loads(text)["values"]["rank"] for text in _texts("category_moved")]
    assert sorted(told) == [1, 3]


def _texts(kind: str) -> list[str]:
    return list(Event.objects.filter(kind=kind).values_list("text", flat=True))


def test_a_category_in_use_stays_that_of_its_demands_and_is_only_offered_no_more(council: Viewer) -> None:
    demand = make_demand(make_audit(), category="suggestion")
    categories.offer(demand.category_id, offered=False, by=council)
    demand.refresh_from_db()
    assert demand.category.code == "suggestion"
    assert "suggestion" not in organisation.vocabulary(TODAY).categories
    assert "suggestion" in {row.code for row in reference.categories()}
    categories.offer(demand.category_id, offered=True, by=council)
    assert "suggestion" in organisation.vocabulary(TODAY).categories
    assert _told() == ["category_ended", "category_resumed"]


def test_the_last_category_stays_offered(council: Viewer) -> None:
    *others, last = Category.objects.all()
    for row in others:
        categories.offer(row.pk, offered=False, by=council)
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        categories.offer(last.pk, offered=False, by=council)


def test_a_category_whose_word_another_has_taken_since_is_not_offered_again(council: Viewer) -> None:
    old = Category.objects.get(code="suggestion")
    categories.offer(old.pk, offered=False, by=council)
    categories.add(Naming("제안사항", "제안", ["건의사항"]), by=council)
    with pytest.raises(NotAllowedNow, match="제안사항"):
        categories.offer(old.pk, offered=True, by=council)


def test_a_category_that_is_none_is_not_there(council: Viewer) -> None:
    with pytest.raises(NotVisible):
        categories.change(0, URGED, by=council)


def test_the_pages_add_change_order_and_end_a_category(secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    said = {"label": "촉구사항", "short_label": "촉구", "headings": "촉구 사항 등\r\n촉구요구"}
    browser.post(reverse("category_add"), said)
    added = Category.objects.get(label="촉구사항")
    assert added.headings == ["촉구 사항 등", "촉구요구"]
    assert browser.get(reverse("category_change", args=[added.pk])).context["form"]["headings"].value() == (
        "촉구 사항 등\n촉구요구"
    )
    browser.post(reverse("category_change", args=[added.pk]), {**said, "label": "촉구·당부사항"})
    browser.post(reverse("word_list"), {"act": "up", "category": added.pk})
    browser.post(reverse("category_offer", args=[added.pk]), {"act": "end"})
    added.refresh_from_db()
    assert (added.label, added.rank, added.is_offered) == ("촉구·당부사항", 3, False)
    page = browser.get(reverse("word_list"))
    assert [row.pk for row in page.context["ended"]] == [added.pk]


def test_the_page_has_them_in_the_order_of_reports(secretariat: User, sign_in: SignIn) -> None:
    rows = sign_in(secretariat).get(reverse("word_list")).context["offered"]
    assert [row.code for row in rows] == ["corrective", "suggestion", "submission"]


def test_before_a_category_is_ended_the_page_says_what_becomes_of_its_demands(
    secretariat: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit(), category="suggestion")
    page = sign_in(secretariat).get(reverse("category_offer", args=[demand.category_id])).content.decode()
    assert "요구사항 1건은 이 구분에 그대로" in page


@pytest.mark.parametrize("named", ["", "x", "0", "²", str(2**63)])
def test_a_category_that_no_number_names_is_not_found(named: str, secretariat: User, sign_in: SignIn) -> None:
    answer = sign_in(secretariat).post(reverse("word_list"), {"act": "up", "category": named})
    assert answer.status_code == 404


def test_a_demand_keeps_its_ended_category_when_it_is_rewritten_and_a_new_one_cannot_have_it(
    council: Viewer, secretariat: User, sign_in: SignIn
) -> None:
    demand = make_demand(make_audit(), category="suggestion")
    categories.offer(demand.category_id, offered=False, by=council)
    browser = sign_in(secretariat)
    rewriting = browser.get(reverse("demand_rewrite", args=[demand.pk])).content.decode()
    logging = browser.get(reverse("demand_log", args=[demand.audit_id])).content.decode()
    assert ("건의사항" in rewriting, "건의사항" in logging) == (True, False)
    said = {"category": demand.category_id, "text": "길을 고칠 것."}
    assert browser.post(reverse("demand_log", args=[demand.audit_id]), said).context["form"].errors


def test_the_page_asks_as_much_for_thirty_categories_as_for_three(
    secretariat: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(secretariat)
    browser.get(reverse("word_list"))
    with django_assert_num_queries(6):  # session, person, seats, navigation; categories, wordings
        browser.get(reverse("word_list"))
    for number in range(30):
        Category.objects.create(code=f"c{number}", label=f"구분{number}", short_label="구", rank=9 + number)
    with django_assert_num_queries(6):
        browser.get(reverse("word_list"))
