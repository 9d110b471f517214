"""One stay a booking, whatever a row of a file is: a charge, a hold, an alias, a day's snapshot.

The rules, in any order of rows and files: rows are of one stay where facility and booking are the same and so is the
day it began, or the person. The newest file that has the stay decides about its end and its detainer; in it any row
with a detainer on file counts; rows that say different ends, or of which one ends and another doesn't, leave the end
not known. Reconciling, counting and loading fold by these rules alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from lodged.core.folding import comparison_key
from lodged.sources.facilities import fold_facility
from lodged.sources.model import Alias, Problem, Reading, RowPlace, Severity
from lodged.sources.tables import NUMBERS

STAY_COLUMNS = (
    "booked_at",
    "released_at",
    "release_reason",
    "planned_release_at",
    "detainer_on_file",
    "detainer_received_on",
)
"""The columns in which rows of one stay may say different things of it."""

_NAMES = ("last_name", "first_name", "middle_name")
_PERSON = ("last_name", "first_name", "date_of_birth")


@dataclass(frozen=True, slots=True)
class StayRow:
    """What one row says of a stay, or all rows of one together.

    ``row`` is its position among the rows. ``unread`` names the columns whose cell could not be read, or that rows of
    the stay contradict each other in. ``person`` are the marks by which the row's person is known again.
    """

    row: int
    file: str
    booked_at: datetime
    released_at: datetime | None
    release_reason: str | None
    planned_release_at: datetime | None
    detainer_on_file: bool | None
    detainer_received_on: date | None
    unread: frozenset[str]
    person: frozenset[Hashable]

    @property
    def last_moment(self) -> datetime:
        """The last moment that the row speaks of."""
        return max(self.booked_at, self.released_at or self.booked_at)


def stay_row(at: int, row: Mapping[str, Any], unread: frozenset[str]) -> StayRow:
    """Return what a row of custody records (columns of ``tables.CUSTODY_RECORDS``) says of its stay."""
    numbers = {(column, row[column]) for column in NUMBERS if row[column]}
    born, last = row["date_of_birth"], comparison_key(row["last_name"] or "")
    return StayRow(
        at,
        row["source_file"],
        **{name: row[name] for name in STAY_COLUMNS},
        unread=unread | _contradicted(row),
        person=frozenset({*numbers, *([(born, last)] if born and last else [])}),
    )


def _contradicted(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns that can't be so: a way that a stay ended, and no end."""
    ended = row["release_reason"] is not None and row["released_at"] is None
    return frozenset({"released_at"}) if ended else frozenset()


def stays_among(rows: Sequence[StayRow]) -> list[list[StayRow]]:
    """Part the rows of one booking number of one facility into stays.

    A number that a facility gives twice, to two people on two days, is two stays.
    """
    sets: list[tuple[set[Hashable], list[StayRow]]] = []
    for row in rows:
        keys: set[Hashable] = {row.booked_at.date(), *row.person}
        near = [known for known in sets if known[0] & keys]
        merged = (keys.union(*(known[0] for known in near)), [*(r for known in near for r in known[1]), row])
        sets = [known for known in sets if known not in near] + [merged]
    return [members for _, members in sets]


def one_stay(rows: Iterable[StayRow], newest: Mapping[str, datetime]) -> StayRow:
    """Fold the rows of one stay; ``newest`` tells of each file the last moment that it speaks of."""
    ordered = sorted(rows, key=_content)
    latest = max(newest[stay.file] for stay in ordered)
    deciding = [stay for stay in ordered if newest[stay.file] == latest]
    ended, end_unread = _end(deciding)
    closing = [stay for stay in deciding if stay.released_at == ended] if ended else deciding
    reason, reason_unread = _agreed(closing, "release_reason")
    planned, plan_unread = _agreed(deciding, "planned_release_at")
    on_file, mark_unread = _mark(deciding)
    received, receipt_unread = _receipt(deciding)
    begun = [stay for stay in ordered if "booked_at" not in stay.unread]
    unread = {
        "booked_at": not begun,
        "released_at": end_unread,
        "release_reason": reason_unread,
        "planned_release_at": plan_unread,
        "detainer_on_file": mark_unread,
        "detainer_received_on": receipt_unread,
    }
    return replace(
        deciding[0],
        booked_at=min(stay.booked_at for stay in begun or ordered),
        released_at=ended,
        release_reason=reason,
        planned_release_at=planned,
        detainer_on_file=on_file,
        detainer_received_on=received,
        unread=frozenset(column for column, is_unread in unread.items() if is_unread),
        person=frozenset[Hashable]().union(*(stay.person for stay in ordered)),
    )


