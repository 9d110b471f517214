"""What the API keeps: tokens, answers to requests that may come twice, webhooks and their deliveries."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lodged.register.models import Agency, User
from lodged.register.sealed import SealedBytesField


class Token(models.Model):
    """A secret that lets a program act as its own account, within its scopes. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tokens")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="token")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=16, help_text="The first characters, to tell tokens apart.")
    scopes = ArrayField(models.CharField(max_length=32))
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer to a request with an idempotency key, given again when the request comes again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = SealedBytesField(purpose="answer")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """Where an agency wants to be told of events. ``position`` is the journal entry it was told up to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="webhooks")
    url = models.URLField(max_length=500)
    events = ArrayField(models.CharField(max_length=64))
    secret = SealedBytesField(purpose="webhook")
    old_secret = SealedBytesField(purpose="webhook", null=True)
    old_until = models.DateTimeField(null=True, help_text="Both secrets sign until then.")
    position = models.BigIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    PENDING = "pending", "To be sent, or to be tried again"
    DELIVERED = "delivered", "The target took it"
    FAILED = "failed", "Given up after the last try"


class Delivery(models.Model):
    """One event for one webhook, with every try and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    index = models.BigIntegerField(help_text="Of the event in the journal.")
    body = models.JSONField()
    state = models.CharField(max_length=16, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    tries = models.JSONField(default=list, help_text="Each try: when, and what was answered.")
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["webhook", "index"], name="one_delivery_an_event")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="pending"), name="deliveries_due")
        ]

    def __str__(self) -> str:
        return f"{self.index} to {self.webhook_id}"

    @property
    def repeated(self) -> bool:
        """Whether the target may have had it before."""
        return len(self.tries) > 1
