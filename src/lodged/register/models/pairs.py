"""What readers said of pairs of a detainer on a list and a custody record."""

from __future__ import annotations

from django.db import models

from lodged.register.lifecycle.pairs import Opinion
from lodged.register.models.staff import Agency, User
from lodged.register.vocabulary import PairDecision


class PairRuling(models.Model):
    """One reader's decision on one pair, for the reader's own agency. Append-only; a later one is another row.

    The pair is named by what outlasts a file: the issuer's number of the detainer, the facility's name as the directory
    has it, and its booking number.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="The event's.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer_id = models.CharField(max_length=200)
    facility_name = models.CharField(max_length=200)
    booking_id = models.CharField(max_length=200)
    decision = models.CharField(max_length=16, choices=PairDecision.choices())
    settles = models.BooleanField()
    reason = models.TextField()
    evidence = models.TextField()
    seen = models.CharField(max_length=64)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]
        indexes = [models.Index(fields=["agency", "detainer_id"], name="rulings_of_a_detainer")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_ruling_on_a_pair_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.detainer_id}, {self.booking_id}: {self.decision}"

    def opinion(self) -> Opinion:
        """Return what it counts for when readers are compared."""
        return Opinion(
            reader=str(self.ruled_by_id),
            decision=PairDecision.of(self.decision),
            settles=self.settles,
            seen=self.seen,
        )
