"""Run a definition: the value with all that a reader needs to make it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from lodged.core.errors import LodgedError
from lodged.core.json import Plain, to_plain
from lodged.figures.columns import EVIDENCE
from lodged.figures.definition import Definition
from lodged.figures.question import Question
from lodged.sources.model import SourceFile


class FigureError(LodgedError):
    """A figure can't be computed as it was asked for."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows left out, and why. With the rows counted, those of a figure sum to the rows that came in."""

    reason: str
    rows: int


@dataclass(frozen=True)
class Figure:
    """A value with its name, its source and its list.

    ``value`` is a number of units, or a share between 0 and 1; ``None`` is a share of nothing, or what these files
    can't tell, and ``untold`` says why. Where cells that decide could not be read it is of the rows that surely count,
    and ``between`` has the least and the most that it can be. ``table`` has the columns of ``question.by``, then
    ``value`` and ``rows`` (and ``of`` for a share). ``rows_in`` are the rows of the files; of a table of counts, its
    cells.
    """

    definition: Definition
    question: Question
    as_of: date | None
    value: float | None
    table: pl.DataFrame
    rows_in: int
    rows_counted: int
    excluded: tuple[Excluded, ...]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = ()
    untold: str | None = None
    between: tuple[float, float] | None = None
    _list: Callable[[], pl.DataFrame] = field(default=lambda: pl.DataFrame(schema=list(EVIDENCE)), repr=False)

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """The list behind the value: file, sheet and row of each row counted (:data:`EVIDENCE`)."""
        return self._list()

    @property
    def in_words(self) -> str:
        """The value or, where cells that decide could not be read, its bounds, with the unit; empty without a value."""
        if self.value is None:
            return ""
        least, most = self.between or (self.value, self.value)
        if self.definition.is_share:
            return f"{least:.1%}" if least == most else f"{least:.1%} to {most:.1%}"
        unit = self.definition.unit.value if most == 1 else self.definition.unit.plural
        return f"{least:,.0f} {unit}" if least == most else f"{least:,.0f} to {most:,.0f} {unit}"

    def to_json(self) -> dict[str, Plain]:
        """Return everything but the list as plain data."""
        return {
            "definition": self.definition.id,
            "version": self.definition.version,
            "title": self.definition.title,
            "unit": self.definition.unit.value,
            "kind": self.definition.kind.value,
            "means": self.definition.means,
            "treatment": to_plain(self.definition.treatment),
            "value": self.value,
            "between": list(self.between) if self.between else None,
            "untold": self.untold,
            "as_of": str(self.as_of) if self.as_of else None,
            "filters": self.question.filters,
            "rows_in": self.rows_in,
            "rows_counted": self.rows_counted,
            "excluded": [{"reason": one.reason, "rows": one.rows} for one in self.excluded],
            "by": to_plain(self.table.to_dicts()) if self.question.by else [],
            "notes": list(self.notes),
            "sources": [
                {"name": file.name, "sha256": file.sha256, "rows": file.rows_out, **file.profile_entry}
                for file in self.files
            ],
        }
