"""How far the planner has read the record; one row."""

from __future__ import annotations

from datetime import date

from django.db import models


class Reading(models.Model):
    """Entries up to `number` have led to the occasions they lead to. `begun_on`: nothing older is told of.

    Entries are numbered in the order in which they become visible (the record's head is held until the end of a
    transaction), so that nothing appears behind this number.
    """

    number = models.BigIntegerField()
    begun_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="reading_is_one")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def first_day(cls, on: date) -> date:
        """From which day on there is anything to tell; `on` where nothing was read yet."""
        return cls.objects.filter(pk=1).values_list("begun_on", flat=True).first() or on
