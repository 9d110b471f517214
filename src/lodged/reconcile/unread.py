"""Custody records that were kept out because they could not be read whole, and whom they may be of.

A row kept out is no record to answer from, but it says that there is one: nobody whom what is left of it doesn't
clearly tell apart is found to be absent, released or anywhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodged.linkage.names import forms
from lodged.reconcile.places import Place, Places
from lodged.sources.facilities import fold_facility
from lodged.sources.model import TEXTS, Problem, Reading, Severity

NUMBERS = ("a_number", "fbi_number", "state_id")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says of who somebody is, as far as it could be read: name parts by sound, birth and numbers."""

    surname: frozenset[str]
    given: frozenset[str]
    born: date | None
    numbers: frozenset[tuple[str, str]]

    def may_be(self, other: Identity) -> bool:
        """Whether a number agrees, or at most one of surname, given name and birth differs; what is missing doesn't."""
        if self.numbers & other.numbers:
            return True
        names = other.surname | other.given
        apart = (
            bool(self.surname and other.surname) and not self.surname & names,
            bool(self.given and other.given) and not self.given & names,
            bool(self.born and other.born) and self.born != other.born,
        )
        return sum(apart) < 2

    @property
    def keys(self) -> tuple[object, ...]:
        """What it says, of which two records of one person share something unless one of them is vague."""
        return (*self.surname, *self.given, *self.numbers, *([self.born] if self.born else []))

    @property
    def is_vague(self) -> bool:
        """Whether so little is known that it may be nearly anybody."""
        return sum((not self.surname, not self.given, self.born is None)) > 1


NOBODY = Identity(frozenset(), frozenset(), None, frozenset())
"""Nothing known of who somebody is."""


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A custody record that was kept out, with the problem that kept it out and what of it could be read.

    ``place`` is unknown where the facility is among what could not be read.
    """

    problem: Problem
    place: Place | None
    identity: Identity

    @property
    def words(self) -> str:
        """Name the row and what is wrong with it, without repeating what stands in it."""
        sheet = f", sheet {self.problem.sheet}" if self.problem.sheet else ""
        column = f", column {self.problem.column}" if self.problem.column else ""
        where = f"{self.problem.file}{sheet}, row {self.problem.row}{column}"
        return (
            f"A custody record that may be this person's could not be read ({where}): {self.problem.reason}"
        )


class UnreadRows:
    """The custody records that were kept out, found by whom they may be of."""

    def __init__(self, rows: Sequence[UnreadRow] = ()) -> None:
        """Find them by what they say of a person, and the vague ones by their facility."""
        self._by_key: dict[object, list[UnreadRow]] = defaultdict(list)
        self._vague: dict[str | None, list[UnreadRow]] = defaultdict(list)
        for row in rows:
            for key in row.identity.keys:
                self._by_key[key].append(row)
            if row.identity.is_vague:
                self._vague[row.place.key if row.place else None].append(row)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._by_key or self._vague)

    def of(self, who: Identity, place: Place) -> UnreadRow | None:
        """Give a row that may be of this person; one that says of nobody whose it is may be anybody's there."""
        near = [row for key in who.keys for row in self._by_key.get(key, ())]
        near += [*self._vague.get(place.key, ()), *self._vague.get(None, ())]
        return next((row for row in near if who.may_be(row.identity)), None)


def identity_of(row: Mapping[str, Any]) -> Identity:
    """Read who a row of a list or of custody records is of."""
    given = (*forms(row["first_name"]).sounds, *forms(row["middle_name"]).sounds)
    numbers = frozenset((column, row[column]) for column in NUMBERS if row[column])
    return Identity(
        frozenset(forms(row["last_name"]).sounds), frozenset(given), row["date_of_birth"], numbers
    )


def unread_rows(custody: Reading, places: Places, state: str) -> UnreadRows:
    """Find the custody records of one state's facilities that were kept out of a reading."""
    if custody.kept_out is None:
        return UnreadRows()
    problems = {
        (problem.file, problem.sheet, problem.row): problem
        for problem in reversed(custody.problems)
        if problem.severity is Severity.ROW
    }
    names = {fold_facility(name): name for name in custody.rows["facility_name"].unique()}
    found = []
    for row in custody.kept_out.iter_rows(named=True):
        problem = problems[row["source_file"], row["source_sheet"], row["source_row"]]
        # Cells are shifted where the whole row is the problem: each of its texts may then be any of its columns.
        shifted = problem.field is None
        name = _facility_among(row[TEXTS], names) if shifted else row["facility_name"]
        place = places.find(name, row["facility_code"], state) if name else None
        found.append(UnreadRow(problem, place, _of_texts(row[TEXTS]) if shifted else identity_of(row)))
    return UnreadRows(found)


def _facility_among(texts: Sequence[str], names: Mapping[str, str]) -> str | None:
    return next((names[fold_facility(text)] for text in texts if fold_facility(text) in names), None)


def _of_texts(texts: Sequence[str]) -> Identity:
    sounds = frozenset(sound for text in texts for sound in forms(text).sounds)
    digits = (text.upper().removeprefix("A").replace("-", "") for text in texts)
    numbers = frozenset(
        ("a_number", text.zfill(9)) for text in digits if text.isdigit() and 7 <= len(text) <= 9
    )
    return Identity(
        sounds, sounds, None, numbers | {(column, text) for column in NUMBERS[1:] for text in texts}
    )
