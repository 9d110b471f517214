"""Counts drawn many times over from what each row may come to, for their expected values and 95 % intervals.

Rows of one person are drawn together. Two things are common to all rows of a draw, as they would be to all rows of a
run: how far the weights of evidence lean to somebody or to nobody, and how sure they are. So is a share of errors among
rows that count as sure. The seed is fixed, so that equal input gives equal numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lodged.reconcile.categories import HELD, NOT_ACTIVE, Category
from lodged.reconcile.outcomes import Possibility

DRAWS = 2_000
SEED = 20_261_128
LEAN = 1.5
"""Standard deviation, in bits, of how far the weights of a run lean to somebody or to nobody."""
MISSED, LEAST_MISSED, SPREAD = 0.3, 0.001, 0.7
"""Stays missed, as a share of rows: by the doubt in a run, the least, and how far that spreads (of its logarithm)."""
MOST_AGAIN = 0.03
"""The most duplicates missed, as a share of those result."""
ERRORS = 0.002
"""The share of errors among rows that are counted as sure, as :mod:`lodged.linkage.deciding` allows."""

ALL = tuple(Category)
_AT = {category: place for place, category in enumerate(ALL)}
_HELD = [_AT[category] for category in HELD]


@dataclass(frozen=True, slots=True)
class Range:
    """An expected value, and the whole numbers between which 95 % of draws lie."""

    expected: float
    low: int
    high: int

    @classmethod
    def of(cls, drawn: np.ndarray) -> Range:
        """Return the range of a count's draws."""
        low, high = np.quantile(drawn, (0.025, 0.975))
        return cls(round(float(drawn.mean()), 1), int(np.floor(low)), int(np.ceil(high)))


@dataclass(frozen=True)
class Draws:
    """Counts by draw: rows of each category (a column each), persons held, and how held rows meet what is on file.

    ``held_rows_on_file`` are held rows of a stay with a detainer on file, ``held_on_file`` the stays behind them,
    ``otherwise_on_file`` stays that only other rows match, and ``on_file`` is the number of all.
    """

    rows: np.ndarray
    persons_held: np.ndarray
    held_rows_on_file: np.ndarray
    held_on_file: np.ndarray
    otherwise_on_file: np.ndarray
    on_file: int

    def of(self, category: Category) -> np.ndarray:
        """Return the rows of a category, by draw."""
        result: np.ndarray = self.rows[:, _AT[category]]
        return result

    @property
    def held(self) -> np.ndarray:
        """Rows in a held category, by draw."""
        result: np.ndarray = self.rows[:, _HELD].sum(axis=1)
        return result

    @property
    def unmatched_on_file(self) -> np.ndarray:
        """Stays with a detainer on file that no row matches, by draw."""
        result: np.ndarray = np.maximum(self.on_file - self.held_on_file - self.otherwise_on_file, 0)
        return result


@dataclass(frozen=True, slots=True)
class Unit:
    """A person's rows: the chances of what they may come to, and for each chance where each row falls."""

    rows: tuple[int, ...]
    chances: tuple[float, ...]
    ways: tuple[tuple[Possibility, ...], ...]

    @property
    def held(self) -> np.ndarray:
        """How many of the rows are held, each way."""
        return np.array([sum(row.placing.category.is_held for row in way) for way in self.ways])


def units_of(possibilities: Sequence[Sequence[Possibility]], person_of: Sequence[int]) -> list[Unit]:
    """Return the rows by person, as they are drawn together."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, person in enumerate(person_of):
        rows[person].append(row)
    result = []
    for some in rows.values():
        chances = tuple(one.chance for one in possibilities[some[0]])
        ways = tuple(tuple(possibilities[row][way] for row in some) for way in range(len(chances)))
        result.append(Unit(tuple(some), chances, ways))
    return result


def draw(units: Sequence[Unit], on_file: Collection[int], draws: int = DRAWS) -> Draws:
    """Draw what all rows come to; ``on_file`` are the stays that custodians hold with a detainer on file."""
    chance = np.random.default_rng(SEED)
    lean = 2.0 ** (LEAN * chance.standard_normal(draws))
    rows = np.zeros((draws, len(ALL)), np.int64)
    persons, on_file_rows = np.zeros(draws, np.int64), np.zeros(draws, np.int64)
    held, matched = _Seen(draws), _Seen(draws)
    for unit in units:
        chosen = _chosen(unit, lean, chance)
        rows += np.array([_counts(way) for way in unit.ways])[chosen]
        persons += (unit.held > 0)[chosen]
        stays = [_on_file(way, on_file) for way in unit.ways]
        on_file_rows += np.array([sum(way.held.values()) for way in stays])[chosen]
        for place, way in enumerate(stays):
            held.add(way.held, chosen == place)
            matched.add(way.matched, chosen == place)
    after = _with_errors(rows, _doubt(units), chance)
    off = after - rows
    off_here = off[:, _AT[Category.IN_CUSTODY]]
    return Draws(
        after,
        persons + off[:, _HELD].sum(axis=1),
        np.maximum(on_file_rows + off_here, 0),
        np.clip(held.count() + off_here, 0, len(on_file)),
        matched.count(besides=held),
        len(on_file),
    )


def _doubt(units: Sequence[Unit]) -> float:
    """Return the share of persons who would be wrong if each were the likeliest."""
    return sum(1 - unit.chances[0] for unit in units) / max(len(units), 1)


def _chosen(unit: Unit, lean: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Draw which way a unit comes out."""
    if len(unit.chances) == 1:
        return np.zeros(lean.size, np.int64)
    somebody = np.array([bool(way[0].stays) for way in unit.ways])
    weighed = np.array(unit.chances) * np.where(somebody, lean[:, None], 1.0)
    edges = np.cumsum(weighed / weighed.sum(axis=1, keepdims=True), axis=1)
    result: np.ndarray = (chance.random((lean.size, 1)) > edges[:, :-1]).sum(axis=1)
    return result


