"""What a deed is: a function that says which acts it leaves in the record, and the one way to do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Concatenate, Generic, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from lodged.casework.case import case_of
from lodged.casework.next_steps import Task, tasks
from lodged.core.errors import LodgedError
from lodged.register.actor import Actor
from lodged.register.acts import Act
from lodged.register.models import Agency, Detainer, Event, User
from lodged.register.services import record_all

Given = ParamSpec("Given")
Versions = Mapping[UUID, int | None]
"""The versions of stays and detainers that whoever does a deed was shown."""


class DeedRefusedError(LodgedError):
    """The deed can't be done here now; says why and what to do instead."""


@dataclass(frozen=True)
class Planned:
    """A deed with what it was given, not done yet. Its acts are made only when those before it are recorded."""

    acts: Callable[[Actor], Iterator[Act]]


@dataclass(frozen=True)
class Done:
    """What was recorded."""

    events: tuple[Event, ...]

    @property
    def next(self) -> tuple[Task, ...]:
        """Return what is to be done now about the stay that was dealt with last, the most urgent first."""
        stays = [event.stay_id or _stay_of(event.detainer_id) for event in self.events]
        last = next((stay for stay in reversed(stays) if stay is not None), None)
        return tasks(case_of(last)) if last is not None else ()


@dataclass(frozen=True)
class Deed(Generic[Given]):
    """A deed. Called, it is done at once; :meth:`of` plans it, to be done with others, all of them or none."""

    function: Callable[Concatenate[Actor, Given], Iterator[Act]]

    def __call__(self, actor: Actor, *given: Given.args, **named: Given.kwargs) -> Done:
        """Do it; raises as :func:`perform`."""
        return perform(actor, self.of(*given, **named))

    def of(self, *given: Given.args, **named: Given.kwargs) -> Planned:
        """Return the deed with what it is given, to be done by :func:`perform`."""
        return Planned(lambda actor: self.function(actor, *given, **named))


def deed(function: Callable[Concatenate[Actor, Given], Iterator[Act]]) -> Deed[Given]:
    """Make a deed of a function that yields acts, in the order in which they are recorded."""
    return Deed(function)


def perform(actor: Actor, *planned: Planned, shown: Versions | None = None) -> Done:
    """Do deeds in their order, all of them or none.

    Each makes its acts when the acts before it are recorded, so a later deed may stand on an earlier one. `shown`
    has the versions of the stays and detainers that the actor was shown.

    Raises:
        DeedRefusedError: a deed can't be done here now.
        NotPermittedError: the actor's role may not.
        ChangedMeanwhileError: somebody recorded something since `shown`.
        LodgedError: as :func:`~lodged.register.services.record_all`.
    """
    return Done(tuple(record_all(actor, _acts(actor, planned), shown=shown)))


def refuse(reason: str | None) -> None:
    """Raise DeedRefusedError where there is a reason."""
    if reason is not None:
        raise DeedRefusedError(reason)


def name_of(actor: Actor) -> str:
    """Return how the member of staff whose deed it is is written on a form."""
    return User.objects.get(pk=actor.account).written_name


def _acts(actor: Actor, planned: tuple[Planned, ...]) -> Iterator[Act]:
    # A refusal says times as they stand on the clocks of the agency, wherever they were sent from.
    zone = ZoneInfo(Agency.objects.values_list("time_zone", flat=True).get(pk=actor.agency))
    for one in planned:
        for act in one.acts(actor):
            yield replace(act, at=act.at.astimezone(zone))


def _stay_of(detainer: UUID | None) -> UUID | None:
    if detainer is None:
        return None
    return Detainer.objects.filter(pk=detainer).values_list("stay_id", flat=True).first()
