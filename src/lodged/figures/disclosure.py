"""Attack released tables as a reader would: what is the least and the most that each hidden count can be?

The attacker knows every count shown, how the cells add up, and the rule: no count is negative, and a hidden one is not
zero. For each hidden cell two linear programmes give the bounds of its feasible interval. This shares no code with
:mod:`lodged.figures.suppression`, and works from what is released alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lodged.core.errors import LodgedError
from lodged.figures.cells import Cell, Layout
from lodged.figures.units import Units

ROUNDING = 1e-6
UNBOUNDED = 3
ROUNDS_FOR_ALL = 8
"""How often all cells not yet seen apart are moved at once, before the rest are attacked one by one."""


class DisclosureError(LodgedError):
    """A hidden count could be computed back, or too nearly, so the tables may not be released."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The whole numbers that a hidden count can be; an end is infinite where nothing bounds it."""

    least: float
    most: float

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return self.most - self.least


@dataclass(frozen=True)
class Known:
    """What is told of units beside the tables of rows: each measure's total, None where it is hidden."""

    units: Units
    totals: Mapping[str, int | None]


def check_release(
    layout: Layout, released: Mapping[Cell, int | None], width: int, known: Known | None = None
) -> int:
    """Refuse tables in which a hidden count is known to closer than ``width``; give how many counts are hidden.

    A cell needs no linear programmes of its own once two tables that fit everything shown differ in it by ``width``:
    those found for other cells serve. ``known`` is what is told of units of the same rows. Raises DisclosureError,
    naming the cell and its interval.
    """
    attack = _Attack(layout, released, known)
    seen = attack.differing_tables(width)
    for cell in attack.hidden:
        if attack.spread(cell, seen) >= width - ROUNDING:
            continue
        interval = attack.interval(cell, seen)
        if interval.width < width:
            where = f"{cell.measure}, {cell.level or 'total'} [{cell.group or 'not stated'}]"
            raise DisclosureError(
                f"The hidden count of {where} can be narrowed to {interval.least} to {interval.most:.0f}, and "
                f"{width} apart is asked for. Nothing was published. Leave out a breakdown, or raise the threshold."
            )
    return len(attack.hidden)


def intervals(layout: Layout, released: Mapping[Cell, int | None]) -> dict[Cell, Interval]:
    """Return the feasible interval of every hidden cell, by two linear programmes each."""
    attack = _Attack(layout, released)
    return {cell: attack.interval(cell, []) for cell in attack.hidden}


def unit_interval(
    known: Known, weights: Sequence[int], layout: Layout, released: Mapping[Cell, int | None]
) -> Interval:
    """Return the feasible interval of a number of units, to which each profile adds its weight."""
    return _Attack(layout, released, known).units_interval(weights)


