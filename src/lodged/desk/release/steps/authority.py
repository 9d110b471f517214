"""Steps that need the law's leave or a confirmed override: a hold past release, and the handover to ICE."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from lodged.desk.release.moments import MomentField, for_input
from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import Step, StepForm, on_open_detainer, own_name, text
from lodged.desk.release.steps.leaving import LeavingForm
from lodged.law import Action
from lodged.law.clocks import Reading, lawful_holds
from lodged.register import acts
from lodged.register.authority import longest_hold, refusal_of
from lodged.register.decisions import decided
from lodged.register.lifecycle.stays import StayState, claim_refusal
from lodged.register.models import User
from lodged.register.vocabulary import Overridable, Reliance


class HoldForm(StepForm):
    """The person is kept past entitlement, as the law here allows, or on a confirmed override."""

    at_label = "Hold begins"
    until = MomentField(label="Until", help_text="No later than the clock allows.")

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """As long as the clock allows."""
        return {"until": for_input(latest_hold(situation), situation.zone)}

    def acts(self) -> list[acts.Act]:
        """The decision as it is, and the hold that rests on it or on the override."""
        told, situation = self.cleaned_data, self.situation
        decision = decided(situation.stay, self.detainer, told["at"], Reliance.HOLD)
        override = situation.override_for(Overridable.HOLD)
        lawful = situation.decision is not None and bool(lawful_holds(situation.decision))
        return [
            decision,
            acts.Hold(
                at=told["at"],
                detainer=self.detainer.id,
                reference=uuid4(),
                until=told["until"],
                decision=decision.reference,
                override=None if lawful or override is None else override.id,
            ),
        ]


class PrepareForm(StepForm):
    """Staff get the handover ready."""

    def acts(self) -> list[acts.Act]:
        """The decision relied on, and the preparation that cites it."""
        at = self.cleaned_data["at"]
        decision = decided(self.situation.stay, self.detainer, at, Reliance.HAND_OVER)
        return [
            decision,
            acts.PrepareHandover(
                at=at,
                stay=self.situation.stay.id,
                detainer=self.detainer.id,
                decision=str(decision.reference),
            ),
        ]


class HandOverForm(LeavingForm):
    """The person passes to ICE's officers who are there."""

    at_label = "Handed over at"
    field_order = (
        "stay_version",
        "detainer_version",
        "at",
        "releasing",
        "receiving",
        "identity",
        "property_items",
    )
    releasing = text("Releasing officer")
    receiving = text("Receiving officer", help_text="Name and badge or credential number.")
    identity = forms.BooleanField(label="Both officers checked the person's identity")
    property_items = text("Property handed over", lines=4, required=False, help_text="One item a line.")
    receipt = text("Number of the property receipt (optional)", required=False)

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """Most often who is signed in releases."""
        return {"releasing": own_name(user)}

    def acts(self) -> list[acts.Act]:
        """The decision relied on, and the handover."""
        told, situation = self.cleaned_data, self.situation
        override = situation.override_for(Overridable.HAND_OVER)
        lawful = situation.authorises(Action.TRANSFER_AT_RELEASE)
        act = acts.HandOver(
            at=told["at"],
            stay=situation.stay.id,
            detainer=self.detainer.id,
            releasing_officer=told["releasing"],
            receiving_officer=told["receiving"],
            identity_checked=told["identity"],
            property_receipt=told["receipt"],
            property_items=tuple(
                line.strip() for line in told["property_items"].splitlines() if line.strip()
            ),
            override=None if lawful or override is None else override.id,
        )
        return [decided(situation.stay, self.detainer, told["at"], Reliance.HAND_OVER), *self.leaving(act)]


def latest_hold(situation: Situation) -> datetime:
    """Until when a hold may last: by the law's clock, or with an override by the longest a detainer asks for."""
    clock = situation.clock
    if clock is not None and clock.reading is Reading.UNTIL and clock.release_by is not None:
        return clock.release_by
    return longest_hold(situation.stay)


def _may_hold(situation: Situation) -> str | None:
    refused = on_open_detainer(situation) or claim_refusal(situation.stay.facts())
    if refused or situation.may_hold:
        return refused
    if not situation.due:
        return "The person isn't entitled to release yet, so there is no release to hold past."
    clock = situation.clock
    if clock is not None and clock.reading in (Reading.JUDGES_PAPER, Reading.FIND_OUT):
        return clock.words
    if situation.decision is not None and lawful_holds(situation.decision):
        return "The time the law allows for a hold is over. Release now."
    return refusal_of(situation.decision, Action.HOLD_DETAINER_ONLY)


def _handover_allowed(situation: Situation) -> str | None:
    refused = on_open_detainer(situation) or claim_refusal(situation.stay.facts())
    if refused or situation.may_hand_over:
        return refused
    return refusal_of(situation.decision, Action.TRANSFER_AT_RELEASE)


def _may_prepare(situation: Situation) -> str | None:
    refused = _handover_allowed(situation)
    if refused is None and situation.state not in {StayState.PLANNED, StayState.PLAN_PASSED}:
        return "A handover is prepared for a planned release. Enter the planned release first, or hand over."
    return refused


def _may_hand_over(situation: Situation) -> str | None:
    refused = _handover_allowed(situation)
    if refused is None and situation.state not in {StayState.PREPARED, StayState.DUE}:
        return "The person isn't entitled to release yet. Record the entitlement, or prepare the handover, first."
    return refused


STEPS = (
    Step(
        "hold",
        "Hold past release",
        "Hold",
        HoldForm,
        _may_hold,
        "The hold is recorded, with the decision it rests on.",
        grave=True,
    ),
    Step(
        "prepare",
        "Prepare the handover",
        "Prepare the handover",
        PrepareForm,
        _may_prepare,
        "The handover is prepared.",
    ),
    Step(
        "hand-over",
        "Hand over to ICE",
        "Hand over",
        HandOverForm,
        _may_hand_over,
        "The handover is recorded.",
        grave=True,
    ),
)
