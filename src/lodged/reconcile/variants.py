"""What the unread cells of a stay may have said: an answer is given only where it is the same for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product

from lodged.reconcile.records import AsOf, Stay
from lodged.sources.tables import ReleaseReason

MOST = 4_096
"""Combinations of what unread cells may have said that are tried."""


def unread_of(stay: Stay) -> list[str]:
    """Name the columns that an answer may hang on and whose cell could not be read."""
    return sorted(stay.unread & _MAY_SAY.keys())


def combinations(stays: Sequence[Stay], as_of: AsOf) -> Iterator[tuple[Stay, ...]]:
    """Return the stays as they may be, together; of endlessly many combinations only the first ``MOST``."""
    return islice(product(*(_possible(stay, as_of) for stay in stays)), MOST)


def _possible(stay: Stay, as_of: AsOf) -> tuple[Stay, ...]:
    variants: tuple[Stay, ...] = (stay,)
    for column in unread_of(stay):
        variants = tuple(
            replace(one, unread=one.unread - {column})
            for known in variants
            for one in _MAY_SAY[column](known, as_of)
        )
    return variants


def _ends(stay: Stay, as_of: AsOf) -> tuple[Stay, ...]:
    """Not yet on the day, at once, or just before the day was over: all that a rule asks lies between these."""
    last = max(stay.booked_at, as_of.end - timedelta(minutes=1))
    return tuple(replace(stay, released_at=end) for end in (None, stay.booked_at, last))


def _reasons(stay: Stay, as_of: AsOf) -> tuple[Stay, ...]:
    return tuple(replace(stay, release_reason=reason) for reason in ReleaseReason)


def _flags(stay: Stay, as_of: AsOf) -> tuple[Stay, ...]:
    return tuple(replace(stay, detainer_on_file=on_file) for on_file in (True, False))


def _receipts(stay: Stay, as_of: AsOf) -> tuple[Stay, ...]:
    days = (as_of.day, as_of.day + timedelta(days=1))
    return tuple(replace(stay, detainer_received_on=day) for day in days)


_MAY_SAY: Mapping[str, Callable[[Stay, AsOf], tuple[Stay, ...]]] = {
    "released_at": _ends,
    "release_reason": _reasons,
    "detainer_on_file": _flags,
    "detainer_received_on": _receipts,
}
