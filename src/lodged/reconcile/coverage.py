"""Which facilities have reported, and through when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from lodged.reconcile.places import Places
from lodged.reconcile.records import AsOf, Stay


@dataclass(frozen=True, slots=True)
class Reported:
    """The days one facility's records cover, both included."""

    since: date
    through: date

    def joined(self, other: Reported) -> Reported:
        """Cover from the earlier beginning to the later end."""
        return Reported(min(self.since, other.since), max(self.through, other.through))


@dataclass(frozen=True)
class Coverage:
    """What each facility reported, by the key of its place."""

    by_place: dict[str, tuple[Reported, ...]]

    def covers(self, place: str, as_of: AsOf) -> bool:
        """Whether the facility has reported for the day."""
        return any(span.since <= as_of.day <= span.through for span in self.by_place.get(place, ()))


def stated_coverage(rows: pl.DataFrame, places: Places, state: str) -> Coverage:
    """Read coverage as the custodians stated it (columns of ``tables.COVERAGE``)."""
    by_place: dict[str, tuple[Reported, ...]] = {}
    for row in rows.iter_rows(named=True):
        key = places.find(row["facility_name"], None, state).key
        by_place[key] = (*by_place.get(key, ()), Reported(row["reported_from"], row["reported_through"]))
    return Coverage(by_place)


def implied_coverage(records: Iterable[Stay]) -> Coverage:
    """Take each facility to have reported from its first to its last custody row's date."""
    by_place: dict[str, Reported] = {}
    for stay in records:
        last = max(stay.booked_at, stay.released_at or stay.booked_at).date()
        span = Reported(stay.booked_at.date(), last)
        known = by_place.get(stay.place.key)
        by_place[stay.place.key] = known.joined(span) if known else span
    return Coverage({key: (span,) for key, span in by_place.items()})
