"""Tables others published: their sums, and that they agree with each other and with ICE's workbook."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lodged.core.errors import UnreadableFileError
from lodged.sources.foia import read_foia_detainers
from lodged.sources.published import read_published

NPR = "nprapps-sanctuary-cities"
FY2015 = f"{NPR}/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"


@pytest.mark.parametrize(
    ("name", "rows", "sums"),
    [
        ("minnesota/mn_detainers_by_month.csv", 42, {"count": 6_232}),
        ("minnesota/mn_detainers_over_time.csv", 1_227, {"count": 6_232}),
        (
            "minnesota/surge_detainers_by_liftreason.csv",
            75,
            {
                "booked": 152,
                "declined": 292,
                "no_longer_in_custody": 58,
                "blank": 310,
                "other": 70,
                "total": 882,
            },
        ),
        (f"{NPR}/detainers_by_lift_reason_and_year.csv", 108, {"count": 986_905}),
        (f"{NPR}/declined_vs_everythingelse.csv", 1_370, {"declined": 20_240}),
        (f"{NPR}/public_detentations_percentages.csv", 16_113, {"count": 1_789_251}),
        (f"{NPR}/private_detentations_percentages.csv", 217, {"count": 25_577}),
        (f"{NPR}/residents_by_city.csv", 546, {"count": 1_846}),
        (f"{NPR}/residents_by_state.csv", 54, {"count": 1_846}),
        (f"{NPR}/residents_by_year.csv", 9, {"count": 1_846}),
        (f"{NPR}/allfacilities.csv", 4_008, {}),
    ],
)
def test_a_table_has_its_rows_and_sums(shared_data: Path, name: str, rows: int, sums: dict[str, int]) -> None:
    _, reading = read_published(shared_data / name)
    assert reading.rows.height == rows
    assert {column: reading.rows[column].sum() for column in sums} == sums
    assert reading.problems == ()


def test_the_table_by_year_and_the_workbook_agree_reason_by_reason(shared_data: Path) -> None:
    _, table = read_published(shared_data / NPR / "detainers_by_lift_reason_and_year.csv")
    published = dict(table.rows.filter(pl.col("year") == 2015).select("lift_reason", "count").rows())
    rows = read_foia_detainers([shared_data / FY2015]).rows
    in_2015 = rows.filter(pl.col("detainer_prepare_date").dt.year() == 2015)
    counted = dict(in_2015["detainer_lift_reason"].value_counts().rows())
    assert counted.pop(None) == 33_127
    assert counted == published


def test_facility_totals_are_the_sums_of_their_reasons(shared_data: Path) -> None:
    _, reading = read_published(shared_data / NPR / "public_detentations_percentages.csv")
    by_facility = reading.rows.group_by("facility").agg(pl.sum("count"), pl.col("facility_total").first())
    assert (by_facility["count"] == by_facility["facility_total"]).all()
    hennepin = by_facility.row(by_predicate=pl.col("facility") == "HENNEPIN COUNTY ADC", named=True)
    assert hennepin["count"] == 5_384


def test_a_header_with_repeated_names_is_read_by_place(shared_data: Path) -> None:
    """Declined beside other outcomes: Hennepin 2015 is 31 and 45."""
    _, reading = read_published(shared_data / NPR / "declined_vs_everythingelse.csv")
    here = (pl.col("facility") == "HENNEPIN COUNTY ADC") & (pl.col("year") == 2015)
    assert reading.rows.filter(here).select("declined", "other").rows() == [(31, 45)]
    minnesota = reading.rows.filter(pl.col("state") == "MINNESOTA")
    assert minnesota.height == 37
    by_year = dict(minnesota.group_by("year").agg(pl.sum("declined")).rows())
    assert by_year == {2009: 1, 2010: 2, 2011: 3, 2012: 3, 2013: 4, 2014: 99, 2015: 47}


def test_a_table_of_unknown_columns_is_refused_with_those_known(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("colour,count\nred,1\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="colour, count"):
        read_published(path)
