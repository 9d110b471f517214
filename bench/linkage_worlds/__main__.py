"""Score who-is-who on made-up worlds: ``cd bench && python -m linkage_worlds [--seeds 1,2,3] [kinds] [WORLD ...]``.

Each world goes through the door that people use, files in and ``rows.csv`` out. A row is right in its true category,
for review in ``needs-review`` or ``cannot-tell`` where that isn't the truth, else wrong. Shares are of the rows of all
seeds. Beside them stands in how many categories, and how often for those held, the 95 % interval has the truth.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from linkage_worlds.scoring import Score, answered
from linkage_worlds.worlds import KINDS, WORLDS, World, make

SEEDS = (1, 2, 3)


def main() -> None:
    """Score the worlds asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("worlds", nargs="*", help="names of worlds, or kinds for those of the kinds of error")
    asked = parser.parse_args()
    names = [
        name for given in asked.worlds or [*WORLDS] for name in ([*KINDS] if given == "kinds" else [given])
    ]
    for name in names:
        _tell((WORLDS | KINDS)[name], [int(seed) for seed in asked.seeds.split(",")])


def _tell(world: World, seeds: Sequence[int]) -> None:
    found, began = Score(), perf_counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            made = make(world, seed)
            found.add(made, answered(made, Path(folder)))
    print(f"{world.name} ({perf_counter() - began:.0f} s): {_shares(found.every)}", flush=True)
    print(
        f"    intervals: {found.covered[True]} of {found.covered.total()} categories, "
        f"held {found.held_covered[True]} of {found.held_covered.total()}",
        flush=True,
    )
    if len(found.by_tradition) > 1:
        for tradition, counts in sorted(found.by_tradition.items()):
            print(f"    {tradition}: {_shares(counts)}", flush=True)
    if found.confused:
        print(
            "    wrong:",
            ", ".join(f"{what} {count}" for what, count in found.confused.most_common(12)),
            flush=True,
        )


def _shares(counts: Counter[str]) -> str:
    return " / ".join(
        f"{counts[score] / counts.total():.2%} {score}" for score in ("right", "review", "wrong")
    )


if __name__ == "__main__":
    main()
