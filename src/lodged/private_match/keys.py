"""The keys of a row: what is compared, exactly, in place of the row.

Two rows meet where they have a key in common. Nothing is spelled alike here: a key is the same or it isn't. Several
keys a row make up for part of that: two names in common are enough, whatever their order and field, and day and month
may be exchanged.
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import Enum
from itertools import combinations

import polars as pl

from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.names import parts
from lodged.linkage.records import prepare

MOST_NAMES = 6
"""Names of a row that are paired; a chain may be longer, and more pairs would say no more."""


class KeyKind(Enum):
    """What a key is made of."""

    A_NUMBER = "a_number"
    """The A-number."""
    FBI_NUMBER = "fbi_number"
    """The FBI number."""
    STATE_ID = "state_id"
    """The state identifier."""
    NAME_AND_BIRTH = "name_and_birth"
    """Every name, in any order, and the date of birth."""
    TWO_NAMES_AND_BIRTH = "two_names_and_birth"
    """Two of the names and the date of birth; day and month may be exchanged."""

    @property
    def words(self) -> str:
        """Return what the other side has where a key of this kind was found."""
        return _WORDS[self]

    @property
    def is_number(self) -> bool:
        """Whether it is made of a number and nothing else."""
        return self in {KeyKind.A_NUMBER, KeyKind.FBI_NUMBER, KeyKind.STATE_ID}


_WORDS = {
    KeyKind.A_NUMBER: "the same A-number",
    KeyKind.FBI_NUMBER: "the same FBI number",
    KeyKind.STATE_ID: "the same state identifier",
    KeyKind.NAME_AND_BIRTH: "the same full name and date of birth",
    KeyKind.TWO_NAMES_AND_BIRTH: "two names in common and the date of birth",
}


def keys_of(rows: pl.DataFrame) -> dict[str, tuple[KeyKind, list[int]]]:
    """Return every key of a table, its kind and the positions of the rows that have it.

    ``rows`` needs the name, birth and number columns of the tables at the door. A row without a number and without
    either a date of birth or a name has no key.
    """
    rows_of_key: dict[str, tuple[KeyKind, list[int]]] = {}
    prepared = prepare(rows).iter_rows(named=True)
    for position, (row, names) in enumerate(zip(prepared, _names(rows), strict=True)):
        for kind, value in _keys(row, names):
            rows_of_key.setdefault(f"{kind.value}|{value}", (kind, []))[1].append(position)
    return rows_of_key


def _names(rows: pl.DataFrame) -> list[list[str]]:
    """Return the parts of each row's names, family names first, each once."""
    fields = [name for name in ("last_name", "first_name", "middle_name") if name in rows.columns]
    return [
        list(dict.fromkeys(part for text in row for part in parts(text)))
        for row in rows.select(fields).iter_rows()
    ]


def _keys(row: dict[str, object], names: list[str]) -> list[tuple[KeyKind, str]]:
    numbers = [(KeyKind(name), str(row[name])) for name in IDENTIFIERS if row[name]]
    born = row["dob"]
    if not born or not names:
        return numbers
    sortable = sorted(set(names))
    either = min(str(born), str(row["dob_swapped"] or born))
    pairs = combinations(sorted(set(names[:MOST_NAMES])), 2)
    return [
        *numbers,
        (KeyKind.NAME_AND_BIRTH, f"{' '.join(sortable)}|{born}"),
        *((KeyKind.TWO_NAMES_AND_BIRTH, f"{' '.join(pair)}|{either}") for pair in pairs),
    ]


def _scheme() -> str:
    """Name the way keys are made by what it makes of a few invented rows, so that two versions can't be confused."""
    sample = pl.DataFrame(
        {
            "last_name": ["De la Cruz-Núñez", "Åberg, Jr.", "Xiong", "O'Brien"],
            "first_name": ["María José", "Øystein", "Pa Nhia", "Al"],
            "middle_name": ["del Carmen", None, "Abdi Nur Ali Said Omar", ""],
            "date_of_birth": [date(1990, 2, 11), date(1985, 1, 1), date(1970, 12, 31), None],
            "sex": ["F", None, "m", ""],
            "a_number": ["A 099-900-123", None, "", "999"],
            "fbi_number": ["syn12ab", None, "0", None],
            "state_id": [None, "MN-007", None, None],
        }
    )
    keys = "\n".join(f"{key} {rows}" for key, (_, rows) in sorted(keys_of(sample).items()))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


SCHEME = _scheme()
"""Which way of making keys this is; both sides must use the same."""
