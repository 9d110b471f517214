"""Rows that are no records: totals, and remarks below a table. They are set aside, and what they say is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_LABEL = r"(?i)^\W*(?:grand[\s-]*|sub[\s-]*|overall[\s-]*|state\s*wide[\s-]*)?(?:totals?|sum)\W*$"
_NUMBER = r"^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?$"
_REMARK = re.compile(
    r"(?i)^\W*(?:page\s+\d|printed\b|generated\b|report\b|run\s+(?:date|on|by)\b|end of (?:report|list)\b|source\s*:|"
    r"notes?\s*:|as of\s|(?:record|row)s?\s+count\b|[\d,]+\s+(?:records|rows|inmates|people)\b)"
)
_COUNT = re.compile(
    r"(?i)^\W*(?:(?:grand\s+)?total(?:\s+(?:records|rows|count))?|(?:record|row)\s+count)\s*[:=]?\s*(\d[\d,]*)\W*$"
    r"|^\W*(\d[\d,]*)\s+(?:records|rows)\W*$"
)
_NO_SUM = re.compile(r"(?i)percent|pct|%|rate|ratio|average|avg|mean|median|share|year")
"""Names of columns whose total is no sum."""
_LABEL_COLUMNS, _LEAST_COLUMNS = 3, 3
_AGREES_WITHIN = 0.005


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is no record, and why it isn't."""

    row: int
    reason: str


def without_totals(
    body: pl.DataFrame, names: Sequence[str | None]
) -> tuple[pl.DataFrame, tuple[SetAside, ...]]:
    """Return the records alone, and the totals and remarks set aside; ``body`` has ``source_row`` beside its cells."""
    columns = [name for name in body.columns if name != "source_row"]
    totals = _totals(body, columns)
    remarks = _remarks_below(body.filter(~pl.col("source_row").is_in(totals)), columns, names)
    aside = [*totals, *remarks]
    if not aside:
        return body, ()
    records = body.filter(~pl.col("source_row").is_in(aside))
    aside_with_reason = [SetAside(row, _check(body, records, row, totals, columns, names)) for row in totals]
    aside_with_reason += [SetAside(row, _remark(text, records.height)) for row, text in remarks.items()]
    return records, tuple(aside_with_reason)


def _totals(body: pl.DataFrame, columns: Sequence[str]) -> list[int]:
    """Return the rows that are labeled a total and hold beside it numbers, or what the row above holds too."""
    labels = [
        pl.col(column).str.contains(_LABEL).fill_null(value=False) for column in columns[:_LABEL_COLUMNS]
    ]
    if not labels or body.is_empty():
        return []
    labeled = body.select(pl.any_horizontal(labels).arg_true()).to_series()
    rows_of_totals = []
    for at in labeled.to_list():
        row = body.row(at, named=True)
        above = body.row(at - 1, named=True) if at else {}
        if _reads_as_total([row[column] for column in columns], [above.get(column) for column in columns]):
            rows_of_totals.append(int(row["source_row"]))
    return rows_of_totals


def _reads_as_total(cells: Sequence[str | None], above: Sequence[str | None]) -> bool:
    rest = [
        cell for cell, over in zip(cells, above, strict=True) if cell is not None and not _same(cell, over)
    ]
    numbers = [cell for cell in rest if re.match(_NUMBER, cell)]
    return bool(numbers) and all(cell in numbers or re.match(_LABEL, cell) for cell in rest)


def _same(cell: str, above: str | None) -> bool:
    return cell == above and not re.match(_NUMBER, cell)


def _check(
    body: pl.DataFrame,
    records: pl.DataFrame,
    row: int,
    totals: Sequence[int],
    columns: Sequence[str],
    names: Sequence[str | None],
) -> str:
    total_row = body.filter(pl.col("source_row") == row).row(0, named=True)
    above = records.filter(pl.col("source_row") < row)
    before = max((other for other in totals if other < row), default=0)
    parts = (above.filter(pl.col("source_row") > before), above)
    agreeing, differing = [], []
    for at, column in enumerate(columns):
        value = _number(total_row[column])
        sums = [total for part in parts if (total := _sum(part[column])) is not None]
        name = (names[at] if at < len(names) else None) or f"column {at + 1}"
        if value is None or not sums or _NO_SUM.search(name):
            continue
        cell = f"{name} {total_row[column]}"
        if any(abs(value - total) < _AGREES_WITHIN for total in sums):
            agreeing.append(cell)
        else:
            differing.append(f"{cell}, where the rows add up to {sums[0]:,.10g}")
    reason = "The row is a total, not a record."
    if agreeing:
        reason += f" The rows above add up to it: {'; '.join(agreeing)}."
    if differing:
        reason += f" The rows above do not add up to it: {'; '.join(differing)}."
    return reason


def _number(text: str | None) -> float | None:
    return (
        float(text.replace(",", "")) if text and re.match(_NUMBER, text) and not text.endswith("%") else None
    )


def _sum(cells: pl.Series) -> float | None:
    """Return what the numbers of a column add up to, None where it has other cells or none."""
    filled = cells.filter(cells.is_not_null() & (cells != "NA"))
    plain = filled.str.replace_all(",", "").cast(pl.Float64, strict=False)
    return None if plain.is_empty() or plain.null_count() else float(plain.sum())


def _remarks_below(body: pl.DataFrame, columns: Sequence[str], names: Sequence[str | None]) -> dict[int, str]:
    """Return the last rows of a table that hold one cell alone which reads as a remark, or as a count of the rows."""
    if sum(name is not None for name in names) < _LEAST_COLUMNS:
        return {}
    remarks: dict[int, str] = {}
    for row in reversed(body.tail(20).rows(named=True)):
        filled = [row[column] for column in columns if row[column] is not None]
        if len(filled) != 1 or not (_REMARK.match(filled[0]) or _COUNT.match(filled[0])):
            break
        remarks[row["source_row"]] = filled[0]
    return remarks


def _remark(text: str, records: int) -> str:
    count = _COUNT.match(text)
    if count is None:
        return "The row is a remark below the table, not a record."
    stated = int((count[1] or count[2]).replace(",", ""))
    agrees = "as there are" if stated == records else f"where there are {records:,}"
    return f"The row is a count of the rows, not a record: it says {stated:,}, {agrees}."
