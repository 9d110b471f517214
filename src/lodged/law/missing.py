"""Which facts to find out: the smallest sets that settle an open outcome, whatever their values turn out to be.

A set settles an outcome when no combination of its values leaves it open, and more facts never settle less. So one
open combination is enough to rule a set out, and it is looked for fact by fact, remembering what of the facts found
out so far still matters. Of the sets that remain, the smallest are found as the hitting sets of what every settling
set has to touch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations

from lodged.law.conditions import Facts, FactValue, Kleene, facts_of
from lodged.law.law_on_day import ActionLaw

FactSet = tuple[str, ...]
_Known = tuple[tuple[str, FactValue], ...]
MOST_ALTERNATIVES = 4
"""How many facts more than the indispensable ones are tried as alternatives; beyond it one set is given."""


def missing_sets(law: ActionLaw, facts: Facts, doubted: frozenset[str] = frozenset()) -> tuple[FactSet, ...]:
    """Return every smallest set of unknown facts that settles the action, the shortest first.

    A set settles it when for every consistent combination of its values the outcome is no longer unknown, and
    it is smallest when none of its facts can be left out. Where a fact can be found out through another (an
    agreement through the county and the day), each of the two is offered. ``doubted`` names facts stated in
    contradiction: nothing follows to them from other facts, somebody has to find them out.
    """
    return _missing_sets(law, tuple((name, facts[name]) for name in law.bears_on if name in facts), doubted)


@lru_cache(maxsize=50_000)
def _missing_sets(law: ActionLaw, known: _Known, doubted: frozenset[str]) -> tuple[FactSet, ...]:
    facts = dict(known)
    unknown = tuple(name for name in law.could_ask if name not in facts)
    search = _Search(law, facts, doubted)
    needed = tuple(name for name in unknown if search.needs(name, unknown))
    if search.settles(needed):
        return (needed,)
    return search.with_alternatives(needed, tuple(name for name in unknown if name not in needed))


@dataclass(frozen=True, slots=True)
class _Case:
    """Facts stated so far, what follows from them, and how each rule's condition reads."""

    stated: Facts
    known: Facts
    readings: tuple[Kleene, ...]


