"""What the frame itself keeps: how often somebody wrote lately."""

from __future__ import annotations

from django.db import models


class RequestCount(models.Model):
    """How many writing requests one address sent in one minute; the address is kept as a keyed hash only."""

    client = models.CharField(max_length=64)
    minute = models.BigIntegerField(help_text="Minutes since 1970.")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "minute"], name="one_count_a_minute")]
        indexes = [models.Index(fields=["minute"], name="count_by_minute")]

    def __str__(self) -> str:
        return f"{self.count} in minute {self.minute}"
