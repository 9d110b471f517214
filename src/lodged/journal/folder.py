"""A journal exported to a folder, read back; :mod:`~lodged.journal.export` says what lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from lodged.journal.entry import LEAF_PATTERN
from lodged.journal.errors import StoreError
from lodged.journal.store import StoredCheckpoint
from lodged.journal.tree import HASH_BYTES

ENTRIES = "entries.jsonl"
CHECKPOINT = "checkpoint.txt"
CHECKPOINTS = "checkpoints"
HASHES = "hashes"
PAYLOADS = "private/payloads.jsonl"


@dataclass(frozen=True, slots=True)
class FolderLevels:
    """The `hashes` folder: one file a level, 32 bytes a hash."""

    folder: Path

    def read(self, level: int, start: int, stop: int) -> bytes:
        """Return the hashes `start` to `stop` of `level`; fewer when the file ends before."""
        path = self.folder / str(level)
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            file.seek(start * HASH_BYTES)
            return file.read((stop - start) * HASH_BYTES)


@dataclass(frozen=True, slots=True)
class FolderStore:
    """An exported folder.

    Raises:
        StoreError: a file every export has is missing.
    """

    folder: Path

    def __post_init__(self) -> None:
        for name in (ENTRIES, CHECKPOINT, f"{HASHES}/0"):
            if not (self.folder / name).is_file():
                raise StoreError(
                    f"[{self.folder}] isn't an exported journal: it has no [{name}]. "
                    "Name the folder that holds it, or export the journal again."
                )

    @property
    def complete(self) -> bool:
        """An export ends with its checkpoint."""
        return True

    def leaves(self) -> Iterator[bytes]:
        """Return every line of `entries.jsonl` without its newline."""
        return _lines(self.folder / ENTRIES)

    def leaf(self, index: int) -> bytes:
        """Return the line at `index`.

        Raises:
            StoreError: the file is shorter.
        """
        for leaf in islice(self.leaves(), index, index + 1):
            return leaf
        raise StoreError(f"[{self.folder / ENTRIES}] has no row [{index}].")

    def find(self, event_id: UUID) -> int:
        """Return the row that holds this event.

        Raises:
            StoreError: none does.
        """
        wanted = str(event_id).encode()
        for index, leaf in enumerate(self.leaves()):
            if wanted in leaf and (match := LEAF_PATTERN.fullmatch(leaf)) and match["event"] == wanted:
                return index
        raise StoreError(f"[{self.folder / ENTRIES}] holds no event [{event_id}]. Check the identifier.")

    def levels(self) -> FolderLevels:
        """Return the stored hashes."""
        return FolderLevels(self.folder / HASHES)

    def checkpoint(self) -> StoredCheckpoint:
        """Return the checkpoint the export ends with."""
        return StoredCheckpoint(CHECKPOINT, (self.folder / CHECKPOINT).read_bytes())

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Yield the earlier ones by file name, then the newest."""
        for path in sorted((self.folder / CHECKPOINTS).glob("*.txt")):
            yield StoredCheckpoint(f"{CHECKPOINTS}/{path.name}", path.read_bytes())
        yield self.checkpoint()

    def private_lines(self) -> Iterator[bytes] | None:
        """Return the lines of `private/payloads.jsonl`, if the export came with them."""
        path = self.folder / PAYLOADS
        return _lines(path) if path.is_file() else None


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            # The last byte goes whatever it is: a row that lost its newline then no longer hashes right.
            yield line[:-1]
