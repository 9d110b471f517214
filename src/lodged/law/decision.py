"""A decision as data: what came out, on what authority, from which facts, under which law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodged.core.json import Plain
from lodged.law.actions import Action, Effect, Grade, Outcome, Weight
from lodged.law.conditions import FactValue
from lodged.law.fact_completion import Conflict, Origin, ResolvedFact
from lodged.law.model import FEDERAL, HOUSE, Begins, Excluded, Limit, surest
from lodged.law.precedence import Fate


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule that was asked, what it says, and what became of it."""

    rule: str
    jurisdiction: str
    effect: Effect
    weight: Weight
    fate: Fate
    citation: str
    reason: str
    grade: Grade
    note: str = ""
    limit: Limit | None = None

    @property
    def confirmed(self) -> bool:
        """Whether somebody read the words the rule rests on."""
        return self.grade is Grade.TEXT


@dataclass(frozen=True, slots=True)
class Review:
    """Why an answer needs review: what was to be watched, and since when."""

    id: str
    what: str
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class ActionDecision:
    """The outcome for one action.

    ``missing`` holds, for an unknown outcome, each smallest set of facts that settles it whatever their
    values turn out to be; it is empty otherwise. ``trace`` holds every rule in force on the action. ``review``
    says what was to be looked at by now; until somebody has, a permission to hold on it authorizes nothing.
    """

    action: Action
    outcome: Outcome
    trace: tuple[RuleTrace, ...]
    missing: tuple[tuple[str, ...], ...] = ()
    review: tuple[Review, ...] = ()

    @property
    def grade(self) -> Grade:
        """How surely the law behind the outcome is known: the surest of the rules it rests on."""
        return surest(rule.grade for rule in self.because)

    @property
    def needs_review(self) -> bool:
        """Whether something that may have changed the answer was to be looked at by now."""
        return bool(self.review)

    @property
    def because(self) -> tuple[RuleTrace, ...]:
        """The rules the outcome rests on: those that decide or collide, or that leave it open."""
        if self.outcome is Outcome.UNKNOWN:
            return tuple(
                rule for rule in self.trace if rule.fate in (Fate.UNKNOWN, Fate.DECIDES, Fate.COLLIDES)
            )
        return tuple(rule for rule in self.trace if rule.fate in (Fate.DECIDES, Fate.COLLIDES))

    @property
    def by_house_rule(self) -> bool:
        """Whether a caution of this program, and not the law, gives the outcome."""
        return bool(self.because) and all(rule.jurisdiction == HOUSE for rule in self.because)

    @property
    def persuasive_only(self) -> bool:
        """Whether the outcome rests on sources of which none binds."""
        researched = self.outcome is not Outcome.NOT_RESEARCHED
        return (
            researched
            and bool(self.because)
            and all(rule.weight is not Weight.BINDING for rule in self.because)
        )

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Every fact of the smallest sets, each once."""
        return tuple(dict.fromkeys(name for names in self.missing for name in names))

    @property
    def authorizes(self) -> bool:
        """Whether the action may be done. A permission to hold that needs review authorizes nothing."""
        if self.outcome is Outcome.PERMITTED and self.action.is_hold and self.needs_review:
            return False
        return self.outcome in (Outcome.PERMITTED, Outcome.REQUIRED)


@dataclass(frozen=True, slots=True)
class ReferralNotice:
    """Something a person must rule on at once."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A rulebook applied to the facts of one detainer on one date; pure, and the same for ever."""

    jurisdiction: str
    on: date
    rulebook_sha256: str
    facts: tuple[ResolvedFact, ...]
    conflicts: tuple[Conflict, ...]
    referrals: tuple[ReferralNotice, ...]
    actions: tuple[ActionDecision, ...]

    def action(self, action: Action) -> ActionDecision:
        """Return the decision on one action."""
        return next(one for one in self.actions if one.action is action)

    def by_federal_law_alone(self, action: Action) -> bool:
        """Return whether federal law alone permits the action in a state or local place: it only doesn't forbid it."""
        decided = self.action(action)
        federal_place = any(fact.name == "facility_class" and fact.value == "federal" for fact in self.facts)
        alone = all(rule.jurisdiction == FEDERAL for rule in decided.because)
        return decided.outcome is Outcome.PERMITTED and alone and not federal_place

    @property
    def stated(self) -> dict[str, FactValue]:
        """The facts that the caller gave and nothing contradicts."""
        return {fact.name: fact.value for fact in self.facts if fact.origin is Origin.STATED}

    @property
    def assumed(self) -> tuple[str, ...]:
        """The events that count as not having happened because none is on file."""
        return tuple(fact.name for fact in self.facts if fact.origin is Origin.ASSUMED)

    def to_json(self) -> dict[str, Plain]:
        """Write the decision as plain values for JSON; :meth:`from_json` reads it back."""
        return {
            "jurisdiction": self.jurisdiction,
            "on": self.on.isoformat(),
            "rulebook_sha256": self.rulebook_sha256,
            "facts": [_fact_to_json(fact) for fact in self.facts],
            "conflicts": [
                {"facts": list(conflict.facts), "constraint": conflict.constraint, "why": conflict.why}
                for conflict in self.conflicts
            ],
            "referrals": [{"id": referral.id, "why": referral.why} for referral in self.referrals],
            "actions": [_action_to_json(action) for action in self.actions],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Read a decision that :meth:`to_json` wrote."""
        return cls(
            jurisdiction=data["jurisdiction"],
            on=date.fromisoformat(data["on"]),
            rulebook_sha256=data["rulebook_sha256"],
            facts=tuple(_fact_from_json(fact) for fact in data["facts"]),
            conflicts=tuple(
                Conflict(tuple(conflict["facts"]), conflict["constraint"], conflict["why"])
                for conflict in data["conflicts"]
            ),
            referrals=tuple(
                ReferralNotice(referral["id"], referral["why"]) for referral in data["referrals"]
            ),
            actions=tuple(_action_from_json(action) for action in data["actions"]),
        )


def _fact_to_json(fact: ResolvedFact) -> dict[str, Plain]:
    value: Plain = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return {"name": fact.name, "value": value, "origin": fact.origin.value, "by": fact.by}


def _fact_from_json(data: Mapping[str, Any]) -> ResolvedFact:
    value = tuple(data["value"]) if isinstance(data["value"], list) else data["value"]
    return ResolvedFact(data["name"], value, Origin(data["origin"]), data["by"])


def _action_to_json(decided: ActionDecision) -> dict[str, Plain]:
    return {
        "action": decided.action.value,
        "outcome": decided.outcome.value,
        "because": [
            {
                "rule": rule.rule,
                "citation": rule.citation,
                "reason": rule.reason,
                "grade": rule.grade.value,
            }
            for rule in decided.because
        ],
        "missing_facts": list(decided.missing_facts),
        "missing_sets": [list(names) for names in decided.missing],
        "persuasive_only": decided.persuasive_only,
        "grade": decided.grade.value,
        "review": [
            {"id": item.id, "what": item.what, "since": item.since.isoformat(), "why": item.why}
            for item in decided.review
        ],
        "trace": [
            {
                "rule": rule.rule,
                "jurisdiction": rule.jurisdiction,
                "effect": rule.effect.value,
                "weight": rule.weight.value,
                "fate": rule.fate.value,
                "citation": rule.citation,
                "reason": rule.reason,
                "confirmed": rule.confirmed,
                "grade": rule.grade.value,
                "note": rule.note,
                "limit": _limit_to_json(rule.limit),
            }
            for rule in decided.trace
        ],
    }


def _limit_to_json(limit: Limit | None) -> dict[str, Plain] | None:
    if limit is None:
        return None
    return {
        "hours": limit.hours,
        "from": limit.begins.value,
        "excluding": [days.value for days in limit.excluding],
    }


def _limit_from_json(data: Mapping[str, Any] | None) -> Limit | None:
    if data is None:
        return None
    return Limit(data["hours"], Begins(data["from"]), tuple(Excluded(days) for days in data["excluding"]))


def _grade_from_json(rule: Mapping[str, Any]) -> Grade:
    """Read a grade; a decision older than the grades says only whether the text was seen."""
    if "grade" in rule:
        return Grade(rule["grade"])
    return Grade.TEXT if rule["confirmed"] else Grade.GENERAL_KNOWLEDGE


def _action_from_json(data: Mapping[str, Any]) -> ActionDecision:
    return ActionDecision(
        action=Action(data["action"]),
        outcome=Outcome(data["outcome"]),
        trace=tuple(
            RuleTrace(
                rule=rule["rule"],
                jurisdiction=rule["jurisdiction"],
                effect=Effect(rule["effect"]),
                weight=Weight(rule["weight"]),
                fate=Fate(rule["fate"]),
                citation=rule["citation"],
                reason=rule["reason"],
                grade=_grade_from_json(rule),
                note=rule["note"],
                limit=_limit_from_json(rule.get("limit")),
            )
            for rule in data["trace"]
        ),
        missing=tuple(tuple(names) for names in data["missing_sets"]),
        review=tuple(
            Review(item["id"], item["what"], date.fromisoformat(item["since"]), item["why"])
            for item in data.get("review", ())
        ),
    )
