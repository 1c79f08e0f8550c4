"""How this office works where offices differ: changed by its administrator, on record."""

from __future__ import annotations

from django.db import transaction

from audits import record
from audits.access import Act, Viewer
from audits.models import Office
from audits.record import Entry


@transaction.atomic
def change_office(*, council_distributes: bool, by: Viewer) -> Office:
    """Keep the settings; the same ones again leave no entry. Raises PermissionDenied."""
    by.require(Act.CHANGE_OFFICE)
    Office.objects.get_or_create(pk=1)
    office = Office.objects.select_for_update(no_key=True).get(pk=1)
    if office.council_distributes == council_distributes:
        return office
    office.council_distributes = council_distributes
    office.save()
    values = {"council_distributes": council_distributes}
    record.append(Entry("office_changed", office, by.user, values=values))
    return office
