"""What the frame itself keeps: how often somebody asked lately."""

from __future__ import annotations

from django.db import models


class RequestCount(models.Model):
    """How many requests a client (an address that writes, or a token) sent in a minute; only a keyed hash is kept."""

    client = models.CharField(max_length=64)
    minute = models.BigIntegerField(help_text="Minutes since 1970.")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "minute"], name="one_count_a_minute")]
        indexes = [models.Index(fields=["minute"], name="count_by_minute")]

    def __str__(self) -> str:
        return f"{self.count} in minute {self.minute}"
