"""Parquet scanned where it lies: a release of millions of rows is counted without being read into memory.

Two sorts are taken. A file of ``lodged count prepare`` has typed, clean columns, and remembers which files it was made
of. Any other is scanned when its columns are those of a release and typed; its cells are cleaned in the scan
(redactions, ``NA`` and blanks are empty). What neither fits is read cell by cell, as a workbook is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lodged.core.errors import LodgedError
from lodged.core.folding import comparison_key
from lodged.core.json import JsonError, from_json, to_plain
from lodged.figures.dataset import Material, new_database, placed_within
from lodged.figures.definition import Source
from lodged.sources.cell_readers import NO, YES
from lodged.sources.dates import EVENTS
from lodged.sources.files import DataFile
from lodged.sources.foia import FOIA_DETAINERS, REDACTED, SYNONYMS, TELLING, read_foia_detainers
from lodged.sources.mapping import check_used
from lodged.sources.model import SourceFile
from lodged.sources.tables import Column

MADE = b"lodged"
"""The key, in the metadata of a Parquet file, of what it was made of."""
VERSION = 1
PERSON_KEY = "person_key"


@dataclass(frozen=True, slots=True)
class _Version:
    """What every version of a prepared file says of itself."""

    version: int = 0


@dataclass(frozen=True, slots=True)
class _FileMadeOf:
    """A file of the release; a release is read through no profile."""

    name: str
    sha256: str
    size_bytes: int
    rows_in: int
    rows_out: int

    @classmethod
    def of(cls, file: SourceFile) -> _FileMadeOf:
        """Return what is kept of a file that was read."""
        return cls(file.name, file.sha256, file.size_bytes, file.rows_in, file.rows_out)

    @property
    def source_file(self) -> SourceFile:
        """The file as it was read."""
        return SourceFile(self.name, self.sha256, self.size_bytes, self.rows_in, self.rows_out)


@dataclass(frozen=True, slots=True)
class _MadeOf:
    """What a prepared file was made of: the files of the release, and how many problems reading them had."""

    version: int
    files: tuple[_FileMadeOf, ...]
    problems: int


class PrepareError(LodgedError):
    """A prepared file can't be written, or was made by another version."""


def prepare(
    paths: Sequence[Path], out: Path, mapping: Mapping[str, str] | None = None
) -> tuple[SourceFile, ...]:
    """Read one release and write it as Parquet that is counted at once.

    Besides the columns of the release it has ``person_key``, a number for each pseudonym. The SHA-256 of each file
    goes with it, so a figure made of it names the release. ``mapping`` names columns of theirs that are ours. Raises
    PrepareError where ``out`` is there already, and as :func:`lodged.sources.foia.read_foia_detainers`.
    """
    if out.exists():
        raise PrepareError(f"[{out}] is there already. Name another file, or remove it first.")
    reading = read_foia_detainers(paths, mapping)
    check_used(mapping or {}, [reading.mapped])
    key = pl.col("unique_identifier").rank("dense").cast(pl.UInt32).alias(PERSON_KEY)
    table = reading.rows.with_columns(key).to_arrow()
    made_of = _MadeOf(VERSION, tuple(map(_FileMadeOf.of, reading.files)), len(reading.problems))
    metadata = {**(table.schema.metadata or {}), MADE: json.dumps(to_plain(made_of)).encode()}
    part = out.with_name(out.name + ".part")
    pq.write_table(table.replace_schema_metadata(metadata), part, compression="zstd")
    part.replace(out)
    return reading.files


def parquet_material(file: DataFile, within: str | None = None) -> Material | None:
    """Return a Parquet file as material to scan; ``None`` when it isn't a release with typed columns."""
    footer = pq.read_metadata(file.path)
    schema = footer.schema.to_arrow_schema()
    made = (schema.metadata or {}).get(MADE)
    filled = _filled(footer)
    if made is not None:
        return placed_within(_prepared(file, _made_of(file, made), filled), within)
    fitting = _fitting(schema)
    if fitting is None:
        return None
    return placed_within(_foreign(file, footer.num_rows, schema, fitting, filled), within)


def _made_of(file: DataFile, made: bytes) -> _MadeOf:
    try:
        if from_json(_Version, made).version == VERSION:
            return from_json(_MadeOf, made)
    except JsonError as error:
        raise PrepareError(
            f"{file.name}: what it was made of can't be read in it. Prepare the release again."
        ) from error
    raise PrepareError(
        f"{file.name}: it was prepared by another version of Lodged. Prepare the release again."
    )


def _prepared(file: DataFile, made_of: _MadeOf, filled: frozenset[str]) -> Material:
    note = (
        f"Counted from {file.name}, which lodged count prepare made of these files (SHA-256 {file.sha256})."
    )
    return Material(
        Source.FOIA_DETAINERS,
        file.name,
        tuple(file.source_file for file in made_of.files),
        _scanning(file.path, "read_parquet($path)"),
        {name: name for name in filled} | _PLACES | ({"person": PERSON_KEY} if PERSON_KEY in filled else {}),
        notes=(note,),
    )


