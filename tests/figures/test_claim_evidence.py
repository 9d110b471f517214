"""What may decide a claim and what may not: days, units, completeness, survivors. Every row here is synthetic."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.cli import main
from lodged.core.json import to_json
from lodged.demo import synthetic_minnesota
from lodged.figures.claims import ClaimError, check_claim, load_claims
from lodged.figures.claims.model import Bound, Measure, Verdict
from lodged.figures.claims.numbers import says
from lodged.figures.claims.written import written_check
from lodged.figures.definition import Source, load_definitions
from lodged.figures.reading import read_materials
from lodged.sources.facilities import load_directory
from tests.figures.figure_doors import lodged

CANT = "can't be tested with this data"
JUDGED = {"supported", "not supported", "holds only if"}
slow = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def claim_of(
    definitions: str = "lodged",
    number: float = 3,
    bound: str = "more than",
    unit: str = "detainer",
    windows: str = "{from: 2026-01-01, to: 2026-01-31}",
    more: str = "",
) -> str:
    """Write a synthetic claim."""
    return f"""
- id: mine
  words: it was so
  speaker: A synthetic newspaper
  said_on: 2026-02-12
  figure: {{number: {number}, bound: {bound}, unit: {unit}, counted: synthetic}}
  meanings:
    - words: So
      plain: true
      definitions: [{definitions}]
      windows: [{windows}]
      needs: the release
      {more}
  sources: [{{title: Nowhere, kind: made up}}]
