"""What is known of units that rows are not: people, bookings, facilities, each of several rows.

A *profile* is how many rows of each kind a unit has, and so what it adds to every total. The counts of units by profile
are unknown to a reader; every total, of units or of rows, is a sum over them. That is what binds a count of people to
another, and to the rows behind both. A unit of one row is always possible, whether there is one or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from lodged.figures.cells import Layout


@dataclass(frozen=True, slots=True)
class Profile:
    """One sort of unit: its rows by kind of the layout, what it adds to each measure, and how many such units are.

    ``marks`` are the measures that count any of its rows.
    """

    rows: tuple[tuple[int, int], ...]
    adds: tuple[int, ...]
    marks: frozenset[str]
    units: int


@dataclass(frozen=True)
class Units:
    """The profiles of a source's units. ``measures`` are what is counted of them, in the order of ``adds``."""

    measures: tuple[str, ...]
    profiles: tuple[Profile, ...]

    def totals(self) -> dict[str, int]:
        """Count every measure."""
        return {
            measure: sum(one.units * one.adds[place] for one in self.profiles)
            for place, measure in enumerate(self.measures)
        }


def count_units(
    rows: pl.DataFrame,
    unit: str,
    distinct: Sequence[str],
    by_row: Sequence[str],
    layout: Layout | None,
) -> Units:
    """Sort units into profiles.

    ``rows`` has a Boolean column for each measure and the column ``unit``; a row without one is a unit by itself.
    ``distinct`` measures count a unit once, ``by_row`` measures count its rows. ``layout`` is that of the row measures
    published of the same rows, whose kinds a profile's rows are of; None where none are.
    """
    kinds = {kind: number for number, kind in enumerate(layout.kinds)} if layout else {}
    own = (*distinct, *by_row)
    names = list(dict.fromkeys([*own, *(layout.measures if layout else ())]))
    marked = rows.select(pl.col(unit), *(pl.col(name).fill_null(value=False) for name in names))
    marked = marked.filter(pl.any_horizontal(names))
    sorts = marked.select(names).unique().sort(names)
    marks = [frozenset(name for name, on in zip(names, row, strict=True) if on) for row in sorts.iter_rows()]
    numbered = marked.join(sorts.with_row_index("sort"), on=names)
    profile_counts: Counter[tuple[tuple[int, int], ...]] = Counter(
        dict.fromkeys((((one, 1),) for one in range(len(marks))), 0)
    )
    single = numbered.filter(pl.col(unit).is_null())["sort"].to_list()
    profile_counts.update(((sort, 1),) for sort in single)
    several = numbered.drop_nulls(unit).group_by(unit, "sort").len().sort(unit, "sort")
    grouped = several.group_by(unit, maintain_order=True).agg("sort", "len")
    profile_counts.update(
        tuple(zip(which, counts, strict=True)) for which, counts in grouped.select("sort", "len").iter_rows()
    )
    return Units(
        own,
        tuple(_profile(of, units, marks, distinct, by_row, kinds) for of, units in profile_counts.items()),
    )


def _profile(
    of: tuple[tuple[int, int], ...],
    units: int,
    marks: Sequence[frozenset[str]],
    distinct: Sequence[str],
    by_row: Sequence[str],
    kinds: Mapping[frozenset[str], int],
) -> Profile:
    row_measures = frozenset().union(*kinds)
    rows: Counter[int] = Counter()
    for sort, count in of:
        kind = kinds.get(marks[sort] & row_measures)
        if kind is not None:
            rows[kind] += count
    once = [int(any(measure in marks[sort] for sort, _ in of)) for measure in distinct]
    often = [sum(count for sort, count in of if measure in marks[sort]) for measure in by_row]
    own = frozenset({*distinct, *by_row})
    counted = frozenset().union(*(marks[sort] for sort, _ in of)) & own
    return Profile(tuple(sorted(rows.items())), (*once, *often), counted, units)
