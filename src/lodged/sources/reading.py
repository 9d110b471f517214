"""Read any table whose columns are known: the one way from files to typed rows and problems.

The readers of the door, of FOIA releases, of agreements and of published tables differ only in their
:class:`TableSpec`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.cell_readers import CellReader, Cells, DateReader
from lodged.sources.dates import DayOrder
from lodged.sources.files import MAX_BYTES, DataFile, open_files
from lodged.sources.mapping import check_mapping, match_columns, used
from lodged.sources.model import TEXTS, Problem, Reading, Severity, SourceFile
from lodged.sources.raw_sheets import GetGrids, Sheet, find_sheet, read_grids
from lodged.sources.tables import SOURCE_COLUMNS, Column, Table

Check = Callable[[Mapping[str, Cells], Cells], Cells]
"""Looks at a column beside the others of its sheet, and gives it back with more reasons."""


RowCheck = Callable[[Mapping[str, Cells]], pl.Series]
"""Looks at the rows of a sheet, and gives for each the reason why it can't be used, or null."""


@dataclass(frozen=True)
class TableSpec:
    """A table and how its files are read.

    ``readers`` has a reader for every column; ``keys`` are columns whose bad cell keeps the row out; ``never_empty``
    are those whose empty cell is a problem; ``synonyms`` gives, by folded name, other names of our columns;
    ``against`` checks a column beside the others; ``prepare`` is done to a sheet before its columns are matched;
    ``whole_row`` says of rows why they can't be used whatever their cells. One of ``telling`` must be there where the
    required columns occur in tables of other things too. ``theirs`` are the folded names that the header is found by
    where ``prepare`` gives the sheet other ones; ``header_row`` is 0 for a file without a header.
    """

    table: Table
    readers: Mapping[str, CellReader]
    keys: frozenset[str] = frozenset()
    never_empty: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    against: Mapping[str, Check] = field(default_factory=dict)
    prepare: Callable[[Sheet], Sheet] = lambda sheet: sheet
    whole_row: RowCheck | None = None
    telling: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    header_row: int | None = None


def read_table(
    spec: TableSpec,
    paths: Sequence[Path | str],
    mapping: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    grids: GetGrids = read_grids,
) -> Reading:
    """Read files as one table; the rows have its columns and the source columns.

    ``grids`` gives the cells of a file (see :class:`~lodged.sources.raw_sheets.GridsOnce`).

    Raises :class:`~lodged.core.errors.UnreadableFileError` or :class:`~lodged.sources.mapping.MappingError`.
    """
    given = check_mapping(mapping or {}, spec.table)
    theirs_to_ours = {**{k: v for k, v in spec.synonyms.items() if v not in given.values()}, **given}
    sources = open_files(paths, max_bytes)
    sheets = {source.name: sheets_of(spec, source, theirs_to_ours, grids) for source in sources}
    mapped = used(mapping or {}, [sheet for of_file in sheets.values() for sheet in of_file])
    parts = [_read_file(source, sheets[source.name], spec, theirs_to_ours) for source in sources]
    return Reading(
        rows=pl.concat([part.rows for part in parts]),
        files=tuple(file for part in parts for file in part.files),
        problems=tuple(problem for part in parts for problem in part.problems),
        mapped=mapped,
        kept_out=pl.concat([part.kept_out for part in parts if part.kept_out is not None]),
        columns_in_files=frozenset[str]().union(*(part.columns_in_files for part in parts)),
    )


def sheets_of(
    spec: TableSpec,
    source: DataFile,
    mapping: Mapping[str, str] | None = None,
    grids: GetGrids = read_grids,
) -> list[Sheet]:
    """Find the sheets of a file, each with the header that fits the table best."""
    known = {comparison_key(column.name) for column in spec.table.columns} | set(
        spec.synonyms if mapping is None else mapping
    )
    return [spec.prepare(find_sheet(grid, spec.theirs or known, spec.header_row)) for grid in grids(source)]


def _read_file(
    source: DataFile, sheets: Sequence[Sheet], spec: TableSpec, mapping: Mapping[str, str]
) -> Reading:
    table = spec.table
    frames: list[pl.DataFrame] = []
    kept_out: list[pl.DataFrame] = []
    problems: list[Problem] = []
    ours: set[str] = set()
    rows_in = 0
    for sheet in sheets:
        try:
            columns = match_columns(sheet, table, mapping)
        except UnreadableFileError as error:
            if len(sheets) == 1 or not _is_aside(sheet, table, mapping):
                raise
            problems.append(_aside(sheet, error))
            continue
        _refuse_other_things(sheet, spec, columns)
        ours |= columns.keys()
        rows, out, cell_problems = _read_sheet(sheet, spec, columns)
        frames.append(rows)
        kept_out += [out, _shifted(sheet, table)]
        problems.extend(cell_problems)
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
    return Reading(
        rows, (file,), tuple(problems), kept_out=pl.concat(kept_out), columns_in_files=frozenset(ours)
    )


