"""What every reader gives back: rows, problems, and the file they came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property

import polars as pl

from lodged.core.json import Plain


class Severity(Enum):
    """How much of a row a problem costs."""

    ROW = "row"
    """The row could not be used; it is not among the rows returned."""
    CELL = "cell"
    """The cell could not be read; the row is returned with that cell empty."""
    NOTE = "note"
    """Nothing was lost; a person should know all the same (for example a repeated ``detainer_id``)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place of one file, in words a records clerk can act on.

    ``row`` is the row number a spreadsheet shows (the header of a plain CSV is row 1). ``value`` is the text
    as it stood in the file.
    """

    file: str
    reason: str
    fix: str = ""
    severity: Severity = Severity.CELL
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    field: str | None = None
    """Our name of the column (see :mod:`lodged.sources.tables`), where the problem is of one."""
    part_unread: bool = False
    """Whether a part of the file, such as a file in an archive, was not read at all."""

    def __str__(self) -> str:
        """Return the place first, then the value, the reason and the fix."""
        place = [self.file]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        shown = f" [{self.value}]" if self.value is not None else ""
        return f"{', '.join(place)}:{shown} {self.reason}" + (f" {self.fix}" if self.fix else "")

    def without_value(self) -> Problem:
        """Return the problem without the cell's text, in the reason and the fix too."""
        if not self.value:
            return replace(self, value=None)
        reason, fix = (text.replace(self.value, "...") for text in (self.reason, self.fix))
        return replace(self, value=None, reason=reason, fix=fix)


@dataclass(frozen=True, slots=True)
class ProfileMark:
    """Which profile a file was read through (see :mod:`lodged.sources.profiles`): its id and its file's SHA-256."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that was read, so that a figure can name it and anyone can prove it is the same one.

    ``rows_in`` counts data rows found in the file (header and preamble excluded); ``rows_out`` those returned.
    """

    name: str
    sha256: str
    size_bytes: int
    rows_in: int
    rows_out: int
    profile: ProfileMark | None = None
    is_list_of_held: bool = False
    """Whether its profile says that it lists those held on a day."""

    @property
    def profile_entry(self) -> dict[str, Plain]:
        """The profile it was read through, as an entry beside the file's hash; nothing where there is none."""
        return {"profile": {"id": self.profile.id, "sha256": self.profile.sha256}} if self.profile else {}


RowPlace = tuple[str, str | None, int]
"""Where a row stands: file, sheet and the row's number."""

TEXTS = "texts"
"""The column of rows kept out that holds all texts of the row, whichever column each stands in."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name, or another birth, under which rows of a stay have its person."""

    last_name: str | None
    first_name: str | None
    middle_name: str | None
    date_of_birth: date | None


@dataclass(frozen=True)
class Reading:
    """Rows read, what was wrong, and which files they came from.

    ``rows`` has the columns of the table read (see :mod:`lodged.sources.tables`) and always, last,
    ``source_file`` (String), ``source_sheet`` (String, null for CSV and Parquet) and ``source_row``
    (UInt32, the spreadsheet's row number).
    """

    rows: pl.DataFrame
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...] = field(default=())
    mapped: frozenset[str] = frozenset()
    """Columns of the files (folded names) that were read because a mapping names them."""
    kept_out: pl.DataFrame | None = None
    """The rows that could not be used, with what of them could be read: the columns of ``rows``, then ``TEXTS``. Of a
    row whose cells are shifted only the texts are known."""

    columns_in_files: frozenset[str] = frozenset()
    """Our names of the columns that a file has, filled or not."""
    aliases: Mapping[RowPlace, tuple[Alias, ...]] = field(default_factory=dict)
    """Other names of the person of a row into which others of its stay were folded."""

    def __post_init__(self) -> None:
        """Refuse a reading that has lost a row."""
        returned = sum(file.rows_out for file in self.files)
        if returned != self.rows.height:
            raise AssertionError(f"{self.rows.height} rows returned but the files account for {returned}")
        lost = sum(file.rows_in - file.rows_out for file in self.files)
        reported = len(
            {
                (p.file, p.sheet, p.row)
                for p in self.problems
                if p.severity is Severity.ROW and p.row is not None
            }
        )
        if lost != reported:
            raise AssertionError(f"{lost} rows were not returned but {reported} were reported as unreadable")

    @cached_property
    def unread_cells(self) -> dict[RowPlace, frozenset[str]]:
        """Our names of the columns that could not be read, by the row, of the rows returned and those kept out."""
        unread: dict[RowPlace, set[str]] = defaultdict(set)
        for problem in self.problems:
            if problem.field is not None and problem.row is not None:
                unread[problem.file, problem.sheet, problem.row].add(problem.field)
        return {place: frozenset(fields) for place, fields in unread.items()}
