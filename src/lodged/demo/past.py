"""Rows about people whose stay has ended, and the earlier stays that anybody may have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lodged.demo.dates import (
    AS_OF,
    REPORTED_FROM,
    at_night_mostly,
    by_day_mostly,
    day_between,
    days,
    issued_between,
)
from lodged.demo.people import Person
from lodged.demo.places import Place, PlaceKind, Reporting, listed
from lodged.demo.proportions import FILE_KEPT_AFTER_RELEASE, HISTORY, Fate
from lodged.demo.recording import JAIL
from lodged.demo.seeded import happens, weighted
from lodged.demo.world import Ending, Lifting, Stay, World
from lodged.sources.tables import ReleaseReason

FIRST_ISSUED = date(2022, 10, 1)
"""Where the public monthly table begins; no detainer of the list is older."""
LIFT_REASONS = {
    "Superseding - New Form Issued": 30.0,
    "Prosecutorial Discretion": 20.0,
    "Case Closed": 20.0,
    "Not Amenable to Removal": 18.0,
    "USC or Presumptive Claim to US Citizenship": 6.0,
    "ICE Temporary Resource Constraint": 6.0,
}
"""Reasons of the released tables for which ICE itself lifts a detainer; the weights are assumed."""
_TWO_ERRORS_PROFILE = replace(
    JAIL, mistyped=1, year_off=1, day_month_swapped=0, real_birthday=0, a_number_known=0, fbi_number_known=0
)
_REASONS = {
    Fate.TRANSFERRED_TO_ICE: (ReleaseReason.TRANSFERRED_TO_ICE,),
    Fate.TRANSFERRED_TO_AGENCY: (ReleaseReason.TRANSFERRED_TO_AGENCY,),
    Fate.RELEASED_AFTER: (ReleaseReason.RELEASED,),
    Fate.ENDED_OTHERWISE: (ReleaseReason.DIED, ReleaseReason.OTHER),
}


def ended(world: World, place: Place, fate: Fate) -> None:
    """End the stay on or after the day the detainer was issued, in the way the fate says."""
    stay, issued = finish(world, world.someone(place), place, world.rng.choice(_REASONS[fate]))
    world.lodge(stay.person, place, issued, fate, stay)


def released_with_two_errors(world: World, place: Place) -> None:
    """Release somebody whose record has a misspelt name, a wrong year of birth and no federal number."""
    rng, person = world.rng, world.someone(place)
    issued = issued_between(rng, REPORTED_FROM, AS_OF - days(8))
    ending = Ending(by_day_mostly(rng, issued + days(rng.randint(1, 7))), ReleaseReason.RELEASED)
    stay = world.book(person, place, at_night_mostly(rng, issued), ending, profile=_TWO_ERRORS_PROFILE)
    world.lodge(person, place, issued, Fate.RELEASED_AFTER, stay, difficulty="two errors")


def released_before(world: World, place: Place) -> None:
    """Release somebody some days before the detainer is issued."""
    rng, person = world.rng, world.someone(place)
    issued = issued_between(rng, REPORTED_FROM + days(30), AS_OF - days(1))
    left = issued - days(rng.randint(1, 8))
    arrived = at_night_mostly(rng, left - days(rng.randint(1, 5)))
    stay = world.book(person, place, arrived, Ending(by_day_mostly(rng, left), ReleaseReason.RELEASED))
    world.lodge(person, place, issued, Fate.RELEASED_BEFORE, stay)


def lifted(world: World, place: Place) -> None:
    """Lift the detainer of somebody whose stay has ended."""
    rng = world.rng
    stay, issued = finish(world, world.someone(place), place, ReleaseReason.RELEASED)
    lifting = Lifting(day_between(rng, issued + days(1), AS_OF), weighted(rng, LIFT_REASONS))
    world.lodge(stay.person, place, issued, Fate.LIFTED, stay, lifting=lifting)


def finish(world: World, person: Person, place: Place, reason: ReleaseReason) -> tuple[Stay, date]:
    """Book somebody who has left, and say when the detainer was issued: at the latest the day they left.

    People leave prison within months of a detainer in this period, jail within days or weeks.
    """
    rng = world.rng
    in_prison = place.kind is PlaceKind.PRISON
    issued = issued_between(rng, REPORTED_FROM + days(5), AS_OF - days(8))
    booked = issued - days(rng.randint(20, 400) if in_prison else rng.randint(0, 4))
    arrived = at_night_mostly(rng, booked)
    left = day_between(rng, issued, min(issued + days(200 if in_prison else 60), AS_OF - days(1)))
    departed = max(by_day_mostly(rng, left), arrived + days(1) / 12)
    kept = in_prison or happens(rng, FILE_KEPT_AFTER_RELEASE)
    stay = world.book(person, place, arrived, Ending(departed, reason), received_on=issued if kept else None)
    earlier_stay(world, person, before=booked)
    return stay, issued


def earlier_stay(world: World, person: Person, before: date) -> None:
    """Give some people an earlier, finished stay in a jail, if the records reach back so far."""
    rng, latest = world.rng, before - days(10)
    if latest <= REPORTED_FROM or not happens(rng, HISTORY):
        return
    booked = day_between(rng, REPORTED_FROM, latest - days(1))
    left = day_between(rng, booked + days(1), min(latest, booked + days(30)))
    ending = Ending(by_day_mostly(rng, left), ReleaseReason.RELEASED)
    world.book(person, listed(rng, PlaceKind.JAIL, Reporting.FULL), at_night_mostly(rng, booked), ending)
