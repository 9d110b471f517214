"""Tell totals of people, bookings and facilities only where no small number of them follows from what is shown.

A reader can take one total from another, from the whole a share is of, or from a count of rows. So each number of units
from 1 to below the threshold is attacked, whether any figure names it or not: each total, each part that totals have in
common or apart, each combination of them that occurs, and each difference of two. A total is hidden until every such
number keeps bounds ``width`` apart, by linear programming over all that is shown: the tables of rows with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

from lodged.figures.cells import Cell, Layout
from lodged.figures.disclosure import DisclosureError, Known, check_release, unit_interval
from lodged.figures.suppression import Rule
from lodged.figures.units import Units

Weights = tuple[int, ...]
"""What each profile adds to a number."""


@dataclass(frozen=True)
class RowTables:
    """The tables of rows published of the same source."""

    layout: Layout
    released: Mapping[Cell, int | None]


def shown_totals(units: Units, tables: RowTables | None, rule: Rule) -> dict[str, int | None]:
    """Return each measure's total, None where it must be hidden."""
    totals = units.totals()
    shown: dict[str, int | None] = {
        name: None if 0 < value < rule.threshold else value for name, value in totals.items()
    }
    numbers = list(_small_numbers(units, tables, rule))
    while (given_away := _given_away(numbers, units, shown, tables, rule)) is not None:
        shown[_to_hide(given_away, units, shown, tables, rule)] = None
    if tables is not None and not _tables_hold(units, shown, tables, rule):
        return {name: 0 if value == 0 else None for name, value in shown.items()}
    return shown


def _given_away(
    numbers: list[Weights],
    units: Units,
    shown: Mapping[str, int | None],
    tables: RowTables | None,
    rule: Rule,
) -> Weights | None:
    if not any(shown.values()):
        return None
    return next((one for one in numbers if not _holds(one, units, shown, tables, rule)), None)


def _holds(
    number: Weights, units: Units, shown: Mapping[str, int | None], tables: RowTables | None, rule: Rule
) -> bool:
    interval = unit_interval(Known(units, shown), number, *_parts(tables))
    return interval.width >= rule.width


def _parts(tables: RowTables | None) -> tuple[Layout, Mapping[Cell, int | None]]:
    return (tables.layout, tables.released) if tables else (Layout((), ()), {})


def _to_hide(
    number: Weights,
    units: Units,
    shown: Mapping[str, int | None],
    tables: RowTables | None,
    rule: Rule,
) -> str:
    """Choose the smallest total that protects a number when it is hidden; where none does alone, the smallest."""
    left = sorted((value, name) for name, value in shown.items() if value)
    for _, name in left:
        if _holds(number, units, {**shown, name: None}, tables, rule):
            return name
    return left[0][1]


def _tables_hold(units: Units, shown: Mapping[str, int | None], tables: RowTables, rule: Rule) -> bool:
    try:
        check_release(tables.layout, tables.released, rule.width, Known(units, shown))
    except DisclosureError:
        return False
    return True


def _small_numbers(units: Units, tables: RowTables | None, rule: Rule) -> Iterator[Weights]:
    """Yield each number of units from 1 to below the threshold, once."""
    numbers = dict.fromkeys(_numbers(units, tables))
    for weights in numbers:
        value = sum(one.units * weight for one, weight in zip(units.profiles, weights, strict=True))
        if 0 < value < rule.threshold:
            yield weights


def _numbers(units: Units, tables: RowTables | None) -> Iterator[Weights]:
    profiles = units.profiles
    totals = [tuple(one.adds[place] for one in profiles) for place in range(len(units.measures))]
    rows = list(_row_totals(units, tables))
    yield from totals
    for one, other in permutations([*totals, *rows], 2):
        if not (one in rows and other in rows):
            yield tuple(a - b for a, b in zip(one, other, strict=True))
    for a, b in combinations(units.measures, 2):
        yield tuple(int({a, b} <= one.marks) for one in profiles)
    for a, b in permutations(units.measures, 2):
        yield tuple(int(a in one.marks and b not in one.marks) for one in profiles)
    for marks in {one.marks for one in profiles if one.marks and one.units}:
        yield tuple(int(one.marks == marks) for one in profiles)


def _row_totals(units: Units, tables: RowTables | None) -> Iterator[Weights]:
    if tables is None:
        return
    for measure in tables.layout.measures:
        counted = {number for number, kind in enumerate(tables.layout.kinds) if measure in kind}
        yield tuple(sum(rows for kind, rows in one.rows if kind in counted) for one in units.profiles)
