"""Rows about people who are held on the as-of date."""

from __future__ import annotations

from datetime import date, datetime

from lodged.demo.dates import (
    AS_OF,
    REPORTED_FROM,
    at_night_mostly,
    by_day_mostly,
    day_between,
    days,
    issued_between,
)
from lodged.demo.past import FIRST_ISSUED, earlier_stay
from lodged.demo.people import Person
from lodged.demo.places import Place, PlaceKind, Reporting, listed
from lodged.demo.proportions import Fate
from lodged.demo.seeded import happens
from lodged.demo.world import Ending, Stay, World
from lodged.sources.tables import ReleaseReason


def with_file(world: World, place: Place) -> None:
    """Hold someone where the list says, with the detainer on file."""
    stay, issued = hold(world, world.someone(place), place, keeps_file=True)
    world.lodge(stay.person, place, issued, Fate.IN_CUSTODY, stay)


def without_file(world: World, place: Place) -> None:
    """Hold someone where the list says, in a place that keeps no detainer."""
    stay, issued = hold(world, world.someone(place), place, keeps_file=False)
    world.lodge(stay.person, place, issued, Fate.NOT_ON_FILE, stay)


def hold(world: World, person: Person, place: Place, keeps_file: bool) -> tuple[Stay, date]:
    """Book somebody who is still there, and say when the detainer was issued.

    People in prison have mostly been there for months or years and were found by ICE at reception; in jail
    for weeks, and within days of booking.
    """
    rng = world.rng
    if place.kind is PlaceKind.PRISON:
        booked = issued_between(rng, FIRST_ISSUED, AS_OF - days(20))
        issued = day_between(rng, booked + days(3), min(booked + days(60), AS_OF - days(4)))
    else:
        booked = AS_OF - days(int(rng.triangular(5, 200, 8)))
        issued = day_between(rng, booked, min(booked + days(4), AS_OF - days(1)))
    stay = world.book(
        person,
        place,
        at_night_mostly(rng, booked),
        received_on=day_between(rng, issued, issued + days(3)) if keeps_file else None,
        planned_release_at=release_plan(world, place),
    )
    earlier_stay(world, person, before=booked)
    return stay, issued


def release_plan(world: World, place: Place) -> datetime | None:
    """Plan a release: always in prison, months or years ahead; in jail for some, within weeks."""
    rng = world.rng
    if place.kind is PlaceKind.PRISON:
        return by_day_mostly(rng, AS_OF + days(rng.randint(5, 2500)))
    return by_day_mostly(rng, AS_OF + days(rng.randint(1, 45))) if happens(rng, 0.4) else None


def committed(world: World, prison: Place, lodged_again: bool) -> None:
    """Commit somebody from a jail, where a detainer was lodged and never lifted, to a prison."""
    rng, person = world.rng, world.someone(prison)
    jail = listed(rng, PlaceKind.JAIL, Reporting.FULL)
    arrived = issued_between(rng, REPORTED_FROM, AS_OF - days(150))
    first_issued = arrived + days(rng.randint(0, 3))
    moved_at = by_day_mostly(rng, day_between(rng, first_issued + days(20), AS_OF - days(60)))
    commitment = Ending(moved_at, ReleaseReason.TRANSFERRED_TO_AGENCY)
    world.book(person, jail, at_night_mostly(rng, arrived), commitment, received_on=first_issued)
    received = moved_at.date() + days(rng.randint(5, 40))
    plan = release_plan(world, prison)
    stay = world.book(person, prison, moved_at + days(1) / 8, received_on=received, planned_release_at=plan)
    world.lodge(person, jail, first_issued, Fate.ELSEWHERE, stay)
    if lodged_again:
        world.lodge(person, prison, received, Fate.IN_CUSTODY, stay)


def moved(world: World, named: Place, keeps_file: bool) -> None:
    """Move somebody from the place the list names to a jail of another county, where they are held."""
    rng, person = world.rng, world.someone(named)
    now = _jail_of_another_county(world, named)
    arrived = AS_OF - days(rng.randint(12, 120))
    issued = arrived + days(rng.randint(0, 2))
    moved_at = by_day_mostly(rng, issued + days(rng.randint(1, 6)))
    if named.reporting is Reporting.FULL:
        ending = Ending(moved_at, ReleaseReason.TRANSFERRED_TO_AGENCY)
        world.book(person, named, at_night_mostly(rng, arrived), ending)
    received = moved_at.date() if keeps_file else None
    stay = world.book(person, now, moved_at + days(1) / 8, received_on=received)
    world.lodge(person, named, issued, Fate.ELSEWHERE, stay)


def _jail_of_another_county(world: World, named: Place) -> Place:
    """Draw a jail that shares no county with ``named``: a county's annex or workhouse is not elsewhere."""
    while True:
        jail = listed(world.rng, PlaceKind.JAIL, Reporting.FULL)
        if jail.name.split(" County")[0] != named.name.split(" County")[0]:
            return jail
