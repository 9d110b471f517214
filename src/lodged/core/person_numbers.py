"""Numbers that one person is known by, however an office writes them: which signs of a text are the number.

Written as regular expressions that Python and Polars read alike, so that a column is read as one cell is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBERS = ("a_number", "fbi_number", "state_id")
"""The numbers' columns, in the order they are tried."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a number is written: the words before it (its signs are the first group), its form, and that in words."""

    words_before: str
    form: str
    form_in_words: str


_TITLES = "NUMBER|NUM|NBR|NO"
WRITTEN: Mapping[str, Written] = {
    "a_number": Written(
        rf"^(?:ALIEN|AFN|USCIS|REGISTRATION|REG|FILE|{_TITLES}|A)+([0-9].*)$",
        "^[0-9]{6,9}$",
        "an A and seven to nine digits",
    ),
    "fbi_number": Written(
        rf"^(?:FBI|UCN)+(?:{_TITLES})?([A-Z0-9]*[0-9][A-Z0-9]*)$",
        "^[A-Z0-9]{4,10}$",
        "four to ten letters and digits",
    ),
    "state_id": Written(
        rf"^(?:STATE|SID|ID)+(?:{_TITLES})?([A-Z0-9]*[0-9][A-Z0-9]*)$",
        "^[A-Z0-9]{4,14}$",
        "four to fourteen letters and digits",
    ),
}
"""A-numbers have seven to nine digits (leading zeros are taken off before, hence six). An FBI number is of up to nine
characters, a state's identifier of up to ten with the state's letters before it."""

DECIMALS = r"^(.*[0-9])\.0{1,2}$"
"""The end that a spreadsheet gives a number it took for an amount; the rest is the first group."""
SHORTENED = r"^[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{1,3}$"
"""What a spreadsheet makes of a number too long for it: digits of it are lost."""
ZEROS = "^([A-Z]{0,2})0+([0-9])"
"""Zeros that fill a number up, after a state's letters too; what is around them are the two groups."""
NOT_A_SIGN = "[^A-Z0-9]"

_ALIKE = "|".join(f"{digit}+" for digit in "0123456789")
_RUNS = "1234|12345|123456|123456789|1234567890|987654321|9876543210"
NO_NUMBER = f"^(?:.{{0,3}}|[A-Z]*|[A-Z]*(?:{_ALIKE})[A-Z]*|{_RUNS})$"
"""Signs that name nobody: too few, no digits, one digit over and over, a run up or down."""


def signs_of(kind: str, text: str | None) -> str | None:
    """Return the signs that a number is compared by, or nothing where a text names nobody.

    The words before it, punctuation, filling zeros and a spreadsheet's ``.0`` are no part of it. Signs that don't have
    the form of their kind are compared all the same.

    >>> signs_of("a_number", "AFN# 012-345-678"), signs_of("a_number", "12345678.0")
    ('12345678', '12345678')
    >>> signs_of("fbi_number", "UCN 998877ab1"), signs_of("state_id", "MN-00123450")
    ('998877AB1', 'MN123450')
    >>> signs_of("a_number", "999999999"), signs_of("a_number", "1.23457E+08"), signs_of("a_number", "pending")
    (None, None, None)
    """
    written = (text or "").strip(" ").upper()
    if re.search(SHORTENED, written):
        return None
    signs = re.sub(NOT_A_SIGN, "", re.sub(DECIMALS, r"\1", written))
    signs = re.sub(ZEROS, r"\1\2", re.sub(WRITTEN[kind].words_before, r"\1", signs))
    return None if re.search(NO_NUMBER, signs) else signs


def has_form(kind: str, signs: str) -> bool:
    """Return whether signs have the form that numbers of their kind have.

    >>> has_form("a_number", "12345678"), has_form("a_number", "SYN123456")
    (True, False)
    """
    return re.search(WRITTEN[kind].form, signs) is not None
