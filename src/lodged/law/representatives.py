"""One value of every kind that a set of comparisons tells apart.

A rule that compares a county with Nobles and nothing else tells two kinds of county apart: Nobles and any other.
Whoever walks over these representatives has walked over every value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lodged.law.conditions import Atom, FactValue
from lodged.law.fact_spec import FactSpec, FactType

ELSEWHERE = "(any other)"
"""Stands for a text that no rule names."""


def representatives(spec: FactSpec, tests: Sequence[Atom]) -> tuple[FactValue, ...]:
    """Return one value for each way the tests can turn out for the fact, in a fixed order."""
    if spec.type.is_list:
        return _lists(spec, tests)
    distinguished: dict[tuple[bool, ...], FactValue] = {}
    for value in _candidates(spec, tests):
        distinguished.setdefault(tuple(test.holds_for(value) for test in tests), value)
    return tuple(distinguished.values())


def _candidates(spec: FactSpec, tests: Sequence[Atom]) -> Iterable[FactValue]:
    if spec.type is FactType.BOOLEAN:
        return (True, False)
    if spec.type is FactType.ENUM:
        return spec.values
    named = [value for test in tests for value in test.values]
    if spec.type is FactType.NUMBER:
        limits = sorted({float(value) for value in named if not isinstance(value, str)})
        return (value for limit in limits or [0.0] for value in (limit - 1, limit, limit + 1))
    return (*(str(value) for value in named), ELSEWHERE)


def _lists(spec: FactSpec, tests: Sequence[Atom]) -> tuple[FactValue, ...]:
    """Grow lists item by item until no new way of turning out appears; smaller lists come first."""
    items = spec.values or [str(value) for test in tests for value in test.values]
    distinguished: dict[tuple[bool, ...], tuple[str, ...]] = {tuple(False for _ in tests): ()}
    for item in items:
        for held in list(distinguished.values()):
            grown = tuple(sorted({*held, item}))
            distinguished.setdefault(tuple(test.holds_for(grown) for test in tests), grown)
    return tuple(sorted(distinguished.values(), key=lambda held: (len(held), held)))
