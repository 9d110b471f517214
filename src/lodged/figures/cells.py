"""What published tables consist of, and all that anyone may know of how their cells add up.

A *measure* is a count of rows (a definition, or the whole that a share is of). A *kind* is a set of measures that
occurs together on a row: a row that was declined is counted by ``lodged`` and by ``declined``. A *sheet* arranges the
rows by one thing at several levels: a place has a class, a county and a facility; a day has a month and a year. A
*leaf* of a sheet is one combination of its levels. Every published cell is a sum over leaves and kinds, so one table's
cells bind another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

NOT_STATED = ""
"""The group of rows whose value is blank."""
TOTAL = ""
"""The sheet and level of a measure's total."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One published count: a measure's rows in one group of one level; the total has empty sheet, level and group."""

    measure: str
    sheet: str = TOTAL
    level: str = TOTAL
    group: str = NOT_STATED


@dataclass(frozen=True, slots=True)
class Sheet:
    """How rows are arranged by one thing: ``leaves`` has a group for each of ``levels``."""

    name: str
    levels: tuple[str, ...]
    leaves: tuple[tuple[str, ...], ...]

    def groups(self, level: str) -> tuple[str, ...]:
        """Return the groups of a level, each once, in order."""
        place = self.levels.index(level)
        return tuple(sorted({leaf[place] for leaf in self.leaves}))


@dataclass(frozen=True, slots=True)
class Layout:
    """How cells add up: no counts, only which measures go together and which groups lie in which."""

    kinds: tuple[frozenset[str], ...]
    sheets: tuple[Sheet, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure, in order."""
        return tuple(sorted(frozenset().union(*self.kinds))) if self.kinds else ()

    def cells(self) -> tuple[Cell, ...]:
        """Return every cell that the tables have: each measure's total, and each group of each level of each sheet."""
        return tuple(
            cell
            for measure in self.measures
            for cell in (
                Cell(measure),
                *(
                    Cell(measure, sheet.name, level, group)
                    for sheet in self.sheets
                    for level in sheet.levels
                    for group in sheet.groups(level)
                ),
            )
        )


@dataclass(frozen=True)
class Counted:
    """A layout with its counts: ``atoms[sheet][leaf, kind]`` rows, by position."""

    layout: Layout
    atoms: Mapping[str, Mapping[tuple[int, int], int]]

    def values(self) -> dict[Cell, int]:
        """Count every cell of the layout."""
        counts = dict.fromkeys(self.layout.cells(), 0)
        for number, sheet in enumerate(self.layout.sheets):
            for (leaf, kind), rows in self.atoms[sheet.name].items():
                for measure in self.layout.kinds[kind]:
                    if number == 0:
                        counts[Cell(measure)] += rows
                    for level, group in zip(sheet.levels, sheet.leaves[leaf], strict=True):
                        counts[Cell(measure, sheet.name, level, group)] += rows
        return counts


def count_cells(
    rows: pl.DataFrame,
    measures: Sequence[str],
    sheets: Mapping[str, Sequence[str]],
    weight: str | None = None,
) -> Counted:
    """Count rows into cells.

    ``rows`` has a Boolean column for each measure and a column for each level; ``sheets`` names each sheet's levels. A
    row that no measure counts is not published and is left out. ``weight`` is the column of how many a row stands for.
    """
    marks = [pl.col(measure).fill_null(value=False).alias(f"measure {measure}") for measure in measures]
    levels = list(dict.fromkeys(level for levels in sheets.values() for level in levels))
    text = [pl.col(level).cast(pl.String).fill_null(NOT_STATED) for level in levels]
    stands_for = (pl.col(weight) if weight else pl.lit(1)).cast(pl.Int64).alias("stands for")
    rows = rows.select(*marks, *text, stands_for).filter(
        pl.any_horizontal(f"measure {name}" for name in measures)
    )
    columns = [f"measure {name}" for name in measures]
    by_kind = rows.select(columns).unique().sort(columns)
    kinds = tuple(
        frozenset(name for name, counted in zip(measures, row, strict=True) if counted)
        for row in by_kind.iter_rows()
    )
    numbered = rows.join(by_kind.with_row_index("kind"), on=columns)
    made: list[Sheet] = []
    atoms: dict[str, dict[tuple[int, int], int]] = {}
    for name, own in sheets.items():
        leaves = numbered.select(own).unique().sort(own)
        made.append(Sheet(name, tuple(own), tuple(leaves.iter_rows())))
        grouped = numbered.join(leaves.with_row_index("leaf"), on=list(own)).group_by("leaf", "kind")
        counts = grouped.agg(pl.col("stands for").sum()).sort("leaf", "kind")
        atoms[name] = {(leaf, kind): number for leaf, kind, number in counts.iter_rows()}
    return Counted(Layout(kinds, tuple(made)), atoms)
