"""One audit a year and body, however the body is spaced."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Replace


class Migration(migrations.Migration):
    """The same constraint by name, over the body without its spaces."""

    dependencies = [("audits", "0004_staff_number_no_address")]

    operations = [
        migrations.RemoveConstraint(model_name="audit", name="audit_once_a_year_and_body"),
        migrations.AddConstraint(
            model_name="audit",
            constraint=models.UniqueConstraint(
                models.F("year"),
                Replace("body", models.Value(" "), models.Value("")),
                name="audit_once_a_year_and_body",
                violation_error_message="같은 연도와 기관의 감사가 이미 있습니다.",
            ),
        ),
    ]
