"""Claims through the command: the verdicts on the Minnesota dispute, on what public files can and can't tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodged.core.errors import LodgedError
from lodged.figures.claims import Bound, ClaimError, load_claims
from lodged.figures.claims.bounds import gives, satisfies
from lodged.figures.claims.model import ClaimedFigure, Measure
from lodged.figures.definition import load_definitions
from tests.figures.figure_doors import lodged

BY_DAY = "minnesota/mn_detainers_over_time.csv"
SURGE = "minnesota/surge_detainers_by_liftreason.csv"
LISTS = (
    "RelevantResearch-287g-DetentionData/participatingAgencies09302025pm.xlsx",
    "ice-287g/participatingAgencies01132026am.xlsx",
)


def checked(claim: str, *files: Path, within: str | None = "MN") -> dict[str, Any]:
    state = ("--within", within) if within else ()
    (one,) = json.loads(lodged("claim", "check", claim, *files, *state, "--format", "json"))
    return dict(one)


def values(one: dict[str, Any]) -> list[float]:
    return [round(method["value"], 1) for method in one["methods"]]


def test_strib_63_is_not_reproduced_by_the_release_of_march(shared_data: Path) -> None:
    """MORE.md: 1,681 against 1,278, up 31.5 %; the paper used an earlier release."""
    one = checked("strib-63", shared_data / BY_DAY)
    assert one["verdict"] == "not supported"
    assert values(one)[0] == 31.5
    assert "Another release may give another number" in one["words"]


def test_nyt_2000_holds(shared_data: Path) -> None:
    """MORE.md: 2,226 from 2025-01-20 to 2026-01-20; README.md: 2,207 through 2026-01-13."""
    one = checked("nyt-2000", shared_data / BY_DAY)
    assert one["verdict"] == "supported"
    assert values(one) == [2_226, 2_207]
    assert all(method["gives"] for method in one["methods"])
    assert "Those sent to county jails only" in one["missing"][0]


def test_seven_of_87_and_five_hold(shared_data: Path) -> None:
    """MORE.md: press-7-of-87 and sahan-5 hold; eight agreements, four counties with a jail model."""
    lists = [shared_data / name for name in LISTS]
    seven = checked("press-7-of-87", *lists, within=None)
    assert seven["verdict"] == "supported"
    assert {one["value"] for one in seven["methods"] if one["plain"]} == {7}
    assert {one["definition"]: one["value"] for one in seven["methods"] if not one["plain"]} == {
        "counties-with-any-agreement": 7,
        "agreements-in-force": 8,
        "counties-with-agreement": 4,
    }
    five = checked("sahan-5", *lists, within=None)
    assert (five["verdict"], values(five)) == ("supported", [5])


def test_1360_is_honest_about_what_is_not_here(shared_data: Path) -> None:
    one = checked("dhs-1360", shared_data / BY_DAY, shared_data / SURGE)
    assert one["verdict"] == "can't be tested with this data"
    assert "none counts what its words say" in one["words"]
    assert "custody records of every prison and jail in Minnesota" in one["missing"][0]
    assert "blank is not the same as active" in one["missing"][1]
    # README.md: the last 1,360 filed before 2026-01-13 reach back to 2025-06-03.
    assert "up to 2026-01-13 reach back to 2025-06-03" in one["as_many_filed"][0]
    assert values(one) == [2_207]


@pytest.mark.parametrize(
    "claim", ["dhs-470", "ice-500", "doc-8000", "doc-207-noncitizens", "doc-94-detainers"]
)
def test_what_no_public_file_tells_is_not_decided(shared_data: Path, claim: str) -> None:
    one = checked(claim, shared_data / BY_DAY, shared_data / SURGE)
    assert one["verdict"] == "can't be tested with this data"
    assert one["missing"]


def test_less_than_ten_percent_depends_on_the_roll_up(shared_data: Path) -> None:
    """README.md: Hennepin 7.0 %, Ramsey 6.1 %, but 13.9 % when its annex and workhouse are counted with it.

    The period was not said, so none of them decides.
    """
    one = checked("press-hennepin-ramsey-10", shared_data / SURGE)
    assert values(one) == [7.0, 6.1, 13.9]
    assert [method["satisfies"] for method in one["methods"]] == [True, True, False]
    assert one["verdict"] == "can't be tested with this data"


def test_more_than_twenty_percent_of_county_jails(shared_data: Path) -> None:
    """README.md: county and local 585, booked 126, 21.5 %."""
    one = checked("press-county-20", shared_data / SURGE)
    assert 21.5 in values(one)
    assert one["verdict"] == "can't be tested with this data"
    assert "Why: the claim says no period" in one["words"]


@pytest.mark.parametrize(
    ("claim", "others"),
    [
        (
            "dhs-1360",
            {"dhs-1360-their-custody", "dhs-1360-all-jurisdictions", "dhs-1360-jails", "ice-1300-lodged"},
        ),
        ("doc-207-noncitizens", {"doc-207-detainers"}),
        ("doc-94-detainers", {"doc-94-noncitizens"}),
        ("dhs-470", {"ice-500"}),
        ("press-7-of-87", set()),
    ],
)
def test_the_same_figure_told_of_something_else_is_flagged(claim: str, others: set[str]) -> None:
    (one,) = json.loads(lodged("claim", "check", claim, "--format", "json"))
    assert {other["claim"] for other in one["same_figure"]} == others


def test_claims_are_whole() -> None:
    known = load_definitions()
    for claim in load_claims().values():
        assert claim.sources
        assert any(meaning.plain for meaning in claim.meanings), claim.id
        for meaning in claim.meanings:
            assert set(meaning.definitions) <= known.keys(), claim.id
            assert meaning.needs
    assert {claim.figure.number for claim in load_claims().values()} >= {
        1360,
        470,
        500,
        8000,
        207,
        94,
        7,
        5,
        63,
    }


OWN = """
- id: mine
  words: more than three
  speaker: A synthetic newspaper
  said_on: 2026-02-12
  figure: {number: 3, bound: more than, unit: detainer, counted: synthetic detainers}
  meanings:
    - words: Detainers prepared
      plain: true
      definitions: [lodged]
      windows: [{from: 2026-02-02, to: 2026-02-11}]
      needs: the release
  sources: [{title: Nowhere, kind: made up}]
