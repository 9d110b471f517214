"""Figures with their names: the published ones from the real files, through the command."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.core.errors import LodgedError
from lodged.figures.columns import BREAKDOWNS
from lodged.figures.counting import figure
from lodged.figures.definition import DefinitionError, Source, load_definitions
from lodged.figures.figure import FigureError
from lodged.figures.question import Question
from lodged.figures.reading import read_material
from tests.figures.figure_doors import asked, lodged, values

FY2015 = "nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
LISTS = [
    "RelevantResearch-287g-DetentionData/participatingAgencies09302025pm.xlsx",
    "ice-287g/participatingAgencies01132026am.xlsx",
    "ice-287g/participatingAgencies05182026am.xlsx",
    "RelevantResearch-287g-DetentionData/pendingAgencies09302025pm.xlsx",
    "RelevantResearch-287g-DetentionData/pendingAgencies01202026am.xlsx",
]


def run(*arguments: object) -> str:
    return lodged("figures", *arguments)


def test_fiscal_2015_country_and_minnesota(shared_data: Path) -> None:
    found = asked(shared_data / FY2015, "--by", "state")
    assert found["lodged"]["value"] == 79_053
    assert found["declined"]["value"] == 5_501
    assert found["booked"]["value"] == 15_877
    assert found["no-outcome-recorded"]["value"] == 52_263
    assert found["hold-requested"]["value"] == 79_053 - 546
    states = values(found["lodged"], "state")
    assert [states[code] for code in ("TX", "CA", "AZ", "FL", "NY", "MN")] == [
        17_284,
        13_456,
        6_010,
        2_923,
        2_700,
        603,
    ]
    assert states[None] == 9_020
    minnesota = asked(shared_data / FY2015, "--state", "MN")
    assert {name: minnesota[name]["value"] for name in ("lodged", "booked", "declined", "transferred")} == {
        "lodged": 603,
        "booked": 169,
        "declined": 81,
        "transferred": 1,
    }
    left_out = {one["reason"]: one["rows"] for one in minnesota["lodged"]["excluded"]}
    assert left_out == {"the row names no state": 9_020, "not in MN": 69_430}
    assert minnesota["lodged"]["sources"][0]["sha256"].startswith("d6352d3b597a")


def test_people_are_not_counted_where_no_row_tells_them_apart(shared_data: Path) -> None:
    one = asked(shared_data / FY2015, "-d", "people")["people"]
    assert one["value"] is None
    assert one["untold"] == "these files don't have person, or it is empty throughout"


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "kind",
            {
                "county_jail": 425,
                "state_prison": 78,
                "federal_prison": 60,
                "county_workhouse": 17,
                "us_marshals": 15,
                "police": 6,
                "hospital": 1,
                "ice": 1,
            },
        ),
        (
            "month",
            dict(
                zip(
                    [f"2014-{m}" for m in (10, 11, 12)] + [f"2015-0{m}" for m in range(1, 8)],
                    [62, 92, 61, 50, 50, 80, 71, 57, 51, 29],
                    strict=True,
                )
            ),
        ),
    ],
)
def test_minnesota_2015_by_kind_and_month(shared_data: Path, by: str, expected: dict[str, int]) -> None:
    one = asked(shared_data / FY2015, "-d", "lodged", "--state", "MN", "--by", by)["lodged"]
    assert values(one, by) == expected


def test_a_facility_by_outcome_and_by_form(shared_data: Path) -> None:
    one = asked(shared_data / FY2015, "-d", "lodged", "--state", "MN", "--by", "facility", "--by", "outcome")
    hennepin = {
        row["outcome"]: row["value"]
        for row in one["lodged"]["by"]
        if row["facility"] == "Hennepin County Jail"
    }
    assert sum(hennepin.values()) == 170
    assert (hennepin["booked"], hennepin["declined"], hennepin[None]) == (54, 49, 52)
    forms = asked(shared_data / FY2015, "-d", "lodged", "-d", "declined", "--by", "form")
    assert values(forms["lodged"], "form") == {"I-247": 75_696, "I-247D": 2_811, "I-247N": 546}
    assert values(forms["declined"], "form") == {"I-247": 5_389, "I-247D": 72, "I-247N": 40}


def test_the_newsrooms_export_by_year(shared_data: Path) -> None:
    one = asked(shared_data / "npr" / "residents.csv", "-d", "lodged", "--by", "year")["lodged"]
    assert values(one, "year") == dict(
        zip(range(2007, 2016), [42, 229, 234, 227, 234, 275, 213 + 3, 251, 138], strict=True)
    )
    assert (
        asked(shared_data / "npr" / "residents.csv", "-d", "lodged", "--state", "MN")["lodged"]["value"] == 18
    )


def test_st_cloud_is_22_people_declined_on_two_days(shared_data: Path) -> None:
    path = shared_data / "minnesota" / "st_cloud_denied.csv"
    found = asked(path)
    assert {found[name]["value"] for name in ("lodged", "declined", "people")} == {22.0}
    assert found["share-declined"]["value"] == 1.0
    assert found["lodged-without-suspected-duplicates"]["value"] == 22
    first = asked(path, "-d", "lodged", "--to", "2026-02-10")["lodged"]
    assert first["value"] == 1
    assert first["excluded"] == [{"reason": "prepared after 2026-02-10", "rows": 21}]


@pytest.mark.parametrize(
    ("day", "agreements", "counties", "pending"),
    [("2025-09-30", 8, 7, 1), ("2025-12-31", 8, 7, 1), ("2026-01-13", 8, 7, 1), ("2026-05-18", 10, 8, 0)],
)
def test_minnesotas_agreements_on_a_day(
    shared_data: Path, day: str, agreements: int, counties: int, pending: int
) -> None:
    found = asked(*(shared_data / name for name in LISTS), "--state", "MN", "--as-of", day)
    assert found["agreements-in-force"]["value"] == agreements
    # By May a city's police in an eighth county have one; their county's own agency has none.
    by_county = asked(
        *(shared_data / name for name in LISTS),
        *("-d", "agreements-in-force", "--state", "MN", "--as-of", day, "--by", "county"),
    )
    assert len(by_county["agreements-in-force"]["by"]) == counties
    assert found["agreements-pending"]["value"] == pending


def test_seven_of_87_counties(shared_data: Path) -> None:
    found = asked(*(shared_data / name for name in LISTS), "--state", "MN", "--as-of", "2026-01-13")
    assert found["counties-with-agreement"]["value"] == 7


def test_agencies_of_september(shared_data: Path) -> None:
    found = asked(shared_data / LISTS[0], "-d", "agencies-with-agreement", "--by", "model")
    assert found["agencies-with-agreement"]["value"] == 866


def test_every_format_says_the_same(shared_data: Path, tmp_path: Path) -> None:
    arguments = (shared_data / FY2015, "-d", "lodged", "--state", "MN", "--by", "year")
    by_json = values(asked(*arguments)["lodged"], "year")
    by_csv = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv"))))
    assert {int(row["year"]): float(row["value"]) for row in by_csv} == by_json
    run(*arguments, "--format", "parquet", "--out", tmp_path / "out.parquet")
    assert (tmp_path / "out.parquet").stat().st_size
    assert "79,053 rows in, 603 behind the figure" in run(*arguments)


def test_the_list_behind_a_figure_is_its_rows(shared_data: Path, tmp_path: Path) -> None:
    run(shared_data / FY2015, "-d", "declined", "--state", "MN", "--list", tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["source_sheet"], row["source_row"]) for row in rows}) == 81


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-d", "active"), "There is no definition [active]"),
        (("-d", "agreements-in-force"), "not defined over these files"),
        (("--by", "colour"), "can't be broken down by [colour]"),
        (("--state", "QQ"), "[QQ] is no state"),
        (("--format", "parquet"), "say where to write it"),
        (("--list", __file__), "is a file, and there are"),
        (("--where", "colour=red"), "doesn't say [colour]"),
        (("--where", "colour"), "Write it as COLUMN=VALUE"),
    ],
)
def test_what_cannot_be_counted_is_said(shared_data: Path, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(LodgedError) as caught:
        run(shared_data / "npr" / "residents.csv", *arguments)
    assert words in str(caught.value)


def test_files_that_are_no_source_are_refused(shared_data: Path) -> None:
    with pytest.raises(LodgedError, match="figures are counted from ICE's detainer releases"):
        run(shared_data / "uwchr" / "county_aor.csv")
    with pytest.raises(LodgedError, match="can't be counted together"):
        run(shared_data / "npr" / "residents.csv", shared_data / LISTS[0])


OWN = """
- id: mine
  version: 1
  title: Of Ramsey
  unit: detainer
  kind: flow
  source: foia_detainers
  population: "county = 'Ramsey'"
  means: Synthetic.
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OWN.replace("unit: detainer", "unit: noun"), "the unit [noun] is none of"),
        (OWN.replace("  means: Synthetic.\n", ""), "it needs means"),
        (OWN + "  colour: red\n", "[colour] is no field"),
        (OWN.replace("id: mine", "id: lodged"), "exists already"),
        ("mine: 1", "must be a list"),
        ("- [", "not valid YAML"),
    ],
)
def test_a_definition_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_definitions([tmp_path])
    assert words in str(caught.value)