class _Attack:
    """What is known, as constraints on unknown counts: of each kind of row in each leaf, then of units by profile."""

    def __init__(
        self, layout: Layout, released: Mapping[Cell, int | None], known: Known | None = None
    ) -> None:
        missing = set(layout.cells()) - set(released)
        if missing:
            raise ValueError(f"cells of the layout are neither shown nor hidden: {sorted(missing)[:3]}")
        holders = _holders(layout)
        empty = {unknown for cell, unknowns in holders.items() if released[cell] == 0 for unknown in unknowns}
        free = dict.fromkeys(one for unknowns in holders.values() for one in unknowns if one not in empty)
        self._column = {unknown: number for number, unknown in enumerate(free)}
        self.hidden = tuple(sorted(cell for cell in holders if released[cell] is None))
        self._members = {cell: self._columns(holders[cell]) for cell in self.hidden}
        shown = {cell: float(count) for cell, count in released.items() if count and cell in holders}
        equal = [dict.fromkeys(self._columns(holders[cell]), 1.0) for cell in shown]
        ties = list(self._same_rows_in_every_sheet(layout))
        self._profiles = range(len(free), len(free) + (len(known.units.profiles) if known else 0))
        self._unknowns = self._profiles.stop
        ties += list(self._rows_of_units(layout, known)) if known else []
        totals = _sums(known, self._profiles) if known else []
        published = [(at, float(total)) for at, total in totals if total is not None]
        self._equal = _matrix([*equal, *ties, *(at for at, _ in published)], self._unknowns)
        self._constants = np.array([*shown.values(), *[0.0] * len(ties), *(total for _, total in published)])
        self._above = _matrix([dict.fromkeys(at, -1.0) for at in self._members.values()], self._unknowns)
        some = [at for at, total in totals if total is None]
        some += _combinations(known, self._profiles) if known else []
        self._some = _matrix([dict.fromkeys(at, -1.0) for at in some], self._unknowns)

    def spread(self, cell: Cell, tables: Sequence[np.ndarray]) -> float:
        """Return how far apart the counts of a hidden cell are in tables that fit."""
        counts = [float(table[self._members[cell]].sum()) for table in tables]
        return max(counts) - min(counts) if counts else 0.0

    def differing_tables(self, width: int) -> list[np.ndarray]:
        """Find tables that fit, each as far as it goes from the first one in many hidden cells at once."""
        if not self.hidden:
            return []
        seen: list[np.ndarray] = []
        self._solve(np.zeros(self._unknowns), seen)
        start = -self._above @ seen[0]
        random = np.random.default_rng(len(self.hidden))
        for _ in range(ROUNDS_FOR_ALL):
            near = [n for n, cell in enumerate(self.hidden) if self.spread(cell, seen) < width - ROUNDING]
            if not near:
                break
            signs = random.choice([-1.0, 1.0], size=len(near))
            seen.append(self._away(near, signs, signs * start[near], width))
        return seen

    def _away(self, cells: list[int], signs: np.ndarray, start: np.ndarray, width: int) -> np.ndarray:
        """Move each of ``cells`` in the direction of its sign, as far as ``width``; what lies beyond counts nothing."""
        count, unknowns = len(cells), self._unknowns
        gain = sparse.hstack([sparse.diags(signs) @ self._above[cells], sparse.identity(count)])
        floor_of = sparse.vstack([self._above, self._some])
        above = sparse.hstack([floor_of, sparse.csr_matrix((floor_of.shape[0], count))])
        solved = linprog(
            np.concatenate([np.zeros(unknowns), -np.ones(count)]),
            A_ub=sparse.vstack([gain, above], format="csr"),
            b_ub=np.concatenate([-start, -np.ones(floor_of.shape[0])]),
            A_eq=sparse.hstack([self._equal, sparse.csr_matrix((self._equal.shape[0], count))], format="csr"),
            b_eq=self._constants,
            bounds=[(0.0, None)] * unknowns + [(None, float(width))] * count,
            method="highs",
        )
        if solved.status:
            raise DisclosureError(f"The released tables can't be checked ({solved.message}).")
        return np.asarray(solved.x[:unknowns])

    def interval(self, cell: Cell, seen: list[np.ndarray]) -> Interval:
        """Solve for both ends, and add the tables found to ``seen``."""
        cost = np.zeros(self._unknowns)
        cost[self._members[cell]] = 1.0
        return self._bounds(cost, seen)

    def units_interval(self, weights: Sequence[int]) -> Interval:
        """Solve for both ends of a number of units."""
        cost = np.zeros(self._unknowns)
        cost[list(self._profiles)] = weights
        return self._bounds(cost, [])

    def _bounds(self, cost: np.ndarray, seen: list[np.ndarray]) -> Interval:
        low, high = self._solve(cost, seen), self._solve(-cost, seen)
        least = -inf if low == -inf else ceil(low - ROUNDING)
        return Interval(least, inf if high == -inf else floor(-high + ROUNDING))

    def _solve(self, cost: np.ndarray, seen: list[np.ndarray]) -> float:
        solved = linprog(
            cost,
            A_ub=sparse.vstack([self._above, self._some], format="csr"),
            b_ub=-np.ones(len(self.hidden) + self._some.shape[0]),
            A_eq=self._equal,
            b_eq=self._constants,
            method="highs",
        )
        if solved.status == UNBOUNDED:
            return -inf
        if solved.status:
            raise DisclosureError(
                f"The released tables contradict each other, so they can't be checked ({solved.message})."
            )
        seen.append(solved.x)
        return float(solved.fun)

    def _columns(self, unknowns: Iterable[_Unknown]) -> list[int]:
        return [self._column[unknown] for unknown in unknowns if unknown in self._column]

    def _same_rows_in_every_sheet(self, layout: Layout) -> Iterable[dict[int, float]]:
        if not layout.sheets:
            return
        first, *others = layout.sheets
        for other in others:
            for kind in range(len(layout.kinds)):
                here = self._columns((first.name, leaf, kind) for leaf in range(len(first.leaves)))
                there = self._columns((other.name, leaf, kind) for leaf in range(len(other.leaves)))
                yield dict.fromkeys(here, 1.0) | dict.fromkeys(there, -1.0)

    def _rows_of_units(self, layout: Layout, known: Known) -> Iterable[dict[int, float]]:
        """Yield the ties of each kind: as many rows in the tables as the units have of it."""
        if not layout.sheets:
            return
        first = layout.sheets[0]
        profiles = known.units.profiles
        for kind in range(len(layout.kinds)):
            here = self._columns((first.name, leaf, kind) for leaf in range(len(first.leaves)))
            theirs = {
                column: -float(rows)
                for column, profile in zip(self._profiles, profiles, strict=True)
                for of, rows in profile.rows
                if of == kind
            }
            yield dict.fromkeys(here, 1.0) | theirs


