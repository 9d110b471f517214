"""The file of one custody: what now and by when, the law's decision, papers, notices, clocks, and everything so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lodged.casework import answers, custody
from lodged.casework.case import Case
from lodged.casework.next_steps import Task, tasks
from lodged.casework.summary import summary
from lodged.casework.timeline import timeline
from lodged.law import Action, Decision, Explanation, explain, load_rulebooks
from lodged.law.explanation import ActionExplanation
from lodged.pages.case.letter_links import letters
from lodged.pages.steps.all_steps import STEPS
from lodged.pages.steps.base import Step
from lodged.register.models import CitizenshipClaim, DecisionRecord, Handover, User
from lodged.register.vocabulary import WarrantKind

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


MOST_BUTTONS = 3


@dataclass(frozen=True)
class Button:
    """A step to take next, with the task that asks for it; without one it is only possible."""

    step: Step
    task: Task | None = None

    @property
    def words(self) -> str:
        """Return its label."""
        return self.task.words if self.task else self.step.button


def buttons(case: Case, user: User, to_do: Sequence[Task]) -> tuple[list[Button], list[Button], list[Task]]:
    """Return at most three steps to take next, the further ones, and the tasks that are for somebody else.

    Whoever is due, and whom ICE may take, has the hand-over beside the release.
    """
    possible = {offer.step.slug: offer.step for offer in offers(case, user) if offer.refused is None}
    mine = [task for task in to_do if task.step in possible]
    listed = [Button(possible[task.step], task) for task in mine]
    if case.due and "hand-over" in possible:
        listed.insert(1, Button(possible["hand-over"]))
    by_step: dict[str, Button] = {}
    for button in listed:
        by_step.setdefault(button.step.slug, button)
    ordered = list(by_step.values())
    first, later = ordered[:MOST_BUTTONS], ordered[MOST_BUTTONS:]
    more = [*later, *(Button(step) for slug, step in possible.items() if slug not in by_step)]
    return first, more, [task for task in to_do if task.step not in possible]


def file_of(case: Case, user: User) -> dict[str, Any]:
    """Return everything the file's page shows."""
    stay = case.stay
    explanation = explained(case)
    detainers = [one for one, _ in case.detainers]
    absent = absent_papers(case)
    to_do = tasks(case)
    first, more, others = buttons(case, user, to_do)
    may = {step.slug for step in STEPS.values() if user.role in step.roles}
    return {
        "s": case,
        "stay": stay,
        "now": case.now,
        "zone": case.zone,
        "summary": summary(case),
        "urgency": to_do[0].urgency.name.lower() if to_do else "none",
        "buttons": first,
        "more": more,
        "for_others": others,
        "may": may,
        "answers": (
            ("Hold past release", answers.hold(case)),
            ("Tell ICE", answers.notify(case)),
            ("Hand over at release", answers.hand_over(case)),
        ),
        "explanation": explanation,
        "law": [item for item in desk_answers(explanation) if item.action not in absent],
        "absent": [PAPERS[action] for action in DESK_ACTIONS if action in absent],
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
    """Return every step of the user's role, with the reason where it isn't offered."""
    return [Offer(step, step.offered(case)) for step in STEPS.values() if user.role in step.roles]


PAPERS = {
    Action.HOLD_ADMINISTRATIVE_WARRANT: "an administrative warrant (I-200 or I-205)",
    Action.HOLD_JUDICIAL_WARRANT: "a judge's warrant or order",
}
"""The papers that a question of the desk is about, in words."""


def absent_papers(case: Case) -> frozenset[Action]:
    """Return the questions about a paper that isn't on file: an answer to them would read as a prohibition."""
    on_file = {
        Action.HOLD_JUDICIAL_WARRANT
        if warrant.kind == WarrantKind.JUDICIAL
        else Action.HOLD_ADMINISTRATIVE_WARRANT
        for detainer, _ in case.detainers
        for warrant in detainer.warrants.all()
    }
    return frozenset(action for action in PAPERS if action not in on_file and not case.authorizes(action))


def explained(case: Case) -> Explanation | None:
    """Return the law's decision in words; None where no rulebook speaks."""
    if case.decision is None:
        return None
    return explain(load_rulebooks(), case.decision)


def desk_answers(explanation: Explanation | None) -> list[ActionExplanation]:
    """Return the answers that a release desk asks for."""
    if explanation is None:
        return []
    by_action = {item.action: item for item in explanation.actions}
    return [by_action[action] for action in DESK_ACTIONS]