def test_a_users_own_definition_is_run(shared_data: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    one = asked(shared_data / FY2015, "-d", "mine", "--state", "MN", "--definitions", tmp_path)["mine"]
    by_group = asked(shared_data / FY2015, "-d", "lodged", "--state", "MN", "--by", "facility_group")[
        "lodged"
    ]
    assert one["value"] >= values(by_group, "facility_group")["Ramsey County Jail"]
    (tmp_path / "own.yaml").write_text(OWN.replace("county =", "contry ="), "utf-8")
    with pytest.raises(FigureError, match="can't be run"):
        run(shared_data / FY2015, "-d", "mine", "--definitions", tmp_path)


def test_nothing_is_called_active() -> None:
    """A blank lift reason is not a status: no definition's name says so."""
    for one in load_definitions().values():
        assert "active" not in one.id
        assert "active" not in one.title.lower()
        assert one.means.endswith(".")


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_breakdown_sums_to_its_figure(shared_data: Path, data: st.DataObject) -> None:
    material = read_material([shared_data / "npr" / "residents.csv"])
    countable = [
        one
        for one in load_definitions().values()
        if one.source is material.source and not one.is_share and one.unit.value == "detainer"
    ]
    definition = data.draw(st.sampled_from(countable))
    there = [name for name in BREAKDOWNS[Source.FOIA_DETAINERS] if not material.missing([name])]
    by = data.draw(st.lists(st.sampled_from(there), max_size=2, unique=True))
    first = data.draw(st.one_of(st.none(), st.dates(date(2007, 1, 1), date(2015, 12, 31))))
    found = figure(definition, material, Question(first=first, by=tuple(by)))
    if found.untold:
        assert found.value is None
        return
    assert found.table["value"].sum() == found.value == found.evidence.height
    assert found.rows_in == found.rows_counted + sum(one.rows for one in found.excluded) == 1_846


RENAMED = "Prepared,Facility,State,Detainer Type,Detainer Lift Reason\n"


def test_a_release_with_renamed_columns_says_which_and_how_to_name_them(tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text(RENAMED + "2026-01-05,HENNEPIN COUNTY ADC,MINNESOTA,I247A,\n", "utf-8")
    with pytest.raises(LodgedError) as caught:
        run(path)
    assert "[detainer_prepare_date, detention_facility] can't be found" in str(caught.value)
    assert "say so with --map THEIRS=detainer_prepare_date" in str(caught.value)
    named = ("--map", "Prepared=detainer_prepare_date", "--map", "Facility=detention_facility")
    assert values(asked(path, "-d", "lodged", "--by", "facility", *named)["lodged"], "facility") == {
        "Hennepin County Jail": 1
    }
    with pytest.raises(LodgedError, match=r"No file has the column \[Colour\]"):
        run(path, *named, "--map", "Colour=gender")


def test_what_was_lost_in_reading_is_said_beside_the_figure(tmp_path: Path) -> None:
    """Latin-1, the placeholder of 1900, a date that is none, and a shifted row."""
    path = tmp_path / "synthetic.csv"
    head = "detainer_prepare_date,detention_facility,facility_state,detainer_type,detainer_lift_reason\n"
    rows = (
        "2026-01-05,C\u00c1RCEL,MINNESOTA,I247A,\n"
        "1900-01-01,X,MINNESOTA,I247A,\n"
        "soon,X,MINNESOTA,I247A,\n"
        "2026-01-06,X,MINNESOTA,I247A,,,shifted\n"
    )
    path.write_bytes((head + rows).encode("latin-1"))
    one = asked(path, "-d", "lodged")["lodged"]
    assert (one["value"], one["rows_in"]) == (3, 3)
    said = " ".join(one["notes"])
    assert "1 rows could not be read and are in no count" in said
    assert "2 cells could not be read, and what hangs on them is in no count" in said
    assert "row 3, column detainer_prepare_date" in said
    assert "1900-01-01" not in said, "A reading note never repeats what stands in a cell."
    assert "it was read as Windows Latin-1 text" in said


def test_rows_of_another_fiscal_year_are_said(tmp_path: Path) -> None:
    """A sheet named for a fiscal year with rows of another: counted by the day they were prepared."""
    path = tmp_path / "synthetic.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("FY2026")
    names = ("Detainer Prepare Date", "Detainer Facility", "Facility State", "Detainer Type")
    for row, cells in enumerate(
        [names, ("2025-10-01", "X", "TEXAS", "I247A"), ("2024-01-01", "X", "TEXAS", "")]
    ):
        sheet.write_row(row, 0, cells)
    book.close()
    one = asked(path, "-d", "lodged", "--by", "fiscal_year")["lodged"]
    assert values(one, "fiscal_year") == {2024: 1, 2026: 1}
    assert one["notes"][0].startswith("1 rows of the sheet FY2026 were prepared in another fiscal year")
