"""Identifiers in the one form they are compared in; what names nobody is not compared, and both are reported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import polars as pl

from lodged.core import person_numbers
from lodged.core.person_numbers import DECIMALS, NO_NUMBER, NOT_A_SIGN, SHORTENED, WRITTEN, ZEROS

IDENTIFIERS = person_numbers.NUMBERS
"""Identifiers that name one person, in the order they are tried."""

UNFORMED = "?"
"""Stands before signs of another form than their kind has: that they agree tells, that they differ doesn't."""

MANY_BIRTHS = 10
"""A number that stands beside more dates of birth than these names nobody."""


class Fault(Enum):
    """What is wrong with an identifier."""

    FORM = "form"
    """It hasn't the form of its kind; it was compared all the same."""
    NOBODY = "nobody"
    """It names nobody, and was not compared."""
    SHARED = "shared"
    """It stands beside so many dates of birth that it names nobody, and was not compared."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A cell of an identifier with something wrong: row position, column, value and what it is."""

    row: int
    column: str
    value: str
    fault: Fault

    @property
    def reason(self) -> str:
        """Return what is wrong, and whether it was compared."""
        form = WRITTEN[self.column].form_in_words
        match self.fault:
            case Fault.FORM:
                return (
                    f"This hasn't the form of one, {form}. It was compared, and counts only where it agrees."
                )
            case Fault.NOBODY:
                return f"This can't be one: it has {form}, not all alike. It was not compared."
            case Fault.SHARED:
                return f"Over {MANY_BIRTHS} dates of birth stand beside it, so it names nobody. It was not compared."


def plain(column: str) -> pl.Expr:
    """Return a column's identifiers in the form they are compared in, empty where they name nobody.

    It is :func:`lodged.core.person_numbers.signs_of`, with :data:`UNFORMED` before what has another form than its kind.

    >>> texts = pl.DataFrame({"a_number": ["A 012-345-678", "AFN 12345678.0", "SYN123456", "999999999", "12"]})
    >>> texts.select(plain("a_number"))["a_number"].to_list()
    ['12345678', '12345678', '?SYN123456', None, None]
    """
    written = pl.col(column).str.strip_chars(" ").str.to_uppercase()
    signs = written.str.replace(DECIMALS, "${1}").str.replace_all(NOT_A_SIGN, "")
    signs = signs.str.replace(WRITTEN[column].words_before, "${1}").str.replace(ZEROS, "${1}${2}")
    nobody = written.str.contains(SHORTENED) | signs.str.contains(NO_NUMBER)
    marked = pl.when(signs.str.contains(WRITTEN[column].form)).then(signs).otherwise(pl.lit(UNFORMED) + signs)
    return pl.when(~nobody).then(marked).alias(column)


def compared(rows: pl.DataFrame, column: str) -> pl.Series:
    """Return the identifiers of a table's column as they are compared: :func:`plain`, without those that many share.

    ``rows`` has the columns of the tables at the door, of which ``column`` and ``date_of_birth`` may be missing.
    """
    if column not in rows.columns:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True).alias(column)
    numbers = rows.select(pl.col(column).cast(pl.String)).select(plain(column)).to_series()
    if "date_of_birth" not in rows.columns:
        return numbers
    births = (
        pl.DataFrame({"number": numbers, "born": rows["date_of_birth"]})
        .drop_nulls()
        .group_by("number")
        .agg(pl.col("born").n_unique())
    )
    shared = births.filter(pl.col("born") > MANY_BIRTHS)["number"]
    return numbers.set(numbers.is_in(shared.implode()).fill_null(value=False), None)


def formed_or_equal(column: str) -> str:
    """Return the SQL by which two identifiers can be compared: both have the form of their kind, or they agree."""
    left, right = f"{column}_l", f"{column}_r"
    unformed = " OR ".join(f"substr({side}, 1, 1) = '{UNFORMED}'" for side in (left, right))
    return f"{left} = {right} OR NOT ({unformed})"


def malformed(rows: pl.DataFrame) -> tuple[Malformed, ...]:
    """Find the identifiers of a table that name nobody or have another form than their kind."""
    malformed_cells = []
    for column in IDENTIFIERS:
        if column in rows.columns:
            texts = rows.select(pl.col(column).cast(pl.String).alias("text"))
            filled = pl.col("text").str.strip_chars() != ""
            judged = texts.with_columns(
                texts.rename({"text": column}).select(plain(column)).to_series().alias("plain"),
                compared(rows, column).alias("compared"),
            ).with_row_index("row")
            fault = (
                pl.when(pl.col("plain").is_null())
                .then(pl.lit(Fault.NOBODY.value))
                .when(pl.col("compared").is_null())
                .then(pl.lit(Fault.SHARED.value))
                .when(pl.col("compared").str.starts_with(UNFORMED))
                .then(pl.lit(Fault.FORM.value))
            )
            bad = judged.filter(filled).select("row", "text", fault.alias("fault")).drop_nulls("fault")
            malformed_cells += [
                Malformed(row, column, value, Fault(what)) for row, value, what in bad.iter_rows()
            ]
    return tuple(sorted(malformed_cells, key=lambda cell: (cell.row, cell.column)))
