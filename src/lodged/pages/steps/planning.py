"""Steps before anybody leaves: the plan, and the entitlement to release."""

from __future__ import annotations

from typing import Any

from lodged.casework import custody
from lodged.casework.case import Case
from lodged.casework.deeds import Planned
from lodged.pages.moment_field import MomentField, for_input
from lodged.pages.steps.base import Step, StepForm, listed, text
from lodged.register import acts
from lodged.register.models import User
from lodged.register.vocabulary import EntitlementBasis


class PlanForm(StepForm):
    """The planned release is set, changed or taken back; notices to ICE are planned anew with it."""

    at_label = "Changed at"
    planned_for = MomentField(
        label="Planned release", required=False, help_text="Leave blank to cancel the plan."
    )
    reason = text("Why", help_text="For example the sentence's end, or the court's order.")

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return the plan as it stands."""
        planned = case.stay.planned_for
        return {"planned_for": for_input(planned, case.zone) if planned else ""}

    def clean(self) -> dict[str, Any]:
        """Refuse to take back a plan that there isn't."""
        cleaned = super().clean() or {}
        if not cleaned.get("planned_for") and self.case.stay.planned_for is None and not self.errors:
            self.add_error("planned_for", "Enter the planned release: there is none to take back.")
        return cleaned

    def deed(self) -> Planned:
        """Set the plan, or take it back."""
        cleaned, stay = self.cleaned_data, self.case.stay.id
        if not cleaned["planned_for"]:
            return custody.withdraw_plan.of(stay, cleaned["at"], cleaned["reason"])
        return custody.plan_release.of(stay, cleaned["at"], cleaned["planned_for"], cleaned["reason"])


class EntitleForm(StepForm):
    """From this minute the person is entitled to release."""

    at_label = "Cleared since"
    basis = listed(EntitlementBasis, "Why they are cleared")

    def deed(self) -> Planned:
        """Return the entitlement."""
        cleaned = self.cleaned_data
        return custody.entitle.of(self.case.stay.id, cleaned["at"], EntitlementBasis.of(cleaned["basis"]))


class ReasonForm(StepForm):
    """Something recorded is taken back, with the reason."""

    reason = text("Why", lines=2)


class WithdrawEntitlementForm(ReasonForm):
    """The person is no longer eligible for release."""

    def deed(self) -> Planned:
        """Return the withdrawal."""
        cleaned = self.cleaned_data
        return custody.withdraw_entitlement.of(self.case.stay.id, cleaned["at"], cleaned["reason"])


STEPS = (
    Step(
        "plan",
        "Planned release",
        "Plan the release",
        PlanForm,
        custody.may_plan,
        "The plan is recorded, and what hangs on it was planned anew.",
        (acts.PlanRelease, acts.WithdrawPlan, acts.PlanNotice),
    ),
    Step(
        "entitle",
        "Cleared for release",
        "Cleared for release",
        EntitleForm,
        custody.may_entitle,
        "The entitlement is recorded: the clock runs.",
        (acts.Entitle,),
    ),
    Step(
        "withdraw-entitlement",
        "No longer eligible for release",
        "No longer eligible",
        WithdrawEntitlementForm,
        custody.is_entitled,
        "The entitlement is taken back.",
        (acts.WithdrawEntitlement,),
    ),
)
