"""Steps of custody itself: the plan, the entitlement, a hold, the handover, the release, and what was wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from lodged.desk.release.moments import MomentField, for_input, written
from lodged.desk.release.next_steps import ASK_WHY_AFTER
from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import Step, StepForm, here, listed, on_open_detainer, own_name, text
from lodged.law import Action
from lodged.law.clocks import notice_due
from lodged.register import acts
from lodged.register.acts import Act
from lodged.register.authority import longest_hold, refusal_of
from lodged.register.decisions import decided
from lodged.register.lifecycle.stays import StayState, claim_refusal
from lodged.register.models import User
from lodged.register.overstay import Overstay
from lodged.register.vocabulary import DelayReason, EntitlementBasis, Overridable, Reliance


class PlanForm(StepForm):
    """The planned release is set, changed or taken back; notices to ICE are planned anew with it."""

    at_label = "Changed at"
    planned_for = MomentField(label="Planned release", required=False, help_text="Empty takes the plan back.")
    reason = text("Why", help_text="For example the sentence's end, or the court's order.")

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """The plan as it stands."""
        planned = situation.stay.planned_for
        return {"planned_for": for_input(planned, situation.zone) if planned else ""}

    def clean(self) -> dict[str, Any]:
        """Refuse to take back a plan that there isn't."""
        told = super().clean() or {}
        if not told.get("planned_for") and self.situation.stay.planned_for is None and not self.errors:
            self.add_error("planned_for", "Enter the planned release: there is none to take back.")
        return told

    def acts(self) -> list[acts.Act]:
        """The plan, and with it the notice that is to be given."""
        told, stay = self.cleaned_data, self.situation.stay
        if not told["planned_for"]:
            return [acts.WithdrawPlan(at=told["at"], stay=stay.id, reason=told["reason"])]
        plan = acts.PlanRelease(
            at=told["at"], stay=stay.id, planned_for=told["planned_for"], reason=told["reason"]
        )
        return [plan, *self._notices(told["at"], told["planned_for"])]

    def _notices(self, at: datetime, planned_for: datetime) -> list[Act]:
        situation = self.situation
        if not situation.is_open or not situation.authorises(Action.NOTIFY_RELEASE):
            return []
        waiting = situation.planned_notice
        own = waiting is not None and waiting.detainer_id == self.detainer.id
        due = max(notice_due(planned_for), min(at, planned_for))
        return [
            acts.PlanNotice(
                at=at,
                detainer=self.detainer.id,
                notice=waiting.id if waiting and own else uuid4(),
                due_at=due,
                release_at=planned_for,
            )
        ]


class EntitleForm(StepForm):
    """From this minute the person is entitled to release."""

    at_label = "Entitled since"
    basis = listed(EntitlementBasis, "What entitles them")

    def acts(self) -> list[acts.Act]:
        """One entitlement."""
        told = self.cleaned_data
        return [
            acts.Entitle(at=told["at"], stay=self.situation.stay.id, basis=EntitlementBasis.of(told["basis"]))
        ]


class ReasonForm(StepForm):
    """Something recorded is taken back, with the reason."""

    reason = text("Why", lines=2)


class WithdrawEntitlementForm(ReasonForm):
    """The entitlement fell away."""

    def acts(self) -> list[acts.Act]:
        """One withdrawal."""
        told = self.cleaned_data
        return [acts.WithdrawEntitlement(at=told["at"], stay=self.situation.stay.id, reason=told["reason"])]


class WithdrawDepartureForm(ReasonForm):
    """The end of custody was recorded in error."""

    def acts(self) -> list[acts.Act]:
        """One withdrawal."""
        told = self.cleaned_data
        return [acts.WithdrawDeparture(at=told["at"], stay=self.situation.stay.id, reason=told["reason"])]


class DelayForm(StepForm):
    """Why the person left later than they were entitled to."""

    at_label = "Said at"
    delay = listed(DelayReason, "Reason")
    note = text("Note (optional)", lines=3, required=False)

    def acts(self) -> list[acts.Act]:
        """One explanation."""
        told = self.cleaned_data
        return [
            acts.ExplainDelay(
                at=told["at"],
                stay=self.situation.stay.id,
                reason=DelayReason.of(told["delay"]),
                note=told["note"],
            )
        ]


