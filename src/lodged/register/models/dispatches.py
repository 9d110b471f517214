"""E-mails to ICE, each until it is delivered or given up. The queue is this table; a job only looks at it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lodged.register.models.detainers import Detainer
from lodged.register.models.staff import Agency, Role, User
from lodged.register.sealed import SealedBytesField
from lodged.register.vocabulary import DispatchState

UNDER_WAY = (DispatchState.QUEUED.value, DispatchState.SENDING.value)
OPEN = (*UNDER_WAY, DispatchState.HELD.value)
"""Neither sent, nor given up, nor stopped."""


class Dispatch(models.Model):
    """One notice to be sent by e-mail, with the letter exactly as it goes out. Each attempt is an act of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="dispatches")
    notice = models.UUIDField(unique=True)
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    queued_role = models.CharField(
        max_length=32,
        choices=Role.choices,
        help_text="The role of who queued it, when they did; every attempt is recorded in it.",
    )
    queued_at = models.DateTimeField()
    sent_to = models.CharField(max_length=200)
    release_at = models.DateTimeField()
    message_id = models.CharField(max_length=200)
    letter = SealedBytesField(purpose="letter", null=True)
    letter_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=16, choices=DispatchState.choices(), default=DispatchState.QUEUED.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    possible_repeat = models.BooleanField(
        default=False, help_text="An earlier attempt may have arrived although nothing says so."
    )
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "dispatches"
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=OPEN), name="dispatches_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, done_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(done_at__isnull=False)),
                name="a_finished_dispatch_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"Notice queued {self.queued_at:%Y-%m-%d %H:%M}"
