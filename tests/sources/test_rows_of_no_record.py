"""Totals, remarks and headers are no records: each is set aside, said, and what it says is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.sources.facility_counts import read_facility_counts
from lodged.sources.files import open_file
from lodged.sources.foia import read_foia_detainers
from lodged.sources.inspection import inspect_file
from lodged.sources.model import Severity
from lodged.sources.raw_sheets import find_sheet, likely_header_row, read_grids


def counts(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("facility_name,with_hold,held", *rows)), "utf-8")
    return path


def test_a_total_is_set_aside_and_checked(shared_cases: Path) -> None:
    reading = read_facility_counts([shared_cases / "total-row-counts" / "counts.csv"])
    assert reading.rows["with_hold"].to_list() == [10, 5]
    (problem,) = reading.problems
    assert problem.severity is Severity.ROW
    assert problem.row == 4
    assert "The rows above add up to it: with_hold 15." in problem.reason


def test_a_total_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    reading = read_facility_counts([counts(tmp_path / "a.csv", "A,10,100", "B,5,50", "Grand Total:,16,150")])
    (problem,) = reading.problems
    assert "add up to it: held 150." in problem.reason
    assert "do not add up to it: with_hold 16, where the rows add up to 15." in problem.reason


def test_part_totals_are_those_of_their_part(tmp_path: Path) -> None:
    path = counts(tmp_path / "a.csv", "A,1,2", "B,3,4", "Subtotal,4,6", "C,5,6", "Subtotal,5,6", "Total,9,12")
    reading = read_facility_counts([path])
    assert reading.rows["with_hold"].to_list() == [1, 3, 5]
    assert not any("do not" in problem.reason for problem in reading.problems)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=8),
    st.integers(-3, 3),
)
def test_a_total_agrees_where_it_is_the_sum(
    tmp_path_factory: pytest.TempPathFactory, held: list[tuple[int, int]], off: int
) -> None:
    sums = [sum(column) for column in zip(*held, strict=True)]
    rows = [f"Jail {at},{a},{b}" for at, (a, b) in enumerate(held)]
    path = counts(tmp_path_factory.mktemp("a") / "a.csv", *rows, f"TOTAL,{sums[0] + off},{sums[1]}")
    reading = read_facility_counts([path])
    assert reading.rows.height == len(held)
    said = " ".join(problem.reason for problem in reading.problems)
    assert ("do not add up" in said) == (off != 0)


def test_a_facility_that_did_not_answer_is_no_remark(tmp_path: Path) -> None:
    reading = read_facility_counts(
        [counts(tmp_path / "a.csv", "A,10,100", "Page County Jail,,", "Total Recovery Center,,")]
    )
    assert reading.rows["facility_name"].to_list() == ["A", "Page County Jail", "Total Recovery Center"]


def test_remarks_below_a_table_are_set_aside(tmp_path: Path) -> None:
    rows = ("A,10,100", "B,5,50", "Record count: 3,,", "Page 1 of 1,,", "Printed 1/2/2026,,")
    reading = read_facility_counts([counts(tmp_path / "a.csv", *rows)])
    assert reading.rows["facility_name"].to_list() == ["A", "B"]
    assert any("it says 3, where there are 2" in problem.reason for problem in reading.problems)


def test_a_repeated_header_is_no_detainer(shared_cases: Path) -> None:
    reading = read_foia_detainers([shared_cases / "repeated-header" / "release.csv"])
    assert reading.rows.height == 4
    assert reading.rows["unique_identifier"].drop_nulls().n_unique() == 2


def test_a_header_over_row_numbers_is_the_header(shared_cases: Path) -> None:
    found = inspect_file(shared_cases / "header-row-number" / "daily.csv")
    assert found.rows_in == 3
    assert found.sheets[0].header_row == 1


def test_a_published_series_with_row_numbers_keeps_its_first_day(shared_data: Path) -> None:
    folder = shared_data / "wild" / "DataCollaborativeForJustice-DOC_Jail_Population_Timeseries"
    assert inspect_file(folder / "daily_pop.csv").rows_in == 4_638


def test_a_file_without_a_header_is_not_robbed_of_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("B1,1/2/2026,THEFT\nB2,1/3/2026,ARSON\nB3,1/3/2026,THEFT\n", "utf-8")
    found = inspect_file(path)
    assert found.rows_in == 3
    assert any("No row reads as a header" in problem.reason for problem in found.problems)


@pytest.mark.parametrize(
    "text",
    [
        "jail,2019,2020,2021\nA,1,2,3\nB,4,5,6\n",
        "0,1,2\nA,5,6\nB,7,8\n",
        "name,note\nx,y\nz,w\n",
        "a,b\n1,2\n3,4\n",
    ],
)
def test_names_of_columns_are_a_header(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    (grid,) = read_grids(open_file(path))
    assert likely_header_row(grid) == 1


def test_rows_above_below_and_set_aside_add_up_to_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Synthetic report\n\nfacility_name,with_hold,held\nA,1,2\nfacility_name,with_hold,held\nTotal,1,2\n",
        "utf-8",
    )
    (grid,) = read_grids(open_file(path))
    sheet = find_sheet(grid, {"facilityname", "withhold"})
    blank = 1
    aside = [problem for problem in sheet.problems if problem.severity is Severity.ROW]
    assert sheet.rows_in == sheet.body.height + len(aside) == 3
    assert sheet.header_row + sheet.rows_in == grid.cells.height
    assert blank + 1 == sheet.header_row - 1


def test_the_total_of_a_published_table_is_checked(shared_data: Path) -> None:
    """A share of the whole is no sum of the shares above it."""
    found = inspect_file(shared_data / "UWCHR-ice-detainers-pierce" / "race_hold_table.csv")
    (problem,) = [problem for problem in found.problems if problem.row == 8]
    assert "The rows above add up to it: n 29312; detainer_count 188." in problem.reason
    assert "do not" not in problem.reason
