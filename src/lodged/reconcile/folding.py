"""The stay that each custody record is of, by the rules of :mod:`lodged.sources.stays`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from lodged.reconcile.records import Stay
from lodged.sources.stays import StayRow, one_stay, stay_row, stays_among
from lodged.sources.tables import ReleaseReason


def folded(records: Sequence[Stay], rows: pl.DataFrame) -> list[Stay]:
    """Return for each record the stay it is of; records of one stay share it, under the row of one of them."""
    bookings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stay in records:
        bookings[stay.place.key, stay.booking_id.strip().casefold()].append(stay.row)
    newest = _newest(records)
    stay_of = list(records)
    for group in bookings.values():
        if len(group) > 1:
            stay_rows = [stay_row(row, rows.row(row, named=True), records[row].unread) for row in group]
            for one in stays_among(stay_rows):
                stay = _as_stay(one_stay(one, newest), records)
                for row in one:
                    stay_of[row.row] = stay
    return stay_of


def _newest(records: Iterable[Stay]) -> dict[str, datetime]:
    """Return for each file the last moment that it speaks of: how far it knew."""
    newest: dict[str, datetime] = {}
    for stay in records:
        last = max(stay.booked_at, stay.released_at or stay.booked_at)
        newest[stay.source[0]] = max(last, newest.get(stay.source[0], last))
    return newest


def _as_stay(one: StayRow, records: Sequence[Stay]) -> Stay:
    return replace(
        records[one.row],
        booked_at=one.booked_at,
        released_at=one.released_at,
        release_reason=ReleaseReason(one.release_reason) if one.release_reason else None,
        detainer_on_file=one.detainer_on_file,
        detainer_received_on=one.detainer_received_on,
        unread=one.unread,
    )
