"""Rulings: what a person decided about a pair of records. A ruling settles the pair, whatever its weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

Pair = tuple[int, int]
"""Row positions in the list and in the custody records."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's decision that a detainer and a stay are of one person (``same``) or of two.

    The pair is named by what outlasts a file's order: the detainer's identifier, and the facility (as the custody
    records write it, whatever the case and spacing) with its booking identifier. ``by`` and ``why`` are required.
    """

    detainer_id: str
    facility_name: str
    booking_id: str
    same: bool
    by: str
    why: str
    on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a ruling that nobody answers for or that gives no reason."""
        if not self.by.strip() or not self.why.strip():
            raise ValueError(f"the ruling on {self.place} needs who ruled and why")

    @property
    def place(self) -> str:
        """The pair it is about, for messages."""
        return f"detainer {self.detainer_id}, booking {self.booking_id} at {self.facility_name}"

    @property
    def words(self) -> str:
        """Return the ruling in a line of evidence."""
        day = f" on {self.on}" if self.on else ""
        return f"ruled {'one person' if self.same else 'two people'} by {self.by}{day}: {self.why}"


@dataclass(frozen=True)
class MatchedRulings:
    """The pairs that rulings settle, those on which they contradict each other, and rulings about nothing here."""

    settled: Mapping[Pair, Ruling]
    contradictory: Mapping[Pair, tuple[Ruling, ...]]
    unused: tuple[Ruling, ...]


def find_pairs(rulings: Iterable[Ruling], listed: pl.DataFrame, stays: pl.DataFrame) -> MatchedRulings:
    """Find the pairs of rows that rulings are about.

    ``listed`` needs ``detainer_id``, ``stays`` needs ``facility_name`` and ``booking_id`` where there are rulings.
    """
    every = list(rulings)
    if not every:
        return MatchedRulings({}, {}, ())
    rows, bookings = _positions(listed["detainer_id"]), _bookings(stays)
    on_pair: dict[Pair, list[Ruling]] = defaultdict(list)
    unused = []
    for ruling in every:
        left = rows.get(ruling.detainer_id, [])
        right = bookings.get((_plain(ruling.facility_name), ruling.booking_id), [])
        if not left or not right:
            unused.append(ruling)
        for pair in ((one, other) for one in left for other in right):
            on_pair[pair].append(ruling)
    agreed = {
        pair: of_pair for pair, of_pair in on_pair.items() if len({ruling.same for ruling in of_pair}) == 1
    }
    return MatchedRulings(
        {pair: of_pair[-1] for pair, of_pair in agreed.items()},
        {pair: tuple(of_pair) for pair, of_pair in on_pair.items() if pair not in agreed},
        tuple(unused),
    )


def _positions(keys: pl.Series) -> dict[str, list[int]]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows_of[key].append(row)
    return rows_of


def _bookings(stays: pl.DataFrame) -> dict[tuple[str, str], list[int]]:
    rows_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (facility, booking) in enumerate(stays.select("facility_name", "booking_id").iter_rows()):
        rows_of[_plain(facility or ""), booking].append(row)
    return rows_of


def _plain(name: str) -> str:
    return " ".join(name.upper().split())
