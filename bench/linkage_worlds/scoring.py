"""A world sent through the door that people use, files in and result out, and what came out held against the truth."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from linkage_worlds.worlds import AS_OF, JAILS, SILENT, Made
from lodged.reconcile.files import reconcile_files

REVIEW = frozenset({"needs-review", "cannot-tell"})
"""Categories that answer nothing yet: somebody has to look or to ask."""
HELD = "held"
"""The headline: rows in any category of people held."""


@dataclass(frozen=True)
class Answered:
    """What came out: each row's category by its detainer, and the 95 % interval of each category and of those held."""

    categories: dict[str, str]
    intervals: dict[str, tuple[int, int]]


@dataclass
class Score:
    """How the rows of a world came out: in all, by tradition, what was taken for what, and which intervals held."""

    every: Counter[str] = field(default_factory=Counter)
    by_tradition: dict[str, Counter[str]] = field(default_factory=dict)
    confused: Counter[str] = field(default_factory=Counter)
    covered: Counter[bool] = field(default_factory=Counter)
    held_covered: Counter[bool] = field(default_factory=Counter)

    def add(self, made: Made, out: Answered) -> None:
        """Count the rows of a world that was made."""
        for row in made.rows:
            answer = out.categories[row.detainer_id]
            score = "right" if answer == row.category else "review" if answer in REVIEW else "wrong"
            self.every[score] += 1
            self.by_tradition.setdefault(row.person.tradition, Counter())[score] += 1
            if score == "wrong":
                self.confused[f"{row.category} -> {answer}"] += 1
        true = Counter(row.category for row in made.rows)
        true[HELD] = sum(count for category, count in true.items() if category.startswith("in-custody"))
        for category, (low, high) in out.intervals.items():
            if true[category] or high:
                counted = self.held_covered if category == HELD else self.covered
                counted[low <= true[category] <= high] += 1


def answered(made: Made, folder: Path) -> Answered:
    """Reconcile a world, its files in a folder."""
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
        categories = {row["detainer_id"]: row["category"] for row in csv.DictReader(file)}
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    ranges = {category["id"]: category["expected"] for category in summary["categories"]}
    ranges[HELD] = summary["estimates"]["held"]["expected_rows"]
    return Answered(categories, {name: (each["low"], each["high"]) for name, each in ranges.items()})


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
