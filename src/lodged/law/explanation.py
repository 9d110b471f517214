"""Say a decision in plain English: first the answer, then why, then what would change it.

The explanation is data; pages and the command render it. Nothing in it is markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodged.law.actions import ACTION_MEANINGS, Action, Effect, Grade, Outcome, Weight
from lodged.law.conditions import FactValue
from lodged.law.decision import ActionDecision, Decision, RuleTrace
from lodged.law.engine import outcomes
from lodged.law.law_on_day import ActionLaw, daybook
from lodged.law.model import FEDERAL, HOUSE, Rulebooks

NOT_ADVICE = "Lodged cites the law to support a decision; it is not legal advice."

_ANSWERS = {
    Outcome.PROHIBITED: "No: do not {}.",
    Outcome.PERMITTED: "You may {}, but you don't have to.",
    Outcome.REQUIRED: "You must {}.",
    Outcome.SILENT: "No rule here says whether to {}.",
    Outcome.UNSETTLED: "It is not settled whether you may {}; ask counsel.",
    Outcome.UNKNOWN: "There is not enough information to say whether you may {}.",
    Outcome.NOT_RESEARCHED: "The law here on whether you may {} was not researched; ask counsel first.",
}
_FEDERAL_ALONE = "Federal law does not forbid you to {}; the law of the state was not asked."
_NO_RULE_OF_THE_PLACE = "Federal law does not forbid you to {}, and no rule of the state was found that does."
_OPEN = (Outcome.SILENT, Outcome.UNSETTLED, Outcome.UNKNOWN, Outcome.NOT_RESEARCHED)
_ASSUMED = (
    " This assumes, because none is on file, that this has not happened: {}. Record it as soon as it does."
)
_REVIEW = " Needs review since {}: {}. {}"
_HOUSE = "Stop: do not {} yet. This is a house rule of Lodged, not law."
_LAW_ALONE = " The law alone would answer: {}. Counsel decides with both in hand."
_NO_AUTHORITY = " This is not authority to hold anyone."


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that, if it were otherwise, would give another outcome."""

    fact: str
    value: FactValue
    outcome: Outcome

    def __str__(self) -> str:
        """Say it as a sentence."""
        return f"If {self.fact} were {shown(self.value)}: {self.outcome.words}."


@dataclass(frozen=True, slots=True)
class ActionExplanation:
    """The answer for one action, how surely its law is known, the reasons with citations, and what would change it."""

    action: Action
    outcome: Outcome
    grade: Grade | None
    answer: str
    why: tuple[str, ...]
    find_out: tuple[str, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in words: what comes first for the reader, then each action."""

    first: tuple[str, ...]
    actions: tuple[ActionExplanation, ...]
    facts: tuple[str, ...]
    footing: str

    def text(self) -> str:
        """Render as plain text."""
        lines = [*self.first, *([""] if self.first else [])]
        for item in self.actions:
            known = f" ({item.grade.words})" if item.grade else ""
            lines += [f"{item.action.value}: {item.outcome.words}{known}", f"  {item.answer}"]
            lines += [f"  Why: {reason}" for reason in item.why]
            lines += [f"  Find out: {question}" for question in item.find_out]
            lines += [f"  {change}" for change in item.would_change]
            lines.append("")
        return "\n".join([*lines, *self.facts, "", self.footing])


def explain(rulebooks: Rulebooks, decision: Decision) -> Explanation:
    """Explain a decision made under these rulebooks."""
    words = rulebooks.vocabulary.facts
    first = [notice.why for notice in decision.referrals]
    first += [
        f"These facts can't all be true and count as unknown: {', '.join(conflict.facts)}. {conflict.why}"
        for conflict in decision.conflicts
    ]
    known = [
        f"{words[fact.name].label}: {shown(fact.value)} ({fact.origin.value}{f', {fact.by}' if fact.by else ''})"
        for fact in decision.facts
        if fact.name in words
    ]
    footing = (
        f"{rulebooks.book(decision.jurisdiction).title}, law of {decision.on},"
        f" rulebook {decision.rulebook_sha256[:12]}. {NOT_ADVICE}"
    )
    return Explanation(
        tuple(first),
        tuple(_explained(rulebooks, decision, item) for item in decision.actions),
        tuple(known),
        footing,
    )


def shown(value: FactValue) -> str:
    """Write a value of a fact as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)


def _explained(rulebooks: Rulebooks, decision: Decision, item: ActionDecision) -> ActionExplanation:
    template = _ANSWERS[item.outcome]
    if decision.by_federal_law_alone(item.action):
        template = _FEDERAL_ALONE if decision.jurisdiction == FEDERAL else _NO_RULE_OF_THE_PLACE
    if item.by_house_rule:
        template = _HOUSE
    answer = template.format(ACTION_MEANINGS[item.action])
    if item.by_house_rule:
        answer += _LAW_ALONE.format(_law_alone(rulebooks, decision, item.action).words)
    if item.action.is_hold and item.outcome in _OPEN:
        answer += _NO_AUTHORITY
    answer += "".join(_REVIEW.format(f"{due.since:%-d %B %Y}", due.what, due.why) for due in item.review)
    if item.persuasive_only:
        answer += " No binding source decides it; the sources below are persuasive."
    words = rulebooks.vocabulary.facts
    changes = tuple(_changes(rulebooks, decision, item))
    assumed = [name for name in decision.assumed if any(change.fact == name for change in changes)]
    if assumed:
        answer += _ASSUMED.format(", ".join(words[name].label for name in assumed))
    find_out = tuple(
        " and ".join(f"{words[name].label} ({name})" for name in names) for names in item.missing
    )
    return ActionExplanation(
        item.action,
        item.outcome,
        _grade(item),
        answer,
        tuple(_reason(rule) for rule in item.because),
        find_out,
        changes,
    )


def _law_alone(rulebooks: Rulebooks, decision: Decision, action: Action) -> Outcome:
    """Return what the law answers without the house rules."""
    law = daybook(rulebooks, decision.jurisdiction, decision.on).actions[action]
    rules = tuple(ranked for ranked in law.rules if ranked.jurisdiction != HOUSE)
    facts = {fact.name: fact.value for fact in decision.facts}
    return ActionLaw(action, rules, law.resolver).settlement(facts).outcome


def _reason(rule: RuleTrace) -> str:
    if rule.effect is Effect.NOT_RESEARCHED:
        return rule.reason
    if rule.jurisdiction == HOUSE:
        return f"{rule.reason} ({rule.citation})"
    marks = [rule.grade.words]
    marks += [] if rule.weight is Weight.BINDING else ["not binding"]
    return f"{rule.reason} ({rule.citation}) [{', '.join(marks)}]"


def _grade(item: ActionDecision) -> Grade | None:
    """Return how surely the law behind an answer is known; nothing where no law was found or read."""
    rests = [
        rule
        for rule in item.because
        if rule.effect is not Effect.NOT_RESEARCHED and rule.jurisdiction != HOUSE
    ]
    return item.grade if rests and item.outcome is not Outcome.NOT_RESEARCHED else None


def _changes(rulebooks: Rulebooks, decision: Decision, item: ActionDecision) -> Iterator[Change]:
    book = daybook(rulebooks, decision.jurisdiction, decision.on)
    stated = decision.stated
    for name, choices in book.actions[item.action].choices.items():
        for value in choices:
            supposed = {**stated, name: value}
            if stated.get(name) == value or not book.resolver.consistent(supposed):
                continue
            outcome = outcomes(book, supposed)[item.action]
            if outcome is not item.outcome and outcome is not Outcome.UNKNOWN:
                yield Change(name, value, outcome)
