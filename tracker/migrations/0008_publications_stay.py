"""What was frozen and published stays as it was; of a meeting, what is known later may be added. See `audits_keep`."""

from django.db import migrations

KEPT = {
    "snapshot": ("audit_id", "round_id", "paper", "title", "as_of", "sha256", "content", "by_id", "created_at"),
    "publication": ("audit_id", "snapshot_id", "meeting_id", "reason", "by_id", "on", "at"),
    "meeting": ("committee_id", "held_on", "name", "minutes_reference", "by_id", "created_at"),
}
BEFORE = {
    "snapshot": ("audit_id", "round_id", "paper", "as_of", "content", "by_id", "created_at"),
    "meeting": KEPT["meeting"],
}


def _keep(kept: dict[str, tuple[str, ...]]) -> str:
    return "\n".join(
        f"SELECT audits_keep('tracker_{table}', ARRAY[{', '.join(repr(column) for column in columns)}]);"
        for table, columns in kept.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0007_documents_in_and_out"),
        ("audits", "0015_repeats_stay"),
    ]
    operations = [
        migrations.RunSQL(
            _keep(KEPT), "DROP TRIGGER tracker_publication_kept ON tracker_publication;\n" + _keep(BEFORE)
        )
    ]
