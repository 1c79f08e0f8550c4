"""The texts that are searched, in a table that the database keeps up to date by itself, whoever writes.

A text is written by some thirty acts, by imports in bulk and by COPY; a trigger costs none of them a statement. The
rule of `husok_bare` is `audits.letters.bare`.
"""

import django.db.models.deletion
from django.db import migrations, models

SIGNS = (
    r"[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u036f\u115f\u1160\u11a7\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u302a-\u303f\u3099-\u30a0\u30fb\ue000-\uf8ff\ufe00-\ufe6f\ufeff-\uff65"
    r"\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff]+"
)
# Capital letters beyond a–z with exactly one small one. Spelled out by the database's own `lower` they would depend
# on its locale, and no index could stand on that.
CAPITALS = [
    chr(code)
    for code in range(0xC0, 0x530)
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
]
LARGE, SMALL = "".join(CAPITALS), "".join(letter.lower() for letter in CAPITALS)

BARE = f"""
CREATE FUNCTION husok_bare(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT regexp_replace(
        CASE WHEN composed ~ '[\\u00c0-\\u052f]' THEN translate(small, '{LARGE}', '{SMALL}') ELSE small END,
        '{SIGNS}', '', 'g')
    FROM (
        SELECT composed, lower(composed COLLATE "C") AS small
        FROM (SELECT normalize(words, NFKC) AS composed) AS one
    ) AS two
$body$;

-- The last letter of each part stands before a space: a run begins with every letter, so that one letter is found too.
CREATE FUNCTION husok_runs(bare text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $body$
    SELECT coalesce(array_to_tsvector(array_agg(letter || following)), '')
    FROM (
        SELECT letter, lead(letter) OVER (ORDER BY place) AS following
        FROM string_to_table(bare, NULL) WITH ORDINALITY AS letters(letter, place)
    ) AS pairs
    WHERE letter <> ' ' AND following IS NOT NULL
$body$;
"""

# What has to be there: of each assignment the newest filed report; what a department filed last; and what was filed
# last before a hold ended, which is the newest that somebody reads who held it until then (`access.visible_updates`).
WANTED = """
CREATE FUNCTION husok_search_reports(assignments bigint[])
RETURNS TABLE (update_id bigint, assignment_id bigint, newest boolean) LANGUAGE sql STABLE AS $body$
    WITH filed AS MATERIALIZED (
        SELECT u.id, u.assignment_id, u.department_id, u.number, u.reported_on
        FROM tracker_progressupdate u
        WHERE u.assignment_id = ANY (assignments) AND u.filed_at IS NOT NULL
    ),
    newest AS (
        SELECT DISTINCT ON (f.assignment_id) f.id, f.assignment_id FROM filed f
        ORDER BY f.assignment_id, f.number DESC
    ),
    of_departments AS (
        SELECT DISTINCT ON (f.assignment_id, f.department_id) f.id, f.assignment_id FROM filed f
        ORDER BY f.assignment_id, f.department_id, f.number DESC
    ),
    of_holds AS (
        SELECT DISTINCT ON (t.id) f.id, f.assignment_id
        FROM filed f JOIN tracker_tenure t ON t.assignment_id = f.assignment_id AND t.end_on > f.reported_on
        ORDER BY t.id, f.number DESC
    )
    SELECT w.id, w.assignment_id, w.id IN (SELECT n.id FROM newest n)
    FROM (
        SELECT * FROM newest UNION SELECT * FROM of_departments UNION SELECT * FROM of_holds
    ) AS w
$body$;

CREATE FUNCTION husok_search_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
    SELECT husok_bare($1) || ' '
$body$;
"""

REFRESH = """
CREATE FUNCTION husok_search_refresh_demands(demands bigint[]) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO tracker_searchtext (demand_id, newest, bare)
    SELECT d.id, true, husok_search_text(v.text)
    FROM audits_demand d JOIN audits_demandversion v ON v.demand_id = d.id AND v.number = d.version
    WHERE d.id = ANY (demands)
    ON CONFLICT (demand_id) WHERE update_id IS NULL DO UPDATE SET bare = excluded.bare
    WHERE tracker_searchtext.bare <> excluded.bare;
END
$body$;

CREATE FUNCTION husok_search_refresh_reports(assignments bigint[]) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    WITH wanted AS MATERIALIZED (SELECT * FROM husok_search_reports(assignments)),
    gone AS (
        DELETE FROM tracker_searchtext s
        WHERE s.assignment_id = ANY (assignments) AND s.update_id NOT IN (SELECT w.update_id FROM wanted w)
    ),
    turned AS (
        UPDATE tracker_searchtext s SET newest = w.newest FROM wanted w
        WHERE s.update_id = w.update_id AND s.newest <> w.newest
    )
    INSERT INTO tracker_searchtext (demand_id, assignment_id, update_id, newest, bare)
    SELECT a.demand_id, a.id, u.id, w.newest, husok_search_text(u.actions_taken) || husok_search_text(u.plan)
    FROM wanted w
    JOIN tracker_progressupdate u ON u.id = w.update_id
    JOIN tracker_assignment a ON a.id = w.assignment_id
    WHERE NOT EXISTS (SELECT FROM tracker_searchtext s WHERE s.update_id = w.update_id);
END
$body$;

CREATE FUNCTION husok_search_rebuild(demands bigint[]) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM tracker_searchtext WHERE demand_id = ANY (demands);
    PERFORM husok_search_refresh_demands(demands);
    PERFORM husok_search_refresh_reports(
        coalesce((SELECT array_agg(a.id) FROM tracker_assignment a WHERE a.demand_id = ANY (demands)), '{}')
    );
END
$body$;

CREATE FUNCTION husok_search_differing(demands bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $body$
    WITH held AS MATERIALIZED (
        SELECT array_agg(a.id) AS assignments FROM tracker_assignment a WHERE a.demand_id = ANY (demands)
    ),
    meant AS (
        SELECT d.id AS demand_id, NULL::bigint AS update_id, true AS newest, husok_search_text(v.text) AS bare
        FROM audits_demand d JOIN audits_demandversion v ON v.demand_id = d.id AND v.number = d.version
        WHERE d.id = ANY (demands)
        UNION ALL
        SELECT a.demand_id, u.id, w.newest, husok_search_text(u.actions_taken) || husok_search_text(u.plan)
        FROM held h CROSS JOIN husok_search_reports(h.assignments) w
        JOIN tracker_progressupdate u ON u.id = w.update_id
        JOIN tracker_assignment a ON a.id = w.assignment_id
    ),
    stored AS (
        SELECT s.demand_id, s.update_id, s.newest, s.bare COLLATE "default" AS bare
        FROM tracker_searchtext s WHERE s.demand_id = ANY (demands)
    )
    SELECT DISTINCT differing.demand_id
    FROM ((TABLE meant EXCEPT ALL TABLE stored) UNION ALL (TABLE stored EXCEPT ALL TABLE meant)) AS differing
    ORDER BY 1
$body$;
"""

