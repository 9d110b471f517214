"""A profile is read strictly, says our fields from theirs, and drafts tell no value of anybody."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.sources.input_tables import Names, read_custody_records
from lodged.sources.model import Reading
from lodged.sources.profile_expressions import Age, Day, FromTwo, Marked, NameOrder, NamePart, PartOfName
from lodged.sources.profile_proposal import proposed
from lodged.sources.profiles import ProfileError, read_profile, shipped_profiles
from tests.sources.rosters import boone, hennepin, multnomah, new_york_city, people

WHOLE = """profile: 1
id: a-jail
title: A jail
grain: stay
fields:
  facility_name: {constant: A Jail}
  booking_id: {column: No}
  name: {column: Who, order: "LAST, FIRST MIDDLE"}
  date_of_birth: {column: Born}
  booked_at: {column: In}
  released_at: {column: Out}
  detainer_on_file: {column: Hold}
words:
  hold:
    "yes": [Federal paper]
"""


def profile(folder: Path, text: str = WHOLE) -> Path:
    path = folder / "profile.yaml"
    path.write_text(text, "utf-8")
    return path


def read(folder: Path, rows: str, text: str = WHOLE, header: str = "No,Who,Born,In,Out,Hold") -> Reading:
    path = folder / "roster.csv"
    path.write_text(f"{header}\n{rows}\n" if header else f"{rows}\n", "utf-8")
    return read_custody_records(
        [path], profile=read_profile(profile(folder, text)), names=Names.SOME, today=date(2026, 1, 13)
    )


def test_every_shipped_profile_is_read() -> None:
    assert {read_profile(path).mark.id for path in shipped_profiles()} == {
        *("hennepin-like", "multnomah-like", "boone-like", "boone-detainees-like", "new-york-city-daily")
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("profile: 1", "profile: 2", 1, "version"),
        ("id: a-jail", "id: 7", 2, "must be text"),
        ("grain: stay", "grain: row", 4, "stay, charge, hold, snapshot"),
        ("grain: stay", "grian: stay", 4, "not known"),
        ("title: A jail", "title: A jail\nzone: America/Minneapolis", 4, "no time zone"),
        ("{column: No}", "{colunm: No}", 7, "not known"),
        ("{column: No}", "{column: No, constant: 1}", 7, "no way to make a field"),
        ("  booking_id: {column: No}\n", "", 5, "booking_id"),
        ("  booked_at: {column: In}\n", "", 5, "seen_on"),
        ("booked_at: {column: In}", "seen_on: {file_name: true}", 10, "has a start"),
        ("date_of_birth", "dob", 9, "not known"),
        ("date_of_birth: {column: Born}", "last_name: {column: Who}", 9, "given twice"),
        ("date_of_birth: {column: Born}", "age: {column: Age}", 9, "a mapping is needed"),
        ("  booked_at: {column: In}", "  booking_id: {column: In}", 10, "occurs twice"),
        ("LAST, FIRST MIDDLE", "FIRST LAST", 8, "LAST, FIRST MIDDLE"),
        ('"yes": [Federal paper]', '"yes": [A, a]', 15, "two things"),
        ('"yes": [Federal paper]', '"yes": [FEDERAL PAPER]\n    "no": [federal paper]', 16, "two things"),
        ("{column: Hold}", '{column: Hold, containing: [ICE], otherwise: "yes"}', 12, "can't be"),
        ("{column: Out}", "{column: Out, containing: [ICE]}", 11, "only detainer_on_file"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in WHOLE
    with pytest.raises(ProfileError) as refused:
        read_profile(profile(tmp_path, WHOLE.replace(old, new, 1)))
    assert str(refused.value).startswith(f"profile.yaml, line {line}: ")
    assert said in str(refused.value)


def test_a_file_becomes_our_records(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        '1,"Synthetica Jr, Ada Q R",1990-02-03,2026-01-04 10:00,,FEDERAL PAPER\n'
        "2,Mononym,1985-05-06,2026-01-04,2026-01-05,NONE",
    )
    assert reading.rows.select("last_name", "first_name", "middle_name").rows() == [
        ("Synthetica Jr", "Ada", "Q R"),
        ("Mononym", None, None),
    ]
    assert reading.rows["detainer_on_file"].to_list() == [True, False]
    assert reading.rows["facility_name"].to_list() == ["A Jail", "A Jail"]
    assert reading.files[0].profile is not None
    assert reading.files[0].profile.id == "a-jail"


def test_a_bad_cell_is_named_by_their_column(tmp_path: Path) -> None:
    reading = read(tmp_path, '1,"Synthetica, Ada",1990-02-03,2026-01-04,soon,maybe')
    told = {problem.field: problem.column for problem in reading.problems if problem.row == 2}
    assert told == {"released_at": "Out (released_at)", "detainer_on_file": "Hold (detainer_on_file)"}


def test_a_column_that_the_file_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"reads the column \[Hold\], which the file doesn't have") as refused:
        read(tmp_path, "1,x,1990-02-03,2026-01-04,", header="No,Who,Born,In,Out")
    assert "optional: true" in str(refused.value)


def test_a_file_without_a_header_is_read_by_place(tmp_path: Path) -> None:
    text = WHOLE.replace("grain: stay", "grain: stay\nheader: none")
    for at, name in enumerate(("No", "Who", "Born", "In", "Out", "Hold"), 1):
        text = re.sub(rf"column: {name}\b", f"column: column {at}", text)
    reading = read(tmp_path, '7,"Synthetica, Ada",1990-02-03,2026-01-04,,ICE', text, header="")
    assert reading.rows["booking_id"].to_list() == ["7"]
    assert reading.rows["detainer_on_file"].to_list() == [True]


CHARGES = WHOLE.replace("grain: stay", "grain: charge")


def test_rows_of_a_stay_that_contradict_are_not_guessed_at(tmp_path: Path) -> None:
    rows = [
        '1,"Synthetica, Ada",1990-02-03,2026-01-04,2026-01-06,',
        '1,"Synthetica, Ada",1990-02-03,2026-01-04,,ICE HOLD',
        '2,"Testerman, Bo",1991-02-03,2026-01-04,,NONE',
        '2,"Testerman, Bo",1991-02-03,2026-01-04,,perhaps',
    ]
    for order in (rows, rows[::-1]):
        reading = read(tmp_path, "\n".join(order), CHARGES)
        by_number = {row["booking_id"]: row for row in reading.rows.iter_rows(named=True)}
        assert by_number["1"]["detainer_on_file"] is True
        assert by_number["1"]["released_at"] is None
        assert by_number["2"]["detainer_on_file"] is None
        unread = {field for fields in reading.unread_cells.values() for field in fields}
        assert unread == {"released_at", "detainer_on_file"}
        assert any("4 rows, one a charge, are of 2 stays" in problem.reason for problem in reading.problems)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("ICE HOLD", "yes"),
        ("FED / ice hold (DHS)", "yes"),
        ("NOTICE HOLDING", "no"),
        ("ICE HOLD LIFTED 1/2/26", "ICE HOLD LIFTED 1/2/26"),
        ("no ice hold", "no ice hold"),
        ("ICE HOLDER", "no"),
    ],
)
def test_a_mark_in_a_charge_is_whole_words_not_taken_back(cell: str, said: str) -> None:
    made = Marked("Charge", ("ICE HOLD",), "no").text({"Charge": pl.Series([cell])}, 1, "")
    assert made.to_list() == [said]


@settings(deadline=None)
@given(
    age=st.integers(1, 100), day=st.dates(date(1990, 1, 1), date(2030, 12, 31)), back=st.integers(0, 40_000)
)
def test_an_age_is_all_the_births_it_may_be_and_no_other(age: int, day: date, back: int) -> None:
    born = date.fromordinal(day.toordinal() - back)
    on = Day(constant=day)
    (first,), (last,) = (
        Age("Age", on, earliest=earliest).text({"Age": pl.Series([str(age)])}, 1, "").to_list()
        for earliest in (True, False)
    )
    had = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if (born.month, born.day) != (2, 29) and (day.month, day.day) != (2, 29):
        assert (date.fromisoformat(first) <= born <= date.fromisoformat(last)) == (had == age)


@pytest.mark.parametrize(
    ("order", "name", "parts"),
    [
        (NameOrder.LAST_FIRST, "GARCIA LOPEZ, JUAN", ("GARCIA LOPEZ", "JUAN", None)),
        (NameOrder.LAST_FIRST, "DOE, JOHN Q, JR", ("DOE JR", "JOHN", "Q")),
        (NameOrder.LAST_FIRST, "MAUNG", ("MAUNG", None, None)),
        (NameOrder.FIRST_LAST, "JOHN Q DOE JR", ("DOE JR", "JOHN", "Q")),
        (NameOrder.FIRST_LAST, "MAUNG", ("MAUNG", None, None)),
    ],
)
def test_a_whole_name_is_taken_apart(order: NameOrder, name: str, parts: tuple[str | None, ...]) -> None:
    given = {"Who": pl.Series([name])}
    assert tuple(PartOfName("Who", order, part).text(given, 1, "").item() for part in NamePart) == parts


@pytest.mark.parametrize(
    ("day", "time"),
    [("1/5/2026", "1405"), ("2026-01-05 00:00:00", "14:05:00"), ("2026-01-05T00:00:00.000000", "2:05 PM")],
)
def test_date_and_time_of_two_columns(tmp_path: Path, day: str, time: str) -> None:
    (text,) = FromTwo("D", "T").text({"D": pl.Series([day]), "T": pl.Series([time])}, 1, "").to_list()
    told = WHOLE.replace("{column: In}", "{date: In, time: Out}").replace(
        "  released_at: {column: Out}\n", ""
    )
    reading = read(tmp_path, f'1,"Synthetica, Ada",1990-02-03,{day},{time},X', told)
    assert reading.rows["booked_at"].to_list() == [datetime(2026, 1, 5, 14, 5)], text  # noqa: DTZ001


def test_a_draft_tells_no_value_and_becomes_a_profile(tmp_path: Path) -> None:
    made, day = people(6), datetime(2026, 1, 13)  # noqa: DTZ001
    files = (
        hennepin(tmp_path / "h.xlsx", made),
        multnomah(tmp_path / "m.csv", made, day, "Some Jail"),
        boone(tmp_path / "b.csv", made),
        new_york_city(tmp_path / "n.json", made),
    )
    values = {
        text.casefold()
        for one in made
        for text in (one.last, one.first, one.whole_name, f"{one.born:%Y-%m-%d}", f"{one.born:%m/%d/%Y}")
    }
    for file in files:
        draft = proposed(file)
        assert not [value for value in values if value in draft.casefold()]
        filled = draft.replace(
            '# facility_name: {constant: "Name of the jail"}', 'facility_name: {constant: "J"}   #'
        )
        filled = filled.replace("# booking_id: {key_of: [columns", 'booking_id: {key_of: ["Name"]}   # [')
        read_profile(profile(tmp_path, filled))
    assert 'name: {column: "Name", order: "LAST, FIRST MIDDLE"}' in proposed(files[0])
    assert '  # age: {column: "Age", on: {file_name: true}}' in proposed(files[1])
    assert 'booked_at: {date: "Booking Date", time: "Booking Time"}' in proposed(files[2])


def test_a_draft_of_a_file_without_a_header_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text('"SYNTHETICA, ADA",31,THEFT\n"TESTERMAN, BO",44,DWI\n"MOCKFORD, CY",27,DWI\n', "utf-8")
    draft = proposed(path)
    assert "SYNTHETICA" not in draft
    assert "header: none" in draft
