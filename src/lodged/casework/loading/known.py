"""What the register holds of one agency, read once, for a file to be compared with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lodged.casework.custody import booking_key
from lodged.core.folding import comparison_key
from lodged.register.acts import DEPARTURES
from lodged.register.models import (
    Agency,
    BirthDate,
    Detainer,
    Event,
    Facility,
    PersonIdentifier,
    PersonName,
    Stay,
)
from lodged.register.vocabulary import Program
from lodged.sources.facilities import Facility as Place
from lodged.sources.facilities import load_directory


@dataclass(frozen=True)
class Known:
    """One agency's stays by booking number, as ``booking_key`` gives it, and what was said of their people."""

    agency: Agency
    zone: ZoneInfo
    now: datetime
    stays: dict[str, Stay]
    facilities: dict[UUID, Facility]
    names: dict[UUID, set[tuple[str, str, str]]]
    births: dict[UUID, set[Any]]
    numbers: dict[UUID, set[tuple[str, str]]]
    detainers: dict[UUID, list[Detainer]]
    ended_at_the_desk: frozenset[UUID]
    """Stays whose end a person recorded; a file doesn't overrule it."""

    def facility(self, name: str, code: str | None) -> Facility | None:
        """Return the agency's facility that a file means: by name, code, or another spelling in the directory."""
        wanted = comparison_key(name)
        for facility in self.facilities.values():
            if comparison_key(facility.name) == wanted or (code and facility.code == code):
                return facility
        place = load_directory().resolve(name, code, self.agency.state)
        if not isinstance(place, Place):
            return None
        for facility in self.facilities.values():
            if load_directory().resolve(facility.name, facility.code, self.agency.state) == place:
                return facility
        return None

    def moment(self, wall: datetime) -> datetime:
        """Return a wall-clock time of the agency's zone as a moment; in the doubled hour of autumn, the first."""
        return wall.replace(tzinfo=self.zone)


def read_known(agency: Agency, now: datetime) -> Known:
    """Read what the register holds of an agency, as whoever is acting may see it."""
    names, births, numbers, detainers = (
        defaultdict(set),
        defaultdict(set),
        defaultdict(set),
        defaultdict(list),
    )
    for name in PersonName.objects.filter(agency=agency):
        names[name.person_id].add((name.last, name.first, name.middle))
    for birth in BirthDate.objects.filter(agency=agency):
        births[birth.person_id].add(birth.value)
    for number in PersonIdentifier.objects.filter(agency=agency):
        numbers[number.person_id].add((number.kind, number.value))
    for detainer in Detainer.objects.filter(agency=agency).order_by("received_at"):
        detainers[detainer.stay_id].append(detainer)
    return Known(
        agency=agency,
        zone=ZoneInfo(agency.time_zone),
        now=now,
        stays={booking_key(stay.booking_number): stay for stay in Stay.objects.filter(agency=agency)},
        facilities={facility.id: facility for facility in Facility.objects.filter(agency=agency)},
        names=names,
        births=births,
        numbers=numbers,
        detainers=detainers,
        ended_at_the_desk=_ended_at_the_desk(agency),
    )


def _ended_at_the_desk(agency: Agency) -> frozenset[UUID]:
    """Return stays whose newest end is not one that a file reported."""
    newest: dict[UUID, str] = {}
    events = Event.objects.filter(agency=agency, name__in=[act.name for act in DEPARTURES]).order_by("index")
    for stay, program in events.values_list("stay_id", "program"):
        if stay is not None:
            newest[stay] = program
    return frozenset(stay for stay, program in newest.items() if program != Program.LOAD)
