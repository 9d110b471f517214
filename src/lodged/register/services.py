"""The only door to the record: acts, their journal entries and what they make of the tables, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from lodged.register.acting import acting_as
from lodged.register.actor import Who, actor_of
from lodged.register.acts import Act, DetainerAct, Expunge
from lodged.register.expungement import events_about, remove_person
from lodged.register.models import Event
from lodged.register.permissions import check_can_record
from lodged.register.projection import Recording, project
from lodged.register.recording import RecordingError, Writer


def record(who: Who, act: Act, *, version: int | None = None) -> Event:
    """Record `act` as the deed of `who`; `version` is the one of the stay or detainer that the clerk was shown.

    Raises:
        NotPermittedError: the actor's role may not.
        ImpossibleActError: it can't follow what is recorded.
        ChangedMeanwhileError: somebody recorded something in between.
        RecordingError: the act lies in the future.
    """
    return _record(who, [act], dict.fromkeys(_subjects(act), version))[0]


def record_all(
    who: Who, acts: Iterable[Act], *, shown: Mapping[UUID, int | None] | None = None
) -> list[Event]:
    """Record acts in their order, all of them or none; raises as :func:`record`.

    `shown` has the versions of the stays and detainers that the clerk was shown.
    """
    return _record(who, acts, dict(shown or {}))


def expunge(who: Who, person: UUID, *, order: str) -> Event:
    """Remove a person's data on a lawful order (its court, number and date); the journal keeps its proof.

    Names, dates of birth, identifiers, claims of citizenship and the private payloads of every event about the person
    go. That they went, when, and by whom, stays, and so do the stays themselves under the person's pseudonym.

    Raises:
        NotPermittedError: only a records supervisor may.
        RecordingError: the register knows no such person, or no order is named.
    """
    if not order.strip():
        raise RecordingError("An expungement needs the order it follows: court, number and date.")
    with acting_as(who):
        gone = events_about(person)
        if not gone:
            raise RecordingError("The register has no such person, or the data are already gone.")
        event = record(who, Expunge(at=timezone.now(), person=person, order=order, events=gone))
        remove_person(person, gone, event.id)
    return event


def _subjects(act: Act) -> list[UUID]:
    """Return the stay or the detainer whose version counts."""
    subject = getattr(act, "detainer" if isinstance(act, DetainerAct) else "stay", None)
    return [subject] if subject else []


def _record(who: Who, acts: Iterable[Act], shown: dict[UUID, int | None]) -> list[Event]:
    actor = actor_of(who)
    with acting_as(actor):
        writer = Writer(actor)
        events = []
        for act in acts:
            check_can_record(actor, act)
            event = writer.append(act)
            # The first act on a subject stands on what was shown, those after it on that act.
            version = next((shown.pop(subject) for subject in _subjects(act) if subject in shown), None)
            project(act, Recording(actor.agency, event.id, event.recorded_at, actor.account, version))
            events.append(event)
        writer.close()
    return events
