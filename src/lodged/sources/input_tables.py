"""Read the tables at the door: detainer lists, custody records, coverage, rulings.

>>> from lodged.sources.input_tables import read_detainer_list
>>> reading = read_detainer_list(["list.csv"], {"Subject DOB": "date_of_birth"})  # doctest: +SKIP

A row is kept out (severity ``row``) when one of its keys is empty or unreadable, because nothing can be said of
it: the identifier and both names of a detainer; facility, booking identifier, both names and the start of a stay;
all of coverage; all of a ruling but its day. Any other bad cell is emptied and reported (severity ``cell``) and its
row is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from lodged.sources.cell_readers import (
    CellReader,
    Cells,
    a_number_cells,
    count_cells,
    date_cells,
    flag_cells,
    text_as_written,
    time_cells,
    today_or,
)
from lodged.sources.custody_words import hold_cells, release_cells
from lodged.sources.dates import EVENTS, births
from lodged.sources.files import MAX_BYTES
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.profile_reading import marked, through
from lodged.sources.profiles import Profile
from lodged.sources.reading import Check, TableSpec, read_table
from lodged.sources.tables import (
    COVERAGE,
    CUSTODY_RECORDS,
    DETAINER_LIST,
    NUMBERS,
    RULINGS,
    Column,
    Table,
)

_ROW_KEYS: Mapping[str, frozenset[str]] = {
    DETAINER_LIST.name: frozenset({"detainer_id", "last_name", "first_name"}),
    CUSTODY_RECORDS.name: frozenset({"facility_name", "booking_id", "last_name", "first_name", "booked_at"}),
    COVERAGE.name: frozenset({"facility_name", "reported_from", "reported_through"}),
    RULINGS.name: frozenset(RULINGS.required),
}

_NAMES = frozenset({"last_name", "first_name"})
_BIRTHS = frozenset({"date_of_birth", "born_from", "born_through"})
_TOO_LITTLE = (
    "The row says too little of who it is about: two names, a number, or one name and a birth are needed."
)

Paths = Sequence[Path | str]


class Names(Enum):
    """How much of a name a row must have."""

    BOTH = "both"
    """A surname and a given name."""
    SOME = "some"
    """Both, or a number, or one name and a date of birth: many people have one name."""
    NONE = "none"
    """None: stays are counted, whoever they are of."""


def read_detainer_list(
    paths: Paths,
    mapping: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    max_bytes: int = MAX_BYTES,
    names: Names = Names.BOTH,
) -> Reading:
    """Read a federal list of detainers: one file or several, CSV, XLSX or Parquet.

    ``mapping`` is their column name to ours (see :func:`lodged.sources.mapping.parse_mapping`); whether the files had
    each of its columns is for the caller to check (:func:`lodged.sources.mapping.check_used`). ``today`` bounds dates
    of birth (default: the machine's date). ``names`` says how much of a name keeps a row in. The rows have the columns
    of ``tables.DETAINER_LIST``, those absent from the files empty, and the source columns. A repeated ``detainer_id``
    is noted; its rows are all kept.

    Raises :class:`~lodged.core.errors.UnreadableFileError` or :class:`~lodged.sources.mapping.MappingError`.
    """
    spec = _spec(DETAINER_LIST, readers_of(DETAINER_LIST, today), names=names)
    reading = read_table(spec, paths, mapping, max_bytes)
    return _with_problems(reading, _repeats(reading.rows, ("detainer_id",)))


def read_custody_records(
    paths: Paths,
    mapping: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    zone: ZoneInfo | None = None,
    max_bytes: int = MAX_BYTES,
    names: Names = Names.BOTH,
    profile: Profile | None = None,
) -> Reading:
    """Read custody records: one row a stay, from one facility or many, in one file or several.

    ``profile`` says how the files of an agency are read; ``mapping`` is not looked at then. ``zone`` is the facilities'
    time zone (default: the profile's); it is needed only for times in UTC (see :mod:`lodged.sources.dates`). The rows
    have the columns of ``tables.CUSTODY_RECORDS``. A stay that ends before it begins keeps its start, and its end is
    reported and emptied. A ``booking_id`` repeated in one facility is noted; its rows are all kept here, and become one
    stay where stays are counted (see :mod:`lodged.sources.stays`).

    Raises as :func:`read_detainer_list`.
    """
    readers = readers_of(CUSTODY_RECORDS, today, zone or (profile.zone if profile else None))
    spec = _spec(CUSTODY_RECORDS, readers, {"released_at": after_start}, names)
    if profile is None:
        reading = read_table(spec, paths, mapping, max_bytes)
    else:
        reading = marked(read_table(through(profile, spec), paths, None, max_bytes), profile)
    return _with_problems(reading, _repeats(reading.rows, ("facility_name", "booking_id")))


def read_coverage(
    path: Path | str, mapping: Mapping[str, str] | None = None, *, max_bytes: int = MAX_BYTES
) -> Reading:
    """Read which facilities have reported, and for which days; one row a facility and period.

    Raises as :func:`read_detainer_list`.
    """
    return read_table(_spec(COVERAGE, readers_of(COVERAGE)), [path], mapping, max_bytes)


def read_rulings(
    path: Path | str, mapping: Mapping[str, str] | None = None, *, max_bytes: int = MAX_BYTES
) -> Reading:
    """Read what people decided about pairs of a detainer and a custody record; one row a decision.

    Raises as :func:`read_detainer_list`.
    """
    return read_table(_spec(RULINGS, readers_of(RULINGS)), [path], mapping, max_bytes)


def _spec(
    table: Table,
    readers: Mapping[str, CellReader],
    against: Mapping[str, Check] | None = None,
    names: Names = Names.BOTH,
) -> TableSpec:
    required, keys, whole_row = frozenset(table.required), _ROW_KEYS[table.name], None
    if names is not Names.BOTH:
        required, keys = required - _NAMES, keys - _NAMES
        whole_row = says_too_little if names is Names.SOME else None
    return TableSpec(
        table, readers, keys=keys, never_empty=required, against=against or {}, whole_row=whole_row
    )


def says_too_little(sheet: Mapping[str, Cells]) -> pl.Series:
    """Mark rows by which nobody could be known."""
    height = len(next(iter(sheet.values())).values)
    absent = pl.repeat(None, height, dtype=pl.String, eager=True)
    columns = (*_NAMES, "date_of_birth", *NUMBERS)
    frame = pl.DataFrame({name: sheet[name].values if name in sheet else absent for name in columns})
    names = pl.sum_horizontal(pl.col(name).is_not_null() for name in _NAMES)
    numbered = pl.any_horizontal(pl.col(name).is_not_null() for name in NUMBERS)
    enough = (names == len(_NAMES)) | numbered | ((names > 0) & pl.col("date_of_birth").is_not_null())
    return frame.select(pl.when(~enough).then(pl.lit(_TOO_LITTLE)).alias("reason"))["reason"]


def readers_of(
    table: Table, today: date | None = None, zone: ZoneInfo | None = None
) -> dict[str, CellReader]:
    """Return a reader for each column of a table: by its type, save where its name says more."""
    return {column.name: _reader(column, today_or(today), zone) for column in table.columns}


def _reader(column: Column, today: date, zone: ZoneInfo | None) -> CellReader:
    if column.name in _BY_NAME:
        return _BY_NAME[column.name]
    if column.dtype == pl.Date:
        return date_cells(births(today) if column.name in _BIRTHS else EVENTS, zone)
    if column.dtype == pl.Datetime:
        return time_cells(EVENTS, zone)
    if column.dtype == pl.Int64:
        return count_cells
    return flag_cells if column.dtype == pl.Boolean else text_as_written


_BY_NAME: Mapping[str, CellReader] = {
    "a_number": a_number_cells,
    "release_reason": release_cells,
    "detainer_on_file": hold_cells,
}


def after_start(sheet: Mapping[str, Cells], end: Cells) -> Cells:
    """Refuse an end before the start; a bare date of release on the day of booking is the booking's own time."""
    start = sheet["booked_at"]
    frame = pl.DataFrame({"start": start.values, "end": end.values, "reason": end.reasons})
    same_day = (pl.col("end").dt.date() == pl.col("start").dt.date()) & (pl.col("end").dt.time() == time())
    frame = frame.with_columns(pl.when(same_day).then("start").otherwise("end").alias("end"))
    early = (pl.col("end") < pl.col("start")).fill_null(value=False)
    frame = frame.with_columns(
        pl.when(early).then(None).otherwise("end").alias("end"),
        pl.when(early).then(pl.lit("The stay ends before it begins.")).otherwise("reason").alias("reason"),
    )
    return Cells(frame["end"], frame["reason"], end.remark)


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
                "Rows of one stay are taken as one stay."
                if key[-1] == "booking_id"
                else "Both rows are kept.",
                Severity.NOTE,
                row["source_sheet"],
                row["source_row"],
                key[-1],
                row[key[-1]],
            )
        )
    return problems


def _with_problems(reading: Reading, more: Sequence[Problem]) -> Reading:
    return replace(reading, problems=(*reading.problems, *more))
