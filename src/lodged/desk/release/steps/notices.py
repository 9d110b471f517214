"""Steps towards ICE: a notice given by telephone or fax, its answer, a no-show, a decline."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django import forms

from lodged.desk.release.moments import MomentField, for_input
from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import (
    Step,
    StepForm,
    listed,
    on_detainer,
    on_open_detainer,
    own_name,
    text,
)
from lodged.law import Action
from lodged.register import acts
from lodged.register.authority import refusal_of
from lodged.register.decisions import decided
from lodged.register.models import User
from lodged.register.vocabulary import Answer, Channel, DeclineReason, Reliance, Source

_CHANNELS = (Channel.PHONE, Channel.FAX, Channel.EMAIL, Channel.IN_PERSON, Channel.PORTAL)

_REACHED = [("yes", "Yes: spoken to, or the fax went through"), ("no", "No: nobody answered, or it failed")]


class NoticeForm(StepForm):
    """ICE was told of the release, or somebody tried."""

    at_label = "Told at"
    channel = forms.ChoiceField(label="How", choices=[(one.value, one.meaning) for one in _CHANNELS])
    sent_to = text("Office or person reached", help_text="With the number dialled or faxed.")
    delivered = forms.ChoiceField(label="Did it reach them?", choices=_REACHED)
    release_at = MomentField(label="Release told", help_text="The time ICE was told.")
    answer = listed(
        Answer, "What they answered", required=False, help_text="Leave it open if they will call back."
    )
    answered_by = text("Who answered (optional)", required=False)

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """The release now coming, and the office of the last notice."""
        coming = situation.coming
        return {
            "release_at": for_input(coming, situation.zone) if coming else "",
            "sent_to": situation.notices[0].sent_to if situation.notices else "",
        }

    def acts(self) -> list[acts.Act]:
        """The decision relied on, the notice, and the answer where there was one at once."""
        told = self.cleaned_data
        waiting = self.situation.planned_notice
        notice = waiting.id if waiting and waiting.detainer_id == self.detainer.id else uuid4()
        made: list[acts.Act] = [
            decided(self.situation.stay, self.detainer, told["at"], Reliance.NOTIFY),
            acts.GiveNotice(
                at=told["at"],
                detainer=self.detainer.id,
                notice=notice,
                channel=Channel.of(told["channel"]),
                sent_to=told["sent_to"],
                given_by=own_name(self.user),
                delivered=told["delivered"] == "yes",
                release_at=told["release_at"],
            ),
        ]
        if told["answer"]:
            made.append(
                acts.RecordAnswer(
                    at=told["at"],
                    detainer=self.detainer.id,
                    notice=notice,
                    answer=Answer.of(told["answer"]),
                    answered_by=told["answered_by"],
                )
            )
        return made


class CommitmentForm(StepForm):
    """The notice at commitment after a felony conviction, with its four items."""

    at_label = "Told at"
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

    def acts(self) -> list[acts.Act]:
        """The decision relied on, and the notice."""
        told = self.cleaned_data
        return [
            decided(self.situation.stay, self.detainer, told["at"], Reliance.NOTIFY),
            acts.NotifyCommitment(
                at=told["at"],
                stay=self.situation.stay.id,
                channel=Channel.of(told["channel"]),
                sent_to=told["sent_to"],
                given_by=own_name(self.user),
                delivered=told["delivered"] == "yes",
                committed_on=told["committed_on"],
                reasons=told["reasons"],
                length=told["length"],
                country=told["country"],
                last_entry=told["last_entry"],
                source=Source.of(told["source"]),
            ),
        ]


class AnswerForm(StepForm):
    """What ICE answered to the last notice."""

    at_label = "Answered at"
    answer = listed(Answer, "Answer")
    answered_by = text("Who answered (optional)", required=False)

    def acts(self) -> list[acts.Act]:
        """One answer."""
        told, notice = self.cleaned_data, self.situation.told
        if notice is None:
            raise ValueError("No notice reached ICE.")
        return [
            acts.RecordAnswer(
                at=told["at"],
                detainer=notice.detainer_id,
                notice=notice.id,
                answer=Answer.of(told["answer"]),
                answered_by=told["answered_by"],
            )
        ]


class NoShowForm(StepForm):
    """ICE was told and was not there at the release."""

    at_label = "At"
    officer = text("Officer who saw it")
    note = text("What was seen (optional)", lines=3, required=False)

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """Most often who is signed in."""
        return {"officer": own_name(user)}

    def acts(self) -> list[acts.Act]:
        """One no-show."""
        told = self.cleaned_data
        return [
            acts.NoteNoShow(
                at=told["at"], detainer=self.detainer.id, officer=told["officer"], note=told["note"]
            )
        ]


class DeclineForm(StepForm):
    """The custodian does not do what the detainer asks; the law's decision is kept with it."""

    at_label = "Declined at"
    reason = listed(DeclineReason, "Ground")

    def acts(self) -> list[acts.Act]:
        """The decision relied on, and the decline that cites it."""
        told = self.cleaned_data
        decision = decided(self.situation.stay, self.detainer, told["at"], Reliance.DECLINE)
        return [
            decision,
            acts.Decline(
                at=told["at"],
                detainer=self.detainer.id,
                reason=DeclineReason.of(told["reason"]),
                decision=str(decision.reference),
            ),
        ]


def _may_tell(action: Action, situation: Situation) -> str | None:
    refused = on_open_detainer(situation)
    if refused or situation.authorises(action):
        return refused
    return refusal_of(situation.decision, action)


def _asked(situation: Situation) -> str | None:
    if situation.told is None:
        return "No notice has reached ICE, so there is no answer to record."
    return None if not situation.told.answer else "The answer to the last notice is recorded already."


def _was_told(situation: Situation) -> str | None:
    if situation.told is None:
        return "ICE was not told of this release, so its absence says nothing."
    if situation.detainer is not None and situation.detainer.no_show_at is not None:
        return "It is recorded already that ICE was not there."
    return on_detainer(situation)


def _may_decline(situation: Situation) -> str | None:
    if not situation.due and not situation.gone:
        return "The person isn't entitled to release yet, so there is nothing to decline. Record the entitlement first."
    return on_detainer(situation) if situation.gone else on_open_detainer(situation)


STEPS = (
    Step(
        "notice",
        "Tell ICE of the release",
        "Tell ICE",
        NoticeForm,
        partial(_may_tell, Action.NOTIFY_RELEASE),
        "The notice is recorded.",
    ),
    Step(
        "commitment",
        "Notice at commitment",
        "Notice at commitment",
        CommitmentForm,
        partial(_may_tell, Action.NOTIFY_COMMITMENT),
        "The notice at commitment is recorded.",
    ),
    Step("answer", "Record ICE's answer", "Record the answer", AnswerForm, _asked, "The answer is recorded."),
    Step(
        "no-show",
        "ICE was not there",
        "ICE did not come",
        NoShowForm,
        _was_told,
        "It is recorded that ICE was told and was not there.",
    ),
    Step(
        "decline",
        "Decline the detainer",
        "Decline",
        DeclineForm,
        _may_decline,
        "The decline is recorded, with the decision it rests on.",
    ),
)
