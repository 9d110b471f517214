"""What a profile makes one of our fields of: expressions over the columns of a file, as text in and text out.

Text that an expression can't follow stays as it stands in the file, so that the reader of the field reports it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import polars as pl

from lodged.sources.cell_readers import by_distinct
from lodged.sources.dates import read_moments

Columns = Mapping[str, pl.Series]
"""The columns of a file by the name that a profile gives them; one that the file lacks is empty."""


@dataclass(frozen=True, slots=True)
class FromColumn:
    """The text of a column. A file may lack it where it is ``optional``, as JSON leaves out what is empty."""

    column: str
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column,)

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return the field's text."""
        return given[self.column]


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text in every row."""

    value: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of: none."""
        return ()

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return the field's text."""
        return pl.repeat(self.value, height, dtype=pl.String, eager=True)


@dataclass(frozen=True, slots=True)
class FromTwo:
    """A date in one column and the time of day in another."""

    date: str
    time: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.date, self.time)

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return date and time as one text; a date alone where no time is given, nothing where no date is."""
        frame = pl.DataFrame({"day": given[self.date], "time": given[self.time]})
        # Workbooks give a date its midnight, and a time of day the day before their first.
        day = pl.col("day").str.replace(r"[T ]00:00(:00(\.0+)?)?$", "")
        time = pl.col("time").str.replace(r"^(1899-12-3[01]|1900-01-0[01])[T ]", "")
        joined = pl.when(time.is_null()).then(day).otherwise(day + " " + time)
        return frame.select(joined.alias("text"))["text"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key made of columns that together tell stays apart, where the file has no number of its own.

    It is the same for the same cells whatever their case and spaces. It keeps names out of sight, and is no protection
    of them: whoever guesses the cells can make the key.
    """

    made_of: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return self.made_of

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return the key; none where every cell is empty."""
        frame = pl.DataFrame([given[name].alias(str(at)) for at, name in enumerate(self.made_of)])
        return pl.Series([_key(row) for row in frame.iter_rows()], dtype=pl.String)


def _key(cells: tuple[str | None, ...]) -> str | None:
    if not any(cells):
        return None
    folded = [" ".join((cell or "").casefold().split()) for cell in cells]
    return "made-" + hashlib.sha256(json.dumps(folded).encode()).hexdigest()[:16]


class NameOrder(Enum):
    """How a whole name stands in one column."""

    LAST_FIRST = "LAST, FIRST MIDDLE"
    FIRST_LAST = "FIRST MIDDLE LAST"


class NamePart(Enum):
    """The part of a whole name that is wanted."""

    LAST = "last"
    FIRST = "first"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class PartOfName:
    """One part of a name that stands whole in a column; a name of one part is a family name."""

    column: str
    order: NameOrder
    part: NamePart

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column,)

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return that part of each name."""
        at = tuple(NamePart).index(self.part)

        def read(distinct: pl.Series) -> pl.DataFrame:
            return pl.DataFrame(
                {"part": pl.Series([_parts(name, self.order)[at] for name in distinct], dtype=pl.String)}
            )

        return by_distinct(given[self.column], read)["part"]


_SUFFIX = re.compile(r"^(?:JR|SR|II|III|IV|V)\.?$", re.IGNORECASE)


def _parts(name: str, order: NameOrder) -> tuple[str | None, str | None, str | None]:
    """Return family, given and middle names; a suffix such as JR stays with the family name."""
    if order is NameOrder.LAST_FIRST:
        last, *others = (" ".join(piece.split()) for piece in name.split(","))
        rest = [word for piece in others for word in piece.split()]
        suffix = [word for word in rest if _SUFFIX.match(word)]
        rest = [word for word in rest if word not in suffix]
        last = " ".join([last, *suffix])
    else:
        words = name.replace(",", " ").split()
        suffix = [words.pop()] if len(words) > 1 and _SUFFIX.match(words[-1]) else []
        last, rest = " ".join([*words[-1:], *suffix]), words[:-1]
    return (last.strip() or None, rest[0] if rest else None, " ".join(rest[1:]) or None)


@dataclass(frozen=True, slots=True)
class Marked:
    """A detainer that only a text in another column tells of, such as a charge ``IMMIGRATION DETAINER``.

    The words count in their order and whole, so that ``NOTICE HOLD`` has no ``ICE HOLD``. A cell that has them beside a
    word that takes them back (``ICE HOLD LIFTED``) is left as it stands, to be read as a word or reported.
    """

    column: str
    containing: tuple[str, ...]
    otherwise: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column,)

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return yes where the text stands; what the profile says of all others, also of empty cells."""
        phrases = [_plain_words(phrase) for phrase in self.containing]

        def read(distinct: pl.Series) -> pl.DataFrame:
            return pl.DataFrame(
                {"mark": pl.Series([self._mark(cell, phrases) for cell in distinct], dtype=pl.String)}
            )

        marks = by_distinct(given[self.column], read)["mark"]
        return marks.fill_null(self.otherwise) if self.otherwise else marks

    def _mark(self, cell: str, phrases: list[str]) -> str | None:
        words = _plain_words(cell)
        if not any(f" {phrase} " in f" {words} " for phrase in phrases):
            return self.otherwise
        return cell if _TAKES_BACK.search(words) else "yes"


_TAKES_BACK = re.compile(
    r"\b(?:no|not|non|cancel\w*|lift\w*|remov\w*|releas\w*|drop\w*|dismiss\w*|declin\w*|withdr\w*|void\w*|expir\w*|"
    r"clear\w*|resciss\w*|rescind\w*|quash\w*)\b"
)


def _plain_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a file speaks of: a constant, a column, or the date in the file's name where neither is given."""

    constant: date | None = None
    column: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column,) if self.column else ()

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return the day; nothing where a file's name has none."""
        if self.column:
            return given[self.column]
        day = self.constant or day_in_name(file)
        return pl.repeat(str(day) if day else None, height, dtype=pl.String, eager=True)


_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


def day_in_name(file: str) -> date | None:
    """Return the one day that a file's name has, None where it has none or several.

    >>> day_in_name("roster_2026-01-13.csv")
    datetime.date(2026, 1, 13)
    """
    days = set()
    for year, month, day in _IN_NAME.findall(file):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


@dataclass(frozen=True, slots=True)
class Age:
    """The earliest or the latest day of birth of somebody of an age in whole years on a day."""

    column: str
    day: Day
    earliest: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column, *self.day.columns)

    def text(self, given: Columns, height: int, file: str) -> pl.Series:
        """Return the day of birth as ISO text; an age that is none stays as it stands."""
        days = read_moments(self.day.text(given, height, file))["moment"].dt.date()
        bound = _earliest if self.earliest else _latest
        cells = [_born(age, day, bound) for age, day in zip(given[self.column], days, strict=True)]
        return pl.Series(cells, dtype=pl.String)


_OLDEST = 120


def _born(age: str | None, day: date | None, bound: Callable[[int, date], date]) -> str | None:
    if age is None or day is None:
        return None
    if not (age.isascii() and age.isdigit()) or not 0 < int(age) <= _OLDEST:
        return age
    return str(bound(int(age), day))


def _earliest(age: int, day: date) -> date:
    return _years_before(day, age + 1) + timedelta(days=1)


def _latest(age: int, day: date) -> date:
    return _years_before(day, age)


def _years_before(day: date, years: int) -> date:
    """Return the same day of an earlier year; of 29 February the last of that month."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


Expression = FromColumn | Constant | FromTwo | Key | PartOfName | Marked | Day | Age
