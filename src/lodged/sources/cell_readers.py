"""One column of text in, typed values out, and for each cell that can't be read the reason.

Every reader here takes a column of trimmed text and gives two columns of the same height: the values, and the
reason (null where the value is good). Unmapped text is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

import polars as pl

from lodged.core.folding import comparison_key
from lodged.core.person_numbers import NO_NUMBER, SHORTENED, has_form, signs_of
from lodged.sources.dates import Bounds, DayOrder, Moments, pivot_of, read_column

YES = frozenset({"yes", "y", "true", "t", "1"})
NO = frozenset({"no", "n", "false", "f", "0"})

_DATE_FORMS = "a date like 2025-01-20, 1/20/2025 (month first) or Jan 20, 2025, or an Excel serial number"
_MIXED = "The day and the month can't be told apart: other cells of this column have the day first, others the month."


@dataclass(frozen=True)
class Cells:
    """The typed values of a column, the reasons of those unreadable, remarks on the whole column, and its text."""

    values: pl.Series
    reasons: pl.Series
    remark: str | None = None
    text: pl.Series | None = None
    order: DayOrder | None = None
    """Of a column of dates, how its days and months were told apart."""


CellReader = Callable[[pl.Series], Cells]


def text_cells(text: pl.Series) -> Cells:
    """Keep text as it was written."""
    return Cells(text, pl.repeat(None, len(text), dtype=pl.String, eager=True))


SPREADSHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!", "#SPILL!", "#CALC!"}
)


def text_as_written(text: pl.Series) -> Cells:
    """Keep text as it was written; what a spreadsheet writes where it could not work a cell out is none."""
    failed = text.is_in(SPREADSHEET_ERRORS).fill_null(value=False)
    return Cells(text.set(failed, None), _where(failed, "This is a spreadsheet's error, not a text."))


def by_distinct(text: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Read each distinct text once; ``read`` gives a frame of the same height with the results."""
    distinct = text.drop_nulls().unique()
    return _to_all(text, distinct, read(distinct))


