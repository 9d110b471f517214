"""How rules that hold are settled into one outcome.

A *prohibition* and an *allowance* (a permission, a duty, or an explicit "unsettled") speak against each other.
Which of the two stands depends on rank (0 is the highest law) and weight; ``docs/law-method.md`` has the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lodged.law.actions import Effect, Outcome, Weight
from lodged.law.model import RankedRule

_STRENGTH = {Weight.BINDING: 2, Weight.PERSUASIVE: 1, Weight.NONE: 0}


class Fate(Enum):
    """What became of a rule in a decision."""

    DECIDES = "decides"
    """It holds, and the outcome rests on it."""
    AGREES = "agrees"
    """It holds and nothing speaks against it, but a stronger effect of the same direction decides."""
    COLLIDES = "collides"
    """It holds, and a rule of equal rank and weight says the opposite."""
    DISPLACED = "displaced"
    """It holds, but a more particular rule overrides it."""
    OUTRANKED = "outranked"
    """It holds, but a rule of higher rank or more weight says the opposite."""
    NOT_MET = "not_met"
    """Its condition is false."""
    UNKNOWN = "unknown"
    """Its condition depends on facts that aren't known."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One outcome and the fate of every rule, in the order the rules were given."""

    outcome: Outcome
    fates: tuple[Fate, ...]


class Standing(Enum):
    """Which of a prohibition and an allowance stands when both hold."""

    PROHIBITION = "prohibition"
    """Only the prohibition stands."""
    ALLOWANCE = "allowance"
    """Only the allowance stands."""
    BOTH = "both"
    """Both stand: they collide."""


def stands(prohibition: RankedRule, allowance: RankedRule) -> Standing:
    """Return which of the two stands.

    Higher law's prohibition binds lower law. Lower law may forbid what higher law merely permits, for a
    permission leaves room; against a duty of higher law a lower prohibition of equal weight collides.
    """
    weight = _STRENGTH[prohibition.rule.weight] - _STRENGTH[allowance.rule.weight]
    lower = prohibition.rank > allowance.rank
    if lower and allowance.rule.effect is not Effect.REQUIRED:
        return Standing.PROHIBITION
    if weight == 0 and prohibition.rank >= allowance.rank:
        return Standing.BOTH
    return Standing.PROHIBITION if weight >= 0 else Standing.ALLOWANCE


def settle(rules: Sequence[RankedRule], holding: Sequence[bool]) -> Settlement:
    """Settle the rules of one action, of which those marked ``holding`` have a condition that is true."""
    fates = [Fate.DECIDES if holds else Fate.NOT_MET for holds in holding]
    displaced = {
        name for ranked, holds in zip(rules, holding, strict=True) if holds for name in ranked.rule.overrides
    }
    for index, ranked in enumerate(rules):
        if holding[index] and ranked.rule.id in displaced:
            fates[index] = Fate.DISPLACED
    _oppose(rules, fates)
    outcome = _outcome(rules, fates)
    return Settlement(
        outcome, tuple(_final(ranked, fate, outcome) for ranked, fate in zip(rules, fates, strict=True))
    )


def outcome_of(live: Sequence[RankedRule]) -> Outcome:
    """Settle rules that hold and that nothing displaces into one outcome."""
    fates = [Fate.DECIDES for _ in live]
    _oppose(live, fates)
    return _outcome(live, fates)


def _oppose(rules: Sequence[RankedRule], fates: list[Fate]) -> None:
    _meet_gaps(rules, fates)
    standing = [
        index
        for index, fate in enumerate(fates)
        if fate is Fate.DECIDES and rules[index].rule.effect is not Effect.NOT_RESEARCHED
    ]
    prohibitions = [index for index in standing if rules[index].rule.effect is Effect.PROHIBITED]
    allowances = [index for index in standing if rules[index].rule.effect is not Effect.PROHIBITED]
    for prohibition in prohibitions:
        for allowance in allowances:
            left = stands(rules[prohibition], rules[allowance])
            if left is Standing.PROHIBITION:
                fates[allowance] = Fate.OUTRANKED
            elif left is Standing.ALLOWANCE:
                fates[prohibition] = Fate.OUTRANKED


def yields(gap: RankedRule, other: RankedRule) -> bool:
    """Return whether a gap in what was researched gives way to another rule: to all but a permission of higher law."""
    return other.rank >= gap.rank or other.rule.effect is not Effect.PERMITTED


def _meet_gaps(rules: Sequence[RankedRule], fates: list[Fate]) -> None:
    """Let a gap give way where anything but a permission of higher law speaks, and else silence the permission."""
    gaps = [index for index, ranked in enumerate(rules) if ranked.rule.effect is Effect.NOT_RESEARCHED]
    for gap in [index for index in gaps if fates[index] is Fate.DECIDES]:
        others = [index for index, fate in enumerate(fates) if fate is Fate.DECIDES and index not in gaps]
        if any(yields(rules[gap], rules[index]) for index in others):
            fates[gap] = Fate.OUTRANKED
            continue
        for index in others:
            fates[index] = Fate.OUTRANKED


def _outcome(rules: Sequence[RankedRule], fates: Sequence[Fate]) -> Outcome:
    effects = {ranked.rule.effect for ranked, fate in zip(rules, fates, strict=True) if fate is Fate.DECIDES}
    if not effects:
        return Outcome.SILENT
    if Effect.NOT_RESEARCHED in effects:
        return Outcome.NOT_RESEARCHED
    if Effect.UNSETTLED in effects or (Effect.PROHIBITED in effects and len(effects) > 1):
        return Outcome.UNSETTLED
    if Effect.PROHIBITED in effects:
        return Outcome.PROHIBITED
    return Outcome.REQUIRED if Effect.REQUIRED in effects else Outcome.PERMITTED


def _final(ranked: RankedRule, fate: Fate, outcome: Outcome) -> Fate:
    if fate is not Fate.DECIDES:
        return fate
    if outcome is Outcome.UNSETTLED:
        return Fate.DECIDES if ranked.rule.effect is Effect.UNSETTLED else Fate.COLLIDES
    return Fate.DECIDES if ranked.rule.effect.value == outcome.value else Fate.AGREES