def _refuse_other_things(sheet: Sheet, spec: TableSpec, columns: Mapping[str, int]) -> None:
    """Refuse a sheet that has the required columns and none that says what its rows are."""
    if spec.telling and not spec.telling & columns.keys():
        have = ", ".join(name for name in sheet.header if name)
        raise UnreadableFileError(
            f"{sheet.file}: nothing in it says that it is a {spec.table.title}: it has none of the columns "
            f"{', '.join(sorted(spec.telling))}. Its columns are: {have}. If one of them is meant, say so with --map "
            f"THEIRS={min(spec.telling)}. Tables of arrests or detentions are not read."
        )


def _is_aside(sheet: Sheet, table: Table, mapping: Mapping[str, str]) -> bool:
    """Return whether a sheet is something else altogether (a cover, a legend): it has none of our columns."""
    known = {comparison_key(column.name) for column in table.columns} | set(mapping)
    return not known & {comparison_key(name) for name in sheet.header}


def _aside(sheet: Sheet, error: UnreadableFileError) -> Problem:
    return Problem(
        sheet.file,
        f"The sheet was not read: it has none of the columns looked for ({sheet.rows_in} rows below its first).",
        str(error),
        Severity.NOTE,
        sheet.name,
    )


def _read_sheet(
    sheet: Sheet, spec: TableSpec, columns: Mapping[str, int]
) -> tuple[pl.DataFrame, pl.DataFrame, list[Problem]]:
    """Return the rows that can be used, those that can't with what could be read of them, and the problems."""
    table = spec.table
    text = {name: sheet.body[str(position)] for name, position in columns.items()}
    cells = {name: replace(spec.readers[name](series), text=series) for name, series in text.items()}
    cells |= _day_first_too(spec, cells)
    for name, check in spec.against.items():
        if name in cells:
            cells[name] = check(cells, cells[name])
    problems = list(sheet.problems)
    for column in table.columns:
        if column.name in columns:
            problems += _problems_of(sheet, spec, column, columns[column.name], cells[column.name])
    if spec.whole_row is not None:
        problems += _unusable(sheet, spec.whole_row(cells))
    lost = {problem.row for problem in problems if problem.severity is Severity.ROW}
    rows = pl.DataFrame(
        [
            (cells[column.name].values if column.name in cells else _blank(column, sheet.body.height)).alias(
                column.name
            )
            for column in table.columns
        ]
    ).with_columns(*_source(sheet), sheet.body["source_row"])
    rows = rows.cast(pl.Schema(table.schema | SOURCE_COLUMNS))
    is_lost = pl.col("source_row").is_in(list(lost))
    kept_out = rows.filter(is_lost).with_columns(_texts(sheet.body.filter(is_lost)).alias(TEXTS))
    return rows.filter(~is_lost), kept_out, problems


def _day_first_too(spec: TableSpec, cells: Mapping[str, Cells]) -> dict[str, Cells]:
    """Read the dates anew that don't say whether the day comes first, where another column of the sheet does."""
    if not any(one.order is DayOrder.DAY_FIRST for one in cells.values()):
        return {}
    return {
        name: replace(replace(reader, presumed=DayOrder.DAY_FIRST_AS_ELSEWHERE)(one.text), text=one.text)
        for name, one in cells.items()
        if one.order is DayOrder.PRESUMED
        and one.text is not None
        and isinstance(reader := spec.readers[name], DateReader)
    }


def _unusable(sheet: Sheet, reasons: pl.Series) -> list[Problem]:
    failing = sheet.body.select("source_row", reasons.alias("reason")).drop_nulls("reason")
    return [
        Problem(sheet.file, reason, "The row was not used.", Severity.ROW, sheet.name, row)
        for row, reason in failing.iter_rows()
    ]


def _shifted(sheet: Sheet, table: Table) -> pl.DataFrame:
    """Return the rows with more cells than the header: their texts, and in no column anything."""
    schema = table.schema | SOURCE_COLUMNS | {TEXTS: pl.List(pl.String)}
    blank = [_blank(column, sheet.shifted.height).alias(column.name) for column in table.columns]
    texts = _texts(sheet.shifted).alias(TEXTS)
    return (
        sheet.shifted.select(*blank, *_source(sheet), "source_row")
        .with_columns(texts)
        .cast(pl.Schema(schema))
    )


def _source(sheet: Sheet) -> tuple[pl.Expr, pl.Expr]:
    return pl.lit(sheet.file).alias("source_file"), pl.lit(sheet.name, dtype=pl.String).alias("source_sheet")


def _texts(body: pl.DataFrame) -> pl.Series:
    texts = body.select(pl.concat_list(pl.exclude("source_row").cast(pl.String)).list.drop_nulls())
    return texts.to_series()


def _blank(column: Column, height: int) -> pl.Series:
    return pl.repeat(None, height, dtype=column.dtype, eager=True)


def _problems_of(sheet: Sheet, spec: TableSpec, column: Column, position: int, cells: Cells) -> list[Problem]:
    theirs = sheet.header[position]
    is_key = column.name in spec.keys
    text = sheet.body[str(position)]
    bad = cells.reasons.is_not_null() | (text.is_null() & (column.name in spec.never_empty))
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
            column.name,
        )
        for row, value, reason in failing.iter_rows()
    ]
    if cells.remark:
        problems.append(Problem(sheet.file, cells.remark, "", Severity.NOTE, sheet.name, column=theirs))
    return problems
