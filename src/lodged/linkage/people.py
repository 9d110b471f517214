"""The people of a list: rows joined by clear pairs, as long as the person they make doesn't contradict itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl

from lodged.linkage.identifiers import IDENTIFIERS, UNFORMED
from lodged.linkage.rulings import Pair

Numbers = tuple[str | None, ...]


def people_of(
    records: pl.DataFrame,
    ruled: Iterable[Pair],
    ties: Iterable[Pair],
    apart: Callable[[int, int], bool] = lambda one, other: False,
) -> list[int]:
    """Number the people of a table (prepared records); rows of one person share a number.

    ``ruled`` pairs are joined whatever they hold. ``ties`` are joined in their order (the strongest first), each only
    if no two rows of the union have identifiers that contradict each other, or can't be one person's (``apart``).
    """
    numbers: list[Numbers] = records.select(IDENTIFIERS).rows()
    members = [[row] for row in range(records.height)]
    head = list(range(records.height))
    for (left, right), certain in (*((pair, True) for pair in ruled), *((pair, False) for pair in ties)):
        first, second = sorted((head[left], head[right]))
        if first == second:
            continue
        if not certain and contradict(
            [numbers[row] for row in members[first]], [numbers[row] for row in members[second]]
        ):
            continue
        if not certain and any(apart(one, other) for one in members[first] for other in members[second]):
            continue
        for row in members[second]:
            head[row] = first
        members[first] += members[second]
        members[second] = []
    return head


def contradict(some: Sequence[Numbers], others: Sequence[Numbers]) -> bool:
    """Return whether records of two people (their identifiers) can't be of one, as numbers of a kind are far apart."""
    return any(_differ(one, other) for one in some for other in others)


def _differ(one: Numbers, other: Numbers) -> bool:
    """Return whether two rows have numbers of a kind that are far apart, and none that agrees."""
    both = [(a, b) for a, b in zip(one, other, strict=True) if a and b and (a == b or _formed(a, b))]
    return any(_far_apart(a, b) for a, b in both) and not any(a == b for a, b in both)


def _formed(*numbers: str) -> bool:
    return not any(number.startswith(UNFORMED) for number in numbers)


def _far_apart(one: str, other: str) -> bool:
    return len(one) != len(other) or sum(a != b for a, b in zip(one, other, strict=True)) > 2
