"""What is wrong in a source, and what changed between two releases, through the command."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodged.figures.drift import DriftError
from tests.figures.figure_doors import lodged

FY2015 = "nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
SURGE = "minnesota/surge_detainers_by_liftreason.csv"


def found(*arguments: object) -> dict[str, dict[str, Any]]:
    given = json.loads(lodged("quality", *arguments, "--format", "json"))
    return {one["id"]: one for one in given["findings"]}


def test_st_cloud_declined_while_serving(shared_data: Path, tmp_path: Path) -> None:
    """README: 22 declined. 17 with a sentence of which two thirds, from the conviction, were not over."""
    findings = found(shared_data / "minnesota/st_cloud_denied.csv", "--list", tmp_path)
    assert findings["declined-while-serving"]["rows"] == 17
    assert findings["declined-by-state-prison"]["rows"] == 22
    assert findings["one-form-many-names"]["rows"] == 22
    with (tmp_path / "declined-while-serving.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["source_row"] for row in rows}) == 17
    assert all(row["outcome"] == "declined" and row["msc_conviction_date"] for row in rows)


def test_the_surge_tables_impossible_outcomes(shared_data: Path) -> None:
    """23 of 112 at federal places and 27 of 185 at state prisons are recorded as declined; STERNS is Stearns."""
    findings = found(shared_data / SURGE, "--within", "MN")
    assert findings["declined-by-federal"] | {"rows": 23, "of": 882} == findings["declined-by-federal"]
    assert findings["declined-by-state-prison"]["rows"] == 27
    assert findings["one-place-many-names"]["rows"] == 18


def test_a_mass_filing(shared_data: Path, tmp_path: Path) -> None:
    """README: the highest day is 2026-02-11 with 238, the next 24."""
    findings = found(shared_data / "minnesota/mn_detainers_over_time.csv", "--list", tmp_path)
    assert findings["many-in-a-day"]["rows"] == 238
    assert (
        (tmp_path / "many-in-a-day.csv")
        .read_text("utf-8")
        .startswith("prepared,filed,usual\n2026-02-11,238,")
    )


def test_fiscal_2015(shared_data: Path) -> None:
    """MORE: 9,020 rows of no state; 30,128 exact repeats, which are different people."""
    findings = found(shared_data / FY2015)
    assert findings["no-state"]["rows"] == 9_020
    repeats = findings["equal-to-an-earlier-row"]
    assert (repeats["rows"], repeats["of"]) == (30_128, 79_053)
    assert "Removing them is a mistake" in repeats["means"]
    assert "suspected-duplicates" not in findings


SYNTHETIC = {
    "detainer_prepare_date": ["2026-01-05", "2026-01-05", "2026-01-06", "2026-01-07", None, "1900-01-01"],
    "detainer_lift_reason": ["Detainer Declined by LEA", None, "Booked into Detention", None, None, None],
    "detainer_type": ["I247A"] * 6,
    "detention_facility": ["FCI WASECA", "FCI WASECA", "SYNTHETIC PLACE", "HENNEPIN COUNTY ADC", None, "X"],
    "facility_state": ["MINNESOTA"] * 6,
    "unique_identifier": ["synthetic-1", "synthetic-1", "synthetic-2", None, "synthetic-3", "synthetic-4"],
    "departed_date": ["2025-12-01", None, None, None, None, None],
    "msc_charge_date": [None, "2025-06-01", None, None, None, None],
    "msc_conviction_date": [None, "2025-05-01", None, None, None, None],
    "birth_year": [2020, 1990, None, None, None, None],
    "final_order_yes_no": ["NO", None, None, None, None, None],
    "final_order_date": ["2025-01-01", None, None, None, None, None],
}


def test_each_check_finds_its_row(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.csv"
    pl.DataFrame(SYNTHETIC).write_csv(path)
    findings = {name: one["rows"] for name, one in found(path).items()}
    assert findings == {
        "declined-by-federal": 1,
        "prepared-after-departure": 1,
        "conviction-before-charge": 1,
        "implausible-age": 1,
        "final-order-contradicted": 1,
        "suspected-duplicates": 2,
        "no-pseudonym": 1,
        "unknown-facility": 2,
        "no-prepare-date": 2,
    }
    assert "Prepared after the person had left the country" in lodged("quality", path)


CUSTODY = """\
facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,release_reason,detainer_on_file,\
detainer_received_on
Synthetic County Jail,1,Synthetic,One,1990-01-01,2026-01-01 10:00,2026-01-03 10:00,released,yes,2026-01-05
Synthetic County Jail,2,Synthetic,Two,1990-01-01,2026-01-01 10:00,2026-01-03 10:00,,no,2026-01-02
Synthetic County Jail,3,Synthetic,Three,1990-01-01,2026-01-01 10:00,,,,
"""


def test_custody_records_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "synthetic_custody.csv"
    path.write_text(CUSTODY, "utf-8")
    assert {name: one["rows"] for name, one in found(path).items()} == {
        "received-after-release": 1,
        "received-and-not-on-file": 1,
        "released-without-reason": 1,
        "on-file-not-stated": 1,
        "unknown-custodian": 3,
    }


def test_what_changed_between_two_releases(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    rows = pl.DataFrame(SYNTHETIC).head(4)
    rows.write_csv(old)
    reason = pl.when(pl.col("detention_facility") == "HENNEPIN COUNTY ADC").then(pl.lit("Case Closed"))
    changed = rows.with_columns(reason.otherwise("detainer_lift_reason").alias("detainer_lift_reason"))
    pl.concat([changed, changed.head(1).with_columns(detainer_prepare_date=pl.lit("2026-01-06"))]).write_csv(
        new
    )
    given = json.loads(lodged("diff", old, new, "--format", "json", "--out", tmp_path / "changes.csv"))
    assert (given["from"], given["to"], given["old_total"], given["new_total"]) == (
        "2026-01-05",
        "2026-01-07",
        4,
        5,
    )
    assert [(one["prepared"], one["detainer_lift_reason"], one["change"]) for one in given["changes"]] == [
        ("2026-01-06", "Detainer Declined by LEA", "new"),
        ("2026-01-07", "Case Closed", "new"),
        ("2026-01-07", None, "gone"),
    ]
    assert (tmp_path / "changes.csv").read_text("utf-8").count("\n") == 4
    assert "4 in old.csv, 5 in new.csv" in lodged("diff", old, new)
    assert "Nothing changed" in lodged("diff", old, old)


def test_a_table_and_the_workbook_are_compared_reason_by_reason(shared_data: Path) -> None:
    """MORE, between files: for 2015 they differ only in the 33,127 rows without a reason, which it leaves out."""
    table = shared_data / "nprapps-sanctuary-cities/detainers_by_lift_reason_and_year.csv"
    given = json.loads(lodged("diff", table, shared_data / FY2015, "--format", "json"))
    of_2015 = [one for one in given["changes"] if one["year"] == 2015]
    assert [(one["detainer_lift_reason"], one["old"], one["new"]) for one in of_2015] == [(None, 0, 33_127)]


def test_what_cannot_be_compared_is_said(shared_data: Path, tmp_path: Path) -> None:
    old, lists = tmp_path / "old.csv", shared_data / "ice-287g/participatingAgencies01132026am.xlsx"
    pl.DataFrame(SYNTHETIC).head(4).write_csv(old)
    with pytest.raises(DriftError, match="Only two releases of detainers"):
        lodged("diff", old, lists)
    with pytest.raises(DriftError, match="no period in common"):
        lodged("diff", old, shared_data / FY2015)
