"""Append acts: the events with their private payloads, and the journal entries that commit to them.

Writers stand in line at the frontier's row until they commit, so the order of the journal, of recorded times
and of commits is the same: what was known at a moment can't change afterwards.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

from lodged.core.errors import LodgedError
from lodged.journal.commitment import Sealed, seal
from lodged.journal.entry import Entry
from lodged.journal.tree import Frontier, hash_leaf
from lodged.register.actor import Actor
from lodged.register.acts import Act, Expunge, payload_of
from lodged.register.models import Event, JournalEntry, JournalFrontier, JournalHash

_TICK = timedelta(microseconds=1)
_COLUMNS = [field for field in Event._meta.concrete_fields if field.attname != "expunged_by"]
"""What an event holds when it is written."""

# One statement and so one way to the server: writers behind this one wait for as long as it takes.
_GROW = """
WITH events AS (
  INSERT INTO register_event ({columns})
  SELECT * FROM unnest({arrays})
), entries AS (
  INSERT INTO register_journalentry (index, event_id, leaf)
  SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])
), hashes AS (
  INSERT INTO register_journalhash (level, position, digest)
  SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
)
UPDATE register_journalfrontier SET size = %s, nodes = %s, recorded_at = %s"""


@cache
def _grow() -> str:
    """Return the statement with the columns of an event as the database has them."""
    return _GROW.format(
        columns=", ".join(f'"{field.column}"' for field in _COLUMNS),
        arrays=", ".join(f"%s::{field.db_type(connection)}[]" for field in _COLUMNS),
    )


class RecordingError(LodgedError):
    """The act can't be recorded as it stands."""


class Writer:
    """Writes acts of one actor at the end of the journal, all in the transaction it was made in.

    Making one waits for the writers before. :meth:`append` takes acts in order, :meth:`close` writes them.
    Recorded time never goes back: where the clock was moved back it goes on by a microsecond an act.
    """

    def __init__(self, actor: Actor) -> None:
        """Take the next place in the line."""
        self._actor = actor
        self._row = JournalFrontier.objects.select_for_update().get()
        self._frontier = Frontier.from_bytes(self._row.size, bytes(self._row.nodes))
        self._now = timezone.now()
        self._events: list[Event] = []
        self._entries: list[JournalEntry] = []
        self._hashes: list[JournalHash] = []

    def append(self, act: Act) -> Event:
        """Return the act its place and its recorded time.

        Raises RecordingError when the act lies in the future.
        """
        recorded_at = self._next_time()
        if act.at > recorded_at:
            raise RecordingError(
                f"[{act.at:%Y-%m-%d %H:%M}] has not come yet. Record what has happened; plan what will."
            )
        event_id = uuid.uuid4()
        sealed = seal(event_id, payload_of(act))
        about = {kind: getattr(act, kind, None) for kind in ("person", "stay", "detainer", "facility")}
        entry = Entry(
            index=self._frontier.size,
            event_id=event_id,
            event_type=act.name,
            subjects=_subjects(act, about),
            occurred_at=act.at,
            recorded_at=recorded_at,
            actor=self._actor.reference,
            agency=str(self._actor.agency),
            commitment=sealed.commitment,
        )
        self._keep(entry)
        event = self._event(entry, act, about, sealed)
        self._events.append(event)
        return event

    def close(self) -> None:
        """Write what was appended."""
        with connection.cursor() as cursor:
            cursor.execute(
                _grow(),
                [
                    *([_stored(field, event) for event in self._events] for field in _COLUMNS),
                    [entry.index for entry in self._entries],
                    [entry.event_id for entry in self._entries],
                    [entry.leaf for entry in self._entries],
                    [done.level for done in self._hashes],
                    [done.position for done in self._hashes],
                    [done.digest for done in self._hashes],
                    self._frontier.size,
                    self._frontier.to_bytes(),
                    self._row.recorded_at,
                ],
            )

    def _next_time(self) -> datetime:
        last = self._row.recorded_at
        self._now = max(self._now, last + _TICK) if last is not None else self._now
        self._row.recorded_at = self._now
        return self._now

    def _keep(self, entry: Entry) -> None:
        leaf = entry.leaf()
        self._entries.append(JournalEntry(index=entry.index, event_id=entry.event_id, leaf=leaf))
        for done in self._frontier.append(hash_leaf(leaf)):
            self._hashes.append(JournalHash(level=done.level, position=done.position, digest=done.digest))

    def _event(self, entry: Entry, act: Act, about: dict[str, uuid.UUID | None], sealed: Sealed) -> Event:
        return Event(
            index=entry.index,
            id=entry.event_id,
            agency_id=self._actor.agency,
            name=act.name,
            person_id=about["person"],
            stay_id=about["stay"],
            detainer_id=about["detainer"],
            occurred_at=act.at,
            recorded_at=entry.recorded_at,
            actor_id=self._actor.account,
            program=self._actor.program or "",
            payload=sealed.payload,
            salt=sealed.salt,
        )


def _stored(field: models.Field[Any, Any], event: Event) -> Any:
    """Return a value of an event as its column takes it; a payload is sealed on the way."""
    return field.get_db_prep_save(getattr(event, field.attname), connection)


def _subjects(act: Act, about: dict[str, uuid.UUID | None]) -> tuple[str, ...]:
    """Return what the entry is about; an expungement names the events whose payloads are gone."""
    if isinstance(act, Expunge):
        return tuple(str(event) for event in act.events)
    return tuple(f"{kind}:{key}" for kind, key in about.items() if key)
