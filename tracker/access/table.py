"""Who may do and read what, as data (lifecycle.md §4, product.md rule 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NoReturn

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import Role, Scope
from tracker.lifecycle import Act
from tracker.models import Paper

COUNCIL: Final = frozenset({Role.SECRETARIAT, Role.CLERK})
READS_ALL: Final = frozenset({Role.SECRETARIAT, Role.COORDINATOR, Role.COUNCILLOR})
COORDINATOR: Final = frozenset({Role.COORDINATOR})
DEPARTMENT: Final = frozenset({Role.OFFICER, Role.HEAD})
OVERSEES: Final = READS_ALL - {Role.COUNCILLOR}
READS_DEMANDS: Final = READS_ALL | DEPARTMENT | {Role.CLERK}


class Right(StrEnum):
    """What somebody may read or open; what somebody may do with an assignment is a `lifecycle.Act`."""

    READ_DEMANDS = "read_demands"
    SEE_COUNCIL_FACTS = "see_council_facts"
    SEE_DOUBTS = "see_doubts"
    SEND_FILES = "send_files"
    VERIFY = "verify"
    TAKE_FORMS = "take_forms"
    TAKE_URGE_LETTER = "take_urge_letter"
    READ_RESULT_REPORT = "read_result_report"
    READ_INSPECTION_REPORT = "read_inspection_report"
    READ_MEETINGS = "read_meetings"
    READ_REPORTS = "read_reports"
    FOLLOW_OWN_DEMANDS = "follow_own_demands"


READS: Final[dict[Right, frozenset[Role]]] = {
    Right.READ_DEMANDS: READS_DEMANDS,
    Right.SEE_COUNCIL_FACTS: COUNCIL | {Role.COUNCILLOR},
    Right.SEE_DOUBTS: COUNCIL | DEPARTMENT | COORDINATOR,
    Right.SEND_FILES: DEPARTMENT | {Role.SECRETARIAT},
    Right.VERIFY: COUNCIL,
    # Who writes reports fills its sheet in; the coordinator hands it to the departments.
    Right.TAKE_FORMS: DEPARTMENT | COORDINATOR,
    Right.TAKE_URGE_LETTER: COORDINATOR | {Role.SECRETARIAT},
    # The reports of a whole audit, as they stand now; a frozen one is read by whoever sees its snapshot.
    Right.READ_RESULT_REPORT: COUNCIL | COORDINATOR,
    Right.READ_INSPECTION_REPORT: COUNCIL,
    Right.READ_MEETINGS: COUNCIL | {Role.COUNCILLOR},
    # The room of the reports; which of them somebody finds there is asked of each (`rights.may_read_report`, `sight`).
    Right.READ_REPORTS: COUNCIL | COORDINATOR | {Role.COUNCILLOR},
    # What somebody raised, and their committees', before all else.
    Right.FOLLOW_OWN_DEMANDS: frozenset({Role.COUNCILLOR}),
}

ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.SET_UP_AUDIT: COUNCIL,
    Act.LOG_DEMAND: COUNCIL,
    Act.TRANSMIT: frozenset({Role.SECRETARIAT}),
    Act.IMPORT_PUBLISHED: COUNCIL,
    Act.ASSIGN: COORDINATOR,
    Act.SET_LATER_DUE_DATE: COUNCIL,
    Act.CORRECT_DEMAND: frozenset({Role.SECRETARIAT}),
    Act.WITHDRAW: frozenset({Role.SECRETARIAT}),
    Act.MARK_PRIORITY: COUNCIL,
    Act.RECORD_MEETING: COUNCIL,
    Act.RECEIVE: DEPARTMENT,
    Act.NAME_OFFICER: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.NAME_ONESELF: DEPARTMENT,
    Act.NAME_LEAD: COORDINATOR,
    Act.REPORT: DEPARTMENT,
    Act.REPORT_FROM_PAPER: frozenset({Role.SECRETARIAT}),
    Act.ADD_EVIDENCE: DEPARTMENT | {Role.SECRETARIAT},
    Act.REMOVE_EVIDENCE: DEPARTMENT,
    Act.APPROVE: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.APPROVE_BY_NUMBER: DEPARTMENT | COORDINATOR,
    Act.SEND_BACK: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.SUBMIT: COORDINATOR,
    Act.CONFIRM: COUNCIL,
    Act.RETURN: COUNCIL,
    Act.CONTRADICT: COUNCIL,
    Act.RECORD_OPINION: COUNCIL,
    Act.REOPEN: COUNCIL,
    Act.REQUEST_EXTENSION: DEPARTMENT,
    Act.CANCEL_REQUEST: DEPARTMENT,
    Act.GRANT: COUNCIL,
    Act.GRANT_UNASKED: frozenset({Role.SECRETARIAT}),
    Act.REFUSE: COUNCIL,
    Act.ADJUST_CALENDAR: frozenset({Role.SECRETARIAT}),
    Act.SET_FIRST_DUE_DATE: COUNCIL,
    Act.OFFER_HANDOVER: DEPARTMENT | COORDINATOR,
    Act.ACCEPT_HANDOVER: DEPARTMENT,
    Act.REFUSE_HANDOVER: DEPARTMENT,
    Act.CANCEL_HANDOVER: DEPARTMENT | COORDINATOR,
    Act.SETTLE_HANDOVER: COORDINATOR,
    Act.MOVE: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
    Act.REMIND: COUNCIL | COORDINATOR,
    Act.OPEN_ROUND: COORDINATOR,
    Act.CLOSE_ROUND: COORDINATOR,
    Act.CHANGE_COMMITTEE: frozenset({Role.SECRETARIAT}),
    # Each its own paper: the executive's result report, the council's inspection report (product.md §3).
    Act.FREEZE_REPORT: COUNCIL | COORDINATOR,
    Act.PUBLISH: frozenset({Role.SECRETARIAT}),
    Act.DECIDE_REPEAT: COUNCIL,
}

# Each hands in the own paper (product.md §3), and reads it as it stands now.
READS_PAPER: Final[dict[Paper, Right]] = {
    Paper.RESULT: Right.READ_RESULT_REPORT,
    Paper.INSPECTION: Right.READ_INSPECTION_REPORT,
}
FREEZES: Final[dict[Paper, frozenset[Role]]] = {Paper.RESULT: COORDINATOR, Paper.INSPECTION: COUNCIL}

# A small council distributes itself (`Office.council_distributes`): these are its staff's as well then.
DISTRIBUTING: Final = frozenset({Act.ASSIGN, Act.NAME_LEAD, Act.OPEN_ROUND, Act.CLOSE_ROUND})
# Who takes an assignment over acts for the department it is offered to, not for the one that holds it.
BY_RECEIVER: Final = frozenset({Act.ACCEPT_HANDOVER, Act.REFUSE_HANDOVER})
# Only the head of the very department; being head of another one is nothing here.
BY_ITS_HEAD: Final = frozenset({Act.NAME_OFFICER, Act.APPROVE, Act.SEND_BACK})

SCOPES: Final[dict[Act | Right, frozenset[Scope]]] = {
    Right.READ_DEMANDS: frozenset({Scope.READ}),
    Act.RECEIVE: frozenset({Scope.REPORT}),
    Act.REPORT: frozenset({Scope.REPORT}),
    Act.ADD_EVIDENCE: frozenset({Scope.EVIDENCE}),
    Act.REQUEST_EXTENSION: frozenset({Scope.EXTENSION}),
    Act.CANCEL_REQUEST: frozenset({Scope.EXTENSION}),
    Right.SEND_FILES: frozenset({Scope.REPORT, Scope.EVIDENCE}),
}


def may_read(viewer: Viewer, right: Right) -> bool:
    """Whether one of the viewer's roles, and a token's scope, allow reading."""
    return bool(viewer.roles & READS[right]) and within_scope(viewer, right)


def require_reading(viewer: Viewer, right: Right = Right.READ_DEMANDS) -> None:
    """Raise PermissionDenied, naming who may, unless reading is allowed."""
    if not may_read(viewer, right):
        refuse(READS[right])


def within_scope(viewer: Viewer, what: Act | Right) -> bool:
    """Whether a token's scopes reach this far; a person has none and is not bound by any."""
    return viewer.scopes is None or bool(SCOPES.get(what, frozenset()) & viewer.scopes)


def refuse(roles: frozenset[Role]) -> NoReturn:
    """Raise PermissionDenied, naming who may."""
    who = ", ".join(str(role.label) for role in Role if role in roles)
    raise PermissionDenied(_("이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: %(who)s") % {"who": who})
