"""Custody: events in, stays out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from lodged.api import paging
from lodged.api.access import Bearer, acting
from lodged.api.custody_feed import take
from lodged.api.custody_shapes import (
    CustodyEvent,
    CustodyEvents,
    Recorded,
    RecordedAll,
    StayPage,
    StayShown,
    shown,
)
from lodged.api.idempotency import Key, once
from lodged.api.scopes import Scope
from lodged.api.shapes import Number
from lodged.register.actor import Actor
from lodged.register.lifecycle.stays import stay_status
from lodged.register.models import Event, Stay

router = Router(tags=["Custody"])


@router.post(
    "/custody/events",
    response={201: RecordedAll},
    auth=Bearer(Scope.CUSTODY_WRITE),
    summary="Record one custody event",
)
def record_event(request: HttpRequest, event: CustodyEvent, key: Key) -> HttpResponse:
    """Record a booking: two entries, what is said of the person and that custody began."""

    def do(actor: Actor) -> RecordedAll:
        return recorded(take(actor, [event]).events)

    return once(request, key, do)


@router.post(
    "/custody/events/bulk",
    response={201: RecordedAll},
    auth=Bearer(Scope.CUSTODY_WRITE),
    summary="Record several custody events, all of them or none",
)
def record_events(request: HttpRequest, body: CustodyEvents, key: Key) -> HttpResponse:
    """Record several events; a later one may stand on an earlier one, for example a move after its booking."""

    def do(actor: Actor) -> RecordedAll:
        return recorded(take(actor, body.events).events)

    return once(request, key, do)


@router.get(
    "/custody/stays",
    response=StayPage,
    auth=Bearer(Scope.CUSTODY_READ),
    summary="List stays, oldest booking first",
)
def list_stays(
    request: HttpRequest,
    cursor: paging.Cursor = None,
    limit: paging.Limit = paging.DEFAULT,
    booking_number: Number | None = Query(None, description="Only the stay with this number."),
) -> StayPage:
    """Return every stay that the token's agency may see, ended ones too."""
    with acting(request):
        rows = Stay.objects.select_related("facility")
        if booking_number is not None:
            rows = rows.filter(booking_number__iexact=booking_number.strip())
        stays, following = paging.page(rows, "booked_at", cursor, limit)
        return StayPage(items=[_shown(stay) for stay in stays], next=following)


@router.get(
    "/custody/stays/{uuid:stay_id}",
    response=StayShown,
    auth=Bearer(Scope.CUSTODY_READ),
    summary="Show one stay",
)
def show_stay(request: HttpRequest, stay_id: UUID) -> StayShown:
    """Return one stay as the record has it now."""
    with acting(request):
        return _shown(get_object_or_404(Stay.objects.select_related("facility"), pk=stay_id))


def recorded(events: Iterable[Event]) -> RecordedAll:
    """Return what was recorded, for an answer."""
    return RecordedAll(
        recorded=[
            Recorded(
                event_id=event.id,
                index=event.index,
                name=event.name,
                person_id=event.person_id,
                stay_id=event.stay_id,
                detainer_id=event.detainer_id,
                recorded_at=event.recorded_at,
            )
            for event in events
        ]
    )


def _shown(stay: Stay) -> StayShown:
    return shown(stay, stay_status(stay.facts(), timezone.now()).value)
