"""One stay a booking, whatever a row of the file is: a charge, a hold, an alias, a day's snapshot.

The rules, in any order of rows and files: the newest file that has the booking decides about its end and its detainer;
in it any row with a detainer on file counts; rows that say different ends, or of which one ends and another doesn't,
leave the end not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl

from lodged.linkage.names import forms
from lodged.reconcile.records import Stay


def folded(records: Sequence[Stay], rows: pl.DataFrame) -> list[Stay]:
    """Give for each record the stay it is of; records of one stay share it, under the row of one of them.

    Rows are of one stay where facility and booking are the same and so is the day it began, or the person: a number
    that a facility gives twice, to two people on two days, is two stays.
    """
    bookings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stay in records:
        bookings[stay.place.key, stay.booking_id].append(stay.row)
    newest = _newest(records)
    found = list(records)
    for group in bookings.values():
        if len(group) > 1:
            for one in _apart(group, records, rows):
                stay = _one([records[row] for row in one], newest)
                for row in one:
                    found[row] = stay
    return found


def _newest(records: Iterable[Stay]) -> dict[str, datetime]:
    """Tell of each file the last moment that it speaks of: how far it knew."""
    newest: dict[str, datetime] = {}
    for stay in records:
        last = max(stay.booked_at, stay.released_at or stay.booked_at)
        newest[stay.source[0]] = max(last, newest.get(stay.source[0], last))
    return newest


def _apart(group: Sequence[int], records: Sequence[Stay], rows: pl.DataFrame) -> list[list[int]]:
    """Part the rows of one booking number into stays."""
    sets: list[tuple[set[Hashable], list[int]]] = []
    for row in group:
        keys = {records[row].booked_at.date(), *_person(rows.row(row, named=True))}
        near = [known for known in sets if known[0] & keys]
        merged = (keys.union(*(known[0] for known in near)), [*(r for known in near for r in known[1]), row])
        sets = [known for known in sets if known not in near] + [merged]
    return [members for _, members in sets]


def _person(row: Mapping[str, Any]) -> list[Hashable]:
    told: list[Hashable] = [row["a_number"]] if row["a_number"] else []
    born, sounds = row["date_of_birth"], forms(row["last_name"]).sounds
    return [*told, (born, tuple(sounds))] if born and sounds else told


def _one(rows: Sequence[Stay], newest: Mapping[str, datetime]) -> Stay:
    """Fold the rows of one stay."""
    ordered = sorted(rows, key=_content)
    latest = max(newest[stay.source[0]] for stay in ordered)
    deciding = [stay for stay in ordered if newest[stay.source[0]] == latest]
    ended, end_unread = _end(deciding)
    closing = [stay for stay in deciding if stay.released_at == ended] if ended else deciding
    reason, reason_unread = _agreed(closing, "release_reason")
    on_file, mark_unread = _mark(deciding)
    received, receipt_unread = _receipt(deciding)
    begun = [stay for stay in ordered if stay.start_is_known]
    unread = {
        "booked_at": not begun,
        "released_at": end_unread,
        "release_reason": reason_unread,
        "detainer_on_file": mark_unread,
        "detainer_received_on": receipt_unread,
    }
    first = deciding[0]
    return replace(
        first,
        booked_at=min(stay.booked_at for stay in begun or ordered),
        released_at=ended,
        release_reason=reason,
        detainer_on_file=on_file,
        detainer_received_on=received,
        unread=frozenset(column for column, is_unread in unread.items() if is_unread),
    )


def _content(stay: Stay) -> tuple[object, ...]:
    """Order rows by what they say, never by where they stand."""
    end = stay.released_at or datetime.max  # noqa: DTZ901 - wall time, as in the records
    return (stay.booked_at, end, str(stay.release_reason), str(stay.detainer_on_file), *map(str, stay.source))


def _end(rows: Sequence[Stay]) -> tuple[datetime | None, bool]:
    """Give the end that the rows agree on, and whether it is not known."""
    if any("released_at" in stay.unread for stay in rows):
        read = {stay.released_at for stay in rows if stay.released_at}
        return (read.pop(), False) if len(read) == 1 else (None, True)
    ends = {stay.released_at for stay in rows}
    return (ends.pop(), False) if len(ends) == 1 else (None, True)


def _agreed(rows: Sequence[Stay], column: str) -> tuple[Any, bool]:
    """Give what the rows that say something agree on, and whether it is not known."""
    told = {getattr(stay, column) for stay in rows} - {None}
    if len(told) == 1:
        return told.pop(), False
    return None, bool(told) or any(column in stay.unread for stay in rows)


def _mark(rows: Sequence[Stay]) -> tuple[bool | None, bool]:
    """Give whether any row has the detainer on file: one that does counts for all."""
    told = {stay.detainer_on_file for stay in rows}
    if True in told:
        return True, False
    if any("detainer_on_file" in stay.unread for stay in rows):
        return None, True
    return (False if False in told else None), False


def _receipt(rows: Sequence[Stay]) -> tuple[Any, bool]:
    days = [stay.detainer_received_on for stay in rows if stay.detainer_received_on]
    if days:
        return min(days), False
    return None, any("detainer_received_on" in stay.unread for stay in rows)
