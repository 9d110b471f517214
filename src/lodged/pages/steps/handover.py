"""Steps that need the law's leave or a confirmed override: a hold past release, and the handover to ICE."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.casework import handover
from lodged.casework.case import Case
from lodged.casework.deeds import Planned
from lodged.law import Action
from lodged.pages.moment_field import MomentField, for_input
from lodged.pages.steps.base import Step, StepForm, text
from lodged.pages.steps.leaving import LeavingForm
from lodged.register import acts
from lodged.register.models import User


class HoldForm(StepForm):
    """The person is kept past entitlement, as the law here allows, or on a confirmed override."""

    at_label = "Hold begins"
    until = MomentField(label="Until", help_text="No later than the clock allows.")

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """As long as the clock allows."""
        return {"until": for_input(handover.latest_hold(case), case.zone)}

    def deed(self) -> Planned:
        """Return the hold."""
        cleaned = self.cleaned_data
        return handover.hold.of(self.detainer.id, cleaned["at"], cleaned["until"])


class PrepareForm(StepForm):
    """Staff get the handover ready."""

    def deed(self) -> Planned:
        """Return the preparation."""
        return handover.prepare_handover.of(self.detainer.id, self.cleaned_data["at"])


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

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return who is signed in, who most often releases."""
        return {"releasing": user.written_name}

    def deed(self) -> Planned:
        """Return the handover."""
        cleaned = self.cleaned_data
        items = tuple(line.strip() for line in cleaned["property_items"].splitlines() if line.strip())
        receipt = handover.HandoverReceipt(
            cleaned["releasing"], cleaned["receiving"], cleaned["identity"], cleaned["receipt"], items
        )
        return handover.hand_over.of(self.detainer.id, cleaned["at"], receipt, delay=self.delayed)


STEPS = (
    Step(
        "hold",
        "Hold past release",
        "Hold",
        HoldForm,
        handover.may_hold,
        "The hold is recorded, with the decision it rests on.",
        (acts.Hold,),
        law=(Action.HOLD_DETAINER_ONLY,),
        grave=True,
    ),
    Step(
        "prepare",
        "Prepare the handover",
        "Prepare the handover",
        PrepareForm,
        handover.may_prepare,
        "The handover is prepared.",
        (acts.PrepareHandover,),
        law=(Action.TRANSFER_AT_RELEASE,),
    ),
    Step(
        "hand-over",
        "Hand over to ICE",
        "Hand over",
        HandOverForm,
        handover.may_hand_over,
        "The handover is recorded.",
        (acts.HandOver, acts.ExplainDelay),
        law=(Action.TRANSFER_AT_RELEASE,),
        grave=True,
    ),
)
