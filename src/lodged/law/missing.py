"""Which facts to find out: the smallest sets that settle an open outcome, whatever their values turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from lodged.law.actions import Outcome
from lodged.law.conditions import Facts, FactValue
from lodged.law.daybook import ActionLaw

FactSet = tuple[str, ...]
_Known = tuple[tuple[str, FactValue], ...]
MOST_ALTERNATIVES = 4
"""How many facts more than the indispensable ones are tried as alternatives; beyond it one set is given."""


def missing_sets(law: ActionLaw, facts: Facts) -> tuple[FactSet, ...]:
    """Give every smallest set of unknown facts that settles the action, the shortest first.

    A set settles it when for every consistent combination of its values the outcome is no longer unknown, and
    it is smallest when none of its facts can be left out. Where a fact can be found out through another (an
    agreement through the county and the day), each of the two is offered.
    """
    return _missing_sets(law, tuple((name, facts[name]) for name in law.could_ask if name in facts))


@lru_cache(maxsize=50_000)
def _missing_sets(law: ActionLaw, known: _Known) -> tuple[FactSet, ...]:
    facts = dict(known)
    unknown = tuple(name for name in law.could_ask if name not in facts)
    needed = tuple(
        name for name in unknown if not _settles(law, facts, tuple(n for n in unknown if n != name))
    )
    if _settles(law, facts, needed):
        return (needed,)
    return _with_alternatives(law, facts, needed, tuple(name for name in unknown if name not in needed))


def _with_alternatives(
    law: ActionLaw, facts: Facts, needed: FactSet, others: Sequence[str]
) -> tuple[FactSet, ...]:
    found: list[FactSet] = []
    order = {name: number for number, name in enumerate(law.could_ask)}
    for size in range(1, min(len(others), MOST_ALTERNATIVES) + 1):
        for added in combinations(others, size):
            candidate = tuple(sorted((*needed, *added), key=order.__getitem__))
            if any(set(smaller) <= set(candidate) for smaller in found):
                continue
            if _settles(law, facts, candidate):
                found.append(candidate)
    return tuple(found) or (_shrunk(law, facts, (*needed, *others)),)


def _shrunk(law: ActionLaw, facts: Facts, names: FactSet) -> FactSet:
    for name in names:
        fewer = tuple(other for other in names if other != name)
        if _settles(law, facts, fewer):
            return _shrunk(law, facts, fewer)
    return names


def _settles(law: ActionLaw, facts: Facts, names: Sequence[str]) -> bool:
    """Walk over the values of the names; a branch ends as soon as it is settled or contradicts itself."""
    resolved = law.resolver.resolve(facts)
    if resolved.conflicts:
        return True
    if law.settlement(resolved.facts).outcome is not Outcome.UNKNOWN:
        return True
    open_names = [name for name in names if name not in resolved.resolved]
    if not open_names:
        return False
    first, *rest = open_names
    return all(_settles(law, {**facts, first: value}, rest) for value in law.choices[first])
