"""One entry: what the journal says for ever about one event, without anyone's personal data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from lodged.journal.commitment import COMMITMENT_BYTES, canonical
from lodged.journal.errors import EntryError

FORMAT_VERSION = 1
EXPUNGED = "journal.payload-expunged"
"""The event type of an entry that records that the payloads of the events it names as subjects are gone."""

_REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}"
_STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_INDEX = r"0|[1-9][0-9]{0,15}"
# No value may need escaping in JSON, so this one pattern accepts exactly the canonical bytes of an entry.
LEAF_PATTERN = re.compile(
    rf'{{"actor":"(?P<actor>{_REFERENCE})"'
    rf',"agency":"(?P<agency>{_REFERENCE})"'
    r',"commitment":"(?P<commitment>[0-9a-f]{64})"'
    rf',"event":"(?P<event>{_UUID})"'
    rf',"index":(?P<index>{_INDEX})'
    rf',"occurred_at":"(?P<occurred>{_STAMP})"'
    rf',"recorded_at":"(?P<recorded>{_STAMP})"'
    rf',"subjects":\[(?P<subjects>(?:"{_REFERENCE}"(?:,"{_REFERENCE}")*)?)\]'
    rf',"type":"(?P<type>{_REFERENCE})"'
    rf',"v":{FORMAT_VERSION}}}'.encode()
)
_REFERENCE_PATTERN = re.compile(_REFERENCE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the journal.

    References (`event_type`, `subjects`, `actor`, `agency`) are up to 128 ASCII letters, digits and
    ``. _ : / -``: pseudonymous identifiers, never names. Times are exact to the microsecond and kept in UTC.

    Raises:
        EntryError: a value can't stand in an entry.
    """

    index: int
    """Its place in the journal, from 0."""
    event_id: UUID
    event_type: str
    subjects: tuple[str, ...]
    """What the event is about: references to a person, a stay, a detainer, or another event's id."""
    occurred_at: datetime
    """When it was true."""
    recorded_at: datetime
    """When it was written here."""
    actor: str
    """Who did it: a reference to a member of staff, or to the program."""
    agency: str
    """The agency whose record it is."""
    commitment: bytes
    """32 bytes that stand for the payload; see :mod:`~lodged.journal.commitment`."""

    def __post_init__(self) -> None:
        if not 0 <= self.index < 10**16:
            raise EntryError(f"An entry's index counts from 0; this one is [{self.index}].")
        if len(self.commitment) != COMMITMENT_BYTES:
            raise EntryError(f"A commitment has {COMMITMENT_BYTES} bytes, not [{len(self.commitment)}].")
        for reference in (self.event_type, self.actor, self.agency, *self.subjects):
            if not _REFERENCE_PATTERN.fullmatch(reference):
                raise EntryError(
                    f"[{reference}] can't stand in a journal entry. Use a reference of up to 128 letters, "
                    "digits and . _ : / - and put words about a person into the payload."
                )
        for moment in (self.occurred_at, self.recorded_at):
            if moment.utcoffset() is None:
                raise EntryError(f"The time [{moment}] has no zone. Say which clock it was read from.")

    def leaf(self) -> bytes:
        """Return the canonical JSON (RFC 8785) that is hashed, stored and exported."""
        return canonical(
            {
                "actor": self.actor,
                "agency": self.agency,
                "commitment": self.commitment.hex(),
                "event": str(self.event_id),
                "index": self.index,
                "occurred_at": _stamp(self.occurred_at),
                "recorded_at": _stamp(self.recorded_at),
                "subjects": list(self.subjects),
                "type": self.event_type,
                "v": FORMAT_VERSION,
            }
        )

    @classmethod
    def from_leaf(cls, leaf: bytes) -> Entry:
        """Read an entry back from its leaf.

        Raises:
            EntryError: the bytes aren't the canonical form of an entry.
        """
        match = LEAF_PATTERN.fullmatch(leaf)
        if match is None:
            raise EntryError(f"This row isn't a journal entry in canonical form [{leaf[:80]!r}].")
        text = {name: value.decode() for name, value in match.groupdict().items()}
        try:
            occurred, recorded = (datetime.fromisoformat(text[name]) for name in ("occurred", "recorded"))
        except ValueError as error:
            raise EntryError(f"This row holds an impossible time [{error}].") from error
        return cls(
            index=int(text["index"]),
            event_id=UUID(text["event"]),
            event_type=text["type"],
            subjects=tuple(_REFERENCE_PATTERN.findall(text["subjects"])),
            occurred_at=occurred,
            recorded_at=recorded,
            actor=text["actor"],
            agency=text["agency"],
            commitment=bytes.fromhex(text["commitment"]),
        )


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
