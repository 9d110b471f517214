"""One person a stay, one custody at a time, the best assignment of all, and nothing that hangs on the order of rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import combinations, product
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.linkage import Link, Linkage, Verdict, link
from lodged.linkage.consistency import Span, consistent
from lodged.linkage.people import people_of

NEW_YEAR = datetime(2026, 1, 1)  # noqa: DTZ001 - wall time, as in the records
_weights = st.floats(6, 30).map(lambda weight: round(weight, 1))
_pairs = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), _weights, max_size=9)
_spans = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 40), st.one_of(st.none(), st.integers(2, 30))),
    min_size=4,
    max_size=4,
)


def _links(pairs: dict[tuple[int, int], float]) -> list[Link]:
    return [Link(left, right, weight, 1.0, Verdict.CLEAR, "") for (left, right), weight in pairs.items()]


def _span(place: int, facility: str, begun: int, days: int | None) -> Span:
    start = NEW_YEAR + timedelta(days=begun)
    return Span(facility, f"B{place}", start, None if days is None else start + timedelta(days=days))


def _clear(links: list[Link]) -> set[tuple[int, int]]:
    return {(pair.left, pair.right) for pair in links if pair.verdict is Verdict.CLEAR}


def _possible(choice: tuple[tuple[int, int], ...], spans: list[Span]) -> bool:
    return not any(
        a[1] == b[1] or (a[0] == b[0] and spans[a[1]].excludes(spans[b[1]]))
        for a, b in combinations(choice, 2)
    )


@settings(max_examples=40, deadline=None)
@given(_pairs, _spans)
def test_what_is_clear_is_consistent_and_part_of_the_best_assignment(
    pairs: dict[tuple[int, int], float], spans: list[tuple[str, int, int | None]]
) -> None:
    stays = [_span(place, *span) for place, span in enumerate(spans)]
    kept = _clear(consistent(_links(pairs), [0, 1, 2, 3], dict(enumerate(stays))))
    assert _possible(tuple(kept), stays)
    choices = [
        tuple(pair for pair, taken in zip(pairs, taking, strict=True) if taken)
        for taking in product((False, True), repeat=len(pairs))
    ]
    best = max(sum(pairs[pair] for pair in choice) for choice in choices if _possible(choice, stays))
    with_kept = [choice for choice in choices if kept <= set(choice) and _possible(choice, stays)]
    assert max(sum(pairs[pair] for pair in choice) for choice in with_kept) > best - 0.01


def test_a_greedy_choice_is_not_the_best_one() -> None:
    """The first person fits either stay, the second only the one that the first fits best."""
    pairs = {(0, 0): 20.0, (0, 1): 18.0, (1, 0): 19.0}
    at_once = [_span(0, "A", 0, None), _span(1, "B", 0, None)]
    assert _clear(consistent(_links(pairs), [0, 1], dict(enumerate(at_once)))) == {(0, 1), (1, 0)}


def test_two_people_who_fit_one_stay_alike_are_both_for_a_human() -> None:
    assert _clear(consistent(_links({(0, 0): 20.0, (1, 0): 19.5}), [0, 1], {})) == set()


def test_one_person_in_two_places_at_once_keeps_the_better_custody() -> None:
    pairs = {(0, 0): 20.0, (0, 1): 12.0}
    assert _clear(consistent(_links(pairs), [0], {0: _span(0, "A", 0, None), 1: _span(1, "B", 5, 20)})) == {
        (0, 0)
    }
    assert _clear(consistent(_links(pairs), [0], {0: _span(0, "A", 0, 5), 1: _span(1, "B", 5, 20)})) == set(
        pairs
    )


def test_rows_of_a_list_are_not_joined_by_a_chain_that_contradicts_itself() -> None:
    numbers = {"a_number": ["12345678", None, "98765432"], "fbi_number": [None] * 3, "state_id": [None] * 3}
    records = pl.DataFrame(numbers, schema=dict.fromkeys(numbers, pl.String))
    assert people_of(records, [], [(0, 1), (1, 2)]) == [0, 0, 2]
    assert people_of(records, [(0, 2)], []) == [0, 1, 0]


NAMES = [
    ("Vang", "Mai"),
    ("Vang", "Mai Lee"),
    ("Abdi", "Mohamed"),
    ("Cabdi", "Maxamed"),
    ("García López", "José"),
]
_people = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([date(1990, 1, 1), date(1990, 3, 4), date(1990, 4, 3), None]),
        st.sampled_from([None, None, "012345678", "087654321"]),
    ),
    min_size=1,
    max_size=8,
)


def _table(people: list[tuple[tuple[str, str], date | None, str | None]], kind: str) -> pl.DataFrame:
    schema = {
        "last_name": pl.String,
        "first_name": pl.String,
        "date_of_birth": pl.Date,
        "a_number": pl.String,
    }
    rows = [(*name, born, number) for name, born, number in people]
    table = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("n")
    return table.select(pl.format(f"{kind}{{}}", "n").alias(f"{kind}_id"), pl.exclude("n"))


def _said(found: Linkage, listed: pl.DataFrame, stays: pl.DataFrame) -> tuple[object, object]:
    names, held = listed["detainer_id"], stays["booking_id"]
    people = defaultdict(set)
    for name, person in zip(names, found.person_of, strict=True):
        people[person].add(name)
    links = {
        (names[pair.left], held[pair.right], pair.verdict, pair.weight, pair.evidence) for pair in found.links
    }
    return links, {frozenset(person) for person in people.values()}


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(_people, _people, st.integers(0, 100))
def test_neither_order_nor_a_second_run_changes_anything(
    listed: list,
    stays: list,
    seed: int,  # type: ignore[type-arg]
) -> None:
    chance = Random(seed)  # noqa: S311 - test order
    left, right = _table(listed, "detainer"), _table(stays, "booking")
    once = _said(link(left, right), left, right)
    left = left[chance.sample(range(left.height), left.height)]
    right = right[chance.sample(range(right.height), right.height)]
    assert _said(link(left, right), left, right) == once
