"""From custody events to deeds, in their order; a later event may stand on an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from lodged.api import custody_shapes as shapes
from lodged.api.problems import RefusedError
from lodged.casework import custody
from lodged.casework.custody import AlreadyBookedError, Delay, PersonDescribed
from lodged.casework.deeds import Done, Planned, perform
from lodged.casework.same_person import Identity, SamePersonError
from lodged.core.errors import LodgedError
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.actor import Actor
from lodged.register.models import Facility

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def take(actor: Actor, events: Sequence[shapes.AnyCustodyEvent]) -> Done:
    """Record the events, all or none; those that describe a person count too.

    Raises RefusedError that names the event, where one can't be recorded.
    """
    feed = Feed(actor, events)
    try:
        return perform(actor, *feed.deeds(), shown=feed.versions())
    except RefusedError:
        raise
    except AlreadyBookedError as error:
        raise RefusedError(409, "booked-already", str(error)) from error
    except SamePersonError as error:
        raise RefusedError(409, "same-person", str(error), errors=_alike(feed.at, error)) from error
    except LodgedError as error:
        if len(events) == 1:
            raise
        raise RefusedError(409, "cannot-be-recorded", f"Event {feed.at} of {len(events)}: {error}") from error


def _alike(place: int, error: SamePersonError) -> list[dict[str, object]]:
    """Return the people who may be meant, as the record's pseudonyms, for the sender to choose from."""
    return [
        {
            "event": place,
            "person_id": str(one.person),
            "stay_id": str(one.stay),
            "booking_number": one.booking_number,
            "detail": one.why,
        }
        for one in error.candidates
    ]


def sane(moment: datetime) -> datetime:
    """Return the moment, if a record can hold it; raises RefusedError otherwise."""
    if not EARLIEST < moment.replace(tzinfo=UTC) < LATEST:
        raise RefusedError(409, "impossible-time", f"[{moment.isoformat()}] can't be a time of this record.")
    return moment


class Feed:
    """Events being turned into deeds, each when the one before is recorded; `at` is the place of the newest, from 1."""

    def __init__(self, actor: Actor, events: Sequence[shapes.AnyCustodyEvent]) -> None:
        self._actor = actor
        self._events = events
        self.at = 0

    def versions(self) -> dict[UUID, int | None]:
        """Return the versions that the events stand on, of stays there were before."""
        stood_on: dict[UUID, int | None] = {}
        for event in self._events:
            version = None if isinstance(event, shapes.Booked) else event.version
            stay = self._known(event.booking_number) if version is not None else None
            if stay is not None:
                stood_on.setdefault(stay, version)
        return stood_on

    def deeds(self) -> Iterator[Planned]:
        """Yield one deed an event; which stay it is about is looked up when it is done."""
        for place, event in enumerate(self._events, start=1):
            yield Planned(partial(self._acts_of, place, event))

    def _acts_of(self, place: int, event: shapes.AnyCustodyEvent, actor: Actor) -> Iterator[acts.Act]:
        self.at = place
        yield from self._deed(event).acts(actor)

    def _deed(self, event: shapes.AnyCustodyEvent) -> Planned:
        at = sane(event.at)
        if isinstance(event, shapes.Booked):
            return self._booking(event, at)
        stay = self._stay(event.booking_number)
        match event:
            case shapes.Moved():
                return custody.move.of(stay, at, self._facility(event.facility))
            case shapes.ReleasePlanned():
                return custody.plan_release.of(stay, at, sane(event.planned_for), event.reason)
            case shapes.Entitled():
                return custody.entitle.of(stay, at, words.EntitlementBasis.of(event.basis))
            case shapes.Released():
                basis = words.EntitlementBasis.of(event.entitlement) if event.entitlement else None
                return custody.release.of(stay, at, entitlement=basis, delay=_delay(event), note=event.note)
            case shapes.Transferred():
                return custody.transfer_to_agency.of(
                    stay, at, event.receiving_agency, event.receiving_officer, delay=_delay(event)
                )

    def _booking(self, event: shapes.Booked, at: datetime) -> Planned:
        person = event.person
        described = PersonDescribed(
            source=words.Source.ROSTER,
            names=(acts.Name(person.name.last, person.name.first, person.name.middle),),
            birth_dates=(person.date_of_birth,) if person.date_of_birth else (),
            identifiers=tuple(
                acts.Identifier(words.IdentifierKind.of(number.kind), number.value)
                for number in person.identifiers
            ),
        )
        facility, basis = self._facility(event.facility), words.CustodyBasis.of(event.basis)
        identity = Identity.DIFFERENT if event.different_person else Identity.ASK
        return custody.book.of(
            event.booking_number, facility, at, basis, described, same_as=event.same_as, identity=identity
        )

    def _facility(self, named: str) -> UUID:
        own = Facility.objects.filter(agency=self._actor.agency)
        facility = own.filter(name__iexact=named).first() or own.filter(code=named).first()
        if facility is None:
            raise RefusedError(409, "unknown-facility", f"The agency has no facility [{named}].")
        return facility.id

    def _known(self, booking: str) -> UUID | None:
        return custody.booked_as(self._actor.agency, booking)

    def _stay(self, booking: str) -> UUID:
        stay = self._known(booking)
        if stay is None:
            raise RefusedError(
                409,
                "unknown-booking",
                f"There is no stay with the booking number [{booking}]. Send its booking first.",
            )
        return stay


def _delay(event: shapes.Released | shapes.Transferred) -> Delay | None:
    if event.delay_reason is None:
        return None
    return Delay(words.DelayReason.of(event.delay_reason), event.delay_note)
