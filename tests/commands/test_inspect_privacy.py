"""`lodged inspect` shows no person: canaries under many headers, without a header, and in cells that can't be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.sources.inspection import inspect_file

NAME, BORN, NUMBER = "Zyxsyntheticgarcia, Juanito", "03/04/1987", "A099888777"
CANARIES = ("Zyxsynthetic", "Juanito", BORN, "1987-03-04", "099888777")
HEADERS = (
    *("inmate_name", "Full Name", "Offender", "Defendant Name", "Person", "NAME", "name", "INMATE", "Who"),
    *("Subject Name", "Detainee", "Individual", "Alias", "AKA", "Apellido", "Nombre", "last", "LastName"),
    *("Last, First", "Prisoner", "Arrestee", "Client", "Resident", "Victim", "person_nm", "NM_LAST", "DEF"),
    *("charge", "facility", "status", "notes", "DOB", "Birthday", "D.O.B.", "Date Born", "date", "bdate"),
    *(
        "Fecha de nacimiento",
        "DOB date",
        "day",
        "signed_by",
        "SO#",
        "Jacket",
        "ID",
        "A#",
        "Booking No",
        "SID",
    ),
)


def _said(path: Path) -> str:
    told = ""
    for form in ("text", "json"):
        done = CliRunner().invoke(app, ["inspect", str(path), "--format", form], catch_exceptions=False)
        assert done.exit_code == 0
        told += done.output
    return told


@pytest.mark.parametrize("value", [NAME, BORN, NUMBER, "1987-03-04"])
@pytest.mark.parametrize("header", HEADERS)
def test_no_value_of_an_unknown_column_is_shown(tmp_path: Path, header: str, value: str) -> None:
    path = tmp_path / "charges.csv"
    path.write_text(f'"{header}",charge\n' + f'"{value}",A\n' * 4 + f'"{value}",B\n' * 3, "utf-8")
    told = _said(path)
    assert not [canary for canary in CANARIES if canary in told]


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_no_cell_of_a_file_without_header_is_shown(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f'"{NAME}",{BORN},{NUMBER},Theft\n' * rows, "utf-8")
    told = _said(path)
    assert not [canary for canary in CANARIES if canary in told]


def test_no_cell_that_could_not_be_read_is_shown_and_its_place_is(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "detainer_id,last_name,first_name,date_of_birth,issued_on,form\n"
        f"1,Synthetic,A,{NAME.replace(',', '')},2025-02-03,I-247A\n"
        f"2,Synthetic,B,1990-01-01,Juanito,I-247A\n2,Synthetic,B,1990-01-01,2025-02-03,Juanito\n",
        "utf-8",
    )
    told = _said(path)
    assert not [canary for canary in CANARIES if canary in told]
    assert "row 2, column date_of_birth" in told
    assert "I-247A (2)" in told


def test_a_case_of_others_shows_nobody(shared_cases: Path) -> None:
    shown = str(inspect_file(shared_cases / "inspect-shows-names" / "charges.csv"))
    assert "inmate_name" in shown
    assert not re.search(r"Garcia|Juan|Diaz|Ana\b", shown)


def test_the_header_over_row_numbers_is_shown(shared_cases: Path) -> None:
    (sheet,) = inspect_file(shared_cases / "header-row-number" / "daily.csv").sheets
    assert [column.name for column in sheet.columns] == ["(row number)", "day", "held"]
