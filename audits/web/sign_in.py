"""Sign-in by django-allauth with our rules: nobody signs up, nobody resets a password by mail."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from audits.actions import people
from audits.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package declares no types
    """What allauth asks of us."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Never: accounts begin with an invitation."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set a password the person chose; a first password that had to be changed ends with it."""
        if isinstance(user, User):
            people.set_own_password(user, password)
