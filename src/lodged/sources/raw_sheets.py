"""Cells as text, exactly where they stand: what every kind of file becomes before its meaning is read.

A :class:`Grid` is a sheet as a spreadsheet shows it, blank lines included, so that row numbers are right by
construction; a :class:`Sheet` is a grid whose header has been found.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.arrow_files import read_arrow
from lodged.sources.files import ARCHIVES, DataFile, FileKind
from lodged.sources.html_tables import MAX_HTML_CELLS, TooManyCellsError, html_tables
from lodged.sources.json_tables import JsonTable, json_tables
from lodged.sources.model import Problem, Severity
from lodged.sources.row_kinds import is_data, names_all_but_row_number
from lodged.sources.safe_cells import unguarded
from lodged.sources.sqlite_tables import sqlite_tables
from lodged.sources.text import decoded
from lodged.sources.totals import without_totals
from lodged.sources.trimming import trimmed
from lodged.sources.workbooks import WorkbookSheet, read_other_sheets, read_sheets

DELIMITERS = ",;\t|"
HEADER_SEARCH_ROWS = 20
"""How far down a header is looked for; ICE's workbooks have it on row 7."""

NEARLY_ALL = 0.8
"""Share of the fullest row's cells that a header fills."""

_CHUNK_ROWS = 20_000
_LONGEST_CELL = 1024 * 1024


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet as trimmed text (null where blank); row ``i`` is spreadsheet row ``i + 1``.

    ``width_fixed`` says that cells beyond the header mean a shifted row (delimited text), not a stray remark
    beside the table (workbook).
    """

    file: str
    name: str | None
    cells: pl.DataFrame
    width_fixed: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table in a sheet: header, and below it the rows that are not blank.

    ``header[i]`` names column ``str(i)`` of ``body``; ``body`` has, last, ``source_row``, the spreadsheet's row.
    ``shifted`` are the rows kept out of it because they have more cells than the header, all their cells and last
    ``source_row``.
    """

    file: str
    name: str | None
    header: tuple[str, ...]
    header_row: int
    body: pl.DataFrame
    problems: tuple[Problem, ...]
    rows_in: int
    shifted: pl.DataFrame


GetGrids = Callable[[DataFile], tuple["Grid", ...]]
"""How the cells of a file are got."""


def read_grids(source: DataFile) -> tuple[Grid, ...]:
    """Read every sheet of a file that has any cell (a delimited or Parquet file has one).

    Raises :class:`UnreadableFileError` when the file is damaged.
    """
    grids = _members_grids(source) if source.kind in ARCHIVES else _READ[source.kind](source)
    filled = tuple(grid for grid in grids if any(column.count() for column in grid.cells.iter_columns()))
    if not filled:
        raise UnreadableFileError(
            f"{source.name}: the file has no cells. Export it again, with its header row."
        )
    return filled


