"""Tables of counts that others published, as rows that stand for many detainers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.figures.dataset import TOGETHER, Counts, Material, from_reading
from lodged.figures.definition import Source
from lodged.figures.lookups import Outcome
from lodged.sources.model import Reading, SourceFile
from lodged.sources.published import PublishedLayout, read_published

BOOKED, DECLINED = "Booked into Detention", "Detainer Declined by LEA"
GONE = "No longer in State, Local, or Federal Custody"

_NOTE = (
    "{name} is a table of counts: its cells are the rows here. What its maker left out before counting can't be seen "
    "in it."
)


class Counted(Enum):
    """What the numbers of a table are of, where its headers don't say it and a person does."""

    DETAINERS = "detainers"
    """All detainers prepared."""
    WITH_OUTCOME = "detainers-with-outcome"
    """Only those that have a lift reason."""


def published_material(path: Path, within: str | None = None, counted: Counted | None = None) -> Material:
    """Read a published table of counts as material.

    Raises UnreadableFileError for a table that counts nothing, and for one whose headers don't
    say what it counts where ``counted`` doesn't either; of a table whose headers say it, they are believed.
    """
    layout, reading = read_published(path)
    if layout.says_what:
        counted = None
    elif counted is None:
        raise _unsaid(path.name, layout)
    if layout.table.name not in _SHAPES:
        raise UnreadableFileError(
            f"{path.name}: {layout.table.title.lower()} have no counts, so nothing can be counted from them."
        )
    shape, counts = _SHAPES[layout.table.name]
    if counted is Counted.WITH_OUTCOME:
        counts = replace(counts, leaves_out_blank=True)
    rows = shape(reading.rows).filter(pl.col("n").is_not_null())
    files = tuple(
        SourceFile(file.name, file.sha256, file.size_bytes, rows.height, rows.height)
        for file in reading.files
    )
    cells = Reading(rows, files, reading.problems) if len(files) == 1 else reading
    made = from_reading(Source.FOIA_DETAINERS, path.name, cells, within=within, counts=counts)
    notes = [_DECLARED.format(name=path.name, counted=counted.value.replace("-", " "))] if counted else []
    return made.noted(_NOTE.format(name=path.name), *notes)


def _unsaid(name: str, layout: PublishedLayout) -> UnreadableFileError:
    headers = ", ".join(filter(None, layout.headers))
    return UnreadableFileError(
        f"{name}: its columns ({headers}) don't say what is counted. If its numbers are of all detainers, say "
        f"--counts {Counted.DETAINERS.value}; if only of those that have a lift reason, say --counts "
        f"{Counted.WITH_OUTCOME.value}. Counts of anything else, arrests for example, are not read. [count figures], "
        "[claim check], [publish site] and [publish report] take --counts."
    )


_DECLARED = "The columns of {name} don't say what is counted. You said: {counted}."


def counted_material(name: str, reading: Reading, within: str | None = None) -> Material:
    """Make material of facilities' own counts: a row stands for as many people as the facility counted."""
    rows = reading.rows.with_columns(pl.col("with_hold").alias("n"))
    made = from_reading(
        Source.FACILITY_COUNTS, name, replace(reading, rows=rows), within=within, counts=Counts()
    )
    answered = rows.filter(pl.col("n").is_not_null())["facility_name"].n_unique()
    facilities = rows["facility_name"].n_unique()
    if answered == facilities:
        return made
    return made.noted(
        f"{facilities - answered:,} of {facilities:,} facilities gave no count of immigration holds. They are not "
        f"facilities with none: a sum is of the {answered:,} that answered."
    )


def _renamed(**names: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def shape(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.rename({theirs: ours for theirs, ours in names.items() if theirs in rows.columns})

    return shape


def _unpivoted(reasons: dict[str, str | None], **names: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return one row for each column of counts, with the lift reason that the column is of."""

    def shape(rows: pl.DataFrame) -> pl.DataFrame:
        kept = [name for name in rows.columns if name in names or name.startswith("source_")]
        long = rows.unpivot(list(reasons), index=kept, variable_name="column", value_name="n")
        reason = pl.col("column").replace_strict(reasons, return_dtype=pl.String)
        return (
            long.with_columns(reason.alias("detainer_lift_reason"))
            .drop("column")
            .rename({theirs: ours for theirs, ours in names.items() if theirs in long.columns})
        )

    return shape


_PLACE = {"facility": "detention_facility", "city": "facility_city", "state": "facility_state"}
_REASON = {"lift_reason": "detainer_lift_reason", "count": "n"}
_COUNT = {"count": "n"}
_WHOLE = Counts()

_SHAPES: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], Counts]] = {
    "by_lift_reason_and_year": (_renamed(**_REASON), Counts(leaves_out_blank=True)),
    "declined_and_other": (
        _unpivoted({"declined": DECLINED, "other": TOGETHER}, **_PLACE, year="year"),
        Counts(
            tuple(one for one in Outcome if one is not Outcome.DECLINED),
            leaves_out_blank=True,
        ),
    ),
    "by_facility_and_lift_reason": (_renamed(**_REASON, **_PLACE), _WHOLE),
    "by_city": (_renamed(**_COUNT, **_PLACE), _WHOLE),
    "by_type_and_year": (_renamed(**_COUNT), _WHOLE),
    "by_state": (_renamed(**_COUNT, **_PLACE), _WHOLE),
    "by_year": (_renamed(**_COUNT), _WHOLE),
    "by_month": (_renamed(**_COUNT), _WHOLE),
    "by_day": (_renamed(**_COUNT, day="detainer_prepare_date"), _WHOLE),
    "by_facility_and_outcome": (
        _unpivoted(
            {
                "booked": BOOKED,
                "declined": DECLINED,
                "no_longer_in_custody": GONE,
                "blank": None,
                "other": TOGETHER,
            },
            **_PLACE,
        ),
        Counts((Outcome.TRANSFERRED, Outcome.LIFTED)),
    ),
}
