"""Prove or refute properties of the law of a day for every combination of facts, known and unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from time import perf_counter

import z3

from lodged.law.actions import Action, Effect, Outcome
from lodged.law.conditions import Atom, FactValue
from lodged.law.fact_spec import FactType
from lodged.law.law_on_day import Daybook, daybook
from lodged.law.model import OutcomeClaim, Property, RankedRule, Rulebooks, UnmovedClaim
from lodged.law.precedence import Standing, stands
from lodged.law.z3_model import SETTLED, CompiledLaw, Formula, compile_law

ALLOWED = (Outcome.PERMITTED, Outcome.REQUIRED)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Facts for which the property fails (a fact not named is unknown), and where two cases are compared the second."""

    facts: dict[str, FactValue]
    outcomes: dict[Action, Outcome]
    other_facts: dict[str, FactValue] | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """One property, proved or refuted. ``seconds`` is the time the solver took."""

    id: str
    claim: str
    proved: bool
    seconds: float
    counterexample: Counterexample | None = None


def prove(rulebooks: Rulebooks, jurisdiction: str, on: date) -> Iterator[Proof]:
    """Prove or refute what must hold of every law, and what the rulebooks there state, for the law of a day."""
    book = daybook(rulebooks, jurisdiction, on)
    stated = [item for level in rulebooks.chain(jurisdiction) for item in level.properties]
    prover = _Prover(book, compile_law(book, [item.given for item in stated]))
    yield prover.proof(
        "an-outcome-for-every-combination",
        "Every action has exactly one outcome for every combination of facts, and none is open once all are known.",
        prover.without_one_outcome(),
    )
    yield prover.proof(
        "no-silent-collision",
        "Where two rules of equal rank and weight say opposite things, the action is never allowed.",
        prover.silent_collision(),
    )
    yield prover.proof(
        "knowledge-changes-nothing-settled",
        "Finding out an unknown fact never changes a settled outcome: no prohibition turns into a permission.",
        prover.settled_then_changed(),
    )
    yield prover.proof(
        "no-permission-by-absence",
        "Where nobody has examined the law of the place, no permission of higher law alone is the answer.",
        prover.permission_by_absence(),
    )
    for item in stated:
        if item.on is None or item.on == on:
            yield prover.proof(item.id, item.claim, prover.breach(item))


