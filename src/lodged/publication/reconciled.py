"""What a reconciliation and a list of who reported add to a publication: counts by category, and coverage by county.

A reconciliation is made from custody records, so its small counts are always hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from lodged.core.json import JsonError, from_plain
from lodged.core.states import STATES
from lodged.core.untrusted_json import parsed
from lodged.figures.cells import Cell, Counted, Layout, count_cells
from lodged.figures.definition import Kind, Unit
from lodged.figures.disclosure import check_release
from lodged.figures.suppression import Rule, suppress
from lodged.publication.assembly import protected_files, published_protection, published_table
from lodged.publication.commitments import PublishingKey
from lodged.publication.document import Part, PublishedFigure, PublishedSource
from lodged.publication.edition import PublicationError
from lodged.publication.labels import place_word
from lodged.publication.tables import Protection, Row, Shown, Table
from lodged.reconcile.categories import Category
from lodged.sources.facilities import Facility, load_directory
from lodged.sources.input_tables import read_coverage

RECONCILIATION, COVERAGE = "reconciliation", "coverage"
LISTED, REPORTING = "listed", "facilities-reporting"
_PLACE = {"place": ("class", "county", "facility_group")}
_LEVELS = [("place", level) for level in _PLACE["place"]]


_NAMED = ("facility_name", "facility_code", "facility_state")
"""The columns that say of a row which facility it names."""


@dataclass(frozen=True, slots=True)
class _Input:
    sha256: str


@dataclass(frozen=True, slots=True)
class _Summary:
    """What a reconciliation's ``summary.json`` says of the whole; ``as_of`` is a day, or a moment of one."""

    state: str
    as_of: str
    inputs: tuple[_Input, ...]

    def __post_init__(self) -> None:
        """Refuse a state that is none, and a day that is none; raises ValueError."""
        if self.state not in STATES:
            raise ValueError(f"[{self.state}] is not a state")
        date.fromisoformat(self.as_of[:10])

    @property
    def day(self) -> date:
        """The day that the rows are as of."""
        return date.fromisoformat(self.as_of[:10])

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each file that was reconciled."""
        return tuple(file.sha256 for file in self.inputs)


def reconciliation_part(folder: Path, rule: Rule, key: PublishingKey) -> Part:
    """Count a finished reconciliation's rows by category and place, with small counts hidden and attacked.

    Raises PublicationError for a folder that holds none.
    """
    hashes = _read(folder)[0].hashes
    part = reconciled_tables(folder, rule)
    files = protected_files(RECONCILIATION, hashes, key)
    return replace(part, source=replace(part.source, files=files))


def reconciled_tables(folder: Path, rule: Rule) -> Part:
    """Return the same without naming a file."""
    summary, rows = _read(folder)
    counted = _counted(rows, summary.state)
    hidden = suppress(counted, rule)
    values = counted.values()
    released = {cell: None if cell in hidden else value for cell, value in values.items()}
    protection = Protection(rule, len(values), check_release(counted.layout, released, rule.width))
    shown = Shown(released, _PLACE)
    by_category = Table(
        LISTED, "category", False, tuple(_category_row(shown, category) for category in Category)
    )
    tables = [by_category, *shown.tables(LISTED, _LEVELS)]
    figures = [_figure(LISTED, LISTED_TITLE, LISTED_MEANS, shown.total(LISTED), summary.day, tables)]
    for category in Category:
        if Cell(category.value) in released:
            own = list(shown.tables(category.value, _LEVELS))
            total = shown.total(category.value)
            figures.append(_figure(category.value, category.label, category.meaning, total, summary.day, own))
            tables += own
    return Part(
        PublishedSource(RECONCILIATION, (), published_protection(protection), about_people=True),
        tuple(figures),
        tuple(published_table(table, RECONCILIATION) for table in tables),
    )


def reconciled_hashes(folder: Path) -> frozenset[str]:
    """Return the SHA-256 of each file that was reconciled."""
    return frozenset(_read(folder)[0].hashes)


def listed_detainers(folder: Path) -> list[tuple[str | None, str | None, str | None, date | None]]:
    """Return for each row of the federal list its facility's name, code and state, and the day of issue."""
    _, rows = _read(folder)
    day = pl.col("issued_on") if "issued_on" in rows.columns else pl.lit(None, pl.String)
    return rows.select(*_NAMED, day.str.to_date("%Y-%m-%d", strict=False)).rows()


def layout_of(folder: Path) -> Layout:
    """Return how the cells of a reconciliation's tables add up."""
    summary, rows = _read(folder)
    return _counted(rows, summary.state).layout


def _counted(rows: pl.DataFrame, state: str) -> Counted:
    marked = _placed(rows, state).with_columns(
        pl.lit(value=True).alias(LISTED),
        *((pl.col("category") == category.value).alias(category.value) for category in Category),
    )
    return count_cells(marked, [LISTED, *(category.value for category in Category)], _PLACE)