TRIGGERS = """
CREATE FUNCTION husok_search_on_versions() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM husok_search_refresh_demands((SELECT array_agg(DISTINCT demand_id) FROM changed));
    RETURN NULL;
END
$body$;
CREATE TRIGGER husok_search AFTER INSERT ON audits_demandversion REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_versions();

CREATE FUNCTION husok_search_on_demands() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE demands bigint[];
BEGIN
    SELECT array_agg(c.id) INTO demands FROM changed c JOIN before b USING (id) WHERE c.version <> b.version;
    IF demands IS NOT NULL THEN
        PERFORM husok_search_refresh_demands(demands);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER husok_search AFTER UPDATE ON audits_demand REFERENCING OLD TABLE AS before NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_demands();

CREATE FUNCTION husok_search_on_reports() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE assignments bigint[];
BEGIN
    SELECT array_agg(DISTINCT assignment_id) INTO assignments FROM changed WHERE filed_at IS NOT NULL;
    IF assignments IS NOT NULL THEN
        PERFORM husok_search_refresh_reports(assignments);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER husok_search_new AFTER INSERT ON tracker_progressupdate REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_reports();
CREATE TRIGGER husok_search_filed AFTER UPDATE ON tracker_progressupdate REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_reports();

CREATE FUNCTION husok_search_on_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE assignments bigint[];
BEGIN
    SELECT array_agg(DISTINCT c.assignment_id) INTO assignments
    FROM changed c
    WHERE EXISTS (SELECT FROM tracker_progressupdate u WHERE u.assignment_id = c.assignment_id AND u.filed_at IS NOT NULL);
    IF assignments IS NOT NULL THEN
        PERFORM husok_search_refresh_reports(assignments);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER husok_search AFTER UPDATE ON tracker_tenure REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_holds();
CREATE FUNCTION husok_search_on_new_holds() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE assignments bigint[];
BEGIN
    -- One that is open says nothing yet that the newest report does not.
    SELECT array_agg(DISTINCT assignment_id) INTO assignments FROM changed WHERE end_on IS NOT NULL;
    IF assignments IS NOT NULL THEN
        PERFORM husok_search_refresh_reports(assignments);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER husok_search_new AFTER INSERT ON tracker_tenure REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION husok_search_on_new_holds();
"""

UNDO = """
DROP TRIGGER husok_search ON audits_demandversion;
DROP TRIGGER husok_search ON audits_demand;
DROP TRIGGER husok_search_new ON tracker_progressupdate;
DROP TRIGGER husok_search_filed ON tracker_progressupdate;
DROP TRIGGER husok_search ON tracker_tenure;
DROP TRIGGER husok_search_new ON tracker_tenure;
DROP FUNCTION husok_search_on_versions, husok_search_on_demands, husok_search_on_reports, husok_search_on_holds,
    husok_search_on_new_holds, husok_search_differing, husok_search_rebuild, husok_search_refresh_reports,
    husok_search_refresh_demands, husok_search_text, husok_search_reports;
DROP FUNCTION husok_runs, husok_bare;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0015_repeats_stay"),
        ("tracker", "0010_saved_views"),
    ]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("newest", models.BooleanField()),
                ("bare", models.TextField(db_collation="C")),
                (
                    "assignment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tracker.assignment",
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="audits.demand",
                    ),
                ),
                (
                    "update",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tracker.progressupdate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("update__isnull", True)),
                        fields=("demand",),
                        name="search_one_text_a_demand",
                    )
                ],
            },
        ),
        migrations.RunSQL(BARE + WANTED + REFRESH + TRIGGERS, UNDO),
    ]
