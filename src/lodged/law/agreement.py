"""Whether the engine and the compiled form say the same, on many random cases at once.

Each formula is evaluated for all cases together: a variable is one whole number whose bit *n* is its value in
case *n*, and ``and``, ``or`` and ``not`` are the bitwise operations on such numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from random import Random

import z3

from lodged.law.actions import Action, Outcome
from lodged.law.conditions import Atom, Facts, FactValue
from lodged.law.fact_spec import FactType
from lodged.law.law_on_day import Daybook
from lodged.law.representatives import ELSEWHERE
from lodged.law.vocabulary import Vocabulary
from lodged.law.z3_model import Alphabet, Formula, compile_law, folded

UNKNOWN_SHARE = 0.35
"""Share of facts left unknown in a random case, so that known, partly known and unknown cases all occur."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case in which the two forms differ."""

    facts: dict[str, FactValue]
    action: Action
    engine: Outcome
    compiled: Outcome


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many cases were compared, on how many actions, and the first few that differ."""

    cases: int
    compared: int
    disagreements: tuple[Disagreement, ...]


def compare(book: Daybook, cases: int, seed: int) -> Agreement:
    """Compare the engine with the compiled form on random cases; the seed makes the run repeatable."""
    law = compile_law(book)
    chance = Random(seed)  # noqa: S311 - test cases, not secrets
    facts = [
        book.resolver.resolve(random_facts(book.resolver.vocabulary, law.letters, chance)).facts
        for _ in range(cases)
    ]
    columns = _Columns(law.letters, facts)
    wrong: list[Disagreement] = []
    for action, action_law in book.actions.items():
        engine = [action_law.settlement(known).outcome for known in facts]
        for outcome in Outcome:
            compiled = columns.evaluate(law.comes_out[action][outcome])
            meant = _bits(answer is outcome for answer in engine)
            differing = (compiled ^ meant) & compiled
            while differing and len(wrong) < 10:
                number = differing.bit_length() - 1
                wrong.append(Disagreement(facts[number], action, engine[number], outcome))
                differing ^= 1 << number
    return Agreement(cases, cases * len(book.actions), tuple(wrong))


def random_facts(vocabulary: Vocabulary, letters: Alphabet, chance: Random) -> dict[str, FactValue]:
    """Draw a random case: every fact of the vocabulary known or not, with any value that matters."""
    return {
        name: _random_value(vocabulary, letters, name, chance)
        for name in vocabulary.facts
        if chance.random() >= UNKNOWN_SHARE
    }


def _random_value(vocabulary: Vocabulary, letters: Alphabet, name: str, chance: Random) -> FactValue:
    spec = vocabulary.facts[name]
    used = letters.values.get(name, ())
    if spec.type is FactType.BOOLEAN:
        return chance.random() < 0.5
    if spec.type is FactType.NUMBER:
        limits = [atom.values[0] for atom in used if isinstance(atom, Atom)] or [0]
        return float(chance.choice(limits)) + chance.choice((-1.0, 0.0, 1.0))
    if spec.type is FactType.ENUM:
        return chance.choice(list(spec.values))
    items = list(spec.values) or [str(value) for value in used]
    if spec.type.is_list:
        return tuple(sorted(chance.sample(items, chance.randint(0, min(len(items), 4)))))
    return chance.choice([*items, ELSEWHERE])


def _bits(flags: Iterable[bool]) -> int:
    text = "".join("1" if flag else "0" for flag in flags)[::-1]
    return int(text, 2) if text else 0


class _Columns:
    """The value of every variable in every case, as one number a variable, and formulas over them."""

    def __init__(self, letters: Alphabet, facts: Sequence[Facts]) -> None:
        self.every = (1 << len(facts)) - 1
        self.evaluated: dict[int, int] = {}
        self.named = dict(_columns(letters, facts))

    def evaluate(self, formula: Formula) -> int:
        """Evaluate a formula in all cases; parts that occur twice are evaluated once."""
        key = formula.get_id()
        if key not in self.evaluated:
            self.evaluated[key] = self._evaluate(formula)
        return self.evaluated[key]

    def _evaluate(self, formula: Formula) -> int:
        if z3.is_true(formula):
            return self.every
        if z3.is_false(formula):
            return 0
        parts = [self.evaluate(part) for part in formula.children()]
        if z3.is_not(formula):
            return self.every & ~parts[0]
        if z3.is_and(formula):
            return reduce(and_, parts, self.every)
        if z3.is_or(formula):
            return reduce(or_, parts, 0)
        return self.named[formula.decl().name()]


def _columns(letters: Alphabet, facts: Sequence[Facts]) -> Mapping[str, int]:
    columns: dict[str, int] = {}
    for fact, values in letters.values.items():
        columns[letters.known(fact).decl().name()] = _bits(fact in known for known in facts)
        for value in values:
            columns[letters.letter(fact, value).decl().name()] = _bits(
                fact in known and _is(known[fact], value) for known in facts
            )
    return columns


def _is(known: FactValue, value: object) -> bool:
    if isinstance(value, Atom):
        return value.holds_for(known)
    if isinstance(known, tuple):
        return value in {folded(item) for item in known}
    return folded(known) == value
