"""One source, read and ready to be counted: its rows stand in DuckDB, as a table or as the Parquet file itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import duckdb
import polars as pl

from lodged.figures.columns import (
    CALENDAR,
    DERIVED,
    EVIDENCE,
    LOOKUPS,
    SCHEMAS,
    empty,
    speakable,
    sql_type,
)
from lodged.figures.definition import Source
from lodged.figures.lookups import Lookup, Outcome
from lodged.sources.model import Problem, Reading, Severity, SourceFile
from lodged.sources.stays import STAY_COLUMNS

GONE = "gone_after"
"""The day of the last list of those held that has a person, of custody records, where a newer one no longer does."""

TOGETHER = "(several outcomes together)"
"""Stands as the lift reason where a table counts several outcomes in one number."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a table of counts doesn't tell.

    ``together`` are the outcomes that its rows marked :data:`TOGETHER` may be of; ``leaves_out_blank`` says that
    detainers without a recorded outcome are not in it.
    """

    together: tuple[Outcome, ...] = ()
    leaves_out_blank: bool = False


@dataclass(frozen=True, eq=False)
class Material:
    """The rows of one source.

    ``columns`` gives, for each column of the files, the SQL of its value over the table ``source_rows``; a column that
    is empty throughout is not among them. ``unreadable`` gives, by column, the SQL condition of cells that can't be
    read.
    ``counts`` is there for a table of counts, whose column ``n`` says how many detainers a row stands for.
    ``lists_those_held`` says that its files have a column for the end of custody and no row has one: they know who is
    held about their newest day, and nothing of those who left.
    """

    source: Source
    name: str
    files: tuple[SourceFile, ...]
    database: duckdb.DuckDBPyConnection = field(repr=False)
    columns: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    counts: Counts | None = None
    lists_those_held: bool = False
    _looked_up: set[str] = field(default_factory=set, repr=False)

    def ask(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement and give its rows."""
        return self.database.execute(statement, dict(parameters) if parameters else None).fetchall()

    def noted(self, *notes: str) -> Material:
        """Return the same rows with more said about them."""
        return replace(self, notes=(*self.notes, *notes))

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day that the rows are of; None where they have no day."""
        day = self.source.day
        if day is None or self.missing([day]):
            return None
        ((first, last),) = self.ask(f"SELECT min({day}), max({day}) FROM ({self.select([day])})")
        return (first, last) if first and last else None

    def reach_back(self, number: int, through: date, state: str) -> tuple[date, date] | None:
        """Return the days, up to ``through``, whose detainers are the newest ``number`` or just more.

        None where fewer were filed by that day.
        """
        weight = "sum(n)" if self.counts else "count(*)"
        columns = ["prepared", "state", *(["n"] if self.counts else [])]
        days = f"SELECT prepared, {weight} AS filed FROM ({self.select(columns)}) WHERE state = $state "
        days += "AND prepared <= $through GROUP BY prepared"
        reached = f"SELECT prepared, sum(filed) OVER (ORDER BY prepared DESC) AS so_far FROM ({days})"
        ((first,),) = self.ask(
            f"SELECT max(prepared) FROM ({reached}) WHERE so_far >= $number",
            {"state": state, "through": through, "number": number},
        )
        ((last,),) = self.ask(f"SELECT max(prepared) FROM ({days})", {"state": state, "through": through})
        return (first, last) if first else None

    def missing(self, names: Collection[str]) -> tuple[str, ...]:
        """Return which of ``names`` (columns of any sort) these files can't give."""
        return tuple(sorted(name for name in names if not self._reachable(name)))

    def closure(self, names: Collection[str], day: str | None) -> frozenset[str]:
        """Return the columns of the files that ``names`` are worked out from."""
        return frozenset(base for name in names for base in self._bases(name, day))

    def select(
        self,
        names: Collection[str],
        day: str | None = None,
        *,
        outcome: str | None = None,
        supposed: Mapping[str, str] | None = None,
        unread: Collection[str] = (),
    ) -> str:
        """Return the SQL of a table with the columns ``names``, worked out.

        ``day`` is the column that months and years are of. ``outcome`` is the SQL of an outcome to suppose: of the
        rows that count several outcomes together, or of all where it is NULL. ``supposed`` gives of a column the SQL of
        what its cells that can't be read are taken to say. For each column of ``unread`` there is one,
        ``unread_<column>``, that is true of such cells.
        """
        worked_out = set(names) | ({day} if day and set(names) & CALENDAR.keys() else set())
        lookups = [one for one in LOOKUPS[self.source] if worked_out & self._given_by(one)]
        bases = self.closure(worked_out, day) | {key for one in lookups for key in one.keys}
        inner = ", ".join(
            [
                *(f"{self._base(name, supposed)} AS {name}" for name in sorted(bases)),
                *(f"({self.unreadable[name]}) AS unread_{name}" for name in unread),
            ]
        )
        joins = " ".join(self._join(one) for one in lookups)
        looked_up = [
            f"{self._lookup_column(one, column, outcome)} AS {column}"
            for one in lookups
            for column in one.columns
            if column in worked_out & self._given_by(one)
        ]
        derived = [
            f"{DERIVED[self.source][name].sql} AS {name}"
            for name in sorted(worked_out)
            if name not in self.columns and name in DERIVED[self.source]
        ]
        calendar = [
            f"{CALENDAR[name].format(day=day)} AS {name}"
            for name in sorted(worked_out)
            if name not in self.columns and name in CALENDAR
        ]
        rows = f"(SELECT {inner or '1'} FROM source_rows) AS base {joins}"
        return (
            f"SELECT {', '.join(['*', *calendar])} FROM (SELECT {', '.join(['*', *derived])} FROM "
            f"(SELECT {', '.join(['base.*', *looked_up])} FROM {rows}))"
        )

    def _base(self, name: str, supposed: Mapping[str, str] | None) -> str:
        """SQL of a column of the files, or of one they don't have; cells that can't be read as they are supposed."""
        sql = self.columns.get(name) or empty(self.source, name)
        if supposed is None or name not in supposed:
            return sql
        kind = sql_type(self.source, name)
        return f"CASE WHEN {self.unreadable[name]} THEN CAST({supposed[name]} AS {kind}) ELSE {sql} END"

    def _lookup_column(self, lookup: Lookup, column: str, outcome: str | None) -> str:
        if column != "outcome" or self.counts is None:
            return f"{lookup.name}.{column}"
        if outcome == "NULL":
            return "CAST(NULL AS VARCHAR)"
        supposed = outcome or f"'{TOGETHER}'"
        return (
            f"CASE WHEN base.{lookup.keys[0]} = '{TOGETHER}' THEN {supposed} ELSE {lookup.name}.{column} END"
        )

    def _join(self, lookup: Lookup) -> str:
        self._look_up(lookup)
        on = " AND ".join(
            f"base.{key} IS NOT DISTINCT FROM {lookup.name}.key_{i}" for i, key in enumerate(lookup.keys)
        )
        return f"LEFT JOIN {lookup.name} ON {on}"

    def _look_up(self, lookup: Lookup) -> None:
        if lookup.name in self._looked_up:
            return
        keys = ", ".join(self.columns.get(key) or empty(self.source, key) for key in lookup.keys)
        distinct = self.ask(f"SELECT DISTINCT {keys} FROM source_rows")
        table = lookup.table(distinct).to_arrow()
        self.database.register("looked_up", table)
        self.database.execute(f"CREATE OR REPLACE TEMP TABLE {lookup.name} AS FROM looked_up")
        self.database.unregister("looked_up")
        self._looked_up.add(lookup.name)

    def _given_by(self, lookup: Lookup) -> set[str]:
        """The columns that a lookup gives: not those the files have themselves, nor those an earlier lookup gives."""
        earlier: set[str] = set()
        for one in LOOKUPS[self.source]:
            if one is lookup:
                break
            if self._can(one):
                earlier |= set(one.columns)
        return set(lookup.columns) - set(self.columns) - earlier if self._can(lookup) else set()

    def _can(self, lookup: Lookup) -> bool:
        return any(key in self.columns for key in lookup.telling)

    def _reachable(self, name: str) -> bool:
        if name in self.columns:
            return True
        if name in DERIVED[self.source]:
            return all(need in self.columns for need in DERIVED[self.source][name].needs)
        if name in CALENDAR:
            return self.source.day is not None and self._reachable(self.source.day)
        return any(name in self._given_by(lookup) for lookup in LOOKUPS[self.source])

    def _bases(self, name: str, day: str | None) -> tuple[str, ...]:
        if name in self.columns:
            return (name,)
        if name in DERIVED[self.source]:
            made = DERIVED[self.source][name]
            return (*made.needs, *made.uses)
        if name in CALENDAR and day:
            return self._bases(day, None)
        return (name,) if name in SCHEMAS[self.source] else ()

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every column name that may be spoken of over this source, whether these files have it or not."""
        return speakable(self.source) | frozenset(self.columns)


def new_database() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that writes nothing to the terminal."""
    database = duckdb.connect()
    database.execute("SET enable_progress_bar = false")
    return database


