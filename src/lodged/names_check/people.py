"""The people of a published list: pasted as text, one a line, or read from a file with a header."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from lodged.core.errors import LodgedError
from lodged.core.folding import comparison_key
from lodged.sources.cell_readers import date_cells, text_cells
from lodged.sources.dates import EVENTS, births, read_moments
from lodged.sources.files import MAX_BYTES
from lodged.sources.mapping import for_table
from lodged.sources.model import Reading
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

MOST_NAMES = 1_000
"""Names of one list. A check is for a list that somebody published, not for going through a population."""

_TEXT, _DATE = pl.String(), pl.Date()
NAMED_LIST = Table(
    "named_list",
    "List of names",
    (
        Column("name", _TEXT, False, "The whole name as published, where its parts are not told apart."),
        Column("last_name", _TEXT, False, "Family name or names."),
        Column("first_name", _TEXT, False, "Given name or names."),
        Column("middle_name", _TEXT, False, "Middle name."),
        Column("date_of_birth", _DATE, False, "Date of birth."),
        Column("age", _TEXT, False, "Age in years, on the date given or else today."),
        Column("city", _TEXT, False, "Place as published; shown, not compared."),
        Column("date", _DATE, False, "The day the list says something happened, or was published."),
    ),
)
_AGE = re.compile(r"(?:aged?\s*)?(\d{1,3})(?:[\s-]*(?:years?[\s-]*old|yo))?", re.IGNORECASE)
_BORN = re.compile(r"(?:born|dob|d\.o\.b\.)[:\s]+(.+)", re.IGNORECASE)
_SEPARATORS = ("\t", ";", ",")


class NamedListError(LodgedError):
    """The list can't be read; the message says which line and what to write."""


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """One name of a list. ``last`` and ``first`` are empty where the list doesn't tell the parts apart."""

    line: int
    name: str
    last: str = ""
    first: str = ""
    middle: str = ""
    born: date | None = None
    age: int | None = None
    city: str = ""
    on: date | None = None

    @property
    def readings(self) -> tuple[tuple[str, str], ...]:
        """The ways to take the name as family and given names; no order is taken for the rule.

        >>> NamedPerson(1, "Pa Nhia Xiong").readings
        (('Nhia Xiong', 'Pa'), ('Xiong', 'Pa Nhia'), ('Pa', 'Nhia Xiong'))
        """
        if self.last:
            return ((self.last, self.first),)
        parts = self.name.split()
        if len(parts) < 2:
            return ((self.name, ""),)
        middle = len(parts) // 2
        cuts = [
            (parts[1:], parts[:1]),
            (parts[-1:], parts[:-1]),
            (parts[:1], parts[1:]),
            (parts[middle:], parts[:middle]),
        ]
        return tuple(dict.fromkeys((" ".join(family), " ".join(given)) for family, given in cuts))