"""


def test_a_claim_of_ones_own_is_checked(shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    said = lodged("claim", "check", "mine", shared_data / "minnesota/st_cloud_denied.csv", "--claims", path)
    assert "verdict: supported" in said
    assert "22: Detainers prepared (lodged 1)" in said
    assert "mine" in lodged("claim", "list", "--claims", path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "bound: more than, ",
            "",
            "own.yaml, line 2, mine, figure: the figure has no bound. Say how it was told, with one of",
        ),
        ("bound: more than", "bound: over", "the bound [over] is none of: exactly, more than"),
        ("number: 3", "number: many", "number is [many]; write a number"),
        ("said_on: 2026-02-12", "said_on: last week", "said_on is [last week]; write a day like"),
        ("needs: the release", "color: red", "[color] is no field here"),
        ("      needs: the release\n", "", "it needs needs"),
        ("id: mine", "id: dhs-1360", "exists already"),
        ("plain: true", "plain: perhaps", "write true or false"),
        (
            "from: 2026-02-02, to: 2026-02-11",
            "from: 2026-02-01, to: 2026-01-01",
            "before it begins",
        ),
        ("number: 3", "number: 4", "mine: the words don't say the number [4]"),
        ("number: 3", "number: 0", "the words don't say the number [0]"),
        ("number: 3", "number: -3", "the number [-3] counts nothing"),
        ("number: 3", "number: .nan", "number is [.nan]; write a number"),
    ],
)
def test_a_claim_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in OWN
    (tmp_path / "own.yaml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(ClaimError) as caught:
        load_claims([tmp_path])
    assert words in str(caught.value)


def test_an_unknown_claim_is_named(shared_data: Path) -> None:
    with pytest.raises(LodgedError, match=r"There is no claim \[dhs-9999\]"):
        lodged("claim", "check", "dhs-9999", shared_data / BY_DAY)


@given(
    number=st.integers(1, 9_999),
    bound=st.sampled_from(Bound),
    value=st.integers(0, 20_000),
)
def test_what_gives_a_figure_satisfies_it(number: int, bound: Bound, value: int) -> None:
    figure = ClaimedFigure(number, bound, Measure.DETAINER, "")
    assert satisfies(figure, value) or not gives(figure, value)
    if bound is Bound.EXACTLY:
        assert satisfies(figure, value) == (value == number)
    if bound in {Bound.MORE_THAN, Bound.FEWER_THAN, Bound.NEARLY}:
        assert not satisfies(figure, number)
