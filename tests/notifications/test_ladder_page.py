"""The ladder is changed by those who may, within its bounds, from today on, and on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Event, User
from notifications import ladder
from notifications.actions.change_ladder import change_ladder
from notifications.ladder import DEFAULTS, Setting
from notifications.models import OccasionKind as Kind
from notifications.models import Reading, Rung
from tests.conftest import TODAY
from tests.together import at_once, one_behind_the_other

pytestmark = pytest.mark.django_db

PAGE: Final = "/notifications/ladder/"

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]


@pytest.fixture
def by(coordinator: User, as_viewer: AsViewer) -> Viewer:
    """The coordinator, today."""
    return as_viewer(coordinator)


def _settings() -> dict[Kind, Setting]:
    return {step.kind: step.setting for step in ladder.in_force(TODAY)}


def _form(**changes: Any) -> dict[str, Any]:
    """The page as it was filled in: the defaults but for `changes`; None leaves a field out, as a box unticked."""
    filled: dict[str, Any] = {"seen": ""}
    for kind, default in DEFAULTS.items():
        filled |= {kind.value: default.days, f"{kind.value}_on": "on" if default.is_on else None}
    return {name: value for name, value in (filled | changes).items() if value is not None}


def test_a_change_counts_from_today_on_and_leaves_the_other_rungs_alone(by: Viewer) -> None:
    Reading.objects.create(pk=1, number=0, begun_on=date(2026, 1, 1))
    assert change_ladder({Kind.DUE_SOON: Setting(5, True), Kind.DUE_TODAY: Setting(0, True)}, by=by) == [
        Kind.DUE_SOON
    ]
    assert Rung.objects.values_list("kind", "days", "is_on", "since").get() == ("due_soon", 5, True, TODAY)
    since = {step.kind: step.since for step in ladder.in_force(TODAY)}
    assert since[Kind.DUE_SOON] == TODAY
    assert since[Kind.DUE_EARLY] == date(2026, 1, 1)


def test_a_rung_put_back_to_its_default_counts_from_today_as_well(by: Viewer) -> None:
    Rung.objects.create(kind=Kind.OVERDUE_HEAD, days=7, is_on=True, since=date(2026, 3, 1))
    change_ladder({Kind.OVERDUE_HEAD: Setting(7, False)}, by=by)
    assert Rung.objects.values_list("is_on", "since").get() == (False, TODAY)


def test_the_change_is_on_record_with_what_was_before(by: Viewer) -> None:
    change_ladder({Kind.DUE_SOON: Setting(5, True), Kind.OVERDUE_HEAD: Setting(10, True)}, by=by)
    event = Event.objects.get(kind="ladder_changed")
    assert event.actor == by.user
    assert json.loads(event.text)["facts"] == {
        "on": TODAY.isoformat(),
        "before": {"due_soon": [3, True], "overdue_head": [7, False]},
        "after": {"due_soon": [5, True], "overdue_head": [10, True]},
    }


def test_the_same_again_leaves_no_entry(by: Viewer) -> None:
    assert change_ladder({}, by=by) == []
    assert change_ladder(_settings(), by=by) == []
    assert not Rung.objects.exists()
    assert not Event.objects.filter(kind="ladder_changed").exists()


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        (Kind.DUE_SOON, Setting(0, True)),
        (Kind.DUE_SOON, Setting(61, True)),
        (Kind.DUE_EARLY, Setting(-1, True)),
        (Kind.DUE_EARLY, Setting(3, True)),
        (Kind.DUE_TODAY, Setting(1, True)),
        (Kind.OVERDUE, Setting(1, False)),
        (Kind.OVERDUE, Setting(0, True)),
        (Kind.OVERDUE_COORDINATOR, Setting(0, True)),
        (Kind.OVERDUE_CLERK, Setting(14, True)),
        (Kind.OVERDUE_CLERK, Setting(181, True)),
        (Kind.ROUND_OVERDUE, Setting(0, True)),
        (Kind.ROUND_DUE, Setting(10**12, True)),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(by: Viewer, kind: Kind, setting: Setting) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_ladder({kind: setting}, by=by)
    assert kind.value in refusal.value.message_dict
    assert not Rung.objects.exists()


def test_rungs_that_are_off_need_no_order(by: Viewer) -> None:
    wanted = {
        Kind.DUE_EARLY: Setting(2, False),
        Kind.OVERDUE_HEAD: Setting(30, False),
        Kind.OVERDUE_COORDINATOR: Setting(28, False),
    }
    assert change_ladder(wanted, by=by) == list(wanted)


def test_turning_a_head_on_after_the_coordinator_is_refused(by: Viewer) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_ladder({Kind.OVERDUE_HEAD: Setting(20, True)}, by=by)
    assert set(refusal.value.message_dict) == {"overdue_coordinator"}


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "councillor", "administrator"])
def test_nobody_else_sets_the_ladder(
    who: str, request: pytest.FixtureRequest, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        change_ladder({Kind.DUE_SOON: Setting(5, True)}, by=as_viewer(person))
    assert sign_in(person).get(PAGE).status_code == 403


def test_who_comes_second_is_told_what_was_changed(by: Viewer) -> None:
    seen = _settings()
    change_ladder({Kind.DUE_SOON: Setting(5, True)}, by=by, seen=seen)
    with pytest.raises(ValidationError, match="처리기한 안내: 3일 → 5일"):
        change_ladder({Kind.DUE_EARLY: Setting(20, True)}, by=by, seen=seen)
    assert _settings()[Kind.DUE_EARLY].days == 14


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_waits_and_is_told(by: Viewer) -> None:
    seen = _settings()
    _done, refusal = one_behind_the_other(
        lambda: change_ladder({Kind.DUE_SOON: Setting(5, True)}, by=by, seen=seen),
        lambda: change_ladder({Kind.DUE_SOON: Setting(4, True)}, by=by, seen=seen),
    )
    assert isinstance(refusal, ValidationError)
    assert _settings()[Kind.DUE_SOON].days == 5


@pytest.mark.django_db(transaction=True)
def test_the_first_change_of_all_made_twice_at_once_is_kept_once(by: Viewer) -> None:
    done = at_once(*[lambda: change_ladder({Kind.DUE_SOON: Setting(5, True)}, by=by) for _ in range(3)])
    assert sorted(map(len, done)) == [0, 0, 1]
    assert Event.objects.filter(kind="ladder_changed").count() == 1


@pytest.mark.parametrize("who", ["secretariat", "coordinator"])
def test_the_page_shows_each_rung_with_its_days_and_an_example(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    page = sign_in(request.getfixturevalue(who)).get(PAGE).content.decode()
    for kind in DEFAULTS:
        assert str(kind.label) in page
    assert 'name="due_early" value="14" min="1" max="60"' in page
    assert 'name="overdue_on"' not in page
    assert 'name="due_today"' not in page
    assert page.count("<time") >= 3 * len(DEFAULTS)


def test_what_is_saved_on_the_page_is_the_ladder_afterwards(coordinator: User, sign_in: SignIn) -> None:
    answer = sign_in(coordinator).post(PAGE, _form(due_soon=5, overdue_head_on="on", due_today_on=None))
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    changed = {row.kind: (row.days, row.is_on) for row in Rung.objects.all()}
    assert changed == {"due_soon": (5, True), "overdue_head": (7, True), "due_today": (0, False)}
    assert {row.since for row in Rung.objects.all()} == {timezone.localdate()}


@pytest.mark.parametrize("typed", ["", "세", "3.5", "9" * 40, "-2", "<b>"])
def test_days_that_are_no_number_within_bounds_are_refused_and_shown_again(
    typed: str, coordinator: User, sign_in: SignIn
) -> None:
    page = sign_in(coordinator).post(PAGE, _form(due_soon=typed)).content.decode()
    assert 'id="id_due_soon_error"' in page
    assert "<b>" not in page
    assert not Rung.objects.exists()


def test_an_empty_form_changes_nothing(coordinator: User, sign_in: SignIn) -> None:
    assert sign_in(coordinator).post(PAGE, {}).status_code == 200
    assert not Rung.objects.exists()


@pytest.mark.parametrize("seen", ["nonsense", "due_soon:x:1", "unknown:3:1", "due_soon:3", "\x00"])
def test_a_ladder_seen_that_is_none_is_passed_over(seen: str, coordinator: User, sign_in: SignIn) -> None:
    assert sign_in(coordinator).post(PAGE, _form(seen=seen, due_soon=5)).status_code in {200, 302}


def test_on_the_page_who_comes_second_sees_the_change_and_may_then_save(
    coordinator: User, sign_in: SignIn, by: Viewer
) -> None:
    browser = sign_in(coordinator)
    shown = browser.get(PAGE).context["form"]["seen"].value()
    change_ladder({Kind.DUE_SOON: Setting(5, True)}, by=by)
    refused = browser.post(PAGE, _form(seen=shown, due_early=20))
    assert "처리기한 안내: 3일 → 5일" in refused.content.decode()
    assert 'name="due_early" value="20"' in refused.content.decode()
    again = refused.context["form"]["seen"].value()
    assert browser.post(PAGE, _form(seen=again, due_soon=5, due_early=20)).status_code == 302
    assert _settings()[Kind.DUE_EARLY].days == 20


def test_the_page_costs_what_it_costs_whatever_was_changed(
    coordinator: User, sign_in: SignIn, by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(coordinator)
    browser.get(PAGE)
    change_ladder({Kind.DUE_SOON: Setting(5, True), Kind.DUE_EARLY: Setting(20, True)}, by=by)
    with django_assert_num_queries(7):
        browser.get(PAGE)
