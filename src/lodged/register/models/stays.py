"""A stay in custody as it stands now; its history is its events and spans."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from lodged.register.lifecycle import stays
from lodged.register.models.facilities import Facility
from lodged.register.models.facts import facts_of, put_facts
from lodged.register.models.people import Person
from lodged.register.models.staff import Agency
from lodged.register.vocabulary import CustodyBasis, DelayReason, DepartureReason, EntitlementBasis


class Stay(models.Model):
    """One person's custody from booking to its end. ``version`` counts the acts on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="stays")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stays")
    booking_number = models.CharField(max_length=64)
    basis = models.CharField(max_length=32, choices=CustodyBasis.choices())
    version = models.PositiveIntegerField(default=1)
    booked_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    planned_for = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField(null=True)
    entitled_at = models.DateTimeField(null=True)
    entitlement = models.CharField(max_length=32, choices=EntitlementBasis.choices(), blank=True)
    departed_at = models.DateTimeField(null=True)
    departure = models.CharField(max_length=32, choices=DepartureReason.choices(), blank=True)
    commitment_told_at = models.DateTimeField(null=True)
    delay_reason = models.CharField(max_length=16, choices=DelayReason.choices(), blank=True)
    delay_note = models.TextField(blank=True)
    claim = models.CharField(max_length=16, choices=[(claim.value, claim.value) for claim in stays.Claim])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "booking_number"], name="booking_number_once_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(departed_at__isnull=True, departure="")
                | Q(departed_at__isnull=False, departure__in=list(DepartureReason)),
                name="departure_has_time_and_reason_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(entitled_at__isnull=True, entitlement="")
                | Q(entitled_at__isnull=False, entitlement__in=list(EntitlementBasis)),
                name="entitlement_has_minute_and_basis_or_neither",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "planned_for"], condition=Q(departed_at__isnull=True), name="held"
            ),
            models.Index(
                Coalesce("entitled_at", "planned_for"),
                "id",
                condition=Q(departed_at__isnull=True),
                name="held_by_coming_release",
            ),
            models.Index(
                fields=["entitled_at"], condition=Q(entitled_at__isnull=False), name="stay_by_entitlement"
            ),
            models.Index(
                fields=["departed_at"], condition=Q(departed_at__isnull=False), name="stay_by_departure"
            ),
        ]

    def __str__(self) -> str:
        return self.booking_number

    def facts(self) -> stays.Stay:
        """Return what decides which acts can follow."""
        return facts_of(self, stays.Stay)

    def take(self, facts: stays.Stay) -> None:
        """Put the facts after an act into the columns."""
        if facts.booked_at is None or facts.seen_at is None:
            raise ValueError("A stay in the register has been booked.")
        put_facts(self, facts)
        if facts.entitled_at is None:
            self.entitlement = ""
