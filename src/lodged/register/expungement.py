"""Remove a person's data so that the journal's proof stays whole."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from lodged.register.acts import Expunge
from lodged.register.models import (
    BirthDate,
    CitizenshipClaim,
    DecisionRecord,
    Detainer,
    Dispatch,
    Document,
    Event,
    Override,
    PairRuling,
    Paper,
    PersonIdentifier,
    PersonName,
    StatedFact,
    Stay,
    Warrant,
)


def events_about(person: UUID) -> tuple[UUID, ...]:
    """Return the events whose payloads say something of the person: theirs, their stays' and their detainers'.

    Expungements themselves stay readable: they say on whose order.
    """
    kept = Event.objects.filter(about(person), payload__isnull=False).exclude(name=Expunge.name)
    return tuple(kept.order_by("index").values_list("id", flat=True))


def about(person: UUID) -> Q:
    """Return which events are about the person: theirs, their stays', their detainers' and their papers'."""
    stays = Stay.objects.filter(person=person).values("id")
    detainers = Detainer.objects.filter(stay__person=person).values("id")
    own = Q(person_id=person) | Q(stay_id__in=stays) | Q(detainer_id__in=detainers)
    own |= Q(id__in=rulings_about(person).values("id"))
    return own | Q(person_id__in=papers_of(person).values("person"))


def remove_person(person: UUID, events: tuple[UUID, ...], expunged_by: UUID) -> None:
    """Blank the payloads and salts, and remove what any source or member of staff said of the person."""
    Event.objects.filter(id__in=events).update(payload=None, salt=None, expunged_by=expunged_by)
    for model in (PersonName, BirthDate, PersonIdentifier):
        model._default_manager.filter(person=person).delete()
    CitizenshipClaim.objects.filter(stay__person=person).delete()
    StatedFact.objects.filter(stay__person=person).delete()
    DecisionRecord.objects.filter(detainer__stay__person=person).update(decision=None)
    Override.objects.filter(detainer__stay__person=person).update(authority="", reason="", ruling_reason="")
    Stay.objects.filter(person=person).update(delay_note="")
    Dispatch.objects.filter(detainer__stay__person=person).update(letter=None)
    rulings_about(person).delete()
    _remove_papers(person)


def papers_of(person: UUID) -> QuerySet[Paper]:
    """Papers received about a person held here, or under this pseudonym of a paper's own, and the same files again."""
    own = Q(person=person) | Q(detainer__stay__person=person)
    return Paper.objects.filter(own | Q(document_sha256__in=files_of(person)))


def files_of(person: UUID) -> set[str]:
    """Hashes of the files that name the person."""
    own = Paper.objects.filter(Q(person=person) | Q(detainer__stay__person=person))
    detainers = Detainer.objects.filter(stay__person=person)
    rows = (own, detainers, Warrant.objects.filter(detainer__in=detainers))
    return {
        digest for queryset in rows for digest in queryset.values_list("document_sha256", flat=True) if digest
    }


def _remove_papers(person: UUID) -> None:
    """Remove the files, whoever else they name, and what was typed from them."""
    papers_of(person).update(said=None)
    Document.objects.filter(sha256__in=files_of(person)).delete()


def rulings_about(person: UUID) -> QuerySet[PairRuling]:
    """Rulings on pairs with a stay or a detainer of the person: their reasons may say anything."""
    bookings = Stay.objects.filter(person=person).values("booking_number")
    references = Detainer.objects.filter(stay__person=person).exclude(reference="").values("reference")
    return PairRuling.objects.filter(Q(booking_id__in=bookings) | Q(detainer_id__in=references))
