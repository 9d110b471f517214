"""Whom the agency calls, faxes or writes to at ICE, and how its own letters are headed."""

from __future__ import annotations

import uuid

from django.db import models

from lodged.register.models.staff import Agency


class IceContact(models.Model):
    """An office of ICE, or a desk of it, with the numbers that reach it. Retired, it stays and is offered no more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="ice_contacts")
    office = models.CharField(max_length=200)
    phone = models.CharField(max_length=64, blank=True)
    fax = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    hours = models.CharField(max_length=200, blank=True, help_text="In the words of whoever wrote it down.")
    note = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["office", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", fax="", email=""), name="a_contact_can_be_reached"
            )
        ]

    def __str__(self) -> str:
        return self.office
