"""수신 해제 주소: a signed word for one person, good for as long as the secret key is; nothing else opens it."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

SALT: Final = "notifications.unsubscribe"
LONGEST: Final = 100  # letters; a number and a signature


def url_for(user_id: int) -> str:
    """Where one click switches off what can be (RFC 8058). It has no end: an old mail can still be answered."""
    return settings.SITE_URL + reverse("unsubscribe", args=[Signer(salt=SALT).sign(str(user_id))])


def person_of(token: str) -> int | None:
    """Whose word it is; None for one that we did not sign. Asks nothing of the database."""
    if len(token) > LONGEST:
        return None
    try:
        return int(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
