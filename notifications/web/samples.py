"""알림 견본: every mail with invented content, in each language, as text and as a mail program shows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from csp.constants import HEADER
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from audits.web.viewer import viewer_of
from notifications import access
from notifications.samples import Sample, samples
from notifications.web.outbox import STYLE_ONLY


@require_safe
def mail_samples(request: HttpRequest) -> HttpResponse:
    """All of them, by subject, in the language asked for."""
    language = _asked(request)
    rows = [_row(sample, language) for sample in samples(language)]
    context = {"rows": rows, "languages": _languages(reverse("mail_samples"), language)}
    return render(request, "notifications/mail_samples.html", context)


@require_safe
def mail_sample(request: HttpRequest, name: str) -> HttpResponse:
    """One of them: subject and text; 404 where there is none of that name."""
    language = _asked(request)
    sample = _named(name, language)
    languages = _languages(reverse("mail_sample", args=[name]), language)
    context = {"row": _row(sample, language), "text": sample.message.text, "languages": languages}
    return render(request, "notifications/mail_sample.html", context)


@require_safe
def mail_sample_html(request: HttpRequest, name: str) -> HttpResponse:
    """Its HTML part as a mail program shows it: its own inline style, and nothing that runs."""
    sample = _named(name, _asked(request))
    return HttpResponse(sample.message.html, headers={HEADER: STYLE_ONLY})


def _asked(request: HttpRequest) -> str:
    """The language asked for; of any other, the reader's own. Refuses who may not look at samples."""
    access.require(viewer_of(request), access.Act.SEE_MAIL_SAMPLES)
    known = dict(settings.LANGUAGES)
    own = get_language() or settings.LANGUAGE_CODE
    asked = request.GET.get("language", "")
    return next((code for code in (asked, own) if code in known), settings.LANGUAGE_CODE)


def _named(name: str, language: str) -> Sample:
    for sample in samples(language):
        if sample.name == name:
            return sample
    raise Http404


def _row(sample: Sample, language: str) -> dict[str, Any]:
    question = "?" + urlencode({"language": language})
    return {
        "kind": str(sample.kind.label),
        "about": sample.about,
        "subject": sample.message.subject,
        "url": reverse("mail_sample", args=[sample.name]) + question,
        "html_url": reverse("mail_sample_html", args=[sample.name]) + question,
        "list_url": reverse("mail_samples") + question,
    }


def _languages(path: str, language: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "lang": code,
            "url": f"{path}?{urlencode({'language': code})}",
            "current": code == language,
        }
        for code, label in settings.LANGUAGES
    ]
