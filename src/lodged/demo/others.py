"""Everyone else in the custody records: people the list lacks, and people no detainer is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lodged.demo.dates import AS_OF, REPORTED_FROM, at_night_mostly, by_day_mostly, day_between, days
from lodged.demo.held import hold, release_plan
from lodged.demo.past import finish
from lodged.demo.people import Person
from lodged.demo.places import Place, PlaceKind, Reporting, busy, listed
from lodged.demo.proportions import (
    CUSTODY_STAYS,
    EVERYONE_MIX,
    NAMESAKES,
    NOT_ON_LIST_ENDED,
    NOT_ON_LIST_JAIL,
    NOT_ON_LIST_PRISON,
    PRISON_SHARE_OF_EVERYONE,
    SIBLINGS,
)
from lodged.demo.seeded import happens, weighted
from lodged.demo.world import Ending, World
from lodged.sources.tables import ReleaseReason

STILL_IN_JAIL = 0.10
"""Share of jail stays of a year that are still going on; jails turn over many times a year."""
STILL_IN_PRISON = 0.72
"""Share of the prisons' stays of a year that are still going on."""
ANOTHER_STAY = 0.12
"""Share of other people booked once more; an assumption."""
_WAYS_OUT = {"released": 92.0, "transferred_to_agency": 6.5, "other": 1.3, "died": 0.2}


def not_on_list(world: World) -> None:
    """Hold and release people with a detainer on file whom the federal list lacks."""
    rng = world.rng
    for kind, count in ((PlaceKind.PRISON, NOT_ON_LIST_PRISON), (PlaceKind.JAIL, NOT_ON_LIST_JAIL)):
        for _ in range(count):
            place = listed(rng, kind, Reporting.FULL)
            hold(world, world.someone(place), place, keeps_file=True)
    for _ in range(NOT_ON_LIST_ENDED):
        prison = listed(rng, PlaceKind.PRISON, Reporting.FULL)
        finish(world, world.someone(prison), prison, ReleaseReason.TRANSFERRED_TO_ICE)


def look_alikes(world: World) -> None:
    """Book people who share a listed person's whole name, or family name and date of birth."""
    rng = world.rng
    stranger = world.people("look-alikes", EVERYONE_MIX)
    for row in rng.sample(world.rows, NAMESAKES):
        jail = busy(rng, PlaceKind.JAIL)
        listed_one = row.person
        like = replace(
            stranger(jail), name=listed_one.name, tradition=listed_one.tradition, sex=listed_one.sex
        )
        _jail_stay(world, like, jail, REPORTED_FROM)
    for row in rng.sample(world.rows, SIBLINGS):
        jail = busy(rng, PlaceKind.JAIL)
        other = stranger(jail)
        name = replace(other.name, family=row.person.name.family)
        _jail_stay(world, replace(other, name=name, born=row.person.born), jail, REPORTED_FROM)


def everyone_else(world: World) -> None:
    """Fill the custody records up to their full number with people no detainer is about."""
    rng = world.rng
    someone = world.people("everyone else", EVERYONE_MIX)
    while len(world.stays) < CUSTODY_STAYS:
        if happens(rng, PRISON_SHARE_OF_EVERYONE):
            prison = busy(rng, PlaceKind.PRISON)
            _prison_stay(world, someone(prison), prison)
        else:
            jail = busy(rng, PlaceKind.JAIL)
            _jail_stays(world, someone(jail), jail)


def _jail_stays(world: World, person: Person, jail: Place) -> None:
    """Book somebody once and, if they left long enough ago, sometimes once more in another jail."""
    left = _jail_stay(world, person, jail, REPORTED_FROM)
    room = len(world.stays) < CUSTODY_STAYS
    if room and left and left < AS_OF - days(40) and happens(world.rng, ANOTHER_STAY):
        _jail_stay(world, person, listed(world.rng, PlaceKind.JAIL, Reporting.FULL), left + days(5))


def _prison_stay(world: World, person: Person, prison: Place) -> None:
    rng = world.rng
    booked = AS_OF - days(int(rng.triangular(30, 3600, 300)))
    arrived = at_night_mostly(rng, booked)
    if happens(rng, STILL_IN_PRISON):
        world.book(person, prison, arrived, planned_release_at=release_plan(world, prison))
        return
    left = day_between(rng, max(REPORTED_FROM, booked + days(20)), AS_OF - days(1))
    world.book(person, prison, arrived, Ending(by_day_mostly(rng, left), _way_out(world)))


def _jail_stay(world: World, person: Person, jail: Place, first: date) -> date | None:
    """Book somebody from ``first`` on; return the day they left, nothing if they are still held."""
    rng = world.rng
    covered = jail.reporting is Reporting.FULL
    last = jail.reported_through or AS_OF - days(1)
    if covered and happens(rng, STILL_IN_JAIL):
        booked = max(first, AS_OF - days(int(rng.triangular(1, 240, 5))))
        plan = release_plan(world, jail)
        world.book(person, jail, at_night_mostly(rng, booked), planned_release_at=plan)
        return None
    booked = day_between(rng, first, last - days(1))
    left = min(booked + days(1 + int(rng.expovariate(1 / 12))), last)
    world.book(person, jail, at_night_mostly(rng, booked), Ending(by_day_mostly(rng, left), _way_out(world)))
    return left


def _way_out(world: World) -> ReleaseReason:
    return ReleaseReason(weighted(world.rng, _WAYS_OUT))
