"""The office's own words for a status: who keeps them, what is refused, and that the readers know them at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from audits import organisation
from audits.access import Viewer
from audits.actions import wordings
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Event, User, Wording
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    """The secretariat today."""
    return as_viewer(secretariat)


def test_a_word_is_read_as_its_status_from_then_on_and_on_record_without_words(council: Viewer) -> None:
    added = wordings.add("  조치 마침 ", "completed", by=council)
    assert (added.text, added.key) == ("조치 마침", "조치마침")
    assert organisation.vocabulary(TODAY).wordings["조치마침"] == "completed"
    wordings.change(added.pk, "in_progress", by=council)
    wordings.change(added.pk, "in_progress", by=council)
    assert organisation.vocabulary(TODAY).wordings["조치마침"] == "in_progress"
    wordings.remove(added.pk, by=council)
    assert "조치마침" not in organisation.vocabulary(TODAY).wordings
    told = Event.objects.order_by("number")
    assert [event.kind for event in told] == ["wording_added", "wording_changed", "wording_removed"]
    assert all(event.text.isascii() for event in told)


@pytest.mark.parametrize("who", ["administrator", "clerk", "coordinator", "officer", "councillor"])
def test_nobody_but_the_secretariat_keeps_the_table(
    who: str, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    pk = Wording.objects.earliest("pk").pk
    acts: list[Callable[[], object]] = [
        lambda: wordings.add("조치 마침", "completed", by=by),
        lambda: wordings.change(pk, "completed", by=by),
        lambda: wordings.remove(pk, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied, match="의회사무처"):
            act()


def test_a_word_that_is_there_is_refused_with_the_status_it_has(council: Viewer) -> None:
    with pytest.raises(ValidationError) as refusal:
        wordings.add("추진  완료", "in_progress", by=council)
    assert refusal.value.message_dict == {"text": ["이미 있는 용어입니다: ‘추진완료’(완료)"]}


@pytest.mark.parametrize(("text", "status"), [("", "completed"), ("가" * 41, "completed"), ("새말", "done")])
def test_no_word_and_no_status_are_refused(text: str, status: str, council: Viewer) -> None:
    with pytest.raises(ValidationError):
        wordings.add(text, status, by=council)
    assert not Event.objects.exists()


def test_a_word_removed_twice_is_not_there_the_second_time_and_the_last_one_stays(council: Viewer) -> None:
    first, *others = Wording.objects.all()
    for row in others:
        wordings.remove(row.pk, by=council)
    with pytest.raises(NotVisible):
        wordings.remove(others[0].pk, by=council)
    with pytest.raises(NotAllowedNow, match="먼저 할 일"):
        wordings.remove(first.pk, by=council)


def test_the_pages_add_change_and_remove_a_word_and_ask_before_they_remove_it(
    secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    page = browser.post(reverse("word_list"), {"text": "조치 마침"})
    assert list(page.context["form"].errors) == ["status"]
    browser.post(reverse("word_list"), {"text": "조치 마침", "status": "completed"})
    word = Wording.objects.get(key="조치마침")
    browser.post(reverse("wording_change", args=[word.pk]), {"status": "in_progress"})
    word.refresh_from_db()
    assert word.status == "in_progress"
    asked = browser.get(reverse("wording_remove", args=[word.pk])).content.decode()
    assert "물어봅니다" in asked
    assert Wording.objects.filter(pk=word.pk).exists()
    browser.post(reverse("wording_remove", args=[word.pk]))
    assert browser.post(reverse("wording_remove", args=[word.pk])).status_code == 404


def test_a_refused_word_is_told_on_the_page(secretariat: User, sign_in: SignIn) -> None:
    page = sign_in(secretariat).post(reverse("word_list"), {"text": "추진완료", "status": "completed"})
    assert "이미 있는 용어입니다" in page.content.decode()
