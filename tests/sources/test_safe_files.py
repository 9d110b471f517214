"""Files made to do harm are refused before they are opened; cells that look like formulas come back as they were."""

from __future__ import annotations

import csv
import struct
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.core.errors import UnreadableFileError
from lodged.sources import files
from lodged.sources.files import open_file
from lodged.sources.raw_sheets import read_grids
from lodged.sources.safe_cells import FORMULA_STARTS, guarded, safe_csv, safe_csv_text, unguarded


def lying_workbook(path: Path, says: int, holds: int) -> Path:
    """A workbook whose directory says that a sheet is small while its data unpack to much."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * holds)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", holds), struct.pack("<L", says)))
    return path


def test_a_workbook_that_unpacks_to_more_than_it_says_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 4_000_000)
    bomb = lying_workbook(tmp_path / "bomb.xlsx", says=1_000, holds=3_000_000)
    with pytest.raises(UnreadableFileError, match="was not opened"):
        open_file(bomb)
    honest = lying_workbook(tmp_path / "honest.xlsx", says=3_000_000, holds=3_000_000)
    assert open_file(honest).kind is files.FileKind.WORKBOOK


def test_a_parquet_file_of_endless_repetition_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    column = pa.array([None] * 20_000_000, pa.null())
    pq.write_table(pa.table({str(i): column for i in range(26)}), path)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnreadableFileError, match=r"20,000,000\] rows of 26 columns"):
        open_file(path)


def test_a_damaged_parquet_file_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 100 + b"PAR1")
    with pytest.raises(UnreadableFileError, match="damaged"):
        open_file(path)


def test_a_parquet_file_whose_columns_have_no_readable_names_is_said_to_be_damaged(tmp_path: Path) -> None:
    """A byte of a column's name was changed to one that is no UTF-8; the fuzz test found that it wasn't caught."""
    path, out = tmp_path / "named.parquet", pa.BufferOutputStream()
    pq.write_table(pa.table({"facility": ["x"]}), out, store_schema=False)
    path.write_bytes(out.getvalue().to_pybytes().replace(b"facility", b"facil\xfaty"))
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(open_file(path))


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["", *FORMULA_STARTS, "'", "''"]), cells), min_size=1, max_size=20))
def test_no_cell_is_a_formula_and_every_one_comes_back(parts: list[tuple[str, str]]) -> None:
    table = pl.DataFrame({"a": [start + rest for start, rest in parts]})
    written = guarded(table)
    assert not any(str(cell).startswith(FORMULA_STARTS) for cell in written["a"])
    assert unguarded(written).equals(table)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_takes_for_a_formula_is_written_as_text(start: str, tmp_path: Path) -> None:
    """The starts stand here in full, not taken from the code: one left out there must fail here."""
    safe_csv(pl.DataFrame({"a": [f"{start}SUM(1)"]}), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a"], [f"'{start}SUM(1)"]]


def test_what_is_written_is_read_back_through_the_door(tmp_path: Path) -> None:
    said = ["=HYPERLINK(1)", "+1", "-2", "@x", "'Abd", "O'Brien", "'=1", "plain", None]
    safe_csv(pl.DataFrame({"a": said, "b": ["x"] * len(said)}), tmp_path / "a.csv")
    (grid,) = read_grids(open_file(tmp_path / "a.csv"))
    assert grid.cells["0"].to_list() == ["a", *said]
    assert (tmp_path / "a.csv").read_text("utf-8") == safe_csv_text(pl.DataFrame({"a": said, "b": ["x"] * 9}))


def test_a_parquet_file_on_which_its_reader_panics_is_said_to_be_damaged(tmp_path: Path) -> None:
    """A length in the middle was changed; the fuzz test found that the reader then ends with a panic."""
    path, out = tmp_path / "panic.parquet", pa.BufferOutputStream()
    pq.write_table(pa.table({"a": ["x"] * 50, "b": ["y"] * 50}), out, compression="none")
    raw = bytearray(out.getvalue().to_pybytes())
    refused = 0
    for at in range(4, len(raw) - 8, 3):
        changed = bytearray(raw)
        changed[at] ^= 0x40
        path.write_bytes(changed)
        try:
            read_grids(open_file(path))
        except UnreadableFileError:
            refused += 1
    assert refused