def _counts(way: Sequence[Possibility]) -> np.ndarray:
    return np.bincount([_AT[row.placing.category] for row in way], minlength=len(ALL))


@dataclass(frozen=True, slots=True)
class _OnFile:
    held: Mapping[int, int]
    matched: Collection[int]


def _on_file(way: Sequence[Possibility], on_file: Collection[int]) -> _OnFile:
    held: dict[int, int] = defaultdict(int)
    matched: set[int] = set()
    for row in way:
        stay = row.placing.stay
        if row.placing.category.is_held and stay is not None and stay.row in on_file:
            held[stay.row] += 1
        matched.update(stay for stay in row.stays if stay in on_file)
    return _OnFile(held, matched)


class _Seen:
    """Which stays were reached in which draws."""

    def __init__(self, draws: int) -> None:
        self._draws = draws
        self._always: set[int] = set()
        self._in: dict[int, np.ndarray] = {}

    def add(self, stays: Collection[int], when: np.ndarray) -> None:
        if not stays or not when.any():
            return
        if when.all():
            self._always.update(stays)
            return
        for stay in stays:
            known = self._in.get(stay)
            self._in[stay] = when if known is None else known | when

    def when(self, stay: int) -> np.ndarray:
        """Return in which draws a stay was reached."""
        if stay in self._always:
            return np.ones(self._draws, bool)
        return self._in.get(stay, np.zeros(self._draws, bool))

    def count(self, besides: _Seen | None = None) -> np.ndarray:
        """Count the stays reached, by draw, without those reached ``besides``."""
        result = np.zeros(self._draws, np.int64)
        for stay in self._always | set(self._in):
            reached = self.when(stay)
            result += reached & ~besides.when(stay) if besides else reached
        return result


def _with_errors(rows: np.ndarray, doubt: float, chance: np.random.Generator) -> np.ndarray:
    """Draw what becomes of the counts because what counts as sure is wrong all the same.

    Rows that were settled are somebody else's, stays and duplicates were missed. How many were missed goes with the
    doubt there is (:data:`MISSED`), by a factor that is common to all rows of a draw.
    """
    missed = (MISSED * doubt + LEAST_MISSED) * np.exp(SPREAD * chance.standard_normal(rows.shape[0]))
    covered = np.zeros_like(rows)
    covered[:, _COVERED] = rows[:, _COVERED]
    before = rows[:, _BEFORE]
    lost = np.zeros_like(rows)
    share_of_before = np.clip(missed * covered.sum(axis=1) / np.maximum(before, 1), 0, 0.9)
    lost[:, _BEFORE] = chance.binomial(before, share_of_before)
    lost[:, _ABSENT] = chance.binomial(rows[:, _ABSENT], np.clip(2 * missed, 0, 0.5))
    rows = _moved(rows, lost, covered, chance)
    rows = _moved(rows, chance.binomial(_open(rows), ERRORS), _open(rows), chance)
    again = chance.poisson(rows[:, _DUPLICATE] * np.minimum(10 * missed, MOST_AGAIN))
    superseded = np.minimum(_spread(again, _open(rows), chance), rows)
    duplicates = np.zeros_like(rows)
    duplicates[:, _DUPLICATE] = 1
    return _moved(rows, superseded, duplicates, chance)


def _open(rows: np.ndarray) -> np.ndarray:
    """Return the counts of the categories that custody records decide."""
    result = rows.copy()
    result[:, _BY_THE_LIST] = 0
    return result


def _moved(rows: np.ndarray, lost: np.ndarray, over: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Move rows from where they were lost to categories in proportion to ``over``, where there is anywhere to go."""
    anywhere = over.sum(axis=1) > 0
    lost = lost * anywhere[:, None]
    result: np.ndarray = rows - lost + _spread(lost.sum(axis=1), over, chance)
    return result


def _spread(counts: np.ndarray, over: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Spread counts over categories in proportion to their rows, by draw; where there are none, nothing is spread."""
    total = over.sum(axis=1)
    shares = over / np.maximum(total, 1)[:, None]
    shares[total == 0, 0] = 1
    result: np.ndarray = chance.multinomial(np.where(total > 0, counts, 0), shares)
    return result


_BY_THE_LIST = [
    _AT[category]
    for category in (*NOT_ACTIVE, Category.OUTSIDE_STATE, Category.FEDERAL_FACILITY, Category.DUPLICATE)
]
_COVERED = [
    *_HELD,
    *(
        _AT[category]
        for category in (
            Category.TRANSFERRED_TO_ICE,
            Category.TRANSFERRED_TO_AGENCY,
            Category.RELEASED_AFTER,
            Category.ENDED_OTHERWISE,
        )
    ),
]
_BEFORE, _ABSENT, _DUPLICATE = (
    _AT[Category.RELEASED_BEFORE],
    _AT[Category.NOT_FOUND],
    _AT[Category.DUPLICATE],
)
