"""Beside its match, a row of ``rows.csv`` says whom else it might be, and what came nearest where nobody was found."""

from __future__ import annotations

import csv
from pathlib import Path

from lodged.reconcile.files import reconcile_files
from tests.reconcile.small_files import AS_OF, BYSTANDER, COVERED, LIST, LISTED, PLACE, STAY, written


def test_a_row_that_was_not_found_names_what_came_nearest(tmp_path: Path) -> None:
    """Among rows that are sure: what is settled without a human is a share of them all."""
    others = "".join(
        f"D{place},Tester{chr(97 + place)}olm,Kim,1970-01-{place:02},,Anoka County Jail,MN,2026-01-05\n"
        for place in range(2, 26)
    )
    namesake = {**STAY, "booking_id": "B2", "date_of_birth": "1961-05-06", "a_number": ""}
    (tmp_path / "list.csv").write_text(LIST + LISTED + others, "utf-8")
    (tmp_path / "stays.csv").write_text("\n".join([",".join(STAY), ",".join(namesake.values())]), "utf-8")
    (tmp_path / "coverage.csv").write_text(COVERED, "utf-8")
    reconcile_files(
        [tmp_path / "list.csv"],
        [tmp_path / "stays.csv"],
        tmp_path / "coverage.csv",
        state="MN",
        as_of=AS_OF,
        out=tmp_path / "out",
    )
    with (tmp_path / "out" / "rows.csv").open(encoding="utf-8", newline="") as file:
        row, *rest = csv.DictReader(file)
    assert row["category"] == "not-found"
    assert (row["nearest_facility_name"], row["nearest_booking_id"]) == (PLACE, "B2")
    assert float(row["nearest_weight"]) < 0
    assert row["second_booking_id"] == row["margin"] == ""
    assert {other["nearest_booking_id"] for other in rest} == {""}


def test_a_row_that_was_matched_names_the_second_likeliest_and_how_far_behind(tmp_path: Path) -> None:
    namesake = {**STAY, "booking_id": "B2", "a_number": "A299888777", "booked_at": "2025-03-01 08:00"}
    namesake |= {
        "released_at": "2025-03-04 08:00",
        "release_reason": "released",
        "date_of_birth": "1988-04-03",
    }
    row = written(tmp_path, STAY, namesake, BYSTANDER)
    assert (row["category"], row["matched_booking_id"]) == ("in-custody", "B1")
    assert (row["second_facility_name"], row["second_booking_id"]) == (PLACE, "B2")
    assert float(row["second_probability"]) < 0.01
    assert float(row["margin"]) > 10
    assert row["nearest_booking_id"] == ""


def test_nobody_else_is_named_where_there_is_nobody(tmp_path: Path) -> None:
    row = written(tmp_path, STAY, BYSTANDER)
    assert row["matched_booking_id"] == "B1"
    assert row["second_booking_id"] == row["nearest_booking_id"] == ""
