"""The facility directory resolves every name of the real tables, and never guesses."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from lodged.sources.facilities import (
    Directory,
    Facility,
    FacilityClass,
    FacilityKind,
    Unresolved,
    load_directory,
)


@pytest.fixture
def directory() -> Directory:
    return load_directory()


def _names(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "compiled/minnesota_facility_names.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("column", "names", "totals"),
    [
        (
            "rows_fy2015",
            61,
            {
                FacilityKind.COUNTY_JAIL: 425,
                FacilityKind.STATE_PRISON: 78,
                FacilityKind.FEDERAL_PRISON: 60,
                FacilityKind.COUNTY_WORKHOUSE: 17,
                FacilityKind.US_MARSHALS: 15,
                FacilityKind.POLICE: 6,
                FacilityKind.HOSPITAL: 1,
                FacilityKind.ICE: 1,
            },
        ),
        (
            "rows_surge_2025_26",
            75,
            {
                FacilityKind.COUNTY_JAIL: 564,
                FacilityKind.STATE_PRISON: 185,
                FacilityKind.FEDERAL_PRISON: 79,
                FacilityKind.US_MARSHALS: 33,
                FacilityKind.POLICE: 15,
                FacilityKind.COUNTY_WORKHOUSE: 2,
                FacilityKind.HOSPITAL: 1,
                FacilityKind.REGIONAL_JAIL: 1,
                FacilityKind.PRIVATE_PRISON: 1,
                FacilityKind.JUVENILE: 1,
            },
        ),
    ],
)
def test_every_minnesota_name_resolves_and_kinds_add_up(
    shared_data: Path,
    directory: Directory,
    column: str,
    names: int,
    totals: dict[FacilityKind, int],
) -> None:
    counted: Counter[FacilityKind] = Counter()
    seen = 0
    for row in _names(shared_data):
        if int(row[column]):
            seen += 1
            found = directory.resolve(row["ice_name"], state="MINNESOTA")
            assert isinstance(found, Facility), row["ice_name"]
            assert found.county_fips == (row["county_fips"] or None)
            counted[found.kind] += int(row[column])
    assert seen == names
    assert counted == totals


def test_ramsey_rolls_up_on_request(directory: Directory) -> None:
    names = ("RAMSEY COUNTY JAIL", "RAMSEY ADC ANNEX, SPM", "RAMSEY CO. WORKHOUSE, MN")
    places = [directory.resolve(name, state="MN") for name in names]
    assert len({place.id for place in places if isinstance(place, Facility)}) == 3
    assert {directory.with_parts(p).id for p in places if isinstance(p, Facility)} == {
        "mn-ramsey-county-jail"
    }


def test_a_near_name_is_offered_and_not_taken(directory: Directory) -> None:
    found = directory.resolve("HENNEPIM COUNTY JAIL", state="MN")
    assert isinstance(found, Unresolved)
    assert found.candidates[0].id == "mn-hennepin-county-jail"


def test_without_a_state_a_name_of_many_states_is_not_minnesotas(directory: Directory) -> None:
    assert isinstance(directory.resolve("WASHINGTON COUNTY JAIL"), Unresolved)
    assert isinstance(directory.resolve("HENNEPIN COUNTY ADC"), Facility)


def test_the_prison_in_faribault_is_not_faribault_countys_jail(directory: Directory) -> None:
    prison = directory.resolve("MINN. C.F., FARIBAULT", state="MN")
    jail = directory.resolve("FARIBAULT COUNTY JAIL", state="MN")
    assert isinstance(prison, Facility)
    assert isinstance(jail, Facility)
    assert (prison.county, prison.facility_class) == ("Rice", FacilityClass.STATE_PRISON)
    assert (jail.county, jail.facility_class) == ("Faribault", FacilityClass.COUNTY_JAIL)


def test_a_code_of_another_state_does_not_override_the_state(directory: Directory) -> None:
    found = directory.resolve("TRAVIS COUNTY JAIL", code="HEADCMN", state="TX")
    assert isinstance(found, Facility)
    assert (found.state, found.inferred, found.facility_class) == ("TX", True, FacilityClass.COUNTY_JAIL)


def test_every_county_but_nine_has_a_jail(directory: Directory) -> None:
    counties = {f.county for f in directory.facilities if f.kind is FacilityKind.COUNTY_JAIL}
    assert len(counties) == 78
    assert not counties & {
        "Big Stone",
        "Dodge",
        "Grant",
        "Mahnomen",
        "Murray",
        "Pope",
        "Red Lake",
        "Rock",
        "Stevens",
    }
