"""The record as of a moment, as it was known at another: one door for "as known then" and "as known now"."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from lodged.register.models import CustodySpan, DetainerSpan
from lodged.register.models.spans import SpanQuerySet


def held_at(at: datetime, *, known_at: datetime | None = None) -> SpanQuerySet[CustodySpan]:
    """Return custody spans of the people held at `at`; `known_at` None means as the record has it now."""
    spans = CustodySpan.objects.true_at(at)
    return spans.known_now() if known_at is None else spans.known_at(known_at)


def held_with_detainer_at(at: datetime, *, known_at: datetime | None = None) -> SpanQuerySet[CustodySpan]:
    """Return those of :func:`held_at` with a detainer lodged, neither lifted nor superseded, at `at`."""
    lodged = DetainerSpan.objects.true_at(at)
    lodged = lodged.known_now() if known_at is None else lodged.known_at(known_at)
    return held_at(at, known_at=known_at).filter(Exists(lodged.filter(stay=OuterRef("stay"))))
