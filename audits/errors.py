"""What an action refuses with; mapped once for pages and once for the API."""

from __future__ import annotations

from django.utils.translation import gettext as _


class NotAllowedNow(Exception):
    """The act does not fit the state (409). The message says what has to be done first."""


class SamePerson(NotAllowedNow):
    """One person would be two of author, approver and verifier, or decide on their own request (409, rule 3)."""

    def __init__(self, words: str = "") -> None:
        told = _("작성한 사람, 부서장 확인, 이행 확인은 서로 다른 사람이 하여야 합니다.")
        super().__init__(words or told)


class NotVisible(Exception):
    """The thing is unknown to this person (404, the same whether it exists or not)."""


class AlreadyImported(Exception):
    """The year and body are stored already; nothing new was stored."""


class Stale(Exception):
    """Somebody else saved first (412). Carries the version that is there now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _("작성하는 동안 다른 사람이 먼저 저장하였습니다. 두 내용을 견주어 보고 다시 저장하여 주십시오.")
        )
        self.version = version
