"""A large workbook is read in parts, and gives what it gives when read whole."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.sources import workbooks
from lodged.sources.files import open_file
from lodged.sources.input_tables import read_custody_records
from lodged.sources.inspection import inspect_file
from lodged.sources.raw_sheets import read_grids
from lodged.sources.recognition import FileMeaning

ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.lists(st.sampled_from(["", "a", "Jos\u00e9 & <b>", "1"]), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=40,
)


def write(path: Path, rows: list[tuple[int, list[str]]], *, shared: bool) -> None:
    """Write rows with blank ones between them, with shared strings or strings in place."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not shared})
    sheet, other = book.add_worksheet("Rows"), book.add_worksheet("Legend")
    other.write(0, 0, "something else")
    at = 0
    for gap, cells in rows:
        at += gap
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(at, column + 1, cell)
        at += 1
    book.close()


def read(path: Path) -> dict[str, pl.DataFrame]:
    return {sheet.name: sheet.cells for sheet in workbooks.read_sheets(path)}


def filled(cells: pl.DataFrame) -> set[tuple[int, str]]:
    return {(at, cell) for at, row in enumerate(cells.rows()) for cell in row if cell is not None}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, shared=st.booleans(), size=st.integers(1, 900))
def test_parts_give_the_whole(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[tuple[int, list[str]]],
    shared: bool,
    size: int,
) -> None:
    path = tmp_path / "synthetic.xlsx"
    write(path, rows, shared=shared)
    whole = read(path)
    with monkeypatch.context() as patch:
        patch.setattr(workbooks, "LARGE_SHEET", 100)
        patch.setattr(workbooks, "PART_BYTES", size)
        patch.setattr(workbooks, "_BLOCK", 1_000 if size > 1 else 2_000)
        read_in_parts = []
        read_part = workbooks._read_part
        patch.setattr(
            workbooks, "_read_part", lambda *given: read_in_parts.append(given) or read_part(*given)
        )
        parts = read(path)
    assert read_in_parts
    assert list(parts) == ["Rows", "Legend"]
    assert filled(parts["Rows"]) == filled(whole["Rows"])
    assert filled(parts["Legend"]) == filled(whole["Legend"])


def test_one_error_of_another_program_does_not_lose_the_workbook(shared_cases: Path) -> None:
    """A cell `#ERROR!`, as Google writes it, is said with its sheet and place; the rows are all read."""
    found = inspect_file(shared_cases / "error-cell" / "roster.xlsx")
    assert (found.meaning, found.rows_in, found.rows_out) == (FileMeaning.CUSTODY_RECORDS, 2, 2)
    (note,) = [problem for problem in found.problems if "spreadsheet's error" in problem.reason]
    assert note.sheet == "Sheet"
    assert re.search(r"1 \([A-H]3\)", note.reason)


def test_a_merged_facility_is_that_of_every_row_it_reaches(shared_cases: Path) -> None:
    reading = read_custody_records([shared_cases / "merged-facility" / "roster.xlsx"])
    assert reading.rows["facility_name"].to_list() == ["Hennepin County ADC"] * 2
    assert any("filled with what it says" in problem.reason for problem in reading.problems)


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.xlsx"
    book = xlsxwriter.Workbook(str(path))
    shown, hidden = book.add_worksheet("Shown"), book.add_worksheet("Hidden")
    shown.write_row(0, 0, ["a", "b"])
    hidden.write_row(0, 0, ["c", "d"])
    hidden.hide()
    book.close()
    grids = {grid.name: grid for grid in read_grids(open_file(path))}
    assert grids["Shown"].problems == ()
    assert "hidden" in grids["Hidden"].problems[0].reason


def test_a_merged_title_makes_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 2, 3, "Synthetic roster")
    sheet.write_row(3, 0, ["a", "b"])
    sheet.write_row(4, 0, ["1", "2"])
    book.close()
    (grid,) = read_grids(open_file(path))
    assert [row[:2] for row in grid.cells.rows()] == [
        ("Synthetic roster", None),
        (None, None),
        (None, None),
        ("a", "b"),
        ("1", "2"),
    ]


def test_an_error_for_a_value_is_no_blank(tmp_path: Path) -> None:
    """A stay whose end is ``#DIV/0!`` would go on if the cell were taken for empty."""
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(
            0, 0, ("facility_name", "booking_id", "last_name", "first_name", "date_of_birth", "booked_at")
        )
        sheet.write_string(0, 6, "released_at")
        row = ("Anoka County Jail", "B1", "Synthetica", "Ada", "1990-02-03", "2026-01-02 08:00")
        sheet.write_row(1, 0, row)
        sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")
    reading = read_custody_records([path])
    assert reading.unread_cells == {("roster.xlsx", "Sheet1", 2): frozenset({"released_at"})}