"""


def checked(
    folder: Path, claim: str, *files: Path, within: str | None = None, complete: bool = False
) -> dict[str, Any]:
    path = folder / "own.yaml"
    path.write_text(claim, "utf-8")
    materials = read_materials(files, within=within)
    found = check_claim(load_claims([path])["mine"], materials, complete=complete)
    return dict(json.loads(to_json(written_check(found))))


def release(folder: Path, first: date, last: date, facility: str = "SYNTHETIC JAIL") -> Path:
    """Write a release with a detainer on its first day, one on its last, and eight between."""
    path = folder / "synthetic_release.csv"
    days = [first + (last - first) * step / 9 for step in range(10)]
    rows = "".join(f"{day},{facility},MINNESOTA,I247A,Booked into Detention\n" for day in days)
    head = "detainer_prepare_date,detention_facility,facility_state,detainer_type,detainer_lift_reason\n"
    path.write_text(head + rows, "utf-8")
    return path


# --- complete -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def custody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    synthetic_minnesota.write(folder)
    return folder / "custody_records.csv"


@pytest.mark.parametrize("claim", ["doc-301", "doc-94-detainers"])
def test_records_with_unresolved_names_are_not_taken_for_complete(
    custody: Path, claim: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """301 and 94 were called false, because 17 jails have names that other states use too."""
    monkeypatch.setattr("sys.argv", ["lodged", "claim", "check", claim, str(custody), "--complete"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "17 names of facilities aren't resolved" in said
    for name in (
        "Ramsey County Jail",
        "Dakota County Jail",
        "Washington County Jail",
        "St. Louis County Jail",
    ):
        assert name in said
    assert "say it with --within" in said
    assert "facility_code" in said


@pytest.mark.parametrize(("claim", "number"), [("doc-301", 301), ("doc-94-detainers", 94)])
def test_complete_records_of_one_state_decide(custody: Path, claim: str, number: int) -> None:
    of_minnesota = ("--within", "MN", "--complete", "--format", "json")
    (one,) = json.loads(lodged("claim", "check", claim, custody, *of_minnesota))
    assert (one["verdict"], one["low"]) == ("supported", number)
    (open_,) = json.loads(lodged("claim", "check", claim, custody, "--within", "MN", "--format", "json"))
    assert open_["verdict"] == CANT
    assert "aren't known to be of every facility" in open_["words"]


HELD = (
    "facility_name,facility_code,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,"
    "detainer_on_file\n"
)


def held(folder: Path, *rows: str) -> Path:
    path = folder / "synthetic_custody.csv"
    path.write_text(HELD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


HELD_CLAIM = claim_of("people-held-with-detainer", 5, "exactly", "person", "{as_of: 2026-01-13}")


def test_a_code_resolves_a_name_that_other_states_use(tmp_path: Path) -> None:
    (jail,) = (one for one in load_directory().facilities if one.name == "Ramsey County Jail")
    row = "Ramsey County Jail,{code},{number},Synthetic,One,1990-01-01,2026-01-10 10:00,{end},yes"
    ends = {"1": "", "2": "2026-01-14 09:00"}
    bare = held(tmp_path, *(row.format(code="", number=number, end=end) for number, end in ends.items()))
    with pytest.raises(ClaimError, match="Ramsey County Jail"):
        checked(tmp_path, HELD_CLAIM, bare, complete=True)
    if not jail.codes:
        pytest.skip("the directory has no code of that jail")
    coded = [row.format(code=jail.codes[0], number=number, end=end) for number, end in ends.items()]
    one = checked(tmp_path, HELD_CLAIM, held(tmp_path, *coded), complete=True)
    assert one["verdict"] == "not supported"


def test_a_name_the_directory_lacks_is_told_with_the_nearest(tmp_path: Path) -> None:
    row = "Hennepin County Sheriff Adult Detention Center,,1,Synthetic,One,1990-01-01,2026-01-10 10:00,,yes"
    ended = row.replace(",,yes", ",2026-01-14 09:00,yes")
    with pytest.raises(ClaimError) as caught:
        checked(tmp_path, HELD_CLAIM, held(tmp_path, row, ended), within="MN", complete=True)
    assert "The directory has none of these names: Hennepin County Sheriff Adult Detention Center" in str(
        caught.value
    )


def test_complete_records_with_unread_rows_decide_nothing(tmp_path: Path) -> None:
    good = "MCF-Stillwater,,1,Synthetic,One,1990-01-01,2026-01-10 10:00,2026-01-14 09:00,yes"
    unread = "MCF-Stillwater,,2,Synthetic,Two,1991-01-01,2026-01-10 10:00,,perhaps"
    read = checked(tmp_path, HELD_CLAIM, held(tmp_path, good), within="MN", complete=True)
    assert read["verdict"] == "not supported"
    one = checked(tmp_path, HELD_CLAIM, held(tmp_path, good, unread), within="MN", complete=True)
    assert one["verdict"] == CANT
    assert "could not be read" in one["words"]


# --- days -----------------------------------------------------------------------------------------------------


@slow
@given(number=st.integers(0, 20), bound=st.sampled_from([one.value for one in Bound]))
def test_a_claim_without_a_window_is_never_judged(tmp_path: Path, number: int, bound: str) -> None:
    file = release(tmp_path, date(2026, 1, 1), date(2026, 1, 31))
    one = checked(tmp_path, claim_of(number=number, bound=bound, windows=""), file)
    assert one["verdict"] == CANT
    assert one["undecided"] == [
        "the claim says no period, and synthetic_release.csv is of 2026-01-01 to 2026-01-31"
    ]
    assert [method["value"] for method in one["methods"]] == [10]


@slow
@given(
    before=st.integers(-60, 60),
    after=st.integers(-60, 60),
    number=st.sampled_from([1, 9, 10, 500]),
    bound=st.sampled_from([one.value for one in Bound]),
)
def test_only_files_that_reach_over_the_window_refute(
    tmp_path: Path, before: int, after: int, number: int, bound: str
) -> None:
    first, last = date(2025, 6, 1), date(2025, 8, 31)
    begins, ends = sorted((first + timedelta(before), last + timedelta(after)))
    window = f"{{from: {first}, to: {last}}}"
    file = release(tmp_path, begins, ends)
    one = checked(tmp_path, claim_of(number=number, bound=bound, windows=window), file)
    short = max((begins - first).days, (last - ends).days, 0)
    if short > 7:
        assert one["verdict"] == CANT
        assert not one["methods"]
        assert one["undecided"] == [
            f"synthetic_release.csv is of {begins} to {ends}, and the claim of {first} to {last}"
        ]
    elif short:
        assert one["verdict"] != "not supported"
        assert bound != "fewer than" or one["verdict"] == CANT
    else:
        assert one["verdict"] in JUDGED


def test_a_release_of_2015_judges_no_claim_of_2026(shared_data: Path) -> None:
    """33.0 % of FY2015 supported a claim of February 2026, and 31.8 % refuted another."""
    workbook = (
        shared_data / "nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
    )
    materials = read_materials([workbook])
    claims = load_claims()
    for claim in claims.values():
        found = check_claim(claim, materials, claims=claims)
        assert found.verdict is Verdict.CANT_BE_TESTED, claim.id
        assert found.undecided or not any(
            load_definitions()[name].source is Source.FOIA_DETAINERS
            for meaning in claim.meanings
            for name in meaning.definitions
        ), claim.id


def test_a_count_of_what_happened_needs_two_ends(tmp_path: Path) -> None:
    file = release(tmp_path, date(2025, 1, 1), date(2026, 2, 10))
    for window in ("{from: 2025-01-20}", "{to: 2026-01-31}", "{as_of: 2026-01-31}"):
        one = checked(tmp_path, claim_of(windows=window), file)
        assert one["verdict"] == CANT
        assert "has no two ends" in one["words"]


def test_a_stale_list_gives_no_verdict(shared_cases: Path) -> None:
    listed = shared_cases / "stale-list-supports-claim" / "participatingAgencies06272025am.xlsx"
    (one,) = json.loads(lodged("claim", "check", "press-7-of-87", listed, "--format", "json"))
    assert one["verdict"] == CANT
    assert (
        "participatingAgencies06272025am.xlsx has no list of 2026-01-15: the newest is of 2025-06-27, 202 days older"
        in one["words"]
    )
    assert "ICE's list of participating agencies of the day" in one["words"]
    assert not one["methods"]


def agreements(folder: Path, day: date, counties: int, signed: date) -> Path:
    for old in folder.glob("participating*"):
        old.unlink()
    path = folder / f"participatingAgencies{day:%m%d%Y}am.csv"
    head = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED\n"
    rows = [
        f"MINNESOTA,Synthetic {n} Sheriff,County,Synthetic {n} County,Task Force Model,{signed}\n"
        for n in range(counties)
    ]
    path.write_text(head + "".join(rows), "utf-8")
    return path


@slow
@given(age=st.integers(-40, 40), counties=st.integers(1, 5), number=st.integers(1, 5))
def test_a_list_judges_its_own_week(tmp_path: Path, age: int, counties: int, number: int) -> None:
    as_of = date(2026, 1, 15)
    listed = agreements(tmp_path, as_of - timedelta(age), counties, date(2025, 3, 1))
    claim = claim_of("counties-with-agreement", number, "exactly", "county", f"{{as_of: {as_of}}}")
    one = checked(tmp_path, claim, listed)
    if 0 <= age <= 7:
        assert one["verdict"] == ("supported" if counties == number else "not supported")
    else:
        assert one["verdict"] == CANT
        assert "has no list of 2026-01-15" in one["words"]


def test_no_way_is_said_only_where_every_way_was_counted(tmp_path: Path) -> None:
    """Of two days that the words may mean, the list of one is not here, and it could have the number."""
    listed = agreements(tmp_path, date(2026, 1, 13), 3, date(2025, 3, 1))
    one_day, two_days = "{as_of: 2026-01-13}", "{as_of: 2026-01-13}, {as_of: 2026-02-13}"
    for windows, verdict in ((one_day, "not supported"), (two_days, CANT)):
        claim = claim_of("counties-with-agreement", 4, "exactly", "county", windows)
        assert checked(tmp_path, claim, listed)["verdict"] == verdict
    holds = claim_of("counties-with-agreement", 3, "exactly", "county", two_days)
    assert checked(tmp_path, holds, listed)["verdict"] == "supported"


# --- survivors ------------------------------------------------------------------------------------------------


@slow
@given(
    later=st.integers(0, 300),
    counties=st.integers(1, 6),
    number=st.integers(1, 6),
    bound=st.sampled_from([one.value for one in Bound]),
)
def test_a_list_of_agreements_still_there_never_refutes(
    tmp_path: Path, later: int, counties: int, number: int, bound: str
) -> None:
    as_of = date(2025, 4, 8)
    listed = agreements(tmp_path, as_of + timedelta(later), counties, date(2025, 3, 1))
    claim = claim_of("counties-signed-by-day", number, bound, "county", f"{{as_of: {as_of}}}")
    one = checked(tmp_path, claim, listed)
    assert one["verdict"] in {"supported", CANT}
    if bound == "fewer than":
        assert one["verdict"] == CANT


def test_five_sheriffs_are_supported_by_a_list_that_has_them_and_never_refuted(shared_data: Path) -> None:
    """ "Not supported" was published of Sahan Journal and MPR, out of a list nine months younger."""
    january = shared_data / "ice-287g/participatingAgencies01132026am.xlsx"
    september = shared_data / "RelevantResearch-287g-DetentionData/participatingAgencies09302025pm.xlsx"
    (one,) = json.loads(lodged("claim", "check", "sahan-5", january, "--format", "json"))
    assert (one["verdict"], one["low"]) == (CANT, 4)
    assert "only agreements that had not ended when ICE made the list" in one["words"]
    (both,) = json.loads(lodged("claim", "check", "sahan-5", january, september, "--format", "json"))
    assert (both["verdict"], both["low"]) == ("supported", 5)


def test_a_roster_of_people_still_held_never_refutes(tmp_path: Path) -> None:
    rows = [f"MCF-Stillwater,,{n},Synthetic,N{n},1990-01-0{n},2026-01-0{n} 10:00,,yes" for n in range(1, 10)]
    window = "{from: 2026-01-01, to: 2026-01-09}"
    for number, bound, verdict in (
        (20, "exactly", CANT),
        (9, "fewer than", CANT),
        (3, "more than", "supported"),
    ):
        claim = claim_of("booked-with-detainer", number, bound, "stay", window)
        assert (
            checked(tmp_path, claim, held(tmp_path, *rows), within="MN", complete=True)["verdict"] == verdict
        )
    ended = [rows[0].replace(",,yes", ",2026-01-08 09:00,yes"), *rows[1:]]
    claim = claim_of("booked-with-detainer", 20, "exactly", "stay", window)
    assert (
        checked(tmp_path, claim, held(tmp_path, *ended), within="MN", complete=True)["verdict"]
        == "not supported"
    )


# --- units, places, words ---------------------------------------------------------------------------------------


def test_only_a_definition_of_the_claims_unit_decides(tmp_path: Path) -> None:
    """ "Pennsylvania has 32,757 counties" was supported by a count of detainers, and so was 3275700.0 %."""
    file = release(tmp_path, date(2026, 1, 1), date(2026, 1, 31))
    units = {"lodged": Measure.DETAINER, "share-booked": Measure.PERCENT}
    for definition, own in units.items():
        for unit in Measure:
            if unit is Measure.PERCENT_CHANGE:
                continue
            one = checked(tmp_path, claim_of(definition, 3, unit=unit.value), file)
            assert (one["verdict"] in JUDGED) == (unit is own), (definition, unit)
            if unit is not own:
                assert f"[{definition}] " in one["words"]
                assert "the claim is" in one["words"]


def test_a_place_that_no_row_has_is_not_zero(tmp_path: Path) -> None:
    file = release(tmp_path, date(2026, 1, 1), date(2026, 1, 31), "HENNEPIN COUNTY ADC")
    for place, said in (
        ("where: {facility: Henepin County Jail}", "has the facility Henepin County Jail"),
        ("state: WI", "has the state WI"),
        ("where: {class: state_prison}", "has the class state_prison"),
    ):
        one = checked(tmp_path, claim_of(number=1, bound="fewer than", more=place), file)
        assert one["verdict"] == CANT
        assert said in one["words"]
    right = claim_of(number=1, more="where: {facility: Hennepin County Jail}")
    assert checked(tmp_path, right, file)["verdict"] == "supported"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "//example.org/x",
        "example.org/x",
        "https:",
        "https://",
        "http:///x",
        '"https://example.org/\\tx"',
        '"java\\nscript:alert(1)"',
        "https://[bad",
    ],
)
def test_a_link_that_leads_to_no_page_is_refused_when_the_claim_is_loaded(tmp_path: Path, url: str) -> None:
    text = claim_of().replace("{title: Nowhere, kind: made up}", "{title: Nowhere, kind: made up, url: URL}")
    quoted = url if url.startswith('"') else json.dumps(url)
    (tmp_path / "own.yaml").write_text(text.replace("URL", quoted), "utf-8")
    with pytest.raises(ClaimError, match=r"mine, sources 1: the url \["):
        load_claims([tmp_path])
    for good in ("https://example.org/a?b=c#d", "http://example.org"):
        (tmp_path / "own.yaml").write_text(text.replace("URL", json.dumps(good)), "utf-8")
        assert load_claims([tmp_path])["mine"].sources[0].url == good


@given(number=st.integers(0, 10_000_000), other=st.integers(0, 10_000_000), with_commas=st.booleans())
def test_a_number_is_found_in_words_and_another_is_not(number: int, other: int, with_commas: bool) -> None:
    told = f"{number:,}" if with_commas else str(number)
    assert says(f"there were more than {told} people", number) is True
    if number != other:
        assert says(f"there were more than {told} people", other) is not True


@pytest.mark.parametrize(
    ("words", "number", "said"),
    [
        ("seven of Minnesota's 87 counties", 7, True),
        ("siete de los 87 condados", 7, True),
        ("two hundred and seven people", 207, True),
        ("one thousand three hundred sixty", 1360, True),
        ("ninety-four people", 94, True),
        ("1.3 million", 1_300_000, True),
        ("nobody was held", 0, True),
        ("many people", 12, None),
        ("a third of the 87 counties", 33, None),
        ("seven of 87 counties", 8, False),
        ("100 people", 0, False),
    ],
)
def test_numbers_are_read_in_digits_and_spelled_out(words: str, number: float, said: bool | None) -> None:
    assert says(words, number) is said
