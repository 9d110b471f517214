"""Records prepared for comparison."""

from __future__ import annotations

import polars as pl

from lodged.linkage.names import fold, parts

IDENTIFIERS = ("a_number", "fbi_number", "state_id")
"""Identifiers that name one person, in the order they are tried."""

PREPARED: dict[str, pl.DataType] = {
    "unique_id": pl.String(),
    "surname": pl.String(),
    "surname_parts": pl.List(pl.String()),
    "given": pl.String(),
    "given_parts": pl.List(pl.String()),
    "name_parts": pl.List(pl.String()),
    "dob": pl.String(),
    "dob_swapped": pl.String(),
    "birth_year": pl.String(),
    "sex": pl.String(),
    **{name: pl.String() for name in IDENTIFIERS},
}
"""Columns of a prepared table. ``dob`` is YYYYMMDD; ``dob_swapped`` is it with day and month exchanged, if a date."""


def prepare(rows: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """Prepare a table with the name, birth and identifier columns of the tables at the door.

    ``unique_id`` is the prefix and the row's position, so it says which record of ``rows`` it stands for.
    """
    prepared = [_prepared(f"{prefix}{index}", row) for index, row in enumerate(rows.iter_rows(named=True))]
    return pl.DataFrame(prepared, schema=PREPARED, orient="row")


def position(unique_id: str) -> int:
    """Say which row of the table a prepared record stands for.

    >>> position("list-12")
    12
    """
    return int(unique_id.rpartition("-")[2])


def _prepared(unique_id: str, row: dict[str, object]) -> dict[str, object]:
    surname_parts = parts(_text(row["last_name"]))
    given_parts = parts(_text(row["first_name"]))
    every_given = list(dict.fromkeys(given_parts + parts(_text(row.get("middle_name")))))
    born = row["date_of_birth"]
    dob = born.strftime("%Y%m%d") if hasattr(born, "strftime") else None
    return {
        "unique_id": unique_id,
        "surname": "".join(surname_parts) or None,
        "surname_parts": surname_parts,
        "given": "".join(given_parts) or None,
        "given_parts": every_given,
        "name_parts": list(dict.fromkeys(surname_parts + every_given)),
        "dob": dob,
        "dob_swapped": _swapped(dob),
        "birth_year": dob[:4] if dob else None,
        "sex": fold(_text(row.get("sex")))[:1] or None,
        **{name: _identifier(_text(row.get(name))) for name in IDENTIFIERS},
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _identifier(value: str | None) -> str | None:
    return "".join(c for c in (value or "").upper() if c.isalnum()).lstrip("0") or None


def _swapped(dob: str | None) -> str | None:
    """Exchange day and month, where both are twelve or less and they differ."""
    if dob is None or int(dob[6:]) > 12 or dob[4:6] == dob[6:]:
        return None
    return dob[:4] + dob[6:] + dob[4:6]
