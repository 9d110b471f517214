"""Agencies, and the staff who sign in for them."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class Agency(models.Model):
    """A body that keeps or reads the record: a county sheriff, a corrections department, a federal office."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=2, help_text="Postal code of the state.")
    time_zone = models.CharField(max_length=64, default="America/Chicago")
    answer_minutes = models.PositiveSmallIntegerField(
        default=120, help_text="A notice to ICE without an answer after so long is shown to a supervisor."
    )
    letterhead = models.CharField(
        max_length=400, blank=True, help_text="Lines under the agency's name on its letters."
    )

    victim_line = models.CharField(
        max_length=200, blank=True, help_text="VINE's number or address, shown at a release."
    )

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member of staff is there to do; it decides what they may see and record."""

    RELEASE_DESK = "release_desk", "Release desk"
    RECORDS_SUPERVISOR = "records_supervisor", "Records supervisor"
    AGENCY_ADMINISTRATOR = "agency_administrator", "Agency administrator"
    STATE_ANALYST = "state_analyst", "State analyst"
    COUNSEL = "counsel", "Counsel"
    FEDERAL_LIAISON = "federal_liaison", "Federal liaison"
    AUDITOR = "auditor", "Auditor"


class User(AbstractUser):
    """A member of staff of one agency, in one role."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=32, choices=Role.choices)
    title = models.CharField(max_length=100, blank=True, help_text="As it stands under a signature.")
    phone = models.CharField(max_length=64, blank=True, help_text="Where an answer to a letter is called in.")

    REQUIRED_FIELDS = ["agency", "role"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known")
        ]

    def __str__(self) -> str:
        return self.get_username()

    @property
    def written_name(self) -> str:
        """How they are written on a form and in a letter: the full name, or the user name where there is none."""
        return self.get_full_name() or self.get_username()
