"""Count every definition once, break it down by every level that is published, and hide what must be hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lodged.figures.cells import NOT_STATED, Cell, count_cells
from lodged.figures.columns import EVIDENCE
from lodged.figures.counting import distinct_columns, figure
from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, Source, Unit
from lodged.figures.disclosure import check_release
from lodged.figures.figure import Figure
from lodged.figures.question import Question
from lodged.figures.suppression import Rule, suppress
from lodged.figures.unit_totals import RowTables, shown_totals
from lodged.figures.units import Units, count_units
from lodged.publication.labels import Labels

Sheets = Mapping[str, tuple[str, ...]]
BY_ROW = frozenset({Unit.DETAINER, Unit.AGREEMENT, Unit.STAY})
"""Units of which each row is one, so that groups add up to their total."""
IN_ORDER = frozenset({"month", "fiscal_year"})
"""Levels that are told in their own order; others from most to fewest."""
_UNIT = "unit counted"
_WHOLE = "whole"
"""The one level of files that have no level to break down by."""


@dataclass(frozen=True, slots=True)
class Row:
    """One group. ``value`` is None where it is hidden, or where nothing can be said; ``of`` is a share's whole."""

    group: str
    value: float | None
    rows: int | None
    of: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One figure by one level."""

    figure: str
    level: str
    share: bool
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """Its name in files and addresses."""
        return f"{self.figure}-by-{self.level.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as it is published: its value may be hidden, and its tables are those that may be shown."""

    figure: Figure
    value: float | None
    hidden: bool
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Protection:
    """What was hidden of a source's cells, after the attack found nothing too near."""

    rule: Rule
    cells: int
    hidden: int


@dataclass(frozen=True)
class Telling:
    """All that is told of one source. ``protection`` is None where nothing had to be hidden."""

    material: Material
    figures: tuple[ShownFigure, ...]
    protection: Protection | None


def tell(
    material: Material, definitions: Sequence[Definition], question: Question, rule: Rule | None
) -> Telling:
    """Count ``definitions``, with ``rule`` hiding what is small; None hides nothing.

    Raises DisclosureError when the hidden counts could be computed back, FigureError for a definition that fails.
    """
    figures = [figure(one, material, question) for one in definitions]
    sheets = _available(sheets_of(material.source, question.state), material)
    if rule is None:
        return Telling(material, tuple(_open(one, material, sheets) for one in figures), None)
    return _protected(figures, material, sheets, rule)


def sheets_of(source: Source, state: str | None) -> dict[str, tuple[str, ...]]:
    """Return the levels that a source is broken down by: each is a table, each sheet a hierarchy."""
    place = ("class", "county", "facility_group") if state else ("state", "class")
    match source:
        case Source.AGREEMENTS:
            signed = ("county", "agency") if state else ("state",)
            return {"place": signed, "model": ("model",), "agency_type": ("agency_type",)}
        case Source.CUSTODY_RECORDS | Source.FACILITY_COUNTS:
            return {"place": place}
        case Source.JAIL_BOOKINGS:
            return {"time": ("month", "fiscal_year"), "final_release_disp": ("final_release_disp",)}
        case Source.FOIA_DETAINERS:
            flat = ("outcome", "form", "criminality", "final_order")
            return {"place": place, "time": ("month", "fiscal_year"), **{name: (name,) for name in flat}}


def _available(sheets: Sheets, material: Material) -> Sheets:
    """Leave out levels that these files don't have."""
    kept = {
        name: tuple(level for level in levels if not material.missing([level]))
        for name, levels in sheets.items()
    }
    return {name: levels for name, levels in kept.items() if levels}


def _levels(figure: Figure, sheets: Sheets) -> list[tuple[str, str]]:
    """Return the sheet and level of each of a figure's tables; the share of an outcome among itself says nothing."""
    return [
        (sheet, level)
        for sheet, levels in sheets.items()
        for level in levels
        if not (figure.definition.is_share and level == "outcome")
    ]


