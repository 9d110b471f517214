"""Dates and times as people and machines write them, read without guessing.

Taken: ISO (``2025-01-20``, ``20250120``, ``2025-01-20T13:45``, ``202501201345``), slashes or points (``1/20/2025``,
``1/20/25 1:45 PM``, ``20.1.2025``), month names (``Jan 20, 2025``, ``20-JAN-25``), Excel serial numbers of five digits
(``45677``: days since 1899-12-30, so 1927 to 2173) and seconds since 1970 (ten digits, or thirteen with thousandths;
they are UTC). ``24:00`` is the midnight that ends the day.

Where the day and the month could be either, the column decides: a cell that can be read one way only is evidence for
the others, and so is another column of the sheet that has the day first. Without evidence the month comes first, as in
the United States, and that is said; dates with points, which most of the world writes day first, are not read then.
Where the evidence contradicts itself such cells are not read. A year of two digits is put in a century by a stated
pivot, and that is said. A year alone is unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

import polars as pl

from lodged.sources.written_dates import spelled_as_iso

_ISO = r"^(\d{4})-?(\d{2})-?(\d{2})"
_CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.:]\d+)?)?\s*([AaPp]\.?(?:[Mm]\.?)?)?)?"
_OFFSET = r"\s*(?P<offset>Z|z|[+-]\d{2}:?\d{2})?$"
_ISO_SHORT = r"^(\d{4})-(\d{1,2})-(\d{1,2})"
_ISO_BRIEF = r"^'(\d{2})-(\d{2})-(\d{2})"
_SLASHED = r"^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})"
_POINTED = r"^\s*\d{1,2}\.\d{1,2}\.\d"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_EPOCH = r"^1\d{9}(?:\d{3})?$"
_EXCEL_EPOCH = date(1899, 12, 30)
_PARTS = ("year", "month", "day", "hour", "minute", "second", "meridiem", "offset")
_MONTHS = 12
_THOUSANDTHS = 10**11
_FEW = 50
"""A cell in so many that speaks for the other order is a slip of its own and decides nothing."""

PIVOT = 68
"""The last year of two digits that is of this century, as POSIX has it, where nothing bounds the date."""


class DayOrder(Enum):
    """How a column's dates with slashes are read."""

    MONTH_FIRST = "month first"
    """By its evidence, or there is nothing to decide."""
    DAY_FIRST = "day first"
    """By its evidence."""
    DAY_FIRST_AS_ELSEWHERE = "day first, as in another column of the sheet"
    """Every such cell can be read either way, and another column of the sheet has the day first."""
    PRESUMED = "month first, presumed"
    """Every such cell can be read either way: the custom of the United States is followed."""
    MIXED = "mixed"
    """The evidence contradicts itself: cells that can be read either way are not read."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The dates a column can hold; one outside is a slip or a placeholder, and is reported.

    ``why`` completes the sentence "the date is ..." in the report.
    """

    earliest: date
    latest: date


def births(today: date) -> Bounds:
    """Bounds of a date of birth: after 1900-01-01, the usual placeholder, and not in the future."""
    return Bounds(date(1900, 1, 2), today)


EVENTS = Bounds(date(1950, 1, 1), date(2199, 12, 31))
"""Bounds of everything else: a stay may be planned to end far ahead, but not in 9999."""


@dataclass(frozen=True, slots=True)
class Moments:
    """A column's moments.

    ``frame`` has for each cell ``moment`` (Datetime in microseconds, local wall time, null where unreadable), ``timed``
    (Boolean: the text gave a time of day), ``utc`` (Boolean: the text is in UTC, and ``moment`` is null because no
    ``zone`` was given), ``short`` (Boolean: its year has two digits) and ``either`` (Boolean: day and month could
    change places).
    """

    frame: pl.DataFrame
    order: DayOrder


def pivot_of(bounds: Bounds) -> int:
    """Return the last year of two digits that is of this century: the latest within bounds, at most :data:`PIVOT`."""
    return min(PIVOT, bounds.latest.year - 2000)


def read_moments(text: pl.Series, zone: ZoneInfo | None = None, pivot: int = PIVOT) -> pl.DataFrame:
    """Read a column's text as local wall time; the frame is that of :class:`Moments`."""
    return read_column(text, zone, pivot).frame


