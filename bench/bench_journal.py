"""Measure the verification of 1,000,000 entries, and the bare hashing of the same rows beside it.

Run ``python bench/bench_journal.py``. The baseline is a chain of SHA-256 over the same lines: what any check of a
history must do at the least. The ratio says what tree, canonical form, order and repetition cost.
"""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.entry import Entry
from lodged.journal.folder import FolderStore
from lodged.journal.notes import SigningKey
from lodged.journal.tree import Frontier, hash_leaf
from lodged.journal.verification import verify

ENTRIES = 1_000_000
START = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = SigningKey("bench.example/journal", bytes(range(32)))
        began = perf_counter()
        _write(folder, key)
        made = perf_counter() - began
        print(f"{ENTRIES:,} entries made, hashed and written: {ENTRIES / made:,.0f}/s")
        began = perf_counter()
        report = verify(FolderStore(folder), [key.verifying_key()])
        took = perf_counter() - began
        began = perf_counter()
        chain = b""
        for line in FolderStore(folder).leaves():
            chain = hashlib.sha256(chain + line).digest()
        baseline = perf_counter() - began
    found = "nothing wrong" if report.intact else report.findings[0].detail
    print(
        f"verified in {took:.1f} s ({found}); hash chain of the same rows {baseline:.1f} s; ratio {took / baseline:.1f}"
    )


def _write(folder: Path, key: SigningKey) -> None:
    (folder / "hashes").mkdir()
    frontier = Frontier()
    levels: dict[int, bytearray] = {0: bytearray()}
    with (folder / "entries.jsonl").open("wb") as entries:
        for index in range(ENTRIES):
            moment = START + SECOND * index
            leaf = Entry(
                index,
                UUID(int=index + 1),
                "detainer.lodged",
                (f"stay:{index}",),
                moment,
                moment,
                "staff:1",
                "agency-1",
                index.to_bytes(32, "big"),
            ).leaf()
            entries.write(leaf + b"\n")
            for node in frontier.append(hash_leaf(leaf)):
                levels.setdefault(node.level, bytearray()).extend(node.digest)
    for level, packed in levels.items():
        (folder / "hashes" / str(level)).write_bytes(packed)
    checkpoint = Checkpoint(key.name, frontier.size, frontier.root())
    (folder / "checkpoint.txt").write_bytes(checkpoint.signed_by(key).encode())


if __name__ == "__main__":
    main()
