"""Append one act: the event with its private payload, and the journal entry that commits to it.

Writers stand in line at the frontier's row until they commit, so the order of the journal, of recorded times
and of commits is the same: what was known at a moment can't change afterwards.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from lodged.errors import LodgedError
from lodged.journal.commitment import seal
from lodged.journal.entry import Entry
from lodged.journal.tree import Frontier, hash_leaf
from lodged.register.acts import Act, payload_of
from lodged.register.models import Event, JournalEntry, JournalFrontier, JournalHash, User


class RecordingError(LodgedError):
    """The act can't be recorded as it stands."""


@dataclass(frozen=True)
class Place:
    """Where the next act stands in the journal, and its recorded time."""

    row: JournalFrontier
    recorded_at: datetime


def next_place() -> Place:
    """Wait for the writers before, and take the next place.

    Recorded time never goes back: where the clock was moved back it goes on by a microsecond an act.
    """
    row = JournalFrontier.objects.select_for_update().get()
    now = timezone.now()
    if row.recorded_at is not None and now <= row.recorded_at:
        now = row.recorded_at + timedelta(microseconds=1)
    return Place(row, now)


def append(act: Act, user: User, place: Place) -> Event:
    """Write the event and its entry at `place`.

    Raises RecordingError when the act lies in the future.
    """
    if act.at > place.recorded_at:
        raise RecordingError(
            f"[{act.at:%Y-%m-%d %H:%M}] has not come yet. Record what has happened; plan what will."
        )
    event_id = uuid.uuid4()
    sealed = seal(event_id, payload_of(act))
    about = {kind: getattr(act, kind, None) for kind in ("person", "stay", "detainer")}
    entry = Entry(
        index=place.row.size,
        event_id=event_id,
        event_type=act.name,
        subjects=tuple(f"{kind}:{key}" for kind, key in about.items() if key),
        occurred_at=act.at,
        recorded_at=place.recorded_at,
        actor=f"staff:{user.pk}",
        agency=str(user.agency_id),
        commitment=sealed.commitment,
    )
    event = Event.objects.create(
        index=entry.index,
        id=event_id,
        agency_id=user.agency_id,
        name=act.name,
        person_id=about["person"],
        stay_id=about["stay"],
        detainer_id=about["detainer"],
        occurred_at=act.at,
        recorded_at=place.recorded_at,
        actor=user,
        payload=sealed.payload,
        salt=sealed.salt,
    )
    _write(entry, place)
    return event


def _write(entry: Entry, place: Place) -> None:
    leaf = entry.leaf()
    frontier = Frontier.from_bytes(place.row.size, bytes(place.row.nodes))
    completed = frontier.append(hash_leaf(leaf))
    JournalEntry.objects.create(index=entry.index, event_id=entry.event_id, leaf=leaf)
    JournalHash.objects.bulk_create(
        JournalHash(level=done.level, position=done.position, digest=done.digest) for done in completed
    )
    place.row.size, place.row.nodes = frontier.size, frontier.to_bytes()
    place.row.recorded_at = place.recorded_at
    place.row.save()
