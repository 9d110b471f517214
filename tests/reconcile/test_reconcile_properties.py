"""What holds of every reconciliation, whatever the lists hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.reconcile.directory import DirectoryPlaces
from lodged.reconcile.reconciliation import reconcile
from lodged.reconcile.result import Reconciliation
from lodged.sources.facilities import load_directory
from lodged.sources.input_tables import read_custody_records, read_detainer_list
from lodged.sources.tables import ReleaseReason

AS_OF = date(2026, 1, 13)
PLACES = ("Anoka County Jail", "ANOKA COUNTY JAIL", "MCF-Stillwater", "FMC Rochester", "No Such Jail", None)
SURNAMES = ("Abdi", "Vang", "García López", "Garcia", "Johnson", "Xiong")
GIVEN = ("Mohamed", "Mai", "José Luis", "Jose", "Anna")
_people = st.tuples(
    st.sampled_from(SURNAMES),
    st.sampled_from(GIVEN),
    st.sampled_from([date(1990, 1, 2), date(1990, 2, 1), date(1985, 6, 7), None]),
    st.sampled_from([None, "A012345678", "A099999999"]),
)
_days = st.one_of(st.none(), st.dates(date(2025, 10, 1), date(2026, 2, 20)))
_listed = st.lists(
    st.tuples(_people, st.sampled_from(PLACES), st.sampled_from(["MN", "WI", None]), _days, _days),
    max_size=14,
)
_stays = st.lists(
    st.tuples(
        _people,
        st.sampled_from([place for place in PLACES if place]),
        st.dates(date(2025, 10, 1), date(2026, 2, 1)),
        st.one_of(st.none(), st.integers(0, 90)),
        st.sampled_from([*(reason.value for reason in ReleaseReason), None]),
        st.sampled_from([True, False, None]),
    ),
    max_size=14,
)


def _detainers(rows: list) -> pl.DataFrame:  # type: ignore[type-arg]
    return pl.DataFrame(
        [
            {
                "detainer_id": f"D{i}",
                "last_name": last,
                "first_name": first,
                "date_of_birth": born,
                "a_number": number,
                "facility_name": place,
                "facility_state": state,
                "issued_on": issued,
                "lifted_on": lifted,
            }
            for i, ((last, first, born, number), place, state, issued, lifted) in enumerate(rows)
        ],
        schema_overrides={"date_of_birth": pl.Date, "issued_on": pl.Date, "lifted_on": pl.Date},
        infer_schema_length=None,
    )


def _custody(rows: list) -> pl.DataFrame:  # type: ignore[type-arg]
    return pl.DataFrame(
        [
            {
                "facility_name": place,
                "booking_id": f"B{i}",
                "last_name": last,
                "first_name": first,
                "date_of_birth": born,
                "a_number": number,
                "booked_at": datetime.combine(booked, datetime.min.time()),
                "released_at": None
                if stayed is None
                else datetime.combine(booked + timedelta(stayed), datetime.min.time()),
                "release_reason": reason,
                "detainer_on_file": on_file,
            }
            for i, ((last, first, born, number), place, booked, stayed, reason, on_file) in enumerate(rows)
        ],
        schema_overrides={"date_of_birth": pl.Date, "released_at": pl.Datetime},
        infer_schema_length=None,
    )


def _reconciled(listed: pl.DataFrame, stays: pl.DataFrame) -> Reconciliation:
    with tempfile.TemporaryDirectory() as folder:
        left, right = Path(folder) / "list.parquet", Path(folder) / "stays.parquet"
        listed.write_parquet(left)
        stays.write_parquet(right)
        return reconcile(
            read_detainer_list([left]),
            read_custody_records([right]),
            None,
            state="MN",
            as_of=AS_OF,
            places=DirectoryPlaces(load_directory()),
        )


def _answers(done: Reconciliation) -> dict[str, str]:
    ids = done.detainers.rows["detainer_id"]
    return {who: placing.category.value for who, placing in zip(ids, done.placings, strict=True)}


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(_listed, _stays, st.integers(0, 10))
def test_every_row_is_in_one_category_whatever_order_the_files_are_in(
    listed: list,  # type: ignore[type-arg]
    stays: list,  # type: ignore[type-arg]
    seed: int,
) -> None:
    """The totals add up (the result refuses to exist otherwise), and no answer hangs on where a row stands."""
    if not listed or not stays:
        return
    chance = Random(seed)  # noqa: S311 - test order
    left, right = _detainers(listed), _custody(stays)
    done = _reconciled(left, right)
    assert sum(Counter(_answers(done).values()).values()) == left.height
    assert done.bridge[0].after == left.height
    assert done.bridge[-1].after == len(done.on_file)
    other = _reconciled(
        left[chance.sample(range(left.height), left.height)],
        right[chance.sample(range(right.height), right.height)],
    )
    assert _answers(other) == _answers(done)
    assert {s.booking_id for s in other.not_on_list} == {s.booking_id for s in done.not_on_list}


@settings(max_examples=6, deadline=None)
@given(_listed, _stays)
def test_a_list_is_never_better_for_rows_that_are_out_of_scope(
    listed: list,  # type: ignore[type-arg]
    stays: list,  # type: ignore[type-arg]
) -> None:
    """What the list itself decides (another state, a federal place) doesn't hang on custody records."""
    if not listed or not stays:
        return
    done = _reconciled(_detainers(listed), _custody(stays))
    for placing, row in zip(done.placings, listed, strict=True):
        if row[2] == "WI":
            assert placing.category.value == "outside-state" or row[1] not in {"No Such Jail", None}
        if row[1] == "FMC Rochester" and row[2] != "WI":
            assert placing.category.value == "federal-facility"
