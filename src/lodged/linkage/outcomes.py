"""What a row may come to: the stays that may be its person's, each with its chance, to count with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lodged.linkage.deciding import Chances

LEAST = 0.001
"""The least chance that is counted with."""
MOST_BESIDE = 2
"""So many people at most are taken, beside a row's likeliest, to be perhaps the same one under other records."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stays of whom a row may be, none for nobody, and the chance of it; those of one row sum to 1."""

    chance: float
    stays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A candidate (by place) who may be the same person as a unit's likeliest, and the weight of it in bits."""

    place: int
    weight: float

    @property
    def chance(self) -> float:
        """The chance that the two are one person."""
        return float(1 / (1 + 2.0**-self.weight))


def outcomes(
    units: Sequence[int],
    people: Sequence[int],
    given: Chances,
    stays_of: Mapping[int, Sequence[int]],
    beside: Mapping[int, Sequence[Beside]],
    settled: frozenset[int],
) -> list[tuple[Outcome, ...]]:
    """Return each unit's outcomes, the likeliest first.

    ``units`` and ``people`` are the unit and the person of each candidate, ``stays_of`` each person's stays.
    ``settled`` are the units of whom somebody ruled that they are their likeliest.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(given.of >= LEAST).tolist():
        places[units[place]].append(place)
    made = []
    for unit in range(given.nobody.size):
        best = int(given.best[unit])
        if unit in settled:
            some = [Outcome(1.0, tuple(stays_of[people[best]]))]
        else:
            some = [Outcome(float(given.of[place]), tuple(stays_of[people[place]])) for place in places[unit]]
            some.append(Outcome(float(given.nobody[unit]), ()))
            some = [one for one in some if one.chance >= LEAST]
        for other in sorted(beside.get(unit, ()), key=lambda one: -one.weight)[:MOST_BESIDE]:
            some = _with_beside(some, stays_of[people[best]], stays_of[people[other.place]], other.chance)
        made.append(_summing_to_one(some))
    return made


def _with_beside(
    some: Sequence[Outcome], own: Sequence[int], others: Sequence[int], chance: float
) -> list[Outcome]:
    """Split the outcomes that have a person's stays: with the other's stays too, and without."""
    made: list[Outcome] = []
    for one in some:
        if set(own) <= set(one.stays):
            made.append(Outcome(one.chance * (1 - chance), one.stays))
            made.append(Outcome(one.chance * chance, (*one.stays, *others)))
        else:
            made.append(one)
    return made


def _summing_to_one(some: Sequence[Outcome]) -> tuple[Outcome, ...]:
    total = sum(one.chance for one in some)
    ordered = sorted(some, key=lambda one: (-one.chance, one.stays))
    return tuple(Outcome(one.chance / total, one.stays) for one in ordered)