@dataclass(frozen=True)
class _Prover:
    book: Daybook
    law: CompiledLaw

    def proof(self, name: str, claim: str, breach: Formula) -> Proof:
        """Ask the solver for facts that breach the claim; none means that it is proved."""
        solver = z3.Solver()
        solver.add(*self.law.letters.axioms(), breach)
        began = perf_counter()
        answer = solver.check()
        seconds = perf_counter() - began
        if answer == z3.unsat:
            return Proof(name, claim, proved=True, seconds=seconds)
        return Proof(name, claim, False, seconds, self._counterexample(solver.model()))

    def without_one_outcome(self) -> Formula:
        """No outcome, or two, or an open one although every fact is known."""
        letters = self.law.letters
        every = z3.And([letters.known(fact) for fact in letters.values])
        wrong: list[Formula] = []
        for formulas in self.law.comes_out.values():
            wrong.append(z3.Not(z3.Or(list(formulas.values()))))
            wrong += [z3.And(one, other) for one, other in combinations(formulas.values(), 2)]
            wrong.append(z3.And(every, formulas[Outcome.UNKNOWN]))
        return z3.Or(wrong)

    def silent_collision(self) -> Formula:
        """Two rules that collide, neither displaced, and the action allowed all the same."""
        wrong = [
            z3.And(self._undisplaced(one, law.rules), self._undisplaced(other, law.rules), allowed)
            for action, law in self.book.actions.items()
            for allowed in [self.law.outcome_in(action, ALLOWED)]
            for one, other in _colliding(law.rules)
        ]
        return z3.Or(wrong)

    def _undisplaced(self, ranked: RankedRule, rules: Sequence[RankedRule]) -> Formula:
        truth = self.law.conditions
        others = [truth[r.rule.id].surely_not for r in rules if ranked.rule.id in r.rule.overrides]
        return z3.And(truth[ranked.rule.id].surely, *others)

    def permission_by_absence(self) -> Formula:
        """Return when a permission comes where the place's law was not examined and none of its own rules may hold."""
        truth = self.law.conditions
        wrong = [
            z3.And(
                truth[gap.rule.id].surely,
                self.law.comes_out[action][Outcome.PERMITTED],
                *(
                    truth[own.rule.id].surely_not
                    for own in law.rules
                    if gap.rank <= own.rank and own is not gap
                ),
            )
            for action, law in self.book.actions.items()
            for gap in law.rules
            if gap.rule.effect is Effect.NOT_RESEARCHED
        ]
        return z3.Or(wrong)

    def settled_then_changed(self) -> Formula:
        """Return the formula of the same facts and more of them, and a settled outcome that has become another."""
        letters = self.law.letters
        more = [(letters.known(fact), z3.Bool(f"{fact}? later")) for fact in letters.values]
        grows = z3.And([z3.Implies(now, later) for now, later in more])
        consistent = [z3.substitute(axiom, more) for axiom in letters.axioms()]
        changed = [
            z3.And(formulas[outcome], z3.Not(z3.substitute(formulas[outcome], more)))
            for formulas in self.law.comes_out.values()
            for outcome in SETTLED
        ]
        return z3.And(grows, *consistent, z3.Or(changed))

    def breach(self, item: Property) -> Formula:
        """Return facts in which the property's ``given`` holds and its claim doesn't."""
        given = self.law.letters.truth(item.given).surely
        if isinstance(item.test, OutcomeClaim):
            wrong = [self._wrong(action, item.test) for action in item.test.actions]
            return z3.And(given, z3.Or(wrong))
        return z3.And(given, self._moved(item.test))

    def _wrong(self, action: Action, claim: OutcomeClaim) -> Formula:
        among = self.law.outcome_in(action, claim.outcomes)
        return z3.Not(among) if claim.holds else among

    def _moved(self, claim: UnmovedClaim) -> Formula:
        pairs = self.law.letters.primed(fact for fact in claim.by if fact in self.law.letters.values)
        if not pairs:
            return z3.BoolVal(False)
        consistent = [z3.substitute(axiom, pairs) for axiom in self.law.letters.axioms()]
        moved = [
            z3.And(formula, z3.Not(z3.substitute(formula, pairs)))
            for action in claim.actions
            for formula in self.law.comes_out[action].values()
        ]
        return z3.And(*consistent, z3.Or(moved))

    def _counterexample(self, model: z3.ModelRef) -> Counterexample:
        facts = self._facts(model, "")
        outcomes = {
            action: next(name for name, when in formulas.items() if z3.is_true(model.eval(when, True)))
            for action, formulas in self.law.comes_out.items()
        }
        other = self._facts(model, "'") if any("'" in str(variable) for variable in model) else None
        return Counterexample(facts, outcomes, {**facts, **other} if other else None)

    def _facts(self, model: z3.ModelRef, suffix: str) -> dict[str, FactValue]:
        letters = self.law.letters
        facts: dict[str, FactValue] = {}
        for fact, values in letters.values.items():
            if not z3.is_true(model.eval(z3.Bool(f"{fact}?{suffix}"), True)):
                continue
            held = [v for v in values if z3.is_true(model.eval(z3.Bool(f"{fact}={v}{suffix}"), True))]
            spec = letters.vocabulary.facts[fact]
            written = {name.casefold(): name for name in spec.values}
            facts[fact] = _value(spec.type, [written.get(str(v), v) for v in held])
        return facts


def _value(kind: FactType, held: Sequence[object]) -> FactValue:
    if kind is FactType.BOOLEAN:
        return bool(held)
    if kind.is_list:
        return tuple(str(value) for value in held)
    if kind is FactType.NUMBER:
        return " and ".join(str(value) for value in held if isinstance(value, Atom)) or "outside every limit"
    return str(held[0]) if held else "(any other)"


def _colliding(rules: Sequence[RankedRule]) -> Iterator[tuple[RankedRule, RankedRule]]:
    for one in rules:
        for other in rules:
            opposite = one.rule.effect is Effect.PROHIBITED and other.rule.effect not in (
                Effect.PROHIBITED,
                Effect.NOT_RESEARCHED,
            )
            if opposite and stands(one, other) is Standing.BOTH:
                yield one, other
