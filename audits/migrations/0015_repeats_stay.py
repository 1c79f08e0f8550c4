"""A pair of demands that somebody decided on stays; what was only proposed may go. See `audits_keep`."""

from django.db import migrations

KEEP = """
SELECT audits_keep(
    'audits_repeat', ARRAY['demand_id', 'earlier_id', 'score', 'words', 'found_at'], removable => true
);

CREATE FUNCTION audits_refuse_decided_repeat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_on IS NOT NULL THEN
        RAISE EXCEPTION 'a repeat that somebody decided on stays: % is refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER audits_repeat_stays BEFORE DELETE ON audits_repeat
    FOR EACH ROW EXECUTE FUNCTION audits_refuse_decided_repeat();
"""
RELEASE = """
DROP TRIGGER audits_repeat_stays ON audits_repeat;
DROP FUNCTION audits_refuse_decided_repeat();
DROP TRIGGER audits_repeat_kept ON audits_repeat;
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0014_documents_in_and_out")]
    operations = [migrations.RunSQL(KEEP, RELEASE)]
