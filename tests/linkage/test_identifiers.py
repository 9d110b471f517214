"""Identifiers are compared only in the form of one; agreement on one never overrides everything else."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.linkage import Verdict, link
from lodged.linkage.identifiers import IDENTIFIERS, malformed, plain

BORN = date(1990, 3, 4)


@pytest.mark.parametrize(
    ("column", "written", "compared"),
    [
        ("a_number", "A 012 345 678", "12345678"),
        ("a_number", "012345678", "12345678"),
        ("a_number", "999999999", None),
        ("a_number", "12345", None),
        ("a_number", "SYN123456", None),
        ("fbi_number", "998877ab1", "998877AB1"),
        ("fbi_number", "UNKNOWN-NUMBER", None),
        ("state_id", "MN-00123456", "MN00123456"),
        ("state_id", "0000", None),
        ("state_id", "", None),
    ],
)
def test_an_identifier_is_compared_in_one_form(column: str, written: str, compared: str | None) -> None:
    assert pl.DataFrame({column: [written]}).select(plain(column)).item() == compared


@settings(deadline=None)
@given(st.sampled_from(IDENTIFIERS), st.text(max_size=12))
def test_what_is_compared_is_never_called_malformed(column: str, text: str) -> None:
    rows = pl.DataFrame({column: [text]}, schema={column: pl.String})
    compared = rows.select(plain(column)).item()
    assert (compared is None) == bool(malformed(rows) or not text.strip())


def _table(*rows: tuple[str, str, date, str | None, str | None]) -> pl.DataFrame:
    schema = {"last_name": pl.String, "first_name": pl.String, "date_of_birth": pl.Date}
    return pl.DataFrame(
        list(rows), schema=schema | {"a_number": pl.String, "fbi_number": pl.String}, orient="row"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (("Vang", "Mai", BORN, "12345678", None), ("Vang", "Mai", BORN, "12345678", None), Verdict.CLEAR),
        (("Vang", "Mai", BORN, "12345678", None), ("Vang", "Mai", BORN, "12345687", None), Verdict.CLEAR),
        (("Vang", "Mai", BORN, "12345678", None), ("Vang", "Mai", BORN, "87654321", None), Verdict.REVIEW),
        (
            ("Vang", "Mai", BORN, "12345678", "SYN1234"),
            ("Vang", "Mai", BORN, "87654321", "SYN1234"),
            Verdict.CLEAR,
        ),
        (
            ("Vang", "Mai", BORN, "12345678", None),
            ("Olson", "Erik", date(1961, 7, 8), "12345678", None),
            Verdict.REVIEW,
        ),
    ],
    ids=["same", "two digits turned", "different", "one of two differs", "all else differs"],
)
def test_what_numbers_say_beside_names_and_birth(
    ours: tuple[str, str, date, str | None, str | None],
    theirs: tuple[str, str, date, str | None, str | None],
    verdict: Verdict,
) -> None:
    (found,) = link(_table(ours), _table(theirs)).links
    assert found.verdict is verdict


def test_identifiers_that_cannot_be_ones_are_given_back_with_their_rows() -> None:
    found = link(_table(("Vang", "Mai", BORN, "000", None)), _table(("Lor", "Tou", BORN, None, "?")))
    assert [(cell.row, cell.column, cell.value) for cell in found.malformed_listed] == [
        (0, "a_number", "000")
    ]
    assert [(cell.row, cell.column, cell.value) for cell in found.malformed_stays] == [(0, "fbi_number", "?")]
    assert "seven to nine digits" in found.malformed_listed[0].reason
