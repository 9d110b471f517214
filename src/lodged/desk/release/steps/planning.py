"""Steps before anybody leaves: the plan, and the entitlement to release."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from lodged.desk.release.moments import MomentField, for_input
from lodged.desk.release.situations import Situation
from lodged.desk.release.steps.base import Step, StepForm, here, listed, text
from lodged.law import Action
from lodged.law.clocks import notice_due
from lodged.register import acts
from lodged.register.acts import Act
from lodged.register.models import User
from lodged.register.vocabulary import EntitlementBasis


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


def _may_plan(situation: Situation) -> str | None:
    if situation.due:
        return "The person is entitled to release now, so there is nothing to plan. Release, or record what happened."
    return here(situation)


def _may_entitle(situation: Situation) -> str | None:
    return "The entitlement is on record already." if situation.due else here(situation)


def _entitled(situation: Situation) -> str | None:
    return None if situation.due else here(situation) or "No entitlement is on record."


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
    Step(
        "withdraw-entitlement",
        "The entitlement fell away",
        "Entitlement fell away",
        WithdrawEntitlementForm,
        _entitled,
        "The entitlement is taken back.",
    ),
)
