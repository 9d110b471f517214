"""The custodian's side of the count: figures from custody records, all of them synthetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodged.demo import synthetic_minnesota
from tests.figures.figure_doors import asked, lodged, values

HEADER = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,release_reason,"
    "detainer_on_file,detainer_received_on,a_number\n"
)
ROWS = (
    "MCF-Stillwater,1,Synthetic,One,1990-01-01,2025-03-01 10:00,,,yes,2025-03-02,\n"
    "Hennepin County Jail,2,Synthetic,Two,1991-01-01,2026-01-10 10:00,2026-01-14 09:00,released,yes,2026-01-11,\n"
    "Hennepin County Jail,3,Synthetic,Three,1992-01-01,2026-01-10 10:00,2026-01-13 09:00,transferred_to_ice,yes,,\n"
    "Anoka County Jail,4,Synthetic,Four,1993-01-01,2026-01-12 10:00,,,no,,\n"
    "Anoka County Jail,5,Synthetic,Five,1994-01-01,2026-01-01 10:00,2026-01-05 09:00,released,yes,2026-01-09,\n"
    "Ramsey County Jail,6,Synthetic,Two,1991-01-01,2026-01-13 23:30,,,yes,2026-01-13,\n"
)


@pytest.fixture
def custody(tmp_path: Path) -> Path:
    path = tmp_path / "synthetic_custody.csv"
    path.write_text(HEADER + ROWS, "utf-8")
    return path


def test_held_on_the_day_with_a_detainer_on_file(custody: Path) -> None:
    found = asked(custody, "--within", "MN", "--state", "MN", "--as-of", "2026-01-13")
    assert {name: one["value"] for name, one in found.items()} == {
        "held": 4,
        "held-prison": 1,
        "held-with-detainer": 3,
        "held-with-detainer-prison": 1,
        "held-with-detainer-jail": 2,
        "people-held-with-detainer": 2,
        "booked-with-detainer": 5,
        "released-after-lodged": 1,
        "handed-over-to-ice": 1,
        "transferred-to-another-agency": 0,
        "share-handed-over": 1 / 3,
    }
    by_class = asked(
        custody, "--within", "MN", "-d", "held-with-detainer", "--as-of", "2026-01-13", "--by", "class"
    )
    assert values(by_class["held-with-detainer"], "class") == {"county_jail": 2, "state_prison": 1}


def test_a_period_is_of_the_event_that_is_counted(custody: Path) -> None:
    january = ("--from", "2026-01-13", "--to", "2026-01-13")
    found = asked(
        custody,
        "-d",
        "handed-over-to-ice",
        "-d",
        "released-after-lodged",
        "-d",
        "booked-with-detainer",
        *january,
    )
    assert {name: one["value"] for name, one in found.items()} == {
        "handed-over-to-ice": 1,
        "released-after-lodged": 0,
        "booked-with-detainer": 1,
    }
    reasons = {left["reason"]: left["rows"] for left in found["handed-over-to-ice"]["excluded"]}
    assert reasons == {
        "no day (released on)": 3,
        "released on before 2026-01-13": 1,
        "released on after 2026-01-13": 1,
    }


def test_the_demonstrations_records_are_counted(tmp_path: Path) -> None:
    synthetic_minnesota.write(tmp_path)
    found = asked(tmp_path / "custody_records.csv", "--state", "MN", "--as-of", "2026-01-13")
    both = found["held-with-detainer-prison"]["value"] + found["held-with-detainer-jail"]["value"]
    assert 0 < both <= found["held-with-detainer"]["value"] < found["held"]["value"]


def test_records_of_some_facilities_decide_nothing(custody: Path) -> None:
    """A count of six stays is the least it can be; only somebody who knows that they are all can have a verdict."""
    asked_of = ("claim", "check", "doc-94-detainers", custody, "--within", "MN")
    (one,) = json.loads(lodged(*asked_of, "--format", "json"))
    assert one["verdict"] == "can't be tested with this data"
    assert "they aren't known to be of every facility, so this is the least it can be" in one["words"]
    assert [(method["value"], method["partial"]) for method in one["methods"]] == [(1, True)]
    assert "verdict: not supported" not in lodged(*asked_of)


def test_a_facility_whose_state_is_not_known_is_said(custody: Path) -> None:
    held = asked(custody, "-d", "held", "--state", "MN", "--as-of", "2026-01-13")["held"]
    reasons = {left["reason"]: left["rows"] for left in held["excluded"]}
    assert reasons["the facility's state isn't known"] >= 1
