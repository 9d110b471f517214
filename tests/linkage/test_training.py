"""The model file is what the training gives, and says what it was made of."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lodged.demo.training.data import definition, make
from lodged.demo.training.train import counted, thresholds
from lodged.linkage import load_model
from lodged.linkage.engines import open_session
from lodged.linkage.model import MODEL_FILE, model_of


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(MODEL_FILE.read_text("utf-8"))
    return found


@pytest.mark.slow
def test_the_shipped_figures_are_those_counted_on_the_defined_data(file: dict[str, Any]) -> None:
    defined = definition()
    data = make(defined, defined["seed"], defined["people"])
    assert data.sha256 == file["trained_on"]["sha256"]
    with open_session() as session:
        figures = counted(data, defined, session)
    assert {key: file[key] for key in figures} == figures


@pytest.mark.slow
def test_the_same_definition_trains_the_same_thresholds_twice() -> None:
    small = definition() | {"people": 600}
    small["thresholds"] = small["thresholds"] | {
        "people": 900,
        "false_clear": 0.01,
        "false_clear_of_one": 0.05,
    }
    data = make(small, small["seed"], small["people"])
    with open_session() as session:
        figures = counted(data, small, session)
    once, again = thresholds(figures, small), thresholds(figures, small)
    assert once == again
    assert once["thresholds"]["possible"] <= once["thresholds"]["clear"]
    assert once["expected"]["synthetic"] is True


def test_the_model_file_says_what_it_was_made_of(file: dict[str, Any]) -> None:
    model = load_model()
    assert (model.clear, model.possible) == (file["thresholds"]["clear"], file["thresholds"]["possible"])
    assert set(file["made_with"]) == {"splink", "duckdb", "polars"}
    assert file["trained_on"]["seed"] != file["expected"]["seed"]


def test_figures_that_are_no_shares_are_refused(file: dict[str, Any]) -> None:
    broken = file | {
        "comparisons": {"sex": {"same": {"m": 0.9, "u": 0.8}, "different": {"m": 0.2, "u": 0.2}}}
    }
    with pytest.raises(ValueError, match="the figures of sex sum to"):
        model_of(broken, "broken.yaml")
