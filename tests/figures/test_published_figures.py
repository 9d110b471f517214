"""Every detainer and 287(g) figure of the data's own documents, from the real files, through the command.

Each test names the line it asserts: README is ../shared/data/README.md, MORE is ../shared/data/MORE.md.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.figures.figure_doors import asked, lodged, values

NPR = "nprapps-sanctuary-cities"
FY2015 = f"{NPR}/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
BY_MONTH = "minnesota/mn_detainers_by_month.csv"
BY_DAY = "minnesota/mn_detainers_over_time.csv"
SURGE = "minnesota/surge_detainers_by_liftreason.csv"
ST_CLOUD = "minnesota/st_cloud_denied.csv"
WATCH = "recoveredfactory-287g-watch/agreements_minnesota.csv"
RELEVANT = "RelevantResearch-287g-DetentionData"
SEPTEMBER = f"{RELEVANT}/participatingAgencies09302025pm.xlsx"
JANUARY = "ice-287g/participatingAgencies01132026am.xlsx"
MAY = "ice-287g/participatingAgencies05182026am.xlsx"
TASK, SERVICE, JAIL = "Task Force Model", "Warrant Service Officer", "Jail Enforcement Model"
IN_MINNESOTA = ("--within", "MN")
OF_DETAINERS = ("--counts", "detainers")
"""Said of tables whose headers don't say it."""


def one(*arguments: object) -> dict[str, Any]:
    """Ask for one figure."""
    (found,) = asked(*arguments).values()
    return found


def value(*arguments: object) -> float:
    return float(one(*arguments)["value"])


def pairs(found: dict[str, Any], first: str, second: str) -> dict[tuple[Any, Any], float]:
    return {(row[first], row[second]): row["value"] for row in found["by"]}


# --- README: Minnesota, 2022 to 2026 ------------------------------------------------------------------------


def test_by_month(shared_data: Path) -> None:
    """README: By month: 6,232 in all; 2024: 1,728; 2025: 2,242."""
    assert value(shared_data / BY_MONTH, *OF_DETAINERS, "-d", "lodged") == 6_232
    by_day = one(shared_data / BY_DAY, "-d", "lodged", "--by", "year")
    assert by_day["value"] == 6_232
    assert {year: values(by_day, "year")[year] for year in (2024, 2025)} == {2024: 1_728, 2025: 2_242}
    months = one(shared_data / BY_MONTH, *OF_DETAINERS, "-d", "lodged", "--by", "month")
    assert values(months, "month") == values(
        one(shared_data / BY_DAY, "-d", "lodged", "--by", "month"), "month"
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-01-20", "2026-01-13", 2_207),  # README: From 2025-01-20 through 2026-01-13
        ("2025-01-20", "2026-01-20", 2_226),  # MORE: nyt-2000
        ("2025-01-20", "2025-10-15", 1_681),  # MORE: strib-63
        ("2024-01-20", "2024-10-15", 1_278),  # MORE: strib-63
    ],
)
def test_in_a_window(shared_data: Path, first: str, last: str, expected: int) -> None:
    assert value(shared_data / BY_DAY, "-d", "lodged", "--from", first, "--to", last) == expected


def test_the_highest_day(shared_data: Path) -> None:
    """README: The highest day is 2026-02-11 with 238 (the next: 24)."""
    days = one(shared_data / BY_DAY, "-d", "lodged", "--by", "prepared")["by"]
    highest = sorted(days, key=lambda row: -row["value"])
    assert (highest[0]["prepared"], highest[0]["value"], highest[1]["value"]) == ("2026-02-11", 238, 24)


def test_the_surge_table(shared_data: Path) -> None:
    """README: 882 at 75 facility names: booked 152, declined 292, no longer in custody 58, blank 310, other 70."""
    found = asked(
        *(
            shared_data / SURGE,
            "-d",
            "lodged",
            "-d",
            "booked",
            "-d",
            "declined",
            "-d",
            "no-longer-in-custody",
        ),
        *("-d", "no-outcome-recorded", "--by", "detention_facility"),
    )
    assert {name: figure["value"] for name, figure in found.items()} == {
        "lodged": 882,
        "booked": 152,
        "declined": 292,
        "no-longer-in-custody": 58,
        "no-outcome-recorded": 310,
    }
    assert len(found["lodged"]["by"]) == 75
    outcomes = values(one(shared_data / SURGE, "-d", "lodged", "--by", "outcome"), "outcome")
    assert outcomes["(several outcomes together)"] == 70
    assert one(shared_data / SURGE, "-d", "transferred")["untold"].startswith(
        "the table counts these outcomes in one"
    )


