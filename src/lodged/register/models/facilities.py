"""Where people are held."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.db import models

from lodged.register.models.staff import Agency
from lodged.register.vocabulary import FacilityKind


class Facility(models.Model):
    """One place of custody of one agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="facilities")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=32, blank=True, help_text="The federal detention facility code.")
    kind = models.CharField(max_length=32, choices=FacilityKind.choices())
    county = models.CharField(max_length=64, blank=True, help_text="Without the word County.")
    city = models.CharField(max_length=64, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Where it differs from its agency's.")

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="facility_once_an_agency")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its clocks."""
        return ZoneInfo(self.time_zone or self.agency.time_zone)
