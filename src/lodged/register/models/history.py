"""The acts, which are the truth, and the journal, which proves them."""

from __future__ import annotations

from django.db import models

from lodged.register.models.staff import Agency, User
from lodged.register.sealed import SealedPayloadField
from lodged.register.vocabulary import Program


class Event(models.Model):
    """One act with its private payload. Append-only; only an expungement blanks the payload and its salt."""

    index = models.BigIntegerField(primary_key=True, help_text="Its place in the journal, from 0.")
    id = models.UUIDField(unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    person_id = models.UUIDField(null=True, db_index=True)
    stay_id = models.UUIDField(null=True, db_index=True)
    detainer_id = models.UUIDField(null=True, db_index=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    program = models.CharField(
        max_length=16,
        blank=True,
        choices=Program.choices(),
        help_text="What acted for the actor; empty where the actor did it by hand.",
    )
    payload = SealedPayloadField(
        null=True, help_text="Canonical JSON (RFC 8785), as committed to; sealed in its column."
    )
    salt = models.BinaryField(null=True)
    expunged_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.index} {self.name}"

    @property
    def done_by(self) -> str:
        """Return who did it as people read it, and by which program where it wasn't by hand."""
        name = self.actor.written_name
        return f"{name}, by the {self.program}" if self.program else name


class JournalEntry(models.Model):
    """One leaf of the journal, with no person's data; anyone who signs in may read it."""

    index = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        verbose_name_plural = "journal entries"
        ordering = ["index"]

    def __str__(self) -> str:
        return str(self.index)


class JournalHash(models.Model):
    """The hash of a complete subtree, stored once."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        verbose_name_plural = "journal hashes"

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class JournalFrontier(models.Model):
    """The right edge of the tree: one row, and the lock that puts all writers in a line."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    nodes = models.BinaryField(default=b"")
    recorded_at = models.DateTimeField(
        null=True, help_text="Of the newest entry; recorded time never goes back."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_frontier")]

    def __str__(self) -> str:
        return str(self.size)


class JournalCheckpoint(models.Model):
    """A signed size and root."""

    size = models.BigIntegerField(primary_key=True)
    note = models.BinaryField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return str(self.size)
