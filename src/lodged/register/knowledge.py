"""One stay or detainer as it was at a moment, as the record knew it at another: every fact, not only custody.

:mod:`lodged.register.counting` answers for many at once from spans; this answers for one from its acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from lodged.register import acts
from lodged.register.history import opened
from lodged.register.lifecycle.detainers import Detainer, DetainerState, detainer_status
from lodged.register.lifecycle.stays import Stay, StayState, stay_status
from lodged.register.models import Event
from lodged.register.vocabulary import CustodyBasis, EntitlementBasis

_WHENEVER = (
    acts.Book,
    *acts.DEPARTURES,
    acts.CorrectBooking,
    acts.CorrectDeparture,
    acts.WithdrawDeparture,
)
"""Acts that say when custody began or ended. They count whenever they were done: what they say is compared instead."""


@dataclass(frozen=True, slots=True)
class StayAsKnown:
    """A stay at a moment. ``facility`` and ``basis`` are empty before the booking."""

    facts: Stay
    status: StayState
    facility: UUID | None = None
    basis: CustodyBasis | None = None
    entitlement: EntitlementBasis | None = None


@dataclass(frozen=True, slots=True)
class DetainerAsKnown:
    """A detainer at a moment, with the stay it was lodged against."""

    facts: Detainer
    status: DetainerState
    notices_given: int
    """Notices that reached ICE by then."""


def stay_as_known(stay: UUID, at: datetime, *, known_at: datetime | None = None) -> StayAsKnown:
    """Return the stay as it was at `at`; `known_at` None means as the record has it now.

    Acts whose payloads were expunged are passed over.
    """
    facts, facility, basis, entitlement = Stay(), None, None, None
    for act in _known(Event.objects.filter(stay_id=stay), known_at):
        if not isinstance(act, acts.StayAct) or not (act.at <= at or isinstance(act, _WHENEVER)):
            continue
        facts = facts.with_accepted(act)
        match act:
            case acts.Book():
                facility, basis = act.facility, act.basis
            case acts.Move():
                facility = act.facility
            case acts.ChangeBasis():
                basis = act.basis
            case acts.Entitle():
                entitlement = act.basis
            case acts.WithdrawEntitlement():
                entitlement = None
    facts = _up_to(facts, at)
    if facts.booked_at is None:
        return StayAsKnown(facts, StayState.NOT_BOOKED)
    return StayAsKnown(facts, stay_status(facts, at), facility, basis, entitlement)


def detainer_as_known(detainer: UUID, at: datetime, *, known_at: datetime | None = None) -> DetainerAsKnown:
    """Return the detainer as it was at `at`; `known_at` None means as the record has it now."""
    facts, stay, given = Detainer(), None, 0
    for act in _known(Event.objects.filter(detainer_id=detainer), known_at):
        if not isinstance(act, acts.DetainerAct) or act.at > at:
            continue
        if isinstance(act, acts.Lodge | acts.KeepRefused):
            stay = act.stay
        given += isinstance(act, acts.GiveNotice) and act.delivered
        facts = facts.with_accepted(act)
    if stay is not None:
        facts = replace(facts, stay=stay_as_known(stay, at, known_at=known_at).facts)
    return DetainerAsKnown(facts, detainer_status(facts), given)


def _known(events: QuerySet[Event], known_at: datetime | None) -> Iterator[acts.Act]:
    if known_at is not None:
        events = events.filter(recorded_at__lte=known_at)
    return opened(events.order_by("index"))


def _up_to(facts: Stay, at: datetime) -> Stay:
    """Return the facts without what came after `at`."""
    if facts.booked_at is None or facts.booked_at > at:
        return Stay()
    if facts.departed_at is not None and facts.departed_at > at:
        facts = replace(facts, departed_at=None, departure=None)
    return facts
