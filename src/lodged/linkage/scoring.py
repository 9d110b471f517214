"""Pairs of records scored by Splink, on the engine asked for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import inf

import polars as pl
from splink import Linker, SettingsCreator, block_on

from lodged.linkage.blocking import Keys, keys_between, keys_within
from lodged.linkage.comparisons import (
    RULES,
    comparisons,
    rarity_columns,
    same_identifier,
    same_name_and_birth,
)
from lodged.linkage.engines import Session
from lodged.linkage.frequencies import lookup, with_rarities
from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.model import Model

PAIRS: dict[str, pl.DataType] = {
    "left": pl.Int32(),
    "right": pl.Int32(),
    "weight": pl.Float64(),
    "probability": pl.Float64(),
    **{f"gamma_{name}": pl.Int8() for name in RULES},
    **{f"bits_{name}": pl.Float64() for name in RULES},
}
"""Columns of scored pairs: row positions, the weight in bits, and of each comparison the level reached (-1 where a
value is missing) and what it adds to the weight."""


FEW = 500_000
"""So many pairs are all fetched, and what is needed is picked then."""


@dataclass(frozen=True)
class Scored:
    """Scored pairs (columns of :data:`PAIRS`, ordered by position) and how many were compared to find them."""

    pairs: pl.DataFrame
    compared: int
    keys_dropped: int = 0


def score_between(
    left: pl.DataFrame, right: pl.DataFrame, model: Model, session: Session, least: float | None = None
) -> Scored:
    """Score pairs of one record of each prepared table.

    Given are pairs of the weight ``least`` or more (default: the model's lower threshold), and all that share an
    identifier.
    """
    if left.is_empty() or right.is_empty():
        return _nothing()
    ours = with_rarities(left, right, model)
    theirs = with_rarities(right, right, model).with_columns(pl.col("unique_id") + left.height)
    keys = keys_between(left, theirs)
    prior = model.prior_between(right.height)
    scored = _scored(pl.concat([ours, theirs]), keys, model, prior, session, _least(least, model))
    return Scored(scored.pairs.with_columns(pl.col("right") - left.height), scored.compared, keys.dropped)


def score_pairs(
    left: pl.DataFrame,
    right: pl.DataFrame,
    named: pl.DataFrame,
    model: Model,
    session: Session,
) -> pl.DataFrame:
    """Score pairs named by their positions (columns ``left`` and ``right``, Int32), whether or not they share a key."""
    if named.is_empty():
        return _nothing().pairs
    ours = with_rarities(left, right, model)
    theirs = with_rarities(right, right, model).with_columns(pl.col("unique_id") + left.height)
    number = pl.int_range(pl.len(), dtype=pl.Int64).alias("key")
    keys = Keys(
        named.select(pl.col("left").alias("unique_id"), number),
        named.select((pl.col("right") + left.height).alias("unique_id"), number),
        named.height,
        0,
    )
    scored = _scored(pl.concat([ours, theirs]), keys, model, model.prior_between(right.height), session, -inf)
    return scored.pairs.with_columns(pl.col("right") - left.height)


def score_within(
    records: pl.DataFrame,
    model: Model,
    frequencies_from: pl.DataFrame,
    session: Session,
    least: float | None = None,
) -> Scored:
    """Score pairs of records of one prepared table; see :func:`score_between`."""
    if records.height < 2:
        return _nothing()
    counted = records if frequencies_from.is_empty() else frequencies_from
    prepared = with_rarities(records, counted, model)
    prior = model.prior_within(records.height)
    return _scored(prepared, keys_within(records), model, prior, session, _least(least, model))


def _least(least: float | None, model: Model) -> float:
    return model.possible if least is None else least


def _scored(
    records: pl.DataFrame, keys: Keys, model: Model, prior: float, session: Session, least: float
) -> Scored:
    records_name, ours, theirs, all_pairs, whatever_it_weighs = session.fresh(
        "records", "ours", "theirs", "pairs", "whatever_it_weighs"
    )
    session.put(records_name, records.drop("name_sounds"))
    session.put(ours, keys.left)
    session.put(theirs, keys.right)
    compared = session.query(
        all_pairs,
        "SELECT DISTINCT '0' AS match_key, l.unique_id AS join_key_l, r.unique_id AS join_key_r "  # noqa: S608 - own names
        f"FROM {ours} l INNER JOIN {theirs} r ON l.key = r.key WHERE l.unique_id < r.unique_id",
    )
    session.drop(ours, theirs)
    given = (session, records_name, all_pairs, model, prior)
    if not compared:
        pairs = _nothing().pairs
    elif compared <= FEW or least == -inf:
        every = _predicted(*given, -inf)
        pairs = every.filter((pl.col("weight") >= least) | same_identifier() | same_name_and_birth())
    else:
        agree = " OR ".join(f"l.{name} = r.{name}" for name in IDENTIFIERS)
        session.query(
            whatever_it_weighs,
            f"SELECT p.* FROM {all_pairs} p INNER JOIN {records_name} l ON l.unique_id = p.join_key_l "  # noqa: S608
            f"INNER JOIN {records_name} r ON r.unique_id = p.join_key_r WHERE {agree} OR ({_SAME_NAME_AND_BIRTH})",
        )
        sharing = _predicted(session, records_name, whatever_it_weighs, model, prior, -inf)
        pairs = pl.concat([_predicted(*given, least), sharing])
        session.drop(whatever_it_weighs)
    session.drop(all_pairs, records_name)
    return Scored(pairs.unique(["left", "right"]).sort("left", "right"), compared, keys.dropped)


_SAME_NAME_AND_BIRTH = (
    "l.dob = r.dob AND (l.surname_sound = r.surname_sound AND l.given_sound = r.given_sound"
    " OR l.surname_sound = r.given_sound AND l.given_sound = r.surname_sound)"
)
"""As :func:`~lodged.linkage.comparisons.same_name_and_birth`, before anything is scored."""


def _predicted(
    session: Session, records: str, pairs: str, model: Model, prior: float, least: float
) -> pl.DataFrame:
    """Let Splink score the pairs of a table."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=prior,
        comparisons=comparisons(model),
        # Splink wants a rule; the pairs are found by blocking.py and registered.
        blocking_rules_to_generate_predictions=[block_on("unique_id")],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    api = session.api
    # The settings are written by us and the same each time: Splink's check of them takes a third of a small run.
    linker = Linker(
        api.register(records, table_name=f"{records}_with_{pairs}"),
        settings,
        log_level=logging.ERROR,
        validate_settings=False,
    )
    lookups = {column: f"{column}_with_{pairs}" for column in rarity_columns()}
    for column, name in lookups.items():
        session.put(name, lookup(column))
        given = api.register(name, table_name=f"{name}_given")
        linker.table_management.register_term_frequency_lookup(given, column)
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(pairs, table_name=f"{pairs}_given")
    )
    weight = None if least == -inf else least
    predicted = linker.inference.predict(threshold_match_weight=weight, warning_mode="never")
    rows = session.rows(predicted, _COLUMNS)
    predicted.drop_table_from_database_and_remove_from_cache()
    session.drop(*lookups.values())
    return rows.cast(pl.Schema(PAIRS))


def _bits(comparison: str) -> str:
    """Add what rarity changes to the level's own weight."""
    has_rarity = any(level.rarity for level in RULES[comparison].levels.values())
    return f"mw_{comparison} + mw_tf_adj_{comparison}" if has_rarity else f"mw_{comparison}"


_COLUMNS = {
    "left": "unique_id_l",
    "right": "unique_id_r",
    "weight": "match_weight",
    "probability": "match_probability",
    **{f"gamma_{name}": f"gamma_{name}" for name in RULES},
    **{f"bits_{name}": _bits(name) for name in RULES},
}


def _nothing() -> Scored:
    return Scored(pl.DataFrame(schema=PAIRS), 0)
