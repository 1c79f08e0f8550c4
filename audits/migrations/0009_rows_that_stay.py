"""What is official stays as it was written: `audits_keep` closes columns of a table to everybody, by right and by trigger.

Rights are withdrawn from everybody but the owner, who meets the trigger; the columns that are followed stay open.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION audits_keep(kept_table regclass, kept text[], removable boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := kept_table::text || '_kept';
    shut text := (SELECT string_agg(quote_ident(c), ', ') FROM unnest(kept || ARRAY['id']) c);
    left_open text := (
        SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = kept_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          AND NOT attname = ANY (kept || ARRAY['id'])
    );
    grantee text;
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', name, kept_table);
    EXECUTE format(
        'CREATE TRIGGER %I BEFORE UPDATE OF %s %s OR TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION audits_refuse_change()',
        name, shut, CASE WHEN removable THEN '' ELSE 'OR DELETE' END, kept_table
    );
    FOR grantee IN
        SELECT DISTINCT CASE g.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(g.grantee) END
        FROM information_schema.role_table_grants g
        WHERE format('%I.%I', g.table_schema, g.table_name)::regclass = kept_table AND g.grantee <> current_user
    LOOP
        EXECUTE format(
            'REVOKE UPDATE, TRUNCATE, TRIGGER, REFERENCES%s ON %s FROM %s',
            CASE WHEN removable THEN '' ELSE ', DELETE' END, kept_table, grantee
        );
        IF left_open IS NOT NULL THEN
            EXECUTE format('GRANT UPDATE (%s) ON %s TO %s', left_open, kept_table, grantee);
        END IF;
    END LOOP;
END $$;

SELECT audits_keep('audits_audit', ARRAY['year', 'body', 'created_at']);
SELECT audits_keep('audits_demand', ARRAY['audit_id', 'number', 'document_id', 'line', 'created_at']);
SELECT audits_keep('audits_demandversion', ARRAY['demand_id', 'number', 'text', 'reason', 'by_id', 'created_at']);
SELECT audits_keep('audits_document', ARRAY['sha256', 'name', 'size', 'text', 'note', 'imported_at']);
SELECT audits_keep('audits_membership', ARRAY['user_id', 'role', 'department_id', 'committee_id', 'start_on']);
SELECT audits_keep(
    'audits_departmenttoken',
    ARRAY['department_id', 'name', 'prefix', 'key_sha256', 'scopes', 'responsible_id', 'created_by_id',
          'created_at', 'expires_on']
);
SELECT audits_keep('audits_accesscheck', ARRAY['month', 'entries', 'words', 'by_id', 'checked_at']);

-- The access record: nobody changes it, the serving role removes nothing, its owner nothing younger than a year.
SELECT audits_keep(
    'audits_accessentry',
    ARRAY['at', 'user_id', 'token_id', 'address', 'act', 'what', 'subject_id', 'items', 'reason'],
    removable => true
);

CREATE FUNCTION audits_refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at > now() - interval '1 year' THEN
        RAISE EXCEPTION 'the access record stays for a year at least: % is refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER audits_accessentry_stays BEFORE DELETE ON audits_accessentry
    FOR EACH ROW EXECUTE FUNCTION audits_refuse_young();

-- An entry follows the head, its hash is that of its text, and none is left out: whoever appends it.
CREATE FUNCTION audits_follow_the_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT *, lag(number) OVER w AS before, lag(hash) OVER w AS hash_before
            FROM added WINDOW w AS (ORDER BY number)
        ) entry
        WHERE hash <> encode(sha256(convert_to(text, 'UTF8')), 'hex')
           OR number <> 1 + coalesce(before, (SELECT max(number) FROM audits_event WHERE number < entry.number), 0)
           OR previous_hash <> coalesce(
                hash_before, (SELECT hash FROM audits_event WHERE number = entry.number - 1), repeat('0', 64))
    ) THEN
        RAISE EXCEPTION 'an entry of the record follows the one before it and bears the hash of its text'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER audits_event_follows AFTER INSERT ON audits_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audits_follow_the_head();

-- Whoever marks a migration as applied keeps it from being applied.
DO $$
DECLARE grantee text;
BEGIN
    FOR grantee IN
        SELECT DISTINCT CASE g.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(g.grantee) END
        FROM information_schema.role_table_grants g
        WHERE g.table_name = 'audits_accessentry' AND g.table_schema = current_schema() AND g.grantee <> current_user
    LOOP
        EXECUTE format('REVOKE DELETE ON audits_accessentry FROM %s', grantee);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM %s', grantee);
    END LOOP;
    -- Nobody but the owner makes anything here that could be taken for a table of ours.
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END $$;
"""

RELEASE = """
DROP TRIGGER audits_event_follows ON audits_event;
DROP FUNCTION audits_follow_the_head();
DROP TRIGGER audits_accessentry_stays ON audits_accessentry;
DROP FUNCTION audits_refuse_young();
DO $$
DECLARE kept record;
BEGIN
    FOR kept IN SELECT tgname, tgrelid::regclass AS kept_table FROM pg_trigger WHERE tgname LIKE 'audits%\\_kept'
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', kept.tgname, kept.kept_table);
    END LOOP;
END $$;
DROP FUNCTION audits_keep(regclass, text[], boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("audits", "0008_record_nobody_can_bend")]
    operations = [migrations.RunSQL(KEEP, RELEASE)]
