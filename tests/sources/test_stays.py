"""Rows of one stay become one, in any order; what they contradict each other in is empty and reported."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lodged.sources.input_tables import read_custody_records
from lodged.sources.model import Reading, Severity
from lodged.sources.stays import one_row_a_stay

HEADER = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,a_number,booked_at,released_at,release_reason,"
    "detainer_on_file"
)
NO_HOLD = "Anoka County Jail,B1,Synthetica,Ada,1990-02-03,,2026-01-04 10:00,,,no"
HOLD = "Anoka Co. Jail,b1,Synthetica,Ada,1990-02-03,A200111333,2026-01-04 10:00,,,yes"
ALIAS = "Anoka County Jail,B1,Inventada,Ada,1990-02-03,,2026-01-04 10:00,,,"
ANOTHER = "Anoka County Jail,B2,Fictive,Bo,1970-05-06,,2026-01-05 11:00,2026-01-07 12:00,released,no"


def read(folder: Path, *rows: str, name: str = "rows.csv") -> Reading:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return one_row_a_stay(read_custody_records([path]))


@pytest.mark.parametrize("seed", range(6))
def test_rows_of_one_booking_are_one_stay_in_any_order(tmp_path: Path, seed: int) -> None:
    rows = [NO_HOLD, HOLD, ALIAS, ANOTHER, NO_HOLD]
    random.Random(seed).shuffle(rows)  # noqa: S311 - a test's order
    reading = read(tmp_path, *rows)
    (one, other) = sorted(reading.rows.to_dicts(), key=lambda row: row["booking_id"].upper())
    assert (one["detainer_on_file"], one["released_at"], one["a_number"]) == (True, None, "200111333")
    assert other["release_reason"] == "released"
    assert [file.rows_in for file in reading.files] == [2]
    assert any("5 rows are of 2 stays" in problem.reason for problem in reading.problems)
    assert not any(problem.severity is not Severity.NOTE for problem in reading.problems)
    assert any("another name" in problem.reason for problem in reading.problems)


def test_a_number_given_twice_is_two_stays(tmp_path: Path) -> None:
    later = "Anoka County Jail,B1,Fictive,Bo,1970-05-06,,2026-01-09 11:00,,,no"
    assert read(tmp_path, NO_HOLD, later).rows.height == 2


def test_rows_that_contradict_leave_the_end_unknown(tmp_path: Path) -> None:
    ended = NO_HOLD.replace(",,,no", ",2026-01-08 09:00,released,no")
    reading = read(tmp_path, NO_HOLD, ended)
    assert reading.rows["released_at"].to_list() == [None]
    (problem,) = [each for each in reading.problems if each.severity is Severity.CELL]
    assert (problem.field, "say different things" in problem.reason) == ("released_at", True)


def test_the_newer_file_decides_whichever_is_given_first(tmp_path: Path) -> None:
    ended = NO_HOLD.replace(",,,no", ",2026-01-08 09:00,released,no")
    for name, rows in {"old.csv": [NO_HOLD], "new.csv": [ended]}.items():
        (tmp_path / name).write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    for order in (["old.csv", "new.csv"], ["new.csv", "old.csv"]):
        reading = one_row_a_stay(read_custody_records([tmp_path / name for name in order]))
        assert [str(end) for end in reading.rows["released_at"]] == ["2026-01-08 09:00:00"]
        assert sum(file.rows_out for file in reading.files) == 1


def test_nothing_is_touched_where_each_row_is_a_stay(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([HEADER, NO_HOLD, ANOTHER]) + "\n", "utf-8")
    reading = read_custody_records([path])
    assert one_row_a_stay(reading) is reading
