"""From a roster in an agency's own layout to a reconciliation, by the command and through a profile."""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from lodged import cli
from lodged.sources.profiles import PROFILES_FOLDER
from tests.sources.rosters import Person, boone, boone_detainees, hennepin, multnomah, new_york_city, people

DAY = datetime(2026, 1, 13)  # noqa: DTZ001
LIST = "detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state,issued_on\n"


def detainers(folder: Path, of: list[Person], facility: str, state: str) -> Path:
    """List the people held for ICE, and one whom nobody has; all are invented."""
    lines = [
        f"D{at},{one.last},{one.first},{one.born:%Y-%m-%d},{facility},{state},2026-01-12"
        for at, one in enumerate(of)
        if one.held_for_ice
    ]
    lines.append(f"D99,Nobodyatall,Zzyzx,1977-07-07,{facility},{state},2026-01-12")
    path = folder / "list.csv"
    path.write_text(LIST + "\n".join(lines) + "\n", "utf-8")
    return path


def reconciled(folder: Path, listed: Path, custody: Path, profile: Path, state: str, facility: str) -> Path:
    """Run the command; the facility reported for the whole year."""
    coverage = folder / "coverage.csv"
    coverage.write_text(
        f"facility_name,reported_from,reported_through\n{facility},2025-01-01,2026-01-31\n", "utf-8"
    )
    out = folder / "out"
    run(
        *("reconcile", str(listed), "--custody", str(custody), "--coverage", str(coverage), "--state", state),
        *("--as-of", f"{DAY:%Y-%m-%d}", "--out", str(out), "--profile", str(profile)),
    )
    return out


