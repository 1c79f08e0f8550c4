"""Which database may send: a restored copy stays silent until somebody says that it is the real one."""

from __future__ import annotations

from django.db import models


class MailSwitch(models.Model):
    """`identity` is that of the installation for which mail was enabled (`notifications.identity`). One row."""

    identity = models.CharField(max_length=64)
    enabled_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="mail_switch_is_one")]

    def __str__(self) -> str:
        return self.identity[:12]
