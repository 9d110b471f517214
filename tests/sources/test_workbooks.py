"""A large workbook is read in parts, and gives what it gives when read whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.sources import workbooks

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
    return dict(workbooks.read_sheets(path))


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
