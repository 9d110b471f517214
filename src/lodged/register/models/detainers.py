"""Detainers as they stand now, the warrants with them, and the notices given about them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lodged.register.lifecycle import detainers
from lodged.register.models.facts import facts_of, put_facts
from lodged.register.models.staff import Agency
from lodged.register.models.stays import Stay
from lodged.register.vocabulary import (
    Answer,
    Channel,
    DeclineReason,
    FormFamily,
    LiftReason,
    ServiceManner,
    WarrantKind,
)


class Detainer(models.Model):
    """One form received by the custodian. ``version`` counts the acts on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="detainers")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="detainers")
    version = models.PositiveIntegerField(default=1)
    reference = models.CharField(max_length=64, blank=True, help_text="The issuer's own number of it.")
    form = models.CharField(max_length=8, choices=FormFamily.choices())
    form_version = models.CharField(max_length=32, blank=True)
    issued_on = models.DateField(null=True)
    issued_by = models.CharField(max_length=200)
    issuer_phone = models.CharField(max_length=64, blank=True, help_text="The number the form says to call.")
    probable_cause = models.JSONField(default=list)
    resumes_custody = models.BooleanField(default=False)
    document_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=16, choices=Channel.choices())
    lacks = models.JSONField(default=list, help_text="What was missing on the paper.")
    kept_only = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    served_at = models.DateTimeField(null=True)
    served_by = models.CharField(max_length=200, blank=True)
    service_manner = models.CharField(max_length=16, choices=ServiceManner.choices(), blank=True)
    service_language = models.CharField(max_length=35, blank=True)
    refused_to_sign = models.BooleanField(default=False)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=32, choices=DeclineReason.choices(), blank=True)
    no_show_at = models.DateTimeField(null=True, help_text="When ICE was not there at the release.")
    no_show_officer = models.CharField(max_length=200, blank=True)
    superseded_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=32, choices=LiftReason.choices(), blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "reference"], condition=~Q(reference=""), name="by_reference")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason="")
                | Q(lifted_at__isnull=False, lift_reason__in=list(LiftReason)),
                name="lifting_has_time_and_reason_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(decline_reason__in=list(DeclineReason)),
                name="declining_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kept_only=False) | Q(decline_reason__in=list(DeclineReason)),
                name="keeping_without_honouring_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} received {self.received_at:%Y-%m-%d %H:%M}"

    def facts(self) -> detainers.Detainer:
        """Return what decides which acts can follow."""
        return facts_of(self, detainers.Detainer, stay=self.stay.facts())

    def take(self, facts: detainers.Detainer) -> None:
        """Put the facts after an act into the columns."""
        put_facts(self, facts)


class Warrant(models.Model):
    """A warrant attached to a detainer."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="warrants")
    kind = models.CharField(max_length=16, choices=WarrantKind.choices())
    signed_by = models.CharField(max_length=200)
    signed_on = models.DateField(null=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    attached_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Notice(models.Model):
    """ICE was told of a coming release, or somebody tried; and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, related_name="notices")
    due_at = models.DateTimeField(null=True, help_text="When it is to be given by, where it was planned.")
    given_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    recorded_at = models.DateTimeField()
    channel = models.CharField(max_length=16, choices=Channel.choices(), blank=True)
    sent_to = models.CharField(max_length=200, blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    delivered = models.BooleanField(default=False)
    release_at = models.DateTimeField()
    detail = models.CharField(max_length=500, blank=True, help_text="What was said to the newest attempt.")
    answer = models.CharField(max_length=16, choices=Answer.choices(), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(given_at__isnull=False),
                name="notice_is_planned_or_given",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answer__in=list(Answer)),
                name="answer_has_time_and_words_or_neither",
            ),
        ]

    def __str__(self) -> str:
        if self.given_at is None:
            return "Notice planned"
        return f"Notice of {self.given_at:%Y-%m-%d %H:%M}"
