"""수신 설정: what a person chooses about their digests.

On record, because rule 11 asks why a mail did not leave, and one who was switched off by a link never signed in.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.models import User
from audits.record import Entry
from notifications import access
from notifications.models import Frequency, Preference


@transaction.atomic
def prefer(*, frequency: str, language: str, by: Viewer) -> Preference:
    """Keep how often and in which language `by` gets digests; the same again leaves no entry.

    An empty `language` is the installation's. What is overdue is told each week whatever is chosen. Raises
    PermissionDenied; ValidationError for a frequency or language that is none.
    """
    access.require(by, access.Act.SET_MAIL_PREFERENCE)
    if frequency not in Frequency.values:
        raise ValidationError({"frequency": _("현황 알림을 받는 주기를 골라 주십시오.")})
    if language and language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("메일의 언어를 골라 주십시오.")})
    return _keep(by.user, {"frequency": frequency, "language": language}, by.user)


@transaction.atomic
def switch_off(person: User) -> Preference:
    """Switch off what can be, by the link in a mail: whoever holds the mail may, so the entry names nobody."""
    return _keep(person, {"frequency": Frequency.NONE}, None)


def _keep(person: User, wanted: dict[str, str], by: User | None) -> Preference:
    Preference.objects.get_or_create(user=person)
    kept = Preference.objects.select_for_update(no_key=True).get(user=person)
    if wanted == {name: getattr(kept, name) for name in wanted}:
        return kept
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.save(update_fields=[*wanted])
    facts = {"frequency": kept.frequency, "language": kept.language}
    record.append(Entry("mail_preference_set", person, by, facts=facts))
    return kept
