"""Hide small counts, and as many others as it takes that none can be computed back.

A count from 1 to below the threshold is hidden. Each hidden count then gets its protection: another table that agrees
with everything shown, in which it is larger by ``width``. Cells that must move for such a table to exist are hidden
too, as few and as small as a linear program finds. Zeros are shown, so a reader knows a hidden count to be at
least 1. Whether this held is not decided here: :mod:`lodged.figures.disclosure` attacks the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lodged.core.errors import LodgedError
from lodged.figures.cells import Cell, Counted

MOVED = 1e-6
ROUNDS_FOR_ALL = 6
"""How often all hidden cells are moved at once, before the rest are protected one by one."""


class SuppressionError(LodgedError):
    """A rule of suppression makes no sense."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts from 1 to ``threshold - 1`` are hidden; each hidden count could be any of ``width + 1`` values or more."""

    threshold: int = 10
    width: int = 9

    def __post_init__(self) -> None:
        """Refuse a rule that hides nothing or protects nothing."""
        if self.threshold < 2 or self.width < 1:
            raise SuppressionError(
                f"A threshold of [{self.threshold}] with a width of [{self.width}] protects nobody. "
                "Give a threshold of 2 or more, and a width of 1 or more."
            )


def suppress(counted: Counted, rule: Rule) -> frozenset[Cell]:
    """Return the cells to hide."""
    table = _Table.of(counted)
    hidden = (table.values > 0) & (table.values < rule.threshold)
    if not hidden.any():
        return frozenset()
    protected = np.zeros_like(hidden)
    random = np.random.default_rng(20260113)
    for _ in range(ROUNDS_FOR_ALL):
        open_cells = np.flatnonzero(hidden & ~protected)
        if not open_cells.size:
            break
        signs = random.choice([-1.0, 1.0], size=open_cells.size)
        moved = table.move_many(hidden, open_cells, signs, rule.width)
        protected |= hidden & (np.abs(moved) >= rule.width - MOVED)
    while (open_cells := np.flatnonzero(hidden & ~protected)).size:
        cell = int(open_cells[np.argmax(table.values[open_cells])])
        moved = table.move_one(hidden, cell, rule.width)
        hidden |= np.abs(moved) > MOVED
        protected |= hidden & (np.abs(moved) >= rule.width - MOVED)
    return frozenset(cell for cell, row in table.rows.items() if hidden[row])


