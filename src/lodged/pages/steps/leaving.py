"""Steps by which custody ends: the release, another end, why it came late, and what was recorded in error."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.casework import custody
from lodged.casework.case import Case
from lodged.casework.custody import Delay
from lodged.casework.deeds import Planned
from lodged.casework.moments import briefly
from lodged.pages.steps.base import Step, StepForm, listed, text
from lodged.pages.steps.planning import ReasonForm
from lodged.register import acts
from lodged.register.models import User
from lodged.register.vocabulary import DelayReason, EntitlementBasis


class WithdrawDepartureForm(ReasonForm):
    """The end of custody was recorded in error."""

    def deed(self) -> Planned:
        """One withdrawal."""
        told = self.cleaned_data
        return custody.withdraw_departure.of(self.situation.stay.id, told["at"], told["reason"])


class DelayForm(StepForm):
    """Why the person left later than they were entitled to."""

    at_label = "Said at"
    delay = listed(DelayReason, "Reason")
    note = text("Note (optional)", lines=3, required=False)

    def deed(self) -> Planned:
        """One explanation."""
        told = self.cleaned_data
        delay = Delay(DelayReason.of(told["delay"]), told["note"])
        return custody.explain_delay.of(self.situation.stay.id, told["at"], delay)


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
        if told.get("at") and "delay" in self.fields and not told.get("delay"):
            question = custody.unexplained_delay(self.situation, told["at"])
            if question is not None:
                self.add_error("delay", question)
        return told

    @property
    def delayed(self) -> Delay | None:
        """The reason of a delay, where one was given."""
        reason = self.cleaned_data.get("delay")
        return Delay(DelayReason.of(reason), self.cleaned_data["delay_note"]) if reason else None


class ReleaseForm(LeavingForm):
    """The person was released."""

    at_label = "Left at"
    field_order = ("stay_version", "detainer_version", "ice_here", "checked", "at", "entitlement", "note")
    ice_here = forms.ChoiceField(
        label="Are ICE's officers here?",
        choices=[("", "Choose one"), ("no", "No: release"), ("yes", "Yes: don't release yet")],
        error_messages={"required": "Say whether ICE's officers are here. They were told of this release."},
    )
    checked = forms.BooleanField(
        label="I read back the name and date of birth, and looked for other holds and warrants",
        error_messages={
            "required": "Read back the name and date of birth, look for other holds and warrants, then tick this."
        },
    )
    entitlement = listed(
        EntitlementBasis,
        "What entitled them (where it isn't on record yet)",
        required=False,
        help_text="With it the minute of release counts as the minute of entitlement.",
    )
    note = text("Note (optional)", lines=2, required=False)

    def __init__(self, *arguments: Any, situation: Case, user: User, **named: Any) -> None:
        """Ask only what isn't on record."""
        super().__init__(*arguments, situation=situation, user=user, **named)
        if situation.told is None or not situation.is_open:
            del self.fields["ice_here"]
        else:
            self.fields["ice_here"].help_text = _what_ice_knows(situation)
        if situation.stay.entitled_at is not None:
            del self.fields["entitlement"]
        else:
            del self.fields["delay"], self.fields["delay_note"]

    def clean_ice_here(self) -> str:
        """Send whoever has ICE's officers before them to the hand-over."""
        here: str = self.cleaned_data["ice_here"]
        if here == "yes":
            may = self.situation.may_hand_over
            raise forms.ValidationError(
                "Record the hand-over instead: leave this page and choose Hand over to ICE."
                if may
                else "The law here does not allow handing the person over. Ask a supervisor or counsel, then release."
            )
        return here

    def deed(self) -> Planned:
        """The release, with what entitled the person where the record doesn't say it yet."""
        told = self.cleaned_data
        basis = told.get("entitlement")
        return custody.release.of(
            self.situation.stay.id,
            told["at"],
            entitlement=EntitlementBasis.of(basis) if basis else None,
            delay=self.delayed,
            note=told["note"],
        )


def _what_ice_knows(situation: Case) -> str:
    told = situation.told
    if told is None or told.given_at is None:
        return ""
    answer = f" Its answer: {told.get_answer_display().lower()}." if told.answer else " It has not answered."
    return f"ICE was told {briefly(told.given_at, situation.zone, situation.now)}.{answer}"


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

    def deed(self) -> Planned:
        """One end of custody."""
        told, stay = self.cleaned_data, self.situation.stay.id
        if told["how"] == "agency":
            return custody.transfer_to_agency.of(
                stay, told["at"], told["to"], told["officer"], delay=self.delayed
            )
        died = told["how"] == "died"
        return custody.end_otherwise.of(stay, told["at"], told["note"], died=died, delay=self.delayed)


STEPS = (
    Step(
        "release",
        "Release",
        "Release",
        ReleaseForm,
        custody.in_custody,
        "The release is recorded.",
        (acts.Release, acts.ExplainDelay),
        grave=True,
    ),
    Step(
        "leave",
        "Custody ended otherwise",
        "Ended otherwise",
        LeaveForm,
        custody.in_custody,
        "The end of custody is recorded.",
        (acts.TransferToAgency, acts.EndOtherwise, acts.ExplainDelay),
        grave=True,
    ),
    Step(
        "delay",
        "Why the person left late",
        "Explain the delay",
        DelayForm,
        custody.may_explain,
        "The reason is recorded.",
        (acts.ExplainDelay,),
    ),
    Step(
        "withdraw-departure",
        "The end of custody was recorded in error",
        "Recorded in error",
        WithdrawDepartureForm,
        custody.has_left,
        "The person is recorded as still held.",
        (acts.WithdrawDeparture,),
    ),
)
