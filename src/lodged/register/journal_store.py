"""The live journal, read from the database: what verification, proofs and export ask of a journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from lodged.journal.errors import StoreError
from lodged.journal.payload import Expunged, Opening
from lodged.journal.store import StoredCheckpoint
from lodged.register.acting import acting_for
from lodged.register.models import Agency, Event, JournalCheckpoint, JournalEntry, JournalHash, Role

_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class DatabaseLevels:
    """Stored hashes of the live journal."""

    def read(self, level: int, start: int, stop: int) -> bytes:
        """Return the hashes `start` to `stop` of `level`; fewer where they aren't stored."""
        rows = JournalHash.objects.filter(level=level, position__gte=start, position__lt=stop)
        return b"".join(
            bytes(digest) for digest in rows.order_by("position").values_list("digest", flat=True)
        )


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """The live journal, for those who run the instance: private rows are read agency by agency."""

    private: bool = True
    """Whether to open commitments with the payloads."""

    @property
    def complete(self) -> bool:
        """A live journal goes on after its newest checkpoint."""
        return False

    def leaves(self) -> Iterator[bytes]:
        """Return every leaf in order."""
        rows = JournalEntry.objects.order_by("index").values_list("leaf", flat=True)
        return (bytes(leaf) for leaf in rows.iterator(_ROWS))

    def leaf(self, index: int) -> bytes:
        """Return one leaf.

        Raises:
            StoreError: there is none.
        """
        leaf = JournalEntry.objects.filter(index=index).values_list("leaf", flat=True).first()
        if leaf is None:
            raise StoreError(f"The register's journal has no entry [{index}].")
        return bytes(leaf)

    def find(self, event_id: UUID) -> int:
        """Return the index of an event's entry.

        Raises:
            StoreError: there is none.
        """
        index = JournalEntry.objects.filter(event_id=event_id).values_list("index", flat=True).first()
        if index is None:
            raise StoreError(f"The register's journal holds no event [{event_id}]. Check the identifier.")
        return index

    def levels(self) -> DatabaseLevels:
        """Return the stored hashes."""
        return DatabaseLevels()

    def checkpoint(self) -> StoredCheckpoint:
        """Return the newest checkpoint.

        Raises:
            StoreError: none was signed yet.
        """
        newest = JournalCheckpoint.objects.order_by("size").last()
        if newest is None:
            raise StoreError("No checkpoint was signed yet. Sign one with [lodged journal checkpoint].")
        return _stored(newest)

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Return every checkpoint, the newest last."""
        return map(_stored, JournalCheckpoint.objects.order_by("size"))

    def private_lines(self) -> Iterator[bytes] | None:
        """Salt and payload of every event, or by which entry they were expunged."""
        return _private_lines() if self.private else None


def _stored(row: JournalCheckpoint) -> StoredCheckpoint:
    return StoredCheckpoint(f"checkpoint of {row.size} entries", bytes(row.note))


def _private_lines() -> Iterator[bytes]:
    agencies = list(Agency.objects.values_list("id", flat=True))
    for start in range(0, JournalEntry.objects.count(), _ROWS):
        lines: dict[int, bytes] = {}
        for agency in agencies:
            with acting_for(agency, Role.AUDITOR):
                lines |= _lines_of(agency, start)
        yield from (lines[index] for index in sorted(lines))


def _lines_of(agency: UUID, start: int) -> dict[int, bytes]:
    """Return the private rows of one agency from one stretch of the journal, by index."""
    rows = Event.objects.filter(agency=agency, index__gte=start, index__lt=start + _ROWS)
    lines: dict[int, bytes] = {}
    for index, event_id, salt, payload, gone in rows.values_list(
        "index", "id", "salt", "payload", "expunged_by"
    ):
        if gone is not None:
            lines[index] = Expunged(event_id, index, gone).line()
        elif salt is not None and payload is not None:
            lines[index] = Opening(event_id, index, bytes(salt), bytes(payload)).line()
    return lines
