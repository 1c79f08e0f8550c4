"""How mail leaves this installation, in words and without secrets, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import identity
from notifications.actions.try_mail import Result

SMTP: Final = ".smtp.EmailBackend"  # of whatever package

NEXT: Final[Mapping[Result, Promise]] = {
    Result.ACCEPTED: gettext_lazy(
        "받은 메일함에서 시험 메일을 확인하여 주십시오. 몇 분 안에 오지 않으면 스팸 메일함과 메일 서버의 기록을 봅니다."
    ),
    Result.REFUSED: gettext_lazy(
        "메일 서버 담당자에게 아래 대답을 보여 주고, 이 서버와 보내는 주소가 허용되어 있는지 확인하여 주십시오."
    ),
    Result.TIMED_OUT: gettext_lazy(
        "서버 이름과 포트, 그 사이의 방화벽을 확인하여 주십시오. 암호화 방식이 달라도 대답이 없을 수 있습니다."
    ),
    Result.UNREACHABLE: gettext_lazy("서버 이름과 포트가 맞는지, 메일 서버가 켜져 있는지 확인하여 주십시오."),
    Result.UNCERTAIN: gettext_lazy(
        "보내는 중에 연결이 끊겼습니다. 메일함을 확인한 뒤, 오지 않았으면 다시 보내 주십시오."
    ),
    Result.HELD: gettext_lazy("실제로 쓸 것이면 서버에서 enable_mail 명령을 실행하여 주십시오."),
}


def described() -> list[tuple[str, str]]:
    """Each setting of mail as label and words; neither password nor account."""
    sender = (_("보내는 주소"), settings.DEFAULT_FROM_EMAIL)
    if settings.EMAIL_BACKEND == identity.OUTBOX:
        return [(_("보내는 방법"), _("밖으로 보내지 않고 시연 메일함에 남깁니다.")), sender]
    if not settings.EMAIL_BACKEND.endswith(SMTP):
        return [(_("보내는 방법"), _("메일 서버를 쓰지 않고 이 서버에만 남깁니다.")), sender]
    account = _("씁니다. 비밀번호는 보이지 않습니다.") if settings.EMAIL_HOST_USER else _("쓰지 않습니다.")
    return [
        (_("보내는 방법"), _("메일 서버(SMTP)")),
        (_("서버 이름"), str(settings.EMAIL_HOST)),
        (_("포트"), str(settings.EMAIL_PORT)),
        (_("암호화"), _encryption()),
        (_("메일 서버 계정"), account),
        sender,
        (_("링크의 주소"), settings.SITE_URL),
    ]


def _encryption() -> str:
    if settings.EMAIL_USE_SSL:
        return _("처음부터 암호화(TLS)")
    return _("연결한 뒤 암호화(STARTTLS)") if settings.EMAIL_USE_TLS else _("쓰지 않습니다.")
