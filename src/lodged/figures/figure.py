"""Run a definition: the value with all that a reader needs to make it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from lodged.errors import LodgedError
from lodged.figures.definition import Definition, Source, Unit
from lodged.figures.prepared import prepare_detainers
from lodged.sources.model import Reading, SourceFile

EVIDENCE = ("source_file", "source_sheet", "source_row")
BREAKDOWNS: dict[Source, tuple[str, ...]] = {
    Source.FOIA_DETAINERS: (
        "facility",
        "facility_group",
        "class",
        "kind",
        "county",
        "state",
        "facility_aor",
        "month",
        "year",
        "fiscal_year",
        "form",
        "detainer_type",
        "outcome",
        "detainer_lift_reason",
        "detainer_prepared_criminality",
        "final_order_yes_no",
        "gender",
        "citizenship_country",
    ),
    Source.AGREEMENTS: ("state", "county", "agency", "agency_type", "model", "listed_on"),
}
"""What a figure may be broken down by."""


class FigureError(LodgedError):
    """A figure can't be computed as it was asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a definition besides itself. ``first`` and ``last`` are days of preparation, both included."""

    state: str | None = None
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows that a filter left out, and why."""

    reason: str
    rows: int


@dataclass(frozen=True)
class Figure:
    """A value with its name, its source and its list.

    ``value`` is a number of units, or a share between 0 and 1; ``None`` is a share of nothing, or people whom no row
    tells apart. ``table`` has the columns of
    ``question.by``, then ``value`` and ``rows``. ``evidence`` are the rows behind it (:data:`EVIDENCE`).
    """

    definition: Definition
    question: Question
    as_of: date
    value: float | None
    table: pl.DataFrame
    rows_in: int
    rows_counted: int
    excluded: tuple[Excluded, ...]
    files: tuple[SourceFile, ...]
    evidence: pl.DataFrame = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Give everything but the list as plain data."""
        return {
            "definition": self.definition.id,
            "version": self.definition.version,
            "title": self.definition.title,
            "unit": self.definition.unit.value,
            "kind": self.definition.kind.value,
            "means": self.definition.means,
            "value": self.value,
            "as_of": str(self.as_of),
            "filters": {
                "state": self.question.state,
                "from": str(self.question.first) if self.question.first else None,
                "to": str(self.question.last) if self.question.last else None,
            },
            "rows_in": self.rows_in,
            "rows_counted": self.rows_counted,
            "excluded": [{"reason": one.reason, "rows": one.rows} for one in self.excluded],
            "by": [{name: _plain(cell) for name, cell in row.items()} for row in self.table.to_dicts()]
            if self.question.by
            else [],
            "sources": [
                {"name": file.name, "sha256": file.sha256, "rows": file.rows_out} for file in self.files
            ],
        }


def figure(definition: Definition, reading: Reading, question: Question) -> Figure:
    """Run a definition on a reading of its source.

    Without ``as_of`` the newest day in the rows is the day asked about. Raises FigureError for a breakdown the source
    hasn't, a condition that is no SQL over its columns, or a day before every list.
    """
    unknown = [name for name in question.by if name not in BREAKDOWNS[definition.source]]
    if unknown:
        known = ", ".join(BREAKDOWNS[definition.source])
        raise FigureError(f"A figure can't be broken down by [{', '.join(unknown)}]. It can by: {known}.")
    rows = reading.rows
    if definition.source is Source.FOIA_DETAINERS:
        rows, days = prepare_detainers(rows), rows["detainer_prepare_date"]
    else:
        days = rows["listed_on"]
    newest = days.max()
    as_of = question.as_of or (newest if isinstance(newest, date) else date.max)
    kept, excluded = _filtered(rows, definition, question)
    parameters = {"as_of": as_of, **_list_days(reading.rows, definition, as_of)}
    population, base = _counted(definition, kept, parameters)
    countable = True
    if definition.unit is Unit.PERSON:
        countable = population.is_empty() or population["unique_identifier"].count() > 0
        nameless = population["unique_identifier"].null_count()
        if nameless:
            excluded.append(Excluded("no pseudonym, so not countable as a person", nameless))
        population = population.filter(pl.col("unique_identifier").is_not_null())
    return Figure(
        definition=definition,
        question=question,
        as_of=as_of,
        value=_value(definition, population, base) if countable else None,
        table=_broken_down(definition, population, base, question.by),
        rows_in=rows.height,
        rows_counted=population.height,
        excluded=tuple(excluded),
        files=reading.files,
        evidence=population.select(EVIDENCE),
    )


