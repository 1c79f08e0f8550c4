"""The texts that are searched, as they are searched: derived, kept for speed by the database itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audits.models import Demand
from tracker.models.assignment import Assignment
from tracker.models.progress import ProgressUpdate


class SearchText(models.Model):
    """A text somebody may search: the one in force of a demand (`update` empty), or a filed report.

    `bare` holds its letters and digits (`audits.letters.bare`), each part closed by a space, so that no word is found
    across parts. `newest`: this is what stands now, the text in force or the newest filed report of its assignment.
    Older reports are kept where somebody reads no newer one: what a department filed last, and what was filed last
    before a hold ended. Triggers write these rows (migration 0011); nothing else does but `search.rebuild`.
    """

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="+")
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
