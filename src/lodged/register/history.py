"""The acts as they were recorded, read back from their events."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from lodged.register.acts import Act, act_from
from lodged.register.models import Event


def opened(events: QuerySet[Event]) -> Iterator[Act]:
    """Yield the acts of events in their order; one whose payload was expunged is passed over."""
    for event in events:
        if event.payload is not None:
            yield act_of(event)


def act_of(event: Event) -> Act:
    """Return the act of an event whose payload is there."""
    if event.payload is None:
        raise ValueError("The payload of this event was expunged.")
    return act_from(event.name, json.loads(bytes(event.payload)))