def _to_all(text: pl.Series, distinct: pl.Series, results: pl.DataFrame) -> pl.DataFrame:
    known = results.with_columns(distinct.alias("text"))
    return text.to_frame("text").join(known, on="text", how="left", maintain_order="left").drop("text")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates or, where ``timed``, local wall times; ``presumed`` is the order of days and months without evidence.

    A time of day beside a date is dropped; a date alone is its midnight as a time, and the column gets a remark.
    """

    bounds: Bounds
    zone: ZoneInfo | None = None
    timed: bool = False
    presumed: DayOrder = DayOrder.PRESUMED

    def __call__(self, text: pl.Series) -> Cells:
        """Read a column."""
        distinct = text.drop_nulls().unique()
        read = read_column(distinct, self.zone, pivot_of(self.bounds), self.presumed)
        moments = Moments(_to_all(text, distinct, read.frame), read.order)
        times = moments.frame["moment"]
        days = times.dt.date()
        cells = _bounded(text, times if self.timed else days, days, moments, self.bounds)
        remarks = _date_remarks(cells, moments, self.bounds)
        untimed = int((cells.values.is_not_null() & ~moments.frame["timed"]).sum()) if self.timed else 0
        if untimed:
            remarks.append(f"{untimed} cells give a date without a time; midnight (00:00) was taken.")
        return replace(cells, remark=_remark(remarks), order=moments.order)


def date_cells(bounds: Bounds, zone: ZoneInfo | None = None) -> DateReader:
    """Make a reader of dates."""
    return DateReader(bounds, zone)


def time_cells(bounds: Bounds, zone: ZoneInfo | None = None) -> DateReader:
    """Make a reader of local wall times."""
    return DateReader(bounds, zone, timed=True)


def _remark(remarks: list[str]) -> str | None:
    return " ".join(remarks) or None


def _date_remarks(cells: Cells, moments: Moments, bounds: Bounds) -> list[str]:
    """Return what was taken for granted in a column of dates: the century, and what stands first."""
    remarks = []
    good = cells.values.is_not_null()
    short = int((good & moments.frame["short"]).sum())
    if short:
        pivot = pivot_of(bounds)
        remarks.append(
            f"{short} cells have a year of two digits; 00 to {pivot:02} were taken for 2000 to {2000 + pivot}, "
            f"and {pivot + 1:02} to 99 for {1901 + pivot} to 1999."
        )
    either = int((good & moments.frame["either"]).sum())
    if moments.order is DayOrder.DAY_FIRST:
        remarks.append(
            "The day stands before the month in this column: some of its cells can be read no other way."
        )
    elif moments.order is DayOrder.DAY_FIRST_AS_ELSEWHERE and either:
        remarks.append(
            "The day was taken to stand before the month in this column, as it does in another of the sheet."
        )
    elif moments.order is DayOrder.PRESUMED and either:
        remarks.append(
            f"No cell of the column shows whether the day or the month stands first; in {either} cells it could be "
            "either, and the month was taken, as in the United States."
        )
    return remarks


def _bounded(text: pl.Series, values: pl.Series, days: pl.Series, moments: Moments, bounds: Bounds) -> Cells:
    frame = moments.frame.select("utc", "either").with_columns(text.alias("text"), days.alias("day"))
    outside = ~pl.col("day").is_between(bounds.earliest, bounds.latest)
    mixed = pl.lit(value=moments.order is DayOrder.MIXED) & pl.col("either")
    reasons = frame.select(
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("utc"))
        .then(pl.lit("The time is in UTC, not in the facility's own time."))
        .when(mixed)
        .then(pl.lit(_MIXED))
        .when(pl.col("day").is_null())
        .then(pl.lit(f"This is not {_DATE_FORMS}."))
        .when(outside)
        .then(pl.lit(_outside(bounds)))
        .alias("reason")
    )["reason"]
    good = pl.select(pl.when(reasons.is_null()).then(values)).to_series()
    return Cells(good, reasons)


def _outside(bounds: Bounds) -> str:
    return (
        f"The date is not between {bounds.earliest:%Y-%m-%d} and {bounds.latest:%Y-%m-%d}; "
        "it is a slip or stands for 'unknown'."
    )


def today_or(today: date | None) -> date:
    """Return the day asked about, else the machine's."""
    return today if today is not None else date.today()  # noqa: DTZ011 - a birth is compared with the local day


def flag_cells(text: pl.Series) -> Cells:
    """Read yes and no."""
    words = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    return _mapped(text, words, pl.Boolean(), "This is neither yes nor no.")


def enum_cells(values: type[Enum]) -> CellReader:
    """Make a reader of a closed list: the values themselves, folding case, spaces and punctuation."""
    words = {comparison_key(str(member.value)): str(member.value) for member in values}
    known = ", ".join(words.values())

    def read(text: pl.Series) -> Cells:
        return _mapped(text, words, pl.String(), f"This is not one of: {known}.")

    return read


def _mapped(text: pl.Series, words: Mapping[str, object], dtype: pl.DataType, reason: str) -> Cells:
    def look_up(distinct: pl.Series) -> pl.DataFrame:
        meanings = [words.get(comparison_key(word)) for word in distinct]
        return pl.DataFrame({"value": pl.Series(meanings, dtype=dtype)})

    values = by_distinct(text, look_up)["value"]
    return Cells(values, _where(text.is_not_null() & values.is_null(), reason))


def na_empty(read: CellReader) -> CellReader:
    """Make a reader take the text ``NA`` as an empty cell."""

    def without(text: pl.Series) -> Cells:
        return read(text.set((text == "NA").fill_null(value=False), None))

    return without


def count_cells(text: pl.Series) -> Cells:
    """Read whole numbers; ``1,234`` and ``12.0`` are ones, ``1.5`` and ``-3`` are not counts."""
    values = by_distinct(text, lambda distinct: pl.DataFrame({"value": _whole(distinct)}))["value"]
    return Cells(values, _where(text.is_not_null() & values.is_null(), "This is not a whole number."))