@dataclass(frozen=True)
class _Table:
    """Nonzero cells as sums of atoms. Cells that are the same sum share a row: what hides one hides the other."""

    rows: dict[Cell, int]
    values: np.ndarray
    sums: sparse.csr_matrix
    ties: sparse.csr_matrix
    atoms: np.ndarray

    @classmethod
    def of(cls, counted: Counted) -> _Table:
        """Arrange what was counted; cells of zero, and the atoms under them, are fixed and left out."""
        values = counted.values()
        atoms = _free_atoms(counted, values)
        position = {atom: number for number, atom in enumerate(atoms)}
        rows: dict[Cell, int] = {}
        sums: dict[tuple[int, ...], int] = {}
        amounts: list[int] = []
        members = _members(counted, position)
        for cell, value in values.items():
            if value:
                row = sums.setdefault(members[cell], len(sums))
                rows[cell] = row
                if row == len(amounts):
                    amounts.append(value)
        truth = np.array([counted.atoms[sheet].get((leaf, kind), 0) for sheet, leaf, kind in atoms], float)
        return cls(
            rows, np.array(amounts, float), _matrix(list(sums), len(atoms)), _ties(counted, position), truth
        )

    def move_one(self, hidden: np.ndarray, cell: int, width: int) -> np.ndarray:
        """Find the cheapest other table in which ``cell`` is larger by ``width``; give how each cell moves."""
        shown = np.flatnonzero(~hidden)
        count, atoms = shown.size, self.atoms.size
        own, none = self.sums[shown], sparse.identity(count, format="csr")
        upper = sparse.vstack(
            [
                sparse.hstack([own, -none]),
                sparse.hstack([-own, -none]),
                sparse.hstack([-self.sums, sparse.csr_matrix((self.values.size, count))]),
            ],
            format="csr",
        )
        limits = np.concatenate([np.zeros(2 * count), self.values - 1])
        target = sparse.hstack([self.sums[cell], sparse.csr_matrix((1, count))])
        ties = sparse.hstack([self.ties, sparse.csr_matrix((self.ties.shape[0], count))])
        cost = np.concatenate([np.zeros(atoms), np.log1p(self.values[shown])])
        bounds = [(-amount, None) for amount in self.atoms] + [(0.0, None)] * count
        solved = linprog(
            cost,
            A_ub=upper,
            b_ub=limits,
            A_eq=sparse.vstack([target, ties], format="csr"),
            b_eq=np.concatenate([[width], np.zeros(self.ties.shape[0])]),
            bounds=bounds,
            method="highs",
        )
        if solved.status:
            raise AssertionError(f"a table larger by {width} in one cell always exists: {solved.message}")
        return np.asarray(self.sums @ solved.x[:atoms])

    def move_many(self, hidden: np.ndarray, cells: np.ndarray, signs: np.ndarray, width: int) -> np.ndarray:
        """Move as many of ``cells`` as far as ``width``, each in the direction of its sign, and nothing shown."""
        atoms, count = self.atoms.size, cells.size
        none = sparse.csr_matrix((self.values.size, count))
        reach = sparse.hstack([-sparse.diags(signs) @ self.sums[cells], sparse.identity(count)])
        upper = sparse.vstack([reach, sparse.hstack([-self.sums, none])], format="csr")
        fixed = sparse.vstack([self.sums[np.flatnonzero(~hidden)], self.ties])
        equal = sparse.hstack([fixed, sparse.csr_matrix((fixed.shape[0], count))], format="csr")
        solved = linprog(
            np.concatenate([np.zeros(atoms), -np.ones(count)]),
            A_ub=upper,
            b_ub=np.concatenate([np.zeros(count), self.values - 1]),
            A_eq=equal,
            b_eq=np.zeros(equal.shape[0]),
            bounds=[(-amount, None) for amount in self.atoms] + [(None, float(width))] * count,
            method="highs",
        )
        if solved.status:
            raise AssertionError(f"the table itself always fits: {solved.message}")
        return np.asarray(self.sums @ solved.x[:atoms])


_Atom = tuple[str, int, int]


def _free_atoms(counted: Counted, values: dict[Cell, int]) -> list[_Atom]:
    """Return the atoms that no shown zero fixes at zero."""
    return [
        (sheet.name, number, kind)
        for sheet in counted.layout.sheets
        for number, leaf in enumerate(sheet.leaves)
        for kind, measures in enumerate(counted.layout.kinds)
        if all(
            values[Cell(measure, sheet.name, level, group)]
            for measure in measures
            for level, group in zip(sheet.levels, leaf, strict=True)
        )
    ]


def _members(counted: Counted, position: dict[_Atom, int]) -> dict[Cell, tuple[int, ...]]:
    first = counted.layout.sheets[0].name
    members: dict[Cell, list[int]] = {cell: [] for cell in counted.layout.cells()}
    sheets = {sheet.name: sheet for sheet in counted.layout.sheets}
    for (name, leaf, kind), number in position.items():
        sheet = sheets[name]
        for measure in counted.layout.kinds[kind]:
            if name == first:
                members[Cell(measure)].append(number)
            for level, group in zip(sheet.levels, sheet.leaves[leaf], strict=True):
                members[Cell(measure, name, level, group)].append(number)
    return {cell: tuple(atoms) for cell, atoms in members.items()}


def _ties(counted: Counted, position: dict[_Atom, int]) -> sparse.csr_matrix:
    """Return the ties of each kind: as many rows in one sheet as in any other."""
    first, *others = [sheet.name for sheet in counted.layout.sheets]
    tie = {
        (name, kind): number
        for number, (name, kind) in enumerate(
            (name, kind) for name in others for kind in range(len(counted.layout.kinds))
        )
    }
    data, at, columns = [], [], []
    for (name, _, kind), number in position.items():
        for other in others if name == first else [name]:
            at.append(tie[other, kind])
            columns.append(number)
            data.append(1.0 if name == first else -1.0)
    return sparse.csr_matrix((data, (at, columns)), shape=(len(tie), len(position)))


def _matrix(members: list[tuple[int, ...]], columns: int) -> sparse.csr_matrix:
    at = [row for row, atoms in enumerate(members) for _ in atoms]
    return sparse.csr_matrix(
        (np.ones(len(at)), (at, [atom for atoms in members for atom in atoms])), shape=(len(members), columns)
    )
