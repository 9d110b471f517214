"""Custody records that could not be read whole, and whom they may be of.

A row kept out is no record to answer from, but it says that there is one: nobody whom what is left of it doesn't tell
apart is found to be absent, released or anywhere else. So it is with a record whose birth or number could not be read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lodged.core.person_numbers import signs_of
from lodged.linkage.names import PLACEHOLDERS, forms
from lodged.reconcile.places import Place, Places
from lodged.sources.facilities import fold_facility
from lodged.sources.model import TEXTS, Problem, Reading, RowPlace, Severity
from lodged.sources.tables import NUMBERS

WHO = frozenset({"last_name", "first_name", "date_of_birth", *NUMBERS})
"""Columns that say who a record is of."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says of who somebody is, as far as it could be read: name parts by sound, birth and numbers."""

    surname: frozenset[str]
    given: frozenset[str]
    born: date | None
    numbers: frozenset[tuple[str, str]]
    born_within: tuple[date, date] | None = None
    """The days between which somebody of the age that the record says was born."""

    def may_be(self, other: Identity) -> bool:
        """Return whether nothing tells the two apart.

        That is where a number agrees; where of surname, given name and birth all that both have agree; and where two of
        the three agree.
        """
        if self.numbers & other.numbers:
            return True
        if self.is_of_other_age(other):
            return False
        names = other.surname | other.given
        compared = (
            bool(self.surname & names) if self.surname and other.surname else None,
            bool(self.given & names) if self.given and other.given else None,
            self.born == other.born if self.born and other.born else None,
        )
        agreeing, differing = compared.count(True), compared.count(False)
        return (agreeing > 0 and differing == 0) or agreeing > 1

    def is_of_other_age(self, other: Identity) -> bool:
        """Return whether one's birth is more than a year off the other's age, which may be a birthday behind."""
        return any(
            aged.born_within is not None
            and born.born is not None
            and not aged.born_within[0] - _A_YEAR <= born.born <= aged.born_within[1] + _A_YEAR
            for aged, born in ((self, other), (other, self))
        )

    @property
    def keys(self) -> tuple[object, ...]:
        """Return what it says, of which two records that may be of one person share something."""
        return (*self.surname, *self.given, *self.numbers, *([self.born] if self.born else []))

    @property
    def is_vague(self) -> bool:
        """Whether so little is known that it may be nearly anybody."""
        return sum((not self.surname, not self.given, self.born is None)) > 1 and not self.numbers


_A_YEAR = timedelta(days=366)
NOBODY = Identity(frozenset(), frozenset(), None, frozenset())
"""Nothing known of who somebody is."""


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A custody record that was kept out, or whose person is in doubt, with the problem and what of it could be read.

    ``place`` is unknown where the facility is among what could not be read, ``booking_id`` likewise. ``row`` is its
    position where it is among the records all the same.
    """

    problem: Problem
    place: Place | None
    identity: Identity
    booking_id: str | None
    row: int | None = None
    texts: frozenset[str] = frozenset()
    """All the texts of a shifted row."""

    def is_of_booking(self, booking_id: str, place: str) -> bool:
        """Return whether it is of the same booking, or may be for all that it says."""
        if self.place is not None and self.place.key != place:
            return False
        if self.texts:
            return booking_id in self.texts
        return self.booking_id in {booking_id, None}

    @property
    def where(self) -> str:
        """Name the row, without repeating what stands in it."""
        sheet = f", sheet {self.problem.sheet}" if self.problem.sheet else ""
        column = f", column {self.problem.column}" if self.problem.column else ""
        return f"{self.problem.file}{sheet}, row {self.problem.row}{column}"

    @property
    def words(self) -> str:
        """Return what is wrong and what would settle it."""
        return (
            f"A custody record that may be this person's could not be read ({self.where}): {self.problem.reason} "
            "Correct it in the file and reconcile again."
        )


class UnreadRows:
    """The custody records that could not be read whole, found by whom they may be of."""

    def __init__(self, rows: Sequence[UnreadRow] = ()) -> None:
        """Find them by what they say of a person, and the vague ones by their facility."""
        self.rows = rows
        self._by_key: dict[object, list[UnreadRow]] = defaultdict(list)
        self._vague: dict[str | None, list[UnreadRow]] = defaultdict(list)
        for row in rows:
            for key in row.identity.keys:
                self._by_key[key].append(row)
            if row.identity.is_vague:
                self._vague[row.place.key if row.place else None].append(row)

    def of(self, who: Identity) -> Iterator[UnreadRow]:
        """Return the rows that may be of this person."""
        near = {id(row): row for key in who.keys for row in self._by_key.get(key, ())}
        return (row for row in near.values() if who.may_be(row.identity))

    def vague_at(self, place: Place) -> UnreadRow | None:
        """Return a row of the facility, or of none known, that may be nearly anybody's."""
        return next(iter((*self._vague.get(place.key, ()), *self._vague.get(None, ()))), None)


