"""Score who-is-who on made-up worlds: ``cd bench && python -m linkage_worlds [--seeds 1,2,3] [kinds] [WORLD ...]``.

Each world goes through the door that people use, files in and ``rows.csv`` out. A row is right in its true category,
for review in ``needs-review`` or ``cannot-tell`` where that isn't the truth, else wrong. Shares are of the rows of all
seeds.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from linkage_worlds.worlds import AS_OF, JAILS, KINDS, SILENT, WORLDS, Made, World, make
from lodged.reconcile.files import reconcile_files

SEEDS = (1, 2, 3)
REVIEW = frozenset({"needs-review", "cannot-tell"})
"""Categories that answer nothing yet: somebody has to look or to ask."""


@dataclass
class Score:
    """How the rows of a world came out: in all, by tradition, and which categories were taken for which."""

    every: Counter[str] = field(default_factory=Counter)
    by_tradition: dict[str, Counter[str]] = field(default_factory=dict)
    confused: Counter[str] = field(default_factory=Counter)

    def add(self, made: Made, answers: dict[str, str]) -> None:
        """Count the rows of a world that was made."""
        for row in made.rows:
            answer = answers[row.detainer_id]
            score = "right" if answer == row.category else "review" if answer in REVIEW else "wrong"
            self.every[score] += 1
            self.by_tradition.setdefault(row.person.tradition, Counter())[score] += 1
            if score == "wrong":
                self.confused[f"{row.category} -> {answer}"] += 1


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


def answered(made: Made, folder: Path) -> dict[str, str]:
    """Give each row's category, by its detainer."""
    _write(folder / "list.csv", _listed(made))
    _write(folder / "custody.csv", _stays(made))
    reported = [name for name in JAILS if name not in SILENT]
    _write(
        folder / "coverage.csv",
        (
            {"facility_name": name, "reported_from": "2023-01-01", "reported_through": str(AS_OF)}
            for name in reported
        ),
    )
    out = folder / "out"
    reconcile_files(
        [folder / "list.csv"],
        [folder / "custody.csv"],
        folder / "coverage.csv",
        state="MN",
        as_of=AS_OF,
        out=out,
    )
    with (out / "rows.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["detainer_id"]: row["category"] for row in csv.DictReader(file)}


def _listed(made: Made) -> Iterator[dict[str, str]]:
    for row in made.rows:
        yield {
            "detainer_id": row.detainer_id,
            **vars(row.who),
            "a_number": row.numbers.get("a_number", ""),
            "fbi_number": row.numbers.get("fbi_number", ""),
            "facility_name": row.facility,
            "facility_state": "MN",
            "issued_on": str(row.issued),
        }


def _stays(made: Made) -> Iterator[dict[str, str]]:
    for stay in made.stays:
        yield {
            "facility_name": stay.facility,
            "booking_id": stay.booking_id,
            **vars(stay.who),
            "a_number": stay.numbers.get("a_number", ""),
            "fbi_number": stay.numbers.get("fbi_number", ""),
            "state_id": stay.numbers.get("state_id", ""),
            "booked_at": stay.booked.isoformat(sep=" "),
            "released_at": stay.released.isoformat(sep=" ") if stay.released else "",
            "release_reason": stay.reason,
            "detainer_on_file": "yes" if stay.on_file else "no",
        }


def _write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
