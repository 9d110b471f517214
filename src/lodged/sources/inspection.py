"""Say what a file is: kind, hash, rows, period, columns, values, problems. What ``lodged inspect`` prints.

Values are shown only of columns whose meaning is known and impersonal (see :mod:`lodged.sources.impersonal`), or that
hold nothing but words such as yes and no. Of every other column the form is told, and no value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.sources.dates import read_moments
from lodged.sources.files import MAX_BYTES, DataFile, open_file
from lodged.sources.foia import suspected_duplicates
from lodged.sources.impersonal import (
    form_of,
    is_impersonal,
    names_an_event,
    only_plain_words,
    reads_as_header,
)
from lodged.sources.input_tables import Names, read_custody_records
from lodged.sources.mapping import check_used, used
from lodged.sources.model import Problem, Reading
from lodged.sources.profiles import HeaderRow, Profile
from lodged.sources.raw_sheets import Sheet, find_sheet, read_grids
from lodged.sources.recognition import FileMeaning, Recognized, recognize

SHOWN_VALUES = 5
ROW_NUMBER, NO_NAME = "(row number)", "(no name)"
"""What columns without a name are called here."""
_LEAST_ROWS = 2
"""A value of one row may have slipped into the column from another."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column of the file: our name for it (empty when it is not read), filled and distinct cells.

    ``name`` is empty where the header can't be told from a row of data. ``form`` says how the filled cells look.
    ``commonest`` has the commonest values with their numbers, none where values are not shown.
    """

    name: str
    ours: str
    filled: int
    distinct: int
    form: str
    commonest: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SheetProfile:
    """A sheet: its name (``None`` for a text file), the row of its header, its rows and columns."""

    name: str | None
    header_row: int
    rows: int
    columns: tuple[ColumnProfile, ...]


@dataclass(frozen=True)
class Inspection:
    """All that is said of a file. ``period`` is by column the first and the last day (ISO text)."""

    name: str
    kind: str
    sha256: str
    size_bytes: int
    meaning: FileMeaning
    detail: str
    rows_in: int
    rows_out: int
    sheets: tuple[SheetProfile, ...]
    period: dict[str, tuple[str, str]]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]

    @property
    def problems_by_kind(self) -> Counter[tuple[str, str, str]]:
        """Problems counted by severity, column and reason."""
        return Counter((p.severity.value, p.column or "", p.reason) for p in self.problems)


def inspect_file(
    path: Path,
    max_bytes: int = MAX_BYTES,
    profile: Profile | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Inspection:
    """Read a file whatever it is, or as custody records through ``profile``; ``mapping`` names columns that are ours.

    Raises :class:`~lodged.core.errors.UnreadableFileError` when it is no table, and
    :class:`~lodged.sources.mapping.MappingError` for a mapping that it can't follow.
    """
    source = open_file(path, max_bytes)
    recognized = recognize(source, mapping=mapping) if profile is None else _through(profile, source)
    reading = recognized.read(path) if recognized.read else None
    if mapping and profile is None:
        check_used(mapping, [used(mapping, recognized.sheets)])
    problems = (
        reading.problems if reading else tuple(p for sheet in recognized.sheets for p in sheet.problems)
    )
    rows_in = sum(f.rows_in for f in reading.files) if reading else sum(s.rows_in for s in recognized.sheets)
    rows_out = reading.rows.height if reading else sum(sheet.body.height for sheet in recognized.sheets)
    names = {name for sheet in recognized.sheets for name in _shown_names(sheet, recognized)}
    return Inspection(
        source.name,
        source.kind.value,
        source.sha256,
        source.size_bytes,
        recognized.meaning,
        recognized.detail,
        rows_in,
        rows_out,
        tuple(_sheet_profile(sheet, recognized) for sheet in recognized.sheets),
        _period(reading) if reading else _likely_period(recognized.sheets),
        tuple(_hidden(problem, names) for problem in problems),
        tuple(_remarks(recognized, reading)),
    )


def _through(profile: Profile, source: DataFile) -> Recognized:
    """Return a file as a profile has it; what it says a column is proves nothing, so no column has our name here."""
    header_row = 0 if profile.header is HeaderRow.NONE else None
    return Recognized(
        FileMeaning.CUSTODY_RECORDS,
        f"read through the profile {profile.id}, SHA-256 {profile.mark.sha256}",
        tuple(find_sheet(grid, profile.columns, header_row) for grid in read_grids(source)),
        {},
        lambda path: read_custody_records([path], profile=profile, names=Names.NONE),
    )


def _hidden(problem: Problem, names: set[str]) -> Problem:
    """Return a problem without the cell it is of: place and reason are enough to find it."""
    return replace(problem.without_value(), column=problem.column if problem.column in names else None)


def _shown_names(sheet: Sheet, recognized: Recognized) -> tuple[str, ...]:
    """Return the names of the columns, each empty where the header may be a row of data."""
    if _may_be_data(sheet, recognized):
        return ("",) * len(sheet.header)
    numbered = _is_row_number(sheet)
    return tuple(
        name or (ROW_NUMBER if at == 0 and numbered else NO_NAME) for at, name in enumerate(sheet.header)
    )


def _may_be_data(sheet: Sheet, recognized: Recognized) -> bool:
    """Whether the header may be a person's row; the header that a data frame writes over its row numbers is none."""
    is_known = recognized.meaning is not FileMeaning.UNKNOWN or _is_row_number(sheet)
    return not is_known and not reads_as_header(sheet.header)


