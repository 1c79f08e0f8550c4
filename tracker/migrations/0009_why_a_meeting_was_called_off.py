"""Why a meeting was called off; a new column of a kept table is opened by `audits_keep` anew."""

from django.db import migrations, models

KEEP = """
SELECT audits_keep(
    'tracker_meeting', ARRAY['committee_id', 'held_on', 'name', 'minutes_reference', 'by_id', 'created_at']
);
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_publications_stay")]
    operations = [
        migrations.AddField(
            model_name="meeting",
            name="called_off_reason",
            field=models.TextField(blank=True),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