def _sums(known: Known, columns: range) -> list[tuple[dict[int, float], int | None]]:
    """Return what each measure's total is the sum of, and the total where it is told; one of zero is told as such."""
    made = []
    for place, measure in enumerate(known.units.measures):
        adds = {
            column: float(one.adds[place])
            for column, one in zip(columns, known.units.profiles, strict=True)
            if one.adds[place]
        }
        made.append((adds, known.totals[measure]))
    return made


def _combinations(known: Known, columns: range) -> list[dict[int, float]]:
    """Return each combination of measures that occurs: there is a unit of it, and a reader is taken to know it."""
    by_marks: defaultdict[frozenset[str], dict[int, float]] = defaultdict(dict)
    for column, one in zip(columns, known.units.profiles, strict=True):
        by_marks[one.marks][column] = 1.0
    occurs = {one.marks for one in known.units.profiles if one.units and one.marks}
    return [at for marks, at in by_marks.items() if marks in occurs]


_Unknown = tuple[str, int, int]


def _holders(layout: Layout) -> dict[Cell, list[_Unknown]]:
    """Return which unknowns each cell is the sum of."""
    holders: defaultdict[Cell, list[_Unknown]] = defaultdict(list)
    for place, sheet in enumerate(layout.sheets):
        for leaf, groups in enumerate(sheet.leaves):
            for kind, measures in enumerate(layout.kinds):
                for measure in measures:
                    if place == 0:
                        holders[Cell(measure)].append((sheet.name, leaf, kind))
                    for level, group in zip(sheet.levels, groups, strict=True):
                        holders[Cell(measure, sheet.name, level, group)].append((sheet.name, leaf, kind))
    return dict(holders)


def _matrix(rows: Sequence[Mapping[int, float]], columns: int) -> sparse.csr_matrix:
    at = [number for number, row in enumerate(rows) for _ in row]
    data = [value for row in rows for value in row.values()]
    return sparse.csr_matrix(
        (data, (at, [column for row in rows for column in row])), shape=(len(rows), columns)
    )
