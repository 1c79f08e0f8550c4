"""Which pictures there are: a table, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DESK: Final = 1440
NARROW: Final = 1024
PHONE: Final = 390
WIDTHS: Final = (DESK, NARROW, PHONE)
STANDARD: Final = "standard"
HIGH: Final = "high"
CONTRASTS: Final = (STANDARD, HIGH)
NOBODY: Final = ""


@dataclass(frozen=True)
class Picture:
    """One screen of the demo: whose, where, how wide, in which contrast.

    `follow` names addresses: of the links on the page, the first one that leads there is opened, and so on, because an
    address with a number in it means something else in another installation. `part` is the element that is pictured
    instead of the window; `height` is how much of a page is enough.
    """

    name: str
    person: str
    path: str
    follow: tuple[str, ...] = ()
    width: int = DESK
    contrast: str = STANDARD
    part: str = ""
    height: int = 900


GUIDE: Final = (
    Picture("start-council", "secretariat", "/", height=1200),
    Picture("start-executive", "coordinator", "/", height=1200),
    Picture("start-department", "officer", "/", height=820),
    Picture("start-councillor", "councillor", "/", height=820),
    Picture("start-administrator", "admin", "/", height=700),
    Picture("start-phone", "officer", "/", width=PHONE, height=1000),
    Picture("late-in-departments", "secretariat", "/demands/?overdue=1", height=640),
    Picture("list", "secretariat", "/demands/"),
    Picture("list-phone", "officer", "/demands/", width=PHONE, height=1000),
    Picture("demand", "secretariat", "/demands/?overdue=1", follow=("demand_detail",), height=1000),
    Picture(
        "due-date",
        "officer",
        "/demands/?overdue=1",
        follow=("demand_detail",),
        part="main .beside",
        height=1000,
    ),
    Picture("work", "officer", "/todo/"),
    Picture("work-phone", "officer", "/todo/", width=PHONE, height=1000),
    Picture("report-form", "officer", "/todo/", follow=("report_form",), height=1000),
    Picture("work-of-a-head", "head", "/todo/", height=700),
    Picture("verification", "secretariat", "/verification/", height=1000),
    Picture("extensions", "secretariat", "/extensions/", height=520),
    Picture("handovers", "coordinator", "/handovers/", height=520),
    Picture("import", "secretariat", "/imports/", height=880),
    Picture("distribution", "coordinator", "/audits/", follow=("audit_overview", "distribution")),
    Picture("round", "coordinator", "/rounds/", follow=("round_detail",)),
    Picture("reports", "secretariat", "/audits/", follow=("audit_summary",)),
    Picture("ledger", "secretariat", "/notifications/?tab=sent"),
    Picture(
        "reminded-when",
        "secretariat",
        "/demands/?overdue=1",
        follow=("demand_detail", "demand_mails"),
        height=700,
    ),
    Picture("reorganisation", "secretariat", "/reorganisations/"),
    Picture("people", "admin", "/people/", height=560),
    Picture("record", "secretariat", "/record/", height=760),
    Picture("high-contrast", "secretariat", "/demands/", contrast=HIGH, height=700),
)

# Every main page by whom it is for, each at every width and in every contrast.
PAGES: Final = (
    Picture("sign-in", NOBODY, "/accounts/login/"),
    Picture("start", "secretariat", "/"),
    Picture("start-coordinator", "coordinator", "/"),
    Picture("start-officer", "officer", "/"),
    Picture("start-head", "head", "/"),
    Picture("start-councillor", "councillor", "/"),
    Picture("start-admin", "admin", "/"),
    Picture("list", "secretariat", "/demands/"),
    Picture("list-officer", "officer", "/demands/"),
    Picture("list-councillor", "councillor", "/demands/"),
    Picture("list-empty", "secretariat", "/demands/?q=zzzz"),
    Picture("demand", "secretariat", "/demands/?overdue=1", follow=("demand_detail",)),
    Picture("demand-officer", "officer", "/demands/?overdue=1", follow=("demand_detail",)),
    Picture(
        "demand-history", "secretariat", "/demands/?overdue=1", follow=("demand_detail", "demand_history")
    ),
    Picture("demand-mails", "secretariat", "/demands/?overdue=1", follow=("demand_detail", "demand_mails")),
    Picture("work", "officer", "/todo/"),
    Picture("work-head", "head", "/todo/"),
    Picture("report-form", "officer", "/todo/", follow=("report_form",)),
    Picture("progress-sheet", "officer", "/sheets/progress/"),
    Picture("own-people", "head", "/departments/own/people/"),
    Picture("approvals", "head", "/approvals/"),
    Picture("submissions", "coordinator", "/submissions/"),
    Picture("rounds", "coordinator", "/rounds/"),
    Picture("round", "coordinator", "/rounds/", follow=("round_detail",)),
    Picture("round-new", "coordinator", "/rounds/new/"),
    Picture("verification", "secretariat", "/verification/"),
    Picture("extensions", "secretariat", "/extensions/"),
    Picture("handovers", "coordinator", "/handovers/"),
    Picture("moves", "coordinator", "/moves/"),
    Picture("audits", "secretariat", "/audits/"),
    Picture("audit-new", "secretariat", "/audits/new/"),
    Picture("summary", "secretariat", "/audits/", follow=("audit_summary",)),
    Picture("distribution", "coordinator", "/audits/", follow=("audit_overview", "distribution")),
    Picture("repeats", "secretariat", "/repeats/"),
    Picture("reports", "secretariat", "/reports/"),
    Picture("reports-of-an-audit", "secretariat", "/reports/", follow=("report_list",)),
    Picture("report-frozen", "secretariat", "/reports/", follow=("report_frozen",)),
    Picture("urge-letter", "secretariat", "/urge-letter/"),
    Picture("meetings", "clerk", "/meetings/"),
    Picture("meeting", "clerk", "/meetings/", follow=("meeting_detail",)),
    Picture("meeting-new", "clerk", "/meetings/new/"),
    Picture("import", "secretariat", "/imports/"),
    Picture("own-mails", "officer", "/mails/"),
    Picture("mail-preference", "officer", "/account/mail/"),
    Picture("ledger", "secretariat", "/notifications/"),
    Picture("ledger-mail", "secretariat", "/notifications/?tab=sent", follow=("notification_detail",)),
    Picture("ladder", "secretariat", "/notifications/ladder/"),
    Picture("samples", "secretariat", "/notifications/samples/"),
    Picture("outbox", "secretariat", "/outbox/"),
    Picture("departments", "secretariat", "/departments/"),
    Picture("department-list", "secretariat", "/departments/list/"),
    Picture("reorganisations", "secretariat", "/reorganisations/"),
    Picture("reorganisation-new", "secretariat", "/reorganisations/new/"),
    Picture("committees", "secretariat", "/committees/"),
    Picture("people", "admin", "/people/"),
    Picture("person", "admin", "/people/", follow=("person_detail",)),
    Picture("person-new", "admin", "/people/new/"),
    Picture("postings", "admin", "/people/postings/"),
    Picture("tokens", "admin", "/tokens/"),
    Picture("holidays", "secretariat", "/holidays/"),
    Picture("office", "admin", "/office/"),
    Picture("record", "secretariat", "/record/"),
    Picture("access-record", "admin", "/access-record/"),
    Picture("password", "officer", "/accounts/password/"),
    Picture("not-found", "officer", "/demands/999999/"),
)
