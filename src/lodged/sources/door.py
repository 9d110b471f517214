"""Read the three tables at the door: detainer lists, custody records, coverage.

>>> from lodged.sources.door import read_detainer_list
>>> reading = read_detainer_list(["list.csv"], {"Subject DOB": "date_of_birth"})  # doctest: +SKIP

A row is kept out (severity ``row``) when one of its keys is empty or unreadable, because nothing can be said of
it: the identifier and both names of a detainer; facility, booking identifier, both names and the start of a stay;
all of coverage. Any other bad cell is emptied and reported (severity ``cell``) and its row is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from lodged.errors import UnreadableFileError
from lodged.sources.cells import (
    CellReader,
    Cells,
    a_number_cells,
    date_cells,
    enum_cells,
    flag_cells,
    text_cells,
    time_cells,
    today_or,
)
from lodged.sources.dates import EVENTS, births
from lodged.sources.files import MAX_BYTES, DataFile, open_files
from lodged.sources.grids import Sheet, find_sheet, read_grids
from lodged.sources.mapping import check_mapping, check_used, match_columns
from lodged.sources.model import Problem, Reading, Severity, SourceFile
from lodged.sources.names import fold
from lodged.sources.tables import (
    COVERAGE,
    CUSTODY_RECORDS,
    DETAINER_LIST,
    SOURCE_COLUMNS,
    Column,
    ReleaseReason,
    Table,
)

_ROW_KEYS: Mapping[str, frozenset[str]] = {
    DETAINER_LIST.name: frozenset({"detainer_id", "last_name", "first_name"}),
    CUSTODY_RECORDS.name: frozenset({"facility_name", "booking_id", "last_name", "first_name", "booked_at"}),
    COVERAGE.name: frozenset({"facility_name", "reported_from", "reported_through"}),
}

Paths = Sequence[Path | str]


def read_detainer_list(
    paths: Paths,
    mapping: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """Read a federal list of detainers: one file or several, CSV, XLSX or Parquet.

    ``mapping`` is their column name to ours (see :func:`lodged.sources.mapping.parse_mapping`); ``today`` bounds dates
    of birth (default: the machine's date). The rows have the columns of ``tables.DETAINER_LIST``, those absent from
    the files empty, and the source columns. A repeated ``detainer_id`` is noted; its rows are all kept.

    Raises :class:`~lodged.errors.UnreadableFileError` or :class:`~lodged.sources.mapping.MappingError`.
    """
    reading = _read(DETAINER_LIST, paths, mapping, _readers(DETAINER_LIST, today), max_bytes)
    return _with_problems(reading, _repeats(reading.rows, ("detainer_id",)))


def read_custody_records(
    paths: Paths,
    mapping: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    zone: ZoneInfo | None = None,
    max_bytes: int = MAX_BYTES,
) -> Reading:
    """Read custody records: one row a stay, from one facility or many, in one file or several.

    ``zone`` is the facilities' time zone; it is needed only for times in UTC (see :mod:`lodged.sources.dates`). The
    rows have the columns of ``tables.CUSTODY_RECORDS``. A stay that ends before it begins keeps its start, and its
    end is reported and emptied. A ``booking_id`` repeated in one facility is noted; its rows are all kept.

    Raises as :func:`read_detainer_list`.
    """
    reading = _read(CUSTODY_RECORDS, paths, mapping, _readers(CUSTODY_RECORDS, today, zone), max_bytes)
    return _with_problems(reading, _repeats(reading.rows, ("facility_name", "booking_id")))


def read_coverage(
    path: Path | str, mapping: Mapping[str, str] | None = None, *, max_bytes: int = MAX_BYTES
) -> Reading:
    """Read which facilities have reported, and for which days; one row a facility and period.

    Raises as :func:`read_detainer_list`.
    """
    return _read(COVERAGE, [path], mapping, _readers(COVERAGE), max_bytes)


def _read(
    table: Table,
    paths: Paths,
    mapping: Mapping[str, str] | None,
    readers: Mapping[str, CellReader],
    max_bytes: int,
) -> Reading:
    theirs_to_ours = check_mapping(mapping or {}, table)
    sources = open_files(paths, max_bytes)
    known = {fold(column.name) for column in table.columns} | set(theirs_to_ours)
    sheets = {source.name: _sheets(source, known) for source in sources}
    check_used(mapping or {}, [sheet for found in sheets.values() for sheet in found])
    parts = [_read_file(source, sheets[source.name], table, theirs_to_ours, readers) for source in sources]
    return Reading(
        rows=pl.concat([part.rows for part in parts]),
        files=tuple(file for part in parts for file in part.files),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _readers(table: Table, today: date | None = None, zone: ZoneInfo | None = None) -> dict[str, CellReader]:
    return {column.name: _reader(column, today_or(today), zone) for column in table.columns}


def _sheets(source: DataFile, known: set[str]) -> list[Sheet]:
    return [find_sheet(grid, known) for grid in read_grids(source)]


def _reader(column: Column, today: date, zone: ZoneInfo | None) -> CellReader:
    if column.name == "a_number":
        return a_number_cells
    if column.name == "release_reason":
        return enum_cells(ReleaseReason)
    if column.dtype == pl.Date:
        return date_cells(births(today) if column.name == "date_of_birth" else EVENTS, zone)
    if column.dtype == pl.Datetime:
        return time_cells(EVENTS, zone)
    return flag_cells if column.dtype == pl.Boolean else text_cells


def _read_file(
    source: DataFile,
    sheets: Sequence[Sheet],
    table: Table,
    mapping: Mapping[str, str],
    readers: Mapping[str, CellReader],
) -> Reading:
    frames: list[pl.DataFrame] = []
    problems: list[Problem] = []
    rows_in = 0
    for sheet in sheets:
        try:
            columns = match_columns(sheet, table, mapping)
        except UnreadableFileError as error:
            if len(sheets) == 1 or not _is_aside(sheet, table, mapping):
                raise
            problems.append(_aside(sheet, error))
            continue
        rows, found = _read_sheet(sheet, table, columns, readers)
        frames.append(rows)
        problems.extend(found)
        rows_in += sheet.rows_in
    if not frames:
        raise UnreadableFileError(
            f"{source.name}: no sheet is a {table.title.lower()}. It needs the columns {', '.join(table.required)}."
        )
    if rows_in == 0:
        problems.append(
            Problem(source.name, "The file has a header and no rows.", "Check the export.", Severity.NOTE)
        )
    rows = pl.concat(frames)
    file = SourceFile(source.name, source.sha256, source.size_bytes, rows_in, rows.height)
    return Reading(rows, (file,), tuple(problems))


def _is_aside(sheet: Sheet, table: Table, mapping: Mapping[str, str]) -> bool:
    """Tell whether a sheet is something else altogether (a cover, a legend): it has none of our columns."""
    known = {fold(column.name) for column in table.columns} | set(mapping)
    return not known & {fold(name) for name in sheet.header}


def _aside(sheet: Sheet, error: UnreadableFileError) -> Problem:
    return Problem(
        sheet.file,
        f"The sheet was not read: it has none of the columns looked for ({sheet.rows_in} rows below its first).",
        str(error),
        Severity.NOTE,
        sheet.name,
    )


def _read_sheet(
    sheet: Sheet, table: Table, columns: Mapping[str, int], readers: Mapping[str, CellReader]
) -> tuple[pl.DataFrame, list[Problem]]:
    text = {name: sheet.body[str(position)] for name, position in columns.items()}
    cells = {name: readers[name](series) for name, series in text.items()}
    if "released_at" in cells:
        cells["released_at"] = _after_start(cells["booked_at"], cells["released_at"])
    problems = list(sheet.problems)
    for column in table.columns:
        if column.name in columns:
            problems += _problems_of(sheet, table, column, columns[column.name], cells[column.name])
    lost = {problem.row for problem in problems if problem.severity is Severity.ROW}
    rows = pl.DataFrame(
        [
            (cells[column.name].values if column.name in cells else _blank(column, sheet.body.height)).alias(
                column.name
            )
            for column in table.columns
        ]
    ).with_columns(
        pl.lit(sheet.file).alias("source_file"),
        pl.lit(sheet.name, dtype=pl.String).alias("source_sheet"),
        sheet.body["source_row"],
    )
    rows = rows.filter(~pl.col("source_row").is_in(list(lost)))
    return rows.cast(pl.Schema(table.schema | SOURCE_COLUMNS)), problems


def _blank(column: Column, height: int) -> pl.Series:
    return pl.repeat(None, height, dtype=column.dtype, eager=True)


def _after_start(start: Cells, end: Cells) -> Cells:
    """Refuse an end before the start; a bare date of release on the day of booking is the booking's own time."""
    frame = pl.DataFrame({"start": start.values, "end": end.values, "reason": end.reasons})
    same_day = (pl.col("end").dt.date() == pl.col("start").dt.date()) & (pl.col("end").dt.time() == time())
    frame = frame.with_columns(pl.when(same_day).then("start").otherwise("end").alias("end"))
    early = (pl.col("end") < pl.col("start")).fill_null(value=False)
    frame = frame.with_columns(
        pl.when(early).then(None).otherwise("end").alias("end"),
        pl.when(early).then(pl.lit("The stay ends before it begins.")).otherwise("reason").alias("reason"),
    )
    return Cells(frame["end"], frame["reason"], end.remark)


def _problems_of(sheet: Sheet, table: Table, column: Column, position: int, cells: Cells) -> list[Problem]:
    theirs = sheet.header[position]
    is_key = column.name in _ROW_KEYS[table.name]
    text = sheet.body[str(position)]
    bad = cells.reasons.is_not_null() | (text.is_null() & column.required)
    failing = sheet.body.select("source_row", text.alias("value"), cells.reasons.alias("reason")).filter(bad)
    problems = [
        Problem(
            sheet.file,
            reason or f"The cell is empty, and {column.name} is required.",
            "The row was not used." if is_key else "The cell was taken as empty.",
            Severity.ROW if is_key else Severity.CELL,
            sheet.name,
            row,
            theirs,
            value,
        )
        for row, value, reason in failing.iter_rows()
    ]
    if cells.remark:
        problems.append(Problem(sheet.file, cells.remark, "", Severity.NOTE, sheet.name, column=theirs))
    return problems


def _repeats(rows: pl.DataFrame, key: tuple[str, ...]) -> list[Problem]:
    first = pl.struct("source_file", "source_sheet", "source_row").first().over(key)
    numbered = rows.with_columns(first.alias("first"), pl.int_range(pl.len()).over(key).alias("nth"))
    problems = []
    for row in numbered.filter(pl.col("nth") > 0).iter_rows(named=True):
        first_place = row["first"]
        elsewhere = (
            "" if first_place["source_file"] == row["source_file"] else f" of {first_place['source_file']}"
        )
        problems.append(
            Problem(
                row["source_file"],
                f"The {key[-1]} is also that of row {first_place['source_row']}{elsewhere}.",
                "Both rows are kept.",
                Severity.NOTE,
                row["source_sheet"],
                row["source_row"],
                key[-1],
                row[key[-1]],
            )
        )
    return problems


def _with_problems(reading: Reading, more: Sequence[Problem]) -> Reading:
    return Reading(reading.rows, reading.files, (*reading.problems, *more))
