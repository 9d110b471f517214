"""Read what facilities counted themselves: how many they hold, and how many of them with an immigration hold.

The returns of :mod:`lodged.register` as ``lodged record coverage`` writes them, and a survey in which somebody asked
each jail, as the ACLU of Colorado did in November 2017. A facility that didn't say stays in the table with an empty
count: it is not a facility with none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.sources.cell_readers import na_empty
from lodged.sources.files import MAX_BYTES
from lodged.sources.input_tables import readers_of
from lodged.sources.model import Reading
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

_TEXT, _TIME, _COUNT = pl.String(), pl.Datetime("us"), pl.Int64()

FACILITY_COUNTS = Table(
    "facility_counts",
    "Facilities' own counts",
    (
        Column("facility_name", _TEXT, True, "The facility that was asked."),
        Column(
            "with_hold", _COUNT, True, "People held with an immigration hold or a detainer, by its own count."
        ),
        Column("counted_at", _TIME, False, "The minute it counted, local wall time."),
        Column("held", _COUNT, False, "People held in all."),
        Column("hold_for_other_agency", _COUNT, False, "People held for another agency."),
        Column("parole_hold", _COUNT, False, "People held on a parole hold."),
        Column("other_or_unknown", _COUNT, False, "People held on another hold, or on one of no known kind."),
        Column("notes", _TEXT, False, "What the facility added."),
    ),
)
_SYNONYMS = {
    comparison_key("county_or_jail"): "facility_name",
    comparison_key("Jail"): "facility_name",
    comparison_key("immigration"): "with_hold",
    comparison_key("with_detainer"): "with_hold",
}


def counts_spec() -> TableSpec:
    """Return how counts are read: ``NA`` is no answer, an average no count, a row without a facility no row."""
    keys = frozenset({"facility_name"})
    readers = readers_of(FACILITY_COUNTS)
    counts = [column.name for column in FACILITY_COUNTS.columns if column.dtype == _COUNT]
    readers |= {name: na_empty(readers[name]) for name in counts}
    return TableSpec(FACILITY_COUNTS, readers, keys=keys, never_empty=keys, synonyms=_SYNONYMS)


def read_facility_counts(paths: Sequence[Path | str], *, max_bytes: int = MAX_BYTES) -> Reading:
    """Read facilities' own counts; the rows have the columns of :data:`FACILITY_COUNTS`.

    Raises :class:`~lodged.core.errors.UnreadableFileError`.
    """
    return read_table(counts_spec(), paths, max_bytes=max_bytes)
