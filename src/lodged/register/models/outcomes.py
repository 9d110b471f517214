"""What a stay came to besides release: handovers to ICE, and claims of US citizenship with their rulings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lodged.register.models.decisions import Override
from lodged.register.models.detainers import Detainer
from lodged.register.models.staff import Agency
from lodged.register.models.stays import Stay
from lodged.register.vocabulary import Ruling


class Handover(models.Model):
    """The person passed into ICE custody: between which officers, in which minute, with what property."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="handovers")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="handovers")
    handed_over_at = models.DateTimeField()
    releasing_officer = models.CharField(max_length=200)
    receiving_officer = models.CharField(max_length=200)
    identity_checked = models.BooleanField()
    property_receipt = models.CharField(max_length=200, blank=True)
    property_items = models.JSONField(default=list)
    override = models.ForeignKey(Override, on_delete=models.PROTECT, related_name="handovers", null=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Handover of {self.handed_over_at:%Y-%m-%d %H:%M}"


class CitizenshipClaim(models.Model):
    """A claim of US citizenship. While nobody has ruled on it, no handover to ICE can be recorded."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="claims")
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruling = models.CharField(max_length=16, choices=Ruling.choices(), blank=True)
    ruled_by = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, ruling="")
                | (Q(ruled_at__isnull=False, ruling__in=list(Ruling)) & ~Q(ruled_by="") & ~Q(evidence="")),
                name="a_ruling_has_a_name_and_evidence",
            ),
            models.UniqueConstraint(
                fields=["stay"],
                condition=Q(ruled_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_claim_a_stay",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, ruled_at__isnull=True) & ~Q(withdrawal_reason="")),
                name="a_claim_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Claim of {self.claimed_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has ruled on it and nobody took it back."""
        return self.ruled_at is None and self.withdrawn_at is None
