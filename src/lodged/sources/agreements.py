"""Read ICE's lists of 287(g) agreements: participating agencies (in force that day) and pending ones.

A list says what is in force on the day it was published, and nothing of agreements that ended: one that is gone from
the next list has ended in between. The day stands only in the name of the file (``01132026am``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.core.states import postal_code
from lodged.sources.cell_readers import CellReader, Cells, date_cells, enum_cells, text_cells
from lodged.sources.dates import EVENTS
from lodged.sources.files import MAX_BYTES
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

_ARCHIVED = re.compile(r"(?<!\d)(20\d{6})\d{6}(?!\d)")
_NAMED_DAY = re.compile(r"(\d{8})(am|pm)?", re.IGNORECASE)


class AgreementModel(Enum):
    """What an agreement under 8 USC 1357(g) lets an agency do, in ICE's words."""

    TASK_FORCE = "Task Force Model"
    """Arrest in the field."""
    WARRANT_SERVICE_OFFICER = "Warrant Service Officer"
    """Serve ICE's administrative warrants in the jail."""
    JAIL_ENFORCEMENT = "Jail Enforcement Model"
    """Interview, process and hold in the jail."""


class AgencyKind(Enum):
    """What sort of agency signed, in ICE's words."""

    COUNTY = "County"
    MUNICIPALITY = "Municipality"
    STATE = "State"
    STATE_AGENCY = "State Agency"


AGREEMENTS = Table(
    "agreements_287g",
    "287(g) list",
    (
        Column("state", pl.String(), True, "Postal code of the state."),
        Column("agency", pl.String(), True, "The agency as written, spaces joined and trimmed."),
        Column("agency_type", pl.String(), False, "County, Municipality, State ..., trimmed."),
        Column("county", pl.String(), False, "County without the word; empty for most state agencies."),
        Column("model", pl.String(), True, "One of the values of AgreementModel; one row a model."),
        Column("signed_on", pl.Date(), False, "Day it was signed; a pending one has none."),
        Column("moa", pl.String(), False, "Text of the link to the agreement."),
        Column("addendum", pl.String(), False, "Text of the link to an addendum."),
    ),
)

TELLING = frozenset({"agency_type", "signed_on"})
"""Columns of which a list has one; lists before 20 February 2025 have no type and no county."""
_SYNONYMS = {comparison_key("LAW ENFORCEMENT AGENCY"): "agency", comparison_key("TYPE"): "agency_type"}
_SYNONYMS |= {comparison_key("SUPPORT TYPE"): "model", comparison_key("SIGNED"): "signed_on"}


def agreements_spec() -> TableSpec:
    """Return how a list is read."""
    readers: dict[str, CellReader] = {column.name: _tidy_cells for column in AGREEMENTS.columns}
    readers |= {
        "state": _state_cells,
        "county": _county_cells,
        "model": enum_cells(AgreementModel),
        "signed_on": date_cells(EVENTS),
    }
    always = frozenset({"state", "agency", "model"})
    return TableSpec(AGREEMENTS, readers, never_empty=always, synonyms=_SYNONYMS, telling=TELLING)


def read_agreements(paths: Sequence[Path | str], *, max_bytes: int = MAX_BYTES) -> Reading:
    """Read ICE's lists, each a file; one row an agency and model.

    The rows have the columns of :data:`AGREEMENTS`, then ``listed_on`` (Date, from the file's name, null where the
    name has none), ``pending`` (Boolean: the list has no column of signing) and the source columns. An agency listed
    twice with one model is noted. Raises :class:`~lodged.core.errors.UnreadableFileError`.
    """
    reading = read_table(agreements_spec(), paths, max_bytes=max_bytes)
    named = {file.name: published_on(file.name) for file in reading.files}
    misnamed = _signed_later(reading.rows, named)
    days = {name: None if name in misnamed else day for name, day in named.items()}
    signed = reading.rows.group_by("source_file").agg(pl.col("signed_on").is_not_null().any())
    pending = dict.fromkeys(days, True) | {name: not any_signed for name, any_signed in signed.iter_rows()}
    rows = reading.rows.with_columns(
        pl.col("source_file").replace_strict(days, return_dtype=pl.Date).alias("listed_on"),
        pl.col("source_file").replace_strict(pending, return_dtype=pl.Boolean).alias("pending"),
    ).select(*AGREEMENTS.schema, "listed_on", "pending", pl.selectors.starts_with("source_"))
    notes = [
        Problem(
            name,
            "The name of the file doesn't say the day of the list.",
            "Keep ICE's own name, like participatingAgencies01132026am.xlsx.",
            Severity.NOTE,
        )
        for name, day in named.items()
        if day is None
    ]
    notes += [
        Problem(
            name,
            f"The name says {named[name]}, and agreements on it were signed up to {last}: its day is another, and was "
            "taken as not known.",
            "Name the file by the day the list was published.",
            Severity.NOTE,
        )
        for name, last in misnamed.items()
    ]
    return replace(reading, rows=rows, problems=(*reading.problems, *notes, *_repeats(rows)))


_SLIPS = 0.01
"""The share of a list's dates of signing that may lie after its day, as slips of whoever typed them."""


def _signed_later(rows: pl.DataFrame, named: Mapping[str, date | None]) -> dict[str, date]:
    """Return the lists with more agreements signed after the day in their name than slips account for."""
    latest: dict[str, date] = {}
    for name, day in named.items():
        signed = rows.filter(pl.col("source_file") == name)["signed_on"].drop_nulls()
        later = signed.filter(signed > day) if day is not None else signed.clear()
        if len(later) > max(2, _SLIPS * len(signed)):
            latest[name] = max(later)
    return latest


def published_on(name: str) -> date | None:
    """Return the day of a list from the name of its file: ICE's own, or the time at which an archive took it.

    >>> published_on("participatingAgencies01132026am.xlsx")
    datetime.date(2026, 1, 13)
    >>> published_on("ParticipatingEntities-20250119192356.xlsx")
    datetime.date(2025, 1, 19)
    """
    archived = _ARCHIVED.search(Path(name).name)
    if archived:
        try:
            return datetime.strptime(archived[1], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None
    for digits, _ in _NAMED_DAY.findall(Path(name).name):
        try:
            return datetime.strptime(digits, "%m%d%Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _tidy_cells(text: pl.Series) -> Cells:
    return text_cells(text.str.replace_all(r"\s+", " ").str.strip_chars())


def _state_cells(text: pl.Series) -> Cells:
    codes = pl.Series([postal_code(state) for state in text], dtype=pl.String)
    unknown = text.is_not_null() & codes.is_null()
    reason = pl.when(unknown).then(pl.lit("This is no state or territory."))
    return Cells(codes, pl.select(reason.alias("reason")).to_series())


def _county_cells(text: pl.Series) -> Cells:
    tidy = _tidy_cells(text).values
    named = tidy.set(tidy.str.contains(r"(?i)^#?N/?A$").fill_null(value=False), None)
    return text_cells(named.str.replace(r"(?i) (county|parish|borough)$", "").str.strip_chars())


def _repeats(rows: pl.DataFrame) -> list[Problem]:
    key = ("source_file", "state", "agency", "model")
    again = rows.with_columns(pl.int_range(pl.len()).over(key).alias("nth")).filter(pl.col("nth") > 0)
    return [
        Problem(
            row["source_file"],
            "The agency is listed before with this model.",
            "Both rows are kept; count agencies, not rows.",
            Severity.NOTE,
            row["source_sheet"],
            row["source_row"],
            "agency",
            row["agency"],
        )
        for row in again.iter_rows(named=True)
    ]
