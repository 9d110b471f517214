"""What a verification can find wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tampering(StrEnum):
    """The kinds of damage; each finding is one of these."""

    ROW_CHANGED = "row changed"
    """The row stands in its place with other bytes."""
    ROW_REMOVED = "row removed"
    """A row that was in the journal is gone."""
    ROW_ADDED = "row added"
    """A row that was never in the journal stands in it, or one stands in it twice."""
    ROW_MOVED = "row moved"
    """A genuine row stands out of order."""
    ROWS_REWRITTEN = "rows rewritten"
    """Rows and their stored hashes agree with each other, but not with a checkpoint."""
    ROW_UNREADABLE = "row unreadable"
    """The journal itself was made to hold a row that isn't an entry in its place, or an event twice."""
    HASH_CHANGED = "stored hash changed"
    """A stored hash is wrong although the rows are right."""
    CHECKPOINT_FORGED = "checkpoint forged"
    """A checkpoint is malformed, not signed by a given key, or contradicted by a later one."""
    HISTORY_FORKED = "history forked"
    """The journal's own key signed two histories that contradict each other."""
    PAYLOAD_CHANGED = "payload changed"
    """A salt and payload don't open the commitment of their entry."""
    PAYLOAD_REMOVED = "payload removed"
    """A payload is gone and no entry says that it was expunged."""
    PAYLOAD_ADDED = "payload added"
    """A private row belongs to no entry, or comes twice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    kind: Tampering
    first: int | None
    """The first row concerned, from 0 (of `entries.jsonl`, of a level's hashes or of the payloads)."""
    last: int | None
    """The last row concerned; the same as `first` where it is one row."""
    detail: str
    """A sentence for a person: what, where, compared with what."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification."""

    size: int
    """How many rows there are."""
    root: bytes
    """The root recomputed from them."""
    attested: int
    """How many rows, from the first, a believed checkpoint covers and confirms."""
    signatures_checked: bool
    """Whether keys were given, so that signatures counted."""
    opened: int
    """How many payloads were opened against their commitment."""
    expunged: int
    """How many payloads are gone with an entry that says so."""
    clock_steps: tuple[int, ...]
    """Rows recorded at an earlier time than the row before: a clock was set back. The first ten; no tampering."""
    findings: tuple[Finding, ...]
    """Everything wrong, rows first."""

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