def test_the_surge_table_by_class(shared_data: Path) -> None:
    """README: County and local 585 (booked 126, 21.5 %), state prisons 185 (booked 3, declined 27, blank 146)."""
    found = asked(
        *(shared_data / SURGE, "-d", "lodged", "-d", "booked", "-d", "declined", "-d", "no-outcome-recorded"),
        *("--by", "class", *IN_MINNESOTA),
    )
    of = {name: values(figure, "class") for name, figure in found.items()}
    local = set(of["lodged"]) - {"state_prison", "federal"}
    assert sum(of["lodged"][name] for name in local) == 585
    assert sum(of["booked"].get(name, 0) for name in local) == 126
    prisons = [of[name]["state_prison"] for name in ("lodged", "booked", "declined", "no-outcome-recorded")]
    assert prisons == [185, 3, 27, 146]
    where = [f"class={name}" for name in sorted(local)]
    share = one(
        shared_data / SURGE, "-d", "share-booked", *IN_MINNESOTA, *(x for w in where for x in ("--where", w))
    )
    assert round(share["value"], 3) == 0.215


def test_the_surge_tables_federal_places(shared_data: Path) -> None:
    """README: federal 112 = Waseca 41, US Marshals 33, Rochester 20, Sandstone 18."""
    found = one(
        shared_data / SURGE, "-d", "lodged", "--by", "facility", "--where", "class=federal", *IN_MINNESOTA
    )
    assert found["value"] == 112
    assert sorted(values(found, "facility").values()) == [18, 20, 33, 41]
    (waseca,) = (name for name, number in values(found, "facility").items() if number == 41)
    assert "Waseca" in waseca


@pytest.mark.parametrize(
    ("facility", "options", "booked", "lodged"),
    [
        ("Hennepin County Jail", (), 13, 186),  # README: Hennepin ADC 13 of 186 booked (7.0 %)
        ("Ramsey County Jail", (), 3, 49),  # README: Ramsey County Jail 3 of 49 (6.1 %)
        (
            "Ramsey County Jail",
            ("--with-parts",),
            10,
            72,
        ),  # README: 10 of 72 (13.9 %) with annex and workhouse
    ],
)
def test_hennepin_and_ramsey(
    shared_data: Path, facility: str, options: tuple[str, ...], booked: int, lodged: int
) -> None:
    where = ("--where", f"facility={facility}", *options, *IN_MINNESOTA)
    found = asked(shared_data / SURGE, "-d", "lodged", "-d", "booked", "-d", "share-booked", *where)
    assert (found["booked"]["value"], found["lodged"]["value"]) == (booked, lodged)
    assert found["share-booked"]["value"] == booked / lodged


def test_stearns_and_sterns(shared_data: Path) -> None:
    """README: STEARNS and STERNS are one county's jail spelled twice."""
    found = one(
        shared_data / SURGE, "-d", "lodged", "--by", "detention_facility", "--by", "facility", *IN_MINNESOTA
    )
    spelled = [row for row in found["by"] if row["facility"] == "Stearns County Jail"]
    assert {row["detention_facility"].split()[0] for row in spelled} == {"STEARNS", "STERNS"}


def test_st_cloud(shared_data: Path) -> None:
    """README: 22 rows, 22 people, 21 on 2026-02-11 and 1 on 2026-02-02, all declined; two spellings of one form."""
    found = asked(
        shared_data / ST_CLOUD, "-d", "lodged", "-d", "people", "-d", "declined", "--by", "prepared"
    )
    assert {figure["value"] for figure in found.values()} == {22}
    assert values(found["lodged"], "prepared") == {"2026-02-11": 21, "2026-02-02": 1}
    spelled = one(shared_data / ST_CLOUD, "-d", "lodged", "--by", "detainer_type", "--by", "form")["by"]
    assert len(spelled) == 2
    assert {row["form"] for row in spelled} == {"I-247A"}


