"""Small counts are hidden so that nobody can compute them back: attacked by linear programming."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from lodged.figures.cells import Cell, Counted, count_cells
from lodged.figures.disclosure import DisclosureError, check_release, intervals
from lodged.figures.suppression import Rule, SuppressionError, suppress

MEASURES = ("lodged", "booked", "declined", "closed")
SHEETS = {"place": ("class", "county", "facility"), "time": ("month", "year")}


def counted(rows: list[tuple[str, str, str, str, str]]) -> Counted:
    """Rows of (facility, county, class, month, outcome), counted as a publication counts them."""
    frame = pl.DataFrame(
        rows,
        schema=dict.fromkeys(("facility", "county", "class", "month", "outcome"), pl.String),
        orient="row",
    ).with_columns(
        pl.col("month").str.head(4).alias("year"),
        pl.lit(value=True).alias("lodged"),
        (pl.col("outcome") == "booked").alias("booked"),
        (pl.col("outcome") == "declined").alias("declined"),
        (pl.col("outcome") != "").alias("closed"),
    )
    return count_cells(frame, MEASURES, SHEETS)


def released(table: Counted, hidden: frozenset[Cell]) -> dict[Cell, int | None]:
    return {cell: None if cell in hidden else value for cell, value in table.values().items()}


places = st.sampled_from(
    [("A jail", "A", "jail"), ("A annex", "A", "jail"), ("B jail", "B", "jail"), ("B prison", "B", "prison")]
)
rows = st.lists(
    st.tuples(
        places,
        st.sampled_from(["2025-11", "2025-12", "2026-01"]),
        st.sampled_from(["booked", "declined", "", "gone"]),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=14,
).map(
    lambda drawn: [(*place, month, outcome) for place, month, outcome, times in drawn for _ in range(times)]
)
rules = st.builds(Rule, st.integers(2, 10), st.integers(1, 9))


@settings(max_examples=60, deadline=None)
@given(rows, rules)
def test_no_hidden_count_of_any_table_is_known_closer_than_asked(
    drawn: list[tuple[str, str, str, str, str]], rule: Rule
) -> None:
    table = counted(drawn)
    values = table.values()
    hidden = suppress(table, rule)
    assert {cell for cell, value in values.items() if 0 < value < rule.threshold} <= hidden
    assert all(values[cell] for cell in hidden), (
        "a zero is never hidden: it gives nothing away that is counted"
    )
    shown = released(table, hidden)
    assert check_release(table.layout, shown, rule.width) == len(hidden)
    for cell, found in intervals(table.layout, shown).items():
        assert found.least <= values[cell] <= found.most
        assert found.width >= max(rule.width, 1), cell


@settings(max_examples=15, deadline=None)
@given(rows)
def test_an_attacker_who_knows_that_counts_are_whole_finds_two_values_or_more(
    drawn: list[tuple[str, str, str, str, str]],
) -> None:
    """The check relaxes counts to real numbers; here each hidden count is attacked in whole ones."""
    table = counted(drawn)
    hidden = suppress(table, Rule())
    shown = released(table, hidden)
    atoms = [
        (sheet, leaf, kind)
        for sheet in table.layout.sheets
        for leaf in sheet.leaves
        for kind in table.layout.kinds
    ]

    def part_of(cell: Cell) -> np.ndarray:
        return np.array(
            [
                cell.measure in kind
                and (
                    (cell.sheet == "" and sheet is table.layout.sheets[0])
                    or (sheet.name == cell.sheet and leaf[sheet.levels.index(cell.level)] == cell.group)
                )
                for sheet, leaf, kind in atoms
            ],
            float,
        )

    limits = [
        LinearConstraint(part_of(cell), 1 if value is None else value, np.inf if value is None else value)
        for cell, value in shown.items()
    ]
    for kind in table.layout.kinds:
        signs = [0.0 if own != kind else 1.0 if sheet.name == "place" else -1.0 for sheet, _, own in atoms]
        limits.append(LinearConstraint(np.array(signs), 0, 0))
    for cell in sorted(hidden)[:6]:
        ends = [
            milp(sign * part_of(cell), constraints=limits, integrality=np.ones(len(atoms)))
            for sign in (1, -1)
        ]
        assert ends[0].status == 0
        assert ends[1].status in {0, 3, 4}, "an end may be without bound"
        assert ends[1].status or round(-ends[1].fun) > round(ends[0].fun)


def test_hiding_only_the_small_count_is_found_out_and_refused() -> None:
    table = counted(
        [("A jail", "A", "jail", "2026-01", "booked")] * 4
        + [("B jail", "B", "jail", "2026-01", "booked")] * 40
    )
    small = frozenset(cell for cell, value in table.values().items() if 0 < value < 10)
    assert small
    with pytest.raises(DisclosureError, match="can be narrowed to 4 to 4"):
        check_release(table.layout, released(table, small), 9)
    hidden = suppress(table, Rule())
    assert small < hidden
    assert check_release(table.layout, released(table, hidden), 9)


def test_one_table_binds_another() -> None:
    """The months tell nothing alone; with the outcomes of each place they would."""
    table = counted(
        [("A jail", "A", "jail", "2026-01", "booked")] * 30
        + [("B jail", "B", "jail", "2026-01", "declined")] * 3
        + [("B jail", "B", "jail", "2025-12", "")] * 50
    )
    hidden = suppress(table, Rule())
    shown = released(table, hidden)
    exposed = next(cell for cell in hidden if cell == Cell("declined"))
    with pytest.raises(DisclosureError):
        check_release(table.layout, shown | {exposed: 3}, 9)


def test_a_table_without_small_counts_is_left_alone() -> None:
    table = counted([("A jail", "A", "jail", "2026-01", "booked")] * 40)
    assert suppress(table, Rule()) == frozenset()
    assert check_release(table.layout, released(table, frozenset()), 9) == 0


def test_an_empty_table_and_a_contradiction() -> None:
    empty = counted([])
    assert suppress(empty, Rule()) == frozenset()
    table = counted([("A jail", "A", "jail", "2026-01", "booked")] * 40)
    wrong = released(table, frozenset({Cell("lodged")})) | {Cell("booked"): 39}
    with pytest.raises(DisclosureError, match="contradict"):
        check_release(table.layout, wrong, 9)


def test_a_rule_that_protects_nobody_is_refused() -> None:
    with pytest.raises(SuppressionError, match=r"\[1\]"):
        Rule(threshold=1)
