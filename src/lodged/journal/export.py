"""The files of an export, as names and bytes; whoever asks writes them.

==========================  ==================================================================
`entries.jsonl`             one leaf a line, in order; the line is what is hashed
`checkpoint.txt`            the newest signed checkpoint; covers every line
`checkpoints/SIZE.txt`      earlier checkpoints, by size
`hashes/0`, `hashes/1`      32 bytes a hash: of each leaf, of each full 256 leaves, and so on
`private/payloads.jsonl`    only on request: each event's salt and payload, or who expunged them
==========================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.errors import StoreError
from lodged.journal.folder import CHECKPOINT, CHECKPOINTS, ENTRIES, HASHES, PAYLOADS
from lodged.journal.store import JournalStore
from lodged.journal.tree import HASH_BYTES

_BATCH = 4096


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export."""

    name: str
    """Its path inside the folder, with forward slashes."""
    chunks: Iterator[bytes]
    """Its bytes; read it before asking for the next file."""


def export_files(store: JournalStore, *, private: bool) -> Iterator[ExportFile]:
    """Yield the files of an export up to the newest checkpoint; `private` adds salts and payloads.

    Raises:
        StoreError: there is no checkpoint yet, or `private` was asked and the payloads aren't at hand.
        NoteError: the newest checkpoint can't be read.
    """
    newest = store.checkpoint()
    size = Checkpoint.from_note(newest.note).size
    yield ExportFile(ENTRIES, _ended(store.leaves(), size))
    for level in range(_level_count(size)):
        yield ExportFile(f"{HASHES}/{level}", _level(store, level, size >> 8 * level))
    for stored in store.checkpoints():
        earlier = Checkpoint.from_note(stored.note)
        if earlier.size < size:
            yield ExportFile(f"{CHECKPOINTS}/{earlier.size}.txt", iter([stored.note]))
    if private:
        lines = store.private_lines()
        if lines is None:
            raise StoreError("The payloads aren't at hand here. Export without them, or where they are kept.")
        yield ExportFile(PAYLOADS, _ended(lines, size))
    yield ExportFile(CHECKPOINT, iter([newest.note]))


def _level_count(size: int) -> int:
    return max(1, -(-size.bit_length() // 8))


def _ended(lines: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _, line in zip(range(count), lines, strict=False):
        yield line + b"\n"


def _level(store: JournalStore, level: int, count: int) -> Iterator[bytes]:
    levels = store.levels()
    for start in range(0, count, _BATCH):
        stop = min(start + _BATCH, count)
        hashes = levels.read(level, start, stop)
        if len(hashes) != (stop - start) * HASH_BYTES:
            raise StoreError(f"The stored hashes of level [{level}] end before position [{stop}].")
        yield hashes
