"""What facilities report of themselves: their counts, and how their files name the columns."""

from __future__ import annotations

from django.db import models

from lodged.register.models.facilities import Facility
from lodged.register.models.staff import Agency


class FacilityReturn(models.Model):
    """A facility's count at a moment, as its agency filed it. Append-only; a later one of the same moment corrects.

    It holds no person's data: state analysts and auditors see every agency's.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="returns")
    counted_at = models.DateTimeField()
    held = models.PositiveIntegerField()
    with_detainer = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["counted_at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(with_detainer__lte=models.F("held")), name="no_more_detainers_than_held"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facility}, {self.counted_at:%Y-%m-%d %H:%M}"

    @property
    def is_nil(self) -> bool:
        """Whether nobody was held with a detainer: an answer, unlike no return at all."""
        return self.with_detainer == 0


class SavedMapping(models.Model):
    """How an agency's files name the columns: their name to ours, kept for the next file."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="mapping")
    pairs = models.JSONField(default=dict, help_text="Their column to ours.")

    def __str__(self) -> str:
        return f"{self.agency}: {len(self.pairs)} columns"
