"""A department that wants more gates than the office asks for (보고 절차), on record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotVisible
from audits.gates import Gates, gates
from audits.models import Department, Office
from audits.record import Entry


@transaction.atomic
def set_department_gates(department_id: int, wanted: str, *, by: Viewer) -> Department:
    """Keep what a department asks for; empty: as the office. The same again leaves no entry.

    A report that waits already stays where it is. Raises NotVisible for a department that is not there today,
    PermissionDenied unless its own head or the administrator asks, ValidationError on `gates` for anything that
    would ask for less than the office does.
    """
    rows = Department.objects.select_for_update(no_key=True).valid(by.on).inside()
    department = rows.filter(pk=department_id).first()
    if department is None:
        raise NotVisible
    if not by.may_set_gates(department_id):
        raise PermissionDenied(_("보고 절차는 그 부서의 부서장과 시스템관리자가 정합니다."))
    if loosens(wanted):
        raise ValidationError({"gates": _("기관이 정한 보고 절차보다 줄일 수 없습니다.")})
    if department.gates == wanted:
        return department
    department.gates = wanted
    department.save(update_fields=["gates"])
    record.append(Entry("department_gates_changed", department, by.user))
    return department


def loosens(wanted: str) -> bool:
    """Whether `wanted` leaves out a gate that the office asks for; empty never does. One statement."""
    return bool(wanted) and bool(set(gates(Office.current().gates)) - set(gates(wanted)))


def offered() -> list[tuple[str, str]]:
    """What a department may choose today, as codes and labels; one statement."""
    asked = Gates(Office.current().gates)
    as_office = _("기관과 같이(%(gates)s)") % {"gates": asked.label}
    more = [each for each in Gates if set(gates(each)) > set(gates(asked))]
    return [("", as_office), *((each.value, str(each.label)) for each in more)]