def _is_row_number(sheet: Sheet) -> bool:
    """Return whether the first column has no name and counts the rows from 0 or 1."""
    if not sheet.header or sheet.header[0] or sheet.body.is_empty():
        return False
    numbers = sheet.body["0"].cast(pl.Int64, strict=False)
    steps = numbers - pl.int_range(len(numbers), eager=True)
    return not numbers.null_count() and steps.n_unique() == 1 and steps[0] in {0, 1}


def _sheet_profile(sheet: Sheet, recognized: Recognized) -> SheetProfile:
    columns = tuple(
        _column_profile(name, recognized.columns.get(comparison_key(sheet.header[i]), ""), sheet.body[str(i)])
        for i, name in enumerate(_shown_names(sheet, recognized))
    )
    return SheetProfile(sheet.name, sheet.header_row, sheet.rows_in, columns)


def _column_profile(name: str, ours: str, cells: pl.Series) -> ColumnProfile:
    filled = cells.drop_nulls()
    shown: tuple[tuple[str, int], ...] = ()
    if is_impersonal(ours) or only_plain_words(filled):
        counts = filled.value_counts(name="rows").sort(["rows", cells.name], descending=[True, False])
        most = counts.filter(pl.col("rows") >= _LEAST_ROWS).head(SHOWN_VALUES)
        shown = tuple((str(value), int(rows)) for value, rows in most.iter_rows())
    return ColumnProfile(name, ours, len(filled), filled.n_unique(), form_of(filled), shown)


def _period(reading: Reading) -> dict[str, tuple[str, str]]:
    dates = [name for name, dtype in reading.rows.schema.items() if dtype in {pl.Date, pl.Datetime}]
    personal = {"date_of_birth", "birth_date", "born_from", "born_through"}
    spans = {}
    for name in dates:
        days = reading.rows[name].drop_nulls()
        if len(days) and name not in personal:
            spans[name] = _span(days)
    return spans


def _likely_period(sheets: tuple[Sheet, ...]) -> dict[str, tuple[str, str]]:
    """Return the span of unknown columns whose every cell is a date and whose name is of an event."""
    spans = {}
    for sheet in sheets:
        for i, name in enumerate(sheet.header):
            cells = sheet.body[str(i)].drop_nulls()
            if not names_an_event(name) or cells.is_empty():
                continue
            days = read_moments(cells)["moment"]
            if not days.null_count():
                spans[name] = _span(days)
    return spans


def _span(days: pl.Series) -> tuple[str, str]:
    text = days.cast(pl.Date).sort().dt.to_string("%Y-%m-%d")
    return text[0], text[-1]


def _remarks(recognized: Recognized, reading: Reading | None) -> list[str]:
    remarks = []
    unread = [
        name
        for sheet in recognized.sheets
        for name in _shown_names(sheet, recognized)
        if name not in {"", ROW_NUMBER, NO_NAME} and recognized.columns.get(comparison_key(name)) is None
    ]
    if any(_may_be_data(sheet, recognized) for sheet in recognized.sheets):
        remarks.append("The first row may be data and no header, so the names of the columns are not shown.")
    if reading is None:
        remarks.append(
            "Its columns are not those of any kind of file read here. To read it as a detainer list or as custody "
            "records, say which column is which with --map THEIRS=OURS."
        )
    elif unread and recognized.columns:
        remarks.append(f"Columns not read: {', '.join(dict.fromkeys(unread))}.")
    if recognized.meaning is FileMeaning.FOIA_DETAINERS and reading is not None:
        marks = suspected_duplicates(reading.rows)
        if marks.count():
            remarks.append(
                f"{marks.sum():,} rows share pseudonym and prepare date with another row; "
                f"of {marks.null_count():,} rows without a pseudonym nothing is said."
            )
    return remarks
