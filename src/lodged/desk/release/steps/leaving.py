"""Steps by which custody ends: the release, another end, why it came late, and what was recorded in error."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.desk.release.moments import written
from lodged.desk.release.next_steps import ASK_WHY_AFTER
from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import Step, StepForm, here, listed, text
from lodged.desk.release.steps.planning import ReasonForm
from lodged.register import acts
from lodged.register.decisions import decided
from lodged.register.models import User
from lodged.register.overstay import Overstay
from lodged.register.vocabulary import DelayReason, EntitlementBasis, Reliance


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


def _left(situation: Situation) -> str | None:
    return None if situation.gone else "The person is still in custody."


def _may_explain(situation: Situation) -> str | None:
    return (
        None
        if situation.overstay
        else "The person was not entitled to release, so there is no delay to explain."
    )


STEPS = (
    Step("release", "Release", "Release", ReleaseForm, here, "The release is recorded.", grave=True),
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
        "withdraw-departure",
        "The end of custody was recorded in error",
        "Recorded in error",
        WithdrawDepartureForm,
        _left,
        "The person is recorded as still held.",
    ),
)
