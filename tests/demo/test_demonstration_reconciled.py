"""The demonstration reconciled from end to end, and held against its truth."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.demo import synthetic_minnesota
from lodged.demo.places import Place, PlaceKind, all_places
from lodged.reconcile.categories import Category
from lodged.sources.facilities import Facility, FacilityClass, load_directory

REVIEW = Category.NEEDS_REVIEW.value
RIGHT_AT_LEAST, WRONG_AT_MOST = 0.97, 0.005
CLASSES = {PlaceKind.PRISON: FacilityClass.STATE_PRISON, PlaceKind.JAIL: FacilityClass.COUNTY_JAIL}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("minnesota")
    synthetic_minnesota.write(made)
    arguments = ["reconcile", made / "federal_list.csv", "--custody", made / "custody_records.csv"]
    arguments += ["--coverage", made / "coverage.csv", "--state", "MN", "--as-of", "2026-01-13"]
    done = CliRunner().invoke(
        app, [*map(str, arguments), "--out", str(made / "result")], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return made


@pytest.fixture(scope="module")
def answers(folder: Path) -> Counter[tuple[str, str]]:
    """Count the pairs of true category and answer."""
    truth = {row["detainer_id"]: row["true_category"] for row in rows_of(folder / "truth.csv")}
    rows = rows_of(folder / "result" / "rows.csv")
    assert {row["detainer_id"] for row in rows} == set(truth)
    return Counter((truth[row["detainer_id"]], row["category"]) for row in rows)


def test_every_category_is_there_and_the_rows_balance(
    folder: Path, answers: Counter[tuple[str, str]]
) -> None:
    # The demonstration's rows all name a state and a day up to its own, and its records could all be read.
    absent = {Category.STATE_NOT_TOLD.value, Category.CANNOT_TELL.value, Category.ISSUED_LATER.value}
    assert {answer for _, answer in answers} == {category.value for category in Category} - absent
    summary = json.loads((folder / "result" / "summary.json").read_text(encoding="utf-8"))
    assert sum(category["count"] for category in summary["categories"]) == answers.total() == 1_421
    assert (summary["set_aside"], summary["rows_of_list"]) == (0, 1_421)
    assert summary["released_after_lodged"] == {"yes": 239, "no": 172, "undecided": 0}


def wrong(answers: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    return {pair: count for pair, count in answers.items() if pair[0] != pair[1] and pair[1] != REVIEW}


def test_nearly_all_rows_are_placed_where_they_truly_belong(answers: Counter[tuple[str, str]]) -> None:
    right = sum(count for (true, answer), count in answers.items() if true == answer)
    assert right / answers.total() >= RIGHT_AT_LEAST, wrong(answers)


def test_hardly_a_row_is_wrong(answers: Counter[tuple[str, str]]) -> None:
    found = wrong(answers)
    assert sum(found.values()) / answers.total() <= WRONG_AT_MOST, found


@pytest.mark.parametrize(
    "place", [place for place in all_places() if place.kind in CLASSES], ids=lambda place: place.name
)
def test_a_custodian_and_ices_names_for_it_are_one_place_of_the_directory(place: Place) -> None:
    directory = load_directory()
    own = directory.resolve(place.name, state="MN")
    assert isinstance(own, Facility), own
    assert own.facility_class is CLASSES[place.kind]
    for written in place.spellings:
        assert directory.resolve(written, state="MN") == own, written
