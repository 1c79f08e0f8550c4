"""How this office works where offices differ: changed by its administrator, on record."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Act, Viewer
from audits.gates import Gates
from audits.models import Office
from audits.record import Entry


@transaction.atomic
def change_office(
    *, council_distributes: bool, gates: str, by: Viewer, is_public: bool | None = None
) -> Office:
    """Keep the settings; the same ones again leave no entry. A report that waits already stays where it is.

    `is_public` None leaves open or shut what the public reads.

    Raises PermissionDenied; ValidationError on `gates` for a way of reporting that is none.
    """
    by.require(Act.CHANGE_OFFICE)
    if gates not in Gates.values:
        raise ValidationError({"gates": _("보고 절차를 골라 주십시오.")})
    Office.objects.get_or_create(pk=1)
    office = Office.objects.select_for_update(no_key=True).get(pk=1)
    open_to_all = office.is_public if is_public is None else is_public
    wanted = {"council_distributes": council_distributes, "gates": gates, "is_public": open_to_all}
    if wanted == {name: getattr(office, name) for name in wanted}:
        return office
    office.council_distributes, office.gates, office.is_public = council_distributes, gates, open_to_all
    office.save()
    record.append(Entry("office_changed", office, by.user, values=wanted))
    return office
