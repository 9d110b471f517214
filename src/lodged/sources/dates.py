"""Dates and times as people and machines write them, read without guessing.

Taken: ISO (``2025-01-20``, ``20250120``, ``2025-01-20T13:45``), US (``1/20/2025``, ``1/20/2025 1:45 PM``) and
Excel serial numbers of five digits (``45677``, ``45677.573``: days since 1899-12-30, so 1927 to 2173).
A year alone, a year of two digits and a day before its month are not guessed at; they are unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

_ISO = r"^(\d{4})-?(\d{2})-?(\d{2})"
_CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_OFFSET = r"\s*(?P<offset>Z|z|[+-]\d{2}:?\d{2})?$"
_ISO_SHORT = r"^(\d{4})-(\d{1,2})-(\d{1,2})"
_US = r"^(\d{1,2})/(\d{1,2})/(\d{4})"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_EXCEL_EPOCH = date(1899, 12, 30)
_PARTS = ("year", "month", "day", "hour", "minute", "second", "meridiem", "offset")


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


def read_moments(text: pl.Series, zone: ZoneInfo | None = None) -> pl.DataFrame:
    """Read text as local wall time.

    Returns a frame with ``moment`` (Datetime in microseconds, null where unreadable), ``timed`` (Boolean: the
    text gave a time of day) and ``utc`` (Boolean: the text is in UTC, and ``moment`` is
    null because no ``zone`` was given).

    A time with a zone offset is the facility's own wall time and keeps its clock, the offset dropped; with
    ``zone`` it is converted to that zone. UTC (``Z``, ``+00:00``) is no facility's wall time, so it needs ``zone``.
    """
    frame = pl.DataFrame({"text": text.cast(pl.String)})
    parts = pl.coalesce(
        _captured(_ISO, ("year", "month", "day")),
        _captured(_ISO_SHORT, ("year", "month", "day")),
        _captured(_US, ("month", "day", "year")),
    ).alias("parts")
    frame = frame.with_columns(parts).unnest("parts").with_columns(_serial().alias("serial"))
    frame = frame.with_columns(_wall().alias("wall"), _offset_minutes().alias("offset_minutes"))
    wall = pl.col("wall")
    utc = (pl.col("offset_minutes") == 0) & wall.is_not_null()
    if zone is None:
        moment = pl.when(utc.fill_null(value=False)).then(None).otherwise(wall)
        needs_zone = utc.fill_null(value=False)
    else:
        instant = (wall - pl.duration(minutes=pl.col("offset_minutes"))).dt.replace_time_zone("UTC")
        local = instant.dt.convert_time_zone(zone.key).dt.replace_time_zone(None)
        moment = pl.when(pl.col("offset_minutes").is_null()).then(wall).otherwise(local)
        needs_zone = pl.lit(value=False)
    timed = pl.col("hour").is_not_null() | (pl.col("serial") % 1 > 0)
    return frame.select(
        pl.coalesce(moment, _serial_moment()).cast(pl.Datetime("us")).alias("moment"),
        timed.fill_null(value=False).alias("timed"),
        needs_zone.alias("utc"),
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
    valid = on_dial & (hour < 24) & (minute < 60) & (second < 60)
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
