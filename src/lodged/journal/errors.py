"""What a person can fix when the journal refuses something."""

from __future__ import annotations

from lodged.core.errors import LodgedError


class JournalError(LodgedError):
    """The journal can't do what was asked."""


class EntryError(JournalError):
    """A row isn't an entry of the journal, or an entry was given a value it can't hold."""


class KeyTextError(JournalError):
    """A signing or verifying key isn't in the signed-note key format."""


class NoteError(JournalError):
    """A signed note or checkpoint is malformed, or no known key signed it."""


class ProofError(JournalError):
    """A proof file is malformed, or a proof was asked for something outside the journal."""


class StoreError(JournalError):
    """An exported folder lacks a file, or the journal holds no such event."""
