"""Facts of an audit, and the record of what was done."""

from audits.models.audit import Audit, Category, Wording
from audits.models.committee import Committee
from audits.models.demand import Demand, DemandVersion
from audits.models.department import Department, DepartmentKind
from audits.models.document import Document
from audits.models.event import Event
from audits.models.holiday import Holiday
from audits.models.people import Membership, Role, User
from audits.models.succession import Succession, SuccessionKind

__all__ = [
    "Audit",
    "Category",
    "Committee",
    "Demand",
    "DemandVersion",
    "Department",
    "DepartmentKind",
    "Document",
    "Event",
    "Holiday",
    "Membership",
    "Role",
    "Succession",
    "SuccessionKind",
    "User",
    "Wording",
]
