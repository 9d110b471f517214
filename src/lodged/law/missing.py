"""Which facts to find out: the smallest sets that settle an open outcome, whatever their values turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from lodged.law.actions import Outcome
from lodged.law.conditions import Facts, FactValue
from lodged.law.law_on_day import ActionLaw

FactSet = tuple[str, ...]
_Known = tuple[tuple[str, FactValue], ...]
MOST_ALTERNATIVES = 4
"""How many facts more than the indispensable ones are tried as alternatives; beyond it one set is given."""


def missing_sets(law: ActionLaw, facts: Facts, doubted: frozenset[str] = frozenset()) -> tuple[FactSet, ...]:
    """Give every smallest set of unknown facts that settles the action, the shortest first.

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
    search = _Search(law, doubted)
    needed = tuple(
        name for name in unknown if not search.settles(facts, tuple(n for n in unknown if n != name))
    )
    if search.settles(facts, needed):
        return (needed,)
    return search.with_alternatives(facts, needed, tuple(name for name in unknown if name not in needed))


@dataclass(frozen=True, slots=True)
class _Search:
    law: ActionLaw
    doubted: frozenset[str]

    def with_alternatives(self, facts: Facts, needed: FactSet, others: Sequence[str]) -> tuple[FactSet, ...]:
        found: list[FactSet] = []
        order = {name: number for number, name in enumerate(self.law.could_ask)}
        for size in range(1, min(len(others), MOST_ALTERNATIVES) + 1):
            for added in combinations(others, size):
                candidate = tuple(sorted((*needed, *added), key=order.__getitem__))
                if any(set(smaller) <= set(candidate) for smaller in found):
                    continue
                if self.settles(facts, candidate):
                    found.append(candidate)
        return tuple(found) or (self._shrunk(facts, (*needed, *others)),)

    def _shrunk(self, facts: Facts, names: FactSet) -> FactSet:
        for name in names:
            fewer = tuple(other for other in names if other != name)
            if self.settles(facts, fewer):
                return self._shrunk(facts, fewer)
        return names

    def settles(self, facts: Facts, names: Sequence[str]) -> bool:
        """Walk over the values of the names; a branch ends as soon as it is settled or contradicts itself."""
        resolved = self.law.resolver.resolve(facts, self.doubted)
        if resolved.conflicts:
            return True
        if self.law.settlement(resolved.facts).outcome is not Outcome.UNKNOWN:
            return True
        open_names = [name for name in names if name not in resolved.resolved]
        if not open_names:
            return False
        first, *rest = open_names
        return all(self.settles({**facts, first: value}, rest) for value in self.law.choices[first])
