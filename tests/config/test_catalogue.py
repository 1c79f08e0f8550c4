"""Which messages are found, and which of them a catalogue leaves without an answer."""

from pathlib import Path

import django

from config import catalogue

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

#: audits/one.py:1
msgid "저장하였습니다."
msgstr "Saved."

msgctxt "badge"
msgid ""
"확인 "
"대기"
msgstr "Waiting"

#, fuzzy
msgid "철회"
msgstr "Withdraw"

msgid "접수"
msgid_plural "접수들"
msgstr[0] "Receipt"
msgstr[1] ""

#~ msgid "이전"
#~ msgstr "Before"
"""


def test_messages_in_code_are_found_by_the_function_they_are_given_to() -> None:
    found = '_("하나"), gettext_lazy("둘"), pgettext("badge", "셋"), ngettext("넷", "넷들", n)'
    source = f'x = {found}, print("다섯"), _(x)'
    assert set(catalogue.in_python(source)) == {("", "하나"), ("", "둘"), ("badge", "셋"), ("", "넷")}


def test_messages_in_templates_are_found() -> None:
    source = (
        "{% load i18n %}<p>{% translate '하나' %} {% translate \"둘\" context \"badge\" %} {{ _('셋') }}"
        "{% blocktranslate with n=1 %}넷 {{ n }}건{% endblocktranslate %} 다섯</p>"
    )
    assert set(catalogue.in_template(source)) == {
        ("", "하나"),
        ("badge", "둘"),
        ("", "셋"),
        ("", "넷 %(n)s건"),
    }


def test_an_entry_counts_as_answered_when_every_form_is_and_nobody_doubts_it() -> None:
    answered = {entry.key: entry.answered for entry in catalogue.entries(PO)}
    assert answered == {
        ("", "저장하였습니다."): True,
        ("badge", "확인 대기"): True,
        ("", "철회"): False,
        ("", "접수"): False,
    }


def test_a_catalogue_that_was_not_compiled_answers_nothing(tmp_path: Path) -> None:
    assert catalogue.compiled(tmp_path / "django.mo") == set()


def test_a_compiled_catalogue_answers_what_it_holds() -> None:
    django_own = Path(django.__file__).parent / "conf/locale/ko/LC_MESSAGES"
    entries = catalogue.entries((django_own / "django.po").read_text(encoding="utf-8"))
    assert {entry.key for entry in entries if entry.answered} <= catalogue.compiled(django_own / "django.mo")
