"""Rules and vocabulary compiled to propositional logic (z3), for proofs over every combination of facts.

A fact becomes one variable that says whether it is known and one for each value that a rule tells apart. A
condition becomes two formulas, "surely true" and "surely false"; where neither holds it is unknown. This is a
second statement of what :mod:`lodged.law.precedence` computes, written as formulas and not as steps, so that
the two can be checked against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeAlias

import z3

from lodged.law import conditions
from lodged.law.actions import Action, Effect, Outcome
from lodged.law.conditions import Atom, Condition, Scalar, Test, atoms
from lodged.law.fact_spec import FactType
from lodged.law.law_on_day import ActionLaw, Daybook
from lodged.law.model import RankedRule
from lodged.law.precedence import Standing, stands, yields
from lodged.law.vocabulary import Vocabulary

Formula: TypeAlias = Any
"""A z3 Boolean expression; z3 ships no types."""
SETTLED: tuple[Outcome, ...] = tuple(outcome for outcome in Outcome if outcome is not Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition as two formulas; at most one of them holds."""

    surely: Formula
    surely_not: Formula


@dataclass(frozen=True)
class Alphabet:
    """The variables of one vocabulary, as far as the conditions given tell values apart."""

    vocabulary: Vocabulary
    suffix: str = ""
    values: dict[str, tuple[Scalar | Atom, ...]] = field(default_factory=dict)

    def known(self, fact: str) -> Formula:
        """Return the variable that says whether a fact is known."""
        return z3.Bool(f"{fact}?{self.suffix}")

    def letter(self, fact: str, value: Scalar | Atom) -> Formula:
        """Return the variable that says that a fact is the value, holds the item, or passes the comparison."""
        return z3.Bool(f"{fact}={value}{self.suffix}")

    def truth(self, condition: Condition) -> Truth:
        """Compile a condition."""
        if isinstance(condition, Atom):
            known, passes = self.known(condition.fact), self._passes(condition)
            return Truth(z3.And(known, passes), z3.And(known, z3.Not(passes)))
        if isinstance(condition, conditions.Not):
            inner = self.truth(condition.part)
            return Truth(inner.surely_not, inner.surely)
        parts = [self.truth(part) for part in condition.parts]
        if isinstance(condition, conditions.All):
            return Truth(z3.And([p.surely for p in parts]), z3.Or([p.surely_not for p in parts]))
        return Truth(z3.Or([p.surely for p in parts]), z3.And([p.surely_not for p in parts]))

    def _passes(self, atom: Atom) -> Formula:
        if atom.test in (Test.AT_LEAST, Test.AT_MOST):
            return self.letter(atom.fact, atom)
        spec = self.vocabulary.facts[atom.fact]
        if spec.type is FactType.BOOLEAN:
            wanted = self.letter(atom.fact, True)
            return z3.Or([wanted if value else z3.Not(wanted) for value in atom.values])
        return z3.Or([self.letter(atom.fact, folded(value)) for value in atom.values])

    def axioms(self) -> list[Formula]:
        """Return what the values of one fact exclude, and what the vocabulary's constraints exclude."""
        axioms: list[Formula] = []
        for fact, values in self.values.items():
            kind = self.vocabulary.facts[fact].type
            letters = [self.letter(fact, value) for value in values]
            if kind in (FactType.ENUM, FactType.TEXT):
                axioms += [z3.Not(z3.And(one, other)) for one, other in combinations(letters, 2)]
            if kind is FactType.ENUM and len(values) == len(self.vocabulary.facts[fact].values):
                axioms.append(z3.Or(letters))
            if kind is FactType.NUMBER:
                axioms += self._order(fact, [value for value in values if isinstance(value, Atom)])
        for constraint in self.vocabulary.constraints:
            when, then = self.truth(constraint.when), self.truth(constraint.then)
            axioms.append(z3.Not(z3.And(when.surely, then.surely_not)))
        return axioms

    def _order(self, fact: str, limits: Sequence[Atom]) -> Iterable[Formula]:
        """Comparisons of one number: exactly the combinations that some number produces."""
        points = sorted({float(atom.values[0]) for atom in limits})
        tried = [point + step for point in points for step in (-0.5, 0.0, 0.5)]
        yield z3.Or(
            [
                z3.And([self.letter(fact, atom) == atom.holds_for(number) for atom in limits])
                for number in tried
            ]
        )

    def primed(self, facts: Iterable[str] | None = None) -> list[tuple[Formula, Formula]]:
        """Pair each variable (of some facts, or of all) with a second copy of it."""
        other = Alphabet(self.vocabulary, f"{self.suffix}'", self.values)
        pairs = []
        for fact in self.values if facts is None else facts:
            pairs.append((self.known(fact), other.known(fact)))
            pairs += [(self.letter(fact, v), other.letter(fact, v)) for v in self.values.get(fact, ())]
        return pairs


def folded(value: Scalar) -> Scalar:
    """Return a value as it is compared: texts without regard to capitals."""
    return value.casefold() if isinstance(value, str) else value


def alphabet(vocabulary: Vocabulary, used: Iterable[Condition]) -> Alphabet:
    """Collect the variables that the conditions and the vocabulary's own constraints need."""
    values: dict[str, dict[Scalar | Atom, None]] = {}
    constrained = [part for item in vocabulary.constraints for part in (item.when, item.then)]
    for condition in [*used, *constrained]:
        for atom in atoms(condition):
            named = values.setdefault(atom.fact, {})
            if atom.test in (Test.AT_LEAST, Test.AT_MOST):
                named[atom] = None
            elif vocabulary.facts[atom.fact].type is FactType.BOOLEAN:
                named[True] = None
            else:
                named.update((folded(value), None) for value in atom.values)
    for fact, named in values.items():
        if vocabulary.facts[fact].type is FactType.ENUM:
            named.update((folded(value), None) for value in vocabulary.facts[fact].values)
    return Alphabet(vocabulary, "", {fact: tuple(named) for fact, named in values.items()})


