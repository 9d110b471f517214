"""Rulebooks at a glance: one row a jurisdiction, the rules by action, and what two laws do differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lodged.law.actions import Action, Effect, Outcome
from lodged.law.engine import decide
from lodged.law.law_on_day import daybook
from lodged.law.model import RankedRule, Rulebooks

SUPPOSED: Mapping[str, object] = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "detainer_only": True,
    "otherwise_releasable": True,
    "served_on_person": True,
    "claims_us_citizenship": False,
    "administrative_warrant_attached": True,
    "agreement_287g": "none",
    "convictions": (),
    "final_order": False,
    "final_order_by_federal_judge": False,
    "listed_charge": False,
    "held_to_answer": False,
    "proof_of_lawful_status": False,
}
"""The case a row of the table answers: a county jail, a served I-247A with an officer's warrant, nothing else left."""


@dataclass(frozen=True, slots=True)
class JurisdictionRow:
    """The law of a place in a line: the outcomes for :data:`SUPPOSED`, and every effect its own rules can have."""

    jurisdiction: str
    title: str
    summary: str
    hold: Outcome
    notify: Outcome
    transfer: Outcome
    federal_alone: frozenset[Action]
    """The actions that federal law alone permits: it only doesn't forbid them."""
    effects: Mapping[Action, frozenset[Effect]]
    rules: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class LawOn:
    """The law of a jurisdiction on a day, as these rulebooks have it."""

    rulebooks: Rulebooks
    jurisdiction: str
    on: date


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """Ids of the rules in force in one of two laws only, and of those that both have but not alike."""

    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """The same facts, two laws, two outcomes."""

    action: Action
    left: Outcome
    right: Outcome


def jurisdictions(rulebooks: Rulebooks, on: date) -> tuple[JurisdictionRow, ...]:
    """Return one row for each jurisdiction, for the law of a day."""
    return tuple(_row(rulebooks, name, on) for name in sorted(rulebooks.books))


def _row(rulebooks: Rulebooks, name: str, on: date) -> JurisdictionRow:
    book = rulebooks.book(name)
    decision = decide(rulebooks, name, SUPPOSED, on)
    rules = [rule for rule in book.rules if rule.in_force.on(on)]
    return JurisdictionRow(
        jurisdiction=name,
        title=book.title,
        summary=book.summary,
        hold=decision.action(Action.HOLD_DETAINER_ONLY).outcome,
        notify=decision.action(Action.NOTIFY_RELEASE).outcome,
        transfer=decision.action(Action.TRANSFER_AT_RELEASE).outcome,
        federal_alone=frozenset(action for action in Action if decision.by_federal_law_alone(action)),
        effects={
            action: frozenset(rule.effect for rule in rules if action in rule.actions) for action in Action
        },
        rules=len(rules),
        unconfirmed=sum(not rule.confirmed for rule in rules),
    )


def rules_by_action(
    rulebooks: Rulebooks, jurisdiction: str, on: date
) -> dict[Action, tuple[RankedRule, ...]]:
    """Return the rules in force that day on each action, the highest law first."""
    return {action: law.rules for action, law in daybook(rulebooks, jurisdiction, on).actions.items()}


def difference(one: LawOn, other: LawOn, facts: Mapping[str, object]) -> Iterator[OutcomeDifference]:
    """Yield for which actions two laws give the same facts different outcomes."""
    left = decide(one.rulebooks, one.jurisdiction, facts, one.on)
    right = decide(other.rulebooks, other.jurisdiction, facts, other.on)
    for decided, against in zip(left.actions, right.actions, strict=True):
        if decided.outcome is not against.outcome:
            yield OutcomeDifference(decided.action, decided.outcome, against.outcome)


def rule_difference(one: LawOn, other: LawOn) -> RuleDifference:
    """Return which rules only one of two laws has in force, and which both have but not alike."""
    left, right = _in_force(one), _in_force(other)
    return RuleDifference(
        only_left=tuple(sorted(left.keys() - right.keys())),
        only_right=tuple(sorted(right.keys() - left.keys())),
        changed=tuple(sorted(name for name in left.keys() & right.keys() if left[name] != right[name])),
    )


def _in_force(law: LawOn) -> dict[str, tuple[object, ...]]:
    by_action = rules_by_action(law.rulebooks, law.jurisdiction, law.on)
    return {
        ranked.rule.id: (
            ranked.rule.actions,
            ranked.rule.when,
            ranked.rule.effect,
            ranked.rule.overrides,
            ranked.rule.because,
            ranked.rule.citation,
        )
        for rules in by_action.values()
        for ranked in rules
    }
