"""The texts that are searched, as they are searched: derived, kept for speed by the database itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from audits.models import Demand
from tracker.models.assignment import Assignment
from tracker.models.progress import ProgressUpdate


class WordsField(models.Field):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Runs of two letters, as PostgreSQL indexes words."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 (the database's interface)
        """What holds them."""
        return "tsvector"


@WordsField.register_lookup
class Holds(models.Lookup):  # type: ignore[type-arg]
    """`words__holds="'ab' & 'bc'"`: what the index finds."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> Any:
        """Text, which the database reads."""
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Ask the index."""
        left, before = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*before, self.rhs]


class SearchText(models.Model):
    """A text somebody may search: the one in force of a demand (`update` empty), or a filed report.

    `bare` holds its letters and digits (`audits.letters.bare`), each part closed by a space, so that no word is found
    across parts. `newest`: this is what stands now, the text in force or the newest filed report of its assignment.
    Older reports are kept where somebody reads no newer one: what a department filed last, and what was filed last
    before a hold ended. Triggers write these rows (migration 0011); nothing else does but `search.rebuild`.
    """

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="+", db_index=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, null=True, related_name="+")
    update = models.OneToOneField(ProgressUpdate, on_delete=models.CASCADE, null=True, related_name="+")
    newest = models.BooleanField()
    bare = models.TextField(db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demand"], condition=Q(update__isnull=True), name="search_one_text_a_demand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}/{self.update_id or 'text'}"
