"""From the facts a caller states to the facts a decision rests on.

Four steps: facts the place and the date decide fill what the caller left out; constraints of the vocabulary
carry over what follows; facts that contradict each other are set aside as unknown, never believed by halves;
an event of which none is on file is assumed not to have happened, and marked as assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from lodged.law import conditions
from lodged.law.conditions import ALWAYS, Atom, Condition, Facts, FactValue, Test
from lodged.law.fact_spec import FactKind, FactSpec
from lodged.law.model import DatedFact
from lodged.law.vocabulary import Constraint, Vocabulary


class Origin(Enum):
    """Where a fact of a decision comes from."""

    STATED = "stated"
    """The caller gave it."""
    DATED = "dated"
    """A dated fact of a rulebook gave it, for the place and the day."""
    IMPLIED = "implied"
    """A constraint of the vocabulary follows from other facts."""
    ASSUMED = "assumed"
    """An event of which none is on file: it counts as not having happened, until somebody records it."""


@dataclass(frozen=True, slots=True)
class ResolvedFact:
    """One fact a decision rests on; ``by`` is the id of the dated fact or constraint, empty where stated."""

    name: str
    value: FactValue
    origin: Origin
    by: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts that can't all be true; they count as unknown until somebody finds out which is wrong."""

    facts: tuple[str, ...]
    constraint: str
    why: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """Facts by name, each with its origin, and what contradicted itself."""

    resolved: dict[str, ResolvedFact]
    conflicts: tuple[Conflict, ...]

    @property
    def facts(self) -> dict[str, FactValue]:
        """The bare values."""
        return {name: fact.value for name, fact in self.resolved.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """Where ``when`` holds and ``fact`` isn't known, it is ``value``; that is the constraint's doing."""

    when: Condition
    fact: str
    value: FactValue
    constraint: str


@dataclass(frozen=True)
class Resolver:
    """Resolves facts for one place and day."""

    vocabulary: Vocabulary
    dated: tuple[DatedFact, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The constraints as steps, forwards and backwards."""
        return tuple(
            step for constraint in self.vocabulary.constraints for step in _steps(constraint, self.vocabulary)
        )

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The facts that count as not having happened while none is on file."""
        return tuple(name for name, spec in self.vocabulary.facts.items() if spec.kind is FactKind.EVENT)

    @cached_property
    def by_fact(self) -> dict[str, tuple[tuple[DatedFact, ...], tuple[DatedFact, ...]]]:
        """Dated facts by the fact they give, those for named places apart from those for everywhere else."""
        by_fact: dict[str, tuple[tuple[DatedFact, ...], tuple[DatedFact, ...]]] = {}
        for name in dict.fromkeys(fact.fact for fact in self.dated):
            own = [fact for fact in self.dated if fact.fact == name]
            ordered = _strongest_first(own, self.vocabulary.facts[name])
            by_fact[name] = (
                tuple(fact for fact in ordered if not fact.otherwise),
                tuple(fact for fact in ordered if fact.otherwise),
            )
        return by_fact

    @cached_property
    def looks_at(self) -> dict[str, frozenset[str]]:
        """For each fact that can be found out from others, those others."""
        others_of: dict[str, set[str]] = {}
        for step in self.steps:
            others_of.setdefault(step.fact, set()).update(conditions.facts_of(step.when))
        for dated in self.dated:
            others_of.setdefault(dated.fact, set()).update(conditions.facts_of(dated.where))
        return {name: frozenset(others) for name, others in others_of.items()}

    def resolve(self, stated: Facts, doubted: frozenset[str] = frozenset()) -> Resolution:
        """Resolve stated facts, already checked against the vocabulary.

        ``doubted`` names facts already found to contradict others: unless stated, they stay unknown.
        """
        conflicts = tuple(self._conflicts(stated))
        contradicting = {name for conflict in conflicts for name in conflict.facts}
        doubted = (doubted - stated.keys()) | contradicting
        facts = {name: value for name, value in stated.items() if name not in contradicting}
        resolved = {name: ResolvedFact(name, value, Origin.STATED) for name, value in facts.items()}
        self._add_implied(facts, resolved, doubted)
        for name, (particular, general) in self.by_fact.items():
            if name not in facts and name not in doubted:
                dated = _dated_value(particular, general, facts)
                if dated is not None and self._fits(facts, name, dated.value):
                    facts[name] = dated.value
                    resolved[name] = ResolvedFact(name, dated.value, Origin.DATED, dated.id)
        self._add_implied(facts, resolved, doubted)
        for name in self.events:
            if name not in facts and name not in doubted:
                facts[name] = False
                resolved[name] = ResolvedFact(name, False, Origin.ASSUMED)
        self._add_implied(facts, resolved, doubted)
        return Resolution(resolved, conflicts)

    def consistent(self, facts: Facts) -> bool:
        """Return whether no constraint is broken by what is known."""
        return next(iter(self._conflicts(facts)), None) is None

    def _fits(self, facts: Facts, name: str, value: FactValue) -> bool:
        return self.consistent({**facts, name: value})

    def _conflicts(self, facts: Facts) -> Iterable[Conflict]:
        for constraint in self.vocabulary.constraints:
            if constraint.then.holds(facts) is False and constraint.when.holds(facts) is True:
                names = sorted({constraint.then.fact, *conditions.facts_of(constraint.when)})
                yield Conflict(tuple(names), constraint.id, constraint.why)

    def _add_implied(
        self, facts: dict[str, FactValue], resolved: dict[str, ResolvedFact], doubted: frozenset[str]
    ) -> None:
        grew = True
        while grew:
            grew = False
            for step in self.steps:
                if step.fact in facts or step.fact in doubted or step.when.holds(facts) is not True:
                    continue
                if self._fits(facts, step.fact, step.value):
                    facts[step.fact] = step.value
                    resolved[step.fact] = ResolvedFact(step.fact, step.value, Origin.IMPLIED, step.constraint)
                    grew = True


def _steps(constraint: Constraint, vocabulary: Vocabulary) -> Iterable[Step]:
    when, then = constraint.when, constraint.then
    if then.test is Test.IS:
        yield Step(when, then.fact, then.values[0], constraint.id)
    if isinstance(when, Atom) and when.test is Test.IS and isinstance(when.values[0], bool):
        yield Step(conditions.Not(then), when.fact, not when.values[0], constraint.id)


def _strongest_first(dated: Sequence[DatedFact], spec: FactSpec) -> list[DatedFact]:
    if not spec.strongest:
        return list(dated)
    return sorted(dated, key=lambda fact: spec.strongest.index(str(fact.value)))


def _dated_value(
    particular: Sequence[DatedFact], general: Sequence[DatedFact], facts: Facts
) -> DatedFact | None:
    """Take the strongest that applies; where a stronger or any particular one might apply, nothing is known."""
    for candidates in (particular, general):
        for fact in candidates:
            reading = True if fact.where == ALWAYS else fact.where.holds(facts)
            if reading is True:
                return fact
            if reading is None:
                return None
    return None
