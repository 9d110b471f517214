"""Tell what a file is from its columns, without being told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from lodged.core.folding import comparison_key
from lodged.sources.agreement_history import history_spec, read_agreement_history
from lodged.sources.agreements import TELLING as AGREEMENTS_TELLING
from lodged.sources.agreements import agreements_spec, read_agreements
from lodged.sources.facility_counts import FACILITY_COUNTS, counts_spec, read_facility_counts
from lodged.sources.files import DataFile
from lodged.sources.foia import SYNONYMS, TELLING, foia_spec, read_foia_detainers
from lodged.sources.input_tables import read_coverage, read_custody_records, read_detainer_list, read_rulings
from lodged.sources.jail_bookings import JAIL_BOOKINGS, read_jail_bookings
from lodged.sources.mapping import for_table
from lodged.sources.model import Reading
from lodged.sources.published import LAYOUTS, layout_of, read_published
from lodged.sources.raw_sheets import GetGrids, Sheet, find_sheet, likely_header_row, read_grids
from lodged.sources.tables import COVERAGE, CUSTODY_RECORDS, DETAINER_LIST, RULINGS, Table


class FileMeaning(Enum):
    """What the rows of a file are."""

    DETAINER_LIST = "detainer list"
    CUSTODY_RECORDS = "custody records"
    COVERAGE = "coverage"
    RULINGS = "rulings on pairs of records"
    FOIA_DETAINERS = "ICE's detainers, released under the Freedom of Information Act"
    JAIL_BOOKINGS = "a jail's bookings that mark immigration holds"
    FACILITY_COUNTS = "facilities' own counts of people held with an immigration hold"
    AGREEMENTS = "ICE's list of 287(g) agreements"
    PENDING_AGREEMENTS = "ICE's list of pending 287(g) agreements"
    AGREEMENT_HISTORY = "a history of ICE's lists of 287(g) agreements"
    PUBLISHED_TABLE = "published table of counts or names"
    UNKNOWN = "a table of no kind known here"


@dataclass(frozen=True)
class Recognized:
    """What a file is, its sheets with their headers found, and the reader for it (``None`` when unknown)."""

    meaning: FileMeaning
    detail: str
    sheets: tuple[Sheet, ...]
    columns: dict[str, str]
    """Folded name of a column of the file to ours."""
    read: Callable[[Path], Reading] | None


def recognize(
    source: DataFile, get_grids: GetGrids = read_grids, mapping: Mapping[str, str] | None = None
) -> Recognized:
    """Return what a file is. A file is of a kind when it has every column that kind can't do without.

    ``mapping`` names columns of theirs that are ours (see :func:`lodged.sources.mapping.parse_mapping`).
    Where several fit, the one with most of its columns in the file is taken. Raises
    :class:`~lodged.core.errors.UnreadableFileError` for a damaged file.
    """
    grids = get_grids(source)
    kinds = [kind.named(mapping) for kind in _KINDS] if mapping else _KINDS
    known = {name for kind in kinds for name in kind.names} | _PUBLISHED_NAMES
    sheets = tuple(find_sheet(grid, known) for grid in grids)
    folded = [{comparison_key(name) for name in sheet.header} for sheet in sheets]
    layout = next(filter(None, (layout_of(sheet.header) for sheet in sheets)), None)
    if layout is not None:
        return Recognized(
            FileMeaning.PUBLISHED_TABLE,
            layout.table.title,
            sheets,
            {comparison_key(name): name for name in layout.headers},
            lambda path: read_published(path)[1],
        )
    fitting = [(max(kind.fit(names) for names in folded), kind) for kind in kinds]
    share, best = max(fitting, key=lambda pair: pair[0])
    if not share:
        sheets = tuple(find_sheet(grid, (), likely_header_row(grid)) for grid in grids)
        return Recognized(FileMeaning.UNKNOWN, "", sheets, {}, None)
    meaning = best.meaning
    if meaning is FileMeaning.AGREEMENTS and not any("signed" in names for names in folded):
        meaning = FileMeaning.PENDING_AGREEMENTS
    names = for_table(mapping or {}, best.table)
    return Recognized(
        meaning, _layout_name(best, folded), sheets, best.names, lambda path: best.read(path, names)
    )


@dataclass(frozen=True)
class _Kind:
    meaning: FileMeaning
    table: Table
    names: dict[str, str]
    read: Callable[[Path, Mapping[str, str]], Reading]
    telling: frozenset[str] = frozenset()
    """Columns of which it must have one, where those required occur in other tables too."""
    takes_names: bool = True
    """Whether its columns may be named otherwise by a mapping."""

    def named(self, mapping: Mapping[str, str]) -> _Kind:
        """Return the kind with columns that a person named."""
        own = for_table(mapping, self.table) if self.takes_names else {}
        ours = {comparison_key(column.name): column.name for column in self.table.columns}
        named = {comparison_key(theirs): ours[comparison_key(name)] for theirs, name in own.items()}
        return replace(
            self, names={**{k: v for k, v in self.names.items() if v not in named.values()}, **named}
        )

    def fit(self, header: set[str]) -> int:
        """Return how many of the table's columns a header has, 0 when a required one is missing."""
        ours = {self.names[name] for name in header if name in self.names}
        if self.telling and not self.telling & ours:
            return 0
        return len(ours) if set(self.table.required) <= ours else 0


