"""Deeds of custody: a person is booked, moved, planned for release, entitled to it, and leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from lodged.casework.births import birth_refusal
from lodged.casework.case import Case, case_of
from lodged.casework.deeds import DeedRefusedError, deed, refuse
from lodged.casework.moments import written
from lodged.casework.next_steps import ASK_WHY_AFTER
from lodged.casework.same_person import Identity, SamePersonError, candidates
from lodged.law import Action
from lodged.law.clocks import notice_due
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.decisions import decided
from lodged.register.models import Event, Facility, Person, PersonIdentifier, Role, Stay
from lodged.register.overstay import Overstay
from lodged.register.vocabulary import (
    CustodyBasis,
    DelayReason,
    DepartureReason,
    EntitlementBasis,
    IdentifierKind,
    Reliance,
    Source,
)

UNDO_WITHIN = timedelta(minutes=10)
"""How long whoever records custody may take the end of it back."""


class AlreadyBookedError(DeedRefusedError):
    """The agency has a stay with this booking number."""


@dataclass(frozen=True)
class PersonDescribed:
    """What a source says of a person: names, dates of birth, numbers."""

    source: Source
    names: tuple[acts.Name, ...] = ()
    birth_dates: tuple[date, ...] = ()
    identifiers: tuple[acts.Identifier, ...] = ()


@dataclass(frozen=True)
class Delay:
    """Why a person left later than they were entitled to."""

    reason: DelayReason
    note: str = ""


@deed
def book(
    actor: Actor,
    booking_number: str,
    facility: UUID,
    at: datetime,
    basis: CustodyBasis,
    described: PersonDescribed,
    *,
    stay: UUID | None = None,
    same_as: UUID | None = None,
    identity: Identity = Identity.ASK,
) -> Iterator[acts.Act]:
    """Record that custody began, and what is said of the person.

    An identifier of kind ``local_id`` that the agency knows means that person, and so does `same_as`; any other booking
    makes a new one. `stay` is the identifier of the new stay, where the caller needs it before.

    Raises SamePersonError where somebody held now may be the same person, unless `same_as` or `identity` says which.
    """
    number = booking_number.strip()
    if booked_as(actor.agency, number) is not None:
        raise AlreadyBookedError(f"[{number}] is on record already. Search for it on the board.")
    refuse(_not_of_the_agency(actor, facility))
    known = _same_person(actor, same_as) or _known_person(actor, described.identifiers)
    alike = (
        ()
        if known
        else candidates(actor.agency, described.names, described.birth_dates, described.identifiers)
    )
    if alike and identity is Identity.ASK:
        raise SamePersonError(alike)
    person = known or uuid4()
    yield from describe.of(person, at, described).acts(actor)
    yield acts.Book(
        at=at,
        stay=stay or uuid4(),
        person=person,
        facility=facility,
        booking_number=number,
        basis=basis,
        not_same_as=tuple(one.person for one in alike) if identity is Identity.DIFFERENT else (),
    )


@deed
def move(actor: Actor, stay: UUID, at: datetime, facility: UUID) -> Iterator[acts.Act]:
    """Record that another facility of the agency holds the person now."""
    refuse(_not_of_the_agency(actor, facility))
    refuse(in_custody(own_stay(actor, stay)))
    yield acts.Move(at=at, stay=stay, facility=facility)


@deed
def plan_release(
    actor: Actor, stay: UUID, at: datetime, planned_for: datetime, reason: str
) -> Iterator[acts.Act]:
    """Record the planned release, and plan the notice to ICE that goes with it where the law allows one."""
    case = own_stay(actor, stay)
    refuse(may_plan(case))
    yield acts.PlanRelease(at=at, stay=stay, planned_for=planned_for, reason=reason)
    yield from _planned_notice(case, at, planned_for)


@deed
def withdraw_plan(actor: Actor, stay: UUID, at: datetime, reason: str) -> Iterator[acts.Act]:
    """Record that no release is planned any more."""
    case = own_stay(actor, stay)
    refuse(may_plan(case))
    if case.stay.planned_for is None:
        raise DeedRefusedError("Enter the planned release: there is none to cancel.")
    yield acts.WithdrawPlan(at=at, stay=stay, reason=reason)


@deed
def entitle(actor: Actor, stay: UUID, at: datetime, basis: EntitlementBasis) -> Iterator[acts.Act]:
    """Record the minute from which the person is entitled to release."""
    refuse(may_entitle(own_stay(actor, stay)))
    yield acts.Entitle(at=at, stay=stay, basis=basis)


@deed
def withdraw_entitlement(actor: Actor, stay: UUID, at: datetime, reason: str) -> Iterator[acts.Act]:
    """Record that the person is not entitled to release any more."""
    refuse(is_entitled(own_stay(actor, stay)))
    yield acts.WithdrawEntitlement(at=at, stay=stay, reason=reason)


@deed
def release(
    actor: Actor,
    stay: UUID,
    at: datetime,
    *,
    entitlement: EntitlementBasis | None = None,
    delay: Delay | None = None,
    note: str = "",
) -> Iterator[acts.Act]:
    """Record that the person was released, and with an open detainer the law's decision that was relied on.

    `entitlement` says what entitled the person where the record doesn't say it yet: the minute of release then counts
    as the minute of entitlement.
    """
    case = own_stay(actor, stay)
    refuse(in_custody(case))
    if entitlement is not None and case.stay.entitled_at is None:
        yield acts.Entitle(at=at, stay=stay, basis=entitlement)
    detainer = case.detainer
    # Who left before the detainer came was not released under it, so no decision was relied on.
    if case.is_open and case.decision is not None and detainer is not None and detainer.received_at <= at:
        yield decided(case.stay, detainer, at, Reliance.RELEASE)
    yield from leaving(acts.Release(at=at, stay=stay, note=note), delay)


@deed
def transfer_to_agency(
    actor: Actor,
    stay: UUID,
    at: datetime,
    receiving_agency: str,
    receiving_officer: str = "",
    *,
    with_papers: bool = False,
    delay: Delay | None = None,
) -> Iterator[acts.Act]:
    """Record that another custodian, not ICE, took the person, and whether the detainer's papers went along."""
    case = own_stay(actor, stay)
    refuse(in_custody(case))
    if with_papers and not case.is_open:
        raise DeedRefusedError("No open detainer is on record, so none of its papers can go along.")
    if not receiving_agency.strip():
        raise DeedRefusedError("Name the custodian who took the person.")
    act = acts.TransferToAgency(
        at=at,
        stay=stay,
        receiving_agency=receiving_agency,
        receiving_officer=receiving_officer,
        with_papers=with_papers,
    )
    yield from leaving(act, delay)