class LeavingForm(StepForm):
    """An end of custody; where it comes late, it says why."""

    delay = listed(
        DelayReason,
        "Why later than entitled (asked from one hour)",
        required=False,
        help_text="The minutes between entitlement and departure are counted and shown.",
    )
    delay_note = text("Note on the delay (optional)", lines=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a departure that comes more than an hour late."""
        told = super().clean() or {}
        at, over = told.get("at"), self.situation.overstay
        if at and over and not told.get("delay"):
            minutes = Overstay(over.lawful_end, at).minutes(at)
            if minutes >= ASK_WHY_AFTER:
                self.add_error(
                    "delay",
                    f"The person had to leave by {written(over.lawful_end, self.situation.zone)}; this is {minutes} "
                    "minutes later. Say why. The departure itself is recorded whatever the reason.",
                )
        return told

    def leaving(self, act: acts.StayAct) -> list[acts.Act]:
        """The act, and the reason of a delay where one was given."""
        told = self.cleaned_data
        if not told["delay"]:
            return [act]
        return [
            act,
            acts.ExplainDelay(
                at=told["at"],
                stay=self.situation.stay.id,
                reason=DelayReason.of(told["delay"]),
                note=told["delay_note"],
            ),
        ]


class ReleaseForm(LeavingForm):
    """The person was released."""

    at_label = "Left at"
    field_order = ("stay_version", "detainer_version", "at", "entitlement", "note")
    entitlement = listed(
        EntitlementBasis,
        "What entitled them (where it isn't on record yet)",
        required=False,
        help_text="With it the minute of release counts as the minute of entitlement.",
    )
    note = text("Note (optional)", lines=2, required=False)

    def __init__(self, *arguments: Any, situation: Situation, user: User, **named: Any) -> None:
        """Ask only what isn't on record."""
        super().__init__(*arguments, situation=situation, user=user, **named)
        if situation.stay.entitled_at is not None:
            del self.fields["entitlement"]
        else:
            del self.fields["delay"], self.fields["delay_note"]

    def acts(self) -> list[acts.Act]:
        """The decision relied on where a detainer was open, the entitlement where it wasn't said, and the release."""
        told, situation = self.cleaned_data, self.situation
        made: list[acts.Act] = []
        if told.get("entitlement"):
            basis = EntitlementBasis.of(told["entitlement"])
            made.append(acts.Entitle(at=told["at"], stay=situation.stay.id, basis=basis))
        if situation.is_open and situation.decision is not None:
            made.append(decided(situation.stay, self.detainer, told["at"], Reliance.RELEASE))
        release = acts.Release(at=told["at"], stay=situation.stay.id, note=told["note"])
        return [*made, *(self.leaving(release) if "delay" in self.fields else [release])]


class LeaveForm(LeavingForm):
    """Custody ended otherwise."""

    at_label = "Ended at"
    field_order = ("stay_version", "detainer_version", "at", "how", "to", "officer", "note")
    how = forms.ChoiceField(
        label="How",
        choices=[
            ("", "Choose one"),
            ("agency", "Transferred to another custodian (not ICE)"),
            ("died", "Died in custody"),
            ("other", "Ended otherwise"),
        ],
    )
    to = text("To which custodian", required=False)
    officer = text("Receiving officer (optional)", required=False)
    note = text("What happened", lines=2, required=False)

    def clean(self) -> dict[str, Any]:
        """A transfer names where to; another end says what happened."""
        told = super().clean() or {}
        if told.get("how") == "agency" and not told.get("to"):
            self.add_error("to", "Name the custodian who took the person.")
        if told.get("how") in {"died", "other"} and not told.get("note"):
            self.add_error("note", "Say what happened.")
        return told

    def acts(self) -> list[acts.Act]:
        """One end of custody."""
        told, stay = self.cleaned_data, self.situation.stay.id
        if told["how"] == "agency":
            return self.leaving(
                acts.TransferToAgency(
                    at=told["at"], stay=stay, receiving_agency=told["to"], receiving_officer=told["officer"]
                )
            )
        died = told["how"] == "died"
        return self.leaving(acts.EndOtherwise(at=told["at"], stay=stay, died=died, reason=told["note"]))


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
        lawful = situation.authorises(Action.HOLD_DETAINER_ONLY)
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
    if situation.clock is not None and situation.clock.release_by > (
        situation.stay.entitled_at or timezone.now()
    ):
        return situation.clock.release_by
    return longest_hold(situation.stay)


def _may_plan(situation: Situation) -> str | None:
    if situation.due:
        return "The person is entitled to release now, so there is nothing to plan. Release, or record what happened."
    return here(situation)


def _may_entitle(situation: Situation) -> str | None:
    return "The entitlement is on record already." if situation.due else here(situation)


def _entitled(situation: Situation) -> str | None:
    return None if situation.due else here(situation) or "No entitlement is on record."


def _left(situation: Situation) -> str | None:
    return None if situation.gone else "The person is still in custody."


def _may_explain(situation: Situation) -> str | None:
    return (
        None
        if situation.overstay
        else "The person was not entitled to release, so there is no delay to explain."
    )


def _may_hold(situation: Situation) -> str | None:
    refused = on_open_detainer(situation) or claim_refusal(situation.stay.facts())
    if refused or situation.may_hold:
        return refused
    if not situation.due:
        return "The person isn't entitled to release yet, so there is no release to hold past."
    if situation.authorises(Action.HOLD_DETAINER_ONLY):
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
        "plan",
        "Planned release",
        "Plan the release",
        PlanForm,
        _may_plan,
        "The plan is recorded, and what hangs on it was planned anew.",
    ),
    Step(
        "entitle",
        "Entitled to release",
        "Entitled to release",
        EntitleForm,
        _may_entitle,
        "The entitlement is recorded: the clock runs.",
    ),
    Step("release", "Release", "Release", ReleaseForm, here, "The release is recorded.", grave=True),
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
    Step(
        "leave",
        "Custody ended otherwise",
        "Ended otherwise",
        LeaveForm,
        here,
        "The end of custody is recorded.",
        grave=True,
    ),
    Step(
        "delay",
        "Why the person left late",
        "Explain the delay",
        DelayForm,
        _may_explain,
        "The reason is recorded.",
    ),
    Step(
        "withdraw-entitlement",
        "The entitlement fell away",
        "Entitlement fell away",
        WithdrawEntitlementForm,
        _entitled,
        "The entitlement is taken back.",
    ),
    Step(
        "withdraw-departure",
        "The end of custody was recorded in error",
        "Recorded in error",
        WithdrawDepartureForm,
        _left,
        "The person is recorded as still held.",
    ),
)
