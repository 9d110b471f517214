"""ICE's releases: real files give the published figures; every layout comes out under one set of names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lodged.sources.foia import FOIA_DETAINERS, REDACTED, read_foia_detainers, suspected_duplicates
from lodged.sources.model import Severity

FY2015 = "nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
REASONS_2015 = {
    None: 52_263,
    "Booked into Detention": 15_877,
    "Detainer Declined by LEA": 5_501,
    "Lifted": 3_773,
    "Prosecutorial Discretion": 520,
    "Case Closed": 503,
    "Transferred": 299,
    "Alien Not Subject to Deportation": 180,
    "Early Release": 61,
    "United States Citizen Interviewed": 55,
    "Lifted - Lack of Funds": 10,
    "Lifted - Lack of Space": 8,
    "Died": 3,
}
MONTHS_2015 = [11_437, 9_657, 8_306, 7_140, 7_079, 8_081, 8_139, 7_638, 7_590, 3_986]


@pytest.fixture(scope="module")
def fiscal_2015(shared_data: Path) -> pl.DataFrame:
    return read_foia_detainers([shared_data / FY2015]).rows


def test_every_row_of_fiscal_2015_is_there_with_its_reason(fiscal_2015: pl.DataFrame) -> None:
    assert fiscal_2015.height == 79_053
    assert dict(fiscal_2015["detainer_lift_reason"].value_counts().rows()) == REASONS_2015
    months = fiscal_2015.group_by(pl.col("detainer_prepare_date").dt.truncate("1mo")).len()
    assert months.sort("detainer_prepare_date")["len"].to_list() == MONTHS_2015
    minnesota = fiscal_2015.filter(pl.col("facility_state") == "MINNESOTA")
    assert (minnesota.height, minnesota["detention_facility"].n_unique()) == (603, 61)


def test_rows_without_a_state_are_kept_and_said(shared_data: Path) -> None:
    reading = read_foia_detainers([shared_data / FY2015])
    assert reading.rows["facility_state"].null_count() == 9_020
    assert any("9,020 of 79,053 rows name no state" in problem.reason for problem in reading.problems)


def test_rows_without_a_pseudonym_are_never_called_duplicates(fiscal_2015: pl.DataFrame) -> None:
    assert suspected_duplicates(fiscal_2015).null_count() == fiscal_2015.height


def test_the_layout_of_2026_is_read_whole(shared_data: Path) -> None:
    reading = read_foia_detainers([shared_data / "minnesota" / "st_cloud_denied.csv"])
    rows = reading.rows
    assert (rows.height, rows["unique_identifier"].n_unique()) == (22, 22)
    assert reading.problems == ()
    days = dict(rows["detainer_prepare_date"].value_counts().rows())
    assert days == {date(2026, 2, 11): 21, date(2026, 2, 2): 1}
    assert rows["detainer_lift_reason_code"].unique().to_list() == ["A"]
    assert rows["detainer_type"].n_unique() == 2
    assert suspected_duplicates(rows).to_list() == [False] * 22
    assert rows["row_original"].null_count() == 0


def test_the_layout_of_2025_says_what_it_hides_and_what_it_misread(shared_data: Path) -> None:
    reading = read_foia_detainers([shared_data / "UWCHR-deport-data-proj" / "wa_detainers_2025_release.csv"])
    assert (reading.rows.height, reading.rows["unique_identifier"].n_unique()) == (23, 22)
    misread = [p for p in reading.problems if p.column == "msc_charge_date"]
    assert len(misread) == 16
    assert all(problem.row is not None and problem.severity is Severity.CELL for problem in misread)
    assert reading.rows["msc_charge_date"].null_count() == 23
    redacted = {p.column for p in reading.problems if "redacted" in p.reason}
    assert redacted >= {"birth_date", "birth_year", "alien_file_number", "eid_case_id"}
    assert reading.rows["apprehension_date"].null_count() == 4
    assert set(reading.rows["final_order_yes_no"]) | set(reading.rows["final_order_checked_yes_no"]) <= {
        True,
        False,
        None,
    }


def test_the_newsrooms_export_is_the_workbooks_rows(shared_data: Path, fiscal_2015: pl.DataFrame) -> None:
    rows = read_foia_detainers([shared_data / "npr" / "residents.csv"]).rows
    assert rows.height == 1_846
    assert rows.filter(pl.col("facility_state") == "MINNESOTA").height == 18
    own = ["detainer_prepare_date", "detention_facility", "facility_state", "facility_city", "detainer_type"]
    typed = rows.filter(pl.col("detainer_type").is_not_null()).select(own).sort(own)
    theirs = fiscal_2015.filter(pl.col("detainer_lift_reason") == "Alien Not Subject to Deportation")
    assert typed.equals(theirs.select(own).sort(own))


def _workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]], headers: Sequence[str]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "m/d/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "U.S. Immigration and Customs Enforcement")
            sheet.write(4, 0, "Detainers")
            sheet.write_row(6, 0, headers)
            for i, row in enumerate(rows, start=7):
                sheet.write_row(i, 0, row)
    return path


def _headers_2026(shared_data: Path) -> list[str]:
    columns = pl.read_csv(shared_data / "deportationdata-ice" / "detainers_2026_release_columns.csv")
    return columns["workbook_header"].to_list()


def test_raw_workbooks_of_several_years_are_stacked(shared_data: Path, tmp_path: Path) -> None:
    """Six preamble rows, a sheet a year, two files, one of them without a date of birth, redactions, Excel dates."""
    headers = _headers_2026(shared_data)
    older = [name for name in headers if name != "Birth Date"]

    def row(names: Sequence[str], day: date, who: str | None) -> list[object]:
        cells: dict[str, object] = {
            "Detainer Prepare Date": day,
            "Facility State": "MINNESOTA",
            "Detainer Facility": "ANOKA COUNTY JAIL",
            "Birth Date": "b(6), b(7)C",
            "EID DTA ID": "b(6), b(7)c",
            "Birth Year": 1990,
            "Final Order Yes No": "NO",
            "Anonymized Identifier": who,
        }
        return [cells.get(name) for name in names]

    early, late = date(2022, 10, 3), date(2025, 11, 5)
    first = _workbook(
        tmp_path / "2026-ICLI-00005_Detainers_FY23.xlsx", {"FY2023": [row(older, early, "a")]}, older
    )
    new_rows = [row(headers, late, "a"), row(headers, late, "a"), row(headers, late, None)]
    second = _workbook(
        tmp_path / "2026-ICLI-00005_Detainers_FY26.xlsx",
        {"FY2025": [row(headers, early, "b")], "FY2026": new_rows},
        headers,
    )
    reading = read_foia_detainers([first, second])
    rows = reading.rows
    assert rows["source_sheet"].to_list() == ["FY2023", "FY2025", "FY2026", "FY2026", "FY2026"]
    assert rows["source_row"].to_list() == [8, 8, 8, 9, 10]
    assert rows["detainer_prepare_date"].to_list() == [early, early, late, late, late]
    assert rows["birth_date"].null_count() == 5
    assert rows["birth_year"].to_list() == [1990] * 5
    assert suspected_duplicates(rows).to_list() == [False, False, True, True, None]
    assert [p for p in reading.problems if p.severity is not Severity.NOTE] == []
    assert sum("cells are redacted" in p.reason for p in reading.problems) == 5


def test_all_sixty_five_columns_of_2026_are_read(shared_data: Path, tmp_path: Path) -> None:
    headers = _headers_2026(shared_data)
    path = _workbook(tmp_path / "release.xlsx", {"FY2026": [["x"] * len(headers)]}, headers)
    reading = read_foia_detainers([path])
    read = {name for name in FOIA_DETAINERS.schema if reading.rows[name].null_count() == 0}
    refused = {p.column for p in reading.problems if p.value == "x"}
    assert len(read) + len(refused) == len(headers) == 65


def test_one_heading_for_two_columns_is_told_apart_by_place(tmp_path: Path) -> None:
    headers = ["Detainer Prepare Date", "Detention Facility", "Detainer Type"]
    headers += ["Final Order Yes No", "Final Order Yes No"]
    path = _workbook(tmp_path / "a.xlsx", {"S": [[date(2024, 1, 2), "A", "I247A", "YES", "NO"]]}, headers)
    rows = read_foia_detainers([path]).rows
    assert rows.select("final_order_yes_no", "final_order_checked_yes_no").row(0) == (True, False)


EXEMPTIONS = st.lists(
    st.sampled_from(["b(6)", "(b)(6)", "(B)(3)", "b(7)c", "b(7)C", "(b)(7)(c)", "(b)(7)(e)"]),
    min_size=1,
    max_size=4,
)


@given(EXEMPTIONS, st.sampled_from([", ", " ", "", ","]))
def test_a_redaction_is_one_in_any_spelling(exemptions: list[str], between: str) -> None:
    assert pl.Series([between.join(exemptions)]).str.contains(REDACTED).item()


@pytest.mark.parametrize("word", ["Dangerous Drugs", "b", "(6)", "B. (Bob) Jail", "MN", "3599"])
def test_words_are_no_redactions(word: str) -> None:
    assert not pl.Series([word]).str.contains(REDACTED).item()
