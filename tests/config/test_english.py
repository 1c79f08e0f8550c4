"""The English catalogue that is kept in the repository: whole, exact, and free of any machine's traces."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from audits.statuses import ReportedStatus
from config.env import BASE_DIR
from config.templatetags import ui
from tracker.models import Assignment, Stage
from tracker.web.due import due

FOLDER: Final = BASE_DIR / "config/locale/en/LC_MESSAGES"
PLACE: Final = re.compile(r"%\(\w+\)[sd]")
FRIDAY: Final = date(2026, 11, 20)


@pytest.fixture
def english() -> Iterator[None]:
    """As a reader of English sees it."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def source() -> str:
    """The catalogue as its translators write it."""
    return (FOLDER / "django.po").read_text(encoding="utf-8")


def test_every_message_has_an_answer_in_english() -> None:
    call_command("check_translations")


def test_a_catalogue_that_is_not_there_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with pytest.raises(CommandError, match="missing"):
        call_command("check_translations")


def test_a_catalogue_without_its_compiled_form_is_a_fault(
    settings: Settings, tmp_path: Path, source: str
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(source, encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(CommandError, match="not compiled"):
        call_command("check_translations")


def test_each_answer_keeps_the_places_that_are_filled_in(source: str) -> None:
    for message, answers in _answers(source):
        for answer in answers:
            assert sorted(PLACE.findall(answer)) == sorted(PLACE.findall(message)), message


# What is typed into Korean sheets and forms whatever the reader's language: dates, titles and values of columns.
TYPED = re.compile(
    "’26. 12월|연중|실·국|과·담당관|사업소|담당자|부서장|소관 번호, 버전, 확인값|변동 없음|"
    "종류, 앞선 부서, 승계 부서, 시행일, 가장 이른 날, 가장 늦은 날, 사무, 근거|부서 구분|조직 밖"
)


def test_no_answer_is_left_in_korean_but_what_has_to_be_typed_so(source: str) -> None:
    answers = [TYPED.sub("", answer) for _, found in _answers(source) for answer in found]
    assert [answer for answer in answers if re.search("[가-힣]", answer)] == []


def test_the_head_tells_no_machine_no_person_and_no_moment(source: str) -> None:
    head = source.split("\n\n", 1)[0]
    names = set(re.findall(r'^"([\w-]+): .*\S\\n"$', head, re.MULTILINE))
    kept = {"Project-Id-Version", "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    assert names == kept | {"Plural-Forms"}
    assert "#:" not in source, "no place of a message: it changes with every line"


def test_a_day_is_written_as_english_readers_know_it(english: None) -> None:
    assert ui.day(FRIDAY) == "20 Nov 2026 (Fri)"
    assert ui.day_only(FRIDAY) == "20 Nov 2026"


@pytest.mark.parametrize(("late", "words"), [(1, "1 day late"), (3, "3 days late")])
def test_one_day_late_is_not_written_as_several(english: None, late: int, words: str) -> None:
    assignment = Assignment(stage=Stage.WORKING, due_date=date(2026, 11, 20 - late))
    assert due(assignment, FRIDAY).words == words


def test_what_a_department_reported_is_named_in_the_language_of_the_page(english: None) -> None:
    assert str(ReportedStatus.IN_PROGRESS.label) == "In progress"
    with translation.override("ko"):
        assert str(ReportedStatus.IN_PROGRESS.label) == "추진 중"


@pytest.mark.django_db
def test_the_page_to_sign_in_follows_the_language_of_the_browser(client: Client) -> None:
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


def _answers(source: str) -> Iterator[tuple[str, list[str]]]:
    """Each message with its answers; the head of the file is left out."""
    for block in source.split("\n\n")[1:]:
        joined = re.sub(r'"\n"', "", block)
        texts = dict(re.findall(r'^(msg\S+) "(.*)"$', joined, re.MULTILINE))
        yield texts["msgid"], [text for name, text in texts.items() if name.startswith("msgstr")]
