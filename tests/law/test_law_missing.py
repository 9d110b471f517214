"""The search for what to find out: the same sets as walking over everything, and quick where that would not end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.law import Action, Effect, FactSpec, FactType, Outcome, SourceKind, Weight, load_rulebooks
from lodged.law.agreement import random_facts
from lodged.law.conditions import All, Any, Atom, Condition, Facts, Kleene, Not, Test, facts_of
from lodged.law.fact_completion import Resolver
from lodged.law.law_on_day import ActionLaw, daybook
from lodged.law.missing import MOST_ALTERNATIVES, missing_sets
from lodged.law.model import DatedFact, InForce, RankedRule, Rule, Source
from lodged.law.openness import Openness
from lodged.law.precedence import settle
from lodged.law.vocabulary import Constraint, Vocabulary
from lodged.law.z3_model import alphabet

BOOKS = load_rulebooks()
PLACE = BOOKS.book("us").place
EVER = InForce(date.min, None)


def truth(fact: str) -> Atom:
    return Atom(fact, Test.IS, (True,))


def ranked(
    number: int, effect: Effect, weight: Weight, rank: int, when: Condition, over: Sequence[int]
) -> RankedRule:
    source = Source("s", "s", "s", SourceKind.STATUTE, weight, "", None, None, None, "", PLACE)
    overrides = tuple(f"r{other}" for other in over if other != number)
    rule = Rule(
        f"r{number}", (Action.HOLD_DETAINER_ONLY,), EVER, when, effect, (source,), overrides, "b", "", PLACE
    )
    return RankedRule(rule, "x", rank)


def law_of(rules: Sequence[RankedRule], facts: int, tie: bool = False, dated: bool = False) -> ActionLaw:
    specs = {f"f{n}": FactSpec(f"f{n}", FactType.BOOLEAN, "x", "x", PLACE) for n in range(facts)}
    ties = (Constraint("c", truth("f0"), Atom("f1", Test.IS, (True,)), "w", PLACE),) if tie else ()
    filled = (DatedFact("d", "f3", True, truth("f2"), False, EVER, "s", "", PLACE),) if dated else ()
    vocabulary = Vocabulary(specs, ties, (), BOOKS.vocabulary.document)
    return ActionLaw(Action.HOLD_DETAINER_ONLY, tuple(rules), Resolver(vocabulary, filled))


def every_outcome(rules: Sequence[RankedRule], readings: Sequence[Kleene]) -> set[Outcome]:
    ways = product(*((False, True) if reading is None else (reading,) for reading in readings))
    return {settle(rules, way).outcome for way in ways}


def slow_settles(law: ActionLaw, facts: Facts, names: Sequence[str], doubted: frozenset[str]) -> bool:
    """Walk over every value of every name: the search this one replaces."""
    resolved = law.resolver.resolve(facts, doubted)
    if resolved.conflicts or law.settlement(resolved.facts).outcome is not Outcome.UNKNOWN:
        return True
    left = [name for name in names if name not in resolved.resolved]
    if not left:
        return False
    return all(slow_settles(law, {**facts, left[0]: v}, left[1:], doubted) for v in law.choices[left[0]])


def slow_missing(law: ActionLaw, facts: Facts, doubted: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    unknown = tuple(name for name in law.could_ask if name not in facts)
    needed = tuple(
        n for n in unknown if not slow_settles(law, facts, [o for o in unknown if o != n], doubted)
    )
    if slow_settles(law, facts, needed, doubted):
        return (needed,)
    others = [name for name in unknown if name not in needed]
    found = list(_slow_alternatives(law, facts, needed, others, doubted))
    if found:
        return tuple(found)
    names = (*needed, *others)
    for name in names:
        fewer = tuple(other for other in names if other != name)
        if slow_settles(law, facts, fewer, doubted):
            names = fewer
    return (names,)


def _slow_alternatives(
    law: ActionLaw, facts: Facts, needed: Sequence[str], others: Sequence[str], doubted: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    found: list[set[str]] = []
    for size in range(1, min(len(others), MOST_ALTERNATIVES) + 1):
        for added in combinations(others, size):
            candidate = tuple(sorted((*needed, *added), key=law.could_ask.index))
            if any(smaller <= set(candidate) for smaller in found):
                continue
            if slow_settles(law, facts, candidate, doubted):
                found.append(set(candidate))
                yield candidate


atoms = st.integers(0, 5).map(lambda n: truth(f"f{n}"))
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts))),
    ),
    max_leaves=4,
)
EFFECTS = list(Effect)
rules = st.lists(
    st.tuples(
        st.sampled_from(EFFECTS),
        st.sampled_from(list(Weight)),
        st.integers(0, 2),
        conditions,
        st.sets(st.integers(0, 6), max_size=2),
    ),
    min_size=1,
    max_size=7,
).map(lambda parts: [ranked(n, *part[:4], sorted(part[4])) for n, part in enumerate(parts)])


@given(rules, st.lists(st.sampled_from([True, False, None]), min_size=7, max_size=7))
@settings(max_examples=400, deadline=None)
def test_the_possible_outcomes_are_those_of_every_way(
    found: list[RankedRule], readings: list[Kleene]
) -> None:
    mine = readings[: len(found)]
    assert set(Openness(found).outcomes(mine)) == every_outcome(found, mine)


@given(
    rules,
    st.booleans(),
    st.booleans(),
    st.dictionaries(st.sampled_from(["f0", "f1", "f2", "f3", "f4"]), st.booleans(), max_size=2),
)
@settings(max_examples=300, deadline=None)
def test_the_missing_sets_are_those_of_walking_over_everything(
    found: list[RankedRule], tie: bool, dated: bool, facts: dict[str, bool]
) -> None:
    law = law_of(found, 6, tie, dated)
    resolution = law.resolver.resolve(facts)
    doubted = frozenset(name for conflict in resolution.conflicts for name in conflict.facts)
    known = resolution.facts
    if law.settlement(known).outcome is Outcome.UNKNOWN:
        assert missing_sets(law, known, doubted) == slow_missing(law, known, doubted)


def test_two_ways_are_found_past_a_fact_that_settles_nothing() -> None:
    found = [
        ranked(0, Effect.PROHIBITED, Weight.BINDING, 0, truth("f2"), ()),
        ranked(1, Effect.PROHIBITED, Weight.BINDING, 0, All((truth("f2"), truth("f0"))), ()),
    ]
    filled = tuple(
        DatedFact(f"d{value}", "f2", value, where, False, EVER, "s", "", PLACE)
        for value, where in ((True, truth("f1")), (False, Not(truth("f1"))))
    )
    plain = law_of(found, 3)
    law = ActionLaw(plain.action, plain.rules, Resolver(plain.resolver.vocabulary, filled))
    assert missing_sets(law, {}) == (("f1",), ("f2",)) == slow_missing(law, {}, frozenset())


def test_each_of_two_ways_to_find_out_is_offered() -> None:
    book = daybook(BOOKS, "us-mn", date(2026, 1, 13))
    law = book.actions[Action.HOLD_ADMINISTRATIVE_WARRANT]
    facts = book.resolver.resolve(
        {
            "facility_class": "county_jail",
            "administrative_warrant_attached": True,
            "claims_us_citizenship": False,
        }
    ).facts
    found = missing_sets(law, facts)
    assert found == slow_missing(law, facts, frozenset())
    assert len(found) > 1


@pytest.mark.parametrize(
    "jurisdiction", ["us-mn", "us-ca", "us-ct", "us-nj", "us-ny", "us-tx", "us-nc", "us-la"]
)
def test_the_missing_sets_of_the_shipped_books_are_those_of_walking_over_everything(
    jurisdiction: str,
) -> None:
    chance = Random(3)  # noqa: S311 - test cases
    book = daybook(BOOKS, jurisdiction, date(2026, 1, 13))
    letters = alphabet(BOOKS.vocabulary, [r.rule.when for law in book.actions.values() for r in law.rules])
    compared = 0
    while compared < 12:
        facts = {k: v for k, v in random_facts(BOOKS.vocabulary, letters, chance).items() if k != "county"}
        resolution = book.resolver.resolve(facts)
        doubted = frozenset(name for conflict in resolution.conflicts for name in conflict.facts)
        for law in book.actions.values():
            known = {n: v for n, v in resolution.facts.items() if n in law.bears_on}
            if law.settlement(known).outcome is Outcome.UNKNOWN:
                assert missing_sets(law, known, doubted) == slow_missing(law, known, doubted)
                compared += 1


@pytest.mark.parametrize("shape", ["apart", "pairs", "either", "chain", "star"])
def test_forty_open_rules_end(shape: str) -> None:
    effects = [Effect.PROHIBITED, Effect.PERMITTED, Effect.REQUIRED]

    def when(n: int) -> Condition:
        if shape == "pairs":
            return All((truth(f"f{2 * n}"), Not(truth(f"f{2 * n + 1}"))))
        return Any((truth(f"f{n}"), truth(f"f{n + 1}"))) if shape == "either" else truth(f"f{n}")

    def over(n: int) -> list[int]:
        if shape == "chain":
            return [n - 1] if n else []
        return list(range(1, 40)) if shape == "star" and n == 0 else []

    found = [ranked(n, effects[n % 3], list(Weight)[n % 2], n % 2, when(n), over(n)) for n in range(40)]
    law = law_of(found, 80)
    assert law.settlement({}).outcome is Outcome.UNKNOWN
    asked = {name for r in found for name in facts_of(r.rule.when)}
    assert missing_sets(law, {}) == (tuple(name for name in law.could_ask if name in asked),)
