"""Deeds that need the law's leave or a confirmed override: a hold past release, and the handover to ICE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from lodged.casework.case import Case
from lodged.casework.custody import Delay, leaving
from lodged.casework.deeds import deed, refuse
from lodged.casework.detainers import on_open_detainer, own_detainer
from lodged.law import Action
from lodged.law.clocks import Reading, lawful_holds
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.authority import longest_hold, refusal_of
from lodged.register.decisions import decided
from lodged.register.lifecycle.stays import StayState, claim_refusal
from lodged.register.vocabulary import Overridable, Reliance


@dataclass(frozen=True)
class HandoverReceipt:
    """Who gave the person to whom, whether identity was checked, and the property that went along."""

    releasing_officer: str
    receiving_officer: str
    identity_checked: bool
    property_receipt: str = ""
    property_items: tuple[str, ...] = ()


@deed
def hold(actor: Actor, detainer: UUID, at: datetime, until: datetime) -> Iterator[acts.Act]:
    """Record that the person is kept past entitlement, as the law here allows or on a confirmed override."""
    case, subject = own_detainer(actor, detainer)
    refuse(may_hold(case))
    decision = decided(case.stay, subject, at, Reliance.HOLD)
    override = case.override_for(Overridable.HOLD)
    lawful = case.decision is not None and bool(lawful_holds(case.decision))
    yield decision
    yield acts.Hold(
        at=at,
        detainer=detainer,
        reference=uuid4(),
        until=until,
        decision=decision.reference,
        override=None if lawful or override is None else override.id,
    )


@deed
def prepare_handover(actor: Actor, detainer: UUID, at: datetime) -> Iterator[acts.Act]:
    """Record that staff get the handover of a planned release ready, and the decision it rests on."""
    case, subject = own_detainer(actor, detainer)
    refuse(may_prepare(case))
    decision = decided(case.stay, subject, at, Reliance.HAND_OVER)
    yield decision
    yield acts.PrepareHandover(at=at, stay=case.stay.id, detainer=detainer, decision=str(decision.reference))


@deed
def hand_over(
    actor: Actor, detainer: UUID, at: datetime, receipt: HandoverReceipt, *, delay: Delay | None = None
) -> Iterator[acts.Act]:
    """Record that the person passed to ICE's officers who are there, and the decision it rests on."""
    case, subject = own_detainer(actor, detainer)
    refuse(may_hand_over(case))
    override = case.override_for(Overridable.HAND_OVER)
    lawful = case.authorizes(Action.TRANSFER_AT_RELEASE)
    act = acts.HandOver(
        at=at,
        stay=case.stay.id,
        detainer=detainer,
        releasing_officer=receipt.releasing_officer,
        receiving_officer=receipt.receiving_officer,
        identity_checked=receipt.identity_checked,
        property_receipt=receipt.property_receipt,
        property_items=receipt.property_items,
        override=None if lawful or override is None else override.id,
    )
    yield decided(case.stay, subject, at, Reliance.HAND_OVER)
    yield from leaving(act, delay)


def latest_hold(case: Case) -> datetime:
    """Return until when a hold may last: by the law's clock, or with an override by the longest a detainer asks for."""
    clock = case.clock
    if clock is not None and clock.reading is Reading.UNTIL and clock.release_by is not None:
        return clock.release_by
    return longest_hold(case.stay)


def may_hold(case: Case) -> str | None:
    """Return why nobody may be kept past release here now; None where the law or an override allows it."""
    refused = on_open_detainer(case) or claim_refusal(case.stay.facts())
    if refused or case.may_hold:
        return refused
    if not case.due:
        return "The person isn't entitled to release yet, so there is no release to hold past."
    clock = case.clock
    if clock is not None and clock.reading in (Reading.JUDGES_PAPER, Reading.FIND_OUT):
        return clock.words
    if case.decision is not None and lawful_holds(case.decision):
        return "The time the law allows for a hold is over. Release now."
    return refusal_of(case.decision, Action.HOLD_DETAINER_ONLY)


def may_prepare(case: Case) -> str | None:
    """Return why no handover can be prepared; None where one can."""
    refused = _handover_refused(case)
    if refused is None and case.state not in {StayState.PLANNED, StayState.PLAN_PASSED}:
        return "A handover is prepared for a planned release. Enter the planned release first, or hand over."
    return refused


def may_hand_over(case: Case) -> str | None:
    """Return why the person can't be handed over to ICE now; None where they may be."""
    refused = _handover_refused(case)
    if refused is None and case.state not in {StayState.PREPARED, StayState.DUE}:
        return "The person isn't entitled to release yet. Record the entitlement, or prepare the handover, first."
    return refused


def _handover_refused(case: Case) -> str | None:
    refused = on_open_detainer(case) or claim_refusal(case.stay.facts())
    if refused or case.may_hand_over:
        return refused
    return refusal_of(case.decision, Action.TRANSFER_AT_RELEASE)
