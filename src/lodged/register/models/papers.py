"""Papers as they came: each file once, and what became of each paper."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lodged.register.models.detainers import Detainer
from lodged.register.models.facilities import Facility
from lodged.register.models.staff import Agency, User
from lodged.register.sealed import SealedBytesField
from lodged.register.vocabulary import Channel, PaperOutcome, ReturnReason


class Document(models.Model):
    """A file an agency received, kept once by its hash, sealed, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=32)
    pages = models.PositiveSmallIntegerField(default=1)
    size = models.PositiveIntegerField(help_text="Bytes of the file as it came.")
    content = SealedBytesField(purpose="document")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="a_file_once_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"


class Paper(models.Model):
    """One receipt of a paper. While it waits, ``said`` holds what was read and typed; once recorded, the record does.

    ``person`` is a pseudonym for whoever the paper names; it isn't anybody's file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices())
    document_sha256 = models.CharField(max_length=64, blank=True)
    said = SealedBytesField(purpose="paper", null=True)
    outcome = models.CharField(
        max_length=16, choices=PaperOutcome.choices(), default=PaperOutcome.WAITING.value
    )
    settled_at = models.DateTimeField(null=True, help_text="When its outcome was recorded.")
    return_reason = models.CharField(max_length=16, choices=ReturnReason.choices(), blank=True)
    detainer = models.ForeignKey(Detainer, on_delete=models.PROTECT, null=True, related_name="papers")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=PaperOutcome.WAITING.value, settled_at__isnull=True)
                | (~Q(outcome=PaperOutcome.WAITING.value) & Q(settled_at__isnull=False)),
                name="a_settled_paper_says_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome=PaperOutcome.RETURNED.value, return_reason__in=list(ReturnReason))
                | (~Q(outcome=PaperOutcome.RETURNED.value) & Q(return_reason="")),
                name="a_returned_paper_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "received_at"],
                condition=Q(outcome=PaperOutcome.WAITING.value),
                name="papers_waiting",
            ),
            models.Index(fields=["agency", "document_sha256"], name="papers_by_document"),
        ]

    def __str__(self) -> str:
        return f"Paper received {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.outcome == PaperOutcome.WAITING
