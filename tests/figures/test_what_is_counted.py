"""What is not known to be of detainers is not counted, through whichever command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.cli import main
from lodged.core.errors import LodgedError
from lodged.figures.reading import read_material, read_materials
from lodged.sources.inspection import inspect_file
from lodged.sources.recognition import FileMeaning
from tests.figures.figure_doors import asked, lodged, values

DETENTION = "deportationdata-ice/facilities-daily-population-latest_minnesota.parquet"
GOOD = "synthetic.csv"
GOOD_ROWS = """\
detainer_prepare_date,detention_facility,facility_state,detainer_type
2026-01-05,SYNTHETIC JAIL,TEXAS,I247A
"""
DOORS: tuple[Callable[[Path, Path], tuple[object, ...]], ...] = (
    lambda file, out: ("figures", file),
    lambda file, out: ("figures", file, "-d", "lodged"),
    lambda file, out: ("prepare", file, "--out", out / "prepared.parquet"),
    lambda file, out: ("quality", file),
    lambda file, out: ("claim", "check", "nyt-2000", file, "--within", "MN"),
    lambda file, out: ("publish", out / "site", file, "--already-public"),
    lambda file, out: ("publish", out / "site", out.parent / GOOD, "--for-claims", file, "--already-public"),
    lambda file, out: ("report", file, "--out", out / "report", "--already-public"),
)


def refused(file: Path, out: Path) -> list[str]:
    """Try a file at every door, and give what each says; none writes anything."""
    (out.parent / GOOD).write_text(GOOD_ROWS, "utf-8")
    said = []
    for door in DOORS:
        with pytest.raises(LodgedError) as caught:
            lodged(*door(file, out))
        said.append(str(caught.value))
    assert not list(out.iterdir())
    return said


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_detention_table_is_counted_by_no_command(shared_data: Path, tmp_path: Path, kind: str) -> None:
    """13,827 "detainers prepared" came out of it, a row a day and a facility."""
    file, out = shared_data / DETENTION, tmp_path / "out"
    out.mkdir()
    if kind == "csv":
        file = tmp_path / "detention.csv"
        pl.read_parquet(shared_data / DETENTION).write_csv(file)
    assert inspect_file(file).meaning is FileMeaning.UNKNOWN
    for said in refused(file, out):
        assert "nothing in it says that it is a FOIA detainer release" in said
        assert "Tables of arrests or detentions are not read" in said
        assert "--map" in said


def test_whoever_says_which_day_is_a_detainers_is_believed(shared_data: Path) -> None:
    found = asked(shared_data / DETENTION, "-d", "lodged", "--map", "date=detainer_prepare_date")
    assert found["lodged"]["value"] == 13_827


COLUMNS = (
    *("date", "detention_facility", "det_facility", "facility_state", "city", "gender", "birth_year"),
    *("apprehension_date", "departed_date", "case_status", "booked_at", "last_name", "first_name"),
    *("date_of_birth", "facility_name", "count", "year", "month_year", "held", "stay_book_in_date"),
)


@settings(deadline=None)
@given(header=st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=9, unique=True), rows=st.integers(1, 3))
def test_what_inspect_does_not_know_is_never_counted(
    tmp_path_factory: pytest.TempPathFactory, header: list[str], rows: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "any.csv"
    file.write_text("\n".join([",".join(header), *[",".join(["2026-01-05"] * len(header))] * rows]), "utf-8")
    if inspect_file(file).meaning is not FileMeaning.UNKNOWN:
        return
    for read in (read_material, read_materials):
        with pytest.raises(LodgedError):
            read([file])


def test_a_table_that_does_not_say_what_it_counts_is_counted_by_no_command(
    shared_cases: Path, tmp_path: Path
) -> None:
    """986,905 came out as every detainer in the release, of a table of those that have a lift reason."""
    folder, out = shared_cases / "generic-year-count", tmp_path / "out"
    out.mkdir()
    for name in ("all_detainers_by_year.csv", "lifted_detainers_by_year.csv"):
        for said in (one for one in refused(folder / name, out) if "required columns" not in one):
            assert f"{name}: its columns (year, count) don't say what is counted" in said
            assert "--counts detainers" in said
            assert "--counts detainers-with-outcome" in said
    assert "of what is not said" in lodged("inspect", folder / "all_detainers_by_year.csv")


def test_whoever_says_what_a_table_counts_is_believed_and_quoted(shared_cases: Path) -> None:
    folder = shared_cases / "generic-year-count"
    every = asked(folder / "all_detainers_by_year.csv", "--counts", "detainers")
    assert every["lodged"]["value"] == 1_814_828
    assert any("don't say what is counted. You said: detainers." in note for note in every["lodged"]["notes"])
    lifted = asked(folder / "lifted_detainers_by_year.csv", "--counts", "detainers-with-outcome")
    assert "lodged" not in lifted
    one = asked(
        folder / "lifted_detainers_by_year.csv", "--counts", "detainers-with-outcome", "-d", "lodged"
    )["lodged"]
    assert one["value"] is None
    assert one["untold"] == "the table leaves out detainers without a recorded outcome"


def test_a_refusal_is_an_answer_with_exit_code_2(
    shared_cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shared_cases / "generic-year-count" / "all_detainers_by_year.csv"
    monkeypatch.setattr("sys.argv", ["lodged", "figures", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "don't say what is counted" in capsys.readouterr().err


def test_a_list_of_agreements_alone_tells_what_it_can(shared_cases: Path) -> None:
    listed = shared_cases / "figures-one-287g-list" / "participatingAgencies05162025am.xlsx"
    found = asked(listed)
    assert (found["agreements-in-force"]["value"], found["agencies-with-agreement"]["value"]) == (571, 467)
    assert len(found) == 5
    pending = asked(listed, "-d", "agreements-pending")["agreements-pending"]
    assert pending["value"] is None
    assert pending["untold"] == "none of these files is a list of pending agreements of 2025-05-16 or before"


@pytest.mark.parametrize(
    ("name", "own", "unnamed"),
    [
        ("cases/287g-null-county/participatingAgencies06172025pm.xlsx", 360, 2),
        ("data/ice-287g/participatingAgencies01132026am.xlsx", 617, 2),
        ("data/RelevantResearch-287g-DetentionData/participatingAgencies09302025pm.xlsx", 512, 2),
        ("data/wild/appelson-Tracking_287g/participatingAgencies06272025am.xlsx", 373, 1),
    ],
)
def test_an_agency_of_a_county_not_named_is_no_county(
    shared_data: Path, name: str, own: int, unnamed: int
) -> None:
    found = asked(shared_data.parent / name, "-d", "counties-with-agreement")["counties-with-agreement"]
    assert found["value"] == own
    assert {"reason": "the row names no county", "rows": unnamed} in found["excluded"]


def test_detainers_by_type_and_year(shared_data: Path) -> None:
    path = shared_data / "wild/nprapps-sanctuary-cities/detainers_by_type_and_year.csv"
    by_form = asked(path, "-d", "lodged", "--by", "form")["lodged"]
    assert by_form["value"] == 79_053
    assert values(by_form, "form") == {"I-247": 75_696, "I-247D": 2_811, "I-247N": 546}
