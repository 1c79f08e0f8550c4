"""The record can only grow: rights withdrawn from everybody but the owner, and triggers for everybody.

A trigger for each statement, not for each row: one for rows lets a statement pass that meets no row.
"""

from django.db import migrations

PROTECT = """
CREATE FUNCTION audits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audits_event_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audits_event
    FOR EACH STATEMENT EXECUTE FUNCTION audits_refuse_change();

DO $$
DECLARE grantee text;
BEGIN
    FOR grantee IN
        SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
        WHERE g.table_name = 'audits_event' AND g.table_schema = current_schema() AND g.grantee <> current_user
    LOOP
        EXECUTE format(
            'REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON audits_event FROM %s',
            CASE grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(grantee) END
        );
    END LOOP;
END $$;
"""

RELEASE = """
DROP TRIGGER audits_event_append_only ON audits_event;
DROP FUNCTION audits_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0001_initial")]
    operations = [migrations.RunSQL(PROTECT, RELEASE)]