@deed
def end_otherwise(
    actor: Actor, stay: UUID, at: datetime, reason: str, *, died: bool, delay: Delay | None = None
) -> Iterator[acts.Act]:
    """Record that custody ended in death or in another way; `reason` says what happened."""
    case = own_stay(actor, stay)
    refuse(in_custody(case))
    if not reason.strip():
        raise DeedRefusedError("Say what happened.")
    yield from leaving(acts.EndOtherwise(at=at, stay=stay, died=died, reason=reason), delay)


@deed
def report_departure(
    actor: Actor, stay: UUID, at: datetime, reason: DepartureReason, source: Source
) -> Iterator[acts.Act]:
    """Record an end of custody that a file reports in fewer words than staff would say.

    A release is recorded as any other release. A file names neither the officers of a handover nor the custodian
    of a transfer, so those are kept as the report that they are.
    """
    case = own_stay(actor, stay)
    if reason is DepartureReason.RELEASED:
        yield from release.of(stay, at).acts(actor)
        return
    refuse(in_custody(case))
    yield acts.ReportDeparture(at=at, stay=stay, reason=reason, source=source)


@deed
def correct_booking(
    actor: Actor, stay: UUID, at: datetime, booked_at: datetime, reason: str
) -> Iterator[acts.Act]:
    """Record that custody began at another minute than recorded."""
    own_stay(actor, stay)
    yield acts.CorrectBooking(at=at, stay=stay, booked_at=booked_at, reason=reason)


@deed
def correct_departure(
    actor: Actor, stay: UUID, at: datetime, departed_at: datetime, reason: str
) -> Iterator[acts.Act]:
    """Record that custody ended at another minute than recorded."""
    refuse(has_left(own_stay(actor, stay)))
    yield acts.CorrectDeparture(at=at, stay=stay, departed_at=departed_at, reason=reason)


@deed
def describe(actor: Actor, person: UUID, at: datetime, described: PersonDescribed) -> Iterator[acts.Act]:
    """Record what a source says of a person: names, dates of birth and numbers."""
    for born in described.birth_dates:
        refuse(birth_refusal(born, at.date()))
    yield acts.Describe(
        at=at,
        person=person,
        source=described.source,
        names=described.names,
        birth_dates=described.birth_dates,
        identifiers=described.identifiers,
    )


@deed
def explain_delay(actor: Actor, stay: UUID, at: datetime, delay: Delay) -> Iterator[acts.Act]:
    """Record why the person left later than entitled."""
    refuse(may_explain(own_stay(actor, stay)))
    yield acts.ExplainDelay(at=at, stay=stay, reason=delay.reason, note=delay.note)


@deed
def withdraw_departure(actor: Actor, stay: UUID, at: datetime, reason: str) -> Iterator[acts.Act]:
    """Record that the end of custody was entered in error: the person is still here.

    Whoever records custody may take it back within ten minutes, later a records supervisor.
    """
    case = own_stay(actor, stay)
    refuse(has_left(case))
    if actor.role is not Role.RECORDS_SUPERVISOR and not may_undo(case):
        raise DeedRefusedError(
            "The end of custody was recorded more than ten minutes ago. A records supervisor can take it back."
        )
    yield acts.WithdrawDeparture(at=at, stay=stay, reason=reason)


