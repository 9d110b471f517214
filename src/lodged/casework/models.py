"""What the desk keeps that is not the record itself: reconciliations asked for, and where their results lie."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from lodged.register.models import Agency, User


class RunStatus(models.TextChoices):
    """How far a reconciliation has come."""

    QUEUED = "queued", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    FAILED = "failed", "Could not be done"


class ReconciliationRun(models.Model):
    """One reconciliation of a federal list with custody records, asked for on the page.

    The uploaded files and the result are files under :attr:`folder`; the row holds no person's data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reconciliations")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reconciliations", null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=2)
    as_of = models.DateField()
    mapping = models.JSONField(default=list, help_text="THEIRS=OURS column names.")
    is_demonstration = models.BooleanField(default=False)
    status = models.CharField(max_length=16, choices=RunStatus.choices, default=RunStatus.QUEUED)
    step = models.CharField(max_length=80, blank=True)
    fraction = models.FloatField(default=0.0, help_text="Share of the work done, 0 to 1.")
    message = models.TextField(blank=True, help_text="Why it could not be done, and the fix.")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status=RunStatus.FAILED) | ~models.Q(message=""),
                name="failed_run_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Reconciliation for {self.state} as of {self.as_of:%Y-%m-%d}"

    @property
    def folder(self) -> Path:
        """Where the uploads and the result of this run lie."""
        return settings.CONFIGURATION.runs_dir / str(self.id)

    @property
    def uploads(self) -> Path:
        """Where the uploaded files lie, one folder a kind: ``list``, ``custody``, ``coverage``."""
        return self.folder / "uploads"

    @property
    def result(self) -> Path:
        """Where the result lies once the run is done."""
        return self.folder / "result"

    @property
    def review(self) -> Path:
        """The file of the pairs that a human has to look at."""
        return self.folder / "review.json"
