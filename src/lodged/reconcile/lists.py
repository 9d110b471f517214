"""Stays that ended between two lists of those held (see :mod:`lodged.sources.listings`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lodged.reconcile.coverage import Coverage
from lodged.reconcile.records import AsOf, Stay
from lodged.reconcile.unread import UnreadRow
from lodged.sources.listings import Departures, Seen, departures
from lodged.sources.model import Problem, Reading, Severity


def left_by_lists(
    records: Sequence[Stay], custody: Reading, unread: Sequence[UnreadRow], coverage: Coverage
) -> Departures:
    """Return who left between two lists.

    A list isn't whole where a row of it could not be read of whom nothing is known, nor where the custodian states for
    which days it reported and the list's is none of them.
    """
    vague = {row.problem.file for row in unread if row.booking_id is None or row.place is None}

    def is_partial(place: str, file: str, day: date) -> bool:
        return file in vague or (place in coverage.stated and not coverage.covers(place, AsOf(day)))

    declared = frozenset(file.name for file in custody.files if file.is_list_of_held)
    return departures((*_seen(records), *_seen_unread(records, unread)), declared, is_partial)


def _seen(records: Sequence[Stay]) -> Iterator[Seen]:
    for stay in records:
        has_end = stay.released_at is not None or stay.release_reason is not None
        yield Seen(
            stay.place.key,
            _booking(stay.booking_id),
            stay.source[0],
            stay.booked_at.date(),
            stay.start_is_known,
            has_end or "released_at" in stay.unread,
        )


def _seen_unread(records: Sequence[Stay], unread: Sequence[UnreadRow]) -> Iterator[Seen]:
    """Yield the rows that could not be read whole: their people are on the list all the same, on its newest day."""
    newest: dict[str, date] = {}
    for stay in records:
        newest[stay.source[0]] = max(stay.booked_at.date(), newest.get(stay.source[0], stay.booked_at.date()))
    for row in unread:
        day = newest.get(row.problem.file)
        if row.place is not None and row.booking_id is not None and day is not None:
            booking = _booking(row.booking_id)
            yield Seen(row.place.key, booking, row.problem.file, day, start_is_known=True, has_end=False)


def _booking(number: str) -> str:
    return number.strip().casefold()


def with_gone(records: list[Stay], left: Departures) -> list[Stay]:
    """Return the stays with the lists that they are gone between."""
    if not left.gone:
        return records
    return [
        replace(stay, gone=gone)
        if (gone := left.gone.get((stay.place.key, _booking(stay.booking_id)))) and stay.released_at is None
        else stay
        for stay in records
    ]


def shortened_notes(left: Departures) -> Iterator[Problem]:
    """Yield which lists were not taken as whole."""
    for one in left.shortened:
        yield Problem(
            one.file,
            f"The list of {one.day} has {one.people:,} people, the one before {one.before:,}, and isn't taken as "
            "whole: of those it doesn't name, who left and who is held still can't be told.",
            "Give the whole list of that day, if there is one.",
            Severity.NOTE,
        )
