"""Run the cases of a rulebook: its examples, each with the answer a lawyer expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodged.law.actions import Action, Outcome
from lodged.law.engine import decide
from lodged.law.model import Case, Rulebooks


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One expectation of one case, and what came out."""

    jurisdiction: str
    case: Case
    action: Action
    expected: Outcome
    actual: Outcome

    @property
    def passed(self) -> bool:
        """Whether the answer is the one expected."""
        return self.expected is self.actual


def run_cases(rulebooks: Rulebooks, jurisdiction: str) -> Iterator[CaseResult]:
    """Decide every case of a rulebook on its own day; one result for each action it expects something of."""
    for case in rulebooks.book(jurisdiction).cases:
        decision = decide(rulebooks, jurisdiction, case.facts, case.on)
        for action, expected in case.expect.items():
            yield CaseResult(jurisdiction, case, action, expected, decision.action(action).outcome)
