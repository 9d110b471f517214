"""Identifiers are compared only in the form of one; agreement on one never overrides everything else."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.core.person_numbers import signs_of
from lodged.linkage import Verdict, link
from lodged.linkage.identifiers import IDENTIFIERS, MANY_BIRTHS, UNFORMED, Fault, malformed, plain
from lodged.linkage.records import prepare

BORN = date(1990, 3, 4)


@pytest.mark.parametrize(
    ("column", "written", "compared"),
    [
        ("a_number", "A 012 345 678", "12345678"),
        ("a_number", "012345678", "12345678"),
        ("a_number", "999999999", None),
        ("a_number", "12345", None),
        ("a_number", "123456789", None),
        ("a_number", "AFN# 022-345-678", "22345678"),
        ("a_number", "ALIEN NO. A022 345 678", "22345678"),
        ("a_number", "22345678.0", "22345678"),
        ("a_number", "1.23457E+08", None),
        ("a_number", "SYN123456", "?SYN123456"),
        ("fbi_number", "998877ab1", "998877AB1"),
        ("fbi_number", "FBI No. 998877ab1", "998877AB1"),
        ("fbi_number", "UCN: 998877-AB1", "998877AB1"),
        ("fbi_number", "UNKNOWN-NUMBER", None),
        ("state_id", "MN-00123456", "MN123456"),
        ("state_id", "SID MN123456", "MN123456"),
        ("state_id", "MN00000000", None),
        ("state_id", "0000", None),
        ("state_id", "", None),
    ],
)
def test_an_identifier_is_compared_in_one_form(column: str, written: str, compared: str | None) -> None:
    assert pl.DataFrame({column: [written]}).select(plain(column)).item() == compared


_TEXTS = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"\A(A|AFN|ALIEN|FBI|UCN|SID|MN)?[ #:.-]{0,2}[0A-D]{0,2}[0-9]{0,10}(\.0)?\Z"),
)


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(IDENTIFIERS), _TEXTS)
def test_a_column_is_read_as_a_cell_is_and_what_is_not_compared_is_reported(column: str, text: str) -> None:
    rows = pl.DataFrame({column: [text]}, schema={column: pl.String})
    compared = rows.select(plain(column)).item()
    signs = signs_of(column, text)
    assert (compared.removeprefix(UNFORMED) if compared else None) == signs
    faults = [cell.fault for cell in malformed(rows)]
    if compared is None:
        assert faults == [Fault.NOBODY] * bool(text.strip())
    else:
        assert faults == [Fault.FORM] * compared.startswith(UNFORMED)


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from(IDENTIFIERS),
    st.from_regex(r"\A[1-9][0-9]{6,8}\Z"),
    st.sampled_from(["", "0", "00"]),
    st.sampled_from(["", ".0", ".00", " "]),
    st.sampled_from(["", "-", " "]),
)
def test_a_number_is_the_same_in_every_way_of_writing_it(
    column: str, number: str, zeros: str, end: str, between: str
) -> None:
    words = {
        "a_number": ("", "A", "a#", "AFN ", "Alien No. A", "USCIS# "),
        "fbi_number": ("", "FBI ", "ucn:", "FBI/UCN No. "),
        "state_id": ("", "SID ", "State ID: "),
    }[column]
    written = [f"{word}{zeros}{number[:3]}{between}{number[3:]}{end}" for word in words]
    assert {signs_of(column, text) for text in written} == {signs_of(column, number)}


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
        (("Vang", "Mai", BORN, "SUBJ-4471", None), ("Vang", "Mai", BORN, "Subj 4471", None), Verdict.CLEAR),
        (("Vang", "Mai", BORN, "SUBJ-4471", None), ("Vang", "Mai", BORN, "87654321", None), Verdict.CLEAR),
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
    ids=[
        "same",
        "two digits turned",
        "different",
        "of unknown form",
        "of unknown form and another",
        "one of two differs",
        "all else differs",
    ],
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


def test_a_number_beside_many_births_names_nobody() -> None:
    births = [BORN + timedelta(days=40 * place) for place in range(MANY_BIRTHS + 1)]
    rows = _table(*(("Vang", f"Mai{place}", born, "A077000111", None) for place, born in enumerate(births)))
    assert {cell.fault for cell in malformed(rows)} == {Fault.SHARED}
    assert prepare(rows)["a_number"].null_count() == rows.height
    assert prepare(rows[1:])["a_number"].null_count() == 0
