"""The quality of a source: what can't be so, what is there twice, what is missing, each a list of rows.

A finding is a question for whoever made the file. Nothing is corrected or left out of any figure because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache, cached_property
from pathlib import Path

import polars as pl

from lodged.core.json import Plain
from lodged.figures.columns import EVIDENCE
from lodged.figures.dataset import Material
from lodged.figures.definition import DefinitionError, Source, bare_words
from lodged.figures.entries import read_entries

FOLDER = Path(__file__).parent / "checks"

USUAL_DAYS = 30
"""How many days with filings it takes to say what is usual."""

FAR = 10
"""How many times the middle half's width above it a day must be to be far out of the usual."""


class Sort(Enum):
    """What a finding is about."""

    IMPOSSIBLE = "impossible"
    """It can't be so, or is very unlikely to be."""
    QUESTION = "question"
    """It may be so; ask."""
    MASS = "mass filing"
    """Many in a day."""
    DUPLICATES = "duplicates"
    """There twice, or seeming so."""
    IDENTIFIERS = "identifiers"
    """Nobody can be told apart."""
    PLACES = "places"
    """A place isn't named, isn't known, or is spelled in several ways."""
    DATES = "dates"
    """A day is missing or outside its period."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look for: a condition in SQL over the columns of :mod:`lodged.figures.columns`."""

    id: str
    sort: Sort
    source: Source
    title: str
    population: str
    means: str
    show: tuple[str, ...]
    optional: tuple[str, ...]
    """Columns it can do without; where the files don't have them they are empty."""


@dataclass(frozen=True)
class Finding:
    """Something found: ``rows`` of ``of`` (of a table of counts, detainers), and the list of them."""

    id: str
    sort: Sort
    title: str
    means: str
    rows: int
    of: int
    _list: Callable[[], pl.DataFrame] = field(repr=False)

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """The rows: where they stand (:data:`~lodged.figures.columns.EVIDENCE`), and the columns that show it."""
        return self._list()

    def to_json(self) -> dict[str, Plain]:
        """Return everything but the list as plain data."""
        return {
            "id": self.id,
            "sort": self.sort.value,
            "title": self.title,
            "means": self.means,
            "rows": self.rows,
            "of": self.of,
        }


def load_checks() -> tuple[Check, ...]:
    """Return the checks that come with the package."""
    return _own()


@cache
def _own() -> tuple[Check, ...]:
    made = []
    for entry in read_entries(FOLDER, "check", DefinitionError):
        entry.only("id", "sort", "source", "title", "population", "means", "show", "optional")
        made.append(
            Check(
                id=entry.text("id"),
                sort=entry.choice("sort", Sort),
                source=entry.choice("source", Source),
                title=entry.text("title"),
                population=entry.text("population"),
                means=entry.text("means"),
                show=entry.texts("show"),
                optional=entry.texts("optional"),
            )
        )
    return tuple(made)


def findings(material: Material) -> tuple[Finding, ...]:
    """Look for everything that these files can show; what has no rows is not found."""
    return tuple(one for one in _looked_for(material) if one.rows)


def _looked_for(material: Material) -> Iterator[Finding]:
    for check in load_checks():
        if check.source is material.source:
            finding = _by_condition(check, material)
            if finding:
                yield finding
    if material.source is Source.FOIA_DETAINERS:
        yield from _mass_filings(material)
        yield from _spellings(material)
        yield from _exact_repeats(material)


def _by_condition(check: Check, material: Material) -> Finding | None:
    """Run a check; None where the files don't have its columns."""
    spoken = set(bare_words(check.population) & material.vocabulary)
    if material.missing(spoken - set(check.optional)):
        return None
    shown = [name for name in check.show if not material.missing([name])]
    weight = ["n"] if material.counts else []
    newest = material.span[1] if material.span else None
    parameters = {"newest": newest} if "$newest" in check.population else None
    counted = material.select({*spoken, *weight}, material.source.day)
    number = "coalesce(sum(n), 0)::BIGINT" if material.counts else "count(*)"
    ((rows,),) = material.ask(f"SELECT {number} FROM ({counted}) WHERE {check.population}", parameters)
    table = material.select({*spoken, *shown, *weight, *EVIDENCE}, material.source.day)
    columns = ", ".join(dict.fromkeys([*EVIDENCE, *shown, *weight]))
    statement = f"SELECT {columns} FROM ({table}) WHERE {check.population} ORDER BY ALL"
    return Finding(
        check.id,
        check.sort,
        check.title,
        check.means,
        rows,
        _rows(material),
        _lister(material, statement, parameters),
    )