def test_every_spelling_of_a_place_has_the_rows_the_directory_was_made_from(shared_data: Path) -> None:
    """MORE: the row counts of minnesota_facility_names.csv sum to 603 and 882; here spelling by spelling."""
    with (shared_data / "compiled/minnesota_facility_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    name = next(column for column in rows[0] if "name" in column)
    surge = one(shared_data / SURGE, "-d", "lodged", "--by", "detention_facility", *IN_MINNESOTA)
    fy2015 = one(shared_data / FY2015, "-d", "lodged", "--by", "detention_facility", "--state", "MN")
    for column, figure, total in (("rows_surge_2025_26", surge, 882), ("rows_fy2015", fy2015, 603)):
        expected = {row[name]: int(row[column]) for row in rows if int(row[column] or 0)}
        assert sum(expected.values()) == total
        assert values(figure, "detention_facility") == expected


# --- README and MORE: 287(g) --------------------------------------------------------------------------------


def test_agreements_of_january(shared_data: Path) -> None:
    """README: 8 agreements in 7 counties, with their models; 1,317 rows, and 1,843 in May."""
    found = one(
        *(
            shared_data / JANUARY,
            "-d",
            "agreements-in-force",
            "--state",
            "MN",
            "--by",
            "county",
            "--by",
            "model",
        ),
    )
    assert set(pairs(found, "county", "model")) == {
        *((county, TASK) for county in ("Cass", "Itasca", "Mille Lacs", "Crow Wing")),
        *((county, SERVICE) for county in ("Crow Wing", "Freeborn", "Kandiyohi")),
        ("Sherburne", JAIL),
    }
    assert value(shared_data / JANUARY, "-d", "agreements-in-force") == 1_317
    assert value(shared_data / MAY, "-d", "agreements-in-force") == 1_843


def test_agreements_of_september(shared_data: Path) -> None:
    """MORE: 1,035 rows, 866 agencies, TFM 521, WSO 381, JEM 133; Florida 327, Texas 185; 242 without a county."""
    found = asked(
        shared_data / SEPTEMBER, "-d", "agreements-in-force", "-d", "agencies-with-agreement", "--by", "model"
    )
    assert found["agencies-with-agreement"]["value"] == 866
    assert values(found["agreements-in-force"], "model") == {TASK: 521, SERVICE: 381, JAIL: 133}
    states = one(shared_data / SEPTEMBER, "-d", "agreements-in-force", "--by", "state", "--by", "county")[
        "by"
    ]
    by_state: dict[str, float] = {}
    for row in states:
        by_state[row["state"]] = by_state.get(row["state"], 0) + row["value"]
    assert [by_state[state] for state in ("FL", "TX", "PA", "GA")] == [327, 185, 39, 34]
    assert sum(by_state.values()) == 1_035
    assert sum(row["value"] for row in states if row["county"] is None) == 242


def test_minnesota_in_september(shared_data: Path) -> None:
    """MORE: 8 rows, 7 agencies, 7 counties; Jackson WSO; signed 2019-04-24 to 2025-09-22; Sherburne only pending."""
    found = asked(
        *(shared_data / SEPTEMBER, "-d", "agreements-in-force", "-d", "agencies-with-agreement"),
        *("-d", "counties-with-agreement", "--state", "MN", "--by", "county", "--by", "model"),
    )
    assert [figure["value"] for figure in found.values()] == [8, 7, 7]
    assert set(pairs(found["agreements-in-force"], "county", "model")) == {
        *((county, TASK) for county in ("Cass", "Itasca", "Mille Lacs", "Crow Wing")),
        *((county, SERVICE) for county in ("Crow Wing", "Freeborn", "Kandiyohi", "Jackson")),
    }
    jackson = one(
        shared_data / SEPTEMBER,
        "-d",
        "agreements-in-force",
        "--where",
        "county=Jackson",
        "--state",
        "MN",
        "--by",
        "signed_on",
    )
    assert values(jackson, "signed_on") == {"2025-03-07": 1}
    signed = values(
        one(shared_data / SEPTEMBER, "-d", "agreements-in-force", "--by", "signed_on"), "signed_on"
    )
    assert (min(signed), max(signed)) == ("2019-04-24", "2025-09-22")


@pytest.mark.parametrize(
    ("name", "models", "minnesota"),
    [
        ("pendingAgencies09302025pm", {TASK: 17, SERVICE: 11, JAIL: 5}, {("Sherburne", JAIL): 1}),
        ("pendingAgencies01202026am", {TASK: 31, SERVICE: 6, JAIL: 4}, {}),
    ],
)
def test_pending(
    shared_data: Path, name: str, models: dict[str, int], minnesota: dict[tuple[str, str], int]
) -> None:
    """MORE: 33 rows, 17, 11 and 5, Minnesota 1; 41 rows, 31, 6 and 4, Minnesota none."""
    path = shared_data / RELEVANT / f"{name}.xlsx"
    assert values(one(path, "-d", "agreements-pending", "--by", "model"), "model") == models
    here = one(path, "-d", "agreements-pending", "--state", "MN", "--by", "county", "--by", "model")
    assert pairs(here, "county", "model") == minnesota


def test_between_lists_sherburne_came_and_jackson_went(shared_data: Path) -> None:
    """MORE: By January 2026 Sherburne is in and Jackson is gone without notice."""
    lists = (shared_data / SEPTEMBER, shared_data / JANUARY)
    options = ("-d", "counties-with-agreement", "--state", "MN", "--by", "county")
    before = values(one(*lists, *options, "--as-of", "2025-10-01"), "county")
    after = values(one(*lists, *options, "--as-of", "2026-01-13"), "county")
    assert (set(after) - set(before), set(before) - set(after)) == ({"Sherburne"}, {"Jackson"})


def test_signed_by_april(shared_data: Path) -> None:
    """MORE: counties with an agreement signed by 2025-04-08: five."""
    found = one(
        *(shared_data / SEPTEMBER, "-d", "counties-signed-by-day", "--state", "MN", "--as-of", "2025-04-08"),
        *("--by", "county"),
    )
    assert set(values(found, "county")) == {"Cass", "Crow Wing", "Freeborn", "Itasca", "Jackson"}
    assert found["value"] == 5


@pytest.mark.parametrize(
    ("day", "agreements", "agencies"),
    [
        ("2025-05-16", 7, 5),
        ("2025-05-19", 7, 5),
        ("2025-05-20", 7, 5),
        ("2025-05-23", 8, 6),
        ("2025-06-17", 8, 6),
        ("2025-06-20", 9, 7),
        ("2025-07-03", 9, 7),
    ],
)
def test_the_history_of_lists(shared_data: Path, day: str, agreements: int, agencies: int) -> None:
    """MORE: 7 agreements of 5 agencies to 2025-05-20, 8 of 6 to 2025-06-17, 9 of 7 from 2025-06-20."""
    found = asked(
        shared_data / WATCH, "-d", "agreements-in-force", "-d", "agencies-with-agreement", "--as-of", day
    )
    assert [figure["value"] for figure in found.values()] == [agreements, agencies]


# --- MORE: ICE's workbook of fiscal 2015 --------------------------------------------------------------------


def test_fiscal_2015_by_type(shared_data: Path) -> None:
    """MORE, rows by detainer type, and declined; a count of hold requests leaves the 546 out."""
    found = asked(
        *(
            shared_data / FY2015,
            "-d",
            "lodged",
            "-d",
            "declined",
            "-d",
            "hold-requested",
            "--by",
            "detainer_type",
        ),
    )
    assert found["lodged"]["value"] == 79_053
    assert found["hold-requested"]["value"] == 79_053 - 546
    rows, declined = (values(found[name], "detainer_type") for name in ("lodged", "declined"))
    assert {name: (number, declined.get(name, 0)) for name, number in rows.items()} == {
        "I247 - Immigration Detainer - Notice of Action (as of March 2013)": (75_497, 5_389),
        "I247D - Immigration Detainer - Request for Action": (2_811, 72),
        "I247N - Immigration Advisal - Request for Notification": (546, 40),
        "I247 - Immigration Detainer - Notice of Action (prior to March 2013)": (199, 0),
    }


REASONS = {
    None: (52_263, 307),
    "Booked into Detention": (15_877, 169),
    "Detainer Declined by LEA": (5_501, 81),
    "Lifted": (3_773, 25),
    "Prosecutorial Discretion": (520, 9),
    "Case Closed": (503, 1),
    "Transferred": (299, 1),
    "Alien Not Subject to Deportation": (180, 6),
    "Early Release": (61, 0),
    "United States Citizen Interviewed": (55, 4),
    "Lifted - Lack of Funds": (10, 0),
    "Lifted - Lack of Space": (8, 0),
    "Died": (3, 0),
}


def test_fiscal_2015_by_lift_reason(shared_data: Path) -> None:
    """MORE, rows by lift reason, country and Minnesota; total 79,053 and 603."""
    country = values(
        one(shared_data / FY2015, "-d", "lodged", "--by", "detainer_lift_reason"), "detainer_lift_reason"
    )
    here = one(shared_data / FY2015, "-d", "lodged", "--by", "detainer_lift_reason", "--state", "MN")
    minnesota = values(here, "detainer_lift_reason")
    assert {reason: (number, minnesota.get(reason, 0)) for reason, number in country.items()} == REASONS
    assert (sum(country.values()), here["value"]) == (79_053, 603)


def test_fiscal_2015_by_month_and_state(shared_data: Path) -> None:
    """MORE, by month, country and Minnesota; the largest states; 55 states and 9,020 rows without one."""
    months = [f"2014-{month}" for month in (10, 11, 12)] + [f"2015-0{month}" for month in range(1, 8)]
    country = values(one(shared_data / FY2015, "-d", "lodged", "--by", "month"), "month")
    assert [country[month] for month in months] == [
        *(11_437, 9_657, 8_306, 7_140, 7_079),
        *(8_081, 8_139, 7_638, 7_590, 3_986),
    ]
    here = values(one(shared_data / FY2015, "-d", "lodged", "--by", "month", "--state", "MN"), "month")
    assert [here[month] for month in months] == [62, 92, 61, 50, 50, 80, 71, 57, 51, 29]
    states = values(one(shared_data / FY2015, "-d", "lodged", "--by", "state"), "state")
    assert [states[code] for code in ("TX", "CA", "AZ", "FL", "NY")] == [17_284, 13_456, 6_010, 2_923, 2_700]
    assert (len(states) - 1, states[None]) == (55, 9_020)


def test_fiscal_2015_minnesotas_facilities(shared_data: Path) -> None:
    """MORE: 61 facilities; HENNEPIN COUNTY ADC 170 and its outcomes; St. Cloud 50, none declined; and five more."""
    by = ("--state", "MN", "--by", "detention_facility", "--by", "detainer_lift_reason")
    found = one(shared_data / FY2015, "-d", "lodged", *by)
    outcomes = pairs(found, "detention_facility", "detainer_lift_reason")
    totals: dict[str, float] = {}
    for (facility, _), number in outcomes.items():
        totals[facility] = totals.get(facility, 0) + number
    assert len(totals) == 61
    expected = {
        "HENNEPIN COUNTY ADC": 170,
        "MINN.C.F.,ST.CLOUD": 50,
        "WASECA FED.CORR.INST.": 44,
        "DAKOTA CO. JAIL, MN": 35,
        "NOBLES CO. JAIL": 25,
        "RAMSEY COUNTY JAIL": 23,
        "RAMSEY ADC ANNEX, SPM": 20,
    }
    assert {name: totals[name] for name in expected} == expected
    hennepin = {
        reason: number for (name, reason), number in outcomes.items() if name == "HENNEPIN COUNTY ADC"
    }
    assert hennepin == {
        "Booked into Detention": 54,
        "Detainer Declined by LEA": 49,
        None: 52,
        "Lifted": 9,
        "Prosecutorial Discretion": 3,
        "Alien Not Subject to Deportation": 2,
        "United States Citizen Interviewed": 1,
    }
    st_cloud = {reason: number for (name, reason), number in outcomes.items() if name == "MINN.C.F.,ST.CLOUD"}
    assert st_cloud == {None: 42, "Booked into Detention": 8}


def test_fiscal_2015_minnesota_by_kind(shared_data: Path) -> None:
    """MORE, Minnesota by kind of place; 76 of 603 rows are at federal places."""
    found = one(shared_data / FY2015, "-d", "lodged", "--state", "MN", "--by", "kind", "--by", "class")
    assert {row["kind"]: row["value"] for row in found["by"]} == {
        "county_jail": 425,
        "state_prison": 78,
        "federal_prison": 60,
        "county_workhouse": 17,
        "us_marshals": 15,
        "police": 6,
        "hospital": 1,
        "ice": 1,
    }
    assert sum(row["value"] for row in found["by"] if row["class"] == "federal") == 76


def test_fiscal_2015_rows_of_no_state_are_reported(shared_data: Path) -> None:
    """MORE: 9,014 rows are OTHER-OTHER FACILITY and 6 have no place: 11.4 % of the file, in no state's count."""
    found = one(shared_data / FY2015, "-d", "lodged", "--state", "MN")
    left = {excluded["reason"]: excluded["rows"] for excluded in found["excluded"]}
    assert left["the row names no state"] == 9_014 + 6
    assert round(left["the row names no state"] / found["rows_in"], 3) == 0.114
    places = values(
        one(shared_data / FY2015, "-d", "lodged", "--by", "detention_facility"), "detention_facility"
    )
    assert (places["OTHER-OTHER FACILITY"], places[None], len(places) - 1) == (9_014, 6, 2_496)


# --- MORE: the newsroom's exports, and what holds between files ---------------------------------------------


def test_residents(shared_data: Path) -> None:
    """README: 18 rows in Minnesota. MORE: 1,846 by year; its city, state and year files count its rows."""
    residents = shared_data / "npr/residents.csv"
    assert value(residents, "-d", "lodged", "--state", "MN") == 18
    years = values(one(residents, "-d", "lodged", "--by", "year"), "year")
    assert years == dict(zip(range(2007, 2016), [42, 229, 234, 227, 234, 275, 216, 251, 138], strict=True))
    by_year = one(shared_data / NPR / "residents_by_year.csv", *OF_DETAINERS, "-d", "lodged", "--by", "year")
    assert values(by_year, "year") == years
    by_state = one(
        shared_data / NPR / "residents_by_state.csv", *OF_DETAINERS, "-d", "lodged", "--by", "state"
    )
    assert values(by_state, "state") == values(one(residents, "-d", "lodged", "--by", "state"), "state")
    by_city = one(
        shared_data / NPR / "residents_by_city.csv",
        *OF_DETAINERS,
        "-d",
        "lodged",
        "--by",
        "facility_city",
        "--by",
        "state",
    )
    from_rows = one(residents, "-d", "lodged", "--by", "facility_city", "--by", "state")
    assert pairs(by_city, "facility_city", "state") == pairs(from_rows, "facility_city", "state")
    assert {by_year["value"], by_state["value"], by_city["value"]} == {1_846}


def test_residents_with_a_type_are_the_workbooks(shared_data: Path) -> None:
    """MORE, between files: 180 rows have a detainer_type: the workbook's rows of that lift reason, day by day."""
    residents = one(
        shared_data / "npr/residents.csv", "-d", "lodged", "--by", "detainer_type", "--by", "prepared"
    )
    reason = ("--where", "detainer_lift_reason=Alien Not Subject to Deportation")
    workbook = one(shared_data / FY2015, "-d", "lodged", *reason, "--by", "detainer_type", "--by", "prepared")
    typed = {key: number for key, number in pairs(residents, "detainer_type", "prepared").items() if key[0]}
    assert typed == pairs(workbook, "detainer_type", "prepared")
    assert sum(typed.values()) == 180


def test_the_table_by_reason_and_year(shared_data: Path) -> None:
    """MORE: sum 986,905, by year, declined in all 20,241; rows without a reason are left out, and it says so."""
    path = shared_data / NPR / "detainers_by_lift_reason_and_year.csv"
    found = asked(
        path, "-d", "with-outcome", "-d", "declined", "-d", "lodged", "-d", "share-declined", "--by", "year"
    )
    assert found["with-outcome"]["value"] == 986_905
    assert [values(found["with-outcome"], "year")[year] for year in range(2007, 2016)] == [
        *(30_516, 161_443, 152_195, 153_808, 156_876),
        *(138_026, 102_035, 75_480, 16_526),
    ]
    assert found["declined"]["value"] == 20_241
    for cant in ("lodged", "share-declined"):
        assert found[cant]["value"] is None
        assert found[cant]["untold"] == "the table leaves out detainers without a recorded outcome"


def test_that_table_and_the_workbook_agree(shared_data: Path) -> None:
    """MORE, between files: its 12 rows for 2015 are the workbook's from 2015-01-01 on; it has 33,127 more blank."""
    table = one(
        *(shared_data / NPR / "detainers_by_lift_reason_and_year.csv", "-d", "with-outcome", "--by", "year"),
        *("--by", "detainer_lift_reason"),
    )
    published = {
        reason: n
        for (year, reason), n in pairs(table, "year", "detainer_lift_reason").items()
        if year == 2015
    }
    workbook = one(
        shared_data / FY2015, "-d", "lodged", "--from", "2015-01-01", "--by", "detainer_lift_reason"
    )
    counted = values(workbook, "detainer_lift_reason")
    assert counted.pop(None) == 33_127
    assert counted == published
    assert published == {
        "Booked into Detention": 10_122,
        "Detainer Declined by LEA": 2_785,
        "Lifted": 2_639,
        "Prosecutorial Discretion": 282,
        "Case Closed": 266,
        "Transferred": 201,
        "Alien Not Subject to Deportation": 138,
        "Early Release": 41,
        "United States Citizen Interviewed": 38,
        "Lifted - Lack of Funds": 7,
        "Lifted - Lack of Space": 4,
        "Died": 3,
    }


def test_declined_and_everything_else(shared_data: Path) -> None:
    """MORE: Minnesota 37 rows, declined by year; HENNEPIN COUNTY ADC 2015 31 and 45; the second is not the total."""
    path = shared_data / NPR / "declined_vs_everythingelse.csv"
    found = asked(
        *(path, "-d", "declined", "-d", "with-outcome", "-d", "booked", "--state", "MN"),
        *("--by", "year", "--by", "detention_facility"),
    )
    by_year: dict[int, float] = {}
    for (year, _), number in pairs(found["declined"], "year", "detention_facility").items():
        by_year[year] = by_year.get(year, 0) + number
    assert by_year == {2009: 1, 2010: 2, 2011: 3, 2012: 3, 2013: 4, 2014: 99, 2015: 47}
    assert len(found["declined"]["by"]) == 37
    hennepin = (2015, "HENNEPIN COUNTY ADC")
    declined, recorded = (
        pairs(found[name], "year", "detention_facility")[hennepin] for name in ("declined", "with-outcome")
    )
    assert (declined, recorded - declined) == (31, 45)
    assert found["booked"]["untold"].startswith("the table counts these outcomes in one number: booked")


def test_hennepin_2015_in_the_workbook(shared_data: Path) -> None:
    """MORE, between files: the workbook agrees (76 of its 117 rows in 2015 have a reason)."""
    where = ("--where", "detention_facility=HENNEPIN COUNTY ADC", "--from", "2015-01-01")
    found = asked(shared_data / FY2015, "-d", "lodged", "-d", "with-outcome", "-d", "declined", *where)
    assert {name: figure["value"] for name, figure in found.items()} == {
        "lodged": 117,
        "with-outcome": 31 + 45,
        "declined": 31,
    }


def test_one_declined_row_names_no_facility(shared_data: Path) -> None:
    """MORE, between files: declined in 2014 13,594 by facility, one less than by reason and year."""
    by_facility = one(shared_data / NPR / "declined_vs_everythingelse.csv", "-d", "declined", "--by", "year")
    by_reason = one(
        shared_data / NPR / "detainers_by_lift_reason_and_year.csv", "-d", "declined", "--by", "year"
    )
    assert values(by_facility, "year")[2014] == 13_594
    assert values(by_reason, "year")[2014] == 13_595


def test_the_tables_by_facility(shared_data: Path) -> None:
    """MORE: 1,789,251 and 25,577, together 1,814,828; 827,923 have no reason, and the other 986,905 are the table's."""
    totals = {"lodged": 0.0, "no-outcome-recorded": 0.0, "with-outcome": 0.0}
    for name in ("public", "private"):
        path = shared_data / NPR / f"{name}_detentations_percentages.csv"
        found = asked(path, *(x for definition in totals for x in ("-d", definition)))
        assert found["lodged"]["value"] == {"public": 1_789_251, "private": 25_577}[name]
        for definition in totals:
            totals[definition] += found[definition]["value"]
    assert totals == {"lodged": 1_814_828, "no-outcome-recorded": 827_923, "with-outcome": 986_905}


def test_facilities_in_the_tables(shared_data: Path) -> None:
    """MORE: count_all of HENNEPIN COUNTY ADC and its outcomes, and of four more places."""
    found = one(
        *(shared_data / NPR / "public_detentations_percentages.csv", "-d", "lodged"),
        *("--by", "detention_facility", "--by", "outcome"),
    )
    outcomes = pairs(found, "detention_facility", "outcome")
    hennepin = "HENNEPIN COUNTY ADC"
    assert [outcomes[hennepin, outcome] for outcome in ("booked", "declined", None)] == [2_264, 98, 2_720]
    expected = {
        hennepin: 5_384,
        "ANOKA COUNTY JAIL": 1_090,
        "RAMSEY COUNTY JAIL": 613,
        "SHERBURNE COUNTY JAIL": 486,
        "MINN.C.F.,ST.CLOUD": 481,
    }
    totals = {name: sum(n for (place, _), n in outcomes.items() if place == name) for name in expected}
    assert totals == expected
    assert ("MINN.C.F.,ST.CLOUD", "declined") not in outcomes


# --- MORE: a county jail's bookings with immigration holds --------------------------------------------------

PIERCE = "UWCHR-ice-detainers-pierce"
HOLDS, BOOKINGS = f"{PIERCE}/pierce_immigration_holds.csv", f"{PIERCE}/pierce_bookings.csv"


def test_pierce_releases_to_immigration(shared_data: Path) -> None:
    """MORE: of 158 holds 100 released to immigration, 48 by the last disposition, 58 not, 8 cancelled."""
    path = shared_data / HOLDS
    found = {name: one["value"] for name, one in asked(path).items()}
    assert found["bookings-with-hold"] == 158
    assert found["released-to-immigration"] == found["disposed-to-immigration"] == 100
    assert found["released-to-immigration-at-last"] == 48
    assert found["hold-not-released-to-immigration"] == 58
    assert found["holds-cancelled"] == 8
    assert found["share-of-holds-released-to-immigration"] == 100 / 158
    last = one(path, "-d", "hold-not-released-to-immigration", "--by", "final_release_disp")
    said = values(last, "final_release_disp")
    assert (said["WSI Chain"], said["Mini-Chain"]) == (30, 15)


def test_pierce_dispositions_name_the_same_rows_as_the_mark(shared_data: Path, tmp_path: Path) -> None:
    """MORE: these are exactly the rows with Immigration among the dispositions."""
    lists = []
    for name in ("released-to-immigration", "disposed-to-immigration"):
        listed = tmp_path / f"{name}.csv"
        lodged("figures", shared_data / HOLDS, "-d", name, "--list", listed)
        lists.append(listed.read_text("utf-8"))
    assert lists[0].count("\n") == 101
    assert lists[0].replace("released-to", "disposed-to") == lists[1]


def test_pierce_in_custody_on_a_day(shared_data: Path) -> None:
    """MORE: 28 of the 158 and 294 of the 6,444 in custody at 2017-06-30 23:59; some bookings are in both files."""
    day = ("--as-of", "2017-06-30")
    assert value(shared_data / HOLDS, "-d", "bookings-held-with-hold", *day) == 28
    assert value(shared_data / BOOKINGS, "-d", "bookings-held", *day) == 294
    both = one(shared_data / HOLDS, shared_data / BOOKINGS, "-d", "bookings-held", *day)
    assert both["rows_in"] == 158 + 6_444
    assert both["rows_counted"] == 28 + 294
    assert both["value"] < 28 + 294


# --- MORE: Colorado jails' own counts -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hold_breakdown_2017.11.27.csv", "hold_breakdowns_as_answered.csv"])
def test_colorado_unknown_is_not_zero(shared_data: Path, name: str) -> None:
    """MORE: a number in 33 rows (30 zeros, sum 50) and none in 33 of 66; an average is not a count."""
    path = shared_data / "Data4Democracy-incarceration-trends" / name
    found = asked(path)
    numbers = {
        "held-with-hold-as-counted": 50,
        "facilities-asked": 66,
        "facilities-answered": 33,
        "facilities-with-none": 30,
        "facilities-without-an-answer": 33,
        "share-of-facilities-answered": 0.5,
    }
    assert {name: found[name]["value"] for name in numbers} == numbers
    assert "33 of 66 facilities gave no count" in " ".join(found["held-with-hold-as-counted"]["notes"])
    by_jail = one(path, "-d", "held-with-hold-as-counted", "--by", "facility")
    assert sorted(row["value"] for row in by_jail["by"] if row["value"]) == [1, 11, 38]
    assert "This is not a whole number" in lodged("inspect", path)


# --- MORE: rows of the release of February 2025 -------------------------------------------------------------

OF_WASHINGTON = """
- id: departed
  version: 1
  title: Departed
  unit: detainer
  kind: flow
  source: foia_detainers
  population: "departed_date IS NOT NULL"
  means: A day of departure is recorded.
- id: no-apprehension-date
  version: 1
  title: Without a day of apprehension
  unit: detainer
  kind: flow
  source: foia_detainers
  population: "apprehension_date IS NULL"
  means: No day of apprehension is recorded.
"""


def test_washington_2025(shared_data: Path, tmp_path: Path) -> None:
    """MORE: 22 people, one with two detainers; four places; convicted 16, pending 7; case status; departed 15."""
    own = tmp_path / "own.yaml"
    own.write_text(OF_WASHINGTON, "utf-8")
    path = shared_data / "UWCHR-deport-data-proj/wa_detainers_2025_release.csv"
    found = asked(
        *(path, "-d", "lodged", "-d", "people", "-d", "departed", "-d", "no-apprehension-date"),
        *("--definitions", own, "--by", "detention_facility"),
    )
    assert [figure["value"] for figure in found.values()] == [23, 22, 15, 4]
    places = values(found["lodged"], "detention_facility")
    assert [
        places[name]
        for name in ("GRANT COUNTY", "CHELAN CO. REGIONAL JAIL", "YAKIMA COUNTY", "FRANKLIN COUNTY")
    ] == [8, 7, 4, 2]
    groups = values(one(path, "-d", "lodged", "--by", "criminality"), "criminality")
    assert sorted(groups.values()) == [7, 16]
    statuses = values(one(path, "-d", "lodged", "--by", "case_status"), "case_status")
    assert statuses == {"8-Excluded/Removed - Inadmissibility": 15, "ACTIVE": 5, None: 3}
    # There is no lift reason in this selection: no outcome can be told, and none is made up.
    assert one(path, "-d", "no-outcome-recorded")["untold"].startswith("these files don't have outcome")
