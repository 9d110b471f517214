"""The file of one custody: what now and by when, the law's decision, papers, notices, clocks, and everything so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lodged.casework import answers, custody
from lodged.casework.case import Case
from lodged.casework.next_steps import tasks
from lodged.casework.timeline import timeline
from lodged.law import Action, Decision, Explanation, explain, load_rulebooks
from lodged.law.explanation import ActionExplanation
from lodged.pages.case.letter_links import letters
from lodged.pages.steps.all_steps import STEPS
from lodged.pages.steps.base import Step
from lodged.register.models import CitizenshipClaim, DecisionRecord, Handover, User

DESK_ACTIONS = (
    Action.HOLD_DETAINER_ONLY,
    Action.HOLD_ADMINISTRATIVE_WARRANT,
    Action.HOLD_JUDICIAL_WARRANT,
    Action.NOTIFY_RELEASE,
    Action.TRANSFER_AT_RELEASE,
    Action.NOTIFY_COMMITMENT,
    Action.SERVE_COPY,
    Action.ALLOW_INTERVIEW,
)
"""The questions of a release desk, in the order in which they come up there."""


@dataclass(frozen=True)
class Offer:
    """A step that this person may take now, or the reason why nobody may."""

    step: Step
    refused: str | None


def file_of(case: Case, user: User) -> dict[str, Any]:
    """Everything the file's page shows."""
    stay = case.stay
    explanation = explained(case)
    detainers = [one for one, _ in case.detainers]
    may = {step.slug for step in STEPS.values() if user.role in step.roles}
    return {
        "s": case,
        "stay": stay,
        "now": case.now,
        "zone": case.zone,
        "tasks": [(task, STEPS[task.step]) for task in tasks(case)],
        "may": may,
        "offers": [offer for offer in offers(case, user) if offer.refused is None],
        "answers": (
            ("Hold past release", answers.hold(case)),
            ("Tell ICE", answers.notify(case)),
            ("Hand over at release", answers.hand_over(case)),
        ),
        "explanation": explanation,
        "law": desk_answers(explanation),
        "claims": CitizenshipClaim.objects.filter(stay=stay).order_by("-claimed_at"),
        "handovers": Handover.objects.filter(stay=stay).order_by("-handed_over_at"),
        "decisions": [
            (row, Decision.from_json(row.decision) if row.decision else None)
            for row in DecisionRecord.objects.filter(detainer__in=detainers).order_by("-decided_at")
        ],
        "timeline": timeline(stay, detainers, case.zone),
        "letters": letters(case),
        "undo": "withdraw-departure" in may and case.gone and custody.may_undo(case),
        "births": stay.person.birth_dates.order_by("pk"),
    }


def offers(case: Case, user: User) -> list[Offer]:
    """Every step of the user's role, with the reason where it isn't offered."""
    return [Offer(step, step.offered(case)) for step in STEPS.values() if user.role in step.roles]


def explained(case: Case) -> Explanation | None:
    """The law's decision in words; None where no rulebook speaks."""
    if case.decision is None:
        return None
    return explain(load_rulebooks(), case.decision)


def desk_answers(explanation: Explanation | None) -> list[ActionExplanation]:
    """The answers that a release desk asks for."""
    if explanation is None:
        return []
    by_action = {item.action: item for item in explanation.actions}
    return [by_action[action] for action in DESK_ACTIONS]
