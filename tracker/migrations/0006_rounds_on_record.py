"""Rounds, frozen reports and who decided that an assignment stays are as they were written; see `audits_keep`."""

from django.db import migrations

KEPT = {
    "reportinground": ("audit_id", "opened_on", "opened_at", "opened_by_id"),
    "snapshot": ("audit_id", "round_id", "paper", "as_of", "content", "by_id", "created_at"),
    "stay": ("assignment_id", "succession_id", "reason", "by_id", "on"),
}


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f"'{column}'" for column in columns)


KEEP = "\n".join(
    f"SELECT audits_keep('tracker_{table}', ARRAY[{_listed(columns)}]);" for table, columns in KEPT.items()
)
RELEASE = "\n".join(f"DROP TRIGGER tracker_{table}_kept ON tracker_{table};" for table in KEPT)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0005_the_offices_year"),
        ("audits", "0011_organisation_on_record"),
    ]
    operations = [migrations.RunSQL(KEEP, RELEASE)]
