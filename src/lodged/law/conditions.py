"""Conditions over facts, and their three-valued (Kleene) reading.

A reading is ``True``, ``False`` or ``None`` for unknown.

>>> both = All((Atom("judicial_warrant", Test.IS, (True,)), Atom("form", Test.IN, ("I-247A", "I-247"))))
>>> both.holds({"judicial_warrant": False}) is False, both.holds({"judicial_warrant": True}) is None
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Scalar: TypeAlias = str | bool | int | float
FactValue: TypeAlias = str | bool | int | float | tuple[str, ...]
Facts: TypeAlias = Mapping[str, FactValue]
Kleene: TypeAlias = bool | None


class Test(Enum):
    """How one fact is compared."""

    __test__ = False

    IS = "is"
    """The fact is the value."""
    IN = "in"
    """The fact is one of the values."""
    INCLUDES_ANY = "includes_any"
    """The list fact holds at least one of the values."""
    AT_LEAST = "at_least"
    """The number fact is the value or more."""
    AT_MOST = "at_most"
    """The number fact is the value or less."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact compared with one or more values."""

    fact: str
    test: Test
    values: tuple[Scalar, ...]

    def holds(self, facts: Facts) -> Kleene:
        """Read the atom; unknown where the fact isn't given."""
        value = facts.get(self.fact)
        return None if value is None else self.holds_for(value)

    def holds_for(self, value: FactValue) -> bool:
        """Read the atom for a known value of its fact."""
        if self.test is Test.INCLUDES_ANY:
            return isinstance(value, tuple) and any(item in value for item in self.values)
        if self.test in (Test.AT_LEAST, Test.AT_MOST):
            limit = self.values[0]
            if isinstance(value, str | tuple) or isinstance(limit, str):
                return False
            return value >= limit if self.test is Test.AT_LEAST else value <= limit
        if isinstance(value, str):
            return any(isinstance(item, str) and item.casefold() == value.casefold() for item in self.values)
        return value in self.values

    def __str__(self) -> str:
        """Write the atom as the rulebook does."""
        shown = [_shown(value) for value in self.values]
        if self.test is Test.IS:
            return f"{self.fact}: {shown[0]}"
        if self.test in (Test.AT_LEAST, Test.AT_MOST):
            return f"{self.fact}: {{{self.test.value}: {shown[0]}}}"
        return f"{self.fact}: {{{self.test.value}: [{', '.join(shown)}]}}"


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part does; with no parts it always holds."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> Kleene:
        """Read the parts: one false settles it."""
        unknown = False
        for part in self.parts:
            reading = part.holds(facts)
            if reading is False:
                return False
            unknown = unknown or reading is None
        return None if unknown else True

    def __str__(self) -> str:
        """Write the parts joined by 'and'."""
        return " and ".join(_inner(part) for part in self.parts) if self.parts else "always"


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when at least one part does."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> Kleene:
        """Read the parts: one true settles it."""
        unknown = False
        for part in self.parts:
            reading = part.holds(facts)
            if reading is True:
                return True
            unknown = unknown or reading is None
        return None if unknown else False

    def __str__(self) -> str:
        """Write the parts joined by 'or'."""
        return " or ".join(_inner(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part doesn't."""

    part: Condition

    def holds(self, facts: Facts) -> Kleene:
        """Read the part and turn it round; unknown stays unknown."""
        reading = self.part.holds(facts)
        return None if reading is None else not reading

    def __str__(self) -> str:
        """Write 'not' before the part."""
        return f"not {_inner(self.part)}"


Condition: TypeAlias = Atom | All | Any | Not
ALWAYS = All(())


def atoms(condition: Condition) -> Iterator[Atom]:
    """Walk over every atom of a condition, in the order written."""
    if isinstance(condition, Atom):
        yield condition
    elif isinstance(condition, Not):
        yield from atoms(condition.part)
    else:
        for part in condition.parts:
            yield from atoms(part)


def facts_of(condition: Condition) -> frozenset[str]:
    """Name the facts a condition looks at."""
    return frozenset(atom.fact for atom in atoms(condition))


def _shown(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _inner(condition: Condition) -> str:
    compound = isinstance(condition, All | Any) and len(condition.parts) > 1
    return f"({condition})" if compound else str(condition)