def run(*arguments: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["lodged", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert not ended.value.code


def categories(out: Path) -> dict[str, str]:
    with (out / "rows.csv").open(encoding="utf-8", newline="") as file:
        return {row["detainer_id"]: row["category"] for row in csv.DictReader(file)}


def test_a_hennepin_like_workbook_is_reconciled(tmp_path: Path) -> None:
    made = people(1)
    custody = hennepin(tmp_path / "roster.xlsx", made)
    listed = detainers(tmp_path, made, "Hennepin County Jail", "MN")
    profile = PROFILES_FOLDER / "hennepin.yaml"
    out = reconciled(tmp_path, listed, custody, profile, "MN", "Hennepin County Jail")
    assert categories(out) == {"D0": "in-custody", "D3": "in-custody", "D6": "in-custody", "D99": "not-found"}
    inputs = json.loads((out / "summary.json").read_text("utf-8"))["inputs"]
    (read,) = [one for one in inputs if one["kind"] == "custody records"]
    assert (read["rows_in"], read["rows_out"]) == (8, 8)
    assert read["profile"] == {"id": "hennepin-like", "sha256": sha256(profile.read_bytes()).hexdigest()}


def test_a_multnomah_like_list_says_nothing_of_detainers(tmp_path: Path) -> None:
    made, jail = people(2), "Multnomah County Detention Center"
    custody = multnomah(tmp_path / "held_2026-01-13.csv", made, DAY, jail)
    listed = detainers(tmp_path, made, jail, "OR")
    out = reconciled(tmp_path, listed, custody, PROFILES_FOLDER / "multnomah.yaml", "OR", jail)
    found = categories(out)
    # By name and age alone a person is not surely the same, and the list of those held has no word on detainers.
    assert found.pop("D99") == "not-found"
    assert set(found.values()) <= {"needs-review", "cannot-tell"}
    assert len(found) == 3


def test_an_age_tells_two_people_of_one_name_apart(tmp_path: Path) -> None:
    jail = "Multnomah County Detention Center"
    (one, *_) = people(2)
    held = tmp_path / "held_2026-01-13.csv"
    multnomah(held, [one], DAY, jail)
    other = tmp_path / "list.csv"
    born = one.born.replace(year=one.born.year + 20)
    other.write_text(f"{LIST}D1,{one.last},{one.first},{born:%Y-%m-%d},{jail},OR,2026-01-12\n", "utf-8")
    out = reconciled(tmp_path, other, held, PROFILES_FOLDER / "multnomah.yaml", "OR", jail)
    assert categories(out) == {"D1": "not-found"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_boone_like_report_is_one_stay_a_booking_in_any_order(tmp_path: Path, seed: int) -> None:
    made = people(3)
    custody = boone(tmp_path / "report.csv", made)
    header, *lines = custody.read_text("utf-8").splitlines()
    random.Random(seed).shuffle(lines)  # noqa: S311 - an order, no secret
    custody.write_text("\n".join([header, *lines]), "utf-8")
    listed = detainers(tmp_path, made, "Boone County Jail", "MO")
    out = reconciled(tmp_path, listed, custody, PROFILES_FOLDER / "boone.yaml", "MO", "Boone County Jail")
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["held_with_detainer_on_file"]["total"] == 3
    (read,) = [one for one in summary["inputs"] if one["kind"] == "custody records"]
    assert read["rows_out"] == len(made)
    assert categories(out)["D99"] == "not-found"


def test_a_boone_like_list_of_a_day_never_says_since_when(tmp_path: Path) -> None:
    made = people(4)
    custody = boone_detainees(tmp_path / "detainees_2026-01-13.csv", made, DAY)
    listed = detainers(tmp_path, made, "Boone County Jail", "MO")
    profile = PROFILES_FOLDER / "boone_detainees.yaml"
    out = reconciled(tmp_path, listed, custody, profile, "MO", "Boone County Jail")
    assert categories(out)["D99"] == "not-found"
    assert json.loads((out / "summary.json").read_text("utf-8"))["held_with_detainer_on_file"]["total"] == 3
    with (out / "rows.csv").open(encoding="utf-8", newline="") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert not any("began only on" in reason for reason in reasons)


def test_a_list_of_a_later_day_is_no_absence(tmp_path: Path) -> None:
    made = people(4)
    custody = boone_detainees(tmp_path / "detainees_2026-01-20.csv", made, DAY)
    listed = detainers(tmp_path, made, "Boone County Jail", "MO")
    profile = PROFILES_FOLDER / "boone_detainees.yaml"
    out = reconciled(tmp_path, listed, custody, profile, "MO", "Boone County Jail")
    found = categories(out)
    assert found.pop("D99") == "not-found"
    assert set(found.values()) == {"cannot-tell"}


def test_records_without_names_find_nobody_and_nobody_absent(tmp_path: Path) -> None:
    made, jail = people(5), "New York City Department of Correction"
    custody = new_york_city(tmp_path / "daily.json", made)
    listed = detainers(tmp_path, made, jail, "NY")
    out = reconciled(tmp_path, listed, custody, PROFILES_FOLDER / "new_york_city.yaml", "NY", jail)
    assert Counter(categories(out).values()) == Counter({"cannot-tell": 4})


def test_a_stay_of_no_known_start_is_not_said_to_begin_after_the_detainer(tmp_path: Path) -> None:
    profile = tmp_path / "numbered.yaml"
    profile.write_text(
        "profile: 1\nid: numbered\ntitle: A list of a day\ngrain: snapshot\nfields:\n"
        "  facility_name: {constant: Boone County Jail}\n  booking_id: {column: No}\n"
        '  name: {column: Name, order: "LAST, FIRST MIDDLE"}\n  date_of_birth: {column: Born}\n'
        "  a_number: {column: A}\n  seen_on: {constant: 2026-01-13}\n  detainer_on_file: {column: ICE}\n",
        "utf-8",
    )
    held = tmp_path / "held.csv"
    held.write_text('No,Name,Born,A,ICE\n1,"Synthetica, Ada",1990-02-03,A200111333,Y\n', "utf-8")
    listed = tmp_path / "list.csv"
    listed.write_text(
        LIST.replace("facility_name", "a_number,facility_name")
        + "D1,Synthetica,Ada,1990-02-03,A200111333,Boone County Jail,MO,2025-11-05\n",
        "utf-8",
    )
    out = reconciled(tmp_path, listed, held, profile, "MO", "Boone County Jail")
    with (out / "rows.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["category"] == "in-custody"
    assert "by its list of 13 January 2026, which doesn't say since when" in row["reason"]
    assert "after the detainer was issued" not in row["reason"]
    assert (row["ended"], row["anchor_booking"]) == ("not-known", "")