@dataclass(frozen=True)
class CompiledLaw:
    """The law of a day as formulas: for each action and outcome, when it comes out."""

    letters: Alphabet
    comes_out: dict[Action, dict[Outcome, Formula]]
    conditions: dict[str, Truth]

    def outcome_in(self, action: Action, wanted: Iterable[Outcome]) -> Formula:
        """Return the formula that the action's outcome is one of those wanted."""
        return z3.Or([self.comes_out[action][outcome] for outcome in wanted])


def compile_law(book: Daybook, also: Iterable[Condition] = ()) -> CompiledLaw:
    """Compile the law of a day; ``also`` are conditions of properties, whose values must be told apart too."""
    rules = {ranked.rule.id: ranked.rule for law in book.actions.values() for ranked in law.rules}
    letters = alphabet(book.resolver.vocabulary, [*(rule.when for rule in rules.values()), *also])
    truths = {name: letters.truth(rule.when) for name, rule in rules.items()}
    comes_out = {action: _comes_out(law, truths) for action, law in book.actions.items()}
    return CompiledLaw(letters, comes_out, truths)


def _comes_out(law: ActionLaw, truths: dict[str, Truth]) -> dict[Outcome, Formula]:
    """Return when each outcome comes out: every way the open conditions may turn out must lead to it."""
    switches = [z3.Bool(f"rule {number}") for number in range(len(law.rules))]
    given = [truths[ranked.rule.id] for ranked in law.rules]
    closed = _closed_outcomes(law.rules, switches)
    possible = {outcome: _possible(closed[outcome], switches, given) for outcome in SETTLED}
    formulas = {
        outcome: z3.And(
            possible[outcome], *(z3.Not(possible[other]) for other in SETTLED if other is not outcome)
        )
        for outcome in SETTLED
    }
    formulas[Outcome.UNKNOWN] = z3.Not(z3.Or(list(formulas.values())))
    return formulas


def _possible(formula: Formula, switches: Sequence[Formula], given: Sequence[Truth]) -> Formula:
    """Return whether some way of turning the open switches makes the formula true (Shannon expansion)."""
    formula = z3.simplify(formula)
    if z3.is_true(formula) or z3.is_false(formula) or not switches:
        return formula
    switch, truth = switches[0], given[0]
    on = _possible(z3.substitute(formula, (switch, z3.BoolVal(True))), switches[1:], given[1:])
    off = _possible(z3.substitute(formula, (switch, z3.BoolVal(False))), switches[1:], given[1:])
    if on.eq(off):
        return on
    return z3.Or(z3.And(z3.Not(truth.surely_not), on), z3.And(z3.Not(truth.surely), off))


def _closed_outcomes(rules: Sequence[RankedRule], switches: Sequence[Formula]) -> dict[Outcome, Formula]:
    live = [
        z3.And(
            switch,
            *(
                z3.Not(other)
                for other, by in zip(switches, rules, strict=True)
                if ranked.rule.id in by.rule.overrides
            ),
        )
        for switch, ranked in zip(switches, rules, strict=True)
    ]
    standing = [
        z3.And(live[index], *(z3.Not(live[other]) for other in _beaters(rules, index)))
        for index in range(len(rules))
    ]

    def some(effect: Effect) -> Formula:
        return z3.Or([s for s, ranked in zip(standing, rules, strict=True) if ranked.rule.effect is effect])

    gap = some(Effect.NOT_RESEARCHED)

    prohibited, permitted, required = (
        some(Effect.PROHIBITED),
        some(Effect.PERMITTED),
        some(Effect.REQUIRED),
    )
    allowed = z3.Or(permitted, required)
    unsettled = z3.Or(some(Effect.UNSETTLED), z3.And(prohibited, allowed))
    return {
        Outcome.UNSETTLED: unsettled,
        Outcome.PROHIBITED: z3.And(prohibited, z3.Not(unsettled)),
        Outcome.REQUIRED: z3.And(required, z3.Not(unsettled)),
        Outcome.PERMITTED: z3.And(permitted, z3.Not(required), z3.Not(unsettled), z3.Not(gap)),
        Outcome.NOT_RESEARCHED: gap,
        Outcome.SILENT: z3.Not(z3.Or(prohibited, allowed, unsettled, gap)),
    }


def _beaters(rules: Sequence[RankedRule], index: int) -> Iterable[int]:
    """Yield the rules that, where they hold, leave the rule at the index without a say."""
    own = rules[index]
    if own.rule.effect is Effect.NOT_RESEARCHED:
        yield from (n for n, other in enumerate(rules) if n != index and yields(own, other))
        return
    prohibits = own.rule.effect is Effect.PROHIBITED
    for other, ranked in enumerate(rules):
        if ranked.rule.effect is Effect.NOT_RESEARCHED:
            continue
        if (ranked.rule.effect is Effect.PROHIBITED) is prohibits:
            continue
        left = stands(own, ranked) if prohibits else stands(ranked, own)
        if left is (Standing.ALLOWANCE if prohibits else Standing.PROHIBITION):
            yield other
