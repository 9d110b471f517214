"""Drift: what changed between two releases of the same detainers, or two exports of an agency's custody records.

Pseudonyms don't join across releases, so no row of one can be called a row of the other. Two releases are compared by
what both can count: detainers of a day, at a place, with an outcome. A number that moved is a finding; which rows moved
is known only to ICE. Exports of custody records are compared alike: stays begun on a day, at a place, with an end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import polars as pl

from lodged.core.errors import LodgedError
from lodged.core.json import Plain, to_plain
from lodged.figures.dataset import Material
from lodged.figures.definition import Source
from lodged.sources.model import SourceFile


@dataclass(frozen=True, slots=True)
class Compared:
    """What two files of a source are compared by.

    The finest of ``periods`` that both have is the period; ``columns`` are the others, where both have them. ``reason``
    is the column of how it ended.
    """

    periods: tuple[str, ...]
    columns: tuple[str, ...]
    reason: str


COMPARED = {
    Source.FOIA_DETAINERS: Compared(
        ("prepared", "month", "year"),
        ("state", "detention_facility", "detainer_type", "detainer_lift_reason"),
        "detainer_lift_reason",
    ),
    Source.CUSTODY_RECORDS: Compared(
        ("booked_on", "month", "year"),
        ("facility_name", "detainer_on_file", "release_reason"),
        "release_reason",
    ),
}


class DriftError(LodgedError):
    """Two files can't be compared."""


class Change(Enum):
    """How a count stands in the two releases."""

    GONE = "gone"
    """Counted in the old release and not in the new one."""
    NEW = "new"
    """Counted in the new release and not in the old one."""
    FEWER = "fewer"
    MORE = "more"


@dataclass(frozen=True)
class Drift:
    """What changed in the periods that both releases cover, ``first`` to ``last`` (None where they have none).

    ``table`` has the columns ``by``, then ``old``, ``new`` and ``change`` (a value of :class:`Change`), only where the
    two differ. ``by_reason`` has the reason (:data:`COMPARED`), ``old`` and ``new``, for all of those periods; no rows
    where a file doesn't tell reasons. ``only_old`` and ``only_new`` are columns that one of them doesn't have.
    """

    old: Material
    new: Material
    first: date | str | int | None
    last: date | str | int | None
    by: tuple[str, ...]
    old_total: int
    new_total: int
    table: pl.DataFrame
    by_reason: pl.DataFrame
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    def to_json(self) -> dict[str, Plain]:
        """Return it as plain data."""
        return {
            "old": [_named(file) for file in self.old.files],
            "new": [_named(file) for file in self.new.files],
            "from": str(self.first) if self.first is not None else None,
            "to": str(self.last) if self.last is not None else None,
            "by": list(self.by),
            "old_total": self.old_total,
            "new_total": self.new_total,
            "only_in_old": list(self.only_old),
            "only_in_new": list(self.only_new),
            "by_reason": to_plain(self.by_reason.to_dicts()),
            "changes": to_plain(self.table.to_dicts()),
        }


def _named(file: SourceFile) -> dict[str, Plain]:
    return {"name": file.name, "sha256": file.sha256, **file.profile_entry}


def compare(old: Material, new: Material) -> Drift:
    """Compare two releases, or two exports of custody records, in the periods that both cover.

    Raises DriftError where they are not both of detainers or both custody records, or share no column or no period.
    """
    compared = COMPARED.get(old.source)
    if compared is None or old.source is not new.source:
        raise DriftError(
            "Only two releases of detainers, or tables of them, or two exports of custody records can be compared."
        )
    period = next((name for name in compared.periods if _both_have(old, new, name)), None)
    by = (*([period] if period else []), *(name for name in compared.columns if _both_have(old, new, name)))
    if not by:
        raise DriftError(
            f"{old.name} and {new.name} have no column in common that they could be compared by."
        )
    before, after = (_counts(one, by) for one in (old, new))
    first, last = _common(before[period], after[period], old, new) if period else (None, None)
    joined = before.join(
        after, on=list(by), how="full", coalesce=True, nulls_equal=True, suffix="_new"
    ).select(*by, pl.col("n").fill_null(0).alias("old"), pl.col("n_new").fill_null(0).alias("new"))
    if period:
        joined = joined.filter(pl.col(period).is_between(pl.lit(first), pl.lit(last)))
    changed = joined.filter(pl.col("old") != pl.col("new")).with_columns(_change()).sort(*by, nulls_last=True)
    return Drift(
        old=old,
        new=new,
        first=first,
        last=last,
        by=by,
        old_total=int(joined["old"].sum()),
        new_total=int(joined["new"].sum()),
        table=changed,
        by_reason=_by_reason(joined, compared.reason),
        only_old=tuple(sorted(set(old.columns) - set(new.columns))),
        only_new=tuple(sorted(set(new.columns) - set(old.columns))),
    )


def _both_have(old: Material, new: Material, name: str) -> bool:
    return not old.missing([name]) and not new.missing([name])


def _common(before: pl.Series, after: pl.Series, old: Material, new: Material) -> tuple[Any, Any]:
    """Return the first and last period that both have."""
    firsts, lasts = [before.min(), after.min()], [before.max(), after.max()]
    first, last = max(firsts, key=str), min(lasts, key=str)
    if str(last) < str(first):
        spans = [
            f"{name} ({a!s} to {b!s})" for name, a, b in zip((old.name, new.name), firsts, lasts, strict=True)
        ]
        raise DriftError(
            f"{' and '.join(spans)} have no period in common, so nothing in them can have changed. "
            "Compare releases that overlap."
        )
    return first, last


def _counts(material: Material, by: tuple[str, ...]) -> pl.DataFrame:
    number = "sum(n)::BIGINT" if material.counts else "count(*)"
    rows = material.select({*by, *(["n"] if material.counts else [])}, material.source.day)
    statement = f"SELECT {', '.join(by)}, {number} AS n FROM ({rows}) GROUP BY ALL"
    return pl.DataFrame(material.database.sql(statement).to_arrow_table())


def _change() -> pl.Expr:
    return (
        pl.when(pl.col("new") == 0)
        .then(pl.lit(Change.GONE.value))
        .when(pl.col("old") == 0)
        .then(pl.lit(Change.NEW.value))
        .when(pl.col("new") < pl.col("old"))
        .then(pl.lit(Change.FEWER.value))
        .otherwise(pl.lit(Change.MORE.value))
        .alias("change")
    )


def _by_reason(joined: pl.DataFrame, reason: str) -> pl.DataFrame:
    if reason not in joined.columns:
        return pl.DataFrame(schema={reason: pl.String(), "old": pl.Int64(), "new": pl.Int64()})
    return (
        joined.group_by(reason)
        .agg(pl.sum("old"), pl.sum("new"))
        .sort("old", descending=True, nulls_last=True)
    )