def _open(counted: Figure, material: Material, sheets: Sheets) -> ShownFigure:
    """Return a figure with nothing hidden."""
    tables = []
    for _, level in _levels(counted, sheets) if counted.value is not None else ():
        table = figure(counted.definition, material, replace(counted.question, by=(level,))).table
        share = counted.definition.is_share
        rows = [
            Row(_text(row[level]), row["value"], row["rows"], row["of"] if share else None, hidden=False)
            for row in table.iter_rows(named=True)
        ]
        tables.append(Table(counted.definition.id, level, share, _in_order(rows, level)))
    return ShownFigure(
        counted, counted.value, hidden=False, tables=tuple(one for one in tables if len(one.rows) > 1)
    )


def _protected(figures: Sequence[Figure], material: Material, sheets: Sheets, rule: Rule) -> Telling:
    """Return figures with small counts hidden, and the hidden ones attacked."""
    countable = [one for one in figures if one.untold is None]
    by_row = _measures([one for one in countable if one.definition.unit in BY_ROW], material)
    # Where nothing is broken down, totals must be protected from one another all the same.
    sheets = sheets or {_WHOLE: (_WHOLE,)}
    tables, released = None, dict[Cell, int | None]()
    if by_row:
        marked = _marked(material, by_row, sheets)
        counted = count_cells(marked, list(by_row), sheets, "n" if material.counts else None)
        hidden = suppress(counted, rule)
        released = {cell: None if cell in hidden else value for cell, value in counted.values().items()}
        check_release(counted.layout, released, rule.width)
        tables = RowTables(counted.layout, released)
    others = _measures([one for one in countable if one.definition.unit not in BY_ROW], material)
    totals = _unit_totals(others, by_row, material, tables, rule)
    everything = {**released, **{Cell(name): total for name, total in totals.items()}}
    protection = Protection(rule, len(everything), sum(value is None for value in everything.values()))
    shown = Shown(everything, sheets)
    return Telling(material, tuple(_closed(one, shown) for one in figures), protection)


def _measures(figures: Sequence[Figure], material: Material) -> dict[str, Figure]:
    """Return what is counted: the figures, and the whole of each that is a share."""
    measures = {one.definition.id: one for one in figures}
    for one in figures:
        if one.definition.is_share:
            measures[whole_of(one.definition.id)] = figure(_whole(one.definition), material, one.question)
    return measures


def _unit_totals(
    measures: Mapping[str, Figure],
    by_row: Mapping[str, Figure],
    material: Material,
    tables: RowTables | None,
    rule: Rule,
) -> dict[str, int | None]:
    """Return the totals of people, bookings or facilities, hidden where a small number follows from what is shown."""
    if not measures:
        return {}
    keys = {distinct_columns(one.definition) for one in measures.values()}
    weighted = material.counts is not None and tables is not None
    hidden_total = tables is not None and any(
        tables.released[Cell(measure)] is None for measure in tables.layout.measures
    )
    if len(keys) > 1 or (weighted and hidden_total):
        # Units of several sorts, and rows that stand for many, bind each other in ways that aren't attacked.
        return dict.fromkeys(measures)
    if weighted:
        by_row, tables = {}, None
    units = _units(measures, by_row, next(iter(keys)), material, tables)
    return shown_totals(units, tables, rule)


def _units(
    measures: Mapping[str, Figure],
    by_row: Mapping[str, Figure],
    key: tuple[str, ...],
    material: Material,
    tables: RowTables | None,
) -> Units:
    statement = material.select({*key, *EVIDENCE}, material.source.day)
    rows = _with_marks(
        pl.DataFrame(material.database.sql(statement).to_arrow_table()), {**by_row, **measures}
    )
    unit = pl.when(pl.all_horizontal(pl.col(key).is_not_null())).then(
        pl.concat_str(pl.col(key).cast(pl.String), separator="\x1f")
    )
    shares = {name for name, one in measures.items() if one.definition.is_share}
    shares |= {whole_of(name) for name in shares}
    return count_units(
        rows.with_columns(unit.alias(_UNIT)),
        _UNIT,
        [name for name in measures if name not in shares],
        [name for name in measures if name in shares],
        tables.layout if tables else None,
    )


