"""Make journals for the tests, the way the register does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.commitment import seal
from lodged.journal.entry import Entry
from lodged.journal.notes import SigningKey
from lodged.journal.payload import Opening
from lodged.journal.tree import Frontier, hash_leaf

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = SigningKey("test.example/journal", bytes(range(32)))


def write_journal(folder: Path, size: int, every: int = 5, *, private: bool = False) -> list[bytes]:
    """Write an exported journal of `size` synthetic entries with a checkpoint each `every`; gives the leaves."""
    for name in ("hashes", "checkpoints", "private"):
        (folder / name).mkdir(parents=True)
    frontier, leaves, openings, levels = Frontier(), [], [], {0: b""}
    for index in range(size):
        event = UUID(int=index + 1)
        sealed = seal(event, {"name": f"Synthetic {index}"})
        moment = START + timedelta(minutes=index)
        entry = Entry(
            index, event, "detainer.lodged", (f"stay/{index}",), moment, moment, "staff/1", "agency/1",
            sealed.commitment,
        )  # fmt: skip
        leaves.append(entry.leaf())
        openings.append(Opening(event, index, sealed.salt, sealed.payload).line())
        for node in frontier.append(hash_leaf(leaves[-1])):
            levels[node.level] = levels.get(node.level, b"") + node.digest
        if frontier.size % every == 0 and frontier.size < size:
            (folder / f"checkpoints/{frontier.size}.txt").write_bytes(sign(frontier))
    (folder / "checkpoint.txt").write_bytes(sign(frontier))
    (folder / "entries.jsonl").write_bytes(b"".join(leaf + b"\n" for leaf in leaves))
    for level, packed in levels.items():
        (folder / f"hashes/{level}").write_bytes(packed)
    if private:
        (folder / "private/payloads.jsonl").write_bytes(b"".join(line + b"\n" for line in openings))
    return leaves


def sign(frontier: Frontier) -> bytes:
    return Checkpoint("test.example/journal", frontier.size, frontier.root()).signed_by(KEY).encode()
