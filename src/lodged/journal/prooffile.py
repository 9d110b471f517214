"""A proof in one file that stands alone (c2sp.org/tlog-proof); the leaf travels in its `extra` line."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.entry import Entry
from lodged.journal.errors import ProofError
from lodged.journal.notes import Note, decode_base64
from lodged.journal.proofs import inclusion_holds
from lodged.journal.tree import hash_leaf

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class ProofFile:
    """That one entry stands in the journal a checkpoint describes."""

    leaf: bytes
    """The entry's canonical JSON."""
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    """The signed checkpoint, verbatim."""

    @classmethod
    def parse(cls, raw: bytes) -> ProofFile:
        """Read a `.tlog-proof` file.

        Raises:
            ProofError: it isn't one, or carries no entry; says what is wrong.
        """
        head, gap, checkpoint = raw.partition(b"\n\n")
        lines = head.decode("utf-8", "replace").split("\n")
        if not gap or lines[0] != HEADER:
            raise ProofError(f"This isn't a proof file: its first line must be [{HEADER}].")
        if len(lines) < 3 or not lines[1].startswith("extra "):
            raise ProofError("This proof carries no entry: its second line must be [extra ...].")
        index = _INDEX.fullmatch(lines[2])
        if index is None:
            raise ProofError(f"This isn't a proof file: [{lines[2][:60]}] should say the entry's index.")
        try:
            leaf = decode_base64(lines[1].removeprefix("extra "))
            path = tuple(decode_base64(line) for line in lines[3:])
        except ValueError as error:
            raise ProofError(f"This isn't a proof file: a line isn't base64 [{error}].") from error
        return cls(leaf, int(index[1]), path, checkpoint)

    def encode(self) -> bytes:
        """Return the file's bytes."""
        lines = [HEADER, f"extra {base64.b64encode(self.leaf).decode()}", f"index {self.index}"]
        lines += [base64.b64encode(node).decode() for node in self.path]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    def note(self) -> Note:
        """Return the checkpoint as a note, its signatures unchecked.

        Raises:
            NoteError: it isn't a signed note.
        """
        return Note.parse(self.checkpoint)

    def entry(self) -> Entry:
        """Return the entry it proves.

        Raises:
            EntryError: the leaf isn't an entry.
        """
        return Entry.from_leaf(self.leaf)

    def holds(self) -> bool:
        """Return whether the entry stands at this index in the journal of the checkpoint; signatures aside.

        Raises:
            NoteError: the checkpoint can't be read.
        """
        head = Checkpoint.parse(self.note().text)
        return inclusion_holds(self.index, head.size, hash_leaf(self.leaf), self.path, head.root)
