"""What sign-in keeps: a log that nobody rewrites, and the failures that lock an account or an address."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lodged.register.models import Agency, User


class Kind(models.TextChoices):
    """What happened at the door."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGNED_OUT = "signed_out", "Signed out"
    REFUSED = "refused", "Refused: wrong password, code or key"
    LOCKED_OUT = "locked_out", "Locked after too many failures"
    CLOSED_REFUSED = "closed_refused", "Refused: the account is closed"
    PROVIDER_REFUSED = "provider_refused", "Refused: what the identity provider said does not allow it"
    CONFIRMED = "confirmed", "Confirmed who they are"
    DEVICE_LOCKED = "device_locked", "Session locked"
    DEVICE_UNLOCKED = "device_unlocked", "Session unlocked"
    SESSIONS_ENDED = "sessions_ended", "Signed out elsewhere"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    FACTOR_ADDED = "factor_added", "Second factor added"
    FACTOR_REMOVED = "factor_removed", "Second factor removed"
    FACTORS_RESET = "factors_reset", "Second factors removed by an administrator"
    STAFF_ADDED = "staff_added", "Account added"
    STAFF_CLOSED = "staff_closed", "Account closed"
    STAFF_REOPENED = "staff_reopened", "Account opened again"
    ROLE_CHANGED = "role_changed", "Role changed"
    LOCKOUT_LIFTED = "lockout_lifted", "Lock lifted by an administrator"
    LINK_MADE = "link_made", "Set-up link made"
    TOKEN_ADDED = "token_added", "API token added"
    TOKEN_REVOKED = "token_revoked", "API token revoked"


class SignInEvent(models.Model):
    """One thing that happened at the door. Append-only; its agency's administrators and auditors read it.

    A name that is no account's is not kept: people type passwords there by mistake.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=32, choices=Kind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    address = models.GenericIPAddressField(null=True)
    words = models.CharField(max_length=200, blank=True, help_text="How, or what exactly.")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["agency", "-at"], name="sign_ins_by_agency")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class Attempts(models.Model):
    """The recent failures of one account or one network address, named by a keyed hash."""

    subject = models.CharField(max_length=64, primary_key=True)
    failures = ArrayField(models.DateTimeField(), default=list)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"{len(self.failures)} failures"
