"""The tables at the door: what is read, what is refused, and the row numbers of both."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.core.errors import LodgedError, UnreadableFileError
from lodged.sources.cell_readers import SPREADSHEET_ERRORS
from lodged.sources.input_tables import read_coverage, read_custody_records, read_detainer_list
from lodged.sources.mapping import MappingError, parse_mapping
from lodged.sources.model import Reading, Severity
from lodged.sources.safe_cells import GUARDED

HEADER = "detainer_id,last_name,first_name,date_of_birth"
STAYS = "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at"


def _file(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\x00\x01\x02", "a binary file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "an old Office file that is no workbook"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"PAR1 broken", "damaged"),
        (b"detainer_id,last_name\n1,Doe\n", "[first_name, date_of_birth] can't be found"),
        (HEADER.encode() + b'\n1,"Doe', "double quote"),
        (b"\n\n", "no cells"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_detainer_list([_file(tmp_path, content)])
    assert words in str(caught.value)


def test_a_missing_column_names_the_columns_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="are: detainer_id, Surname"):
        read_detainer_list([_file(tmp_path, "detainer_id,Surname\n1,Doe\n")])


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + "\n1,Doe,J,1990-01-01\n")
    with pytest.raises(UnreadableFileError, match="largest file read"):
        read_detainer_list([path], max_bytes=20)


def test_a_file_of_200_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableFileError, match="209,715,200"):
        read_detainer_list([path])


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(UnreadableFileError, match="It was not opened"):
        read_detainer_list([path])


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "x")
    with pytest.raises(UnreadableFileError, match="a Word document"):
        read_detainer_list([path])


def test_a_header_alone_is_a_reading_of_no_rows_and_says_so(tmp_path: Path) -> None:
    reading = read_detainer_list([_file(tmp_path, HEADER + "\n")])
    assert reading.rows.height == 0
    assert [p.severity for p in reading.problems] == [Severity.NOTE]


def test_latin_1_is_read_and_noted(tmp_path: Path) -> None:
    text = HEADER + "\n1,Muñoz,José,1990-01-01\n"
    reading = read_detainer_list([_file(tmp_path, text.encode("latin-1"))])
    assert reading.rows["last_name"].item() == "Muñoz"
    assert "not UTF-8" in reading.problems[0].reason


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_separators_and_byte_order_marks(
    tmp_path: Path, end: str, mark: str, encoding: str
) -> None:
    text = end.join([HEADER, "1,Yang,Mai,1/22/1990", ""]).replace(",", mark)
    reading = read_detainer_list([_file(tmp_path, text.encode(encoding))])
    assert reading.rows.row(0)[:4] == ("1", "Yang", "Mai", date(1990, 1, 22))
    assert reading.problems == ()


def test_a_bad_date_in_row_812_is_reported_there_and_its_row_used(tmp_path: Path) -> None:
    rows = [f"{i},Doe,J,1990-01-01" for i in range(2, 900)]
    rows[810] = "812,Doe,J,2/30/1990"
    reading = read_detainer_list([_file(tmp_path, "\n".join([HEADER, *rows]))])
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.value) == (812, "date_of_birth", "2/30/1990")
    assert problem.severity is Severity.CELL
    assert reading.rows.height == 898


@pytest.mark.parametrize("born", ["1900-01-01", "2026-11-25", "12/1/26", "1985", "1990-02-30"])
def test_placeholders_slips_and_half_dates_are_no_births(tmp_path: Path, born: str) -> None:
    path = _file(tmp_path, f"{HEADER}\n1,Doe,J,{born}\n")
    reading = read_detainer_list([path], today=date(2026, 11, 24))
    assert reading.rows["date_of_birth"].item() is None
    assert reading.problems[0].value == born


def test_a_repeated_identifier_is_noted_and_kept(tmp_path: Path) -> None:
    reading = read_detainer_list([_file(tmp_path, HEADER + "\n1,Doe,J,1990-01-01\n1,Roe,R,1991-01-01\n")])
    assert reading.rows.height == 2
    assert [(p.row, p.severity) for p in reading.problems] == [(3, Severity.NOTE)]


def test_a_row_without_its_key_is_kept_out_and_reported(tmp_path: Path) -> None:
    reading = read_detainer_list([_file(tmp_path, HEADER + "\n,Doe,J,1990-01-01\n2,Roe,R,1991-01-01,x\n")])
    assert reading.rows.height == 0
    assert {(p.row, p.severity) for p in reading.problems} == {(2, Severity.ROW), (3, Severity.ROW)}


def test_times_in_utc_need_a_zone_and_local_offsets_keep_their_clock(tmp_path: Path) -> None:
    path = _file(
        tmp_path, STAYS + "\nA,1,D,J,1990-01-01,2025-01-20T13:45-06:00,2025-01-21T02:00Z\n", "stays.csv"
    )
    plain = read_custody_records([path])
    assert plain.rows["booked_at"].item() == datetime.fromisoformat("2025-01-20T13:45")
    assert "UTC" in plain.problems[0].reason
    placed = read_custody_records([path], zone=ZoneInfo("America/Chicago"))
    assert placed.rows["released_at"].item() == datetime.fromisoformat("2025-01-20T20:00")


def test_a_release_reason_outside_the_list_is_not_guessed(tmp_path: Path) -> None:
    text = STAYS + ",release_reason\nA,1,D,J,1990-01-01,2025-01-20 10:00,2025-01-20,Disp. 14\n"
    reading = read_custody_records([_file(tmp_path, text)])
    assert reading.rows["release_reason"].item() is None
    assert [p.value for p in reading.problems if p.severity is Severity.CELL] == ["Disp. 14"]


def test_coverage_is_read(tmp_path: Path) -> None:
    text = "Facility Name,Reported From,Reported Through\nAnoka County Jail,1/1/2025,45677\n"
    rows = read_coverage(_file(tmp_path, text)).rows
    assert rows.row(0)[:3] == ("Anoka County Jail", date(2025, 1, 1), date(2025, 1, 20))


def test_a_mapping_is_followed_and_a_wrong_one_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "detainer_id,last_name,first_name,Subject DOB\n1,Doe,J,1990-01-01\n")
    rows = read_detainer_list([path], parse_mapping(["subject dob=date_of_birth"])).rows
    assert rows["date_of_birth"].item() == date(1990, 1, 1)
    for wrong in (["nonsense"], ["Subject DOB=birthday"]):
        with pytest.raises(MappingError):
            read_detainer_list([path], parse_mapping(wrong))


_WRITTEN_BY_US = tuple(f"'{start}" for start in GUARDED)
"""How a cell begins that a file of ours guards with an apostrophe; reading takes it off again."""
_WORD = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
    .map(str.strip)
    .filter(
        lambda text: bool(text) and text not in SPREADSHEET_ERRORS and not text.startswith(_WRITTEN_BY_US)
    )
)
_LINES = st.lists(st.one_of(st.none(), st.tuples(_WORD, st.lists(_WORD, min_size=1, max_size=3))), min_size=1)


@settings(max_examples=60, deadline=None)
@given(_LINES)
def test_row_numbers_are_the_spreadsheets(lines: list[tuple[str, list[str]] | None]) -> None:
    """A blank line is a row, a name with line breaks in quotes is one row."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER.split(","))
    expected = []
    for row, line in enumerate(lines, start=2):
        if line is None:
            out.write("\r\n")
        else:
            writer.writerow([line[0], "\n".join(line[1]), "J", "1990-01-01"])
            expected.append((row, line[0], "\n".join(line[1])))
    with tempfile.TemporaryDirectory() as folder:
        rows = read_detainer_list([_file(Path(folder), out.getvalue())]).rows
    assert rows.select("source_row", "detainer_id", "last_name").rows() == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_WORD, st.dates(date(1901, 1, 1), date(2020, 1, 1))), min_size=1))
def test_what_is_written_is_read(people: list[tuple[str, date]]) -> None:
    table = pl.DataFrame(
        {
            "detainer_id": [str(i) for i in range(len(people))],
            "last_name": [name for name, _ in people],
            "first_name": ["J"] * len(people),
            "date_of_birth": [born for _, born in people],
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        table.write_csv(Path(folder) / "a.csv")
        table.write_parquet(Path(folder) / "a.parquet")
        for name in ("a.csv", "a.parquet"):
            reading = read_detainer_list([Path(folder) / name])
            assert reading.rows.select(table.columns).equals(table)
            assert reading.rows["source_row"].to_list() == list(range(2, len(people) + 2))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(), st.binary().map(lambda tail: HEADER.encode() + b"\n" + tail)))
def test_no_bytes_crash_a_reader(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _file(Path(folder), content)
        with suppress(LodgedError):
            assert isinstance(read_detainer_list([path]), Reading)