def read_column(
    text: pl.Series,
    zone: ZoneInfo | None = None,
    pivot: int = PIVOT,
    presumed: DayOrder = DayOrder.PRESUMED,
) -> Moments:
    """Read a column's text as local wall time, and tell how its days and months were told apart.

    ``presumed`` is the order where the column's own cells decide nothing. A time with a zone offset is the facility's
    own wall time and keeps its clock, the offset dropped; with ``zone`` it is converted to that zone. UTC (``Z``,
    ``+00:00``) is no facility's wall time, so it needs ``zone``.
    """
    frame = pl.DataFrame({"text": text.cast(pl.String)}).with_columns(
        spelled_as_iso(pl.col("text")).alias("text"),
        pl.col("text").str.contains(_POINTED).fill_null(value=False).alias("pointed"),
    )
    slashed = pl.col("text").str.extract_groups(_SLASHED)
    frame = frame.with_columns(
        slashed.struct.field("1").cast(pl.Int32).alias("left"),
        slashed.struct.field("2").cast(pl.Int32).alias("right"),
        ((slashed.struct.field("3").str.len_chars() == 2) | pl.col("text").str.contains(_ISO_BRIEF))
        .fill_null(value=False)
        .alias("short"),
    )
    order = _order(frame)
    order = presumed if order is DayOrder.PRESUMED else order
    frame = frame.with_columns(_ordered(order))
    parts = pl.coalesce(
        _captured(_ISO, ("year", "month", "day")),
        _captured(_ISO_SHORT, ("year", "month", "day")),
        _captured(_ISO_BRIEF, ("year", "month", "day")),
        _captured(_SLASHED, ("month", "day", "year")),
    ).alias("parts")
    frame = frame.with_columns(parts).unnest("parts").with_columns(_with_century(pivot))
    frame = frame.with_columns(_serial().alias("serial"), _epoch().alias("epoch"))
    frame = frame.with_columns(_wall().alias("wall"), _offset_minutes().alias("offset_minutes"))
    return Moments(_local(frame, zone), order)


def _local(frame: pl.DataFrame, zone: ZoneInfo | None) -> pl.DataFrame:
    wall = pl.coalesce("wall", "epoch")
    offset = pl.when(pl.col("epoch").is_not_null()).then(0).otherwise(pl.col("offset_minutes"))
    utc = ((offset == 0) & wall.is_not_null()).fill_null(value=False)
    if zone is None:
        moment = pl.when(utc).then(None).otherwise(wall)
        needs_zone = utc
    else:
        instant = (wall - pl.duration(minutes=offset)).dt.replace_time_zone("UTC")
        local = instant.dt.convert_time_zone(zone.key).dt.replace_time_zone(None)
        moment = pl.when(offset.is_null()).then(wall).otherwise(local)
        needs_zone = pl.lit(value=False)
    timed = pl.col("hour").is_not_null() | (pl.col("serial") % 1 > 0) | pl.col("epoch").is_not_null()
    return frame.select(
        pl.coalesce(moment, _serial_moment()).cast(pl.Datetime("us")).alias("moment"),
        timed.fill_null(value=False).alias("timed"),
        needs_zone.alias("utc"),
        "short",
        _either().alias("either"),
    )


def _either() -> pl.Expr:
    """Return whether day and month of a date with slashes could change places, and the date be another."""
    first, second = pl.col("left"), pl.col("right")
    both = first.is_between(1, _MONTHS) & second.is_between(1, _MONTHS) & (first != second)
    return both.fill_null(value=False)


def _order(frame: pl.DataFrame) -> DayOrder:
    first, second = pl.col("left"), pl.col("right")
    whole = ~pl.col("short")
    days_first = (first > _MONTHS) & second.is_between(1, _MONTHS) & whole
    months_first = (second > _MONTHS) & first.is_between(1, _MONTHS)
    counted = frame.select(days_first.sum().alias("d"), months_first.sum().alias("m"), _either().sum())
    days, months, either = counted.row(0)
    if not days and not months:
        return DayOrder.PRESUMED if either else DayOrder.MONTH_FIRST
    if days * _FEW <= months:
        return DayOrder.MONTH_FIRST
    return DayOrder.DAY_FIRST if months * _FEW <= days else DayOrder.MIXED


