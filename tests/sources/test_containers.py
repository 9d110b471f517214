"""Tables come as JSON, archives, web pages and databases; each is read whole or refused under its right name."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from itertools import count
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from lodged.core.errors import UnreadableFileError
from lodged.sources import arrow_files, files
from lodged.sources.files import open_file
from lodged.sources.input_tables import read_custody_records
from lodged.sources.inspection import inspect_file
from lodged.sources.model import Problem, Severity
from lodged.sources.raw_sheets import Grid, read_grids
from lodged.sources.recognition import FileMeaning

HEADER = ("facility_name", "booking_id", "last_name", "first_name", "date_of_birth", "booked_at")
ROWS = [
    ("Anoka County Jail", "B1", "Synthetic", "Ada", "1990-02-03", "2026-01-02 10:00"),
    ("Anoka County Jail", "B2", "Synthetic", "Søren", "1985-05-06", "2026-01-03 11:00"),
]
CSV = "\n".join(map(",".join, [HEADER, *ROWS])).encode()


def grids(path: Path) -> tuple[Grid, ...]:
    return read_grids(open_file(path))


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
        return made.serialize()


def custody_database() -> bytes:
    values = ", ".join(str(row) for row in ROWS)
    return database(f"CREATE TABLE roster ({', '.join(HEADER)})", f"INSERT INTO roster VALUES {values}")  # noqa: S608


def workbook() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(ROWS, schema=HEADER, orient="row").write_excel(out)
    return out.getvalue()


def feather() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(ROWS, schema=HEADER, orient="row").write_ipc(out, compression="zstd")
    return out.getvalue()


RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
TABLE = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADER, *ROWS))
SAME_ROWS = {
    "json": json.dumps(RECORDS).encode(),
    "json in utf-16 without a mark": json.dumps(RECORDS, ensure_ascii=False).encode("utf-16-le"),
    "json within an object": json.dumps({"made": "2026-01-13", "people": RECORDS}).encode(),
    "json by place": json.dumps([HEADER, *ROWS]).encode(),
    "json lines": "\n".join(map(json.dumps, RECORDS)).encode(),
    "gzip": gzip.compress(CSV),
    "two gzips in one": gzip.compress(CSV[:100]) + gzip.compress(CSV[100:]),
    "zip": zipped(roster__csv=CSV),
    "zip of a workbook": zipped(roster__xlsx=workbook()),
    "zip of json": zipped(roster__json=json.dumps(RECORDS).encode()),
    "gzip of a workbook": gzip.compress(workbook()),
    "gzip of a database": gzip.compress(custody_database()),
    "html": f"<!DOCTYPE html><html><body><table>{TABLE}</table></body></html>".encode(),
    "html without a frame": f"\n<table>{TABLE}</table>".encode(),
    "html without ends": f"<html><table>{TABLE}".replace("</td>", "").replace("</tr>", "").encode(),
    "html in a table": f"<html><table><tr><td><table>{TABLE}</table></td></tr></table>".encode(),
    "feather": feather(),
    "sqlite": custody_database(),
    "utf-16 without a mark": CSV.decode().encode("utf-16-le"),
    "utf-16 big end first": CSV.decode().encode("utf-16-be"),
}


@pytest.mark.parametrize("kind", SAME_ROWS)
@pytest.mark.parametrize("suffix", [".csv", ".xls"])
def test_every_container_gives_the_rows_that_were_put_in(kind: str, suffix: str, tmp_path: Path) -> None:
    """The name of the file decides nothing."""
    reading = read_custody_records([written(tmp_path / f"roster{suffix}", SAME_ROWS[kind])])
    expected = read_custody_records([written(tmp_path / "plain.csv", CSV)])
    assert reading.rows.drop("source_file", "source_sheet").equals(
        expected.rows.drop("source_file", "source_sheet")
    )
    assert {problem.severity for problem in reading.problems} <= {Severity.NOTE}


@pytest.mark.parametrize("name", ["c.csv.gz", "c.zip", "c.html", "c.xls"])
def test_the_formats_that_others_gave(shared_cases: Path, name: str) -> None:
    found = inspect_file(shared_cases / "formats" / name)
    assert found.meaning is FileMeaning.CUSTODY_RECORDS
    assert (found.rows_in, found.rows_out) == (2, 2)


def test_the_json_that_others_gave(shared_cases: Path) -> None:
    found = inspect_file(shared_cases / "json-records" / "custody.json")
    assert found.meaning is FileMeaning.CUSTODY_RECORDS
    assert found.rows_in == found.rows_out > 0


def test_new_york_citys_people_in_custody(shared_data: Path) -> None:
    path = shared_data / "wild" / "dlevine01-record-doc-daily-inmates" / "2026_07_01_first1500.json"
    (grid,) = grids(path)
    header = [grid.cells[column][0] for column in grid.cells.columns]
    levels = grid.cells[str(header.index("custody_level"))][1:]
    assert grid.cells.height == 1_501
    assert dict(levels.value_counts().iter_rows()) == {"MED": 597, "MIN": 497, "MAX": 400, None: 6}


def test_a_release_packed_by_gzip(shared_data: Path) -> None:
    (grid,) = grids(shared_data / "wild" / "UWCHR-i-213-sea-22-25" / "i213_cut.csv.gz")
    assert grid.cells.height == 10_963
    assert grid.cells.width == 5


def test_a_feather_file_and_its_workbook_are_one_table(shared_data: Path) -> None:
    folder = shared_data / "wild" / "CarwilB-ice-detention"
    (feathered,), (book,) = grids(folder / "ice-offices.feather"), grids(folder / "ice-offices.xlsx")
    assert feathered.cells.height == book.cells.height == 276
    assert feathered.cells.row(0) == book.cells.row(0)


def test_an_open_document_spreadsheet(shared_data: Path) -> None:
    (grid,) = grids(shared_data / "wild" / "UWCHR-ice-detainers-pierce" / "charges.ods")
    assert grid.cells.row(0) == ("charge", "seriousness", "category", "type")
    assert grid.cells.height > 1


def test_nested_records_are_rows_with_paths(tmp_path: Path) -> None:
    charges = [{"code": "A", "bond": 1.50}, {"code": "B"}]
    people = [
        {"id": 7, "name": {"last": "Synthetic"}, "charges": charges, "tags": ["x", "y"]},
        {"id": 8, "name": {"last": "Fixture"}, "charges": []},
    ]
    (grid,) = grids(written(tmp_path / "a.json", json.dumps(people).encode()))
    assert grid.cells.rows() == [
        ("id", "name.last", "tags", "charges.code", "charges.bond"),
        ("7", "Synthetic", "x; y", "A", "1.5"),
        ("7", "Synthetic", "x; y", "B", None),
        ("8", "Fixture", None, None, None),
    ]
    assert "The 2 records of the JSON hold lists of records; they became 3 rows" in grid.problems[0].reason


def test_what_stands_around_the_list_belongs_to_each_row(tmp_path: Path) -> None:
    told = {"facility": "Anoka County Jail", "data": [{"id": 1}, {"id": 2, "facility": "Carlton"}]}
    (grid,) = grids(written(tmp_path / "a.json", json.dumps(told).encode()))
    assert set(grid.cells.rows()[1:]) == {("Anoka County Jail", "1"), ("Carlton", "2")}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"[]", "JSON without a list of records"),
        (b"{}", "JSON without a list of records"),
        (b'{"message": "not found"}', "JSON without a list of records"),
        (b'[{"a": 1}', "the JSON is damaged"),
        (b'[{"a": 1, "a": 2}]', r"the key \[a\] twice"),
        (b'{"a": 1}\n{"a": \n', "line 2: the line is no JSON"),
        (b"[" * 5_000 + b"]" * 5_000, "JSON"),
        (b'[{"a": ' + b'{"a": ' * 100 + b"1" + b"}" * 101 + b"]", "nested too deeply"),
        (gzip.compress(b""), "empty"),
        (gzip.compress(CSV)[:-20], "gzip archive is damaged"),
        (gzip.compress(gzip.compress(CSV)), "archive within an archive"),
        (zipped(), "the archive is empty"),
        (zipped(a__pdf=b"%PDF-1.4"), "a.pdf: this is a PDF document"),
        (zipped(**{"word/document__xml": b"<x/>"}), "a Word document"),
        (b"<html><body>Sign in</body></html>", "a web page without a table"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        (b"<stata_dta><header>", "a Stata data file"),
        (b"\x72\x02\x01\x00" + b"\x00" * 100, "a Stata data file"),
        (b"$FL2@(#) SPSS DATA FILE", "an SPSS data file"),
        (gzip.compress(b"X\n\x00\x00\x00\x03\x00\x04"), "an R data file"),
        (gzip.compress(b"RDX3\nX\n\x00\x00\x00\x03"), "an R workspace"),
        (b"BZh91AY&SY\x00\x01", "a bzip2 archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"FEA1" + b"\x00" * 20, "a Feather file of version 1"),
        (b"ARROW1\x00\x00" + b"\x00" * 20, "Arrow"),
        (b"SQLite format 3\x00" + b"\x01" * 200, "SQLite database can't be read"),
        (b"MIME-Version: 1.0\nX", "MHTML"),
        (b"\x01\x00\x02" * 50, "a binary file"),
    ],
    # Archives carry the time of their making, and each worker makes its own.
    ids=(str(number) for number in count(1)),
)  # fmt: skip
def test_what_is_not_read_is_refused_under_its_right_name(raw: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        inspect_file(written(tmp_path / "table.csv", raw))


@pytest.mark.parametrize(
    "text", ["A\nx\ny\n", "ORC,name\n1,x\n", "RDA,RDX\n1,2\n", "[id],name\n1,x\n", "{id},name\n1,x\n"]
)
def test_a_table_is_not_taken_for_a_format_by_its_first_words(text: str, tmp_path: Path) -> None:
    assert open_file(written(tmp_path / "a.csv", text.encode())).kind is files.FileKind.DELIMITED


def test_every_file_of_an_archive_is_read_or_named(tmp_path: Path) -> None:
    raw = zipped(jan__csv=CSV, feb__csv=CSV, read_me__pdf=b"%PDF-1.4", **{"__MACOSX/jan__csv": b"\x00\x05"})
    reading = read_custody_records([written(tmp_path / "a.zip", raw)])
    assert reading.rows["source_sheet"].unique().sort().to_list() == ["feb.csv", "jan.csv"]
    assert reading.rows.height == 4
    assert any("read_me.pdf: this is a PDF document" in problem.reason for problem in reading.problems)


def test_an_archive_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    for raw in (
        gzip.compress(b"0" * 100_000),
        zipped(a__csv=b"0" * 100_000),
        zipped(a__csv=b"0" * 60_000, b__csv=b"0" * 60_000),
    ):
        with pytest.raises(UnreadableFileError, match="unpacks to more than"):
            open_file(written(tmp_path / "a", raw), max_bytes=90_000)


def test_an_archive_of_too_many_files_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_MEMBERS", 2)
    with pytest.raises(UnreadableFileError, match="at most 2"):
        open_file(written(tmp_path / "a.zip", zipped(a__csv=CSV, b__csv=CSV, c__csv=CSV)))


def test_a_spreadsheet_that_repeats_a_cell_without_end_is_not_opened(tmp_path: Path) -> None:
    """The reader lays every repeated cell out: these 300 bytes would be seventeen thousand million cells."""
    content = (
        b'<o xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table>'
        b'<table:table-row table:number-rows-repeated="1048576">'
        b'<table:table-cell table:number-columns-repeated="16384"><p>x</p></table:table-cell>'
        b"</table:table-row></table:table></o>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    with pytest.raises(UnreadableFileError, match="more cells than real tables do"):
        open_file(written(tmp_path / "a.ods", zipped(mimetype=mimetype, content__xml=content)))


def test_an_arrow_file_that_unpacks_to_too_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    pl.DataFrame({"a": pl.zeros(200_000, pl.Int64, eager=True)}).write_ipc(out, compression="zstd")
    assert len(out.getvalue()) < 20_000
    monkeypatch.setattr(arrow_files, "MAX_UNPACKED_BYTES", 2_000_000)
    with pytest.raises(UnreadableFileError, match="would unpack to more"):
        grids(written(tmp_path / "a.feather", out.getvalue()))


def test_an_arrow_file_of_endless_nothing_is_not_laid_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    table = pa.table({str(at): pa.nulls(30_000_000) for at in range(20)})
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(UnreadableFileError, match="more than 500,000,000 cells"):
        grids(written(tmp_path / "a.feather", out.getvalue()))


def test_a_databases_views_and_virtual_tables_are_not_run(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    raw = database(
        'CREATE TABLE "odd ""name" (a, "b c")', "INSERT INTO \"odd \"\"name\" VALUES (1.0, x'41')",
        f"CREATE VIEW endless AS {endless}", "CREATE VIRTUAL TABLE words USING fts5(text)",
    )  # fmt: skip
    found = {grid.name: grid.cells.rows() for grid in grids(written(tmp_path / "a.db", raw))}
    assert found['odd "name'] == [("a", "b c"), ("1", "A")]
    assert "endless" not in found
    assert "words" not in found


def test_a_page_says_which_merged_cells_were_filled(tmp_path: Path) -> None:
    page = "<table><caption> Held </caption><tr><th>jail<th>id</tr>"
    page += "<tr><td rowspan=2>Anoka<td>1<tr><td>2<tr><td>Cass<td>3</table>"
    (grid,) = grids(written(tmp_path / "a.html", page.encode()))
    assert grid.cells.rows() == [("jail", "id"), ("Anoka", "1"), ("Anoka", "2"), ("Cass", "3")]
    assert isinstance(grid.problems[0], Problem)
    assert "into 1 cells below" in grid.problems[0].reason


def test_a_pages_scripts_are_not_its_cells(tmp_path: Path) -> None:
    page = "<table><tr><td>a<script>var x = '<td>z';</script><td>b&amp;c<br>d<td colspan=2>e<td>f</table>"
    (grid,) = grids(written(tmp_path / "a.html", page.encode()))
    assert grid.cells.rows() == [("a", "b&c d", "e", None, "f")]
