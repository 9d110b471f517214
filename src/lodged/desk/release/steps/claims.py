"""Steps on a claim of US citizenship, and on an override of the law's decision."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import Step, StepForm, here, listed, on_open_detainer, own_name, text
from lodged.register import acts
from lodged.register.lifecycle.stays import Claim, claim_refusal
from lodged.register.models import User
from lodged.register.permissions import MAY_CONFIRM, MAY_RULE
from lodged.register.vocabulary import Overridable, Ruling


class ClaimForm(StepForm):
    """The person, or somebody for them, says that they are a US citizen."""

    at_label = "Claimed at"
    claimed_by = text("Who said it", initial="The person")
    words = text("In their words (optional)", lines=3, required=False)

    def acts(self) -> list[acts.Act]:
        """One claim."""
        told = self.cleaned_data
        return [
            acts.ClaimCitizenship(
                at=told["at"], stay=self.situation.stay.id, claimed_by=told["claimed_by"], words=told["words"]
            )
        ]


class RuleForm(StepForm):
    """A named person rules on the claim, with the evidence."""

    at_label = "Ruled at"
    ruling = listed(Ruling, "Ruling")
    ruled_by = text("Who rules", help_text="Name and office.")
    evidence = text(
        "Evidence examined",
        lines=4,
        help_text="Which papers and records were looked at, and what they show. Absence of a record shows nothing.",
    )

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """Most often who is signed in rules."""
        return {"ruled_by": own_name(user)}

    def acts(self) -> list[acts.Act]:
        """One ruling."""
        told = self.cleaned_data
        return [
            acts.RuleOnClaim(
                at=told["at"],
                stay=self.situation.stay.id,
                ruling=Ruling.of(told["ruling"]),
                ruled_by=told["ruled_by"],
                evidence=told["evidence"],
            )
        ]


class OverrideForm(StepForm):
    """Somebody wants to do what the law's decision does not allow."""

    at_label = "Asked at"
    wanted = listed(Overridable, "What is wanted")
    authority = text(
        "On what authority", lines=3, help_text="The order, paper or provision, with its number and date."
    )
    reason = text("Why", lines=3)

    def acts(self) -> list[acts.Act]:
        """One wish; nothing may rest on it until another person confirmed it."""
        told = self.cleaned_data
        return [
            acts.AskOverride(
                at=told["at"],
                detainer=self.detainer.id,
                override=uuid4(),
                wanted=Overridable.of(told["wanted"]),
                authority=told["authority"],
                reason=told["reason"],
            )
        ]


class OverruleForm(StepForm):
    """A records supervisor or counsel confirms or refuses an override."""

    at_label = "Ruled at"
    confirmed = forms.ChoiceField(
        label="Ruling", choices=[("", "Choose one"), ("yes", "Confirm the override"), ("no", "Refuse it")]
    )
    reason = text("Reason", lines=3)

    def acts(self) -> list[acts.Act]:
        """One ruling on the override that waits."""
        told, asked = self.cleaned_data, self.situation.override_asked
        if asked is None:
            raise ValueError("No override waits for a ruling.")
        return [
            acts.RuleOnOverride(
                at=told["at"],
                detainer=self.detainer.id,
                override=asked.id,
                confirmed=told["confirmed"] == "yes",
                reason=told["reason"],
            )
        ]


def _no_open_claim(situation: Situation) -> str | None:
    if situation.claim is Claim.OPEN:
        return "A claim is open already. A named person must rule on it."
    return here(situation)


def _open_claim(situation: Situation) -> str | None:
    return None if situation.claim is Claim.OPEN else "There is no open claim of US citizenship."


def _may_ask(situation: Situation) -> str | None:
    if situation.override_asked is not None:
        return "An override was asked for and waits for a records supervisor or counsel."
    return on_open_detainer(situation) or claim_refusal(situation.stay.facts())


def _asked(situation: Situation) -> str | None:
    return None if situation.override_asked is not None else "No override waits for a ruling."


STEPS = (
    Step(
        "claim",
        "Claim of US citizenship",
        "Claims US citizenship",
        ClaimForm,
        _no_open_claim,
        "The claim is recorded. Hold and handover are stopped until a named person rules on it.",
    ),
    Step(
        "rule",
        "Rule on the claim of US citizenship",
        "Rule on the claim",
        RuleForm,
        _open_claim,
        "The ruling is recorded.",
        MAY_RULE,
    ),
    Step(
        "override",
        "Ask for an override of the law's decision",
        "Ask for an override",
        OverrideForm,
        _may_ask,
        "The override is asked for. Nothing may rest on it until a records supervisor or counsel, another person, "
        "confirms it.",
        grave=True,
    ),
    Step(
        "overrule",
        "Rule on the override",
        "Rule on the override",
        OverruleForm,
        _asked,
        "The ruling on the override is recorded.",
        MAY_CONFIRM,
        grave=True,
    ),
)
