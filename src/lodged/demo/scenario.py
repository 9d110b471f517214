"""Make the whole synthetic Minnesota: every row of the plan, then everyone else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from lodged.demo import absent, held, others, past
from lodged.demo.dates import AS_OF, day_between, days
from lodged.demo.places import Place, PlaceKind, Reporting, listed
from lodged.demo.proportions import (
    NAMESAKES_OF_THE_MISSING,
    ON_LIST_UNDER_ANOTHER_PLACE_JAIL,
    ON_LIST_UNDER_ANOTHER_PLACE_PRISON,
    PLAN,
    SECOND_DETAINERS,
    TWO_ERRORS,
    Fate,
)
from lodged.demo.world import ListRow, World

_ENDED = (
    Fate.TRANSFERRED_TO_ICE,
    Fate.TRANSFERRED_TO_AGENCY,
    Fate.RELEASED_AFTER,
    Fate.ENDED_OTHERWISE,
)
_STOPPED_JAIL_ROWS = 8


def make_world(seed: int) -> World:
    """Make synthetic Minnesota; the same seed makes the same."""
    world = World(seed)
    _out_of_reach(world)
    _held(world)
    _ended(world)
    _absent(world)
    _reissued(world)
    others.not_on_list(world)
    others.look_alikes(world)
    others.everyone_else(world)
    return world


def _repeat(
    world: World,
    count: int,
    kind: PlaceKind,
    make: Callable[[World, Place], None],
    reporting: Reporting = Reporting.FULL,
) -> None:
    for _ in range(count):
        make(world, listed(world.rng, kind, reporting))


def _out_of_reach(world: World) -> None:
    for fate, kind in (
        (Fate.OUTSIDE_STATE, PlaceKind.OTHER_STATE),
        (Fate.FEDERAL_FACILITY, PlaceKind.FEDERAL),
    ):
        make = partial(absent.out_of_reach, fate=fate)
        _repeat(world, PLAN[fate].other, kind, make, Reporting.NONE)


def _held(world: World) -> None:
    in_custody, elsewhere = PLAN[Fate.IN_CUSTODY], PLAN[Fate.ELSEWHERE]
    followed_to_prison, followed_to_jail = (
        ON_LIST_UNDER_ANOTHER_PLACE_PRISON,
        ON_LIST_UNDER_ANOTHER_PLACE_JAIL,
    )
    _repeat(world, in_custody.prison - SECOND_DETAINERS, PlaceKind.PRISON, held.with_file)
    _repeat(world, SECOND_DETAINERS, PlaceKind.PRISON, partial(held.committed, lodged_again=True))
    _repeat(world, in_custody.jail, PlaceKind.JAIL, held.with_file)
    _repeat(world, PLAN[Fate.NOT_ON_FILE].jail, PlaceKind.JAIL, held.without_file)
    _repeat(world, followed_to_prison, PlaceKind.PRISON, partial(held.committed, lodged_again=False))
    between_jails = elsewhere.jail - SECOND_DETAINERS - followed_to_prison
    _repeat(world, between_jails, PlaceKind.JAIL, partial(held.moved, keeps_file=False))
    from_lockup = partial(_repeat, world, kind=PlaceKind.LOCKUP, reporting=Reporting.NONE)
    from_lockup(count=followed_to_jail, make=partial(held.moved, keeps_file=True))
    from_lockup(count=elsewhere.lockup - followed_to_jail, make=partial(held.moved, keeps_file=False))


def _ended(world: World) -> None:
    for fate in _ENDED:
        hard = TWO_ERRORS if fate is Fate.RELEASED_AFTER else 0
        _repeat(world, PLAN[fate].prison, PlaceKind.PRISON, partial(past.ended, fate=fate))
        _repeat(world, PLAN[fate].jail - hard, PlaceKind.JAIL, partial(past.ended, fate=fate))
    _repeat(world, TWO_ERRORS, PlaceKind.JAIL, past.released_with_two_errors)
    _repeat(world, PLAN[Fate.RELEASED_BEFORE].jail, PlaceKind.JAIL, past.released_before)
    _repeat(world, PLAN[Fate.LIFTED].prison, PlaceKind.PRISON, past.lifted)
    _repeat(world, PLAN[Fate.LIFTED].jail, PlaceKind.JAIL, past.lifted)


def _absent(world: World) -> None:
    missing, no_roster = PLAN[Fate.NOT_FOUND], PLAN[Fate.NO_ROSTER]
    unheard = partial(absent.without_record, fate=Fate.NOT_FOUND)
    _repeat(world, missing.prison, PlaceKind.PRISON, unheard)
    _repeat(world, missing.jail - NAMESAKES_OF_THE_MISSING, PlaceKind.JAIL, unheard)
    _repeat(world, NAMESAKES_OF_THE_MISSING, PlaceKind.JAIL, absent.with_namesake)
    unreported = partial(absent.without_record, fate=Fate.NO_ROSTER)
    never = no_roster.jail - _STOPPED_JAIL_ROWS
    _repeat(world, _STOPPED_JAIL_ROWS, PlaceKind.JAIL, unreported, Reporting.STOPPED)
    _repeat(world, never, PlaceKind.JAIL, unreported, Reporting.NONE)
    _repeat(world, no_roster.lockup, PlaceKind.LOCKUP, unreported, Reporting.NONE)


def _reissued(world: World) -> None:
    plan = PLAN[Fate.DUPLICATE]
    for kind, count in ((PlaceKind.PRISON, plan.prison), (PlaceKind.JAIL, plan.jail)):
        fitting = [
            (row, day) for row in world.rows if row.place.kind is kind and (day := _latest_reissue(row))
        ]
        for row, latest in world.rng.sample(fitting, count):
            world.reissue(row, day_between(world.rng, row.issued_on + days(1), latest))


def _latest_reissue(row: ListRow) -> date | None:
    """Return the last day on which the row's detainer could be lodged again with the same fate, if any."""
    may_be_again = {Fate.IN_CUSTODY, Fate.RELEASED_AFTER, Fate.TRANSFERRED_TO_ICE}
    if row.fate not in may_be_again or row.difficulty or row.stay is None:
        return None
    end = row.stay.ending.at.date() if row.stay.ending else AS_OF - days(1)
    return end if end > row.issued_on else None
