"""Read the tables others published: counts of detainers by place, time and reason, and lists of names.

Each layout is a :class:`PublishedLayout`; a file is read as the one whose columns it has. A table of counts has no
records behind it, so nothing can be taken out of it or added to it: it is there to be compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.cell_readers import count_cells, date_cells, na_empty, share_cells, text_cells
from lodged.sources.dates import EVENTS
from lodged.sources.files import MAX_BYTES, open_file
from lodged.sources.model import Reading
from lodged.sources.raw_sheets import Sheet, find_sheet, read_grids
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

_READERS = {
    pl.Int64: na_empty(count_cells),
    pl.Float64: na_empty(share_cells),
    pl.Date: na_empty(date_cells(EVENTS)),
    pl.String: text_cells,
}


@dataclass(frozen=True, slots=True)
class PublishedLayout:
    """One layout: its table, and the headers of the file in their order (``""`` for an unnamed row number).

    ``says_what`` is False where no header says what is counted: ``year, count`` may be of detainers, or of anything.
    """

    table: Table
    headers: tuple[str, ...]
    says_what: bool = True


def _layout(
    name: str, title: str, *columns: tuple[str, str, type[pl.DataType], str], says_what: bool = True
) -> PublishedLayout:
    """Make a layout of ``(theirs, ours, type, meaning)``; an empty ``ours`` is a row number, not read."""
    table = Table(
        name, title, tuple(Column(ours, kind(), True, why) for _, ours, kind, why in columns if ours)
    )
    return PublishedLayout(table, tuple(theirs for theirs, *_ in columns), says_what)


_NUMBER = ("", "", pl.Int64, "")
_FACILITY = ("det_facility", "facility", pl.String, "Facility as ICE writes it; empty where it names none.")
_YEAR = ("year", "year", pl.Int64, "Calendar year.")
_COUNT = ("count", "count", pl.Int64, "Detainers, where the table is of detainers.")
_CITY = ("city", "city", pl.String, "City, capitals.")
_STATE = ("state", "state", pl.String, "State, capitals.")
_REASON = ("lift_reason", "lift_reason", pl.String, "Lift reason; empty where none is recorded.")

LAYOUTS: tuple[PublishedLayout, ...] = (
    _layout("by_lift_reason_and_year", "Detainers by lift reason and year", _YEAR, _REASON, _COUNT),
    _layout(
        "by_type_and_year",
        "Detainers by type and year",
        _YEAR,
        ("detainer_type", "detainer_type", pl.String, "Type of detainer as ICE writes it."),
        _COUNT,
    ),
    _layout(
        "declined_and_other",
        "Declined and other outcomes by facility and year",
        _YEAR,
        _FACILITY,
        _CITY,
        _STATE,
        ("count", "declined", pl.Int64, "Detainers declined."),
        ("det_facility", "facility_again", pl.String, "The same facility; empty where no other outcome."),
        ("year", "year_again", pl.Int64, "The same year; empty where no other outcome."),
        ("count", "other", pl.Int64, "Detainers with another recorded reason: not the total."),
    ),
    _layout(
        "by_facility_and_lift_reason",
        "Detainers by facility and lift reason",
        _NUMBER,
        _FACILITY,
        _REASON,
        _COUNT,
        ("count_all", "facility_total", pl.Int64, "Detainers of the facility, all reasons and none."),
        ("freq", "percent", pl.Float64, "Count over facility total, percent."),
    ),
    _layout("by_city", "Counts by city; of what is not said", _CITY, _STATE, _COUNT, says_what=False),
    _layout("by_state", "Counts by state; of what is not said", _STATE, _COUNT, says_what=False),
    _layout("by_year", "Counts by year; of what is not said", _YEAR, _COUNT, says_what=False),
    _layout("facility_names", "Names of facilities", _FACILITY),
    _layout(
        "by_month",
        "Counts by month; of what is not said",
        _NUMBER,
        ("month_year", "month", pl.String, "Month as YYYY-MM."),
        _COUNT,
        says_what=False,
    ),
    _layout(
        "by_day",
        "Detainers prepared by day",
        _NUMBER,
        ("detainer_prepare_date", "day", pl.Date, "Day prepared."),
        _COUNT,
    ),
    _layout(
        "by_facility_and_outcome",
        "Detainers by facility and outcome",
        _NUMBER,
        ("detention_facility", "facility", pl.String, "Facility as ICE writes it."),
        ("Booked into Detention", "booked", pl.Int64, "Booked into ICE detention."),
        ("Detainer Declined by LEA", "declined", pl.Int64, "Declined, by ICE's account."),
        ("No longer in State, Local, or Federal Custody", "no_longer_in_custody", pl.Int64, "Left custody."),
        ("NA", "blank", pl.Int64, "No outcome recorded; not the same as active."),
        ("total", "total", pl.Int64, "All detainers of the facility."),
        ("other", "other", pl.Int64, "Any other outcome."),
    ),
)
"""The layouts known: a newsroom's exports of 2007 to 2015 and another's tables of Minnesota, 2022 to 2026."""


def layout_of(header: Sequence[str]) -> PublishedLayout | None:
    """Return the layout whose headers these are, all of them and in order."""
    folded = tuple(comparison_key(name) for name in header)
    return next(
        (known for known in LAYOUTS if tuple(comparison_key(name) for name in known.headers) == folded), None
    )


def published_spec(layout: PublishedLayout) -> TableSpec:
    """Return how a layout is read: by position, because headers may repeat."""
    ours = iter(column.name for column in layout.table.columns)
    header = tuple(next(ours) if name or layout.headers[0] else "" for name in layout.headers)

    def by_position(sheet: Sheet) -> Sheet:
        return replace(sheet, header=header) if layout_of(sheet.header) is layout else sheet

    readers = {column.name: _READERS[type(column.dtype)] for column in layout.table.columns}
    synonyms = {comparison_key(name): name for name in header if name}
    synonyms |= {
        comparison_key(name): "" for name in layout.headers if name and comparison_key(name) not in synonyms
    }
    return TableSpec(layout.table, readers, synonyms=synonyms, prepare=by_position)


def read_published(path: Path | str, *, max_bytes: int = MAX_BYTES) -> tuple[PublishedLayout, Reading]:
    """Read a published table; the rows have the columns of its layout and the source columns.

    Raises :class:`~lodged.core.errors.UnreadableFileError` for a table of a layout not known.
    """
    source = open_file(path, max_bytes)
    known = {comparison_key(name) for layout in LAYOUTS for name in layout.headers} - {comparison_key("NA")}
    sheet = find_sheet(read_grids(source)[0], known)
    layout = layout_of(sheet.header)
    if layout is None:
        titles = "; ".join(
            f"{known.table.title} ({', '.join(filter(None, known.headers))})" for known in LAYOUTS
        )
        raise UnreadableFileError(
            f"{source.name}: this is none of the published tables known. Its columns are: "
            f"{', '.join(sheet.header)}. Known are: {titles}."
        )
    return layout, read_table(published_spec(layout), [path], max_bytes=max_bytes)