def _whole(text: pl.Series) -> pl.Series:
    grouped = text.str.contains(r"^\d{1,3}(?:,\d{3})+$")
    plain = text.zip_with(~grouped, text.str.replace_all(",", "")).str.replace(r"\.0+$", "")
    return plain.set(~plain.str.contains(r"^\d{1,15}$"), None).cast(pl.Int64)


def share_cells(text: pl.Series) -> Cells:
    """Read numbers with decimals, a point before them."""
    values = text.cast(pl.Float64, strict=False)
    return Cells(values, _where(text.is_not_null() & values.is_null(), "This is not a number."))


class ANumber(Enum):
    """What a cell of Alien registration numbers holds."""

    NUMBER = "number"
    OTHER_FORM = "other form"
    NOBODY = "nobody"
    LOST = "lost"


_DIGITS_LOST = (
    "This is not an A-number, A and seven to nine digits: digits are missing. Export the column as text."
)
_OTHER_FORM = "don't have the form of an A-number (A and seven to nine digits); they were kept as written."
_NOBODY = "name nobody (no digits, or all alike or in a row); they were taken as empty."


def a_number_cells(text: pl.Series) -> Cells:
    """Read Alien registration numbers as nine digits; what has another form is kept as it is written.

    ``A12345678``, ``AFN 012-345-678``, ``12345678.0`` and ``12345678`` are one number. Older numbers have seven or
    eight digits and are filled up with zeros, as USCIS writes them today. What names nobody
    (``UNKNOWN``, ``000000000``) is empty. A number of which a spreadsheet lost digits can't be read.
    """

    numbers = by_distinct(text, _a_numbers)
    kind = numbers["kind"].fill_null("")
    counts = {words: int((kind == one.value).sum()) for one, words in _REMARKS.items()}
    remarks = [f"{count:,} cells {words}" for words, count in counts.items() if count]
    return Cells(numbers["value"], _where(kind == ANumber.LOST.value, _DIGITS_LOST), _remark(remarks))


def _a_numbers(distinct: pl.Series) -> pl.DataFrame:
    """Read each text, those written as most are by column."""
    digits = distinct.str.replace("^[Aa]", "")
    easy = digits.str.contains("^[0-9]{7,9}$") & ~digits.str.strip_chars_start("0").str.contains(NO_NUMBER)
    by_text = {text: a_number(text) for text in distinct.filter(~easy)}
    read = pl.DataFrame(
        {
            "text": list(by_text),
            "value": [value for value, _ in by_text.values()],
            "kind": [kind.value for _, kind in by_text.values()],
        },
        schema=dict.fromkeys(("text", "value", "kind"), pl.String),
    )
    every = pl.DataFrame({"text": distinct, "digits": digits, "easy": easy})
    return every.join(read, on="text", how="left", maintain_order="left").select(
        pl.when("easy").then(pl.col("digits").str.zfill(9)).otherwise("value").alias("value"),
        pl.when("easy").then(pl.lit(ANumber.NUMBER.value)).otherwise("kind").alias("kind"),
    )


_REMARKS = {ANumber.OTHER_FORM: _OTHER_FORM, ANumber.NOBODY: _NOBODY}


def a_number(text: str) -> tuple[str | None, ANumber]:
    """Return what one cell is read as, and what it holds.

    >>> a_number("AFN 012-345-678")[0], a_number("SYN123456")[0], a_number("pending")[0]
    ('012345678', 'SYN123456', None)
    """
    signs = signs_of("a_number", text)
    if signs is None:
        return None, ANumber.LOST if _lost_digits(text) else ANumber.NOBODY
    if has_form("a_number", signs):
        return signs.zfill(9), ANumber.NUMBER
    return text, ANumber.OTHER_FORM


def _lost_digits(text: str) -> bool:
    """Return whether a number was cut off, shortened or hidden: there was one, though not which."""
    few = re.fullmatch(r"\W*[Aa]?\W*([0-9]{1,3})", text)
    return bool(re.search(SHORTENED, text.upper()) or (few and int(few[1])) or re.fullmatch("#+", text))


def _where(failed: pl.Series, reason: str) -> pl.Series:
    return pl.select(pl.when(failed).then(pl.lit(reason)).alias("reason")).to_series()
