"""Identifiers checked for their form: a number that can't be one is not compared, and is reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

IDENTIFIERS = ("a_number", "fbi_number", "state_id")
"""Identifiers that name one person, in the order they are tried."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an identifier, after spaces, punctuation and leading zeros are taken off."""

    pattern: re.Pattern[str]
    words: str


FORMS: Mapping[str, Form] = {
    "a_number": Form(re.compile(r"A?(?P<id>\d{6,9})"), "an A and seven to nine digits"),
    "fbi_number": Form(re.compile(r"(?P<id>[A-Z0-9]{4,10})"), "four to ten letters and digits"),
    "state_id": Form(re.compile(r"(?P<id>[A-Z0-9]{4,14})"), "four to fourteen letters and digits"),
}
"""A-numbers have seven to nine digits (leading zeros are taken off before, hence six). An FBI number is of up to nine
characters, a state's identifier of up to ten with the state's letters before it."""


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


def plain(column: str, value: str | None) -> str | None:
    """Give an identifier in the one form it is compared in, nothing where it can't be one.

    >>> plain("a_number", "A 012-345-678")
    '12345678'
    >>> plain("a_number", "999999999") is None
    True
    """
    text = "".join(c for c in (value or "").upper() if c.isascii() and c.isalnum())
    if column == "a_number":
        text = text.removeprefix("A")
    text = text.lstrip("0")
    found = FORMS[column].pattern.fullmatch(text)
    if found is None or len(set(text)) == 1:
        return None
    return found["id"]


def malformed(rows: pl.DataFrame) -> tuple[Malformed, ...]:
    """Find the identifiers of a table that can't be ones."""
    found = []
    for column in IDENTIFIERS:
        if column in rows.columns:
            texts = rows[column].drop_nulls().unique()
            bad = [text for text in texts if text.strip() and plain(column, text) is None]
            hits = rows.with_row_index("row").filter(pl.col(column).is_in(bad))
            found += [Malformed(row, column, value) for row, value in hits.select("row", column).iter_rows()]
    return tuple(sorted(found, key=lambda cell: (cell.row, cell.column)))
