"""Train the model: count how often each level is seen in true pairs and by chance, then choose the thresholds.

The figures are counted and not fitted to any result: ``m`` over all true pairs of the training data, ``u`` over pairs
of different people of one naming tradition, drawn alike from every tradition, because it is for somebody of their own
community that a person would be mistaken.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from math import ceil, log2
from typing import Any

import polars as pl

from lodged.demo.training.data import Labeled, definition, make
from lodged.demo.training.evaluation import evaluate
from lodged.linkage.comparisons import RULES, level_names
from lodged.linkage.engines import Session, open_session
from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.model import Model, model_of
from lodged.linkage.records import prepare
from lodged.linkage.scoring import score_pairs

STRANGERS_A_TRADITION = 250
"""So many records of each table and tradition are paired with each other to count chance agreement."""
NUMBER_BY_CHANCE = 5e-7
"""How often two people's numbers are taken to agree: as often as two of two million. Counting can't show it."""
LOWEST = -10.0
STEP = 0.5
"""Thresholds are multiples of half a bit."""
_HALF_A_PAIR = 0.5


def train(model_id: str, made_on: str) -> dict[str, Any]:
    """Return the contents of a model file. The same definition and versions give the same file."""
    defined = definition()
    training = make(defined, defined["seed"], defined["people"])
    with open_session() as session:
        model = counted(training, defined, session)
    chosen = thresholds(model, defined)
    return {
        "id": model_id,
        "made_on": made_on,
        "trained_on": {
            "seed": defined["seed"],
            "people": defined["people"],
            "list_rows": training.listed.height,
            "stays": training.stays.height,
            "sha256": training.sha256,
        },
        "made_with": {name: importlib.metadata.version(name) for name in ("splink", "duckdb", "polars")},
        "prior": defined["prior"],
        **chosen,
        **{key: model[key] for key in ("frequencies", "comparisons")},
    }


def counted(training: Labeled, defined: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """Count the levels of true pairs and of strangers."""
    left, right = prepare(training.listed), prepare(training.stays)
    frequencies = dict(defined["frequencies"]) | {
        "surname_average": _round(_agreement(right["surname"])),
        "given_average": _round(_agreement(right["given"])),
    }
    blank = _blank({"frequencies": frequencies, "prior": defined["prior"]})
    true = score_pairs(left, right, _true_pairs(training), blank, session)
    strangers = score_pairs(left, right, _strangers(training), blank, session)
    return {
        "frequencies": frequencies,
        "prior": defined["prior"],
        "comparisons": {name: _levels(name, true, strangers) for name in RULES},
    }


def _agreement(values: pl.Series) -> float:
    """Return how often two people's values agree."""
    counts = values.drop_nulls().value_counts(name="n")["n"].to_list()
    everyone: int = sum(counts)
    agreeing: int = sum(count * (count - 1) for count in counts)
    return agreeing / (everyone * (everyone - 1))


def _true_pairs(training: Labeled) -> pl.DataFrame:
    left = training.listed.with_row_index("left").select("left", "person")
    right = training.stays.with_row_index("right").select("right", "person")
    return left.join(right, on="person").select("left", "right").cast(pl.Int32).sort("left", "right")


def _strangers(training: Labeled) -> pl.DataFrame:
    """Pair people of one tradition with each other, as many of every tradition."""
    first = pl.int_range(pl.len()).over("tradition") < STRANGERS_A_TRADITION
    left = training.listed.with_row_index("left").filter(first)
    right = training.stays.with_row_index("right").filter(first)
    pairs = left.join(right, on="tradition").filter(pl.col("person") != pl.col("person_right"))
    return pairs.select("left", "right").cast(pl.Int32).sort("left", "right")


def _levels(comparison: str, true: pl.DataFrame, strangers: pl.DataFrame) -> dict[str, dict[str, float]]:
    m, u = _shares(comparison, true), _shares(comparison, strangers)
    if comparison in IDENTIFIERS:
        u = {"same": NUMBER_BY_CHANCE, "one_digit_off": NUMBER_BY_CHANCE * 20}
        u["different"] = 1 - sum(u.values())
    return {level: {"m": m[level], "u": u[level]} for level in reversed(level_names(comparison))}


def _shares(comparison: str, pairs: pl.DataFrame) -> dict[str, float]:
    """Return each level's share, as if half a pair more of each had been seen."""
    names = level_names(comparison)
    seen = pairs[f"gamma_{comparison}"]
    counts = [float((seen == gamma).sum()) + _HALF_A_PAIR for gamma in range(len(names))]
    shares = [_round(count / sum(counts)) for count in counts]
    # "different", the first, takes up what rounding leaves.
    return dict(zip(names, [1 - sum(shares[1:]), *shares[1:]], strict=True))


def _round(share: float) -> float:
    return float(f"{share:.3g}")


def _blank(data: dict[str, Any]) -> Model:
    """Return a model that knows nothing, to see which levels pairs reach."""
    comparisons = {}
    for name in RULES:
        levels = level_names(name)
        comparisons[name] = {level: {"m": 1 / len(levels), "u": 1 / len(levels)} for level in levels}
    thresholds = {"clear": 0.0, "possible": 0.0}
    return model_of({"id": "blank", "thresholds": thresholds, "comparisons": comparisons, **data}, "blank")


def thresholds(figures: dict[str, Any], defined: dict[str, Any]) -> dict[str, Any]:
    """Choose the thresholds on people of another seed, by the rule of the definition, and state the errors found."""
    rule = defined["thresholds"]
    held_out = make(defined, rule["seed"], rule["people"])
    lowest = {"id": "trial", "thresholds": {"clear": 100.0, "possible": LOWEST}, **figures}
    seen = evaluate(held_out, model_of(lowest, "trial"))
    least = ceil(log2(rule["least_odds"]) / STEP) * STEP
    in_all = _lowest(seen.false_share, rule["false_clear"], least)
    clear = _lowest(
        lambda weight: max(seen.false_shares(weight).values()), rule["false_clear_of_one"], in_all
    )
    possible = _lowest(seen.absent_in_review, rule["absent_in_review"], LOWEST)
    chosen_weights = {"clear": clear, "possible": possible}
    final = evaluate(held_out, model_of({**lowest, "thresholds": chosen_weights}, "trial"))
    return {
        "thresholds": chosen_weights,
        "expected": final.summary() | {"seed": rule["seed"], "synthetic": True},
    }


def _lowest(share: Callable[[float], float], allowed: float, first: float) -> float:
    """Return the lowest threshold from ``first`` on at which a share is allowed."""
    threshold = first
    while share(threshold) > allowed:
        threshold += STEP
    return threshold
