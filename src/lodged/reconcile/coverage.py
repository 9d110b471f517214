"""Which facilities have reported, and through when; how much of what they reported could be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from lodged.reconcile.places import Places
from lodged.reconcile.records import AsOf, Stay
from lodged.reconcile.unread import UnreadRow
from lodged.sources.model import Reading

VALID_FOR = timedelta(days=31)
"""How long records that don't say through when they report speak for, after the last moment in their file."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The days one facility's records cover, both included."""

    since: date
    through: date

    def joined(self, other: Reported) -> Reported:
        """Cover from the earlier beginning to the later end."""
        return Reported(min(self.since, other.since), max(self.through, other.through))


@dataclass(frozen=True, slots=True)
class RowsRead:
    """How many rows a facility's records have, and how many of them could be read."""

    name: str
    read: int
    of: int

    @property
    def words(self) -> str:
        """Say it."""
        return f"{self.read:,} of {self.of:,} rows of {self.name} were read"


@dataclass(frozen=True)
class Coverage:
    """What each facility reported, by the key of its place.

    ``stated`` are the places whose days the custodians stated. ``last_day`` says of each file of custody records how
    far it goes. ``unsure`` are places of which a row that could not be read may have said that they reported, and
    ``all_unsure`` that such a row may be of any place. ``rows`` says how much of each facility's records was read.
    """

    by_place: dict[str, tuple[Reported, ...]]
    stated: frozenset[str] = frozenset()
    last_day: dict[str, date] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    all_unsure: bool = False
    rows: dict[str, RowsRead] = field(default_factory=dict)

    def covers(self, place: str, as_of: AsOf) -> bool:
        """Return whether the facility has reported for the day."""
        return any(span.since <= as_of.day <= span.through for span in self.by_place.get(place, ()))

    def is_unsure(self, place: str) -> bool:
        """Return whether something unread may say that the facility reported."""
        return self.all_unsure or place in self.unsure

    def since(self, place: str) -> date | None:
        """Return the first day that the facility's records cover."""
        return min((span.since for span in self.by_place.get(place, ())), default=None)

    def still_speaks_of(self, stay: Stay, as_of: AsOf) -> bool:
        """Return whether the records that have a stay without an end go far enough to say that it lasted on the day."""
        if stay.place.key in self.stated:
            return self.covers(stay.place.key, as_of)
        return as_of.day <= self.last_day[stay.source[0]] + VALID_FOR


def coverage_of(
    stated: Reading | None, records: Sequence[Stay], unread: Sequence[UnreadRow], places: Places, state: str
) -> Coverage:
    """Return what facilities reported: as the custodians ``stated`` it, else by their records.

    Without a statement each facility is taken to have reported from its first to its last custody row's date.
    """
    implied = _implied(records)
    spans = _stated(stated.rows, places, state) if stated else implied
    unsure, anywhere = _unsure(stated, records, unread, places, state)
    return Coverage(
        by_place=spans,
        stated=frozenset(spans) if stated else frozenset(),
        last_day=_last_days(records),
        unsure=frozenset(unsure),
        all_unsure=anywhere,
        rows=_rows_read(records, unread),
    )


def _stated(rows: pl.DataFrame, places: Places, state: str) -> dict[str, tuple[Reported, ...]]:
    by_place: dict[str, tuple[Reported, ...]] = {}
    for row in rows.iter_rows(named=True):
        key = places.find(row["facility_name"], None, state).key
        by_place[key] = (*by_place.get(key, ()), Reported(row["reported_from"], row["reported_through"]))
    return by_place


def _implied(records: Iterable[Stay]) -> dict[str, tuple[Reported, ...]]:
    by_place: dict[str, Reported] = {}
    for stay in records:
        span = Reported(stay.booked_at.date(), _last(stay))
        known = by_place.get(stay.place.key)
        by_place[stay.place.key] = known.joined(span) if known else span
    return {key: (span,) for key, span in by_place.items()}


def _unsure(
    stated: Reading | None, records: Iterable[Stay], unread: Iterable[UnreadRow], places: Places, state: str
) -> tuple[set[str], bool]:
    if stated is None:
        kept_out = [row.place.key if row.place else None for row in unread]
        ends = [stay.place.key for stay in records if "released_at" in stay.unread]
        keys: set[str | None] = {*kept_out, *ends}
    else:
        names = stated.kept_out["facility_name"].to_list() if stated.kept_out is not None else []
        keys = {places.find(name, None, state).key if name else None for name in names}
    return {key for key in keys if key is not None}, None in keys


def _last_days(records: Iterable[Stay]) -> dict[str, date]:
    last_days: dict[str, date] = {}
    for stay in records:
        last_days[stay.source[0]] = max(_last(stay), last_days.get(stay.source[0], _last(stay)))
    return last_days


def _last(stay: Stay) -> date:
    return max(stay.booked_at, stay.released_at or stay.booked_at).date()


def _rows_read(records: Iterable[Stay], unread: Iterable[UnreadRow]) -> dict[str, RowsRead]:
    names: dict[str, str] = {}
    read: Counter[str] = Counter()
    for stay in records:
        names.setdefault(stay.place.key, stay.place.name)
        read[stay.place.key] += 1
    lost: Counter[str] = Counter()
    for row in unread:
        if row.place:
            names.setdefault(row.place.key, row.place.name)
            lost[row.place.key] += 1
    return {key: RowsRead(name, read[key], read[key] + lost[key]) for key, name in names.items()}