def identity_of(row: Mapping[str, Any]) -> Identity:
    """Read who a row of a list or of custody records is of."""
    given = (*forms(row["first_name"]).sounds, *forms(row["middle_name"]).sounds)
    numbers = frozenset((column, _signs(column, row[column])) for column in NUMBERS if row[column])
    first, last = row.get("born_from"), row.get("born_through")
    within = (first, last) if first and last and not row["date_of_birth"] else None
    surname = frozenset(forms(row["last_name"]).sounds)
    return Identity(surname, frozenset(given), row["date_of_birth"], numbers, within)


def is_doubtful(row: Mapping[str, Any], unread: frozenset[str]) -> bool:
    """Return whether a row lacks a name or birth, or a number could not be read, so that it may be of more people."""
    if row["date_of_birth"] is None or not unread.isdisjoint(NUMBERS):
        return True
    return any((row[name] or "").strip().upper() in _NO_NAME for name in ("last_name", "first_name"))


_NO_NAME = frozenset({"", *PLACEHOLDERS})


def unread_rows(reading: Reading, places: Places, state: str | None = None) -> list[UnreadRow]:
    """Find the rows that were kept out of a reading of either table; ``state`` is where custodians are."""
    if reading.kept_out is None:
        return []
    problems = _problems(reading, {Severity.ROW})
    names = {fold_facility(name): name for name in reading.rows["facility_name"].drop_nulls().unique()}
    unreadable = Counter(
        (problem.file, problem.sheet, problem.row)
        for problem in reading.problems
        if problem.row is not None and problem.value is not None and problem.field is not None
    )
    columns = [name for name in reading.kept_out.columns if name != TEXTS and not name.startswith("source_")]
    rows = []
    for row in reading.kept_out.iter_rows(named=True):
        source = _source(row)
        shifted = unreadable[source] > 1 or all(row[column] is None for column in columns)
        name = _facility_among(row[TEXTS], names) if shifted else row["facility_name"]
        where = state or row.get("facility_state")
        place = places.find(name, row["facility_code"], where) if name else None
        if shifted:
            identity, texts, booking = _of_texts(row[TEXTS]), frozenset(row[TEXTS]), None
        else:
            identity, texts, booking = identity_of(row), frozenset[str](), row.get("booking_id")
        if identity.keys or booking or row.get("booked_at"):
            rows.append(UnreadRow(problems[source], place, identity, booking, texts=texts))
    return rows


def unread_part(custody: Reading) -> str:
    """Return why custody records prove nobody's absence, as the end of a sentence; empty where they may."""
    part = next((problem for problem in custody.problems if problem.part_unread), None)
    if part is not None:
        return (
            f"a part of the records was not read ({part.file}): {part.reason} Give that part as a table too."
        )
    if not sum(file.rows_in for file in custody.files):
        return "the custody records given have no row. Ask for the records."
    return ""


def doubtful_rows(custody: Reading, at: Sequence[Place], *, every: bool) -> list[UnreadRow]:
    """Find the records that may be of more people than they say (see :func:`is_doubtful`); or all, to look among.

    ``at`` are the records' places.
    """
    unread = custody.unread_cells
    problems = _problems(custody, {Severity.CELL})
    rows = []
    for index, row in enumerate(custody.rows.iter_rows(named=True)):
        source = _source(row)
        if every or is_doubtful(row, unread.get(source, frozenset())):
            problem = problems.get(source) or Problem(source[0], _INCOMPLETE, sheet=source[1], row=source[2])
            rows.append(UnreadRow(problem, at[index], identity_of(row), row["booking_id"], index))
    return rows


_INCOMPLETE = "It doesn't say all of name and birth."


def _problems(reading: Reading, severities: set[Severity]) -> dict[RowPlace, Problem]:
    """Return one problem of each row that has one, the first."""
    return {
        (problem.file, problem.sheet, problem.row): problem
        for problem in reversed(reading.problems)
        if problem.severity in severities and problem.row is not None
    }


def _source(row: Mapping[str, Any]) -> RowPlace:
    return row["source_file"], row["source_sheet"], row["source_row"]


def _facility_among(texts: Sequence[str], names: Mapping[str, str]) -> str | None:
    return next((names[fold_facility(text)] for text in texts if fold_facility(text) in names), None)


def _of_texts(texts: Iterable[str]) -> Identity:
    listed = list(texts)
    sounds = frozenset(sound for text in listed for sound in forms(text).sounds)
    numbers = {(column, _signs(column, text)) for column in NUMBERS for text in listed}
    return Identity(sounds, sounds, None, frozenset(numbers))


def _signs(column: str, text: str) -> str:
    """Give a number as it is compared, else as it stands: one that names nobody may be a part of one that was lost."""
    return signs_of(column, text) or text
