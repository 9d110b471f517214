"""Rows about people of whom no custodian of the state has a record."""

from __future__ import annotations

from dataclasses import replace

from lodged.demo.dates import AS_OF, REPORTED_FROM, days, issued_between
from lodged.demo.past import FIRST_ISSUED, finish
from lodged.demo.places import Place, PlaceKind, Reporting, listed
from lodged.demo.proportions import Fate
from lodged.demo.typos import another_day_of_year
from lodged.demo.world import World
from lodged.sources.tables import ReleaseReason


def out_of_reach(world: World, place: Place, fate: Fate) -> None:
    """Lodge at a federal place or in another state, whose people the state's custodians don't hold."""
    world.lodge(world.someone(place), place, issued_between(world.rng, FIRST_ISSUED, AS_OF - days(1)), fate)


def without_record(world: World, place: Place, fate: Fate) -> None:
    """Lodge for somebody who isn't in the place's records, or whose place has none."""
    first = place.reported_through + days(10) if place.reported_through else REPORTED_FROM
    world.lodge(world.someone(place), place, issued_between(world.rng, first, AS_OF - days(1)), fate)


def with_namesake(world: World, place: Place) -> None:
    """Lodge for somebody without a record, and book somebody else of the same name and year of birth."""
    rng, wanted, stranger = world.rng, world.someone(place), world.someone(place)
    issued = issued_between(rng, REPORTED_FROM, AS_OF - days(1))
    world.lodge(wanted, place, issued, Fate.NOT_FOUND, difficulty="namesake")
    namesake = replace(
        stranger,
        tradition=wanted.tradition,
        name=wanted.name,
        sex=wanted.sex,
        born=another_day_of_year(rng, wanted.born),
        birthday_assigned=False,
    )
    finish(world, namesake, listed(rng, PlaceKind.JAIL, Reporting.FULL), ReleaseReason.RELEASED)
