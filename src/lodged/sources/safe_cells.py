"""Cells that a spreadsheet doesn't take for formulas, written so and read back as they were.

A text that begins like a formula gets an apostrophe before it, as a spreadsheet itself would write it; one that begins
with an apostrophe gets a second, so that taking one off always gives back the text.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARDED = (*FORMULA_STARTS, "'")


def safe_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a CSV in which no cell is a formula."""
    guarded(table).write_csv(path, datetime_format="%Y-%m-%d %H:%M")


def safe_csv_text(table: pl.DataFrame) -> str:
    """Return the CSV that :func:`safe_csv` writes."""
    return guarded(table).write_csv(datetime_format="%Y-%m-%d %H:%M")


def guarded(table: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before every text that begins like a formula or with an apostrophe."""
    return table.with_columns(
        pl.when(_begins(pl.col(name), GUARDED))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in table.schema.items()
        if dtype == pl.String
    )


def unguarded(cells: pl.DataFrame) -> pl.DataFrame:
    """Take the apostrophe off again; a text with an apostrophe before anything else (``'Abd``) is left as it is."""
    starts = tuple("'" + start for start in GUARDED)
    return cells.with_columns(
        pl.when(_begins(pl.col(name), starts))
        .then(pl.col(name).str.slice(1))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in cells.schema.items()
        if dtype == pl.String
    )


def _begins(column: pl.Expr, starts: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(column.str.starts_with(start) for start in starts)
