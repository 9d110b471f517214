"""Identifiers checked for their form: a number that can't be one is not compared, and is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase, digits

import polars as pl

IDENTIFIERS = ("a_number", "fbi_number", "state_id")
"""Identifiers that name one person, in the order they are tried."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an identifier, after spaces, punctuation and leading zeros are taken off."""

    pattern: str
    words: str


FORMS: Mapping[str, Form] = {
    "a_number": Form(r"^[0-9]{6,9}$", "an A and seven to nine digits"),
    "fbi_number": Form(r"^[A-Z0-9]{4,10}$", "four to ten letters and digits"),
    "state_id": Form(r"^[A-Z0-9]{4,14}$", "four to fourteen letters and digits"),
}
"""A-numbers have seven to nine digits (leading zeros are taken off before, hence six). An FBI number is of up to nine
characters, a state's identifier of up to ten with the state's letters before it."""

_ALL_ALIKE = "^(?:" + "|".join(f"{sign}+" for sign in ascii_uppercase + digits) + ")$"


@dataclass(frozen=True, slots=True)
class Malformed:
    """A cell of an identifier that was not compared: row position, column and value."""

    row: int
    column: str
    value: str

    @property
    def reason(self) -> str:
        """Say what form the identifier has."""
        return f"This can't be one: it has {FORMS[self.column].words}, not all alike. It was not compared."


def plain(column: str) -> pl.Expr:
    """Give a column's identifiers in the one form they are compared in, empty where they can't be ones.

    >>> texts = pl.DataFrame({"a_number": ["A 012-345-678", "999999999", "12"]})
    >>> texts.select(plain("a_number"))["a_number"].to_list()
    ['12345678', None, None]
    """
    text = pl.col(column).str.to_uppercase().str.replace_all("[^A-Z0-9]", "")
    if column == "a_number":
        text = text.str.strip_prefix("A")
    text = text.str.strip_chars_start("0")
    is_one = text.str.contains(FORMS[column].pattern) & ~text.str.contains(_ALL_ALIKE)
    return pl.when(is_one).then(text).alias(column)


def malformed(rows: pl.DataFrame) -> tuple[Malformed, ...]:
    """Find the identifiers of a table that can't be ones."""
    found = []
    for column in IDENTIFIERS:
        if column in rows.columns:
            filled = pl.col(column).cast(pl.String).str.strip_chars() != ""
            texts = rows.select(pl.col(column).cast(pl.String)).with_row_index("row")
            bad = texts.filter(filled & plain(column).is_null())
            found += [Malformed(row, column, value) for row, value in bad.iter_rows()]
    return tuple(sorted(found, key=lambda cell: (cell.row, cell.column)))
