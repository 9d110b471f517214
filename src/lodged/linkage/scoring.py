"""Pairs of records scored by Splink on DuckDB."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from lodged.linkage.comparisons import comparisons
from lodged.linkage.model import Model
from lodged.linkage.records import IDENTIFIERS

PAIRS: dict[str, pl.DataType] = {
    "left": pl.String(),
    "right": pl.String(),
    "weight": pl.Float64(),
    "probability": pl.Float64(),
}
"""Columns of scored pairs; after them ``gamma_<comparison>`` (Int8), the level reached, -1 where a value is missing,
and ``bits_<comparison>`` (Float64), what it adds to the weight."""

FREQUENCY_COLUMNS = ("surname", "given")
NAMED_PAIRS = "named_pairs"

_BLOCKING = (
    *(block_on(name) for name in IDENTIFIERS),
    block_on("dob"),
    CustomRule("l.dob = r.dob_swapped"),
    block_on("surname", "given"),
    # Two parts of the names anywhere in them, in either order: finds a dropped or exchanged name.
    block_on("name_parts", "birth_year", arrays_to_explode=["name_parts"]),
    block_on("surname_parts", "given_parts", arrays_to_explode=["surname_parts", "given_parts"]),
)


def score_between(left: pl.DataFrame, right: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Score pairs of one record of each table (both as prepared); pairs that no blocking rule finds are left out.

    The result has the columns of :data:`PAIRS`, ordered by identifiers, whatever the order of the records.
    """
    if left.is_empty() or right.is_empty():
        return _empty(model)
    return _scored([left, right], "link_only", model, _BLOCKING, frequencies_from=right)


def score_pairs(
    left: pl.DataFrame, right: pl.DataFrame, pairs: Sequence[tuple[int, int]], model: Model
) -> pl.DataFrame:
    """Score pairs named by their positions, whether or not a blocking rule finds them."""
    if not pairs:
        return _empty(model)
    named = pl.DataFrame(pairs, schema={"left": pl.Int64, "right": pl.Int64}, orient="row")
    named = named.with_columns(pl.int_range(pl.len()).cast(pl.String).alias(NAMED_PAIRS))
    tables = [_with_pairs(left, named, "left"), _with_pairs(right, named, "right")]
    rule = block_on(NAMED_PAIRS, arrays_to_explode=[NAMED_PAIRS])
    return _scored(tables, "link_only", model, [rule], frequencies_from=right)


def _with_pairs(records: pl.DataFrame, named: pl.DataFrame, side: str) -> pl.DataFrame:
    pairs = named.group_by(side).agg(NAMED_PAIRS)
    return (
        records.with_row_index(side).with_columns(pl.col(side).cast(pl.Int64)).join(pairs, on=side).drop(side)
    )


def score_within(records: pl.DataFrame, model: Model, frequencies_from: pl.DataFrame) -> pl.DataFrame:
    """Score pairs of records of one table; see :func:`score_between`."""
    if records.height < 2:
        return _empty(model)
    return _scored([records], "dedupe_only", model, _BLOCKING, frequencies_from=frequencies_from)


def _scored(
    tables: list[pl.DataFrame],
    link_type: Any,
    model: Model,
    blocking: Sequence[Any],
    frequencies_from: pl.DataFrame,
) -> pl.DataFrame:
    with duckdb.connect() as connection:
        # One thread adds up in one order, so that weights are the same to the last bit from run to run.
        connection.execute("SET threads = 1")
        api = DuckDBAPI(connection)
        registered = [
            api.register(table.sort("unique_id").to_arrow(), dataset_display_name=f"records_{index}")
            for index, table in enumerate(tables)
        ]
        linker = Linker(
            registered if len(registered) > 1 else registered[0],
            _settings(link_type, model, blocking),
            log_level=logging.WARNING,
        )
        for column in FREQUENCY_COLUMNS:
            lookup = _frequencies(tables, frequencies_from, column, model)
            linker.table_management.register_term_frequency_lookup(api.register(lookup.to_arrow()), column)
        found = linker.inference.predict(threshold_match_weight=None, warning_mode="never")
        scored = pl.from_arrow(found.as_duckdbpyrelation().to_arrow_table())
    assert isinstance(scored, pl.DataFrame)  # noqa: S101 - a table and not a series
    levels = [pl.col(f"gamma_{name}").cast(pl.Int8) for name in model.comparisons]
    bits = [_bits(name).alias(f"bits_{name}") for name in model.comparisons]
    return scored.select(
        pl.col("unique_id_l").alias("left"),
        pl.col("unique_id_r").alias("right"),
        pl.col("match_weight").alias("weight"),
        pl.col("match_probability").alias("probability"),
        *levels,
        *bits,
    ).sort("left", "right")


def _bits(comparison: str) -> pl.Expr:
    """Add what a name's frequency changes to the level's own weight."""
    weight = pl.col(f"mw_{comparison}")
    return weight + pl.col(f"mw_tf_adj_{comparison}") if comparison in FREQUENCY_COLUMNS else weight


def _settings(link_type: Any, model: Model, blocking: Sequence[Any]) -> SettingsCreator:
    return SettingsCreator(
        link_type=link_type,
        probability_two_random_records_match=model.prior,
        comparisons=comparisons(model),
        blocking_rules_to_generate_predictions=list(blocking),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _frequencies(
    tables: list[pl.DataFrame], counted: pl.DataFrame, column: str, model: Model
) -> pl.DataFrame:
    """Give each name's smoothed share of the counted records: columns ``<column>`` and ``tf_<column>``."""
    average = model.level(column, "same").u
    counts = counted.group_by(column).len().rename({"len": "seen"})
    names = pl.concat([table.select(column) for table in tables]).drop_nulls().unique()
    prior = model.term_frequency_prior
    share = (pl.col("seen").fill_null(0) + prior * average) / (counted.height + prior)
    return names.join(counts, on=column, how="left").select(column, share.alias(f"tf_{column}")).sort(column)


def _empty(model: Model) -> pl.DataFrame:
    levels = {f"gamma_{name}": pl.Int8() for name in model.comparisons}
    return pl.DataFrame(schema=PAIRS | levels | {f"bits_{name}": pl.Float64() for name in model.comparisons})
