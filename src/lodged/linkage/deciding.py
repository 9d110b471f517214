"""Decide rows: to each its chances over the people it may be and over nobody, accepted from the surest down.

A row is settled while the expected share of errors among the settled stays at :data:`ERRORS` or less, in every company
of rows whose names are as common. What a name says of anybody's origin is never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import polars as pl

ERRORS = 0.002
"""The expected share of errors among rows that are settled without a human."""
LEAST_SURE = 0.9
"""The least chance at which anything is settled, however sure the other rows are."""
COMPANY = 150
"""The least rows of a company of names, and :data:`COMPANIES` the most companies."""
COMPANIES = 4

_ROUNDS = 20


class Decision(Enum):
    """What a row is settled as."""

    PERSON = "person"
    """It is the likeliest of its people."""
    NOBODY = "nobody"
    """It is nobody in the records."""
    REVIEW = "review"
    """A human looks."""


@dataclass(frozen=True)
class Chances:
    """The chances of units (rows of one person) over candidates, in the order of the table of candidates.

    ``best`` is the place of each unit's likeliest candidate in the table, -1 where it has none.
    """

    of: np.ndarray
    nobody: np.ndarray
    best: np.ndarray
    claimed: np.ndarray
    """For each candidate, the chance that its person is some other unit's."""


def chances(
    candidates: pl.DataFrame, units: int, reported: np.ndarray, people: int, *, rivals: bool = True
) -> Chances:
    """Return each unit's chances from the weights of its candidates (columns of :func:`.candidates.pooled`).

    The share of units that are somebody is estimated in the run, apart for those whose facility has records
    (``reported``) and the others. A person is one unit's at most, so units that may be the same one lower each other's,
    unless ``rivals`` is false.
    """
    unit = candidates["unit"].to_numpy()
    person = np.unique(candidates["person"].to_numpy(), return_inverse=True)[1]
    weight = (candidates["identity"] + candidates["context"]).to_numpy()
    odds = np.exp2(np.clip(weight - np.log2(people), -200, 200))
    present = np.full(2, 0.7)
    free = np.ones(odds.size)
    of, nobody = odds, np.ones(units)
    for _ in range(_ROUNDS):
        somebody = present[reported.astype(int)]
        likely = odds * free * (somebody / (1 - somebody))[unit]
        nobody = 1 / (1 + np.bincount(unit, likely, units))
        of = likely * nobody[unit]
        taken = np.bincount(person, of, int(person.max(initial=0)) + 1)
        if rivals:
            free = (free + np.clip(1 - (taken[person] - of), 1e-6, 1)) / 2
        for group in (0, 1):
            ours = reported == bool(group)
            present[group] = np.clip(
                (float((1 - nobody[ours]).sum()) + 1.4) / (int(ours.sum()) + 2), 0.02, 0.98
            )
    return Chances(of, nobody, _best(unit, of, units), 1 - free)


def decide(
    candidates: pl.DataFrame, given: Chances, alone: Chances, commonness: np.ndarray
) -> list[Decision]:
    """Settle units from the surest down. ``commonness`` orders them by how common their names are.

    A unit that would be somebody by itself (``alone``, without rivals) isn't settled as nobody.
    """
    units = given.nobody.size
    has_best = given.best >= 0
    best = np.maximum(given.best, 0)
    of_best = np.where(has_best, given.of[best] if given.of.size else 0.0, 0.0)
    takes_person = of_best > given.nobody
    unsuited = candidates["unsuited"].to_numpy()[best] if given.of.size else np.zeros(units, bool)
    sure = np.where(takes_person, np.where(unsuited, 0.0, of_best), given.nobody)
    outdone = alone.nobody < 0.5
    sure = np.where(~takes_person & (outdone | _looked_at(candidates, given, units)), 0.0, sure)
    settled = np.zeros(units, bool)
    for company in _companies(commonness):
        settled[company] = _from_the_surest(sure[company])
    return [
        (Decision.PERSON if person else Decision.NOBODY) if is_settled else Decision.REVIEW
        for person, is_settled in zip(takes_person, settled, strict=True)
    ]


def _looked_at(candidates: pl.DataFrame, given: Chances, units: int) -> np.ndarray:
    """Tell units with a striking candidate who is no other's: nobody would call that nothing."""
    same = candidates["striking"].to_numpy() & (given.claimed < 0.5)
    striking: np.ndarray = np.bincount(candidates["unit"].to_numpy()[same], minlength=units) > 0
    return striking


def _companies(commonness: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(commonness, kind="stable")
    return np.array_split(order, int(np.clip(order.size // COMPANY, 1, COMPANIES)))


def _from_the_surest(sure: np.ndarray) -> np.ndarray:
    order = np.argsort(-sure, kind="stable")
    expected = np.cumsum(1 - sure[order]) / np.arange(1, sure.size + 1)
    taken = np.zeros(sure.size, bool)
    taken[order] = (expected <= ERRORS) & (sure[order] >= LEAST_SURE)
    return taken


def _best(unit: np.ndarray, of: np.ndarray, units: int) -> np.ndarray:
    best = np.full(units, -1)
    order = np.argsort(of, kind="stable")
    best[unit[order]] = order
    return best
