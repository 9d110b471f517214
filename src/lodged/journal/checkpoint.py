"""Checkpoints: the journal's origin, size and root hash in a signed note (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from lodged.journal.errors import NoteError
from lodged.journal.notes import Note, SigningKey, decode_base64
from lodged.journal.tree import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a journal says of itself at one size."""

    origin: str
    """Which journal: a name such as `doc.example/journal`, the same as its key's."""
    size: int
    """How many entries."""
    root: bytes
    """The Merkle root over them, 32 bytes."""

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint; extension lines are allowed and not kept.

        Raises:
            NoteError: it isn't one; says what is wrong.
        """
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise NoteError(
                "This isn't a checkpoint: it needs an origin, a size and a root, each on its line."
            )
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size):
            raise NoteError(f"This isn't a checkpoint: its size [{size[:40]}] isn't a plain number.")
        try:
            digest = decode_base64(root)
        except ValueError as error:
            raise NoteError(f"This isn't a checkpoint: its root isn't base64 [{error}].") from error
        if len(digest) != HASH_BYTES:
            raise NoteError(f"This isn't a checkpoint: its root has [{len(digest)}] bytes, not {HASH_BYTES}.")
        return cls(origin, int(size), digest)

    @classmethod
    def from_note(cls, raw: bytes) -> Checkpoint:
        """Read a stored checkpoint without judging its signatures.

        Raises:
            NoteError: it isn't a signed checkpoint.
        """
        return cls.parse(Note.parse(raw).text)

    def text(self) -> str:
        """Return the note text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed_by(self, key: SigningKey) -> Note:
        """Return this checkpoint as a note with one signature; others may add theirs."""
        return Note(self.text(), ()).with_signature(key)
