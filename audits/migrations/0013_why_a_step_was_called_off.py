"""Why a step of a reorganisation was called off; a new column of a kept table is opened by `audits_keep` anew."""

from django.db import migrations, models

KEEP = """
SELECT audits_keep(
    'audits_succession',
    ARRAY['kind', 'predecessor_id', 'successor_id', 'effective_on', 'not_before', 'not_after', 'duties', 'basis']
);
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0012_membership_called_off")]
    operations = [
        migrations.AddField(
            model_name="succession",
            name="void_reason",
            field=models.TextField(blank=True, verbose_name="취소 사유"),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
