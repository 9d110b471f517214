"""What one agency lets another see."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lodged.register.models.staff import Agency


class Sharing(models.Model):
    """From a moment, and perhaps until another, the reader's staff may read the owner's records."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="shares")
    reader = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reads")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agency=F("reader")), name="sharing_is_with_another_agency"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="sharing_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} shares with {self.reader}"