_PLACES = {name: name for name in ("source_file", "source_sheet", "source_row")}


def _foreign(
    file: DataFile, rows: int, schema: pa.Schema, fitting: dict[str, str], filled: frozenset[str]
) -> Material:
    types = {column.name: column for column in FOIA_DETAINERS.columns}
    columns, unreadable = {}, {}
    for theirs, ours in fitting.items():
        if theirs not in filled:
            continue
        columns[ours], bad = _cleaned(f'"{theirs}"', types[ours], schema.field(theirs).type)
        if bad:
            unreadable[ours] = bad
    columns |= {
        "source_file": "'" + file.name.replace("'", "''") + "'",
        "source_sheet": "CAST(NULL AS VARCHAR)",
        "source_row": "CAST(file_row_number + 2 AS UINTEGER)",
    }
    return Material(
        Source.FOIA_DETAINERS,
        file.name,
        (SourceFile(file.name, file.sha256, file.size_bytes, rows, rows),),
        _scanning(file.path, "read_parquet($path, file_row_number = true)"),
        columns,
        unreadable=unreadable,
    )


def _scanning(path: Path, scan: str) -> duckdb.DuckDBPyConnection:
    """Open a database whose table ``source_rows`` is the file, and that can open nothing else."""
    database = new_database()
    place = "'" + str(path.resolve()).replace("'", "''") + "'"
    database.execute(f"SET allowed_paths = [{place}]")
    database.execute("SET enable_external_access = false")
    database.execute(f"CREATE TEMP VIEW source_rows AS FROM {scan.replace('$path', place)}")
    return database


def _filled(footer: pq.FileMetaData) -> frozenset[str]:
    """The columns that have any value; where the file keeps no such statistics, a column is taken to have some."""
    empty = {footer.schema.column(i).name for i in range(footer.num_columns)}
    for group in range(footer.num_row_groups):
        for i in range(footer.num_columns):
            column = footer.row_group(group).column(i)
            counted = column.is_stats_set and column.statistics.has_null_count
            if not counted or column.statistics.null_count < column.num_values:
                empty.discard(footer.schema.column(i).name)
    names = {footer.schema.column(i).name for i in range(footer.num_columns)}
    return frozenset(names - empty) if footer.num_rows else frozenset(names)


def _fitting(schema: pa.Schema) -> dict[str, str] | None:
    """Their columns to ours, when those of a release are there and every one has a type that needs no reading."""
    ours = {comparison_key(column.name): column.name for column in FOIA_DETAINERS.columns} | dict(SYNONYMS)
    named = {name: ours[comparison_key(name)] for name in schema.names if comparison_key(name) in ours}
    repeated = len(set(named.values())) < len(named)
    is_release = set(FOIA_DETAINERS.required) <= set(named.values()) and TELLING & set(named.values())
    if repeated or not is_release:
        return None
    types = {column.name: column for column in FOIA_DETAINERS.columns}
    typed = all(_needs_no_reading(types[mine], schema.field(theirs).type) for theirs, mine in named.items())
    return named if typed else None


def _needs_no_reading(column: Column, theirs: pa.DataType) -> bool:
    is_text = (
        pa.types.is_string(theirs) or pa.types.is_large_string(theirs) or pa.types.is_string_view(theirs)
    )
    if pa.types.is_dictionary(theirs):
        is_text = pa.types.is_string(theirs.value_type) or pa.types.is_large_string(theirs.value_type)
    if pa.types.is_null(theirs):
        return True
    match column.dtype:
        case pl.Date():
            return bool(pa.types.is_date(theirs) or pa.types.is_timestamp(theirs))
        case pl.Boolean():
            return bool(is_text or pa.types.is_boolean(theirs))
        case pl.Int64():
            return bool(pa.types.is_integer(theirs))
        case _:
            return bool(is_text)


def _cleaned(name: str, column: Column, theirs: pa.DataType) -> tuple[str, str | None]:
    """Return the SQL of a cell's value, and of whether it can't be read."""
    if isinstance(column.dtype, pl.Date):
        day = f"CAST({name} AS DATE)"
        inside = f"{day} BETWEEN DATE '{EVENTS.earliest}' AND DATE '{EVENTS.latest}'"
        return f"CASE WHEN {inside} THEN {day} END", f"{name} IS NOT NULL AND NOT {inside}"
    if pa.types.is_boolean(theirs) or pa.types.is_integer(theirs) or pa.types.is_null(theirs):
        return name, None
    empty = f"trim({name}) IN ('', 'NA')"
    redacted = f"{name}[1] IN ('(', 'b', 'B', ' ') AND regexp_full_match({name}, '{REDACTED}')"
    if isinstance(column.dtype, pl.Boolean):
        yes, no = _words(YES), _words(NO)
        flag = f"CASE WHEN lower(trim({name})) IN ({yes}) THEN true WHEN lower(trim({name})) IN ({no}) THEN false END"
        return flag, f"{flag} IS NULL AND NOT ({empty}) AND NOT ({redacted})"
    return f"CASE WHEN {empty} OR ({redacted}) THEN NULL ELSE trim({name}) END", None


def _words(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))