class GridsOnce:
    """Reads the cells of a file once for two who ask: what tells its kind, and what reads it. Then lets them go."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: dict[str, tuple[Grid, ...]] = {}

    def __call__(self, source: DataFile) -> tuple[Grid, ...]:
        """Return the cells; the second to ask takes them away."""
        key = str(source.path)
        if key in self._waiting:
            return tuple(replace(grid, file=source.name) for grid in self._waiting.pop(key))
        self._waiting[key] = read_grids(source)
        return self._waiting[key]


def find_sheet(grid: Grid, known: Iterable[str], header_row: int | None = None) -> Sheet:
    """Find the header, the row among the first twenty with most names in ``known``, and the rows below it.

    ``known`` holds comparison keys; where no row has any, the header is
    the first row that fills most of the columns (see :func:`likely_header_row`).
    """
    top = grid.cells.head(HEADER_SEARCH_ROWS).rows()
    at = header_row - 1 if header_row is not None else _header_at(top, frozenset(known))
    names = _names(grid, at)
    while names and names[-1] is None:
        names.pop()
    body = grid.cells.with_row_index("source_row", offset=1).slice(at + 1)
    columns = [str(i) for i in range(grid.cells.width)]
    body = body.filter(pl.any_horizontal(pl.col(columns).is_not_null())) if columns else body
    rows_in = body.height
    body, repeated = _without_repeated_header(grid, body, names)
    body, aside = without_totals(body, names)
    repeated += tuple(
        Problem(grid.file, one.reason, "It was set aside.", Severity.ROW, grid.name, one.row) for one in aside
    )
    body, shifted, problems = _cut_to_header(grid, body, columns, len(names))
    return Sheet(
        file=grid.file,
        name=grid.name,
        header=tuple(name or "" for name in names),
        header_row=at + 1,
        body=body.select(*columns[: len(names)], pl.col("source_row").cast(pl.UInt32)),
        problems=grid.problems + (_headerless(grid) if at < 0 else ()) + repeated + problems,
        rows_in=rows_in,
        shifted=shifted.select(*columns, pl.col("source_row").cast(pl.UInt32)),
    )


def _header_at(top: list[tuple[str | None, ...]], known: frozenset[str]) -> int:
    scores = [len({comparison_key(cell) for cell in row if cell} & known) for row in top]
    if max(scores, default=0) > 0:
        return scores.index(max(scores))
    return _likely_header_at(top)


def _names(grid: Grid, at: int) -> list[str | None]:
    if at < 0:
        return [f"column {number}" for number in range(1, grid.cells.width + 1)]
    return list(grid.cells.row(at)) if at < grid.cells.height else []


def _headerless(grid: Grid) -> tuple[Problem, ...]:
    reason = (
        "No row reads as a header: every row was taken for data, and the columns are named by their place."
    )
    fix = "Put the names of the columns in the first row."
    return (Problem(grid.file, reason, fix, Severity.NOTE, grid.name),)


def likely_header_row(grid: Grid) -> int:
    """Return the likely header of a table of no known kind, 0 where the first full row is data like those below it."""
    top = grid.cells.head(HEADER_SEARCH_ROWS).rows()
    at = _likely_header_at(top)
    return 0 if is_data(top[at : at + 1], top[at + 1 :]) else at + 1


def _likely_header_at(top: list[tuple[str | None, ...]]) -> int:
    filled = [sum(cell is not None for cell in row) for row in top]
    most = max(filled, default=0)
    for at, cells in enumerate(filled):
        if cells and (cells >= most * NEARLY_ALL or names_all_but_row_number(top[at : at + 2], most)):
            return at
    return 0


def _without_repeated_header(
    grid: Grid, body: pl.DataFrame, names: list[str | None]
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Set aside rows that are the header once more, as where pages were pasted together."""
    header = {str(i): name for i, name in enumerate(names) if name}
    if len(header) < 2:
        return body, ()
    same = pl.all_horizontal(pl.col(column) == name for column, name in header.items()).fill_null(value=False)
    again = body.filter(same)["source_row"]
    problems = tuple(
        Problem(
            grid.file, "The row is the header once more.", "It was set aside.", Severity.ROW, grid.name, row
        )
        for row in again
    )
    return body.filter(~same), problems


def _cut_to_header(
    grid: Grid, body: pl.DataFrame, columns: list[str], width: int
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[Problem, ...]]:
    """Return the rows that fit the header, those that are shifted, and the problems."""
    beyond = columns[width:]
    if not beyond:
        return body, body.clear(), ()
    strays = body.filter(pl.any_horizontal(pl.col(beyond).is_not_null()))
    if strays.is_empty():
        return body, strays, ()
    if not grid.width_fixed:
        reason = f"{strays.height} rows have cells to the right of the last named column; those cells were not read."
        fix = "Give the column a name if it matters."
        return body, strays.clear(), (Problem(grid.file, reason, fix, Severity.NOTE, grid.name),)
    problems = tuple(
        Problem(
            grid.file,
            f"The row has more cells than the header's {width}; which cell belongs where can't be known.",
            "Put a cell that holds the separator in double quotes.",
            Severity.ROW,
            grid.name,
            row=row["source_row"],
            value=next(row[name] for name in beyond if row[name] is not None),
        )
        for row in strays.iter_rows(named=True)
    )
    fitting = body.join(strays.select("source_row"), on="source_row", how="anti", maintain_order="left")
    return fitting, strays, problems


