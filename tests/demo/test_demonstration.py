"""The demonstration says what it promises, every time, and every row of it says that it is synthetic."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, time
from typing import Any

import polars as pl
import pytest

from lodged.demo import synthetic_minnesota
from lodged.demo.lists import MARK, Lists
from lodged.demo.places import PlaceKind, all_places
from lodged.demo.proportions import PLAN, Fate
from lodged.demo.traditions import all_traditions

END_OF_AS_OF = datetime.combine(synthetic_minnesota.AS_OF, time.max)
KINDS = {place.name: place.kind for place in all_places()}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return synthetic_minnesota.files()


@pytest.fixture(scope="module", params=[synthetic_minnesota.DEFAULT_SEED, 7])
def lists(request: pytest.FixtureRequest) -> Lists:
    return synthetic_minnesota.make(request.param)


def held(stays: pl.DataFrame) -> pl.DataFrame:
    left = pl.col("released_at")
    return stays.filter(pl.col("booked_at") <= END_OF_AS_OF, left.is_null() | (left > END_OF_AS_OF))


def test_the_same_seed_makes_the_same_files(files: dict[str, bytes]) -> None:
    assert synthetic_minnesota.files() == files


def test_another_seed_makes_other_people(files: dict[str, bytes]) -> None:
    others = synthetic_minnesota.files(seed=2)
    assert others["federal_list.csv"] != files["federal_list.csv"]
    assert others["coverage.csv"] == files["coverage.csv"]


def test_the_list_has_1360_detainers_that_are_not_lifted(lists: Lists) -> None:
    assert lists.federal_list.height == 1_421
    assert lists.federal_list["lifted_on"].null_count() == 1_360
    assert lists.federal_list["detainer_id"].is_unique().all()


def test_207_in_prisons_and_94_in_jails_have_a_detainer_on_file(lists: Lists) -> None:
    on_file = held(lists.custody_records).filter("detainer_on_file")
    people = on_file.join(lists.custody_truth, on="booking_id").unique("person_id")
    kinds = Counter(KINDS[name] for name in people["facility_name"])
    assert kinds == {PlaceKind.PRISON: 207, PlaceKind.JAIL: 94}


def test_there_are_9000_stays_and_nobody_is_in_two_places_at_once(lists: Lists) -> None:
    stays = lists.custody_records.join(lists.custody_truth, on="booking_id")
    assert stays.height == 9_000
    assert stays["booking_id"].is_unique().all()
    assert stays.filter(pl.col("released_at") <= pl.col("booked_at")).is_empty()
    overlapping = stays.sort("person_id", "booked_at").filter(
        pl.col("person_id") == pl.col("person_id").shift(-1),
        pl.col("released_at").is_null() | (pl.col("released_at") > pl.col("booked_at").shift(-1)),
    )
    assert overlapping.is_empty()


def test_every_fate_of_the_plan_is_there_in_its_number(lists: Lists) -> None:
    counts = Counter(lists.truth["true_category"])
    assert counts == {fate.value: PLAN[fate].rows for fate in Fate}


def test_records_end_where_their_coverage_ends(lists: Lists) -> None:
    stays = lists.custody_records.join(lists.coverage, on="facility_name", how="left")
    assert stays["reported_through"].null_count() == 0
    last = pl.coalesce("released_at", "booked_at").dt.date()
    assert (
        stays.filter((last > pl.col("reported_through")) | (last < pl.col("reported_from")))
        .filter(pl.col("released_at").is_not_null())
        .is_empty()
    )
    stopped = stays.filter(pl.col("reported_through") < END_OF_AS_OF.date())
    assert stopped["released_at"].null_count() == 0


def test_the_truth_agrees_with_the_records(lists: Lists) -> None:
    """The facts that define each category hold of the deciding stay, which is the person's last."""
    stays = lists.custody_records.join(lists.custody_truth, on="booking_id")
    last = stays.sort("booked_at").unique("person_id", keep="last")
    rows = (
        lists.federal_list.select("detainer_id", "issued_on", "lifted_on", "facility_name", "facility_state")
        .join(lists.truth, on="detainer_id")
        .join(last, on="booking_id", how="left", suffix="_custody")
    )
    own_names = {(written, place.state): place.name for place in all_places() for written in place.spellings}
    for row in rows.iter_rows(named=True):
        named = own_names[row["facility_name"], row["facility_state"]]
        assert FACTS[Fate(row["true_category"])](row, named), row


