"""A published list of names looked up in the record, and the looking recorded."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl
from django.utils import timezone

from lodged.exchange.record_tables import custody_records
from lodged.names_check.answer import Candidate, NameAnswer, OtherName
from lodged.names_check.people import NamedPerson, as_rows
from lodged.names_check.search import Records, search
from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.history import act_of
from lodged.register.models import Agency, Detainer, Event, Facility, PersonName, Stay, User
from lodged.register.services import record_all
from lodged.register.vocabulary import NameKind, Source

_KINDS = {
    NameKind.BOOKED: "another name booked under",
    NameKind.ALIAS: "an alias",
    NameKind.AS_ON_FORM: "the name on a detainer",
}


@dataclass(frozen=True)
class Shown:
    """One person who may be meant, as the record shows them: whose file, and what happened, the earliest first."""

    candidate: Candidate
    person: UUID
    happened: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """The answers to a list; ``shown`` has the people of each answer, in its order."""

    answers: Sequence[NameAnswer]
    shown: Sequence[tuple[Shown, ...]]
    moment: datetime
    """When it was asked, in the agency's wall time."""


def check_names(user: User, people: Sequence[NamedPerson], purpose: str) -> Checked:
    """Look a list up in what the user may see; the search, and each file it shows, are recorded before it is given."""
    now = timezone.now()
    zone = ZoneInfo(user.agency.time_zone)
    with acting_as(user):
        records, stays = _records()
        wall = now.astimezone(zone).replace(tzinfo=None)
        answers = search(people, records, today=wall.date())
        histories = _happened(
            {stays[stay.position] for answer in answers for c in answer.candidates for stay in c.stays}, zone
        )
        shown = [
            tuple(_shown(candidate, stays, histories) for candidate in answer.candidates)
            for answer in answers
        ]
        seen = sorted({one.person for answer in shown for one in answer}, key=str)
        digest = hashlib.sha256(as_rows(people).write_csv().encode()).hexdigest()
        search_act = acts.SearchNames(
            at=now, list_sha256=digest, names=len(people), shown=len(seen), purpose=purpose
        )
        why = f"list of names {digest[:12]}: {purpose}"
        record_all(user, [search_act, *(acts.ReadFile(at=now, person=one, purpose=why) for one in seen)])
    return Checked(answers, shown, wall)


def _records() -> tuple[Records, list[tuple[UUID, UUID]]]:
    """Return every stay that whoever is acting may see, and for each its own and its person's identifier."""
    tables, stays = [], []
    for agency in Agency.objects.filter(stays__isnull=False).distinct().order_by("pk"):
        tables.append(custody_records(agency.pk))
        own = Stay.objects.filter(agency=agency).order_by("booked_at", "pk")
        stays += list(own.values_list("id", "person_id"))
    table = pl.concat(tables) if tables else custody_records(Agency.objects.all()[0].pk)
    number: dict[UUID, int] = {}
    people = tuple(number.setdefault(person, len(number)) for _, person in stays)
    return Records(table, people, tuple(_other_names(number))), stays


def _other_names(number: dict[UUID, int]) -> Iterator[OtherName]:
    """Yield every name that a source said of these people besides the first, which stands with their stays."""
    names_of: dict[UUID, set[tuple[str, ...]]] = defaultdict(set)
    for name in PersonName.objects.filter(person__in=number).order_by("pk"):
        known, parts = names_of[name.person_id], (name.last, name.first, name.middle)
        if known and parts not in known:
            kind, source = _KINDS[NameKind.of(name.kind)], Source.of(name.source).meaning
            source_text = f"{source[:1].lower()}{source[1:]}"
            yield OtherName(number[name.person_id], name.last, name.first, name.middle, kind, source_text)
        known.add(parts)


def _shown(
    candidate: Candidate, stays: Sequence[tuple[UUID, UUID]], histories: dict[UUID, list[str]]
) -> Shown:
    own = [stays[stay.position] for stay in reversed(candidate.stays)]
    return Shown(candidate, own[0][1], tuple(line for stay, _ in own for line in histories[stay]))


def _happened(stays: set[tuple[UUID, UUID]], zone: ZoneInfo) -> dict[UUID, list[str]]:
    """Return what happened in each stay, in the order in which it happened."""
    ids = [stay for stay, _ in stays]
    of_detainer = dict(Detainer.objects.filter(stay__in=ids).values_list("id", "stay_id"))
    facilities = {facility.id: facility.name for facility in Facility.objects.all()}
    events = Event.objects.filter(stay_id__in=ids) | Event.objects.filter(detainer_id__in=of_detainer)
    events_of: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for event in events.order_by("index"):
        if event.payload is None:
            continue
        stay = event.stay_id or (of_detainer[event.detainer_id] if event.detainer_id else None)
        if stay is not None:
            events_of[stay] += [(event.occurred_at, line) for line in _words(act_of(event), facilities)]
    return defaultdict(
        list,
        {
            stay: [f"{at.astimezone(zone):%Y-%m-%d %H:%M} {line}" for at, line in sorted(lines)]
            for stay, lines in events_of.items()
        },
    )


def _words(act: acts.Act, facilities: dict[UUID, str]) -> Iterator[str]:
    """Yield the acts that answer where, when and handed to whom; the rest is in the person's file."""
    match act:
        case acts.Book():
            yield f"booked at {facilities.get(act.facility, 'a facility')}"
        case acts.Move():
            yield f"moved to {facilities.get(act.facility, 'a facility')}"
        case acts.Lodge() | acts.KeepRefused():
            yield f"detainer received from {act.issued_by}"
        case acts.Lift():
            yield "detainer lifted"
        case acts.WithdrawDeparture():
            yield "the end of custody was recorded in error"
        case _ if isinstance(act, acts.DEPARTURES):
            yield _departure(act)


def _departure(act: acts.Act) -> str:
    match act:
        case acts.HandOver():
            return f"handed over to ICE, {act.receiving_officer}"
        case acts.TransferToAgency():
            return f"handed over to {act.receiving_agency}"
        case acts.EndOtherwise():
            return "died in custody" if act.died else "custody ended in another way"
        case acts.ReportDeparture():
            reason = act.reason.meaning
            return f"{reason[:1].lower()}{reason[1:]}, as a file of the custodian says"
    return "released"
