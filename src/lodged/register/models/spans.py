"""What was true from when to when, and from when to when the record said so."""

from __future__ import annotations

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from lodged.register.models.staff import Agency

SpanT = TypeVar("SpanT", bound="Span")


class SpanQuerySet(models.QuerySet[SpanT]):
    """Both times of a span, asked for by name."""

    def known_at(self, known_at: datetime) -> Self:
        """Return spans as the record had them at `known_at`."""
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at), recorded_at__lte=known_at
        )

    def known_now(self) -> Self:
        """Return spans as the record has them now."""
        return self.filter(superseded_at__isnull=True)

    def true_at(self, at: datetime) -> Self:
        """Return spans that hold at `at`: begun by then and not ended."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), began_at__lte=at)


class Span(models.Model):
    """A stretch of time in the world, with the stretch in which the record said so.

    A row is closed once (``superseded_at``) and never otherwise changed; the database refuses it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="%(class)s_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="%(class)s_is_superseded_after_it_is_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at", "began_at"], name="%(class)s_as_of"),
            models.Index(fields=["began_at"], condition=Q(ended_at__isnull=True), name="%(class)s_open"),
        ]


class CustodySpan(Span):
    """A person was held in one facility."""

    stay = models.ForeignKey("register.Stay", on_delete=models.PROTECT, related_name="spans")
    facility = models.ForeignKey("register.Facility", on_delete=models.PROTECT, related_name="spans")

    objects = SpanQuerySet["CustodySpan"].as_manager()

    class Meta(Span.Meta):
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(
                fields=["stay"],
                condition=Q(ended_at__isnull=True, superseded_at__isnull=True),
                name="one_place_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d} to {self.ended_at or 'now'}"


class DetainerSpan(Span):
    """A detainer was lodged and neither lifted nor superseded."""

    detainer = models.ForeignKey("register.Detainer", on_delete=models.PROTECT, related_name="spans")
    stay = models.ForeignKey("register.Stay", on_delete=models.PROTECT, related_name="detainer_spans")

    objects = SpanQuerySet["DetainerSpan"].as_manager()

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d} to {self.ended_at or 'now'}"
