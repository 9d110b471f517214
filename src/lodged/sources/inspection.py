"""Say what a file is: kind, hash, rows, period, columns, values, problems. What ``lodged inspect`` prints.

Values are shown only of columns that say something of a place, a form or an outcome. Names, births and identifiers of
people are counted and never shown, and a column that isn't known is shown only when it can't single anyone out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lodged.sources.dates import read_moments
from lodged.sources.files import MAX_BYTES, open_file
from lodged.sources.foia import suspected_duplicates
from lodged.sources.grids import Sheet
from lodged.sources.model import Problem, Reading
from lodged.sources.names import fold
from lodged.sources.recognise import FileMeaning, Recognised, recognise

SHOWN_VALUES = 5
_REPEATED = 0.5
_NEVER_SHOWN = frozenset(
    map(
        fold,
        [
            *("detainer_id", "last_name", "first_name", "middle_name", "date_of_birth", "birth_date", "dob"),
            *("a_number", "fbi_number", "state_id", "booking_id", "alien_file_number", "unique_identifier"),
            *(
                "anonymized_identifier",
                "eid_case_id",
                "eid_subject_id",
                "eid_dta_id",
                "name",
                "person",
                "subject",
            ),
        ],
    )
)
_PERSONAL_WORDS = ("birth", "surname", "lastname", "firstname", "ssn", "subjectid", "alien")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column of the file: our name for it (empty when it is not read), filled and distinct cells.

    ``commonest`` has the commonest values with their numbers, none where values are not shown.
    """

    name: str
    ours: str
    filled: int
    distinct: int
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


def inspect_file(path: Path, max_bytes: int = MAX_BYTES) -> Inspection:
    """Read a file whatever it is. Raises :class:`~lodged.errors.UnreadableFileError` when it is no table."""
    source = open_file(path, max_bytes)
    found = recognise(source)
    reading = found.read(path) if found.read else None
    problems = reading.problems if reading else tuple(p for sheet in found.sheets for p in sheet.problems)
    rows_in = sum(f.rows_in for f in reading.files) if reading else sum(s.rows_in for s in found.sheets)
    rows_out = reading.rows.height if reading else sum(sheet.body.height for sheet in found.sheets)
    return Inspection(
        source.name,
        source.kind.value,
        source.sha256,
        source.size_bytes,
        found.meaning,
        found.detail,
        rows_in,
        rows_out,
        tuple(_sheet_profile(sheet, found) for sheet in found.sheets),
        _period(reading) if reading else _likely_period(found.sheets),
        problems,
        tuple(_remarks(found, reading)),
    )


def _sheet_profile(sheet: Sheet, found: Recognised) -> SheetProfile:
    columns = tuple(
        _column_profile(name, found.columns.get(fold(name), ""), sheet.body[str(i)])
        for i, name in enumerate(sheet.header)
    )
    return SheetProfile(sheet.name, sheet.header_row, sheet.rows_in, columns)


def _column_profile(name: str, ours: str, cells: pl.Series) -> ColumnProfile:
    filled = cells.drop_nulls()
    distinct = filled.n_unique()
    shown: tuple[tuple[str, int], ...] = ()
    if _may_show(name, ours, distinct, len(filled)):
        counts = filled.value_counts(name="rows").sort(["rows", cells.name], descending=[True, False])
        shown = tuple((str(value), int(rows)) for value, rows in counts.head(SHOWN_VALUES).iter_rows())
    return ColumnProfile(name, ours, len(filled), distinct, shown)


def _may_show(name: str, ours: str, distinct: int, filled: int) -> bool:
    folded = {fold(name), fold(ours)}
    if folded & _NEVER_SHOWN or any(word in fold(name) for word in _PERSONAL_WORDS):
        return False
    return bool(ours) or distinct <= max(1, filled * _REPEATED)


def _period(reading: Reading) -> dict[str, tuple[str, str]]:
    dates = [name for name, dtype in reading.rows.schema.items() if dtype in {pl.Date, pl.Datetime}]
    personal = {"date_of_birth", "birth_date"}
    found = {}
    for name in dates:
        days = reading.rows[name].drop_nulls()
        if len(days) and name not in personal:
            found[name] = _span(days)
    return found


def _likely_period(sheets: tuple[Sheet, ...]) -> dict[str, tuple[str, str]]:
    """Give the span of unknown columns whose every cell is a date and whose name says so."""
    found = {}
    for sheet in sheets:
        for i, name in enumerate(sheet.header):
            cells = sheet.body[str(i)].drop_nulls()
            says_so = any(word in name.lower() for word in ("date", "_at", "day", "signed"))
            if not says_so or any(word in fold(name) for word in _PERSONAL_WORDS) or cells.is_empty():
                continue
            days = read_moments(cells)["moment"]
            if not days.null_count():
                found[name] = _span(days)
    return found


def _span(days: pl.Series) -> tuple[str, str]:
    text = days.cast(pl.Date).sort().dt.to_string("%Y-%m-%d")
    return text[0], text[-1]


def _remarks(found: Recognised, reading: Reading | None) -> list[str]:
    remarks = []
    unread = [
        name
        for sheet in found.sheets
        for name in sheet.header
        if name and found.columns.get(fold(name)) is None
    ]
    if reading is None:
        remarks.append(
            "Its columns are not those of any kind of file read here. To read it as a detainer list or as custody "
            "records, say which column is which with --map THEIRS=OURS when you reconcile."
        )
    elif unread:
        remarks.append(f"Columns not read: {', '.join(dict.fromkeys(unread))}.")
    if found.meaning is FileMeaning.FOIA_DETAINERS and reading is not None:
        marks = suspected_duplicates(reading.rows)
        if marks.count():
            remarks.append(
                f"{marks.sum():,} rows share pseudonym and prepare date with another row; "
                f"of {marks.null_count():,} rows without a pseudonym nothing is said."
            )
    return remarks
