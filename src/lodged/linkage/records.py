"""Records prepared for comparison: each distinct name is worked on once, the rest is done by column."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lodged.linkage import names
from lodged.linkage.identifiers import IDENTIFIERS, compared

_LIST = pl.List(pl.String())
PREPARED: dict[str, pl.DataType] = {
    "unique_id": pl.Int32(),
    "surname": pl.String(),
    "surname_sound": pl.String(),
    "surname_sounds": _LIST,
    "given": pl.String(),
    "given_sound": pl.String(),
    "first_sounds": _LIST,
    "given_sounds": _LIST,
    "middle": pl.String(),
    "middle_sound": pl.String(),
    "suffix": pl.String(),
    "name_sounds": _LIST,
    "dob": pl.String(),
    "dob_swapped": pl.String(),
    "birth_year": pl.Int32(),
    "sex": pl.String(),
    **dict.fromkeys(IDENTIFIERS, pl.String()),
}
"""Columns of a prepared table. ``given`` is the first name with its ``first_sounds``;
``given_sounds`` has the middle names too. ``dob`` is
YYYYMMDD; ``dob_swapped`` is it with day and month exchanged, if that is another date."""

_FORMS: dict[str, pl.DataType] = {
    "joined": pl.String(),
    "sound": pl.String(),
    "sounds": _LIST,
    "suffix": pl.String(),
}


def prepare(rows: pl.DataFrame, first_id: int = 0) -> pl.DataFrame:
    """Prepare a table with the name, birth and identifier columns of the tables at the door.

    ``unique_id`` counts from ``first_id`` in the order of the rows. The result has the columns of :data:`PREPARED`.
    """
    last, first = _forms(_text(rows, "last_name")), _forms(_text(rows, "first_name"))
    middle = _forms(_text(rows, "middle_name"))
    dob = _date(rows)
    frame = pl.DataFrame(
        {
            "surname": last["joined"],
            "surname_sound": last["sound"],
            "surname_sounds": last["sounds"],
            "given": first["joined"],
            "given_sound": first["sound"],
            "first_sounds": first["sounds"],
            "middle": middle["joined"],
            "middle_sound": middle["sound"],
            "suffix": pl.select(pl.coalesce(last["suffix"], first["suffix"], middle["suffix"])).to_series(),
            "middle_sounds": middle["sounds"],
            "dob": dob.dt.strftime("%Y%m%d"),
            "birth_year": dob.dt.year(),
            "sex": _sex(rows),
            **{column: compared(rows, column) for column in IDENTIFIERS},
        }
    )
    given_sounds = pl.col("first_sounds").list.concat("middle_sounds").list.unique(maintain_order=True)
    return (
        frame.with_row_index("unique_id", offset=first_id)
        .with_columns(given_sounds.alias("given_sounds"), _swapped().alias("dob_swapped"))
        .with_columns(
            pl.col("surname_sounds")
            .list.concat("given_sounds")
            .list.unique(maintain_order=True)
            .alias("name_sounds")
        )
        .select(PREPARED.keys())
        .cast(pl.Schema(PREPARED))
    )


def _forms(texts: pl.Series) -> pl.DataFrame:
    """Return the forms of each name of a column."""
    distinct = texts.unique()
    made = [names.forms(text) for text in distinct]
    table = pl.DataFrame(
        {
            "text": distinct,
            "joined": [form.joined for form in made],
            "sound": [form.sound for form in made],
            "sounds": [form.sounds for form in made],
            "suffix": [form.suffix for form in made],
        },
        schema={"text": pl.String(), **_FORMS},
    )
    return _looked_up(texts, table)


def _looked_up(texts: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    return texts.to_frame("text").join(table, on="text", how="left", nulls_equal=True, maintain_order="left")


def _text(rows: pl.DataFrame, column: str) -> pl.Series:
    if column not in rows.columns:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    return rows[column].cast(pl.String)


def _date(rows: pl.DataFrame) -> pl.Series:
    return rows["date_of_birth"].cast(pl.Date)


def _sex(rows: pl.DataFrame) -> pl.Series:
    letter = _text(rows, "sex").str.strip_chars().str.to_uppercase().str.slice(0, 1)
    return letter.set(~letter.is_in(["F", "M", "X"]), None)


def _swapped() -> pl.Expr:
    year, month, day = (pl.col("dob").str.slice(*span) for span in ((0, 4), (4, 2), (6, 2)))
    is_a_date = (day.cast(pl.Int8) <= 12) & (day != month)
    return pl.when(is_a_date).then(pl.concat_str(year, day, month))


def content_order(rows: pl.DataFrame, keys: Sequence[str] = ()) -> pl.Series:
    """Return the row positions in an order that hangs on what the rows say, never on where they stand.

    ``keys`` are columns looked at first, where the table has them.
    """
    content = [name for name in rows.columns if not name.startswith("source_")]
    columns = sorted(content, key=lambda name: (name not in keys, name))
    texts = rows.select(pl.col(name).cast(pl.String) for name in columns)
    order = texts.with_row_index("position").sort(columns, nulls_last=True, maintain_order=True)
    return order["position"]
