"""No file, however broken, gives a reader anything but its rows or an error in words.

A second or two for each reader here; `make fuzz` goes on for LODGED_FUZZ_SECONDS in all. A changed file that made a
reader say something new is kept to be changed further, so that the search goes where readers behave differently.
What breaks one is written to test-results/fuzz.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
from pathlib import Path

import pytest

from lodged.core.errors import LodgedError
from tests.fuzz.mutations import mutated
from tests.fuzz.readers import READERS, Reader

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("LODGED_FUZZ_SECONDS", "0"))
FEW, FEWER = 60, 8
"""Files tried for each reader in the ordinary tests."""


@pytest.mark.timeout(max(300, int(SECONDS) * 2))
@pytest.mark.parametrize("name", READERS)
def test_a_reader_gives_rows_or_words(name: str, tmp_path: Path) -> None:
    reader = READERS[name]
    seed = random.randrange(2**32) if SECONDS else 20260113
    rng, corpus, outcomes = random.Random(seed), list(reader.seeds), set()
    until = time.monotonic() + SECONDS / len(READERS)
    tried = 0
    while time.monotonic() < until if SECONDS else tried < (FEWER if reader.slow else FEW):
        raw = (
            rng.choice(reader.seeds)
            if tried < len(reader.seeds)
            else mutated(rng.choice(corpus), corpus, rng)
        )
        outcome = _outcome(reader, raw, tmp_path / f"file{reader.suffix}", f"{name}, seed {seed}")
        if outcome not in outcomes:
            outcomes.add(outcome)
            corpus.append(raw)
        tried += 1
    print(f"{name}: {tried:,} files, {len(outcomes)} kinds of answer, seed {seed}")


def _outcome(reader: Reader, raw: bytes, path: Path, which: str) -> str:
    """What became of a file, without what differs from file to file."""
    path.write_bytes(raw)
    try:
        return type(reader.read(path)).__name__
    except LodgedError as error:
        words = str(error)
        assert len(words.split()) > 3, f"{which}: an error without words [{words}]"
        return re.sub(r"\[.*?\]|\d+|'[^']*'|/\S+", "", words[:2_000])[:80]
    except BaseException as error:
        kept = ROOT / "test-results" / "fuzz" / hashlib.sha256(raw).hexdigest()[:16]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(raw)
        error.add_note(f"{which}: the file is {kept}")
        raise