def _marked(material: Material, measures: Mapping[str, Figure], sheets: Sheets) -> pl.DataFrame:
    """Return every row with its levels, and whether each measure counts it."""
    levels = {level for own in sheets.values() for level in own} - {_WHOLE}
    weight = {"n"} if material.counts else set()
    statement = material.select({*levels, *EVIDENCE, *weight}, material.source.day)
    table = pl.DataFrame(material.database.sql(statement).to_arrow_table())
    rows = Labels(next(iter(measures.values())).question).named(table, levels)
    return _with_marks(rows, measures).with_columns(pl.lit(NOT_STATED).alias(_WHOLE))


def _with_marks(rows: pl.DataFrame, measures: Mapping[str, Figure]) -> pl.DataFrame:
    """Add of each measure whether it counts the row."""
    for name, counted in measures.items():
        mark = counted.evidence.with_columns(pl.lit(value=True).alias(name))
        rows = rows.join(mark, on=list(EVIDENCE), how="left", nulls_equal=True)
    return rows.with_columns(pl.col(name).fill_null(value=False) for name in measures)


def whole_of(definition: str) -> str:
    """Name the measure that a share's whole is."""
    return f"{definition}, whole"


def _whole(definition: Definition) -> Definition:
    return replace(definition, id=whole_of(definition.id), population=definition.of or "true", of=None)


@dataclass(frozen=True)
class Shown:
    """Cells as they are released, None where hidden, and the levels of the tables."""

    released: Mapping[Cell, int | None]
    sheets: Sheets

    def tables(
        self, measure: str, levels: Sequence[tuple[str, str]], whole: str | None = None
    ) -> tuple[Table, ...]:
        """Return a measure's tables; with ``whole``, those of its share. Groups of zero are told, since others are."""
        made = []
        for sheet, level in levels:
            groups = [
                cell.group
                for cell in self.released
                if cell.measure == measure and cell.sheet == sheet and cell.level == level
            ]
            rows = [self._row(Cell(measure, sheet, level, group), whole) for group in groups]
            if len(rows) > 1:
                made.append(Table(measure, level, whole is not None, _in_order(rows, level)))
        return tuple(made)

    def total(self, measure: str) -> int | None:
        """Return a measure's total; None where it is hidden. What no row is counted by is zero."""
        return self.released.get(Cell(measure), 0)

    def _row(self, cell: Cell, whole: str | None) -> Row:
        count = self.released[cell]
        of = self.released.get(replace(cell, measure=whole), 0) if whole else None
        if count is None or (whole is not None and of is None):
            return Row(cell.group, None, None, None, hidden=True)
        if whole is None:
            return Row(cell.group, float(count), count, None, hidden=False)
        return Row(cell.group, count / of if of else None, count, of, hidden=False)


def _closed(counted: Figure, shown: Shown) -> ShownFigure:
    """Return a figure with what must be hidden left out."""
    if counted.value is None:
        return ShownFigure(counted, None, hidden=False, tables=())
    name = counted.definition.id
    whole = whole_of(name) if counted.definition.is_share else None
    hidden = shown.total(name) is None or (whole is not None and shown.total(whole) is None)
    # Units of groups don't add up, so what their groups give away isn't checked: only the total is told.
    by_row = counted.definition.unit in BY_ROW
    tables = shown.tables(name, _levels(counted, shown.sheets), whole) if by_row else ()
    return ShownFigure(counted, None if hidden else counted.value, hidden, tables)


def _text(group: object) -> str:
    if group is None:
        return NOT_STATED
    return str(group).lower() if isinstance(group, bool) else str(group)


def _in_order(rows: list[Row], level: str) -> tuple[Row, ...]:
    if level in IN_ORDER:
        return tuple(sorted(rows, key=lambda row: row.group))
    return tuple(sorted(rows, key=lambda row: (row.hidden, -(row.of or row.rows or 0), row.group)))
