"""Facts of an audit, and the record of what was done."""

from audits.models.access_entry import AccessAct, AccessCheck, AccessEntry
from audits.models.audit import Audit, Category, PeriodUnit, Wording
from audits.models.committee import Committee, CommitteeChange, CommitteeSuccession
from audits.models.demand import Demand, DemandVersion
from audits.models.department import Department, DepartmentKind
from audits.models.document import Document
from audits.models.event import Event
from audits.models.holiday import Holiday
from audits.models.office import Office
from audits.models.people import Membership, Role, User
from audits.models.record_check import CheckKind, CheckState, RecordCheck
from audits.models.repeat import Repeat, RepeatState
from audits.models.succession import Succession, SuccessionKind
from audits.models.token import DepartmentToken, Scope

__all__ = [
    "AccessAct",
    "AccessCheck",
    "AccessEntry",
    "Audit",
    "Category",
    "CheckKind",
    "CheckState",
    "Committee",
    "CommitteeChange",
    "CommitteeSuccession",
    "Demand",
    "DemandVersion",
    "Department",
    "DepartmentKind",
    "DepartmentToken",
    "Document",
    "Event",
    "Holiday",
    "Membership",
    "Office",
    "PeriodUnit",
    "RecordCheck",
    "Repeat",
    "RepeatState",
    "Role",
    "Scope",
    "Succession",
    "SuccessionKind",
    "User",
    "Wording",
]