def _members_grids(source: DataFile) -> tuple[Grid, ...]:
    """Return the sheets of the files in an archive, each named by its file; note what was not read."""
    grids: list[Grid] = []
    refused = list(source.refused)
    for member in source.members:
        try:
            of_member = _READ[member.kind](member)
        except UnreadableFileError as error:
            if len(source.members) == 1:
                raise
            refused.append(str(error))
            continue
        grids += [
            replace(
                grid,
                file=source.name,
                name=": ".join(filter(None, (member.name, grid.name))) or None,
                problems=tuple(replace(problem, file=source.name) for problem in grid.problems),
            )
            for grid in of_member
        ]
    notes = tuple(
        Problem(source.name, f"Not read: {why}", "", Severity.NOTE, part_unread=True) for why in refused
    )
    if grids and notes:
        grids[0] = replace(grids[0], problems=(*grids[0].problems, *notes))
    return tuple(grids)


def _delimited(source: DataFile) -> tuple[Grid, ...]:
    text, problems = decoded(source.read_bytes(), source.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    previous_limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        cells = pl.concat(list(_frames(reader)) or [pl.DataFrame()], how="diagonal")
    except csv.Error as error:
        raise UnreadableFileError(
            f"{source.name}, near line {reader.line_num}: the text can't be split into cells [{error}]. "
            "Look for a double quote that is opened and not closed, or save the table as XLSX."
        ) from error
    finally:
        csv.field_size_limit(previous_limit)
    return (Grid(source.name, None, trimmed(unguarded(cells)), width_fixed=True, problems=problems),)


def _frames(reader: Iterator[list[str]]) -> Iterator[pl.DataFrame]:
    while chunk := list(itertools.islice(reader, _CHUNK_ROWS)):
        columns = list(itertools.zip_longest(*chunk)) or [(None,) * len(chunk)]
        yield pl.DataFrame([pl.Series(str(i), cells, dtype=pl.String) for i, cells in enumerate(columns)])


def _delimiter(text: str) -> str:
    """Return the separator: the one that splits the first line that isn't blank, else the first twenty, most."""
    lines = [line for line in itertools.islice(io.StringIO(text), HEADER_SEARCH_ROWS) if line.strip()]
    for sample in (lines[:1], lines):
        counts = {mark: sum(_unquoted(line).count(mark) for line in sample) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _workbook(source: DataFile) -> tuple[Grid, ...]:
    with _damage_in_words(source):
        return tuple(
            Grid(source.name, sheet.name, sheet.cells, width_fixed=False, problems=_notes(source, sheet))
            for sheet in read_sheets(source.stored)
        )


def _notes(source: DataFile, sheet: WorkbookSheet) -> tuple[Problem, ...]:
    return tuple(Problem(source.name, remark, "", Severity.NOTE, sheet.name) for remark in sheet.remarks)


def _spreadsheet(source: DataFile) -> tuple[Grid, ...]:
    with _damage_in_words(source):
        return tuple(
            Grid(source.name, name, cells, width_fixed=False)
            for name, cells in read_other_sheets(source.read_bytes())
        )


@contextmanager
def _damage_in_words(source: DataFile) -> Iterator[None]:
    """Say in words what a reader of workbooks says of a damaged one, also where it panics (no Exception in Python)."""
    try:
        yield
    except UnreadableFileError:
        raise
    except BaseException as error:
        if not isinstance(error, _WORKBOOK_FAULTS) and type(error).__name__ != "PanicException":
            raise
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise UnreadableFileError(
            f"{source.name}: the workbook can't be opened [{reason}]. "
            "Open it in Excel and save it again, or save the table as CSV."
        ) from error


_WORKBOOK_FAULTS = (
    fastexcel.FastExcelError, pl.exceptions.PolarsError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError,
    KeyError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


def _parquet(source: DataFile) -> tuple[Grid, ...]:
    stored = source.stored
    try:
        table = pl.read_parquet(stored if isinstance(stored, Path) else io.BytesIO(stored))
    # Its reader panics on some damaged files, which is no Exception in Python.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise UnreadableFileError(
            f"{source.name}: the Parquet file is damaged [{reason}]. Save or download it again."
        ) from error
    return (_typed(source, table),)


def _arrow(source: DataFile) -> tuple[Grid, ...]:
    return (_typed(source, read_arrow(source.read_bytes(), source.name)),)


def _typed(source: DataFile, table: pl.DataFrame) -> Grid:
    """Return typed columns as the CSV they would be: their names as row 1, the first record as row 2."""
    if not table.width:
        return Grid(source.name, None, pl.DataFrame(), width_fixed=True)
    body = pl.DataFrame([_as_text(series).alias(str(i)) for i, series in enumerate(table.iter_columns())])
    header = pl.DataFrame({str(i): [name] for i, name in enumerate(table.columns)}, schema=body.schema)
    return Grid(source.name, None, trimmed(pl.concat([header, body])), width_fixed=True)


def _json(source: DataFile) -> tuple[Grid, ...]:
    text, problems = decoded(source.read_bytes(), source.name)
    tables = json_tables(text, source.name)
    return tuple(
        Grid(
            source.name,
            table.path or None if len(tables) > 1 else None,
            trimmed(table.cells),
            width_fixed=True,
            problems=(*problems, *_spread(source, table)),
        )
        for table in tables
    )


def _spread(source: DataFile, table: JsonTable) -> tuple[Problem, ...]:
    if table.rows == table.records:
        return ()
    return (
        Problem(
            source.name,
            f"The {table.records} records of the JSON hold lists of records; they became {table.rows} rows, each of "
            "which repeats what its record says.",
            "",
            Severity.NOTE,
        ),
    )


def _html(source: DataFile) -> tuple[Grid, ...]:
    text, problems = decoded(source.read_bytes(), source.name)
    try:
        tables = html_tables(text)
    except TooManyCellsError as error:
        raise UnreadableFileError(
            f"{source.name}: the tables of the page have more than {MAX_HTML_CELLS:,} cells. Save them as CSV."
        ) from error
    names = [
        None if len(tables) == 1 else f"table {at}" + (f" ({table.caption})" if table.caption else "")
        for at, table in enumerate(tables, start=1)
    ]
    return tuple(
        Grid(
            source.name,
            name,
            trimmed(table.cells),
            width_fixed=False,
            problems=(*problems, *_filled_down(source, name, table.filled_down)),
        )
        for name, table in zip(names, tables, strict=True)
    )


def _filled_down(source: DataFile, sheet: str | None, cells: int) -> tuple[Problem, ...]:
    remark = f"A merged cell reaches into {cells} cells below it; they were filled with what it says."
    return (Problem(source.name, remark, "", Severity.NOTE, sheet),) if cells else ()


def _sqlite(source: DataFile) -> tuple[Grid, ...]:
    return tuple(
        Grid(source.name, name, trimmed(cells), width_fixed=True)
        for name, cells in sqlite_tables(source.read_bytes(), source.name)
    )


_READ: Mapping[FileKind, Callable[[DataFile], tuple[Grid, ...]]] = {
    FileKind.DELIMITED: _delimited,
    FileKind.WORKBOOK: _workbook,
    FileKind.OLD_WORKBOOK: _spreadsheet,
    FileKind.OPEN_DOCUMENT: _spreadsheet,
    FileKind.PARQUET: _parquet,
    FileKind.ARROW: _arrow,
    FileKind.JSON: _json,
    FileKind.HTML: _html,
    FileKind.SQLITE: _sqlite,
}


def _as_text(series: pl.Series) -> pl.Series:
    dtype = series.dtype
    if isinstance(dtype, pl.Datetime):
        pattern = "%Y-%m-%dT%H:%M:%S%.6f" + ("%:z" if dtype.time_zone else "")
        return series.dt.to_string(pattern)
    if dtype.is_float():
        whole = series.is_finite() & (series == series.floor()) & (series.abs() < 2**53)
        as_integer = series.set(~whole, None).cast(pl.Int64, strict=False).cast(pl.String)
        return series.cast(pl.String).zip_with(~whole.fill_null(value=False), as_integer)
    if dtype == pl.Binary:
        return pl.Series(
            series.name, [None if v is None else v.decode("utf-8", "replace") for v in series], pl.String
        )
    if dtype.is_nested() or dtype == pl.Object:
        return pl.Series(
            series.name,
            [None if v is None else json.dumps(v, default=str) for v in series.to_list()],
            pl.String,
        )
    return series.cast(pl.String)