def from_reading(
    source: Source, name: str, reading: Reading, *, within: str | None = None, counts: Counts | None = None
) -> Material:
    """Make material of rows that were read; ``within`` is the state they are all of where they name none."""
    database = new_database()
    database.execute("SET enable_external_access = false")
    unread = _unread(reading)
    database.register("source_rows", reading.rows.with_columns(unread).to_arrow())
    filled = {
        column: column
        for column in reading.rows.columns
        if reading.rows.is_empty() or reading.rows[column].null_count() < reading.rows.height
    }
    for column in ("source_file", "source_sheet", "source_row"):
        filled[column] = column
    made = Material(
        source,
        name,
        reading.files,
        database,
        filled,
        reading.problems,
        _reading_notes(reading.problems),
        {column.name.removeprefix(_UNREAD): column.name for column in unread},
        counts,
        lists_those_held=source is Source.CUSTODY_RECORDS and _tells_no_end(reading),
    )
    return placed_within(made, within)


_UNREAD = "unread_"


def _unread(reading: Reading) -> list[pl.Series]:
    """Return for each column with cells that could not be read whether that of a row could not."""
    places: dict[str, list[tuple[str, str | None, int]]] = {}
    for one in reading.problems:
        if one.severity is Severity.CELL and one.field and one.row is not None and _is_no_blank(one):
            places.setdefault(one.field, []).append((one.file, one.sheet, one.row))
    rows = reading.rows.select(EVIDENCE)
    marked = []
    for name, cells in places.items():
        table = pl.DataFrame(cells, schema=rows.schema, orient="row").unique()
        marks = rows.join(
            table.with_columns(mark=True), on=EVIDENCE, how="left", nulls_equal=True, maintain_order="left"
        )
        marked.append(marks["mark"].fill_null(value=False).alias(f"{_UNREAD}{name}"))
    return marked


