"""From custody events to the register's acts, in their order; a later event may stand on an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from lodged.api import custody_shapes as shapes
from lodged.api.problems import RefusedError
from lodged.errors import LodgedError
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.models import Event, Facility, PersonIdentifier, Stay, User
from lodged.register.services import record_all

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def take(user: User, events: Sequence[Any]) -> list[Event]:
    """Record the events, all or none; those that describe a person count too.

    Raises RefusedError that names the event, where one can't be recorded.
    """
    feed = _Feed(user, events)
    try:
        return record_all(user, feed.all_acts(), shown=feed.versions())
    except RefusedError:
        raise
    except LodgedError as error:
        if len(events) == 1:
            raise
        raise RefusedError(409, "cannot-be-recorded", f"Event {feed.at} of {len(events)}: {error}") from error


def sane(moment: datetime) -> datetime:
    """The moment, if a record can hold it; raises RefusedError otherwise."""
    if not EARLIEST < moment.replace(tzinfo=UTC) < LATEST:
        raise RefusedError(409, "impossible-time", f"[{moment.isoformat()}] can't be a time of this record.")
    return moment


class _Feed:
    """Events being turned into acts, with what they made known on the way."""

    def __init__(self, user: User, events: Sequence[Any]) -> None:
        self._user = user
        self._events = events
        self._stays: dict[str, UUID] = {}
        self.at = 0

    def versions(self) -> dict[UUID, int | None]:
        """The versions that the events stand on, of stays there were before."""
        stood_on: dict[UUID, int | None] = {}
        for event in self._events:
            version = getattr(event, "version", None)
            stay = self._known(event.booking_number) if version is not None else None
            if stay is not None:
                stood_on.setdefault(stay, version)
        return stood_on

    def all_acts(self) -> Iterator[acts.Act]:
        """The acts, each made when the one before is recorded."""
        for self.at, event in enumerate(self._events, start=1):  # noqa: B020 - the place is kept for a refusal
            yield from self._acts_of(event)

    def _acts_of(self, event: Any) -> Iterator[acts.Act]:
        at = sane(event.at)
        if isinstance(event, shapes.Booked):
            yield from self._booking(event, at)
            return
        stay = self._stay(event.booking_number)
        match event:
            case shapes.Moved():
                yield acts.Move(at=at, stay=stay, facility=self._facility(event.facility).id)
            case shapes.ReleasePlanned():
                yield acts.PlanRelease(
                    at=at, stay=stay, planned_for=sane(event.planned_for), reason=event.reason
                )
            case shapes.Entitled():
                yield acts.Entitle(at=at, stay=stay, basis=words.EntitlementBasis.of(event.basis))
            case shapes.Released():
                yield acts.Release(at=at, stay=stay, note=event.note)
            case shapes.Transferred():
                yield acts.TransferToAgency(
                    at=at,
                    stay=stay,
                    receiving_agency=event.receiving_agency,
                    receiving_officer=event.receiving_officer,
                )

    def _booking(self, event: shapes.Booked, at: datetime) -> Iterator[acts.Act]:
        if self._known(event.booking_number) is not None:
            raise RefusedError(
                409,
                "booked-already",
                f"There is a stay with the booking number [{event.booking_number}] already.",
            )
        facility, person, stay = self._facility(event.facility), self._person(event.person), uuid4()
        said = event.person
        yield acts.Describe(
            at=at,
            person=person,
            source=words.Source.ROSTER,
            names=(acts.Name(said.name.last, said.name.first, said.name.middle),),
            birth_dates=(said.date_of_birth,) if said.date_of_birth else (),
            identifiers=tuple(
                acts.Identifier(words.IdentifierKind.of(number.kind), number.value)
                for number in said.identifiers
            ),
        )
        yield acts.Book(
            at=at,
            stay=stay,
            person=person,
            facility=facility.id,
            booking_number=event.booking_number,
            basis=words.CustodyBasis.of(event.basis),
        )
        self._stays[event.booking_number] = stay

    def _person(self, said: shapes.Described) -> UUID:
        """The agency's person with this permanent number of its own; else a new one."""
        for number in said.identifiers:
            if number.kind == words.IdentifierKind.LOCAL_ID:
                known = PersonIdentifier.objects.with_value(number.kind, number.value)
                found = known.filter(agency=self._user.agency).values_list("person_id", flat=True).first()
                if found is not None:
                    return found
        return uuid4()

    def _facility(self, told: str) -> Facility:
        own = Facility.objects.filter(agency=self._user.agency)
        found = own.filter(name__iexact=told).first() or own.filter(code=told).first()
        if found is None:
            raise RefusedError(409, "unknown-facility", f"The agency has no facility [{told}].")
        return found

    def _known(self, booking: str) -> UUID | None:
        if booking not in self._stays:
            found = Stay.objects.filter(agency=self._user.agency, booking_number=booking)
            stay = found.values_list("id", flat=True).first()
            if stay is None:
                return None
            self._stays[booking] = stay
        return self._stays[booking]

    def _stay(self, booking: str) -> UUID:
        stay = self._known(booking)
        if stay is None:
            raise RefusedError(
                409,
                "unknown-booking",
                f"There is no stay with the booking number [{booking}]. Send its booking first.",
            )
        return stay
