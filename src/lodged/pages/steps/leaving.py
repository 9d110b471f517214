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
        """Return the withdrawal."""
        cleaned = self.cleaned_data
        return custody.withdraw_departure.of(self.case.stay.id, cleaned["at"], cleaned["reason"])


class DelayForm(StepForm):
    """Why the person left later than they were entitled to."""

    at_label = "Time reported"
    delay = listed(DelayReason, "Reason")
    note = text("Note (optional)", lines=3, required=False)

    def deed(self) -> Planned:
        """Return the explanation."""
        cleaned = self.cleaned_data
        delay = Delay(DelayReason.of(cleaned["delay"]), cleaned["note"])
        return custody.explain_delay.of(self.case.stay.id, cleaned["at"], delay)


class LeavingForm(StepForm):
    """An end of custody; where it comes late, it says why."""

    delay = listed(
        DelayReason,
        "Why was release delayed? (required after 1 hour)",
        required=False,
        help_text="The minutes between entitlement and departure are counted and shown.",
    )
    delay_note = text("Note on the delay (optional)", lines=2, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a departure that comes more than an hour late."""
        cleaned = super().clean() or {}
        if cleaned.get("at") and "delay" in self.fields and not cleaned.get("delay"):
            question = custody.unexplained_delay(self.case, cleaned["at"])
            if question is not None:
                self.add_error("delay", question)
        return cleaned

    @property
    def delayed(self) -> Delay | None:
        """The reason of a delay, where one was given."""
        reason = self.cleaned_data.get("delay")
        return Delay(DelayReason.of(reason), self.cleaned_data["delay_note"]) if reason else None


class ReleaseForm(LeavingForm):
    """The person was released."""

    at_label = "Time released"
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
        "Why they were eligible for release (if not recorded yet)",
        required=False,
        help_text="Release time will also be used as the time they became eligible.",
    )
    note = text("Note (optional)", lines=2, required=False)

    def __init__(self, *arguments: Any, case: Case, user: User, **named: Any) -> None:
        """Ask only what isn't on record."""
        super().__init__(*arguments, case=case, user=user, **named)
        if case.delivered_notice is None or not case.is_open:
            del self.fields["ice_here"]
        else:
            self.fields["ice_here"].help_text = _notice_to_ice(case)
        if case.stay.entitled_at is not None:
            del self.fields["entitlement"]
        else:
            del self.fields["delay"], self.fields["delay_note"]

    def clean_ice_here(self) -> str:
        """Send whoever has ICE's officers before them to the hand-over."""
        here: str = self.cleaned_data["ice_here"]
        if here == "yes":
            may = self.case.may_hand_over
            raise forms.ValidationError(
                "Record the hand-over instead: leave this page and choose Hand over to ICE."
                if may
                else "The law here does not allow handing the person over. Ask a supervisor or counsel, then release."
            )
        return here

    def deed(self) -> Planned:
        """Return the release, with what entitled the person where the record doesn't say it yet."""
        cleaned = self.cleaned_data
        basis = cleaned.get("entitlement")
        return custody.release.of(
            self.case.stay.id,
            cleaned["at"],
            entitlement=EntitlementBasis.of(basis) if basis else None,
            delay=self.delayed,
            note=cleaned["note"],
        )


def _notice_to_ice(case: Case) -> str:
    notice = case.delivered_notice
    if notice is None or notice.given_at is None:
        return ""
    answer = (
        f" Its answer: {notice.get_answer_display().lower()}." if notice.answer else " It has not answered."
    )
    return f"ICE was told {briefly(notice.given_at, case.zone, case.now)}.{answer}"


class LeaveForm(LeavingForm):
    """Custody ended otherwise."""

    at_label = "Ended at"
    field_order = ("stay_version", "detainer_version", "at", "how", "to", "officer", "with_papers", "note")
    how = forms.ChoiceField(
        label="How",
        choices=[
            ("", "Choose one"),
            ("agency", "Transferred to another custodian (not ICE)"),
            ("died", "Died in custody"),
            ("other", "Other end of custody"),
        ],
    )
    to = text("To which custodian", required=False)
    officer = text("Receiving officer (optional)", required=False)
    with_papers = forms.BooleanField(
        label="The detainer's papers and the printed packet go along",
        required=False,
        help_text="For a transfer to another custodian. The next custodian gets no detainer by itself.",
    )
    note = text("What happened", lines=2, required=False)

    def __init__(self, *arguments: Any, case: Case, user: User, **named: Any) -> None:
        """Ask for the papers only where a detainer is open."""
        super().__init__(*arguments, case=case, user=user, **named)
        if not case.is_open:
            del self.fields["with_papers"]

    def clean(self) -> dict[str, Any]:
        """Check that a transfer names where to, and another end what happened."""
        cleaned = super().clean() or {}
        if cleaned.get("how") == "agency" and not cleaned.get("to"):
            self.add_error("to", "Name the custodian who took the person.")
        if cleaned.get("how") in {"died", "other"} and not cleaned.get("note"):
            self.add_error("note", "Say what happened.")
        return cleaned

    def deed(self) -> Planned:
        """Return the end of custody."""
        cleaned, stay = self.cleaned_data, self.case.stay.id
        if cleaned["how"] == "agency":
            return custody.transfer_to_agency.of(
                stay,
                cleaned["at"],
                cleaned["to"],
                cleaned["officer"],
                with_papers=cleaned.get("with_papers", False),
                delay=self.delayed,
            )
        died = cleaned["how"] == "died"
        return custody.end_otherwise.of(stay, cleaned["at"], cleaned["note"], died=died, delay=self.delayed)


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
        "Other end of custody",
        "Other end of custody",
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