def exact_totals(folder: Path) -> pl.DataFrame:
    """Return a reconciliation's rows by category (``category, rows, hidden``), nothing hidden: not for the public."""
    _, rows = _read(folder)
    counts = dict(rows.group_by("category").len().iter_rows())
    totals = [(category.value, counts.get(category.value, 0), False) for category in Category]
    return pl.DataFrame(
        totals, schema={"category": pl.String, "rows": pl.Int64, "hidden": pl.Boolean}, orient="row"
    )


LISTED_TITLE, REPORTING_TITLE = "Rows of the federal list", "Facilities that had reported"
LISTED_MEANS = (
    "Every row of a federal list is in exactly one category, by what custodians' own records say of it. "
    "It says what two sets of records say of each other, not who is right."
)
REPORTING_MEANS = (
    "Of the facilities that the list of reports names, those that had reported for the day. A facility that did not "
    "report is not a facility that holds nobody."
)


def coverage_part(path: Path, as_of: date, state: str, key: PublishingKey) -> Part:
    """Return which facilities had reported for a day, by county and kind of custodian."""
    reading = read_coverage(path)
    rows = _placed(
        reading.rows.with_columns(
            pl.lit(None, pl.String).alias("facility_code"), pl.lit(state).alias("facility_state")
        ),
        state,
    )
    reported = (pl.col("reported_from") <= as_of) & (pl.col("reported_through") >= as_of)
    facilities = rows.group_by("facility_name", "class", "county").agg(reported.any().alias("reported"))
    tables = [_shares(facilities, level) for level in ("county", "class")]
    count, of = int(facilities["reported"].sum()), facilities.height
    figure = replace(
        _figure(REPORTING, REPORTING_TITLE, REPORTING_MEANS, count, as_of, tables),
        unit=Unit.FACILITY,
        source=COVERAGE,
        share=True,
        value=count / of if of else None,
        population="reported_from <= $as_of AND reported_through >= $as_of",
        of="true",
    )
    files = protected_files(COVERAGE, [file.sha256 for file in reading.files], key)
    return Part(
        PublishedSource(COVERAGE, files, None, about_people=False),
        (figure,),
        tuple(published_table(table, COVERAGE) for table in tables),
    )


def _read(folder: Path) -> tuple[_Summary, pl.DataFrame]:
    summary, rows = folder / "summary.json", folder / "rows.csv"
    if not summary.is_file() or not rows.is_file():
        raise PublicationError(
            f"[{folder}] holds no reconciliation. Name the folder that [lodged reconcile --out] wrote: it has "
            "summary.json and rows.csv."
        )
    try:
        stored = from_plain(_Summary, parsed(summary.read_text("utf-8")))
        table = pl.read_csv(rows, infer_schema=False)
    except (ValueError, JsonError, pl.exceptions.PolarsError) as error:
        raise _damaged(folder) from error
    if not {"category", *_NAMED} <= set(table.columns):
        raise _damaged(folder)
    return stored, table


def _damaged(folder: Path) -> PublicationError:
    return PublicationError(
        f"[{folder}] holds a reconciliation that is damaged, so it was not published. Reconcile again into "
        "a new folder."
    )


def _placed(rows: pl.DataFrame, state: str) -> pl.DataFrame:
    """Add the place that each row names: kind of custodian, county, and facility with its annexes."""
    directory = load_directory()
    places = []
    for name, code, stated in rows.select(_NAMED).unique().sort(_NAMED).iter_rows():
        entry = directory.resolve(name, code, stated or state)
        known = entry if isinstance(entry, Facility) else None
        group = directory.with_parts(known) if known and not known.inferred else known
        places.append(
            {
                "facility_name": name,
                "facility_code": code,
                "facility_state": stated,
                "class": known.facility_class.value if known else None,
                "county": known.county if known else None,
                "facility_group": place_word(group.name if group else name, state),
            }
        )
    schema = dict.fromkeys((*_NAMED, *_PLACE["place"]), pl.String())
    return rows.join(pl.DataFrame(places, schema=schema), on=list(_NAMED), nulls_equal=True)


def _category_row(shown: Shown, category: Category) -> Row:
    total = shown.total(category.value)
    return Row(category.value, None if total is None else float(total), total, None, hidden=total is None)


def _shares(facilities: pl.DataFrame, level: str) -> Table:
    grouped = (
        facilities.group_by(pl.col(level).fill_null(""))
        .agg(pl.col("reported").sum().cast(pl.Int64), pl.len().alias("of"))
        .sort("of", level, descending=[True, False])
    )
    rows = tuple(Row(group, count / of, count, of, hidden=False) for group, count, of in grouped.iter_rows())
    return Table(REPORTING, level, True, rows)


def _figure(
    name: str, title: str, means: str, total: int | None, as_of: date, tables: list[Table]
) -> PublishedFigure:
    return PublishedFigure(
        id=name,
        version=1,
        title=title,
        unit=Unit.DETAINER,
        kind=Kind.STOCK,
        source=RECONCILIATION,
        share=False,
        means=means,
        treatment={},
        population="true" if name == LISTED else f"category = '{name}'",
        of=None,
        value=None if total is None else float(total),
        hidden=total is None,
        untold=None,
        as_of=as_of,
        rows_in=None,
        rows_counted=None,
        excluded=(),
        tables=tuple(table.id for table in tables),
        page=name,
    )
