"""Figures, quality, names and inspect through a profile or a mapping, by the command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from lodged import cli
from lodged.sources.profiles import PROFILES_FOLDER
from tests.sources.rosters import boone, boone_detainees, hennepin, new_york_city, people

Run = Callable[..., tuple[int, str]]
RENAMED = (
    *("Jail=facility_name", "Booking #=booking_id", "LName=last_name", "FName=first_name"),
    *(
        "Birthdate=date_of_birth",
        "In=booked_at",
        "Out=released_at",
        "Rel=release_reason",
        "ICE=detainer_on_file",
    ),
)
MAPPED = tuple(part for pair in RENAMED for part in ("--map", pair))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["lodged", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return command


def values(answer: str) -> dict[str, float | None]:
    return {one["definition"]: one["value"] for one in json.loads(answer)}


def counted(run: Run, path: Path, *more: str) -> dict[str, float | None]:
    wanted = ("-d", "held", "-d", "held-with-detainer", "--as-of", "2026-01-13", "--format", "json")
    code, answer = run("figures", str(path), *wanted, *more)
    assert code == 0, answer
    return values(answer)


def test_a_roster_of_those_now_held_counts_as_held(run: Run, shared_cases: Path) -> None:
    path = shared_cases / "current-roster-held" / "current.csv"
    assert counted(run, path) == {"held": 2, "held-with-detainer": 1}


@pytest.mark.parametrize("as_of", ["2026-01-03", "2026-02-05"])
def test_a_roster_of_those_held_says_nothing_of_other_days(run: Run, shared_cases: Path, as_of: str) -> None:
    path = str(shared_cases / "current-roster-held" / "current.csv")
    code, answer = run("figures", path, "-d", "held", "--as-of", as_of, "--format", "json")
    assert code == 0
    (one,) = json.loads(answer)
    assert one["value"] is None
    assert "list those held about 2026-01-04" in one["untold"]


def test_a_roster_of_those_held_is_no_count_of_releases(run: Run, shared_cases: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "- id: any-end\n  version: 1\n  title: Ends of custody\n  unit: stay\n  kind: flow\n"
        "  source: custody_records\n  day: released_on\n  population: booked_on <= released_on\n"
        "  means: Stays that ended.\n",
        "utf-8",
    )
    path = str(shared_cases / "current-roster-held" / "current.csv")
    wanted = ("-d", "any-end", "--definitions", str(own), "--as-of", "2026-01-13", "--format", "json")
    code, answer = run("figures", path, *wanted)
    assert code == 0, answer
    assert values(answer) == {"any-end": None}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("released_at,release_reason", "soon,"),  # An end that can't be read.
        ("released_at,release_reason", ",released"),  # A way that it ended, and no day.
        ("sex,a_number", "M,"),  # No column for an end at all.
    ],
)
def test_a_roster_that_may_have_ends_is_not_one_of_those_held(
    run: Run, tmp_path: Path, header: str, cells: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        f"facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file,{header}\n"
        f"Anoka County Jail,B1,Synthetica,Ada,1990-02-03,2026-01-04 10:00,yes,{cells}\n",
        "utf-8",
    )
    assert counted(run, path) == {"held": None, "held-with-detainer": None}


def test_all_columns_may_be_mapped(run: Run, shared_cases: Path) -> None:
    path = shared_cases / "figures-map-all" / "renamed.csv"
    assert counted(run, path, *MAPPED)["held-with-detainer"] == 1
    code, answer = run("quality", str(path), *MAPPED, "--format", "json")
    assert code == 0
    assert json.loads(answer)["sources"][0]["name"] == "renamed.csv"


def test_charges_are_counted_as_stays_and_the_profile_is_named(run: Run, tmp_path: Path) -> None:
    path, profile = boone(tmp_path / "report.csv", people(3)), PROFILES_FOLDER / "boone.yaml"
    found = counted(run, path, "--profile", str(profile))
    assert found == {"held": 6, "held-with-detainer": 3}
    code, answer = run("figures", str(path), "-d", "held", "--format", "json", "--profile", str(profile))
    assert code == 0
    assert json.loads(answer)[0]["sources"][0]["profile"]["id"] == "boone-like"
    code, answer = run("quality", str(path), "--format", "json", "--profile", str(profile))
    assert code == 0
    assert json.loads(answer)["sources"][0]["profile"]["id"] == "boone-like"


def test_people_without_names_are_counted(run: Run, tmp_path: Path) -> None:
    path = new_york_city(tmp_path / "daily.json", people(5))
    found = counted(run, path, "--profile", str(PROFILES_FOLDER / "new_york_city.yaml"))
    assert found == {"held": 8, "held-with-detainer": None}


@pytest.mark.parametrize("command", ["figures", "quality"])
def test_no_start_is_counted_that_nobody_stated(run: Run, tmp_path: Path, command: str) -> None:
    day = datetime(2026, 1, 13)  # noqa: DTZ001
    path = boone_detainees(tmp_path / "detainees_2026-01-13.csv", people(4), day)
    code, answer = run(command, str(path), "--profile", str(PROFILES_FOLDER / "boone_detainees.yaml"))
    assert code == 2
    assert "doesn't say when custody began" in " ".join(answer.split())


def test_names_are_looked_up_through_a_profile(run: Run, tmp_path: Path) -> None:
    made = people(1)
    path = hennepin(tmp_path / "roster.xlsx", made)
    listed, out = tmp_path / "names.txt", tmp_path / "out.csv"
    listed.write_text(f"{made[0].first} {made[0].last}\n", "utf-8")
    profile = str(PROFILES_FOLDER / "hennepin.yaml")
    code, answer = run(
        *("names", str(listed), "--custody", str(path), "--profile", profile),
        *("--as-of", "2026-01-13", "--out", str(out)),
    )
    assert code == 0, answer
    assert made[0].last.upper() in out.read_text("utf-8").upper().replace(
        listed.read_text("utf-8").upper(), ""
    )


def test_inspect_through_a_profile_shows_nobody(run: Run, tmp_path: Path) -> None:
    made = people(3)
    path = boone(tmp_path / "report.csv", made)
    code, answer = run("inspect", str(path), "--profile", str(PROFILES_FOLDER / "boone.yaml"))
    assert code == 0
    assert "read through the profile boone-like" in answer
    assert "8 rows, 8 usable" in answer
    assert not [one.last for one in made if one.last.upper() in answer.upper()]


def test_a_draft_is_printed_and_nothing_written(run: Run, tmp_path: Path) -> None:
    path = boone(tmp_path / "report.csv", people(3))
    code, answer = run("inspect", str(path), "--propose")
    assert code == 0
    assert answer.startswith("# A draft")
    assert [found.name for found in tmp_path.iterdir()] == ["report.csv"]
    code, answer = run("inspect", str(path), str(path), "--propose")
    assert code == 2


@pytest.mark.parametrize("name", ["custody_no_first.csv", "custody_yes_first.csv"])
def test_rows_of_charges_are_one_stay_with_the_mark_of_any(run: Run, shared_cases: Path, name: str) -> None:
    path = shared_cases / "charge-rows-order" / name
    assert counted(run, path) == {"held": 1, "held-with-detainer": 1}


def test_who_is_gone_from_the_newer_list_is_not_held(run: Run, tmp_path: Path) -> None:
    header = (
        "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,detainer_on_file\n"
    )
    rows = [
        f"Anoka County Jail,B{number},Synthetica,Ada,1990-02-0{number},2026-01-04 10:00,,yes\n"
        for number in range(1, 5)
    ]
    (tmp_path / "held_2026-01-05.csv").write_text(header + "".join(rows), "utf-8")
    (tmp_path / "held_2026-01-09.csv").write_text(header + "".join(rows[1:]), "utf-8")
    newer, older = (str(tmp_path / f"held_2026-01-0{day}.csv") for day in (9, 5))
    wanted = ("-d", "held", "-d", "booked-with-detainer", "--as-of", "2026-01-13", "--format", "json")
    code, answer = run("figures", newer, older, *wanted)
    assert code == 0, answer
    assert values(answer) == {"held": 3, "booked-with-detainer": 4}
    held = json.loads(answer)[0]
    assert {"reason": "gone from a newer list of those held", "rows": 1} in held["excluded"], held


def test_inspect_takes_a_mapping(run: Run, shared_cases: Path) -> None:
    path = str(shared_cases / "figures-map-all" / "renamed.csv")
    code, answer = run("inspect", path, *MAPPED, "--format", "json")
    assert code == 0, answer
    (one,) = json.loads(answer)
    assert (one["meaning"], one["rows_out"]) == ("custody-records", 2)
    code, answer = run("inspect", path, "--map", "No Such=booking_id")
    assert code == 2
    assert "No Such" in answer


@pytest.mark.parametrize("command", ["figures", "quality", "inspect"])
def test_a_profile_and_a_mapping_of_the_same_file_are_refused(run: Run, tmp_path: Path, command: str) -> None:
    path, profile = boone(tmp_path / "report.csv", people(3)), PROFILES_FOLDER / "boone.yaml"
    code, answer = run(command, str(path), "--profile", str(profile), "--map", "Name=last_name")
    assert code == 2
    assert "Leave out --map" in answer


def test_a_publication_reads_through_a_profile_and_a_mapping(
    run: Run, tmp_path: Path, shared_cases: Path
) -> None:
    asked = ("--definition", "held", "--as-of", "2026-01-13", "--key", str(tmp_path / "key"), "--synthetic")
    path, profile = boone(tmp_path / "report.csv", people(3)), PROFILES_FOLDER / "boone.yaml"
    out = ("--out", str(tmp_path / "site"))
    code, answer = run("publish", "site", str(path), "--profile", str(profile), *asked, *out)
    assert code == 0, answer
    renamed = str(shared_cases / "figures-map-all" / "renamed.csv")
    code, answer = run("publish", "site", renamed, *MAPPED, *asked, *out)
    assert code == 0, answer
    code, answer = run("publish", "site", renamed, "--profile", str(profile), *asked, *out)
    assert code == 2
    assert "No file has the columns that the profile" in answer


def test_a_claim_is_checked_through_a_profile_and_a_mapping(
    run: Run, tmp_path: Path, shared_cases: Path
) -> None:
    path, profile = boone(tmp_path / "report.csv", people(3)), PROFILES_FOLDER / "boone.yaml"
    asked = ("claim", "check", "doc-94-detainers")
    code, answer = run(*asked, str(path), "--within", "MN", "--format", "json", "--profile", str(profile))
    assert code == 0, answer
    (one,) = json.loads(answer)
    assert [source["profile"]["id"] for source in one["sources"]] == ["boone-like"]
    renamed = str(shared_cases / "figures-map-all" / "renamed.csv")
    code, answer = run(*asked, renamed, "--within", "MN", "--format", "json", *MAPPED)
    assert code == 0, answer
    assert json.loads(answer)[0]["sources"][0]["rows"] == 2
    code, answer = run(*asked, "--profile", str(profile))
    assert code == 2
    assert "no file was given" in answer


def test_a_question_is_asked_of_files_of_an_agencys_own_layout(
    run: Run, tmp_path: Path, shared_cases: Path
) -> None:
    renamed = str(shared_cases / "figures-map-all" / "renamed.csv")
    asked = ("question", "ask", "doc-94-detainers", "--from", "A synthetic reporter", "--within", "MN")
    code, answer = run(*asked, "--out", str(tmp_path / "asked"), "--file", renamed, *MAPPED)
    assert code == 0, answer
    path, profile = boone(tmp_path / "report.csv", people(3)), str(PROFILES_FOLDER / "boone.yaml")
    code, answer = run(*asked, "--out", str(tmp_path / "more"), "--file", str(path), "--profile", profile)
    assert code == 0, answer


def test_two_exports_of_an_agency_are_compared_through_its_profile(run: Run, tmp_path: Path) -> None:
    profile = str(PROFILES_FOLDER / "boone.yaml")
    older, newer = (boone(tmp_path / f"{number}.csv", people(3, number)) for number in (6, 8))
    code, answer = run("diff", str(older), str(newer), "--profile", profile, "--format", "json")
    assert code == 0, answer
    found = json.loads(answer)
    assert (found["old_total"], found["old"][0]["profile"]["id"]) == (6, "boone-like")
    assert found["new_total"] >= 6
    assert {one["change"] for one in found["changes"]} <= {"new", "more"}
    assert "Stays: 6 in 6.csv" in run("diff", str(older), str(newer), "--profile", profile)[1]


def test_a_private_comparison_reads_an_agencys_own_layout(run: Run, tmp_path: Path) -> None:
    path, profile = hennepin(tmp_path / "roster.xlsx", people(3)), str(PROFILES_FOLDER / "hennepin.yaml")
    asked = (
        "private",
        "prepare",
        str(path),
        "--keep",
        str(tmp_path / "kept"),
        "--out",
        str(tmp_path / "request"),
    )
    code, answer = run(*asked, "--as", "custody", "--profile", profile)
    assert code == 0, answer
    code, answer = run(*asked, "--as", "list", "--profile", profile)
    assert code == 2
    assert "says how custody records are read" in answer
