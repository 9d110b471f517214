"""Make a synthetic release in ICE's layout of 2026: 65 columns, six preamble rows, nobody real."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter

from lodged.sources.foia import FOIA_DETAINERS

FIRST_DAY = date(2022, 10, 1)
DAYS = 1_257
WORDS = {
    "detainer_lift_reason": (
        "Booked into Detention",
        "Detainer Declined by LEA",
        "No longer in State, Local, or Federal Custody",
        "Superseding - New Form Issued",
        None,
        None,
    ),
    "detainer_type": ("I247A - Immigration Detainer - Immigration Detainer - Notice of Action",),
    "facility_aor": ("St. Paul Area of Responsibility", "Dallas Area of Responsibility"),
    "detainer_prepared_criminality": (
        "1 Convicted Criminal",
        "2 Pending Criminal Charges",
        "3 Other Immigration Violator",
    ),
    "gender": ("Male", "Female", "Unknown"),
    "citizenship_country": ("MEXICO", "HONDURAS", "GUATEMALA", "ECUADOR", "LAOS", "SOMALIA"),
    "case_status": ("ACTIVE", "8-Excluded/Removed - Inadmissibility"),
}
PLACED = ("detention_facility", "detention_facility_code", "facility_state")
PLACES = 2_500
"""As many places as ICE's workbook of fiscal 2015 has."""

REDACTED = ("birth_date", "alien_file_number", "eid_case_id", "eid_subject_id", "eid_dta_id")


def columns() -> list[str]:
    """Give the 65 columns: those of the table that every such workbook has."""
    return [
        column.name
        for column in FOIA_DETAINERS.columns
        if column.name not in {"duplicate_likely", "file_original", "sheet_original", "row_original"}
    ][:65]


def table(rows: int, seed: int = 1) -> pl.DataFrame:
    """Give rows with the types a release has; every person is a made-up pseudonym."""
    draw = random.Random(seed)  # noqa: S311 - synthetic rows, not secrets
    types = FOIA_DETAINERS.schema
    places = draw.choices(range(PLACES), k=rows)
    made = [
        pl.Series(name, list(_column(name, types[name], rows, draw, places)), types[name])
        for name in columns()
    ]
    return pl.DataFrame(made)


def _place(number: int) -> tuple[str, str, str | None]:
    """Give the name, code and state of a made-up place."""
    states = ("MINNESOTA", "TEXAS", "CALIFORNIA", "FLORIDA", "ILLINOIS", None)
    return f"SYNTHETIC COUNTY JAIL {number}", f"SYN{number:04}", states[number % len(states)]


def _column(
    name: str, dtype: pl.DataType, rows: int, draw: random.Random, places: list[int]
) -> Iterable[object]:
    days = [FIRST_DAY + timedelta(day) for day in range(DAYS)]
    if name in REDACTED:
        return [None] * rows
    if name in PLACED:
        return [_place(number)[PLACED.index(name)] for number in places]
    if name == "unique_identifier":
        return [f"{draw.getrandbits(160):040x}" if draw.random() > 0.1 else None for _ in range(rows)]
    pool: list[object] = list(WORDS.get(name, ()))
    if not pool:
        match dtype:
            case pl.Date():
                pool = [*days, *([] if name == "detainer_prepare_date" else [None])]
            case pl.Boolean():
                pool = [True, False, None]
            case pl.Int64():
                pool = [*range(40), None]
            case _:
                pool = [f"Synthetic {name} {number}" for number in range(30)]
    return draw.choices(pool, k=rows)


def workbook(path: Path, rows: pl.DataFrame) -> None:
    """Write rows as ICE's workbook: header on row 7 under six preamble rows, one sheet, Excel dates."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("FY2026")
    day = book.add_format({"num_format": "mm/dd/yyyy"})
    sheet.write(0, 0, "SYNTHETIC: no row is about a real person")
    sheet.write_row(6, 0, [name.replace("_", " ").title() for name in rows.columns])
    dates = {i for i, dtype in enumerate(rows.dtypes) if dtype == pl.Date}
    flags = {i for i, dtype in enumerate(rows.dtypes) if dtype == pl.Boolean}
    for number, row in enumerate(rows.iter_rows(), start=7):
        for place, cell in enumerate(row):
            if cell is None:
                continue
            if place in dates:
                sheet.write_datetime(number, place, cell, day)
            elif place in flags:
                sheet.write_string(number, place, "YES" if cell else "NO")
            else:
                sheet.write(number, place, cell)
    book.close()


def parquet(path: Path, rows: pl.DataFrame, times: int = 1) -> None:
    """Write rows, ``times`` over with pseudonyms of their own, as one Parquet file."""
    parts = [
        rows.with_columns((pl.col("unique_identifier") + f"-{number}").alias("unique_identifier"))
        for number in range(times)
    ]
    pl.concat(parts).write_parquet(path)