def _kind(
    meaning: FileMeaning,
    table: Table,
    read: Callable[[Path, Mapping[str, str]], Reading],
    synonyms: dict[str, str] | None = None,
    *,
    takes_names: bool = True,
    telling: frozenset[str] = frozenset(),
) -> _Kind:
    names = {comparison_key(column.name): column.name for column in table.columns} | (synonyms or {})
    return _Kind(meaning, table, names, read, telling, takes_names)


_KINDS = (
    _kind(FileMeaning.DETAINER_LIST, DETAINER_LIST, lambda path, names: read_detainer_list([path], names)),
    _kind(
        FileMeaning.CUSTODY_RECORDS, CUSTODY_RECORDS, lambda path, names: read_custody_records([path], names)
    ),
    _kind(FileMeaning.COVERAGE, COVERAGE, read_coverage),
    _kind(FileMeaning.RULINGS, RULINGS, read_rulings),
    _kind(
        FileMeaning.FOIA_DETAINERS,
        foia_spec().table,
        lambda path, names: read_foia_detainers([path], names),
        dict(SYNONYMS),
        telling=TELLING,
    ),
    _kind(
        FileMeaning.JAIL_BOOKINGS,
        JAIL_BOOKINGS,
        lambda path, _: read_jail_bookings([path]),
        takes_names=False,
    ),
    _kind(
        FileMeaning.FACILITY_COUNTS,
        FACILITY_COUNTS,
        lambda path, _: read_facility_counts([path]),
        dict(counts_spec().synonyms),
        takes_names=False,
    ),
    _kind(
        FileMeaning.AGREEMENTS,
        agreements_spec().table,
        lambda path, _: read_agreements([path]),
        dict(agreements_spec().synonyms),
        takes_names=False,
        telling=AGREEMENTS_TELLING,
    ),
    _kind(
        FileMeaning.AGREEMENT_HISTORY,
        history_spec().table,
        lambda path, _: read_agreement_history([path]),
        dict(history_spec().synonyms),
        takes_names=False,
    ),
)
_PUBLISHED_NAMES = {comparison_key(name) for layout in LAYOUTS for name in layout.headers if name} - {
    comparison_key("NA")
}


def _layout_name(kind: _Kind, headers: list[set[str]]) -> str:
    if kind.meaning is not FileMeaning.FOIA_DETAINERS:
        return ""
    names = set[str]().union(*headers)
    for mark, layout in _FOIA_LAYOUTS:
        if comparison_key(mark) in names:
            return layout
    return "layout of its own"


_FOIA_LAYOUTS = (
    ("Detainer Detention Facility", "ICE's workbook of fiscal 2015"),
    ("det_facility", "a newsroom's export, 2007 to 2015"),
    ("Anonymized Identifier", "ICE's workbook, layout of 2026"),
    ("tod_current_duty_site", "the Deportation Data Project's table, layout of 2026"),
    ("final_program", "layout of 2025"),
)
