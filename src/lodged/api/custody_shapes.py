"""Custody events as a jail management system sends them, and stays as the API shows them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from lodged.api.shapes import Day, Moment, Number, OneOf, StrictSchema, Text, Version, Words
from lodged.register.models import Stay
from lodged.register.vocabulary import CustodyBasis, DelayReason, EntitlementBasis, IdentifierKind

Basis = Annotated[str, OneOf(CustodyBasis)]
Entitlement = Annotated[str, OneOf(EntitlementBasis)]
DelayedBy = Annotated[str, OneOf(DelayReason)]
Kind = Annotated[str, OneOf(IdentifierKind)]
MOST_EVENTS = 500


class PersonName(StrictSchema):
    """A name as the source writes it."""

    last: Text
    first: Text
    middle: Words = ""


class Identifier(StrictSchema):
    """A number somebody gave the person."""

    kind: Kind
    value: Number


class Described(StrictSchema):
    """What the source says of the person. An identifier of kind ``local_id`` that is known means that person."""

    name: PersonName
    date_of_birth: Day | None = None
    identifiers: list[Identifier] = Field([], max_length=10)


class OfStay(StrictSchema):
    """What every event says: when it was true, and of which stay."""

    at: Moment = Field(description="When it was true, with its zone; not when it was sent.")
    booking_number: Number


class Shown(OfStay):
    """An event on a stay there is; ``version`` is the one the sender stood on."""

    version: Version | None = Field(None, description="Refused with 409 when the stay has another by now.")


class Booked(OfStay):
    """Custody begins."""

    event: Literal["booked"]
    facility: Text = Field(description="Name or federal code of a facility of the agency.")
    basis: Basis
    person: Described
    same_as: UUID | None = Field(
        None,
        description="The `person_id` of somebody known: this is that person. Answers a 409 `same-person`.",
    )
    different_person: bool = Field(
        False,
        strict=True,
        description="This is nobody of those named in a 409 `same-person`, although somebody held now has the same "
        "name and date of birth, A-number, FBI number or state number. Recorded as said.",
    )


class Moved(Shown):
    """The person is moved to another facility of the agency."""

    event: Literal["moved"]
    facility: Text


class ReleasePlanned(Shown):
    """The planned release is set or changed."""

    event: Literal["release_planned"]
    planned_for: Moment
    reason: Text


class Entitled(Shown):
    """From this minute the person is entitled to release."""

    event: Literal["entitled"]
    basis: Entitlement


class Leaving(Shown):
    """An end of custody; one that comes an hour or more after the entitlement says why."""

    delay_reason: DelayedBy | None = Field(
        None, description="Why release was delayed; required after one hour, else refused with 409."
    )
    delay_note: Words = ""


class Released(Leaving):
    """The person was released."""

    event: Literal["released"]
    entitlement: Entitlement | None = Field(
        None,
        description="What entitled the person, where no `entitled` event said it: the minute of release then counts.",
    )
    note: Words = ""


class Transferred(Leaving):
    """The person passed to another custodian, not ICE: a handover to ICE is recorded at the desk."""

    event: Literal["transferred"]
    receiving_agency: Text
    receiving_officer: Words = ""


AnyCustodyEvent = Booked | Moved | ReleasePlanned | Entitled | Released | Transferred
CustodyEvent = Annotated[AnyCustodyEvent, Field(discriminator="event")]


class CustodyEvents(StrictSchema):
    """Several events in the order they are to be recorded: all of them, or none."""

    events: list[CustodyEvent] = Field(min_length=1, max_length=MOST_EVENTS)


class Recorded(Schema):
    """An event as it was recorded."""

    event_id: UUID
    index: int = Field(description="Its entry in the journal.")
    name: str
    person_id: UUID | None = None
    stay_id: UUID | None = None
    detainer_id: UUID | None = None
    recorded_at: Moment


class RecordedAll(Schema):
    """What was recorded, in its order."""

    recorded: list[Recorded]


class StayShown(Schema):
    """A stay. It names nobody: ``person_id`` is the record's pseudonym."""

    id: UUID
    version: int
    booking_number: str
    person_id: UUID
    facility_id: UUID
    facility: str
    basis: str
    status: str
    booked_at: Moment
    planned_for: Moment | None
    entitled_at: Moment | None
    departed_at: Moment | None
    departure: str | None


class StayPage(Schema):
    """Stays, and the cursor of the next page."""

    items: list[StayShown]
    next: str | None


def shown(stay: Stay, status: str) -> StayShown:
    """Return a stay for an answer."""
    return StayShown(
        id=stay.id,
        version=stay.version,
        booking_number=stay.booking_number,
        person_id=stay.person_id,
        facility_id=stay.facility_id,
        facility=stay.facility.name,
        basis=stay.basis,
        status=status,
        booked_at=stay.booked_at,
        planned_for=stay.planned_for,
        entitled_at=stay.entitled_at,
        departed_at=stay.departed_at,
        departure=stay.departure or None,
    )
