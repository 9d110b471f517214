"""The places of the demonstration, each as it calls itself and as ICE writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from lodged.core.yaml_with_lines import read
from lodged.demo.people import Person, Sex
from lodged.demo.seeded import weighted

PLACES_FILE = Path(__file__).parent / "places.yaml"

SOME_OF_EVERYONE = 4
"""Added to a place's weight when people without a detainer are booked, so that every custodian has records."""


class PlaceKind(Enum):
    """What kind of place it is, as far as the demonstration needs."""

    PRISON = "prison"
    """A state prison; all report."""
    JAIL = "jail"
    """A county or regional jail, a county's annex or workhouse; most report."""
    LOCKUP = "lockup"
    """A police lock-up, hospital, youth or closed private place that ICE names; none keeps a roster here."""
    FEDERAL = "federal"
    """A federal prison in the state, or the US Marshals' district."""
    OTHER_STATE = "other-state"
    """A jail in another state of the same ICE area."""


class Reporting(Enum):
    """How far a place's custody records reach."""

    FULL = "full"
    """From the first day of the period to the as-of date."""
    STOPPED = "stopped"
    """From the first day, but only to the day in :attr:`Place.reported_through`."""
    NONE = "none"
    """No custody records at all."""


@dataclass(frozen=True)
class Place:
    """One place.

    ``spellings`` has ICE's names with their weights, ``state`` the state ICE writes; ``holds`` is set where a
    place holds only women or only men.
    """

    name: str
    kind: PlaceKind
    spellings: dict[str, float]
    reporting: Reporting
    reported_through: date | None = None
    code: str | None = None
    state: str = "MINNESOTA"
    holds: Sex | None = None

    @property
    def weight(self) -> float:
        """How much of the list leans on this place."""
        return sum(self.spellings.values())

    def takes(self, person: Person) -> bool:
        """Return whether the person can be held here."""
        return self.holds in {None, person.sex}

    def spelling(self, rng: Random) -> str:
        """Draw one of ICE's names for the place."""
        return weighted(rng, self.spellings)


def _place(data: dict[str, Any]) -> Place:
    kind = PlaceKind(data["kind"])
    reports = data.get("reports")
    keeps_records = kind in {PlaceKind.PRISON, PlaceKind.JAIL} and reports != "never"
    stopped = reports if isinstance(reports, date) else None
    reporting = Reporting.STOPPED if stopped else Reporting.FULL if keeps_records else Reporting.NONE
    return Place(
        name=data["name"],
        kind=kind,
        spellings={name: float(rows) for name, rows in data["spellings"].items()},
        reporting=reporting,
        reported_through=stopped,
        code=data.get("code"),
        state=data.get("state", "MINNESOTA"),
        holds=Sex(data["holds"]) if "holds" in data else None,
    )


@cache
def all_places() -> tuple[Place, ...]:
    """Return every place of ``places.yaml``."""
    return tuple(_place(entry) for entry in read(PLACES_FILE).data)


def custodians() -> tuple[Place, ...]:
    """Return the places that send custody records, wholly or in part."""
    return tuple(place for place in all_places() if place.reporting is not Reporting.NONE)


def listed(rng: Random, kind: PlaceKind, reporting: Reporting) -> Place:
    """Draw a place for a row of the list."""
    fitting = [place for place in all_places() if place.kind is kind and place.reporting is reporting]
    return rng.choices(fitting, weights=[place.weight for place in fitting])[0]


def busy(rng: Random, kind: PlaceKind) -> Place:
    """Draw a custodian for the stay of somebody without a detainer."""
    fitting = [place for place in custodians() if place.kind is kind]
    return rng.choices(fitting, weights=[place.weight + SOME_OF_EVERYONE for place in fitting])[0]