def _content(stay: StayRow) -> tuple[object, ...]:
    """Order rows by what they say, never by where they stand."""
    end = stay.released_at or datetime.max  # noqa: DTZ901 - wall time, as in the records
    content = (stay.release_reason, stay.detainer_on_file, stay.detainer_received_on, stay.planned_release_at)
    return (stay.booked_at, end, *map(str, content), sorted(map(str, stay.person)), stay.file, stay.row)


def _end(rows: Sequence[StayRow]) -> tuple[datetime | None, bool]:
    """Return the end that the rows agree on, and whether it is not known."""
    if any("released_at" in stay.unread for stay in rows):
        read = {stay.released_at for stay in rows if stay.released_at}
        return (read.pop(), False) if len(read) == 1 else (None, True)
    ends = {stay.released_at for stay in rows}
    return (ends.pop(), False) if len(ends) == 1 else (None, True)


def _agreed(rows: Sequence[StayRow], column: str) -> tuple[Any, bool]:
    """Return what the rows that say something agree on, and whether it is not known."""
    values = {getattr(stay, column) for stay in rows} - {None}
    if len(values) == 1:
        return values.pop(), False
    return None, bool(values) or any(column in stay.unread for stay in rows)


def _mark(rows: Sequence[StayRow]) -> tuple[bool | None, bool]:
    """Return whether any row has the detainer on file: one that does counts for all."""
    marks = {stay.detainer_on_file for stay in rows}
    if True in marks:
        return True, False
    if any("detainer_on_file" in stay.unread for stay in rows):
        return None, True
    return (False if False in marks else None), False


def _receipt(rows: Sequence[StayRow]) -> tuple[date | None, bool]:
    days = [stay.detainer_received_on for stay in rows if stay.detainer_received_on]
    if days:
        return min(days), False
    return None, any("detainer_received_on" in stay.unread for stay in rows)


def one_row_a_stay(reading: Reading) -> Reading:
    """Return custody records with one row a stay, in the order of their first rows.

    What rows of a stay contradict each other in is empty and reported. A file's rows that were folded into another are
    no longer in its count of rows, and a note says how many they were.
    """
    undated = tuple(_ends_without_a_day(reading))
    if undated:
        reading = replace(reading, problems=(*reading.problems, *undated))
    rows = reading.rows.with_row_index("at")
    several = rows.filter(pl.struct(_keys(rows)).is_duplicated())
    if several.is_empty():
        return reading
    newest = dict(
        rows.group_by("source_file").agg(pl.max_horizontal("booked_at", "released_at").max()).iter_rows()
    )
    made: list[dict[str, Any]] = []
    problems: list[Problem] = []
    aliases: dict[RowPlace, tuple[Alias, ...]] = {}
    for booking in _bookings(several):
        stay_rows = [
            stay_row(row["at"], row, reading.unread_cells.get(_place(row), frozenset())) for row in booking
        ]
        by_row = {row["at"]: row for row in booking}
        for of_stay in stays_among(stay_rows):
            one = one_stay(of_stay, newest)
            made.append(_as_row(one, [by_row[each.row] for each in of_stay]))
            if len(of_stay) > 1:
                problems += _not_known(one, [each.unread for each in of_stay], by_row[one.row], reading)
                base, others = by_row[one.row], [by_row[each.row] for each in of_stay]
                problems += _other_names(base, others)
                aliases[_place(base)] = _aliases(base, others)
    whole = pl.concat(
        [
            rows.filter(~pl.col("at").is_in(several["at"].implode())),
            pl.DataFrame(made, schema=rows.schema),
        ]
    ).sort("at")
    return replace(_counted_anew(reading, whole.drop("at"), problems), aliases=aliases)


def _keys(rows: pl.DataFrame) -> list[pl.Series]:
    """Return facility and booking as they are compared."""
    names = rows["facility_name"].unique().drop_nulls()
    folded = pl.Series([fold_facility(name) for name in names], dtype=pl.String)
    facility = rows["facility_name"].replace_strict(names, folded, default=None, return_dtype=pl.String)
    return [
        facility.alias("facility"),
        rows["booking_id"].str.strip_chars().str.to_lowercase().alias("booking"),
    ]


