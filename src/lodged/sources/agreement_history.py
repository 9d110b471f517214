"""Read a history of ICE's 287(g) lists: many lists in one table, as a newsroom keeps it.

ICE publishes a list and replaces it; someone who keeps each has a row for each agreement and list, with the day and
half-day (``2025-05-16 am``) in the row. The words are not ICE's own: names are in small letters, and a sheriff is
``(001) Sheriff``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.sources.agreements import AGREEMENTS, AgencyKind, AgreementModel, agreements_spec
from lodged.sources.cell_readers import CellReader, Cells, enum_cells, text_cells
from lodged.sources.files import MAX_BYTES
from lodged.sources.model import Reading
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

AGREEMENT_HISTORY = Table(
    "agreement_history",
    "History of 287(g) lists",
    (
        Column("list", pl.String(), True, "Day of the list and half of the day."),
        Column("state", pl.String(), True, "Postal code of the state."),
        Column("county", pl.String(), True, "County without the word."),
        Column("agency", pl.String(), True, "The agency as written there, spaces joined and trimmed."),
        Column("ori", pl.String(), True, "FBI identifier of the agency."),
        Column("model", pl.String(), True, "One of the values of AgreementModel."),
        Column("agency_type", pl.String(), False, "What sort of agency, in the keeper's words."),
    ),
)
_SYNONYMS = {comparison_key("date"): "list", comparison_key("type"): "model"}
_LIST = r"^(\d{4}-\d{2}-\d{2})(?:\s+(am|pm))?$"
_KINDS = {
    comparison_key("(001) Sheriff"): AgencyKind.COUNTY,
    comparison_key("(002) County police"): AgencyKind.COUNTY,
}
_KINDS |= {
    comparison_key("(003) Municipal police"): AgencyKind.MUNICIPALITY,
    comparison_key("(005) State police"): AgencyKind.STATE,
}


def history_spec() -> TableSpec:
    """Return how a history is read."""
    lists = agreements_spec().readers
    readers: dict[str, CellReader] = {
        "list": _list_cells,
        "state": lists["state"],
        "county": lists["county"],
        "agency": lists["agency"],
        "ori": text_cells,
        "model": enum_cells(AgreementModel),
        "agency_type": _kind_cells,
    }
    keys = frozenset({"list", "state", "agency", "model"})
    return TableSpec(AGREEMENT_HISTORY, readers, keys=keys, never_empty=keys, synonyms=_SYNONYMS)


def read_agreement_history(paths: Sequence[Path | str], *, max_bytes: int = MAX_BYTES) -> Reading:
    """Read histories; the rows are as :func:`~lodged.sources.agreements.read_agreements` gives them, and ``ori``.

    ``listed_half`` says which list of a day it is. A row without a list, state, agency or model is kept out and
    reported. Raises :class:`~lodged.core.errors.UnreadableFileError`.
    """
    reading = read_table(history_spec(), paths, max_bytes=max_bytes)
    listed = pl.col("list").str.extract_groups(_LIST)
    absent = [name for name in AGREEMENTS.schema if name not in AGREEMENT_HISTORY.schema]
    rows = reading.rows.with_columns(
        listed.struct.field("1").str.to_date().alias("listed_on"),
        listed.struct.field("2").fill_null("am").alias("listed_half"),
        pl.lit(value=False).alias("pending"),
        *(pl.lit(None, dtype=AGREEMENTS.schema[name]).alias(name) for name in absent),
    )
    ours = (*AGREEMENTS.schema, "ori", "listed_on", "listed_half", "pending")
    return replace(reading, rows=rows.select(*ours, pl.selectors.starts_with("source_")))


def _list_cells(text: pl.Series) -> Cells:
    bad = text.is_not_null() & ~text.str.contains(_LIST).fill_null(value=False)
    reason = pl.when(bad).then(pl.lit("This is not a day and half like 2025-05-16 am."))
    return Cells(text, pl.select(reason.alias("reason")).to_series())


def _kind_cells(text: pl.Series) -> Cells:
    """Take the keeper's words for ICE's where they are known; others stay as written."""
    ice_words = {
        word: kind.value for word in text.drop_nulls().unique() if (kind := _KINDS.get(comparison_key(word)))
    }
    return text_cells(text.replace(ice_words))
