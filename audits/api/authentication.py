"""Who calls the API: a department's key, or the person signed in to the pages.

Both answer a `Viewer` as `request.auth`, so that an endpoint never asks how somebody came in.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from audits.access import Viewer, token_viewer, viewer
from audits.actions import tokens
from audits.models import User

SCHEME: Final = "Bearer"
LONGEST_KEY: Final = 200


class TokenAuthentication(authentication.BaseAuthentication):
    """연계 인증키 in `Authorization: Bearer …`; one statement, and a second on the first use of a day."""

    def authenticate(self, request: Request) -> tuple[User, Viewer] | None:
        """The responsible person and what the key may do; None where no key is shown.

        Raises AuthenticationFailed for a key that opens nothing, also where a session would.
        """
        scheme, _blank, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        caller = token_viewer(key.strip(), timezone.localdate()) if _is_a_key(key.strip()) else None
        if caller is None:
            raise AuthenticationFailed(_("연계 인증키가 맞지 않거나 만료되었습니다."))
        tokens.note_use(caller)
        return caller.user, caller

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (the signature is the framework's)
        """What a 401 says one should come with (RFC 6750)."""
        return f'{SCHEME} realm="husok"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The person signed in to the pages; whoever writes has to show the CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, Viewer] | None:
        """The person and who they are today; None where nobody is signed in.

        Raises PermissionDenied before a first password is changed.
        """
        found = super().authenticate(request)
        if found is None:
            return None
        person: User = found[0]
        if person.must_change_password:
            raise PermissionDenied(_("먼저 비밀번호를 바꾸어 주십시오."))
        return person, viewer(person, timezone.localdate())


def _is_a_key(key: str) -> bool:
    return 0 < len(key) <= LONGEST_KEY and key.isascii()