def _ordered(order: DayOrder) -> pl.Expr:
    """Write dates with slashes month first; what the column doesn't decide is made unreadable.

    A day before its month and a year of two digits could also be a year before its month: it is not read.
    """
    text = pl.col("text")
    turned = text.str.replace(_SLASHED, "${2}/${1}/${3}")
    match order:
        case DayOrder.DAY_FIRST | DayOrder.DAY_FIRST_AS_ELSEWHERE:
            given = pl.when(pl.col("short")).then(None).otherwise(turned)
        case DayOrder.MIXED:
            first_is_day = pl.col("left") > _MONTHS
            given = pl.when(_either() | (first_is_day & pl.col("short"))).then(None)
            given = given.when(first_is_day).then(turned).otherwise(text)
        case DayOrder.PRESUMED:
            given = pl.when(~(_either() & pl.col("pointed"))).then(text)
        case _:
            return text
    return pl.when(pl.col("left").is_not_null()).then(given).otherwise(text).alias("text")


def _with_century(pivot: int) -> pl.Expr:
    short = pl.col("year").str.len_chars() == 2
    century = pl.when(pl.col("year").cast(pl.Int32, strict=False) <= pivot).then(pl.lit("20"))
    return (
        pl.when(short).then(century.otherwise(pl.lit("19")) + pl.col("year")).otherwise("year").alias("year")
    )


def _captured(day_pattern: str, order: tuple[str, str, str]) -> pl.Expr:
    """Capture the parts of a date and its clock as a struct, null where the pattern doesn't match."""
    matched = pl.col("text").str.extract_groups(day_pattern + _CLOCK + _OFFSET)
    groups = {**{name: str(i + 1) for i, name in enumerate(order)}, "hour": "4", "minute": "5", "second": "6"}
    groups |= {"meridiem": "7", "offset": "offset"}
    fields = pl.struct([matched.struct.field(groups[part]).alias(part) for part in _PARTS])
    return pl.when(matched.struct.field("1").is_not_null()).then(fields)


def _number(part: str) -> pl.Expr:
    return pl.col(part).cast(pl.Int32, strict=False)


def _wall() -> pl.Expr:
    """Put the parts together; null for a day, hour or minute that doesn't exist."""
    meridiem = pl.col("meridiem").str.to_lowercase().str.slice(0, 1)
    hour = _number("hour").fill_null(0)
    on_dial = meridiem.is_null() | hour.is_between(1, 12)
    hour = (
        pl.when(meridiem.is_null())
        .then(hour)
        .otherwise(hour % 12 + pl.when(meridiem == "p").then(12).otherwise(0))
    )
    minute, second = _number("minute").fill_null(0), _number("second").fill_null(0)
    iso = pl.concat_str(
        [
            pl.col("year"),
            pl.col("month").str.zfill(2),
            pl.col("day").str.zfill(2),
        ],
        separator="-",
    )
    day = iso.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    midnight = (hour == 24) & (minute == 0) & (second == 0)
    valid = on_dial & ((hour < 24) | midnight) & (minute < 60) & (second < 60)
    return pl.when(valid).then(day + pl.duration(hours=hour, minutes=minute, seconds=second))


def _offset_minutes() -> pl.Expr:
    offset = pl.col("offset").str.replace(":", "", literal=True)
    size = offset.str.slice(1, 2).cast(pl.Int32, strict=False) * 60
    size += offset.str.slice(3, 2).cast(pl.Int32, strict=False)
    signed = pl.when(offset.str.starts_with("-")).then(-size).otherwise(size)
    return pl.when(offset.str.to_lowercase() == "z").then(0).otherwise(signed)


def _serial() -> pl.Expr:
    return pl.when(pl.col("text").str.contains(_SERIAL)).then(pl.col("text")).cast(pl.Float64, strict=False)


def _serial_moment() -> pl.Expr:
    seconds = (pl.col("serial") * 86_400).round().cast(pl.Int64)
    return pl.lit(datetime.combine(_EXCEL_EPOCH, datetime.min.time())) + pl.duration(seconds=seconds)


def _epoch() -> pl.Expr:
    """Read seconds or thousandths since 1970, of 2001 to 2033."""
    number = pl.when(pl.col("text").str.contains(_EPOCH)).then(pl.col("text")).cast(pl.Int64, strict=False)
    seconds = pl.when(number > _THOUSANDTHS).then(number // 1000).otherwise(number)
    return pl.from_epoch(seconds, time_unit="s").cast(pl.Datetime("us"))