@dataclass
class _Search:
    law: ActionLaw
    facts: Facts
    doubted: frozenset[str]
    results: dict[FactSet, bool] = field(default_factory=dict)

    def with_alternatives(self, needed: FactSet, others: FactSet) -> tuple[FactSet, ...]:
        """Return the smallest sets of the indispensable facts and up to four others, or one set if there is none."""
        additions = sorted(
            self._added(needed, others),
            key=lambda added: (len(added), [others.index(name) for name in added]),
        )
        sets = tuple(self._ordered((*needed, *added)) for added in additions)
        return sets or (self._shrunk((*needed, *others)),)

    def _added(self, needed: FactSet, others: FactSet) -> Iterator[FactSet]:
        """Yield the smallest additions: each touches everything that every settling set has to touch."""
        cuts: list[frozenset[str]] = []
        smaller: list[FactSet] = []
        for size in range(1, min(len(others), MOST_ALTERNATIVES) + 1):
            for added in combinations(others, size):
                if any(set(less) <= set(added) for less in smaller):
                    continue
                if any(cut.isdisjoint(added) for cut in cuts):
                    continue
                if self.settles(self._ordered((*needed, *added))):
                    smaller.append(added)
                    yield added
                else:
                    cuts.append(self._cut(needed, added, others))

    def _cut(self, needed: FactSet, added: FactSet, others: FactSet) -> frozenset[str]:
        """Grow an addition that settles nothing as far as it will go; every settling set has one of the rest."""
        grown = list(added)
        for name in others:
            if name not in grown and not self.settles(self._ordered((*needed, *grown, name))):
                grown.append(name)
        return frozenset(others) - set(grown)

    def _shrunk(self, names: FactSet) -> FactSet:
        for name in names:
            fewer = tuple(other for other in names if other != name)
            if self.settles(self._ordered(fewer)):
                names = fewer
        return names

    def _ordered(self, names: Sequence[str]) -> FactSet:
        return tuple(sorted(names, key=self._order.__getitem__))

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.law.could_ask)}

    def needs(self, name: str, unknown: FactSet) -> bool:
        """Return whether finding out all else may leave the outcome open; likely combinations are tried first."""
        others = tuple(other for other in unknown if other != name)
        if any(self._leaves_open(others, guess) for guess in self._guesses(name)):
            return True
        return not self.settles(others)

    def settles(self, names: FactSet) -> bool:
        """Return whether no combination of values of the names leaves the outcome open."""
        if names not in self.results:
            self.results[names] = self.start is None or _Walk(self).settles(
                self.start, self._nearest_first(names)
            )
        return self.results[names]

    def _nearest_first(self, names: FactSet) -> FactSet:
        """Begin with what open rules look at beside the facts left out: it decides soonest whether those count.

        Facts from which others follow keep their order.
        """
        if self.start is None:
            return names
        left_out = set(self.law.could_ask) - set(names) - self.start.known.keys()
        shared = [
            looked
            for looked, reading in zip(self.looked_at, self.start.readings, strict=True)
            if reading is None and looked & left_out
        ]
        near = frozenset[str]().union(*shared) - self._tied
        return (*(name for name in names if name in near), *(name for name in names if name not in near))

    @cached_property
    def start(self) -> _Case | None:
        """The case as it is given; nothing where it contradicts itself."""
        return self._stated(self.facts)

    def _guesses(self, name: str) -> Iterator[Facts]:
        """Values of the other facts under which a rule that looks at the name is open, and few others hold."""
        if self.start is None:
            return
        choices = self.law.choices
        for number in self._readers[name]:
            if self.start.readings[number] is not None:
                continue
            others = [
                other for other in self.looked_at[number] if other != name and other not in self.start.known
            ]
            for place in (-1, 0):
                guess = {other: choices[other][place] for other in self.law.could_ask}
                yield guess | self._left_open(number, others)

    def _left_open(self, number: int, others: Sequence[str]) -> dict[str, FactValue]:
        """Choose values of a rule's facts, one by one, that leave its condition open."""
        chosen: dict[str, FactValue] = {}
        condition = self.law.rules[number].rule.when
        known = self.start.known if self.start else {}
        for other in others:
            for value in self.law.choices[other]:
                if condition.holds({**known, **chosen, other: value}) is None:
                    chosen[other] = value
                    break
        return chosen

    def _leaves_open(self, names: FactSet, values: Facts) -> bool:
        case = self.start
        for name in (name for name in names if name in self._tied):
            if case is not None and name not in case.known:
                case = self._stated({**case.stated, name: values[name]})
        if case is None:
            return False
        known = {**{name: values[name] for name in names if name not in case.known}, **case.known}
        readings = tuple(
            ranked.rule.when.holds(known) if reading is None else reading
            for ranked, reading in zip(self.law.rules, case.readings, strict=True)
        )
        return not self.law.openness.settled(readings)

    def _stated(self, stated: Facts) -> _Case | None:
        """Complete the facts and read every condition; nothing where they contradict each other."""
        resolution = self.law.resolver.resolve(stated, self.doubted)
        if resolution.conflicts:
            return None
        known = resolution.facts
        return _Case(stated, known, tuple(ranked.rule.when.holds(known) for ranked in self.law.rules))

    def supposed(self, case: _Case, name: str, value: FactValue) -> _Case | None:
        """Add a fact to a case; nothing where it contradicts the others."""
        if name in self._tied:
            return self._stated({**case.stated, name: value})
        known = {**case.known, name: value}
        readings = list(case.readings)
        for number in self._readers[name]:
            readings[number] = self.law.rules[number].rule.when.holds(known)
        return _Case({**case.stated, name: value}, known, tuple(readings))

    @cached_property
    def _tied(self) -> frozenset[str]:
        """The facts from which, or to which, anything follows."""
        resolver = self.law.resolver
        named = {name for others in resolver.looks_at.values() for name in others} | set(resolver.looks_at)
        for constraint in resolver.vocabulary.constraints:
            named |= {constraint.then.fact, *facts_of(constraint.when)}
        return frozenset(named)

    @cached_property
    def looked_at(self) -> tuple[frozenset[str], ...]:
        """The facts each rule looks at."""
        return tuple(facts_of(ranked.rule.when) for ranked in self.law.rules)

    @cached_property
    def _readers(self) -> dict[str, tuple[int, ...]]:
        readers: dict[str, list[int]] = {name: [] for name in self.law.could_ask}
        for number, names in enumerate(self.looked_at):
            for name in names:
                readers[name].append(number)
        return {name: tuple(numbers) for name, numbers in readers.items()}

    def matters(self, case: _Case, open_rules: Sequence[int]) -> tuple[tuple[str, FactValue], ...]:
        """Return the facts found out that may still count: an open rule looks at them, or something follows."""
        looked = self._tied.union(*(self.looked_at[number] for number in open_rules))
        return tuple(item for item in case.known.items() if item[0] in looked and item[0] not in self.facts)


@dataclass
class _Walk:
    """One walk over the values of some facts, which ends at the first combination that leaves the outcome open."""

    search: _Search
    passed: set[object] = field(default_factory=set)

    def settles(self, case: _Case, names: FactSet) -> bool:
        """Return whether every way of finding out the names settles the outcome from here on."""
        law = self.search.law
        if law.openness.settled(case.readings):
            return True
        open_rules = [number for number, reading in enumerate(case.readings) if reading is None]
        left = [name for name in names if name not in case.known]
        found_out = case.known.keys() | set(left)
        stays_open = [number for number in open_rules if not self.search.looked_at[number] <= found_out]
        if law.openness.idle(case.readings, stays_open):
            return True
        if not left:
            return False
        key = (
            tuple(left),
            law.openness.state(case.readings),
            tuple(open_rules),
            self.search.matters(case, open_rules),
        )
        if key not in self.passed:
            if not self._each_value_settles(case, left):
                return False
            self.passed.add(key)
        return True

    def _each_value_settles(self, case: _Case, left: Sequence[str]) -> bool:
        first, rest = left[0], tuple(left[1:])
        for value in self.search.law.choices[first]:
            following = self.search.supposed(case, first, value)
            if following is not None and not self.settles(following, rest):
                return False
        return True
