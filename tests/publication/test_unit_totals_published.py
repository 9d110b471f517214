"""What is published of people, bookings and facilities: no small number by subtraction, from the pages' own data."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from .conftest import lodged

DAY = ("--as-of", "2026-01-13")


def figures(site: Path) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads((site / "publication.json").read_text("utf-8"))["figures"]}


def by_subtraction(site: Path) -> list[tuple[str, ...]]:
    """What a reader finds by taking one or two told totals from another, and from the share of a told whole."""
    told = {
        name: one["value"]
        for name, one in figures(site).items()
        if one["value"] and not one["hidden"] and not one["share"]
    }
    found: list[tuple[str, ...]] = [(a, b) for a, b in permutations(told, 2) if 0 < told[a] - told[b] < 10]
    found += [
        (name, share)
        for name, total in told.items()
        for share, one in figures(site).items()
        if one["share"] and one["value"] is not None and 0 < total * (1 - one["value"]) < 9.5
    ]
    return found


def bookings(path: Path, sorts: dict[tuple[str, str], int]) -> None:
    rows = [
        f"{hold}-{given}-{n},2025-10-01,2025-11-01,{hold},{given}\n"
        for (hold, given), count in sorts.items()
        for n in range(count)
    ]
    path.write_text("booking_key,booked_at,released_at,imm_hold,release_to_imm\n" + "".join(rows), "utf-8")


@pytest.mark.parametrize("ends", [{"released": 38, "not": 8}, {"released": 200, "not": 3}])
def test_bookings_that_were_not_handed_over_dont_follow_from_those_that_were(
    ends: dict[str, int], tmp_path: Path
) -> None:
    source, site = tmp_path / "bookings.csv", tmp_path / "site"
    bookings(
        source,
        {("true", "true"): ends["released"], ("true", "false"): ends["not"], ("false", "false"): 120},
    )
    lodged("publish", site, source, *DAY)
    told = figures(site)
    assert told["hold-not-released-to-immigration"]["hidden"]
    assert by_subtraction(site) == []
    holds, released = told["bookings-with-hold"], told["released-to-immigration"]
    assert holds["hidden"] or released["hidden"]
    assert not (holds["hidden"] and released["hidden"]), "one of the two can be told"


def test_bookings_from_which_nothing_small_follows_are_told_and_so_is_their_share(tmp_path: Path) -> None:
    source, site = tmp_path / "bookings.csv", tmp_path / "site"
    bookings(source, {("true", "true"): 60, ("true", "false"): 40, ("false", "false"): 120})
    lodged("publish", site, source, *DAY)
    told = figures(site)
    assert told["bookings-with-hold"]["value"] == 100
    assert told["released-to-immigration"]["value"] == 60
    assert told["share-of-holds-released-to-immigration"]["value"] == 0.6


def test_facilities_without_an_answer_dont_follow_from_those_asked(tmp_path: Path) -> None:
    source, site = tmp_path / "counts.csv", tmp_path / "site"
    answers = [f"Jail {n},{'' if n < 4 else 20 + n},2026-01-10\n" for n in range(40)]
    source.write_text("facility_name,with_hold,counted_at\n" + "".join(answers), "utf-8")
    lodged("publish", site, source, *DAY)
    told = figures(site)
    assert told["facilities-without-an-answer"]["hidden"]
    assert told["share-of-facilities-answered"]["hidden"]
    assert by_subtraction(site) == []


HEADER = "Detainer Prepare Date,Detention Facility,Facility State,Detainer Lift Reason,Unique Identifier\n"


def release(path: Path, blank: int, booked: int, again: int) -> None:
    rows = [f"2026-01-05,ANOKA COUNTY JAIL,MINNESOTA,,p{n}\n" for n in range(blank)]
    rows += [f"2026-01-05,ANOKA COUNTY JAIL,MINNESOTA,Booked into Detention,q{n}\n" for n in range(booked)]
    rows += [f"2026-01-06,ANOKA COUNTY JAIL,MINNESOTA,,p{n}\n" for n in range(again)]
    path.write_text(HEADER + "".join(rows), "utf-8")


@pytest.mark.parametrize(("blank", "booked", "again"), [(21, 1, 0), (60, 30, 2), (40, 0, 5), (200, 9, 9)])
def test_people_dont_follow_from_people_nor_from_detainers(
    blank: int, booked: int, again: int, tmp_path: Path
) -> None:
    source, site = tmp_path / "release.csv", tmp_path / "site"
    release(source, blank, booked, again)
    lodged("publish", site, source, *DAY, "--state", "MN")
    told = figures(site)
    people = {name for name, one in told.items() if one["unit"] == "person"}
    assert people
    assert [pair for pair in by_subtraction(site) if people & set(pair)] == []


def test_people_are_told_where_nothing_small_follows(tmp_path: Path) -> None:
    source, site = tmp_path / "release.csv", tmp_path / "site"
    release(source, 60, 30, 0)
    lodged("publish", site, source, *DAY, "-d", "people", "-d", "people-with-no-outcome", "-d", "lodged")
    told = figures(site)
    assert (told["people"]["value"], told["people-with-no-outcome"]["value"]) == (90, 60)


def test_the_real_bookings_of_a_jail_give_no_small_number(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "UWCHR-ice-detainers-pierce/pierce_immigration_holds.csv"
    lodged("publish", tmp_path / "site", source, "--as-of", "2024-01-01")
    told = {name: one["value"] for name, one in figures(tmp_path / "site").items() if not one["hidden"]}
    assert told
    assert by_subtraction(tmp_path / "site") == []
    rows = pl.read_csv(source, infer_schema=False)
    assert all(value is None or value <= rows.height for value in told.values())
