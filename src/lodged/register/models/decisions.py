"""What the law said and who relied on it: facts that staff stated, decisions, holds and overrides."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from lodged.register.models.detainers import Detainer
from lodged.register.models.staff import Agency, User
from lodged.register.models.stays import Stay
from lodged.register.vocabulary import Overridable, Reliance, Source


class StatedFact(models.Model):
    """A fact for the law's decision, as a member of staff stated it; the newest of a name counts."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="stated_facts")
    name = models.CharField(max_length=64)
    value = models.JSONField(null=True, help_text="Empty where an earlier statement was taken back.")
    source = models.CharField(max_length=16, choices=Source.choices())
    seen = models.CharField(max_length=300)
    stated_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DecisionRecord(models.Model):
    """A decision of the law that was shown and relied on, as it was that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()
    relied_on_for = models.CharField(max_length=16, choices=Reliance.choices())
    rulebook_sha256 = models.CharField(max_length=64)
    decision = models.JSONField(null=True, help_text="Empty once the person's data were expunged.")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Decision of {self.decided_at:%Y-%m-%d %H:%M}"


class Override(models.Model):
    """Somebody's wish to do what the law's decision does not allow, and another person's ruling on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="overrides")
    wanted = models.CharField(max_length=16, choices=Overridable.choices())
    authority = models.TextField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed = models.BooleanField(null=True)
    ruling_reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True, ruled_by__isnull=True, confirmed__isnull=True)
                | Q(ruled_at__isnull=False, ruled_by__isnull=False, confirmed__isnull=False),
                name="an_override_is_ruled_on_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("asked_by")),
                name="an_override_is_ruled_on_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Override of {self.asked_at:%Y-%m-%d %H:%M}"


class Hold(models.Model):
    """The person was kept past entitlement to release, on a decision that allows it or a confirmed override."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="holds")
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    decision = models.ForeignKey(DecisionRecord, on_delete=models.PROTECT, related_name="holds")
    override = models.ForeignKey(Override, on_delete=models.PROTECT, related_name="holds", null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="a_hold_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"Held until {self.until:%Y-%m-%d %H:%M}"
