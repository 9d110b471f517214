"""What a reconciliation's counts may come to once every doubt is settled, and what would settle most of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lodged.reconcile.categories import Category
from lodged.reconcile.intervals import Draws, Range, Unit, draw, units_of
from lodged.reconcile.outcomes import Possibility
from lodged.reconcile.placing import Placing
from lodged.reconcile.records import ListedDetainer

CERTAINTIES = (0.999, 0.99, 0.95, 0.9, 0.5)
"""Chances from which a row might be settled, the strictest first, to show how the count moves with them."""
FIRST = 20
"""So many reviews, those that settle most, are tried."""
MOST_ROSTERS = 10
"""So many facilities that haven't reported are named."""


@dataclass(frozen=True, slots=True)
class HeldEstimate:
    """Rows and persons held: those settled, what is expected, and the bounds.

    ``at_least`` is the low end of the rows' interval. ``at_most`` adds to its high end every row whose facility hasn't
    reported or whose evidence is impaired.
    """

    rows: int
    persons: int
    expected_rows: Range
    expected_persons: Range
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class AtCertainty:
    """What is counted if a row is settled from this chance on: rows held, and rows left to a human."""

    certainty: float
    held: int
    left: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews that settle most: how many, and how wide the interval of rows held is before and after them."""

    count: int
    width_now: int
    width_after: int


@dataclass(frozen=True, slots=True)
class RosterMissing:
    """A facility whose records for the day are missing, and the rows that they would settle."""

    facility: str
    rows: int


@dataclass(frozen=True, slots=True)
class Estimates:
    """The estimates of a reconciliation as ``summary.json`` has them."""

    held: HeldEstimate
    not_on_list: Range
    by_certainty: tuple[AtCertainty, ...]
    reviews: Reviews
    rosters: tuple[RosterMissing, ...]


@dataclass(frozen=True)
class Estimated:
    """What was drawn, and what was made of it for each row: the chance that its person is held, and its review's place.

    ``review_order`` has the rows in review, numbered by how much the answer settles; rows of one person share a number.
    """

    draws: Draws
    estimates: Estimates
    held_chance: tuple[float, ...]
    review_order: Mapping[int, int]


def estimate(
    rows: Sequence[ListedDetainer],
    possibilities: Sequence[Sequence[Possibility]],
    placings: Sequence[Placing],
    person_of: Sequence[int],
    on_file: Collection[int],
) -> Estimated:
    """Return what is expected; ``on_file`` are the stays held with a detainer on file."""
    # In an order of what the rows say, so that where they stand changes no draw.
    units = sorted(
        units_of(possibilities, person_of), key=lambda unit: min(rows[row].detainer_id for row in unit.rows)
    )
    drawn = draw(units, on_file)
    in_review = [unit for unit in units if any(_is_in_review(placings[row]) for row in unit.rows)]
    ordered = sorted(in_review, key=_settles, reverse=True)
    held = [row for row, placing in enumerate(placings) if placing.category.is_held]
    expected = Range.of(drawn.held)
    unknown = drawn.of(Category.NO_ROSTER) + drawn.of(Category.CANNOT_TELL)
    estimates = Estimates(
        held=HeldEstimate(
            rows=len(held),
            persons=len({person_of[row] for row in held}),
            expected_rows=expected,
            expected_persons=Range.of(drawn.persons_held),
            at_least=expected.low,
            at_most=Range.of(drawn.held + unknown).high,
        ),
        not_on_list=Range.of(drawn.unmatched_on_file),
        by_certainty=_by_certainty(possibilities),
        reviews=_reviews(units, ordered[:FIRST], on_file, expected),
        rosters=_rosters(rows, possibilities),
    )
    return Estimated(
        drawn,
        estimates,
        tuple(_held_chance(some) for some in possibilities),
        {
            row: place
            for place, unit in enumerate(ordered, start=1)
            for row in unit.rows
            if _is_in_review(placings[row])
        },
    )


def _is_in_review(placing: Placing) -> bool:
    return placing.category is Category.NEEDS_REVIEW


def _settles(unit: Unit) -> tuple[float, float, int]:
    """Order persons by the doubt that an answer takes away: of rows held, then of any category."""
    chances = np.array(unit.chances)
    held = unit.held
    by_ways: dict[tuple[Category, ...], float] = defaultdict(float)
    for chance, way in zip(unit.chances, unit.ways, strict=True):
        by_ways[tuple(row.placing.category for row in way)] += chance
    variance = float((chances * held**2).sum() - (chances * held).sum() ** 2)
    return round(variance, 9), round(1 - sum(chance**2 for chance in by_ways.values()), 9), -unit.rows[0]


def _reviews(units: Sequence[Unit], first: Sequence[Unit], on_file: Collection[int], now: Range) -> Reviews:
    settled = {unit.rows for unit in first}
    after = [
        replace(unit, chances=(1.0,), ways=unit.ways[:1]) if unit.rows in settled else unit for unit in units
    ]
    then = Range.of(draw(after, on_file).held) if first else now
    return Reviews(len(first), now.high - now.low, then.high - then.low)


def _by_certainty(possibilities: Sequence[Sequence[Possibility]]) -> tuple[AtCertainty, ...]:
    likeliest = []
    for some in possibilities:
        chances: dict[Category, float] = defaultdict(float)
        for one in some:
            chances[one.placing.category] += one.chance
        category = max(chances, key=lambda each: (chances[each], each.value))
        likeliest.append((category, chances[category]))
    return tuple(
        AtCertainty(
            certainty,
            sum(category.is_held and chance >= certainty for category, chance in likeliest),
            sum(chance < certainty for _, chance in likeliest),
        )
        for certainty in CERTAINTIES
    )


def _rosters(
    rows: Sequence[ListedDetainer], possibilities: Sequence[Sequence[Possibility]]
) -> tuple[RosterMissing, ...]:
    """Name the facilities whose records for the day would settle most rows."""
    missing = Counter(
        row.place.name
        for row, some in zip(rows, possibilities, strict=True)
        if row.place.name and any(one.placing.category is Category.NO_ROSTER for one in some)
    )
    ordered = sorted(missing.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(RosterMissing(name, count) for name, count in ordered[:MOST_ROSTERS])


def _held_chance(some: Sequence[Possibility]) -> float:
    return round(sum(one.chance for one in some if one.placing.category.is_held), 4)
