"""Which pairs of records are compared at all: those that share a key.

A key is an identifier, or a date of birth or part of one together with parts of the names. Keys are kept from the
rarest on until a budget of pairs is spent that grows with the number of records, so that a list ten times as long costs
ten times as much and not a hundred; what a common key alone would have found is lost, and bench/bench_linkage.py
measures how much that is.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lodged.linkage.identifiers import IDENTIFIERS

PAIRS_A_RECORD = 12
"""The budget: so many pairs for each record of both tables, before pairs found twice are taken once."""
LEAST_BUDGET = 4_000_000
"""Pairs that are always affordable."""

KEYS: dict[str, pl.DataType] = {"unique_id": pl.Int32(), "key": pl.UInt64()}


@dataclass(frozen=True)
class Keys:
    """The keys of two tables (columns of :data:`KEYS`), pruned to the budget.

    ``pairs`` is how many pairs they make, each counted as often as it is found; ``dropped`` how many keys were too
    common.
    """

    left: pl.DataFrame
    right: pl.DataFrame
    pairs: int
    dropped: int


def keys_between(left: pl.DataFrame, right: pl.DataFrame) -> Keys:
    """Give the keys by which records of two prepared tables find each other."""
    ours, theirs = _keys(left), _keys(right)
    counts = ours.group_by("key").len("ours").join(theirs.group_by("key").len("theirs"), on="key")
    kept, pairs, dropped = _affordable(
        counts.select("key", (pl.col("ours").cast(pl.Int64) * pl.col("theirs")).alias("pairs")),
        max(LEAST_BUDGET, PAIRS_A_RECORD * (left.height + right.height)),
    )
    return Keys(
        ours.join(kept, on="key", how="semi"), theirs.join(kept, on="key", how="semi"), pairs, dropped
    )


def keys_within(records: pl.DataFrame) -> Keys:
    """Give the keys by which records of one prepared table find each other."""
    every = _keys(records)
    counts = every.group_by("key").len("n").filter(pl.col("n") > 1)
    n = pl.col("n").cast(pl.Int64)
    budget = max(LEAST_BUDGET, PAIRS_A_RECORD * records.height)
    kept, pairs, dropped = _affordable(counts.select("key", (n * (n - 1) // 2).alias("pairs")), budget)
    found = every.join(kept, on="key", how="semi")
    return Keys(found, found, pairs, dropped)


def _affordable(counts: pl.DataFrame, budget: int) -> tuple[pl.DataFrame, int, int]:
    """Keep keys up to the most common ones that the budget still allows, all keys of one number of pairs or none."""
    sizes = counts.group_by("pairs").len("keys").sort("pairs")
    spent = sizes.with_columns((pl.col("pairs") * pl.col("keys")).cum_sum().alias("spent"))
    allowed = spent.filter(pl.col("spent") <= budget)
    if allowed.is_empty():
        return counts.clear().select("key"), 0, counts.height
    largest, total = allowed["pairs"].max(), int(allowed["spent"].max())  # type: ignore[arg-type]
    kept = counts.filter(pl.col("pairs") <= largest).select("key")
    return kept, total, counts.height - kept.height


def _keys(records: pl.DataFrame) -> pl.DataFrame:
    """Give every key of every record."""
    day = pl.col("dob")
    # One key for a date and the same with day and month exchanged.
    either_day = pl.min_horizontal(day, "dob_swapped")
    year, month, of_month = day.str.slice(0, 4), day.str.slice(4, 2), day.str.slice(6, 2)
    parts = records.select(
        "unique_id",
        pl.col("name_sounds").alias("part"),
        either_day.alias("day"),
        day.str.slice(4).alias("month_day"),
        year.alias("year"),
        (year + month).alias("year_month"),
        (year + of_month).alias("year_day"),
    ).explode("part")
    pairs = (
        records.select("unique_id", "name_sounds", year.alias("year"), day.str.slice(4).alias("month_day"))
        .with_columns(pl.col("name_sounds").list.sort().alias("one"), pl.col("name_sounds").alias("other"))
        .explode("one")
        .explode("other")
        .filter(pl.col("one") < pl.col("other"))
    )
    begun = records.select(
        "unique_id",
        pl.col("surname").str.slice(0, 3).alias("a"),
        pl.col("given").str.slice(0, 2).alias("b"),
        year.alias("year"),
        either_day.alias("day"),
    )
    found = [
        *(_key(records, name, pl.lit(""), name) for name in IDENTIFIERS),
        *(_key(parts, kind, "part", kind) for kind in ("day", "year_month", "year_day", "month_day")),
        _key(pairs, "pair-year", "one", "other", "year"),
        _key(pairs, "pair-month-day", "one", "other", "month_day"),
        _key(pairs, "pair", "one", "other"),
        _key(begun, "begun", "a", "b", "year"),
        _key(begun, "day-begun", "a", "day"),
        _key(begun, "day-given-begun", "b", "day"),
        _key(begun, "day-alone", "day"),
    ]
    return pl.concat(found).unique()


def _key(table: pl.DataFrame, kind: str, *columns: str | pl.Expr) -> pl.DataFrame:
    given = [pl.col(column) if isinstance(column, str) else column for column in columns]
    known = table.filter(pl.all_horizontal(column.is_not_null() for column in given))
    key = pl.concat_str(pl.lit(kind), *given, separator="|").hash(seed=0)
    return known.select("unique_id", key.alias("key")).cast(pl.Schema(KEYS))
