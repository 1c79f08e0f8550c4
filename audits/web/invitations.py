"""The page behind a one-time link: the person sets a password and signs in with it."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audits.actions import people
from audits.models import User


def link_path(person: User, token: str) -> str:
    """Path of the link that carries `token` to `person`."""
    return reverse("invitation", args=[urlsafe_base64_encode(str(person.pk).encode()), token])


def link_to(person: User, token: str) -> str:
    """The whole link, under the installation's own name: a request could name a stranger's host."""
    return settings.SITE_URL + link_path(person, token)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Set one's password by a link that works once; a link that no longer works says whom to ask."""
    person = _person(who)
    if person is None or not people.invitation_tokens.check_token(person, token):
        return _expired(request)
    form = SetPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not people.use_link(person, token, form.cleaned_data["new_password1"]):
            return _expired(request)
        messages.success(request, _("비밀번호를 저장하였습니다. 로그인하여 주십시오."))
        return redirect("account_login")
    return render(request, "audits/invitation.html", {"form": form, "person": person, "expired": False})


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "audits/invitation.html", {"expired": True}, status=HTTPStatus.GONE)


def _person(who: str) -> User | None:
    try:
        number = int(urlsafe_base64_decode(who))
    except ValueError:
        return None
    return User.objects.filter(pk=number, is_active=True).first()
