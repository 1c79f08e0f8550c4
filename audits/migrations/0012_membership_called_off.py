"""A membership that has not begun can be called off: it then ends on the day it would have begun."""

from django.db import migrations, models

NAME = "membership_ends_after_it_starts"


class Migration(migrations.Migration):
    dependencies = [("audits", "0011_organisation_on_record")]
    operations = [
        migrations.RemoveConstraint(model_name="membership", name=NAME),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(end_on__isnull=True) | models.Q(end_on__gte=models.F("start_on")),
                name="membership_ends_no_earlier_than_it_starts",
            ),
        ),
    ]
