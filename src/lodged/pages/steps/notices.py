"""Steps toward ICE: a notice given by telephone or fax, its answer, a no-show, a decline."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.casework import detainers, notices
from lodged.casework.case import Case
from lodged.casework.deeds import DeedRefusedError, Planned
from lodged.casework.notices import Commitment, IceAnswer, Reached
from lodged.law import Action
from lodged.pages.moment_field import MomentField, for_input
from lodged.pages.steps.base import Step, StepForm, listed, text
from lodged.pages.steps.offices import OfficeField
from lodged.register import acts
from lodged.register.models import User
from lodged.register.vocabulary import Answer, Channel, DeclineReason, Source
from lodged.web.forms import dress

_CHANNELS = (Channel.PHONE, Channel.FAX, Channel.EMAIL, Channel.IN_PERSON, Channel.PORTAL)

_REACHED = [("yes", "Yes: spoken to, or the fax went through"), ("no", "No: nobody answered, or it failed")]


class NoticeForm(StepForm):
    """ICE was told of the release, or somebody tried."""

    at_label = "Time notified"
    channel = forms.ChoiceField(
        label="How", required=False, choices=[(one.value, one.meaning) for one in _CHANNELS]
    )
    sent_to = text(
        "Office or person reached", required=False, help_text="With the number you dialed or faxed."
    )
    delivered = forms.ChoiceField(label="Did it reach them?", choices=_REACHED)
    release_at = MomentField(
        label="Release time given to ICE", help_text="The release time that ICE was told."
    )
    answer = listed(
        Answer, "What they answered", required=False, help_text="Leave it open if they will call back."
    )
    answered_by = text("Who answered (optional)", required=False)

    def __init__(self, *arguments: Any, case: Case, user: User, **named: Any) -> None:
        """Offer the offices that are known."""
        self._offices = OfficeField(case)
        super().__init__(*arguments, case=case, user=user, **named)
        if self._offices.lines:
            self.fields["office"] = self._offices
            dress(self)

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return the release now coming, and the office of the last notice or the one that issued the detainer."""
        coming = case.coming
        return {
            "office": self._offices.first(case),
            "release_at": for_input(max(coming, case.now), case.zone) if coming else "",
            "sent_to": case.notices[0].sent_to if case.notices else "",
        }

    def clean(self) -> dict[str, Any]:
        """Take the number from the office that was picked; somebody else must be named."""
        cleaned = super().clean() or {}
        line = self._offices.lines.get(cleaned.get("office", ""))
        if line is not None:
            cleaned |= {"channel": line.channel.value, "sent_to": line.sent_to}
        elif not cleaned.get("sent_to"):
            self.add_error("sent_to", "Say which office or person was reached, with the number.")
        elif not cleaned.get("channel"):
            self.add_error("channel", "Say how they were reached.")
        return cleaned

    def deed(self) -> Planned:
        """Return the notice, with the answer where there was one at once."""
        cleaned = self.cleaned_data
        answer = cleaned["answer"]
        return notices.tell_ice.of(
            self.detainer.id,
            cleaned["at"],
            cleaned["release_at"],
            _reached(cleaned),
            answer=IceAnswer(Answer.of(answer), cleaned["answered_by"]) if answer else None,
        )


class CommitmentForm(StepForm):
    """The notice at commitment after a felony conviction, with its four items."""

    at_label = "Time notified"
    channel = forms.ChoiceField(label="How", choices=[(one.value, one.meaning) for one in _CHANNELS])
    sent_to = text("Office or person reached", help_text="The immigration officer of the district.")
    delivered = forms.ChoiceField(label="Did it reach them?", choices=_REACHED)
    committed_on = forms.DateField(
        label="Date of commitment (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reasons = text("Reasons of commitment (optional)", required=False)
    length = text("Length of commitment (optional)", required=False)
    country = text(
        "Country of citizenship (optional)",
        required=False,
        help_text="As the person or a paper says it. It is never taken from a name, a birthplace or a language.",
    )
    last_entry = text("Date and port of last entry (optional)", required=False)
    source = listed(Source, "Who said it")

    def deed(self) -> Planned:
        """Return the notice at commitment."""
        cleaned = self.cleaned_data
        commitment = Commitment(
            Source.of(cleaned["source"]),
            cleaned["committed_on"],
            cleaned["reasons"],
            cleaned["length"],
            cleaned["country"],
            cleaned["last_entry"],
        )
        return notices.notify_commitment.of(self.case.stay.id, cleaned["at"], _reached(cleaned), commitment)


class AnswerForm(StepForm):
    """What ICE answered to the last notice."""

    at_label = "Answered at"
    answer = listed(Answer, "Answer")
    answered_by = text("Who answered (optional)", required=False)

    def deed(self) -> Planned:
        """Return the answer."""
        cleaned, notice = self.cleaned_data, self.case.delivered_notice
        if notice is None:
            raise DeedRefusedError("No notice has reached ICE, so there is no answer to record.")
        answer = IceAnswer(Answer.of(cleaned["answer"]), cleaned["answered_by"])
        return notices.record_answer.of(notice.detainer_id, cleaned["at"], notice.id, answer)


class NoShowForm(StepForm):
    """ICE was told and was not there at the release."""

    at_label = "At"
    officer = text("Officer who saw it")
    note = text("What was seen (optional)", lines=3, required=False)

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return who is signed in, as it most often is."""
        return {"officer": user.written_name}

    def deed(self) -> Planned:
        """Return the no-show."""
        cleaned = self.cleaned_data
        return notices.note_no_show.of(self.detainer.id, cleaned["at"], cleaned["officer"], cleaned["note"])


class DeclineForm(StepForm):
    """The custodian does not do what the detainer asks; the law's decision is kept with it."""

    at_label = "Declined at"
    reason = listed(DeclineReason, "Ground")

    def deed(self) -> Planned:
        """Return the decline."""
        cleaned = self.cleaned_data
        return detainers.decline.of(self.detainer.id, cleaned["at"], DeclineReason.of(cleaned["reason"]))


def _reached(cleaned: dict[str, Any]) -> Reached:
    return Reached(Channel.of(cleaned["channel"]), cleaned["sent_to"], cleaned["delivered"] == "yes")


STEPS = (
    Step(
        "notice",
        "Tell ICE of the release",
        "Tell ICE",
        NoticeForm,
        notices.may_tell_of_release,
        "The notice is recorded.",
        (acts.GiveNotice, acts.RecordAnswer),
        law=(Action.NOTIFY_RELEASE,),
    ),
    Step(
        "commitment",
        "Notice at commitment",
        "Notice at commitment",
        CommitmentForm,
        notices.may_notify_commitment,
        "The notice at commitment is recorded.",
        (acts.NotifyCommitment,),
    ),
    Step(
        "answer",
        "Record ICE's answer",
        "Record the answer",
        AnswerForm,
        notices.awaits_answer,
        "The answer is recorded.",
        (acts.RecordAnswer,),
    ),
    Step(
        "no-show",
        "ICE was not there",
        "ICE did not come",
        NoShowForm,
        notices.absence_refusal,
        "It is recorded that ICE was told and was not there.",
        (acts.NoteNoShow,),
    ),
    Step(
        "decline",
        "Decline the detainer",
        "Decline",
        DeclineForm,
        detainers.may_decline,
        "The decline is recorded, with the decision it rests on.",
        (acts.Decline,),
        law=(Action.HOLD_DETAINER_ONLY, Action.NOTIFY_RELEASE, Action.TRANSFER_AT_RELEASE),
    ),
)