def _is_no_blank(problem: Problem) -> bool:
    """Return whether a cell said something: it has a text, or rows of one stay say different things in it."""
    return problem.value is not None or problem.field in STAY_COLUMNS


def _tells_no_end(reading: Reading) -> bool:
    """Return whether the files have a column for the end of custody and say in every row that there is none."""
    ends = {"released_at", "release_reason"}
    unread = any(problem.field in ends for problem in reading.problems)
    return (
        "released_at" in reading.columns_in_files
        and not unread
        and not reading.rows["release_reason"].count()
    )


def _reading_notes(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Say what was lost in reading, and what was read otherwise than it was written; a problem of each sort in full."""
    made = []
    for severity, words in (
        (Severity.ROW, "rows could not be read and are in no count"),
        (Severity.CELL, "cells could not be read, and what hangs on them is in no count"),
    ):
        lost = [problem for problem in problems if problem.severity is severity]
        if lost:
            made.append(
                f"{len(lost):,} {words}; [lodged inspect] lists them. The first: {lost[0].without_value()}"
            )
    of_files = (
        one for one in problems if one.severity is Severity.NOTE and one.row is None and one.column is None
    )
    return (*made, *(str(problem) for problem in of_files))


def placed_within(material: Material, within: str | None) -> Material:
    """Take rows that name no state as being of ``within``."""
    column = _PLACED_BY.get(material.source)
    if within is None or column is None or column in material.columns:
        return material
    note = f"The rows of {material.name} name no state; they were taken as being of {within}, as you said."
    return replace(
        material, columns={**material.columns, column: f"'{within}'"}, notes=(*material.notes, note)
    )


_PLACED_BY = {
    Source.FOIA_DETAINERS: "facility_state",
    Source.CUSTODY_RECORDS: "within",
    Source.FACILITY_COUNTS: "within",
}
"""The column that a state is told by where the rows name none."""
