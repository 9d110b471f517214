"""The private rows beside the journal: each event's salt and payload, or the note that they were expunged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from lodged.journal.commitment import canonical
from lodged.journal.errors import EntryError

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OPENING = re.compile(
    rf'{{"event":"({_UUID})","index":(0|[1-9][0-9]*),"payload":(\{{.*\}}),"salt":"([0-9a-f]{{64}})"}}'.encode(),
    re.DOTALL,
)
_EXPUNGED = re.compile(rf'{{"event":"({_UUID})","expunged_by":"({_UUID})","index":(0|[1-9][0-9]*)}}'.encode())


@dataclass(frozen=True, slots=True)
class Opening:
    """The salt and the payload that open an entry's commitment."""

    event_id: UUID
    index: int
    salt: bytes
    payload: bytes
    """Canonical JSON of an object."""

    def line(self) -> bytes:
        """Return the canonical row for `private/payloads.jsonl`, without its newline."""
        return b'{"event":"%b","index":%d,"payload":%b,"salt":"%b"}' % (
            str(self.event_id).encode(),
            self.index,
            self.payload,
            self.salt.hex().encode(),
        )


@dataclass(frozen=True, slots=True)
class Expunged:
    """Salt and payload are gone; the entry `expunged_by` says on whose order."""

    event_id: UUID
    index: int
    expunged_by: UUID
    """The event id of the :data:`~lodged.journal.entry.EXPUNGED` entry that names this event."""

    def line(self) -> bytes:
        """Return the canonical row for `private/payloads.jsonl`, without its newline."""
        return canonical(
            {"event": str(self.event_id), "expunged_by": str(self.expunged_by), "index": self.index}
        )


def read_private_row(line: bytes) -> Opening | Expunged:
    """Read a row of `private/payloads.jsonl`; the payload's bytes are kept as they stand, since those are hashed.

    Raises:
        EntryError: the line is neither kind of row in canonical form.
    """
    if match := _OPENING.fullmatch(line):
        event, index, payload, salt = match.groups()
        return Opening(UUID(event.decode()), int(index), bytes.fromhex(salt.decode()), payload)
    if match := _EXPUNGED.fullmatch(line):
        event, expunged_by, index = match.groups()
        return Expunged(UUID(event.decode()), int(index), UUID(expunged_by.decode()))
    raise EntryError("This line is neither a salt with its payload nor a note that they were expunged.")
