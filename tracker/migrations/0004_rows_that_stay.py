"""What departments and the council said stays as it was written; see `audits_keep`."""

from django.db import migrations

KEPT = {
    "assignment": ("demand_id", "point", "assigned_on"),
    "tenure": ("assignment_id", "department_id", "start_on", "succession_id", "by_id", "reason"),
    "progressupdate": (
        "assignment_id", "number", "department_id", "author_id", "entered_by_id", "source", "reported_on", "status",
        "continues", "no_change", "wording", "actions_taken", "plan", "planned_until", "reason", "receiver",
        "created_at",
    ),
    "evidence": (
        "assignment_id", "update_id", "document_sha256", "line", "document_number", "url", "document_id", "file_id",
        "added_by_id", "added_at",
    ),
    "passage": (
        "update_id", "gate", "passed", "document_number", "document_on", "reason", "by_id", "on",
    ),
    "verification": (
        "assignment_id", "update_id", "verdict", "reason", "found", "decision_id", "by_id", "on",
    ),
    "opinion": ("assignment_id", "update_id", "view", "words", "by_id", "on"),
    "ground": ("demand_id", "assignment_id", "act", "reason", "decision_id", "by_id", "on"),
    "meeting": ("committee_id", "held_on", "name", "minutes_reference", "by_id", "created_at"),
    "decision": ("meeting_id", "demand_id", "conclusion", "words", "by_id", "created_at"),
    "extensionrequest": (
        "assignment_id", "department_id", "wanted", "due_then", "reason", "by_id", "on",
    ),
    "duedatemove": (
        "assignment_id", "kind", "number", "before", "after", "request_id", "decision_id", "holiday", "reason",
        "by_id", "on",
    ),
    "handover": ("assignment_id", "giver_id", "receiver_id", "reason", "by_id", "on"),
}
FILE = ("name", "kind", "size", "sha256", "stored_as", "by_id", "token_id", "uploaded_at")


def _keep(table: str, columns: tuple[str, ...], more: str = "") -> str:
    listed = ", ".join(f"'{column}'" for column in columns)
    return f"SELECT audits_keep('tracker_{table}', ARRAY[{listed}]{more});"


KEEP = "\n".join(
    [
        *(_keep(table, columns) for table, columns in KEPT.items()),
        # An upload that no report used may go; one that was used stays.
        _keep("storedfile", FILE, ", removable => true"),
        """
CREATE FUNCTION tracker_refuse_used_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL THEN
        RAISE EXCEPTION 'a file that was used as evidence stays: % is refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER tracker_storedfile_stays BEFORE DELETE ON tracker_storedfile
    FOR EACH ROW EXECUTE FUNCTION tracker_refuse_used_file();
""",
    ]
)
RELEASE = "\n".join(
    [
        "DROP TRIGGER tracker_storedfile_stays ON tracker_storedfile;",
        "DROP FUNCTION tracker_refuse_used_file();",
        *(f"DROP TRIGGER tracker_{table}_kept ON tracker_{table};" for table in [*KEPT, "storedfile"]),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_accountable_workflow"),
        ("audits", "0009_rows_that_stay"),
    ]
    operations = [migrations.RunSQL(KEEP, RELEASE)]
