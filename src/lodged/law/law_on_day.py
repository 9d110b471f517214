"""The law of one jurisdiction on one day, made ready for many decisions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from lodged.law.actions import Action, Outcome
from lodged.law.conditions import Facts, FactValue, Kleene, atoms, facts_of
from lodged.law.examined import gap
from lodged.law.fact_completion import Resolver
from lodged.law.model import RankedRule, Rulebook, Rulebooks, Watch
from lodged.law.openness import Openness
from lodged.law.precedence import Fate, Settlement, settle
from lodged.law.representatives import representatives

Readings = tuple[Kleene, ...]
MEMORY = 50_000
"""How many different combinations of facts one action remembers its answer for; more only costs time."""


def law_changes(rulebooks: Rulebooks, jurisdiction: str) -> tuple[date, ...]:
    """Return every day on which the law there, or a dated fact, begins or ends, in order."""
    days: set[date] = set()
    for book in rulebooks.chain(jurisdiction):
        stretches = [
            *(rule.in_force for rule in book.rules),
            *(fact.in_force for fact in book.dated_facts),
            *(cell.in_force for cell in book.examined),
        ]
        days.update(watch.on for watch in book.watches)
        for stretch in stretches:
            days.update(day for day in (stretch.since, stretch.until) if day not in (None, date.min))
    return tuple(sorted(days))


def daybook(rulebooks: Rulebooks, jurisdiction: str, on: date) -> Daybook:
    """Return the law in force there on that day; between two changes of law it is the same object."""
    rulebooks.book(jurisdiction)
    changes = _changes(rulebooks, jurisdiction)
    number = bisect_right(changes, on)
    return _daybook(rulebooks, jurisdiction, changes[number - 1] if number else date.min)


@lru_cache(maxsize=256)
def _changes(rulebooks: Rulebooks, jurisdiction: str) -> tuple[date, ...]:
    return law_changes(rulebooks, jurisdiction)


@lru_cache(maxsize=512)
def _daybook(rulebooks: Rulebooks, jurisdiction: str, since: date) -> Daybook:
    chain = rulebooks.chain(jurisdiction)
    rules = [
        RankedRule(rule, book.jurisdiction, rank)
        for rank, book in enumerate(chain)
        for rule in book.rules
        if rule.in_force.on(since)
    ]
    dated = tuple(fact for book in reversed(chain) for fact in book.dated_facts if fact.in_force.on(since))
    resolver = Resolver(rulebooks.vocabulary, dated)
    return Daybook(
        jurisdiction,
        since,
        resolver,
        {
            action: ActionLaw(
                action,
                (*(rule for rule in rules if action in rule.rule.actions), *_gaps(chain, action, since)),
                resolver,
                tuple(
                    watch
                    for book in chain
                    for watch in book.watches
                    if action in watch.actions and watch.on <= since
                ),
            )
            for action in Action
        },
    )


def _gaps(chain: Sequence[Rulebook], action: Action, on: date) -> Iterator[RankedRule]:
    for rank, book in enumerate(chain):
        rule = gap(book, action, on)
        if rule is not None:
            yield RankedRule(rule, book.jurisdiction, rank)


@dataclass(frozen=True, eq=False)
class ActionLaw:
    """The rules in force on one action, with remembered answers."""

    action: Action
    rules: tuple[RankedRule, ...]
    resolver: Resolver
    watches: tuple[Watch, ...] = ()
    """What was to be watched until a day that has come."""
    _settled: dict[Readings, Settlement] = field(default_factory=dict)
    _read: dict[tuple[FactValue | None, ...], Settlement] = field(default_factory=dict)

    @cached_property
    def openness(self) -> Openness:
        """The possible outcomes while conditions are open."""
        return Openness(self.rules)

    @cached_property
    def looks_at(self) -> tuple[str, ...]:
        """The facts its rules look at, in the order of the vocabulary."""
        named = frozenset[str]().union(*(facts_of(ranked.rule.when) for ranked in self.rules))
        return tuple(name for name in self.resolver.vocabulary.facts if name in named)

    @cached_property
    def could_ask(self) -> tuple[str, ...]:
        """The facts its rules look at and those from which these can be found out."""
        named = set(self.looks_at)
        for name in self.looks_at:
            named.update(self.resolver.looks_at.get(name, ()))
        return tuple(name for name in self.resolver.vocabulary.facts if name in named)

    @cached_property
    def bears_on(self) -> tuple[str, ...]:
        """The facts that could be asked and those that a constraint, near or far, ties to them."""
        named = set(self.could_ask)
        ties = [
            {constraint.then.fact, *facts_of(constraint.when)}
            for constraint in self.resolver.vocabulary.constraints
        ]
        while any(tie & named and not tie <= named for tie in ties):
            named.update(*(tie for tie in ties if tie & named))
        return tuple(name for name in self.resolver.vocabulary.facts if name in named)

    @cached_property
    def choices(self) -> dict[str, tuple[FactValue, ...]]:
        """For each fact that could be asked, one value of every kind that its rules tell apart."""
        conditions = [ranked.rule.when for ranked in self.rules]
        conditions += [fact.where for fact in self.resolver.dated]
        conditions += [constraint.when for constraint in self.resolver.vocabulary.constraints]
        conditions += [constraint.then for constraint in self.resolver.vocabulary.constraints]
        tests = [atom for condition in conditions for atom in atoms(condition)]
        return {
            name: representatives(
                self.resolver.vocabulary.facts[name], [atom for atom in tests if atom.fact == name]
            )
            for name in self.could_ask
        }

    def settlement(self, facts: Facts) -> Settlement:
        """Settle the action for resolved facts; an outcome that open conditions could change is unknown."""
        key = tuple(facts.get(name) for name in self.looks_at)
        settlement = self._read.get(key)
        if settlement is None:
            if len(self._read) >= MEMORY:
                self._read.clear()
            settlement = self._read[key] = self._settlement_of(
                tuple(ranked.rule.when.holds(facts) for ranked in self.rules)
            )
        return settlement

    def _settlement_of(self, readings: Readings) -> Settlement:
        settlement = self._settled.get(readings)
        if settlement is None:
            if len(self._settled) >= MEMORY:
                self._settled.clear()
            settlement = self._settled[readings] = settle_openly(self.rules, readings, self.openness)
        return settlement


@dataclass(frozen=True, eq=False)
class Daybook:
    """What a decision needs: the facts' resolver and the law of each action."""

    jurisdiction: str
    since: date
    resolver: Resolver
    actions: dict[Action, ActionLaw]


def settle_openly(rules: Sequence[RankedRule], readings: Sequence[Kleene], openness: Openness) -> Settlement:
    """Settle rules of which some are open: every way the open ones may turn out must give the same outcome."""
    closed = settle(rules, [reading is True for reading in readings])
    fates = tuple(
        Fate.UNKNOWN if reading is None else fate
        for reading, fate in zip(readings, closed.fates, strict=True)
    )
    same = None not in readings or openness.settled(readings)
    return Settlement(closed.outcome if same else Outcome.UNKNOWN, fates)