def booking_key(number: str) -> str:
    """Return a booking number as it is compared: without capitals and the spaces around it."""
    return number.strip().casefold()


def booked_as(agency: UUID, number: str) -> UUID | None:
    """Return the agency's stay with a booking number, whatever its capitals; None where there is none."""
    matching = Stay.objects.filter(agency_id=agency, booking_number__iexact=number.strip())
    stay: UUID | None = matching.values_list("id", flat=True).first()
    return stay


def in_custody(case: Case) -> str | None:
    """Return why nothing more is done in a custody that ended; None while the person is here."""
    if case.gone:
        return f"Custody has ended ({case.state.value}). Nothing more is done here; see the file."
    return None


def has_left(case: Case) -> str | None:
    """Return why an end of custody can't be taken back; None where there is one."""
    return None if case.gone else "The person is still in custody."


def may_undo(case: Case) -> bool:
    """Return whether the end of custody was recorded within the last ten minutes."""
    names = [act.name for act in acts.DEPARTURES]
    recorded = Event.objects.filter(stay_id=case.stay.id, name__in=names).order_by("index").last()
    return recorded is not None and case.now - recorded.recorded_at <= UNDO_WITHIN


def may_plan(case: Case) -> str | None:
    """Return why no release can be planned; None where one can."""
    if case.due:
        return "The person is entitled to release now, so there is nothing to plan. Release, or record what happened."
    return in_custody(case)


def may_entitle(case: Case) -> str | None:
    """Return why no entitlement can be recorded; None where it can."""
    return "The entitlement is on record already." if case.due else in_custody(case)


def is_entitled(case: Case) -> str | None:
    """Return why there is no entitlement to take back; None where there is one."""
    return None if case.due else in_custody(case) or "No entitlement is on record."


def may_explain(case: Case) -> str | None:
    """Return why there is no delay to explain; None where there is one."""
    if case.overstay:
        return None
    return "The person was not entitled to release, so there is no delay to explain."


def unexplained_delay(case: Case, at: datetime) -> str | None:
    """Return the question that a departure at `at` leaves open: why it came an hour or more late."""
    over = case.overstay
    if over is None:
        return None
    minutes = Overstay(over.lawful_end, at).minutes(at)
    if minutes < ASK_WHY_AFTER:
        return None
    return (
        f"The person had to leave by {written(over.lawful_end, case.zone)}; this is {minutes} minutes later. Say why. "
        "The departure itself is recorded whatever the reason."
    )


def leaving(act: acts.StayAct, delay: Delay | None) -> Iterator[acts.Act]:
    """Make the acts of an end of custody. Why it came late may also be said afterward, by :func:`explain_delay`."""
    yield act
    if delay is not None:
        yield acts.ExplainDelay(at=act.at, stay=act.stay, reason=delay.reason, note=delay.note)


def _planned_notice(case: Case, at: datetime, planned_for: datetime) -> Iterator[acts.Act]:
    detainer = case.detainer
    if detainer is None or not case.is_open or not case.authorizes(Action.NOTIFY_RELEASE):
        return
    waiting = case.planned_notice
    yield acts.PlanNotice(
        at=at,
        detainer=detainer.id,
        notice=waiting.id if waiting and waiting.detainer_id == detainer.id else uuid4(),
        due_at=max(notice_due(planned_for), min(at, planned_for)),
        release_at=planned_for,
    )


def own_stay(actor: Actor, stay: UUID) -> Case:
    """Return a stay of the actor's own agency; raises DeedRefusedError for another agency's."""
    case = case_of(stay)
    refuse(other_agencys(actor, case))
    return case


def other_agencys(actor: Actor, case: Case) -> str | None:
    """Return why an agency can't record on a stay that another agency shares with it; None on its own."""
    if case.stay.agency_id == actor.agency:
        return None
    return "Only the agency that holds the person records here. You may read the file."


def _not_of_the_agency(actor: Actor, facility: UUID) -> str | None:
    if Facility.objects.filter(pk=facility, agency_id=actor.agency).exists():
        return None
    return "This is no facility of your agency. Choose one of your own."


def _same_person(actor: Actor, person: UUID | None) -> UUID | None:
    if person is not None and not Person.objects.filter(pk=person, agency_id=actor.agency).exists():
        raise DeedRefusedError("This is no person of your agency's record. Choose one of those shown.")
    return person


def _known_person(actor: Actor, identifiers: tuple[acts.Identifier, ...]) -> UUID | None:
    """Return the agency's person with this permanent number of its own."""
    for number in identifiers:
        if number.kind is IdentifierKind.LOCAL_ID:
            known = PersonIdentifier.objects.with_value(number.kind.value, number.value)
            person: UUID | None = (
                known.filter(agency_id=actor.agency).values_list("person_id", flat=True).first()
            )
            if person is not None:
                return person
    return None
