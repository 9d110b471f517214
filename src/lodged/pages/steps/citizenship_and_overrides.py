"""Steps on a claim of US citizenship, and on an override of the law's decision."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.casework import citizenship, overrides
from lodged.casework.case import Case
from lodged.casework.deeds import Planned
from lodged.law import Action
from lodged.pages.steps.base import Step, StepForm, listed, text
from lodged.register import acts
from lodged.register.models import User
from lodged.register.vocabulary import Overridable, Ruling


class ClaimForm(StepForm):
    """The person, or somebody for them, says that they are a US citizen."""

    at_label = "Claimed at"
    claimed_by = text(
        "Who says it",
        required=False,
        help_text="The person, a relative, a lawyer. This or the words is needed.",
    )
    words = text("In their words", lines=3, required=False)

    def deed(self) -> Planned:
        """Return the claim."""
        cleaned = self.cleaned_data
        return citizenship.claim_citizenship.of(
            self.case.stay.id, cleaned["at"], cleaned["claimed_by"], cleaned["words"]
        )


class RuleForm(StepForm):
    """A named person rules on the claim, with the evidence."""

    at_label = "Time of ruling"
    ruling = listed(Ruling, "Ruling")
    ruled_by = text("Who rules", help_text="Name and office.")
    evidence = text(
        "Evidence examined",
        lines=4,
        help_text="Which papers and records were looked at, and what they show. Absence of a record shows nothing.",
    )

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return who is signed in, who most often rules."""
        return {"ruled_by": user.written_name}

    def deed(self) -> Planned:
        """Return the ruling."""
        cleaned = self.cleaned_data
        return citizenship.rule_on_citizenship.of(
            self.case.stay.id,
            cleaned["at"],
            Ruling.of(cleaned["ruling"]),
            cleaned["ruled_by"],
            cleaned["evidence"],
        )


class WithdrawalForm(StepForm):
    """Who made the claim takes it back, or it was recorded in error."""

    at_label = "Withdrawn at"
    reason = text("Who withdraws it, and why", lines=3, help_text="In their own words where there are any.")

    def deed(self) -> Planned:
        """Return the withdrawal."""
        cleaned = self.cleaned_data
        return citizenship.withdraw_claim.of(self.case.stay.id, cleaned["at"], cleaned["reason"])


class OverrideForm(StepForm):
    """Somebody wants to do what the law's decision does not allow."""

    at_label = "Time requested"
    wanted = listed(Overridable, "What is wanted")
    authority = text(
        "On what authority", lines=3, help_text="The order, paper or provision, with its number and date."
    )
    reason = text("Why", lines=3)

    def deed(self) -> Planned:
        """Return the wish; nothing may rest on it until another person confirmed it."""
        cleaned = self.cleaned_data
        return overrides.ask_override.of(
            self.detainer.id,
            cleaned["at"],
            Overridable.of(cleaned["wanted"]),
            cleaned["authority"],
            cleaned["reason"],
        )


class OverruleForm(StepForm):
    """A records supervisor or counsel confirms or refuses an override."""

    at_label = "Time of ruling"
    confirmed = forms.ChoiceField(
        label="Ruling", choices=[("", "Choose one"), ("yes", "Confirm the override"), ("no", "Refuse it")]
    )
    reason = text("Reason", lines=3)

    def deed(self) -> Planned:
        """Return the ruling on the override that waits."""
        cleaned = self.cleaned_data
        return overrides.rule_on_override.of(
            self.detainer.id, cleaned["at"], confirmed=cleaned["confirmed"] == "yes", reason=cleaned["reason"]
        )


_HOLD_OR_TRANSFER = (Action.HOLD_DETAINER_ONLY, Action.TRANSFER_AT_RELEASE)

STEPS = (
    Step(
        "claim",
        "Claim of US citizenship",
        "Claims US citizenship",
        ClaimForm,
        citizenship.no_open_claim,
        "The claim is recorded. Hold and handover are stopped until a named person rules on it.",
        (acts.ClaimCitizenship,),
    ),
    Step(
        "rule",
        "Rule on the claim of US citizenship",
        "Rule on the claim",
        RuleForm,
        citizenship.open_claim,
        "The ruling is recorded.",
        (acts.RuleOnClaim,),
    ),
    Step(
        "withdraw-claim",
        "Withdraw the claim of US citizenship",
        "Withdraw the claim",
        WithdrawalForm,
        citizenship.open_claim,
        "The withdrawal is recorded. Nothing is stopped by the claim any more.",
        (acts.WithdrawClaim,),
    ),
    Step(
        "override",
        "Ask for an override of the law's decision",
        "Ask for an override",
        OverrideForm,
        overrides.may_ask,
        "The override is asked for. Nothing may rest on it until a records supervisor or counsel, another person, "
        "confirms it.",
        (acts.AskOverride,),
        law=_HOLD_OR_TRANSFER,
        grave=True,
    ),
    Step(
        "overrule",
        "Rule on the override",
        "Rule on the override",
        OverruleForm,
        overrides.waits_for_ruling,
        "The ruling on the override is recorded.",
        (acts.RuleOnOverride,),
        law=_HOLD_OR_TRANSFER,
        grave=True,
    ),
)
