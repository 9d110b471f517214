"""Rows of which it can't be told whether a figure counts them: a cell that decides it could not be read.

Each such cell is given every value that could decide: none, each value that the conditions name, and, of a date, one
before and one after all days. A row that is counted with each of them is counted, one that is counted with none isn't,
and the rest are unsettled: they stand apart, and the figure is an interval.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count, product

import polars as pl

from lodged.figures.columns import EVIDENCE, SCHEMAS
from lodged.figures.dataset import Material

SETTLED = "settled"
"""The column that is true of a row of which it can be told whether a figure counts it."""
REASON = "a cell that decides whether it counts could not be read"
AT_MOST = 256
"""Suppositions tried on the cells that decide; past that every row with such a cell is unsettled."""
_NUMBERS = count()
_BEFORE_ALL, _AFTER_ALL = "DATE '1900-01-01'", "DATE '2199-12-31'"
_DAYS_ASKED = re.compile(r"\$(?:as_of|list_day|pending_day)\b|DATE '[^']*'")
_TEXTS = re.compile(r"'([^']*)'")
_MONTH_OR_DAY = re.compile(r"^\d{4}(-\d{2}){0,2}$")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a figure asks of the rows: ``conditions`` that they count by, which speak of the columns ``deciding``.

    ``columns`` are all that the conditions need; ``day`` is the column that months and years are of.
    """

    conditions: tuple[str, ...]
    deciding: frozenset[str]
    columns: frozenset[str]
    day: str | None


def statement(material: Material, criteria: Criteria) -> str | None:
    """Return the SQL of the places (:data:`EVIDENCE`) of unsettled rows; None where every cell that decides was read.

    A table of counts has none: how many a cell would have said isn't known, and its figures say so themselves.
    """
    used = sorted(material.closure(criteria.deciding, criteria.day) & material.unreadable.keys())
    if not used or material.counts is not None:
        return None
    values = [
        _values(SCHEMAS[material.source].get(name, pl.String()), " ".join(criteria.conditions))
        for name in used
    ]
    suppositions = [dict(zip(used, chosen, strict=True)) for chosen in product(*values)]
    place = ", ".join(EVIDENCE)
    if len(suppositions) > AT_MOST:
        rows = material.select(EVIDENCE, unread=used)
        return f"SELECT {place} FROM ({rows}) WHERE {_any_of(used)}"
    met = ", ".join(f"coalesce(({one}), false) AS met_{at}" for at, one in enumerate(criteria.conditions))
    columns = {*criteria.columns, *EVIDENCE}
    supposed = " UNION ALL ".join(
        f"SELECT {place}, {met} FROM ({material.select(columns, criteria.day, supposed=one, unread=used)}) "
        f"WHERE {_any_of(used)}"
        for one in suppositions
    )
    differs = " OR ".join(
        f"bool_or(met_{at}) <> bool_and(met_{at})" for at in range(len(criteria.conditions))
    )
    return f"SELECT {place} FROM ({supposed}) GROUP BY {place} HAVING {differs}"


def _any_of(columns: Collection[str]) -> str:
    return " OR ".join(f"unread_{name}" for name in columns)


def stored(material: Material, sql: str, parameters: dict[str, object]) -> str:
    """Return the name of a table with the places of unsettled rows; an empty name where there is no such row."""
    name = f"unsettled_{next(_NUMBERS)}"
    used = {key: value for key, value in parameters.items() if f"${key}" in sql}
    material.ask(f"CREATE TEMP TABLE {name} AS {sql}", used or None)
    ((rows,),) = material.ask(f"SELECT count(*) FROM {name}")
    return name if rows else ""


def with_settled(rows: str, table: str) -> str:
    """Return the SQL of ``rows`` (a statement that has :data:`EVIDENCE`) with the column :data:`SETTLED`."""
    place = "source_file, coalesce(source_sheet, ''), source_row"
    return f"SELECT *, ({place}) NOT IN (SELECT ({place}) FROM {table}) AS {SETTLED} FROM ({rows})"


def _values(kind: pl.DataType, condition: str) -> Collection[str]:
    """Return the SQL of every value of a type that decides a condition."""
    if kind == pl.Boolean:
        return "NULL", "true", "false"
    if kind.is_temporal():
        return dict.fromkeys(("NULL", _BEFORE_ALL, _AFTER_ALL, *_days(condition)))
    if kind.is_numeric():
        return "NULL", "0", "1", "1000000000"
    return dict.fromkeys(("NULL", "'(something else)'", *(f"'{text}'" for text in _TEXTS.findall(condition))))


def _days(condition: str) -> Iterator[str]:
    yield from _DAYS_ASKED.findall(condition)
    for text in _TEXTS.findall(condition):
        if _MONTH_OR_DAY.match(text):
            yield f"DATE '{(text + '-01-01')[:10]}'"
