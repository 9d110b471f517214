"""Make small wrong changes in the rooms that decide, one at a time, and see whether a test notices.

Prints each change that no test noticed, and each room's score; ends with 1 where a score is below the target. The
sample is the same for the same seed: ``python -m tests.mutation.mutate [--sample 12] [--seed 1] [room ...]``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
TARGET = 0.8
WORKERS = 2
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "law": (("src/lodged/law/*.py",), ("tests/law",)),
    "reconcile": (
        ("src/lodged/reconcile/*.py",),
        ("tests/reconcile", "tests/demo/test_demonstration_reconciled.py"),
    ),
    "journal": (("src/lodged/journal/*.py",), ("tests/journal",)),
    "casework": (("src/lodged/casework/*.py",), ("tests/casework",)),
    "permissions": (
        ("src/lodged/register/permissions.py", "src/lodged/signin/second_factor.py"),
        (
            "tests/register/test_services.py",
            "tests/register/test_protection.py",
            "tests/register/test_staff.py",
            "tests/signin/test_factors.py",
        ),
    ),
}
"""For each room the modules that are changed, and the tests that are to notice."""


@dataclass(frozen=True)
class Suite:
    """The tests of a room, and how long they may take before a change counts as noticed."""

    folders: Sequence[str]
    most_seconds: float = 600

    def notice(self, mutant: Mutant | None) -> bool:
        """Whether one of them fails, or none ends, with this change."""
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPATH"] = str(ROOT)
        if mutant is not None:
            environment["LODGED_MUTANT"] = f"{mutant.path}:{mutant.number}"
        words = ["-q", "-x", "-m", "not slow", "-p", "tests.mutation.plugin", "-p", "no:cacheprovider"]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *words, *self.folders],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                timeout=self.most_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


def examine(room: str, sample: int, seed: int) -> float:
    """Return the share of a room's sampled changes that a test notices, and print the others."""
    sources, folders = ROOMS[room]
    mutants = [
        mutant for pattern in sources for path in sorted(ROOT.glob(pattern)) for mutant in mutants_of(path)
    ]
    chosen = random.Random(f"{seed} {room}").sample(mutants, min(sample, len(mutants)))  # noqa: S311 - repeatable
    began = time.monotonic()
    if Suite(folders).notice(None):
        raise SystemExit(f"{room}: its tests fail without any change. Run: pytest {' '.join(folders)}")
    tests = Suite(folders, 30 + 4 * (time.monotonic() - began))
    noticed = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for mutant, one in zip(chosen, pool.map(tests.notice, chosen), strict=True):
            noticed.append(one)
            if not one:
                print(f"{room}: nobody noticed that {str(mutant).removeprefix(f'{ROOT}/')}", flush=True)
    score = sum(noticed) / len(noticed)
    print(
        f"{room}: {sum(noticed)} of {len(noticed)} noticed, {score:.0%}, of {len(mutants)} changes",
        flush=True,
    )
    return score


def main() -> int:
    """Examine the rooms asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), choices=[*ROOMS, []])
    parser.add_argument("--sample", type=int, default=12, help="changes a room")
    parser.add_argument("--seed", type=int, default=1, help="which changes")
    asked = parser.parse_args()
    scores = [examine(room, asked.sample, asked.seed) for room in asked.rooms]
    return int(min(scores) < TARGET)


if __name__ == "__main__":
    sys.exit(main())
