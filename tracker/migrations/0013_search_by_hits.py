"""Two ways to a page of what is found: by the few texts that hold a word, or, of a common one, row by row in order.

No plan is right for both, and the statistics of runs of letters do not tell the planner which it has before it.
"""

import django.db.models.deletion
from django.db import migrations, models

WAYS = """
-- The demands whose texts hold these letters; null where they are too many to be listed. What the first texts say often
-- is a common word, and the index would only list most of the table.
CREATE FUNCTION husok_search_hits(runs tsquery, pattern text, most integer, newest_only boolean) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET jit = off AS $body$
DECLARE found bigint[];
BEGIN
    IF (
        SELECT count(*) > 25
        FROM (SELECT s.bare FROM tracker_searchtext s ORDER BY s.id LIMIT 800) AS few
        WHERE few.bare LIKE pattern
    ) THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(array_agg(DISTINCT hits.demand_id), '{}') INTO found
    FROM (
        SELECT s.demand_id FROM tracker_searchtext s
        WHERE husok_runs(s.bare) @@ runs AND s.bare LIKE pattern AND (s.newest OR NOT newest_only)
        LIMIT most + 1
    ) AS hits;
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END
$body$;

CREATE FUNCTION husok_search_holds(demand bigint, pattern text) RETURNS boolean LANGUAGE plpgsql STABLE COST 5000 AS $body$
BEGIN
    RETURN EXISTS (
        SELECT FROM tracker_searchtext s WHERE s.demand_id = demand AND s.newest AND s.bare LIKE pattern
    );
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0012_search_what_is_there"),
    ]
    operations = [
        migrations.AlterField(
            model_name="searchtext",
            name="demand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="audits.demand"
            ),
        ),
        migrations.RunSQL(WAYS, "DROP FUNCTION husok_search_hits, husok_search_holds"),
    ]