def _is_held(row: dict[str, Any], _: str) -> bool:
    return row["booked_at"] is not None and row["released_at"] is None


def _is_held_there(row: dict[str, Any], named: str) -> bool:
    return _is_held(row, named) and named == row["facility_name_custody"]


def _left_on_day(row: dict[str, Any]) -> date:
    day: date = row["released_at"].date()
    return day


def _always(_row: dict[str, Any], _named: str) -> bool:
    return True


FACTS = {
    Fate.OUTSIDE_STATE: _always,
    Fate.FEDERAL_FACILITY: _always,
    Fate.DUPLICATE: _always,
    Fate.LIFTED: lambda row, _: row["lifted_on"] is not None,
    Fate.IN_CUSTODY: lambda row, named: _is_held_there(row, named) and row["detainer_on_file"],
    Fate.NOT_ON_FILE: lambda row, named: _is_held_there(row, named) and not row["detainer_on_file"],
    Fate.ELSEWHERE: lambda row, named: _is_held(row, named) and not _is_held_there(row, named),
    Fate.TRANSFERRED_TO_ICE: lambda row, _: row["release_reason"] == "transferred_to_ice",
    Fate.TRANSFERRED_TO_AGENCY: lambda row, _: row["release_reason"] == "transferred_to_agency",
    Fate.RELEASED_AFTER: lambda row, _: (
        row["release_reason"] == "released" and _left_on_day(row) >= row["issued_on"]
    ),
    Fate.RELEASED_BEFORE: lambda row, _: (
        row["release_reason"] == "released" and _left_on_day(row) < row["issued_on"]
    ),
    Fate.ENDED_OTHERWISE: lambda row, _: row["release_reason"] in {"died", "other"},
    Fate.NO_ROSTER: lambda row, _: row["booking_id"] is None,
    Fate.NOT_FOUND: lambda row, _: row["booking_id"] is None,
}


def test_people_without_a_record_have_none_anywhere(lists: Lists) -> None:
    absent = lists.truth.filter(pl.col("true_category").is_in([Fate.NO_ROSTER.value, Fate.NOT_FOUND.value]))
    assert absent.join(lists.custody_truth, on="person_id", how="semi").is_empty()


def test_a_duplicate_is_superseded_by_a_later_row_of_its_person(lists: Lists) -> None:
    rows = lists.federal_list.join(lists.truth, on="detainer_id")
    for row in rows.filter(pl.col("true_category") == Fate.DUPLICATE.value).iter_rows(named=True):
        later = rows.filter(
            pl.col("person_id") == row["person_id"],
            pl.col("facility_state") == row["facility_state"],
            pl.col("issued_on") > row["issued_on"],
        )
        assert later.height >= 1


def test_every_row_of_every_file_is_marked_synthetic(files: dict[str, bytes]) -> None:
    tables = [name for name in files if name.endswith(".csv")]
    assert len(tables) == 5
    for name in tables:
        rows = list(csv.reader(io.StringIO(files[name].decode())))
        assert {row[0] for row in rows[1:]} == {MARK}, name
    assert b"SYNTHETIC" in files["README-SYNTHETIC.txt"]


def test_every_identifier_shows_that_it_is_synthetic(lists: Lists) -> None:
    for frame in (lists.federal_list, lists.custody_records):
        for column in ("detainer_id", "booking_id", "fbi_number", "state_id"):
            if column in frame.columns:
                assert frame[column].drop_nulls().str.starts_with("SYN").all(), column
        a_numbers = frame["a_number"].drop_nulls()
        assert a_numbers.len() > 0
        assert a_numbers.str.contains(r"^999\d{6}$").all()


def test_every_tradition_of_the_list_occurs_among_people_without_a_detainer_too(lists: Lists) -> None:
    listed = set(lists.truth["name_tradition"])
    on_list = lists.custody_truth.join(lists.truth, on="person_id", how="anti")
    on_file = lists.custody_records.filter("detainer_on_file")
    without = on_list.join(on_file, on="booking_id", how="anti")
    assert listed == set(all_traditions())
    assert listed <= set(without["name_tradition"])


def test_custody_records_state_no_citizenship(lists: Lists) -> None:
    assert not [
        column for column in lists.custody_records.columns if "citizen" in column or "countr" in column
    ]


def test_misspelt_facility_names_of_ice_are_on_the_list(lists: Lists) -> None:
    assert {"STERNS CO. JAIL", "STEARNS COUNTY SHERIFF/JAIL"} <= set(lists.federal_list["facility_name"])
