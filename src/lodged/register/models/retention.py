"""How long an agency keeps what, what must be kept longer, and disposals that two people decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from lodged.register.models.people import Person
from lodged.register.models.staff import Agency, User
from lodged.register.vocabulary import RetentionKind


class RetentionRule(models.Model):
    """One line of an agency's schedule. Append-only: a later line about the same kind replaces the earlier."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="retention_rules")
    kind = models.CharField(max_length=32, choices=RetentionKind.choices())
    keep_days = models.PositiveIntegerField(help_text="Days after what the kind names.")
    authority = models.CharField(max_length=300, help_text="The schedule or law it rests on.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["set_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.keep_days} days"


class RetentionHold(models.Model):
    """Something that must be kept although its time is over: a lawsuit, a request, an investigation."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(released_at__isnull=True), name="one_open_hold_a_person"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="a_release_of_a_hold_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Disposal(models.Model):
    """What one supervisor proposed to dispose of, and another decided. It names no person, only pseudonyms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="disposals")
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="disposals")
    subjects = models.JSONField(help_text="Identifiers of the people or reconciliations.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("proposed_by")),
                name="a_disposal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="an_applied_disposal_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal of {len(self.subjects)}"
