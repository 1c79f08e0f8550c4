"""Every mail there is, read whole in both languages: subject, text, and the HTML as it is shown.

How each reads is kept in `samples/`. A mail that is not kept there yet is written down and fails this once, to be
read before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from audits.models import User
from notifications.models import Kind, OccasionKind
from notifications.samples import Sample, samples
from tests.notifications.shown import as_shown

SignIn = Callable[[User], Client]
KEPT = Path(__file__).parent / "samples"
PAGE = "/notifications/samples/"
LANGUAGES = ("ko", "en")
ALONE = sorted(kind.value.replace("_", "-") for kind in OccasionKind)
# Digests alone are read in test_emails, as they are composed.
NAMES = [*ALONE, "mixed", "resent", "instead", "extension-refused", "record-alarm", "silence-alarm"]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://husok.example"


@cache
def _made(language: str) -> dict[str, Sample]:
    return {sample.name: sample for sample in samples(language)}


def _every() -> Iterator[Sample]:
    for language in LANGUAGES:
        yield from _made(language).values()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_mail_reads_as_it_was_kept(name: str, language: str) -> None:
    mail = _made(language)[name].message
    found = f"{mail.subject}\n\n{mail.text}\n======== HTML\n{as_shown(mail.html)}"
    kept = KEPT / language / f"{name}.txt"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(found, encoding="utf-8")
        pytest.fail(f"written down to be read: {kept.name}")
    assert found == kept.read_text(encoding="utf-8")


def test_nothing_is_kept_of_a_mail_that_is_no_more() -> None:
    for language in LANGUAGES:
        assert sorted(path.stem for path in (KEPT / language).iterdir()) == sorted(NAMES)


def test_every_kind_of_mail_and_of_occasion_has_a_sample() -> None:
    made = _made("ko")
    assert {sample.kind for sample in made.values()} == set(Kind)
    assert set(ALONE) <= set(made)
    assert len(made) == len(samples("ko"))


def test_text_and_html_say_the_same() -> None:
    """Each line of a demand, each sentence and each link of the one stands in the other."""
    for sample in _every():
        shown = as_shown(sample.message.html)
        links = set(re.findall(r"https://[^\s\]]+", sample.message.text))
        assert links == set(re.findall(r"https://[^\s\]]+", shown)), sample.name
        for sentence in re.findall(r"^(?:\d\. )?([^\s\d].*[다오]\.)$", sample.message.text, re.MULTILINE):
            assert sentence in shown, sample.name


def test_no_mail_brings_anything_from_elsewhere_or_runs_anything() -> None:
    for sample in _every():
        html = sample.message.html
        assert not re.search(r"<(script|img|link|iframe|form)|url\(|@import|\son\w+=", html), sample.name
        assert set(re.findall(r'(?:href|src)="([a-z]+://[^/"]*)', html)) == {"https://husok.example"}


def test_every_mail_has_one_main_heading() -> None:
    for sample in _every():
        assert len(re.findall("<h1[ >]", sample.message.html)) == 1, sample.name


def test_no_mail_is_cut_off_by_a_mail_program() -> None:
    """Widely used ones show the first 102 KB; and none takes a line of more than 998 octets."""
    for sample in _every():
        assert len(sample.message.html.encode()) < 102 * 1024, sample.name
        mail = EmailMultiAlternatives(sample.message.subject, sample.message.text, to=["a@demo.example"])
        mail.attach_alternative(sample.message.html, "text/html")
        assert max(map(len, mail.message().as_bytes().splitlines())) <= 998, sample.name


def test_an_english_mail_is_english_but_for_what_the_office_wrote() -> None:
    written = re.compile(r"시정|견본|도서관|공용차량|보도블록|것$")
    for sample in _made("en").values():
        korean = [
            line for line in sample.message.text.splitlines() if re.search("[가-힣]", written.sub("", line))
        ]
        known = [line for line in korean if written.search(line)]
        assert korean == known, sample.name


def test_a_sample_is_in_its_own_language_whoever_looks() -> None:
    with translation.override("en"):
        assert samples("ko")[0].message.subject == "[행정사무감사] 보완 요구 2건"
        assert translation.get_language() == "en"


@pytest.mark.django_db
def test_the_page_lists_all_of_them_in_each_language(secretariat: User, sign_in: SignIn) -> None:
    client = sign_in(secretariat)
    for language in LANGUAGES:
        rows = client.get(PAGE, {"language": language}).context["rows"]
        assert [row["subject"] for row in rows] == [s.message.subject for s in samples(language)]
    assert client.get(PAGE).context["rows"] == client.get(PAGE, {"language": "xx"}).context["rows"]


@pytest.mark.django_db
def test_a_sample_has_a_page_with_its_text_and_one_as_it_looks(coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    page = client.get(f"{PAGE}due-today/", {"language": "en"})
    assert page.context["row"]["subject"] == "[Council audit] Due today: 2"
    assert "Please finish and report today." in page.content.decode()
    html = client.get(page.context["row"]["html_url"])
    assert html.content.decode().startswith('<!doctype html>\n<html lang="en">')
    assert html["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nonsense/", "nonsense/html/", "due_today/"])
def test_there_is_no_sample_of_another_name(path: str, secretariat: User, sign_in: SignIn) -> None:
    assert sign_in(secretariat).get(f"{PAGE}{path}").status_code == 404


@pytest.mark.django_db
def test_who_sends_no_mail_sees_no_samples(officer: User, administrator: User, sign_in: SignIn) -> None:
    for person in (officer, administrator):
        client = sign_in(person)
        for path in ("", "due-today/", "due-today/html/", "nonsense/"):
            assert client.get(f"{PAGE}{path}").status_code == 403