def _bookings(several: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    rows_of_booking: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    facilities, bookings = _keys(several)
    for facility, booking, row in zip(facilities, bookings, several.iter_rows(named=True), strict=True):
        rows_of_booking[facility, booking].append(row)
    yield from rows_of_booking.values()


def _as_row(one: StayRow, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the row of a stay: that of its deciding row, with what only others of its rows know of the person."""
    base = next(row for row in rows if row["at"] == one.row)
    others = sorted(rows, key=lambda row: row["at"])
    namesakes = [row for row in others if _has_the_name_of(row, base)]
    filled = {
        name: next(
            (row[name] for row in (namesakes if name in _NAMES else others) if row[name] is not None), None
        )
        for name, value in base.items()
        if value is None and name not in STAY_COLUMNS
    }
    return {**base, **filled, **{name: getattr(one, name) for name in STAY_COLUMNS}, "at": others[0]["at"]}


def _ends_without_a_day(reading: Reading) -> Iterator[Problem]:
    """Yield for rows that tell how the stay ended and not when that its end is not known."""
    rows = reading.rows.filter(pl.col("release_reason").is_not_null() & pl.col("released_at").is_null())
    for row in rows.iter_rows(named=True):
        if "released_at" not in reading.unread_cells.get(_place(row), ()):
            yield Problem(
                row["source_file"],
                "The row says how the stay ended and not when.",
                "Its end was taken as not known. Give the time of the release.",
                Severity.CELL,
                row["source_sheet"],
                row["source_row"],
                "released_at",
                field="released_at",
            )


def _has_the_name_of(row: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    """Whether a row names the person as another does, as far as both say it: parts of two names make no third."""
    return all(row[name] == base[name] or None in (row[name], base[name]) for name in _NAMES)


def _not_known(
    one: StayRow, unread: Sequence[frozenset[str]], base: Mapping[str, Any], reading: Reading
) -> Iterator[Problem]:
    """Say at the row of a stay what its rows together leave not known."""
    anywhere = frozenset[str]().union(*unread)
    for column in sorted(one.unread - reading.unread_cells.get(_place(base), frozenset())):
        what = (
            "say different things here."
            if column not in anywhere
            else "have a cell here that could not be read."
        )
        yield Problem(
            base["source_file"],
            f"The {len(unread)} rows of this stay {what}",
            "Nothing was taken from them. Correct the export, or give one row a stay.",
            Severity.CELL,
            base["source_sheet"],
            base["source_row"],
            column,
            field=column,
        )


def _other_names(base: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Say that rows of a stay name its person otherwise, as for an alias: the stay stands under one of the names."""
    others = [row for row in rows if any(row[name] != base[name] for name in _PERSON)]
    if others:
        where = ", ".join(f"{row['source_file']} row {row['source_row']}" for row in others)
        yield Problem(
            base["source_file"],
            f"Other rows of this stay have another name or birth ({where}).",
            "The stay is of one person: they are taken for aliases. If they are of somebody else, correct the number.",
            Severity.NOTE,
            base["source_sheet"],
            base["source_row"],
        )


def _aliases(base: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> tuple[Alias, ...]:
    """Return the names and births of a stay's rows other than that of the row it stands under, in their order."""
    own = _alias(base)
    return tuple(dict.fromkeys(alias for row in rows if (alias := _alias(row)) != own))


def _alias(row: Mapping[str, Any]) -> Alias:
    return Alias(row["last_name"], row["first_name"], row["middle_name"], row["date_of_birth"])


def _counted_anew(reading: Reading, rows: pl.DataFrame, problems: Sequence[Problem]) -> Reading:
    before = Counter(reading.rows["source_file"].to_list())
    after = Counter(rows["source_file"].to_list())
    fewer = {name: before[name] - after[name] for name in before}
    files = tuple(
        replace(
            file,
            rows_in=file.rows_in - fewer.get(file.name, 0),
            rows_out=file.rows_out - fewer.get(file.name, 0),
        )
        for file in reading.files
    )
    notes = tuple(
        Problem(
            name,
            f"{before[name]:,} rows are of {after[name]:,} stays; each stay was taken once.",
            "",
            Severity.NOTE,
        )
        for name, lost in fewer.items()
        if lost
    )
    return replace(reading, rows=rows, files=files, problems=(*reading.problems, *problems, *notes))


def _place(row: Mapping[str, Any]) -> RowPlace:
    return row["source_file"], row["source_sheet"], row["source_row"]
