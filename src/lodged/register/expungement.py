"""Remove a person's data so that the journal's proof stays whole."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from lodged.register.acts import Expunge
from lodged.register.models import (
    BirthDate,
    CitizenshipClaim,
    DecisionRecord,
    Detainer,
    Event,
    Override,
    PersonIdentifier,
    PersonName,
    StatedFact,
    Stay,
)


def events_about(person: UUID) -> tuple[UUID, ...]:
    """The events whose payloads say something of the person: theirs, their stays' and their detainers'.

    Expungements themselves stay readable: they say on whose order.
    """
    stays = Stay.objects.filter(person=person).values("id")
    detainers = Detainer.objects.filter(stay__person=person).values("id")
    about = Q(person_id=person) | Q(stay_id__in=stays) | Q(detainer_id__in=detainers)
    kept = Event.objects.filter(about, payload__isnull=False).exclude(name=Expunge.name)
    return tuple(kept.order_by("index").values_list("id", flat=True))


def remove_person(person: UUID, events: tuple[UUID, ...], expunged_by: UUID) -> None:
    """Blank the payloads and salts, and remove what any source or member of staff said of the person."""
    Event.objects.filter(id__in=events).update(payload=None, salt=None, expunged_by=expunged_by)
    for said in (PersonName, BirthDate, PersonIdentifier):
        said._default_manager.filter(person=person).delete()
    CitizenshipClaim.objects.filter(stay__person=person).delete()
    StatedFact.objects.filter(stay__person=person).delete()
    DecisionRecord.objects.filter(detainer__stay__person=person).update(decision=None)
    Override.objects.filter(detainer__stay__person=person).update(authority="", reason="", ruling_reason="")
    Stay.objects.filter(person=person).update(delay_note="")
