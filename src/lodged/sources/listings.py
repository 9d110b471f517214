"""Lists of those held: who is gone from a newer one left between the two.

A file is such a list where its profile says so, or where none of its rows for a facility has an end. A newer list from
which more than half is missing isn't taken as whole (a scrape that failed, another part of the jail), and proves
nobody's absence. How they left, a list doesn't say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from lodged.sources.facilities import fold_facility
from lodged.sources.model import Reading
from lodged.sources.profile_expressions import day_in_name


@dataclass(frozen=True, slots=True)
class Gone:
    """The day of the last list that has a person, and of the first whole one that doesn't, where that day is known.

    Where only a list that isn't whole lacks the person, they may be held still, and ``is_sure`` is False.
    """

    after: date
    by: date | None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of custody records as a list has it; ``day`` is when custody began, or the list's where that isn't known.

    ``has_end`` says that the row tells, or may tell, that the stay is over.
    """

    place: str
    booking: str
    file: str
    day: date
    start_is_known: bool
    has_end: bool


@dataclass(frozen=True, slots=True)
class Shortened:
    """A list that isn't taken as whole: it lacks more than half of the one before, or was said not to be whole."""

    place: str
    file: str
    day: date
    people: int
    before: int


@dataclass(frozen=True)
class Departures:
    """Who is gone, by place and booking, and which lists were not taken as whole."""

    gone: dict[tuple[str, str], Gone]
    shortened: tuple[Shortened, ...]


@dataclass
class _List:
    """The people whom one place held on a day."""

    place: str
    day: date
    day_is_known: bool = True
    is_declared: bool = True
    files: set[str] = field(default_factory=set)
    bookings: set[str] = field(default_factory=set)


def departures(
    seen: Iterable[Seen],
    declared: frozenset[str] = frozenset(),
    is_partial: Callable[[str, str, date], bool] = lambda place, file, day: False,
) -> Departures:
    """Return who is on a list and no longer on a newer one, surely where that one is whole.

    ``declared`` are the files whose profile says that they are lists of those held; ``is_partial`` says of a place, a
    file and a day that the list of it is known not to be whole.
    """
    lists, recorded_elsewhere = _lists(seen, declared)
    gone: dict[tuple[str, str], Gone] = {}
    shortened: list[Shortened] = []
    for place, of_place in lists.items():
        ordered = sorted(of_place, key=lambda one: one.day)
        whole, partial = ordered[:1], list[_List]()
        for one in ordered[1:]:
            is_excluded = any(is_partial(place, file, one.day) for file in one.files)
            if not is_excluded and _is_whole(one, whole[-1]):
                whole.append(one)
                continue
            if not is_excluded and _is_of_those_held(one, whole[-1]):
                partial.append(one)
            shortened.append(
                Shortened(place, min(one.files), one.day, len(one.bookings), len(whole[-1].bookings))
            )
        last = {booking: one.day for one in ordered for booking in one.bookings}
        for booking, day in last.items():
            newer = next((one for one in (*whole, *partial) if one.day > day), None)
            if newer is not None and (place, booking) not in recorded_elsewhere:
                gone[place, booking] = Gone(day, newer.day if newer.day_is_known else None, newer in whole)
    return Departures(gone, tuple(shortened))


def _is_whole(one: _List, before: _List) -> bool:
    """Whether a list has at least half of the people of the one before; one not declared, half of the same people."""
    kept = one.bookings if one.is_declared else one.bookings & before.bookings
    return 2 * len(kept) >= len(before.bookings)


def _is_of_those_held(one: _List, before: _List) -> bool:
    """Whether a list that isn't whole is of those held; with nobody of the one before it may be of new bookings."""
    return one.is_declared or bool(one.bookings & before.bookings)


def _lists(
    seen: Iterable[Seen], declared: frozenset[str]
) -> tuple[dict[str, list[_List]], set[tuple[str, str]]]:
    """Return the lists of each place, and the bookings of which other records tell more."""
    rows: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    newest: dict[str, date] = {}
    for row in seen:
        rows[row.file, row.place].append(row)
        newest[row.file] = max(row.day, newest.get(row.file, row.day))
    by_day: dict[tuple[str, date], _List] = {}
    recorded_elsewhere: set[tuple[str, str]] = set()
    for (file, place), of_file in rows.items():
        is_list = file in declared or not any(row.has_end for row in of_file)
        named = day_in_name(file)
        for row in of_file:
            if row.has_end or not is_list:
                recorded_elsewhere.add((place, row.booking))
                continue
            is_known = not row.start_is_known or (named is not None and named >= newest[file])
            day = row.day if not row.start_is_known else (named if named and is_known else newest[file])
            one = by_day.setdefault((place, day), _List(place, day))
            one.day_is_known &= is_known
            one.is_declared &= file in declared
            one.files.add(file)
            one.bookings.add(row.booking)
    lists: dict[str, list[_List]] = defaultdict(list)
    for one in by_day.values():
        lists[one.place].append(one)
    return lists, recorded_elsewhere


def gone_from(reading: Reading) -> dict[tuple[str, str], Gone]:
    """Return between which lists those left who are gone from a newer one, by their :func:`seen_key`."""
    declared = frozenset(file.name for file in reading.files if file.is_list_of_held)
    return departures(_seen(reading), declared).gone


def seen_key(facility: str, booking: str) -> tuple[str, str]:
    """Return facility and booking as they are compared."""
    return fold_facility(facility), booking.strip().casefold()


def _seen(reading: Reading) -> Iterator[Seen]:
    names = {name: fold_facility(name) for name in reading.rows["facility_name"].unique()}
    for row in reading.rows.iter_rows(named=True):
        unread = reading.unread_cells.get((row["source_file"], row["source_sheet"], row["source_row"]), ())
        yield Seen(
            names[row["facility_name"]],
            row["booking_id"].strip().casefold(),
            row["source_file"],
            row["booked_at"].date(),
            "booked_at" not in unread,
            row["released_at"] is not None or row["release_reason"] is not None or "released_at" in unread,
        )
