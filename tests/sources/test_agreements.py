"""ICE's 287(g) lists of four days: the counts published with them, and Minnesota by county."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lodged.core.errors import UnreadableFileError
from lodged.sources.agreements import AgreementModel, read_agreements

SEPTEMBER = "RelevantResearch-287g-DetentionData/participatingAgencies09302025pm.xlsx"
JANUARY = "ice-287g/participatingAgencies01132026am.xlsx"
MAY = "ice-287g/participatingAgencies05182026am.xlsx"
PENDING = "RelevantResearch-287g-DetentionData/pendingAgencies09302025pm.xlsx"
PENDING_2026 = "RelevantResearch-287g-DetentionData/pendingAgencies01202026am.xlsx"
TASK, WARRANT, JAIL = (model.value for model in AgreementModel)


@pytest.mark.parametrize(
    ("name", "rows", "task", "warrant", "jail"),
    [
        (SEPTEMBER, 1_035, 521, 381, 133),
        (PENDING, 33, 17, 11, 5),
        (PENDING_2026, 41, 31, 6, 4),
    ],
)
def test_a_list_has_its_rows_and_models(
    shared_data: Path, name: str, rows: int, task: int, warrant: int, jail: int
) -> None:
    reading = read_agreements([shared_data / name])
    assert reading.rows.height == rows
    assert dict(reading.rows["model"].value_counts().rows()) == {TASK: task, WARRANT: warrant, JAIL: jail}
    assert all("spreadsheet's error" in problem.reason for problem in reading.problems)


@pytest.mark.parametrize(("name", "rows"), [(JANUARY, 1_317), (MAY, 1_843)])
def test_later_lists_have_their_rows(shared_data: Path, name: str, rows: int) -> None:
    assert read_agreements([shared_data / name]).rows.height == rows


def test_agencies_are_counted_within_a_state_after_trimming(shared_data: Path) -> None:
    rows = read_agreements([shared_data / SEPTEMBER]).rows
    assert rows.select(pl.struct("state", "agency").n_unique()).item() == 866
    assert rows["county"].null_count() == 242
    states = dict(rows["state"].value_counts().rows())
    assert [states[code] for code in ("FL", "TX", "PA", "GA")] == [327, 185, 39, 34]
    assert (rows["signed_on"].min(), rows["signed_on"].max()) == (date(2019, 4, 24), date(2025, 9, 22))


def test_minnesota_in_january_is_eight_agreements_in_seven_counties(shared_data: Path) -> None:
    rows = read_agreements([shared_data / JANUARY]).rows.filter(pl.col("state") == "MN")
    assert set(rows.select("county", "model").rows()) == {
        ("Cass", TASK),
        ("Itasca", TASK),
        ("Mille Lacs", TASK),
        ("Crow Wing", TASK),
        ("Crow Wing", WARRANT),
        ("Freeborn", WARRANT),
        ("Kandiyohi", WARRANT),
        ("Sherburne", JAIL),
    }
    assert rows.height == 8


def test_several_days_stand_side_by_side(shared_data: Path) -> None:
    """Sherburne is pending in September and in force in January; Jackson is gone without notice."""
    rows = read_agreements([shared_data / name for name in (SEPTEMBER, PENDING, JANUARY)]).rows
    minnesota = rows.filter(pl.col("state") == "MN")

    def days(county: str) -> list[tuple[date, bool]]:
        return minnesota.filter(pl.col("county") == county).select("listed_on", "pending").rows()

    assert days("Sherburne") == [(date(2025, 9, 30), True), (date(2026, 1, 13), False)]
    assert days("Jackson") == [(date(2025, 9, 30), False)]


def test_a_model_that_ice_has_not_is_reported_and_its_row_kept(tmp_path: Path) -> None:
    header = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED\n"
    path = tmp_path / "participatingAgencies01132026am.csv"
    path.write_text(header + "MINNESOTA ,X  Sheriff ,County ,Cass County,Tribal Model,1/22/2026\n", "utf-8")
    reading = read_agreements([path])
    assert reading.rows.select("state", "agency", "county", "model", "signed_on").row(0) == (
        "MN",
        "X Sheriff",
        "Cass",
        None,
        date(2026, 1, 22),
    )
    assert [problem.value for problem in reading.problems] == ["Tribal Model"]


def test_a_table_of_something_else_is_refused(shared_data: Path) -> None:
    with pytest.raises(UnreadableFileError, match="model"):
        read_agreements([shared_data / "npr" / "residents.csv"])


@pytest.mark.parametrize(
    ("name", "rows", "agencies", "states", "day"),
    [
        ("ParticipatingEntities-20250119192356.xlsx", 135, 133, 21, date(2025, 1, 19)),
        ("participatingAgencies04212025am.xlsx", 308, 231, 29, date(2025, 4, 21)),
        ("participatingAgencies09172025pm.xlsx", 1_000, 837, 40, date(2025, 9, 17)),
        ("participatingAgencies09222025pm.xlsx", 42, 35, 17, None),
        ("participatingAgencies01062025pm.xlsx", 1_274, 1_064, 40, None),
    ],
)
def test_lists_of_older_layouts_and_wrong_names(
    shared_data: Path, name: str, rows: int, agencies: int, states: int, day: date | None
) -> None:
    found = read_agreements([shared_data / "national" / name]).rows
    assert found.height == rows
    assert found.select(pl.struct("state", "agency").n_unique()).item() == agencies
    assert found["state"].n_unique() == states
    in_force = found.filter(~pl.col("pending"))
    assert set(in_force["listed_on"]) == ({day} if in_force.height else set())


def test_a_name_of_another_year_is_no_day(shared_data: Path) -> None:
    """It says 6 January 2025, and agreements on it were signed up to December."""
    reading = read_agreements([shared_data / "national/participatingAgencies01062025pm.xlsx"])
    assert any("signed up to 2025-12-18" in problem.reason for problem in reading.problems)
