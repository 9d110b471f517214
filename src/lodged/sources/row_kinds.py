"""Tell a header from a row of data by what kinds of cells it has, and what stand below them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from enum import Enum

Row = tuple[str | None, ...]

_NUMBER = re.compile(r"^[-+$]?\d[\d,]*(?:\.\d+)?%?$")
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:\D.*)?$")
_MOST = 0.8


class CellKind(Enum):
    """How a cell looks."""

    NUMBER = "number"
    DATE = "date"
    WORDS = "words"


def kind_of(cell: str) -> CellKind:
    """Return how a cell looks."""
    if _NUMBER.match(cell):
        return CellKind.NUMBER
    return CellKind.DATE if _DATE.match(cell) else CellKind.WORDS


def names_all_but_row_number(rows: Sequence[Row], most: int) -> bool:
    """Tell a header whose first cell is blank because the column holds the row numbers of a data frame."""
    if len(rows) < 2:
        return False
    header, below = rows
    named = [cell for cell in header if cell is not None]
    if header[0] is not None or len(named) != most - 1 or len(set(named)) < len(named):
        return False
    return all(kind_of(cell) is CellKind.WORDS for cell in named) and (below[0] or "").isdigit()


def is_data(first: Sequence[Row], below: Sequence[Row]) -> bool:
    """Return whether a row is data: numbers and dates stand over their like, and no word over numbers or dates.

    Years and numbers that count up are names of columns.
    """
    if not first or not below:
        return False
    alike = 0
    for at, cell in enumerate(first[0]):
        kinds = [kind_of(row[at]) for row in below if row[at] is not None]  # type: ignore[arg-type]
        if cell is None or not kinds:
            continue
        kind = kind_of(cell)
        if kind is CellKind.WORDS:
            if kinds.count(kind) < len(kinds) * (1 - _MOST):
                return False
        elif kinds.count(kind) >= len(kinds) * _MOST:
            alike += 1
    return alike > 0 and not _counts_up(first[0])


def _counts_up(row: Row) -> bool:
    numbers = [
        int(cell) for cell in row if cell is not None and cell.isascii() and cell.isdigit() and len(cell) < 9
    ]
    return len(numbers) > 1 and all(after == before + 1 for before, after in itertools.pairwise(numbers))