def read_text(text: str, *, today: date) -> list[NamedPerson]:
    """Read pasted text: a name a line, then what else is known, separated by commas, semicolons or tabs.

    A number is an age, ``born 1990-02-11`` a date of birth, another date the date of the event, anything else the city.
    A first line of column names makes it a table, see :data:`NAMED_LIST`. Raises NamedListError.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise NamedListError("There are no names. Paste one a line, or choose a file.")
    if _is_header(lines[0][1]):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pasted.csv"
            path.write_text("\n".join(line for _, line in lines), encoding="utf-8")
            return read_file(path, {}, today=today)[0]
    return _not_too_many([_person(number, line, today) for number, line in lines])


def read_file(
    path: Path, mapping: Mapping[str, str], *, today: date, max_bytes: int = MAX_BYTES
) -> tuple[list[NamedPerson], Reading]:
    """Read a file with the columns of :data:`NAMED_LIST`, of which ``name`` or ``last_name`` is needed.

    Whether the file had each column of ``mapping`` is for the caller to check. Raises LodgedError where it can't be
    read.
    """
    days = {"date_of_birth": date_cells(births(today)), "date": date_cells(EVENTS)}
    readers = {column.name: days.get(column.name, text_cells) for column in NAMED_LIST.columns}
    spec = TableSpec(NAMED_LIST, readers)
    reading = read_table(spec, [path], for_table(mapping, NAMED_LIST), max_bytes)
    rows = reading.rows
    if rows["name"].null_count() + rows["last_name"].null_count() == 2 * rows.height:
        raise NamedListError(
            f"[{path.name}] has no names. It needs a column [name], or [last_name] and [first_name]; a column named "
            "otherwise is said with --map THEIRS=OURS."
        )
    return _not_too_many([_of_row(row) for row in rows.iter_rows(named=True)]), reading


def _is_header(line: str) -> bool:
    known = {comparison_key(column.name) for column in NAMED_LIST.columns}
    pieces = _pieces(line)
    return bool(pieces) and all(comparison_key(piece) in known for piece in pieces)


def _pieces(line: str) -> list[str]:
    separator = next((one for one in _SEPARATORS if one in line), ",")
    return [" ".join(piece.split()) for piece in line.split(separator) if piece.strip()]


def _person(number: int, line: str, today: date) -> NamedPerson:
    pieces = _pieces(line)
    if not pieces or not any(letter.isalpha() for letter in pieces[0]):
        raise NamedListError(
            f"Line {number}: [{line}] begins with no name. Write the name first, then the rest."
        )
    age, born, on, city = None, None, None, []
    for piece in pieces[1:]:
        if match := _AGE.fullmatch(piece):
            age = _age(match[1], f"Line {number}")
        elif match := _BORN.fullmatch(piece):
            born = _day(match[1], f"Line {number}")
            if born > today:
                raise NamedListError(f"Line {number}: [{piece}] is in the future.")
        elif (day := _moment(piece)) is not None:
            on = day
        else:
            city.append(piece)
    return NamedPerson(number, pieces[0], born=born, age=age, city=", ".join(city), on=on)


def _of_row(row: Mapping[str, object]) -> NamedPerson:
    def text(column: str) -> str:
        return " ".join(str(row[column] or "").split())

    whole = text("name") or " ".join(
        filter(None, (text("first_name"), text("middle_name"), text("last_name")))
    )
    born, on, line = row["date_of_birth"], row["date"], row["source_row"]
    return NamedPerson(
        line=int(str(line)),
        name=whole,
        last="" if text("name") else text("last_name"),
        first="" if text("name") else text("first_name"),
        middle="" if text("name") else text("middle_name"),
        born=born if isinstance(born, date) else None,
        age=_age(text("age"), f"Row {line}") if text("age") else None,
        city=text("city"),
        on=on if isinstance(on, date) else None,
    )


def _age(text: str, place: str) -> int:
    match = _AGE.fullmatch(text)
    if match is None or not 0 < int(match[1]) <= 120:
        raise NamedListError(f"{place}: [{text}] is no age in years. Write a number, for example 34.")
    return int(match[1])


def _day(text: str, place: str) -> date:
    day = _moment(text)
    if day is None:
        raise NamedListError(f"{place}: [{text}] is no date. Write it like 1990-02-11 or 2/11/1990.")
    return day


def _moment(text: str) -> date | None:
    # Five digits could be a spreadsheet's day number, but nobody writes that in a press release.
    if text.isdigit():
        return None
    moment = read_moments(pl.Series([text]))["moment"][0]
    return moment.date() if moment is not None else None


def _not_too_many(people: Sequence[NamedPerson]) -> list[NamedPerson]:
    if len(people) > MOST_NAMES:
        raise NamedListError(
            f"The list has [{len(people):,}] names, and at most {MOST_NAMES:,} are checked at once. Check what was "
            "published, in parts where it is longer."
        )
    return list(people)


def as_rows(people: Iterable[NamedPerson]) -> pl.DataFrame:
    """Return people as a table with the columns of :data:`NAMED_LIST`."""
    return pl.DataFrame(
        [
            {
                "name": "" if person.last else person.name,
                "last_name": person.last,
                "first_name": person.first,
                "middle_name": person.middle,
                "date_of_birth": person.born,
                "age": "" if person.age is None else str(person.age),
                "city": person.city,
                "date": person.on,
            }
            for person in people
        ],
        schema=NAMED_LIST.schema,
    )
