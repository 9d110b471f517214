"""Refuse an edition that publishes one list twice: open in one part, and with its small counts hidden in another.

Whoever has the open part takes it from the hidden one. The same list is known by its rows, not by its file: in CSV, a
workbook or Parquet, under other headers, in another order, as a part of the list or as a longer one. Two lists are the
same where a tenth or more of the shorter one's rows has its like in the other:

* detainers, by facility (as the directory knows it) and day of preparation or issue; as large jails get detainers on
  most days, what the lists have in common when one is moved by weeks is chance and is taken off;
* bookings, by the booking's number, or by the minute in which it began;
* facilities' own counts and custody records, by a facility that is in both.

Files of the same bytes are the same list whatever they hold. What has neither the facility nor the day any more, such
as a table of counts, is not recognized.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.figures.dataset import Material
from lodged.figures.definition import Source
from lodged.figures.lookups import DETAINER_LOOKUPS
from lodged.publication.edition import PublicationError
from lodged.publication.reconciled import listed_detainers, reconciled_hashes

LIKE = 0.1
"""The share of the shorter list's rows from which on two lists are taken as one."""


class _By(Enum):
    """What a row is known by."""

    PLACE_AND_DAY = "place and day"
    BOOKING_NUMBER = "booking number"
    BOOKING_MINUTE = "booking minute"
    FACILITY = "facility"


_Keys = Mapping[_By, Counter[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class _List:
    name: str
    hashes: frozenset[str]
    keys: _Keys

    def is_same(self, other: _List) -> bool:
        return bool(self.hashes & other.hashes) or any(
            _are_same(by, keys, other.keys[by]) for by, keys in self.keys.items() if by in other.keys
        )


def _are_same(by: _By, one: Counter[tuple[object, ...]], other: Counter[tuple[object, ...]]) -> bool:
    alike = _alike(one, other)
    match by:
        case _By.FACILITY:
            return alike > 0
        case _By.PLACE_AND_DAY:
            return (
                alike > 0
                and alike - max(_alike(_moved(one, weeks), other) for weeks in _CHANCE_WEEKS) >= LIKE
            )
        case _By.BOOKING_NUMBER | _By.BOOKING_MINUTE:
            return alike >= LIKE


_CHANCE_WEEKS = (-3, -2, 2, 3)
"""How far a list is moved to see how much it has in common with the other by chance; weekdays stay weekdays."""


def _moved(counts: Counter[tuple[object, ...]], weeks: int) -> Counter[tuple[object, ...]]:
    return Counter(
        {
            (place, day + timedelta(weeks=weeks)): rows
            for (place, day), rows in counts.items()
            if isinstance(day, date)
        }
    )


def refuse_one_list_twice(
    shown: Sequence[Material], hidden: Sequence[Material], reconciliation: Path | None
) -> None:
    """Raise PublicationError where a list among ``shown`` is also in ``hidden`` or in the reconciliation."""
    closed = [_of(one) for one in hidden]
    if reconciliation is not None:
        closed.append(_reconciled(reconciliation))
    for one in map(_of, shown) if closed else ():
        for other in closed:
            if one.is_same(other):
                raise PublicationError(
                    f"[{one.name}] would be published with all its counts and [{other.name}] with small counts hidden, "
                    "and they are of the same list: a reader would find hidden counts by taking one from the other. "
                    "Leave one of them out (one given with --for-claims counts too), or leave out --already-public."
                )


def _alike(one: Counter[tuple[object, ...]], other: Counter[tuple[object, ...]]) -> float:
    shorter = min(one.total(), other.total())
    return (one & other).total() / shorter if shorter else 0.0


def _of(material: Material) -> _List:
    hashes = frozenset(file.sha256 for file in material.files)
    return _List(material.name, hashes, dict(_keys(material)))


def _keys(material: Material) -> Iterable[tuple[_By, Counter[tuple[object, ...]]]]:
    match material.source:
        case Source.FOIA_DETAINERS if material.counts is None:
            yield _By.PLACE_AND_DAY, _rows(material, "facility_group", "prepared")
        case Source.JAIL_BOOKINGS:
            yield _By.BOOKING_NUMBER, _numbers(_rows(material, "booking_key"))
            yield _By.BOOKING_MINUTE, _minutes(_rows(material, "booked_at"))
        case Source.CUSTODY_RECORDS:
            yield _By.BOOKING_NUMBER, _numbers(_rows(material, "booking_id"))
            yield _By.BOOKING_MINUTE, _minutes(_rows(material, "booked_at"))
            yield _By.FACILITY, _rows(material, "facility_group")
        case Source.FACILITY_COUNTS:
            yield _By.FACILITY, _rows(material, "facility_group")


def _rows(material: Material, *columns: str) -> Counter[tuple[object, ...]]:
    """Count the rows by ``columns``; rows that lack one of them, and files that do, can't be known by them."""
    if material.missing(columns):
        return Counter()
    rows = pl.DataFrame(material.database.sql(material.select(columns)).to_arrow_table())
    counted = rows.select(columns).drop_nulls().group_by(columns).len()
    return Counter({tuple(row[:-1]): row[-1] for row in counted.iter_rows()})


def _numbers(counts: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    return Counter({(comparison_key(str(number)),): rows for (number,), rows in counts.items()})


def _minutes(counts: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """Leave out midnight, which is a day without a time."""
    minutes: Counter[tuple[object, ...]] = Counter()
    for (moment,), rows in counts.items():
        minute = str(moment)[:16]
        if not minute.endswith("00:00"):
            minutes[(minute,)] += rows
    return minutes


def _reconciled(folder: Path) -> _List:
    (places,) = (one for one in DETAINER_LOOKUPS if one.name == "places")
    counts: Counter[tuple[object, ...]] = Counter()
    for name, code, state, day in listed_detainers(folder):
        group = places.read((name, code, state))[1]
        if group and day:
            counts[(group, day)] += 1
    return _List(folder.name, reconciled_hashes(folder), {_By.PLACE_AND_DAY: counts})
