"""What is written already can be searched: a row a text, in two statements, and the index over them in one go."""

from django.db import migrations

BUILD = """
SELECT husok_search_refresh_demands(coalesce((SELECT array_agg(id) FROM audits_demand), '{}'));
SELECT husok_search_refresh_reports(coalesce((SELECT array_agg(id) FROM tracker_assignment), '{}'));
SET CONSTRAINTS ALL IMMEDIATE;
"""

# What was written last is looked through one by one until there is half a megabyte of it: a report costs little, and
# so does a search.
INDEX = """
CREATE INDEX search_runs ON tracker_searchtext USING gin (husok_runs(bare)) WITH (gin_pending_list_limit = 512);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0011_search_texts"),
    ]
    operations = [
        migrations.RunSQL(BUILD, "DELETE FROM tracker_searchtext"),
        migrations.RunSQL(INDEX, "DROP INDEX search_runs"),
    ]
