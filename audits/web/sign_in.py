"""Sign-in by django-allauth with our rules: nobody signs up, nobody resets a password by mail."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audits.actions import people
from audits.models import User

WRONG: Final = _("전자우편 또는 사번이나 비밀번호가 맞지 않습니다.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package declares no types
    """What allauth asks of us, and our words where its own say less or speak of an address alone."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("사용이 중지된 계정입니다. 시스템관리자에게 알려 주십시오."),
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "enter_current_password": _("지금 쓰는 비밀번호가 맞지 않습니다."),
        "too_many_login_attempts": _("로그인을 여러 번 실패하였습니다. 5분 뒤에 다시 하여 주십시오."),
        "rate_limited": _("요청이 너무 잦습니다. 잠시 뒤에 다시 하여 주십시오."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Never: accounts begin with an invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Never: mail leaves from the ledger alone, and from no restored copy (`notifications.delivery`)."""
        raise NotImplementedError(f"{template_prefix}: mail leaves from the ledger of notifications alone")

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """The new password, by Django's rules and not the present one. Raises ValidationError."""
        if isinstance(user, User):
            people.refuse_present_password(user, password)
        return str(super().clean_password(password, user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set a password the person chose; a temporary one ends with it."""
        if isinstance(user, User):
            people.set_own_password(user, password)