def _filtered(
    rows: pl.DataFrame, definition: Definition, question: Question
) -> tuple[pl.DataFrame, list[Excluded]]:
    """Apply the filters one after another, and say what each left out."""
    excluded: list[Excluded] = []

    def keep(kept: pl.DataFrame, condition: pl.Expr, reason: str) -> pl.DataFrame:
        left = kept.filter(condition)
        if left.height < kept.height:
            excluded.append(Excluded(reason, kept.height - left.height))
        return left

    if question.state:
        rows = keep(rows, pl.col("state").is_not_null(), "the row names no state")
        rows = keep(rows, pl.col("state") == question.state, f"not in {question.state}")
    if definition.source is Source.FOIA_DETAINERS and (question.first or question.last):
        rows = keep(rows, pl.col("prepared").is_not_null(), "no prepare date")
        if question.first:
            rows = keep(rows, pl.col("prepared") >= question.first, f"prepared before {question.first}")
        if question.last:
            rows = keep(rows, pl.col("prepared") <= question.last, f"prepared after {question.last}")
    return rows, excluded


def _list_days(rows: pl.DataFrame, definition: Definition, as_of: date) -> dict[str, date]:
    """The day of the newest list in force, and of the newest pending one, on or before the day asked about."""
    if definition.source is not Source.AGREEMENTS:
        return {}
    days: dict[str, date] = {}
    for name, wanted in (("list_day", ~pl.col("pending")), ("pending_day", pl.col("pending"))):
        newest = rows.filter(wanted & (pl.col("listed_on") <= as_of))["listed_on"].max()
        if isinstance(newest, date):
            days[name] = newest
        elif f"${name}" in definition.population:
            raise FigureError(
                f"[{definition.id}]: none of these lists is of {as_of} or before. "
                "Give an earlier list, or ask about a later day."
            )
    return days


def _counted(
    definition: Definition, rows: pl.DataFrame, parameters: dict[str, Any]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    base = _where(definition, definition.of, rows, parameters) if definition.of else rows
    return _where(definition, definition.population, base, parameters), base


def _where(
    definition: Definition, condition: str, rows: pl.DataFrame, parameters: dict[str, Any]
) -> pl.DataFrame:
    used = {name: value for name, value in parameters.items() if f"${name}" in condition}
    with duckdb.connect() as database:
        database.register("counted", rows.to_arrow())
        try:
            # The condition is a definition's own words.
            relation = database.sql(f"SELECT * FROM counted WHERE {condition}", params=used or None)  # noqa: S608
            table = relation.to_arrow_table()
        except duckdb.Error as error:
            raise FigureError(
                f"The definition [{definition.id}] can't be run: [{condition}] ({str(error).splitlines()[0]})."
            ) from error
    return pl.DataFrame(table, schema=rows.schema)


def _units(definition: Definition) -> pl.Expr:
    match definition.unit:
        case Unit.PERSON:
            return pl.col("unique_identifier").n_unique()
        case Unit.AGENCY:
            return pl.struct("state", "agency").n_unique()
        case Unit.COUNTY:
            return pl.struct("state", "county").n_unique()
        case Unit.DETAINER | Unit.AGREEMENT:
            return pl.len()


def _value(definition: Definition, population: pl.DataFrame, base: pl.DataFrame) -> float | None:
    if definition.is_share:
        return population.height / base.height if base.height else None
    return float(population.select(_units(definition)).item()) if population.height else 0.0


def _broken_down(
    definition: Definition, population: pl.DataFrame, base: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    if not by:
        value = _value(definition, population, base)
        return pl.DataFrame({"value": [value], "rows": [population.height]})
    counted = population.group_by(by).agg(
        _units(definition).cast(pl.Float64).alias("value"), pl.len().alias("rows")
    )
    if definition.is_share:
        whole = base.group_by(by).agg(pl.len().alias("of"))
        counted = whole.join(counted, on=list(by), how="left", nulls_equal=True).select(
            *by,
            (pl.col("rows").fill_null(0) / pl.col("of")).alias("value"),
            pl.col("rows").fill_null(0),
            "of",
        )
    return counted.sort("rows", *by, descending=[True, *(False for _ in by)], nulls_last=True)


def _plain(cell: object) -> object:
    return str(cell) if isinstance(cell, date) else cell
