"""The organisation, committees and who stands in for whom stay as they were written; see `audits_keep`."""

from django.db import migrations

MEMBERSHIP = "'user_id', 'role', 'department_id', 'committee_id', 'start_on'"
KEEP = f"""
SELECT audits_keep('audits_department', ARRAY['name', 'kind', 'external', 'valid_from']);
SELECT audits_keep(
    'audits_succession',
    ARRAY['kind', 'predecessor_id', 'successor_id', 'effective_on', 'not_before', 'not_after', 'duties', 'basis']
);
SELECT audits_keep('audits_committee', ARRAY['name', 'valid_from']);
SELECT audits_keep(
    'audits_committeesuccession', ARRAY['kind', 'predecessor_id', 'successor_id', 'on', 'basis']
);
SELECT audits_keep('audits_membership', ARRAY[{MEMBERSHIP}, 'deputy_for_id']);
"""
RELEASE = f"""
DROP TRIGGER audits_department_kept ON audits_department;
DROP TRIGGER audits_succession_kept ON audits_succession;
DROP TRIGGER audits_committee_kept ON audits_committee;
DROP TRIGGER audits_committeesuccession_kept ON audits_committeesuccession;
SELECT audits_keep('audits_membership', ARRAY[{MEMBERSHIP}]);
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0010_the_offices_year")]
    operations = [migrations.RunSQL(KEEP, RELEASE)]
