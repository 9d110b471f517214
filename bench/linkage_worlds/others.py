"""Plain Splink and recordlinkage on the same worlds: ``cd bench && python -m linkage_worlds.others [WORLD ...]``.

Who is each row? A row is right as its true person, or as nobody where its person has no record; it is wrong as somebody
else, missed as nobody where there is a record, and for review where that is left to a human, which the others never
do. Duplicates are left out. Each of the others takes the likeliest record from even odds on, with comparisons and
training as its documentation begins; both are of the extra ``dev``.
"""

from __future__ import annotations

import argparse
import csv
import logging
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import duckdb
import pandas as pd
import recordlinkage
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from linkage_worlds.scoring import REVIEW, answered
from linkage_worlds.worlds import KINDS, WORLDS, Made, make

NAMES = ("last_name", "first_name", "middle_name")
NUMBERS = ("a_number", "fbi_number")
SEED = 1

Chosen = dict[int, int | None]
"""For each row (by position) the record that was chosen for it, or nothing."""
Choose = Callable[[pd.DataFrame, pd.DataFrame], Chosen]


def main() -> None:
    """Compare on the worlds asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("worlds", nargs="*")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    for name in asked.worlds or WORLDS:
        for seed in map(int, asked.seeds.split(",")):
            made = make((WORLDS | KINDS)[name], seed)
            print(f"{name}, seed {seed}", flush=True)
            _tell("Lodged", ours, made)
            for label, choose in OTHERS.items():
                _tell(label, partial(_scored, choose), made)


def _tell(label: str, score: Callable[[Made], Counter[str]], made: Made) -> None:
    began = perf_counter()
    counts = score(made)
    shares = " / ".join(
        f"{counts[name] / counts.total():.2%} {name}" for name in ("right", "review", "missed", "wrong")
    )
    print(f"    {label:28} {shares}  ({perf_counter() - began:.0f} s)", flush=True)


def ours(made: Made) -> Counter[str]:
    """Score what ``rows.csv`` says."""
    person = {stay.booking_id: stay.person.number for stay in made.stays}
    people = set(person.values())
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        answered(made, Path(folder))
        with (Path(folder) / "out" / "rows.csv").open(newline="", encoding="utf-8-sig") as file:
            written = {row["detainer_id"]: row for row in csv.DictReader(file)}
    for row in made.rows:
        if row.category != "duplicate":
            line = written[row.detainer_id]
            chosen = person.get(line["matched_booking_id"])
            in_review = line["category"] in REVIEW
            counts["review" if in_review else _verdict(chosen, row.person.number, people)] += 1
    return counts


def _scored(choose: Choose, made: Made) -> Counter[str]:
    chosen = choose(*_tables(made))
    people = {stay.person.number for stay in made.stays}
    counts: Counter[str] = Counter()
    for at, row in enumerate(made.rows):
        if row.category != "duplicate":
            stay = chosen.get(at)
            number = None if stay is None else made.stays[stay].person.number
            counts[_verdict(number, row.person.number, people)] += 1
    return counts


def _verdict(chosen: int | None, true: int, people: set[int]) -> str:
    if chosen is None:
        return "missed" if true in people else "right"
    return "right" if chosen == true else "wrong"


def splink_chosen(left: pd.DataFrame, right: pd.DataFrame) -> Chosen:
    """Choose by Splink's ready-made comparisons, trained on the tables."""
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("last_name"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y-%m-%d"),
            *(cl.ExactMatch(name) for name in NUMBERS if left[name].notna().any()),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("date_of_birth"),
            block_on("first_name", "last_name"),
            block_on("last_name", "substr(date_of_birth, 1, 4)"),
            block_on("first_name", "substr(date_of_birth, 1, 4)"),
            *(block_on(name) for name in NUMBERS if left[name].notna().any()),
        ],
    )
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection)
        tables = [
            api.register(table.reset_index(names="unique_id").astype(object), dataset_display_name=name)
            for name, table in (("a_left", left), ("b_right", right))
        ]
        linker = Linker(tables, settings, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("first_name", "last_name", "date_of_birth")], recall=0.5
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
        for rule in (block_on("date_of_birth"), block_on("last_name")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        scored = linker.inference.predict(threshold_match_probability=0.5).as_duckdbpyrelation()
        pairs = scored.select("unique_id_l, unique_id_r, match_weight").fetchall()
    return {row: stay for row, stay, _ in sorted(pairs, key=lambda pair: (pair[2], -pair[1]))}


def ecm_chosen(left: pd.DataFrame, right: pd.DataFrame) -> Chosen:
    """Choose by recordlinkage's string similarities and its unsupervised classifier."""
    features = _features(left, right)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    return _likeliest(classifier.prob(features), 0.5)


def three_agree_chosen(left: pd.DataFrame, right: pd.DataFrame) -> Chosen:
    """Choose where three fields agree, as recordlinkage's documentation shows."""
    return _likeliest(_features(left, right).sum(axis=1), 3)


def _features(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    index = recordlinkage.Index()
    for field in ("date_of_birth", "last_name", "first_name"):
        index.block(field)
    compare = recordlinkage.Compare()
    for field in ("first_name", "last_name"):
        compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    compare.string(
        "date_of_birth", "date_of_birth", method="damerau_levenshtein", threshold=0.85, label="birth"
    )
    for field in NUMBERS:
        if left[field].notna().any():
            compare.exact(field, field, label=field)
    return compare.compute(index.index(left, right), left, right)


def _likeliest(scores: pd.Series, least: float) -> Chosen:
    return {int(row): int(stay) for row, stay in scores[scores >= least].sort_values(kind="stable").index}


OTHERS: dict[str, Choose] = {
    "Splink": splink_chosen,
    "recordlinkage, ECM": ecm_chosen,
    "recordlinkage, three agree": three_agree_chosen,
}


def _tables(made: Made) -> tuple[pd.DataFrame, pd.DataFrame]:
    return tuple(  # type: ignore[return-value]
        pd.DataFrame(
            [{**vars(one.who), **{name: one.numbers.get(name, "") for name in NUMBERS}} for one in some]
        ).replace("", None)
        for some in (made.rows, made.stays)
    )


if __name__ == "__main__":
    main()
