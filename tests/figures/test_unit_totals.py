"""Totals of people, bookings and facilities, attacked by a solver for whole numbers that shares nothing with hiding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations, permutations

import polars as pl
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.figures.cells import Cell, count_cells
from lodged.figures.disclosure import check_release
from lodged.figures.suppression import Rule, suppress
from lodged.figures.unit_totals import RowTables, shown_totals
from lodged.figures.units import count_units

RULE = Rule()
MEASURES = ("a", "b", "c")
Sort = frozenset[str]


def told(sorts: Counter[Sort]) -> dict[str, int | None]:
    """Hide what must be hidden of units, one row each, that are of these sorts."""
    rows = [
        {"unit": f"{number}-{sorted(sort)}", **{name: name in sort for name in MEASURES}}
        for sort, units in sorts.items()
        for number in range(units)
    ]
    schema = {"unit": pl.String(), **dict.fromkeys(MEASURES, pl.Boolean())}
    units = count_units(pl.DataFrame(rows, schema=schema), "unit", MEASURES, (), None)
    return shown_totals(units, None, RULE)


def bounds(
    sorts: Counter[Sort], shown: dict[str, int | None], wanted: Callable[[Sort], int]
) -> tuple[int, int | None]:
    """Find the least and the most that a number can be, by whole numbers of units of each sort that occurs."""
    ends = []
    for way in ("minimize", "maximize"):
        solver = z3.Optimize()
        unknown = {sort: z3.Int(f"n{place}") for place, sort in enumerate(sorts)}
        for sort, number in unknown.items():
            solver.add(number >= (1 if sort else 0))
        for name, total in shown.items():
            if total is not None:
                solver.add(z3.Sum([unknown[sort] for sort in sorts if name in sort]) == total)
        objective = getattr(solver, way)(z3.Sum([wanted(sort) * unknown[sort] for sort in sorts]))
        assert solver.check() == z3.sat
        found = solver.upper(objective) if way == "maximize" else solver.lower(objective)
        ends.append(found.as_long() if z3.is_int_value(found) else None)
    return ends[0], ends[1]


def small_numbers(sorts: Counter[Sort]) -> list[Callable[[Sort], int]]:
    """Every part of the units that someone could be found in: totals, what two share, what one has alone, sorts."""
    parts: list[Callable[[Sort], int]] = []
    parts += [lambda sort, a=a: int(a in sort) for a in MEASURES]
    parts += [lambda sort, a=a, b=b: int(a in sort and b in sort) for a, b in combinations(MEASURES, 2)]
    parts += [lambda sort, a=a, b=b: int(a in sort and b not in sort) for a, b in permutations(MEASURES, 2)]
    parts += [lambda sort, own=own: int(sort == own) for own in sorts if own]
    return [part for part in parts if 0 < sum(part(sort) * n for sort, n in sorts.items()) < RULE.threshold]


SORTS = [frozenset(some) for size in (1, 2, 3) for some in combinations(MEASURES, size)]
NUMBERS = st.one_of(st.integers(0, 12), st.integers(0, 60))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NUMBERS, min_size=len(SORTS), max_size=len(SORTS)))
def test_no_small_number_of_units_follows_from_the_totals_shown(numbers: list[int]) -> None:
    sorts = Counter({sort: n for sort, n in zip(SORTS, numbers, strict=True) if n})
    if not sorts:
        return
    shown = told(sorts)
    truth = {name: sum(n for sort, n in sorts.items() if name in sort) for name in MEASURES}
    assert all(value is None or value == truth[name] for name, value in shown.items())
    for part in small_numbers(sorts):
        least, most = bounds(sorts, shown, part)
        assert most is None or most - least >= RULE.width, (sorts, shown, least, most)
    for one, other in combinations([value for value in shown.values() if value is not None], 2):
        assert abs(one - other) not in range(1, RULE.threshold)


def test_totals_from_which_nothing_small_follows_are_told() -> None:
    sorts = Counter({frozenset("ab"): 40, frozenset("a"): 30, frozenset("abc"): 15})
    assert told(sorts) == {"a": 85, "b": 55, "c": 15}


def test_a_remainder_of_two_parts_is_a_number_of_its_own() -> None:
    """56 held, 30 to one place and 18 to another: 8 to neither, though no two totals differ by so little."""
    sorts = Counter({frozenset("ab"): 30, frozenset("ac"): 18, frozenset("a"): 8})
    assert None in told(sorts).values()


def test_people_are_bound_by_the_rows_behind_them() -> None:
    """30 detainers of 28 people: two of them have a second one, and the rows are told."""
    rows = pl.DataFrame(
        {
            "unit": [*map(str, range(28)), "0", "1"],
            "people": [True] * 30,
            "lodged": [True] * 30,
            "place": ["x"] * 15 + ["y"] * 15,
        }
    )
    counted = count_cells(rows, ["lodged"], {"place": ["place"]})
    hidden = suppress(counted, RULE)
    released = {cell: None if cell in hidden else value for cell, value in counted.values().items()}
    check_release(counted.layout, released, RULE.width)
    assert released[Cell("lodged")] == 30
    units = count_units(rows, "unit", ["people"], [], counted.layout)
    assert units.totals() == {"people": 28}
    assert shown_totals(units, RowTables(counted.layout, released), RULE) == {"people": None}


def test_a_count_of_people_that_narrows_a_hidden_count_of_rows_is_hidden() -> None:
    """Of 50 detainers 5 were told, 12 declined and 33 are blank: 12 people declined leave at most 5 told."""
    sort = ["told"] * 5 + ["declined"] * 12 + ["blank"] * 33
    marks = {name: [one == name for one in sort] for name in ("told", "declined", "blank")}
    people = {"people declined": marks["declined"], "people blank": marks["blank"]}
    rows = pl.DataFrame(
        {"unit": [*map(str, range(50))], "lodged": [True] * 50, "whole": [""] * 50} | marks | people
    )
    counted = count_cells(rows, ["lodged", *marks], {"whole": ["whole"]})
    hidden = suppress(counted, RULE)
    released = {cell: None if cell in hidden else value for cell, value in counted.values().items()}
    units = count_units(rows, "unit", [*people], [], counted.layout)
    shown = shown_totals(units, RowTables(counted.layout, released), RULE)
    least = {name: released[Cell(name)] or shown.get(f"people {name}") or 1 for name in ("declined", "blank")}
    assert released[Cell("told")] is None
    assert (released[Cell("lodged")] or 10**6) - sum(least.values()) >= 1 + RULE.width


def test_the_parts_of_a_share_are_totals_too() -> None:
    """Of 50 ended bookings 42 went to immigration; the whole and the part can't both be told beside each other."""
    rows = pl.DataFrame(
        {"unit": [*map(str, range(50))], "share": [True] * 42 + [False] * 8, "whole": [True] * 50}
    )
    shown = shown_totals(count_units(rows, "unit", [], ["share", "whole"], None), None, RULE)
    assert None in shown.values()