def _mass_filings(material: Material) -> Iterator[Finding]:
    """Days on which a state had far more filings than it usually has."""
    if material.missing(["prepared"]):
        return
    by_state = not material.missing(["state"])
    names = ["prepared", *(["state"] if by_state else []), *(["n"] if material.counts else [])]
    group = "state, " if by_state else ""
    number = "sum(n)" if material.counts else "count(*)"
    over = "OVER (PARTITION BY state)" if by_state else "OVER ()"
    days = f"SELECT {group}prepared, {number} AS filed FROM ({material.select(names)}) GROUP BY ALL"
    usual = (
        f"SELECT *, quantile_cont(filed, 0.25) {over} AS low, quantile_cont(filed, 0.75) {over} AS high, "
        f"median(filed) {over} AS usual, count(*) {over} AS days FROM ({days})"
    )
    far = f"days >= {USUAL_DAYS} AND filed > high + {FAR} * greatest(high - low, 1)"
    statement = f"SELECT {group}prepared, filed::BIGINT AS filed, usual FROM ({usual}) WHERE {far} ORDER BY filed DESC"
    ((rows,),) = material.ask(f"SELECT coalesce(sum(filed), 0)::BIGINT FROM ({statement})")
    yield Finding(
        "many-in-a-day",
        Sort.MASS,
        "Filed on days with far more than usual",
        "The listed days have more filings than the middle half of days by ten times its width. They may be forms "
        "issued again, or a batch entered at once: counts since a day before and after them can't be compared.",
        rows,
        _rows(material),
        _lister(material, statement),
    )


def _spellings(material: Material) -> Iterator[Finding]:
    """Yield one place spelled in several ways, and one form named in several ways."""
    for id_, column, means, title in (
        ("one-place-many-names", "detention_facility", "facility", "Places written in several ways"),
        ("one-form-many-names", "detainer_type", "form", "Forms written in several ways"),
    ):
        if material.missing([column, means]):
            continue
        names = {
            column,
            means,
            *(["state"] if means == "facility" and not material.missing(["state"]) else []),
        }
        number = "sum(n)::BIGINT" if material.counts else "count(*)"
        weight = ["n"] if material.counts else []
        spelled = (
            f"SELECT {means}, {column}, {number} AS rows FROM ({material.select({*names, *weight})}) "
            f"WHERE {means} IS NOT NULL GROUP BY ALL"
        )
        several = f"SELECT *, count(*) OVER (PARTITION BY {means}) AS ways FROM ({spelled})"
        statement = f"SELECT {means}, {column}, rows FROM ({several}) WHERE ways > 1 ORDER BY ALL"
        ((rows,),) = material.ask(f"SELECT coalesce(sum(rows), 0)::BIGINT FROM ({statement})")
        yield Finding(
            id_,
            Sort.PLACES if means == "facility" else Sort.QUESTION,
            title,
            "A count by the name as written splits them; a count by what they are does not.",
            rows,
            _rows(material),
            _lister(material, statement),
        )


def _exact_repeats(material: Material) -> Iterator[Finding]:
    """Yield rows of an anonymous table that equal an earlier row in every cell: different people, so never removed."""
    if material.counts or not material.missing(["person"]):
        return
    columns = [name for name in material.columns if name not in EVIDENCE]
    key = ", ".join(columns)
    numbered = (
        f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {', '.join(EVIDENCE)}) AS nth "
        f"FROM ({material.select({*columns, *EVIDENCE})})"
    )
    statement = f"SELECT {', '.join(EVIDENCE)}, {key} FROM ({numbered}) WHERE nth > 1 ORDER BY ALL"
    ((rows,),) = material.ask(f"SELECT count(*) FROM ({statement})")
    yield Finding(
        "equal-to-an-earlier-row",
        Sort.DUPLICATES,
        "Rows equal to an earlier row in every cell",
        "The table names no person, so these are different people of one day and place. Removing them is a mistake.",
        rows,
        _rows(material),
        _lister(material, statement),
    )


def _rows(material: Material) -> int:
    number = "coalesce(sum(n), 0)::BIGINT" if material.counts else "count(*)"
    ((rows,),) = material.ask(f"SELECT {number} FROM source_rows")
    return int(rows)


def _lister(
    material: Material, statement: str, parameters: Mapping[str, date | None] | None = None
) -> Callable[[], pl.DataFrame]:
    return lambda: pl.DataFrame(material.database.sql(statement, params=parameters).to_arrow_table())
