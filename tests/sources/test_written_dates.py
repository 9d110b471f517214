"""Dates as jails write them are read, or refused; never a century off and never by a guess for one cell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.sources.cell_readers import Cells, date_cells, time_cells
from lodged.sources.dates import EVENTS, births, read_moments
from lodged.sources.input_tables import read_custody_records

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2026, 1, 13)


def moment(text: str, zone: ZoneInfo | None = None) -> datetime | None:
    found = read_moments(pl.Series([text]), zone)["moment"].item()
    assert found is None or isinstance(found, datetime)
    return found


def dates(*texts: str, today: date | None = None) -> Cells:
    return date_cells(births(today) if today else EVENTS)(pl.Series(texts, dtype=pl.String))


TEN = datetime.fromisoformat("2026-01-02T10:00")


@pytest.mark.parametrize(
    "text",
    [
        "Jan 2 2026 10:00 AM", "Jan  2 2026 10:00:00:000AM", "January 2, 2026 10:00",
        "Friday, January 2, 2026 10:00 AM",
        "Fri Jan. 2nd, 2026 at 10:00 a.m.", "2-Jan-2026 10:00", "2-Jan-26 10:00", "02-JAN-26 10.00.00.000000 AM",
        "02JAN2026 1000", "2 January 2026, 10:00", "2026-Jan-02 10:00", "1/2/2026 1000", "01/02/2026 1000 hrs",
        "01/02/26 10:00", "1/2/2026 10 AM", "1/2/2026, 10:00 AM", "1/2/2026 at 10:00", "1-2-2026 10:00",
        "2026/01/02 10:00",
        "2026-01-02T10:00:00.000", "2026-01-02 10:00 CST", "1/2/2026 10:00 AM EST",
        "46024.4166666667", "2026-01-02T10:00-06:00", "202601021000", "20260102T100000", "2026-01-02 10:00:00-06",
    ],
)  # fmt: skip
def test_times_as_jails_write_them(text: str) -> None:
    assert moment(text) == TEN


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("2026-01-02T16:00:00Z", TEN), ("Jan 2, 2026 4:00 PM UTC", TEN), ("1/2/2026 4:00 PM GMT", TEN),
        ("1767369600", TEN), ("1767369600000", TEN), ("1/2/2026 11:00 AM EST", TEN),
        ("7/2/2026 10:00 AM CDT", TEN.replace(month=7)),
    ],
)  # fmt: skip
def test_a_time_of_another_zone_is_told_in_the_facilitys_own(text: str, there: datetime) -> None:
    assert moment(text, CHICAGO) == there


def test_a_time_in_utc_is_not_read_where_the_zone_is_not_known() -> None:
    for text in ("2026-01-02T16:00:00Z", "Jan 2, 2026 4:00 PM UTC", "1767369600"):
        cells = time_cells(EVENTS)(pl.Series([text]))
        assert cells.values.item() is None
        assert "UTC" in cells.reasons.item()


@pytest.mark.parametrize(
    "text",
    ["Jan 2026", "2026", "1000", "Feb 30 2026", "32-Jan-26", "Mayor 2 2026", "26/01/02", "26-01-02", "1/2/2026 2500",
     "1/2/2026 13 PM", "Marchand", "1/2/2026 10", "Jan 2", "1/2", "12", "jan"],
)  # fmt: skip
def test_what_is_no_whole_date_is_not_read(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "hour"), [("12:30 AM", 0), ("12:30 PM", 12), ("1:30 a.m.", 1), ("11:30p", 23), ("12:30", 12)]
)
def test_noon_and_midnight_on_a_dial(text: str, hour: int) -> None:
    assert moment(f"1/2/2026 {text}") == datetime.fromisoformat(f"2026-01-02T{hour:02}:30")


def test_a_year_of_two_digits_is_put_in_a_century_and_that_is_said() -> None:
    born = dates("2/3/90", "06-MAY-05", "Feb 3 26", today=TODAY)
    assert born.values.to_list() == [date(1990, 2, 3), date(2005, 5, 6), None]
    assert "00 to 26 were taken for 2000 to 2026, and 27 to 99 for 1927 to 1999" in (born.remark or "")
    assert "2 cells" in (born.remark or "")
    booked = dates("1/20/26", "1/20/99")
    assert booked.values.to_list() == [date(2026, 1, 20), date(1999, 1, 20)]
    assert "two digits" in (booked.remark or "")
    assert dates("1/20/2026").remark is None


def test_the_column_decides_which_of_day_and_month_stands_first() -> None:
    month_first = dates("1/2/2026", "1/20/2026")
    assert month_first.values.to_list() == [date(2026, 1, 2), date(2026, 1, 20)]
    assert month_first.remark is None
    day_first = dates("1/2/2026", "20/1/2026")
    assert day_first.values.to_list() == [date(2026, 2, 1), date(2026, 1, 20)]
    assert "The day stands before the month" in (day_first.remark or "")


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    mixed = dates("1/2/2026", "20/1/2026", "1/21/2026", "5/5/2026")
    assert mixed.values.to_list() == [None, date(2026, 1, 20), date(2026, 1, 21), date(2026, 5, 5)]
    assert "can't be told apart" in mixed.reasons[0]


def test_one_slip_among_many_does_not_turn_the_column() -> None:
    whole = [f"{month}/{day}/2026" for month in range(1, 5) for day in range(1, 29)]
    cells = dates(*whole, "20/1/2026")
    assert cells.values[0] == date(2026, 1, 1)
    assert cells.values[1] == date(2026, 1, 2)
    assert cells.values[-1] is None


def test_where_nothing_decides_the_months_place_is_said() -> None:
    cells = dates("1/2/2026", "3/4/2026", "5/5/2026")
    assert cells.values.to_list() == [date(2026, 1, 2), date(2026, 3, 4), date(2026, 5, 5)]
    assert "in 2 cells it could be either" in (cells.remark or "")
    assert dates("5/5/2026").remark is None


@settings(deadline=None, max_examples=40)
@given(st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2068-12-31")))
def test_every_way_of_writing_a_minute_gives_that_minute(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    for form in (
        "%Y-%m-%d %H:%M", "%b %d %Y %I:%M %p", "%B %d, %Y %H:%M", "%d-%b-%Y %H%M", "%d-%b-%y %H:%M",
        "%A, %d %B %Y %H:%M",
        "%Y-%b-%d %H:%M",
    ):  # fmt: skip
        assert moment(at.strftime(form)) == at


@settings(deadline=None, max_examples=40)
@given(st.datetimes(datetime.fromisoformat("2002-01-01"), datetime.fromisoformat("2030-12-31")))
def test_an_instant_is_its_minute_in_the_zone(at: datetime) -> None:
    instant = at.replace(tzinfo=UTC, microsecond=0)
    there = instant.astimezone(CHICAGO).replace(tzinfo=None)
    assert moment(str(int(instant.timestamp())), CHICAGO) == there
    assert moment(instant.strftime("%b %d %Y %H:%M:%S UTC"), CHICAGO) == there
    assert abs(there - instant.replace(tzinfo=None)) <= timedelta(hours=6)


def test_dates_of_other_peoples_files(shared_data: Path) -> None:
    """Admissions as New York City's open data give them; the first and the last day are those its README says."""
    path = shared_data / "wild" / "dlevine01-record-doc-daily-inmates" / "2026_07_01_first1500.json"
    admitted = pl.read_json(path)["admitted_dt"]
    moments = read_moments(admitted)["moment"]
    assert not moments.null_count()
    days = moments.dt.date()
    assert (days.min(), days.max()) == (date(2018, 10, 12), date(2026, 6, 30))


def test_the_midnight_that_ends_a_day_is_the_next_days_first_minute() -> None:
    assert moment("2026-01-08 24:00") == moment("01/08/2026 2400") == datetime.fromisoformat("2026-01-09")
    assert moment("2026-01-08 24:01") is None


def test_points_between_are_read_by_evidence_alone() -> None:
    assert dates("03.02.1990", "13.02.1990").values.to_list() == [date(1990, 2, 3), date(1990, 2, 13)]
    assert dates("03.02.1990", "02.13.1990").values.to_list() == [date(1990, 3, 2), date(1990, 2, 13)]
    assert dates("03.02.1990", "04.02.1990").values.to_list() == [None, None]


def test_a_column_that_decides_nothing_follows_one_of_its_sheet_that_does(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at\n"
        "Anoka County Jail,B1,Synthetica,Ada,30/11/1979,02/01/2026 08:00\n",
        "utf-8",
    )
    reading = read_custody_records([path])
    assert reading.rows["booked_at"].item() == datetime.fromisoformat("2026-01-02T08:00")
    assert any("as it does in another of the sheet" in problem.reason for problem in reading.problems)
