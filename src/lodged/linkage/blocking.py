"""Which pairs of records are compared at all: those that share a key.

A key is an identifier, or a date of birth or part of one together with parts of the names. Keys are kept from the
rarest on until a budget of pairs is spent that grows with the number of records, so that a list ten times as long costs
ten times as much and not a hundred; what a common key alone would have found is lost, and bench/bench_linkage.py
measures how much that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lodged.linkage.identifiers import IDENTIFIERS

PAIRS_A_RECORD = 12
"""The budget: so many pairs for each record of both tables, before pairs found twice are taken once."""
LEAST_BUDGET = 4_000_000
"""Pairs that are always affordable."""

KEYS: dict[str, pl.DataType] = {"unique_id": pl.Int32(), "key": pl.Int64()}


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
    """Return the keys by which records of two prepared tables find each other."""
    # Kind by kind only keys that both tables have are kept, so that the many that meet nothing take no room.
    shared = [
        (ours.join(theirs, on="key", how="semi"), theirs.join(ours, on="key", how="semi"))
        for ours, theirs in zip(_keys(left), _keys(right), strict=True)
    ]
    ours, theirs = pl.concat([one for one, _ in shared]), pl.concat([other for _, other in shared])
    counts = ours.group_by("key").len("ours").join(theirs.group_by("key").len("theirs"), on="key")
    kept, pairs, dropped = _affordable(
        counts.select("key", (pl.col("ours").cast(pl.Int64) * pl.col("theirs")).alias("pairs")),
        max(LEAST_BUDGET, PAIRS_A_RECORD * (left.height + right.height)),
    )
    return Keys(
        ours.join(kept, on="key", how="semi"), theirs.join(kept, on="key", how="semi"), pairs, dropped
    )


def keys_within(records: pl.DataFrame) -> Keys:
    """Return the keys by which records of one prepared table find each other."""
    every = pl.concat([keys.filter(pl.col("key").is_duplicated()) for keys in _keys(records)])
    n = pl.col("n").cast(pl.Int64)
    counts = every.group_by("key").len("n").select("key", (n * (n - 1) // 2).alias("pairs"))
    kept, pairs, dropped = _affordable(counts, max(LEAST_BUDGET, PAIRS_A_RECORD * records.height))
    shared = every.join(kept, on="key", how="semi")
    return Keys(shared, shared, pairs, dropped)


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


def _keys(records: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield every key of every record, one kind after another."""
    day = pl.col("dob")
    year, month, of_month = day.str.slice(0, 4), day.str.slice(4, 2), day.str.slice(6, 2)
    fields = records.select(
        "unique_id",
        *IDENTIFIERS,
        "name_sounds",
        # One key for a date and the same with day and month exchanged.
        pl.min_horizontal(day, "dob_swapped").alias("day"),
        year.alias("year"),
        day.str.slice(4).alias("month_day"),
        (year + month).alias("year_month"),
        (year + of_month).alias("year_day"),
        pl.col("surname").str.slice(0, 3).alias("surname_begins"),
        pl.col("given").str.slice(0, 2).alias("given_begins"),
    )
    for kind in IDENTIFIERS:
        yield _key(fields, kind, kind)
    parts = fields.explode("name_sounds")
    for kind in ("day", "year_month", "year_day", "month_day"):
        yield _key(parts, f"part and {kind}", "name_sounds", kind)
    pairs = fields.with_columns(pl.col("name_sounds").alias("other")).explode("name_sounds").explode("other")
    pairs = pairs.filter(pl.col("name_sounds") < pl.col("other"))
    for others in (("year",), ("month_day",), ()):
        yield _key(pairs, "two parts", "name_sounds", "other", *others)
    yield _key(fields, "names begin", "surname_begins", "given_begins", "year")
    yield _key(fields, "surname begins", "surname_begins", "day")
    yield _key(fields, "given begins", "given_begins", "day")
    yield _key(fields, "day", "day")


def _key(table: pl.DataFrame, kind: str, *columns: str) -> pl.DataFrame:
    known = table.drop_nulls(columns)
    text = pl.concat_str(pl.lit(f"{kind} {len(columns)}"), *columns, separator="|")
    key = text.hash(seed=0).reinterpret(signed=True).alias("key")
    return known.select("unique_id", key).cast(pl.Schema(KEYS))
