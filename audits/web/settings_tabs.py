"""The pages of the settings, side by side, as far as somebody may open them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audits.access import Act, Viewer

PAGES: Final = (
    ("office", _("업무 방식"), Act.CHANGE_OFFICE),
    ("word_list", _("구분·용어"), Act.KEEP_WORDS),
    ("holiday_list", _("휴일"), Act.MANAGE_HOLIDAYS),
    ("setup_council", _("의회 이름과 임기"), Act.SET_UP),
    ("setup_mail", _("메일 설정"), Act.SET_UP),
)


def settings_tabs(viewer: Viewer, here: str) -> list[dict[str, object]]:
    """The tabs above the page `here`, by the name of its address; none where it stands alone."""
    found: list[dict[str, object]] = [
        {"label": label, "url": reverse(name), "current": name == here}
        for name, label, act in PAGES
        if viewer.may(act)
    ]
    return found if len(found) > 1 else []
